//! What a store can do, as it was found out when it was connected.

use serde::{Deserialize, Serialize};

/// Capabilities of a store. Nothing of it is assumed from a brand: servers that call themselves alike differ.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Can {
    /// Files can be written, and deleted unless it [`keeps`](Can::keeps) them.
    pub write: bool,
    /// What was written stays: it can be replaced, but neither deleted nor moved.
    pub keeps: bool,
    /// Folders can be listed.
    pub list: bool,
    /// A part of a file can be read without the rest.
    pub ranges: bool,
    /// A write can be made to fail when there is a file already ([`When::New`](crate::When::New)).
    pub write_new: bool,
    /// A write can be made to fail when the file has changed ([`When::Unchanged`](crate::When::Unchanged)).
    pub write_unchanged: bool,
    /// A file gets another name without being copied.
    pub rename: bool,
    /// A link can be made that others can open for a while.
    pub presign: bool,
    /// A page can read the ETag of what it wrote.
    pub etag: bool,
    /// Large files can be written in parts that survive a reload.
    pub parts: Option<PartLimits>,
}

/// Limits of a write in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartLimits {
    /// Every part but the last has at least so many bytes.
    pub smallest: u64,
    /// No part has more bytes.
    pub largest: u64,
    /// No file has more parts.
    pub most: u32,
}
