//! The one error type of the engine.
//!
//! Every message is a sentence for the person whose file it is: what happened, then what to do. The kind is for
//! the program that has to decide something.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a picture could not be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Error {
    /// What sort of failure this is.
    pub kind: Kind,
    /// A sentence: what happened and what to do.
    pub message: String,
}

/// The sorts of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Kind {
    /// The file has no bytes.
    Empty,
    /// The file is of a kind that is not known here.
    Unsupported,
    /// The file is of a known kind, but it or something in it cannot be read here.
    Feature,
    /// The file is damaged or ends too early.
    Broken,
    /// The picture needs more memory or has more pixels than the limits allow. Nothing was decoded.
    BudgetExceeded,
    /// The settings contradict themselves, the picture, or the format that was asked for.
    Settings,
    /// The caller's progress function asked to stop.
    Stopped,
}

/// What every function of the engine answers with.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of this kind with this sentence.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
