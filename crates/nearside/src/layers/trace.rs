//! A listener for how calls end.

use std::rc::Rc;

use crate::{Answer, Call, Error, Service};

type Listener = Rc<dyn Fn(&Call, Option<&Error>)>;

/// See [`trace`](super::ServiceExt::trace).
#[derive(Clone)]
pub struct Trace<S> {
    inner: S,
    listener: Listener,
}

impl<S> Trace<S> {
    pub(super) fn new(inner: S, listener: impl Fn(&Call, Option<&Error>) + 'static) -> Self {
        Self { inner, listener: Rc::new(listener) }
    }
}

impl<S: Service> Service for Trace<S> {
    fn call(&self, call: Call) -> Answer {
        let (listener, answer) = (self.listener.clone(), self.inner.call(call.clone()));
        Box::pin(async move {
            let reply = answer.await;
            listener(&call, reply.as_ref().err());
            reply
        })
    }
}
