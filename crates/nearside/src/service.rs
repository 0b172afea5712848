//! The one sentence: a call is a request to a piece of WebAssembly; anything that can answer a call is a service.
//!
//! The worker pool is one, and so are a cache, a browser driven by a test, a paired device. [Layers](crate::layers)
//! wrap services and are services themselves, as in tower. There is no `poll_ready`: everything here lives on one
//! thread, where a service that has no room simply answers later, or with [`Kind::Overloaded`](crate::Kind).

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::wire::Parcel;
use crate::{Pause, Result};

/// Whatever answers calls.
pub trait Service {
    /// Answers a call. Dropping the answer cancels it.
    fn call(&self, call: Call) -> Answer;
}

/// The future reply to a [`Call`].
pub type Answer = Pin<Box<dyn Future<Output = Result<Parcel>>>>;

impl<S: Service + ?Sized> Service for Rc<S> {
    fn call(&self, call: Call) -> Answer {
        (**self).call(call)
    }
}

/// A request to a piece of WebAssembly: which function, its arguments, and how urgent it is. A pure function of
/// its arguments, so that it may be repeated, cached, or sent elsewhere.
#[derive(Clone)]
pub struct Call {
    /// `module/function`; the module is the name of the worker.
    pub path: Cow<'static, str>,
    /// A fingerprint of the function's signature, so that two builds cannot misunderstand each other; 0 asks for
    /// no check.
    pub signature: u32,
    /// The arguments by position or by name, and the files that they speak of.
    pub args: Parcel,
    /// How it should be run.
    pub options: Options,
    /// Who listens to it while it runs.
    pub watch: Watch,
}

/// How a call should be run.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Options {
    /// Which queue it waits in.
    pub priority: Priority,
    /// When it is given up, counted from the moment it starts to wait.
    pub deadline: Option<Duration>,
    /// The peak of memory that it needs, in bytes; 0 if it is small.
    pub memory: u64,
    /// Calls with the same key go to the same worker while it is free, as it may remember something.
    pub near: Option<String>,
    /// The function has no ticks: a cancel ends its worker at once, and no watchdog looks at it.
    pub hard: bool,
    /// The origins that it may reach, separated by spaces: it runs in a worker behind a gate of theirs. Without one it reaches
    /// nothing. The page must have opened a gate to each, with `Pool::open_gate`.
    pub gate: Option<String>,
}

/// Which calls go first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Priority {
    /// A person waits for exactly this. It may use the standby worker.
    Interactive,
    /// It is on the screen.
    #[default]
    Visible,
    /// All the rest.
    Batch,
}

impl Priority {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 3] = [Self::Interactive, Self::Visible, Self::Batch];
}

/// Who listens to a call while it runs.
#[derive(Clone, Default)]
pub struct Watch {
    /// Told how far it is, from 0 to 1.
    pub progress: Option<Rc<dyn Fn(f64)>>,
    /// Whether it stands still.
    pub pause: Option<Pause>,
    /// Takes the parts of a streamed reply; the call's own reply is then `null`.
    pub parts: Option<Rc<dyn Fn(Part)>>,
}

/// How many parts of a streamed reply may be under way, handed out and not yet taken.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
pub(crate) const CREDIT: u32 = 4;

/// One part of a streamed reply, with the credit that its taker gives back.
pub struct Part {
    /// The value.
    pub value: Parcel,
    /// Call it when the part has been taken, or the stream stands still.
    pub taken: Box<dyn FnOnce()>,
}

impl Call {
    /// The name of the worker that answers it.
    pub fn module(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({}, {:?})", self.path, self.args.text, self.args.files)
    }
}
