//! Layers wrap a service and are services themselves, as in tower: `pool.deadline(…).retry(2).limit(4)`.
//!
//! Each is one file, and none knows another. What the pool does by itself for a [`Call`]'s options, a
//! layer does for every call that passes through it, whatever service is behind.

use std::rc::Rc;
use std::time::Duration;

use crate::{Call, Error, Service};

mod cache;
mod deadline;
mod limit;
mod retry;
mod trace;

pub use cache::Cache;
pub use deadline::Deadline;
pub use limit::Limit;
pub use retry::Retry;
pub use trace::Trace;

/// The layers as methods of every service.
pub trait ServiceExt: Service + Sized {
    /// Gives every call at most this time, unless it asks for less.
    fn deadline(self, most: Duration) -> Deadline<Self> {
        Deadline::new(self, most)
    }

    /// Repeats calls that were lost without a fault of their own, so many times at the most.
    fn retry(self, times: u32) -> Retry<Self> {
        Retry::new(self, times)
    }

    /// Remembers the replies of the last `most` different calls for which `exact` holds: those whose reply is the same
    /// every time.
    fn cache(self, most: usize, exact: impl Fn(&Call) -> bool + 'static) -> Cache<Self> {
        Cache::new(self, most, exact)
    }

    /// Lets so many calls through at a time; the others wait for their turn.
    fn limit(self, most: usize) -> Limit<Self> {
        Limit::new(self, most)
    }

    /// Tells the listener how every call ended.
    fn trace(self, listener: impl Fn(&Call, Option<&Error>) + 'static) -> Trace<Self> {
        Trace::new(self, listener)
    }
}

impl<S: Service + Sized> ServiceExt for S {}

/// What layers hold: services have many callers at once.
type Inner<S> = Rc<S>;

#[cfg(test)]
mod tests;
