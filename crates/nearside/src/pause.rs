//! Letting a job stand still for a while: a person needs the machine for something else, and what is half done shall not be lost.
//!
//! A job stops at its next [tick](crate::Context::tick) and keeps all that it has. Meanwhile its worker counts as one that waits: it
//! takes no core, no watchdog looks at it, and others run. A deadline goes on.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::poll_fn;
use std::rc::{Rc, Weak};
use std::task::{Poll, Waker};

/// A switch for jobs: see [`Job::pausable`](crate::Job::pausable). Clones are the same switch.
#[derive(Clone, Default)]
pub struct Pause(Rc<Switch>);

#[derive(Default)]
struct Switch {
    on: Cell<bool>,
    /// Of jobs that run right here and stand still.
    still: RefCell<Vec<Waker>>,
    /// Of jobs that run elsewhere.
    listeners: RefCell<Vec<Weak<Listener>>>,
}

/// Who has to know.
pub(crate) type Listener = dyn Fn(bool);

impl Pause {
    /// Has its jobs stand still, or go on.
    pub fn set(&self, on: bool) {
        if self.0.on.replace(on) == on {
            return;
        }
        let listeners: Vec<_> = {
            let mut listeners = self.0.listeners.borrow_mut();
            listeners.retain(|listener| listener.strong_count() > 0);
            listeners.iter().filter_map(Weak::upgrade).collect()
        };
        listeners.iter().for_each(|listener| listener(on));
        if !on {
            self.0.still.take().into_iter().for_each(Waker::wake);
        }
    }

    /// Whether its jobs stand still.
    pub fn is_set(&self) -> bool {
        self.0.on.get()
    }

    /// Tells this listener of changes, for as long as it lives.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn listen(&self, listener: &Rc<Listener>) {
        let mut listeners = self.0.listeners.borrow_mut();
        listeners.retain(|listener| listener.strong_count() > 0);
        listeners.push(Rc::downgrade(listener));
    }

    /// Ends when the job goes on.
    pub(crate) async fn over(&self) {
        poll_fn(|task| {
            if !self.is_set() {
                return Poll::Ready(());
            }
            let mut still = self.0.still.borrow_mut();
            still.retain(|waker| !waker.will_wake(task.waker()));
            still.push(task.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

impl fmt::Debug for Pause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pause").field(&self.is_set()).finish()
    }
}
