//! Why a store did not do what it was asked.
//!
//! Servers and browsers fail in a hundred ways; a program needs to tell a dozen apart, and a person needs a sentence that
//! ends in what to do. The kind travels with the call's error as data, so a page can act on it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What the functions of a store return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of failure it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Kind {
    /// There is no such file.
    NotFound,
    /// There is one already, and the write was to make a new one.
    Exists,
    /// It was changed by somebody else since it was read.
    Changed,
    /// The credentials are wrong, or do not allow this.
    Denied,
    /// The store is full.
    Quota,
    /// There is no connection.
    Offline,
    /// The server answers, but does not let pages of this origin read it.
    Cors,
    /// The clock of this device is too far from the server's.
    Clock,
    /// The server is busy or broken at the moment; later it may work.
    Temporary,
    /// What arrived is not what was stored.
    Corrupt,
    /// The name or the request is not one that a store understands.
    Invalid,
    /// This store, or this browser, cannot do that.
    Unsupported,
    /// The vault is locked: its passphrase is needed first.
    Locked,
    /// Whoever asked does not want it any more.
    Cancelled,
    /// Something else.
    Failed,
}

/// Why a store did not do what it was asked: a [`Kind`] to act on and a sentence to show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Error {
    kind: Kind,
    message: String,
    /// After how many seconds the server wants to be asked again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after: Option<f64>,
}

impl Error {
    /// An error of a kind, with a sentence for the person who meets it: what happened to which file, and what to do.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), retry_after: None }
    }

    /// Notes after how many seconds the server wants to be asked again.
    #[must_use]
    pub fn retry_after(mut self, seconds: Option<f64>) -> Self {
        self.retry_after = seconds;
        self
    }

    /// What kind of failure it was.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// After how many seconds the server wants to be asked again, if it said so.
    pub fn wait(&self) -> Option<f64> {
        self.retry_after
    }

    /// Whether the same request may succeed later.
    pub fn is_temporary(&self) -> bool {
        matches!(self.kind, Kind::Temporary | Kind::Offline)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
