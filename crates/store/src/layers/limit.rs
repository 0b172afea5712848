//! So many operations at a time: a browser opens six connections to a host, and what waits in its queue cannot be
//! cancelled or put in order.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::rc::Rc;

use futures_channel::oneshot;

use super::around::{Call, Op, around};
use crate::Result;

/// A store that is asked for at most so many things at once; the others wait in line.
pub struct Limit<S> {
    inner: S,
    gate: Rc<Gate>,
}

/// What lets so many through at a time.
pub(crate) struct Gate {
    free: Cell<usize>,
    waiting: RefCell<VecDeque<oneshot::Sender<Pass>>>,
}

/// The right to go on; handed to the next in line, or back.
pub(crate) struct Pass(Option<Rc<Gate>>);

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

impl Gate {
    pub fn new(most: usize) -> Rc<Self> {
        Rc::new(Self { free: Cell::new(most.max(1)), waiting: RefCell::default() })
    }

    /// Waits until there is room.
    pub async fn enter(self: Rc<Self>) -> Option<Pass> {
        if let Some(free) = self.free.get().checked_sub(1) {
            self.free.set(free);
            return Some(Pass(Some(self)));
        }
        let (sender, receiver) = oneshot::channel();
        self.waiting.borrow_mut().push_back(sender);
        receiver.await.ok()
    }
}

impl<S> Limit<S> {
    /// At most `most` operations at a time, and at least one.
    pub fn new(inner: S, most: usize) -> Self {
        Self { inner, gate: Gate::new(most) }
    }

    async fn around<T, F: Future<Output = Result<T>>>(
        &self,
        _: Call<'_, T>,
        run: impl Fn() -> F,
    ) -> Result<T> {
        let _pass = self.gate.clone().enter().await;
        run().await
    }
}

around!(Limit);
