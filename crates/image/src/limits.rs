//! How much a picture may cost.

use serde::{Deserialize, Serialize};

/// How much a picture may cost. Checked against the header, before anything is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Limits {
    /// Bytes of memory at one time.
    pub bytes: u64,
    /// Pixels of the source and of the result.
    pub pixels: u64,
}

impl Default for Limits {
    /// 2 GB of memory and 400 megapixels: what one wasm worker on a desktop can bear.
    fn default() -> Self {
        Self { bytes: 2 << 30, pixels: 400_000_000 }
    }
}
