//! What a library says about its files.

use serde::{Deserialize, Serialize};

use crate::{Entry, Path};

/// A file of the library.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The file, or folder, by its name in the library.
    pub entry: Entry,
    /// Where else it is, if it is.
    #[serde(default)]
    pub backup: Option<Backup>,
}

/// A copy of a file in another place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Backup {
    /// What the person calls that place.
    pub place: String,
    /// When it was made, in milliseconds since 1970.
    pub at: f64,
    /// The content that was copied; when the file has another mark, the copy is old.
    pub etag: Option<String>,
}

/// Something that lies aside: a version, or a file in the trash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aside {
    /// The name that it had in the library.
    pub path: Path,
    /// Since when it lies there, in milliseconds since 1970.
    pub since: f64,
    /// Bytes.
    pub size: u64,
}

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    /// Files that are new.
    pub new: u64,
    /// Files in whose place others came; they are versions now.
    pub replaced: u64,
    /// Files that were there with the same content.
    pub same: u64,
    /// Versions and files of the trash.
    pub aside: u64,
    /// What did not come.
    pub left: Vec<Left>,
}

/// A file that did not come, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Left {
    /// What it is called.
    pub name: String,
    /// A sentence for the person.
    pub why: String,
}

impl Item {
    /// Whether a copy of its present content is in another place.
    pub fn is_backed_up(&self) -> bool {
        self.backup.as_ref().is_some_and(|backup| backup.etag == self.entry.etag)
    }
}
