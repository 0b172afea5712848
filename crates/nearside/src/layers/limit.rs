//! So many calls at a time.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use futures_channel::oneshot;

use crate::{Answer, Call, Service};

use super::Inner;

/// See [`limit`](super::ServiceExt::limit).
#[derive(Clone, Debug)]
pub struct Limit<S> {
    inner: Inner<S>,
    gate: Rc<Gate>,
}

#[derive(Debug)]
struct Gate {
    free: Cell<usize>,
    waiting: RefCell<VecDeque<oneshot::Sender<Pass>>>,
}

/// The right to run; handed to the next in line, or back.
#[derive(Debug)]
struct Pass(Option<Rc<Gate>>);

impl Drop for Pass {
    fn drop(&mut self) {
        let Some(gate) = self.0.take() else { return };
        loop {
            let next = gate.waiting.borrow_mut().pop_front();
            match next.map(|next| next.send(Pass(Some(gate.clone())))) {
                None => return gate.free.set(gate.free.get() + 1),
                Some(Ok(())) => return,
                // It waits no more: its pass goes on to the next in line.
                Some(Err(mut pass)) => drop(pass.0.take()),
            }
        }
    }
}

impl<S> Limit<S> {
    pub(super) fn new(inner: S, most: usize) -> Self {
        let gate = Gate { free: Cell::new(most.max(1)), waiting: RefCell::default() };
        Self { inner: Inner::new(inner), gate: Rc::new(gate) }
    }
}

impl Gate {
    async fn enter(self: Rc<Self>) -> Option<Pass> {
        if let Some(free) = self.free.get().checked_sub(1) {
            self.free.set(free);
            return Some(Pass(Some(self)));
        }
        let (sender, receiver) = oneshot::channel();
        self.waiting.borrow_mut().push_back(sender);
        receiver.await.ok()
    }
}

impl<S: Service + 'static> Service for Limit<S> {
    fn call(&self, call: Call) -> Answer {
        let (inner, gate) = (self.inner.clone(), self.gate.clone());
        Box::pin(async move {
            let _pass = gate.enter().await;
            inner.call(call).await
        })
    }
}
