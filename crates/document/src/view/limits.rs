//! How much one page may cost.
//!
//! A page of a few bytes can ask for a picture of gigabytes. These are checked before the memory is taken, so that such a
//! page ends with a sentence and not with the worker.

/// Bounds of the work on one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Pixels of a drawn page. A page that would have more is drawn smaller.
    pub pixels: u64,
    /// Pixels of a picture on a page.
    pub picture: u64,
    /// Bytes of the drawing instructions of a page, unpacked.
    pub instructions: u64,
    /// Glyphs, paths and pictures that are kept of a page.
    pub items: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { pixels: 50_000_000, picture: 120_000_000, instructions: 128 << 20, items: 2_000_000 }
    }
}
