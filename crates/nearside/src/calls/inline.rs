//! Calls answered right here: in `cargo test`, or in a page that wants no worker.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use super::Calls;
use crate::context::Host;
use crate::service::{Part, Watch};
use crate::wire::Parcel;
use crate::{Answer, Call, Context, Service};

impl Service for Calls {
    fn call(&self, call: Call) -> Answer {
        let pause = call.watch.pause.clone().unwrap_or_default();
        let host = Rc::new(Inline { calls: self.clone(), watch: call.watch });
        let left = call.options.deadline.map(|deadline| deadline.as_secs_f64() * 1e3);
        let now = host.now();
        let context = Context::new(host, now, left, Rc::new(Cell::new(None)), pause);
        match self.start(&call.path, call.signature, call.args, context) {
            Ok(run) => run,
            Err(error) => Box::pin(async move { Err(error) }),
        }
    }
}

struct Inline {
    calls: Calls,
    watch: Watch,
}

impl Host for Inline {
    fn now(&self) -> f64 {
        now()
    }

    fn progress(&self, done: f64) {
        self.watch.progress.iter().for_each(|listener| listener(done));
    }

    fn log(&self, text: &str) {
        eprintln!("{text}");
    }

    fn rest(&self) -> Pin<Box<dyn Future<Output = ()>>> {
        Box::pin(std::future::pending())
    }

    fn breathe(&self) -> Pin<Box<dyn Future<Output = ()>>> {
        Box::pin(std::future::ready(()))
    }

    fn call(&self, call: Call) -> Answer {
        self.calls.call(call)
    }

    fn part(&self, value: Parcel) -> Pin<Box<dyn Future<Output = ()>>> {
        self.watch
            .parts
            .iter()
            .for_each(|listener| listener(Part { value: value.clone(), taken: Box::new(|| ()) }));
        Box::pin(std::future::ready(()))
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn now() -> f64 {
    use std::sync::OnceLock;
    use std::time::Instant;
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1e3
}

#[cfg(target_arch = "wasm32")]
fn now() -> f64 {
    crate::browser::now()
}
