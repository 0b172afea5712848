//! What a store says about its files, and what a writer asks of it.

use serde::{Deserialize, Serialize};

use crate::Path;

/// One file or folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Where it is.
    pub path: Path,
    /// A folder has no size and no content.
    #[serde(default)]
    pub folder: bool,
    /// Bytes.
    #[serde(default)]
    pub size: u64,
    /// When it was last changed, in milliseconds since 1970, where the store says so.
    #[serde(default)]
    pub modified: Option<f64>,
    /// The store's mark of this content: another content has another mark.
    #[serde(default)]
    pub etag: Option<String>,
}

/// A part of a folder's listing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Files and folders directly in the folder, in no order.
    pub entries: Vec<Entry>,
    /// What to ask the rest with; `None` at the end.
    pub next: Option<String>,
}

/// When a write may happen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum When {
    /// Whatever is there.
    #[default]
    Always,
    /// Only if there is no such file: else [`Kind::Exists`](crate::Kind::Exists).
    New,
    /// Only if the file still has this mark: else [`Kind::Changed`](crate::Kind::Changed).
    Unchanged(String),
}

/// What a store answers to a write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Written {
    /// The mark of the new content, where the store shows it.
    pub etag: Option<String>,
    /// What it survives from now on.
    pub durability: Durability,
}

/// What a written file survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Durability {
    /// Nothing: it is in memory.
    Volatile,
    /// The end of the tab and of the browser.
    Accepted,
    /// A power cut too.
    Flushed,
    /// The loss of this device: a server has it.
    Replicated,
}
