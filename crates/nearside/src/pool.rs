//! The page's end: workers that start when they are needed, end when they are not, and are replaced when they break.
//!
//! [`schedule`] decides and knows no browser; [`page`] translates between it and the browser's workers; [`modules`]
//! fetches and compiles an engine once for all its workers; [`gate`] opens the documents behind which workers may
//! reach hosts that a person has connected; [`tabs`] shares the memory with the other tabs; [`ledger`] keeps what the
//! [`Status`] shows.

use std::rc::Rc;

use crate::Service;

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

/// Who answers a job that names nobody.
#[cfg(target_arch = "wasm32")]
pub(crate) fn default_service() -> Rc<dyn Service> {
    Rc::new(Pool::get())
}

/// Who answers a job that names nobody: natively nobody does.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn default_service() -> Rc<dyn Service> {
    Rc::new(crate::Calls::default())
}
