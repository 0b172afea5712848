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

impl Item {
    /// Whether a copy of its present content is in another place.
    pub fn is_backed_up(&self) -> bool {
        self.backup.as_ref().is_some_and(|backup| backup.etag == self.entry.etag)
    }
}
