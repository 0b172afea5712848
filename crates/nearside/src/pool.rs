//! The page's end: workers that start when they are needed, end when they are not, and are replaced when they break.
//!
//! `schedule` decides and knows no browser; `page` translates between it and the browser's workers; `modules` fetches
//! and compiles an engine once for all its workers; `gate` opens the documents behind which workers may reach hosts
//! that a person has connected; `tabs` shares the memory with the other tabs; `ledger` keeps what the [`Status`] shows.

use std::cell::Cell;
use std::rc::Rc;

use crate::{Answer, Call, Error, Kind, Service};

#[cfg(target_arch = "wasm32")]
mod build;
#[cfg(target_arch = "wasm32")]
mod gate;
mod ledger;
#[cfg(target_arch = "wasm32")]
mod modules;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod schedule;
#[cfg(target_arch = "wasm32")]
mod tabs;
#[cfg(target_arch = "wasm32")]
mod worker;

pub use ledger::{Failure, PathStatus, Status, WorkerStatus};
#[cfg(target_arch = "wasm32")]
pub use page::{Pool, Watcher};
pub use schedule::Limits;

/// A function and not the pool itself, so that a worker, which has none, does not carry the code of one.
type Page = fn() -> Rc<dyn Service>;

thread_local! {
    static PAGE: Cell<Option<Page>> = const { Cell::new(None) };
}

/// From now on the page's pool answers jobs that name nobody.
#[cfg(target_arch = "wasm32")]
pub(crate) fn open() {
    PAGE.set(Some(|| Rc::new(Pool::get())));
}

/// Who answers a job that names nobody: the pool in a page, nobody in a worker and natively.
pub(crate) fn default_service() -> Rc<dyn Service> {
    PAGE.get().map_or_else(|| Rc::new(Nobody) as Rc<dyn Service>, |page| page())
}

struct Nobody;

impl Service for Nobody {
    fn call(&self, call: Call) -> Answer {
        let text = format!(
            "Nobody is here to answer {}. In a worker await cx.call(job), in a test job.on(service); a page begins with nearside::start.",
            call.path
        );
        Box::pin(async move { Err(Error::new(Kind::Unsupported, text)) })
    }
}
