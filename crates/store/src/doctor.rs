//! The connection doctor: why a bucket or a WebDAV folder does not answer, and what to paste where to heal it.
//!
//! A browser tells a page nothing about a request that failed: a server that is off, one that lacks a CORS rule and one that
//! wants a password before it is asked for leave all look alike. So the doctor connects again, keeps a record of what was
//! answered, and asks in ways that cannot fail for the same reason.

#[cfg(feature = "remote")]
mod examine;
#[cfg(feature = "remote")]
mod fixes;
#[cfg(feature = "remote")]
mod witness;

use serde::{Deserialize, Serialize};

#[cfg(feature = "remote")]
pub use examine::{bucket, folder};

/// What is wrong with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Finding {
    /// Nothing answers at this address.
    Network,
    /// The server answers, but does not let this page read or write.
    Cors,
    /// The keys, the name or the password are wrong, or do not allow it.
    Auth,
    /// The clock of this device is wrong.
    Clock,
    /// The server answers, but there is no such bucket or folder, or it speaks another language.
    Path,
    /// The server works, but ignores conditions: two devices that write at once can overwrite each other.
    Conditions,
    /// The server works, but what is written there cannot be deleted or moved with these keys.
    Keeps,
    /// The server is busy, broken or full.
    Server,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnosis {
    /// What it is.
    pub what: Finding,
    /// Whether the place can be used all the same.
    pub usable: bool,
    /// Sentences for the person: what it is, and what to do.
    pub says: String,
    /// What to paste, one for each kind of server that takes it.
    pub fixes: Vec<Snippet>,
}

/// Something to paste into a server's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snippet {
    /// Where it goes, for a heading.
    pub place: String,
    /// The lines.
    pub text: String,
}
