//! Why a call has no reply.
//!
//! One type for everything, as an error has to cross threads of the browser, JSON and two languages. A
//! function's own error travels inside it as data: [`Error::failed`] gives it back.

use std::any::Any;
use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// What [`call`](crate::call) functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// How a call ended, when it did not end with a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Kind {
    /// The function returned its own error.
    Failed,
    /// The function panicked. The message is the panic's.
    Panicked,
    /// WebAssembly trapped: an overflown stack, an `unreachable`, an access out of bounds.
    Trapped,
    /// The worker could not get the memory that it asked for.
    OutOfMemory,
    /// The job was dropped, or its `AbortSignal` fired.
    Cancelled,
    /// The deadline passed, or the watchdog heard nothing for too long.
    DeadlineExceeded,
    /// The input asks for more than the job may use. Nothing was allocated for it.
    BudgetExceeded,
    /// The worker went away without a word, twice.
    WorkerLost,
    /// Too many calls are waiting already.
    Overloaded,
    /// The worker is of another build than the page. Reloading the page helps.
    VersionMismatch,
    /// No such call, or the browser lacks what it needs.
    Unsupported,
    /// The arguments or the reply could not be read.
    Malformed,
}

/// Why a call has no reply: a [`Kind`] to act on and a sentence to show.
#[derive(Clone, Serialize, Deserialize)]
pub struct Error {
    kind: Kind,
    message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    detail: Option<Box<RawValue>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stack: Option<String>,
}

impl Error {
    /// An error of a kind, with a sentence for the person who meets it.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), detail: None, stack: None }
    }

    /// Wraps the error that a function returned: its text is the message, its data is kept. One of this type stays what it is.
    pub fn own<E: fmt::Display + Serialize + 'static>(error: &E) -> Self {
        if let Some(error) = (error as &dyn Any).downcast_ref::<Self>() {
            return error.clone();
        }
        let detail = serde_json::value::to_raw_value(error).ok();
        Self { detail, ..Self::new(Kind::Failed, error.to_string()) }
    }

    /// Adds the stack of the place where it happened.
    #[must_use]
    pub fn with_stack(mut self, stack: Option<String>) -> Self {
        self.stack = stack;
        self
    }

    /// How the call ended.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The sentence: what happened and what to do.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The readable stack, where the browser gave one.
    pub fn stack(&self) -> Option<&str> {
        self.stack.as_deref()
    }

    /// The function's own error, if it returned one and it is an `E`.
    pub fn failed<E: DeserializeOwned>(&self) -> Option<E> {
        serde_json::from_str(self.detail.as_ref()?.get()).ok()
    }

    /// The function's own error as JSON.
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_ref().map(|raw| raw.get())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.kind, self.message)?;
        self.stack.iter().try_for_each(|stack| write!(f, "\n{stack}"))
    }
}

// As in anyhow: `?` takes every library's error, so `Error` itself cannot be one.
impl<E: std::error::Error> From<E> for Error {
    fn from(error: E) -> Self {
        Self::new(Kind::Failed, error.to_string())
    }
}

impl From<Error> for Box<dyn std::error::Error> {
    fn from(error: Error) -> Self {
        error.message.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_functions_own_error_comes_back_as_data() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct TooDark {
            level: u8,
        }
        impl fmt::Display for TooDark {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "The photo is too dark ({}).", self.level)
            }
        }
        let sent = serde_json::to_string(&Error::own(&TooDark { level: 3 })).unwrap();
        let received: Error = serde_json::from_str(&sent).unwrap();
        assert_eq!(received.kind(), Kind::Failed);
        assert_eq!(received.message(), "The photo is too dark (3).");
        assert_eq!(received.failed(), Some(TooDark { level: 3 }));
        assert_eq!(received.failed::<Vec<u8>>(), None);
    }

    #[test]
    fn an_error_of_this_type_keeps_its_kind() {
        let error = Error::own(&Error::new(Kind::OutOfMemory, "There is no memory."));
        assert_eq!((error.kind(), error.message()), (Kind::OutOfMemory, "There is no memory."));
    }

    #[test]
    fn the_question_mark_takes_any_error() {
        fn parse() -> Result<u8> {
            Ok("x".parse::<u8>()?)
        }
        assert_eq!(parse().unwrap_err().kind(), Kind::Failed);
    }
}
