//! A deadline for every call.

use std::time::Duration;

use crate::{Answer, Call, Service};

/// See [`deadline`](super::ServiceExt::deadline).
#[derive(Clone, Debug)]
pub struct Deadline<S> {
    inner: S,
    most: Duration,
}

impl<S> Deadline<S> {
    pub(super) fn new(inner: S, most: Duration) -> Self {
        Self { inner, most }
    }
}

impl<S: Service> Service for Deadline<S> {
    fn call(&self, mut call: Call) -> Answer {
        let own = call.options.deadline.unwrap_or(self.most);
        call.options.deadline = Some(own.min(self.most));
        self.inner.call(call)
    }
}
