//! The engine's errors as those of a call.

use nearside::{Error, Kind};

/// Keeps what the framework knows as a kind of its own, and the engine's own error as data.
pub(crate) fn spoken(error: &::document::Error) -> Error {
    match error.kind {
        ::document::Kind::BudgetExceeded => Error::new(Kind::BudgetExceeded, error.to_string()),
        ::document::Kind::Stopped => Error::new(Kind::Cancelled, error.to_string()),
        _ => Error::own(error),
    }
}
