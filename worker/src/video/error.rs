//! The engine's errors as those of a call.

use nearside::{Error, Kind};

/// Keeps what the framework knows as a kind of its own, and the engine's own error as data.
pub(super) fn spoken(error: &::video::Error) -> Error {
    match error.kind {
        ::video::Kind::BudgetExceeded => Error::new(Kind::BudgetExceeded, error.to_string()),
        ::video::Kind::Stopped => Error::new(Kind::Cancelled, error.to_string()),
        _ => Error::own(error),
    }
}

/// There is no room for what is made.
pub(super) fn full(error: &std::io::Error) -> Error {
    Error::new(Kind::BudgetExceeded, error.to_string())
}
