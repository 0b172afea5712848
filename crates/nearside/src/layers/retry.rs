//! A second try for what was lost on the way.

use crate::{Answer, Call, Kind, Service};

use super::Inner;

/// See [`retry`](super::ServiceExt::retry).
#[derive(Clone, Debug)]
pub struct Retry<S> {
    inner: Inner<S>,
    times: u32,
}

impl<S> Retry<S> {
    pub(super) fn new(inner: S, times: u32) -> Self {
        Self { inner: Inner::new(inner), times }
    }
}

impl<S: Service + 'static> Service for Retry<S> {
    fn call(&self, call: Call) -> Answer {
        let (inner, mut left) = (self.inner.clone(), self.times);
        // Parts that were handed out cannot be taken back.
        let repeatable = call.watch.parts.is_none();
        Box::pin(async move {
            loop {
                match inner.call(call.clone()).await {
                    Err(error) if left > 0 && repeatable && is_passing(error.kind()) => left -= 1,
                    reply => return reply,
                }
            }
        })
    }
}

/// Whether the same call may fare better in another worker. A function's own error, a panic or a budget would not, and a queue
/// that is full is as full at once.
fn is_passing(kind: Kind) -> bool {
    matches!(kind, Kind::WorkerLost | Kind::OutOfMemory)
}
