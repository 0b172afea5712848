//! A large write that goes on after a reload.
//!
//! It is a value: whoever keeps it (as JSON, beside a handle of the file) can go on with it in another tab or tomorrow. What
//! has arrived is asked of the store, not remembered, so a lost note costs nothing.

use serde::{Deserialize, Serialize};

use crate::{Path, When};

/// A write in parts that has been begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Upload {
    /// The file that will be there when it is [committed](crate::Store::commit).
    pub path: Path,
    /// The store's own name for this upload.
    pub id: String,
    /// Bytes in all.
    pub size: u64,
    /// Bytes of every part but the last.
    pub part_size: u64,
    /// When the commit may happen.
    #[serde(default)]
    pub when: When,
}

/// A part that has arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its place, from 0.
    pub number: u32,
    /// Bytes.
    pub size: u64,
    /// The store's mark of it, needed to commit; the store tells it when the parts are listed.
    pub etag: String,
}

impl Upload {
    /// How many parts there are.
    pub fn parts(&self) -> u32 {
        u32::try_from(self.size.div_ceil(self.part_size.max(1)).max(1)).unwrap_or(u32::MAX)
    }

    /// The bytes of one part.
    pub fn range(&self, number: u32) -> std::ops::Range<u64> {
        let start = (u64::from(number) * self.part_size).min(self.size);
        start..(start + self.part_size).min(self.size)
    }
}
