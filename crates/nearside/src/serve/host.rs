//! The context's way out of a worker.

use std::borrow::Cow;
use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::run::{ask, hand_over, up, up_with};
use crate::browser::{now, sleep};
use crate::context::Host;
use crate::wire::{Parcel, Up};
use crate::{Answer, Call};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = globalThis, js_name = nearBreathe)]
    fn js_breathe() -> Promise;
}

/// A job that waits for the browser shows that it is alive this often, in milliseconds.
const REST: f64 = 5_000.0;
/// The page hears that a job is alive at most this often, in milliseconds.
const ALIVE: f64 = 1_000.0;

pub(super) struct Worker {
    pub id: u32,
    pub path: Cow<'static, str>,
    /// How many parts of a streamed reply the page still takes.
    pub credit: Option<Rc<Cell<u32>>>,
    pub alive: Cell<f64>,
}

impl Host for Worker {
    fn now(&self) -> f64 {
        now()
    }

    fn progress(&self, done: f64) {
        up(&Up::Progress(self.id, done));
    }

    fn log(&self, text: &str) {
        up(&Up::Log(self.id, format!("{}: {text}", self.path)));
    }

    fn rest(&self) -> Pin<Box<dyn Future<Output = ()>>> {
        Box::pin(sleep(REST))
    }

    fn breathe(&self) -> Pin<Box<dyn Future<Output = ()>>> {
        if now() - self.alive.get() >= ALIVE {
            self.alive.set(now());
            up(&Up::Alive(self.id));
        }
        hand_over();
        let breath = JsFuture::from(js_breathe());
        Box::pin(async move {
            // The promise of a message to ourselves never rejects.
            let _ = breath.await;
        })
    }

    fn call(&self, call: Call) -> Answer {
        Box::pin(ask(self.id, call))
    }

    fn part(&self, value: Parcel) -> Pin<Box<dyn Future<Output = ()>>> {
        let (id, credit, mut value) = (self.id, self.credit.clone(), Some(value));
        Box::pin(std::future::poll_fn(move |_| {
            // Credit comes with a message, and each message wakes the running job.
            if credit.as_ref().is_some_and(|credit| credit.get() == 0) {
                return Poll::Pending;
            }
            if let Some(value) = value.take() {
                credit.iter().for_each(|credit| credit.set(credit.get() - 1));
                up_with(value, |reply| Up::Part { id, reply });
            }
            Poll::Ready(())
        }))
    }
}
