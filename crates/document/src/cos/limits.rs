//! How much of anything a file may make us do. Far beyond what honest files have, far below what hurts.

/// Arrays and dictionaries inside each other.
pub(crate) const DEPTH: usize = 100;
/// Bytes of one object without its stream's data.
pub(crate) const OBJECT: u64 = 64 << 20;
/// The highest object number, and how many of them.
pub(crate) const OBJECTS: u32 = 8_388_607;
/// Revisions, each with its own cross-references.
pub(crate) const REVISIONS: usize = 4096;
/// Decoded bytes of a stream that holds objects or cross-references.
pub(crate) const STRUCTURE: usize = 128 << 20;
/// Filters one after the other.
pub(crate) const FILTERS: usize = 8;
/// Pages.
pub(crate) const PAGES: usize = 1_000_000;
/// Levels of a page tree, an outline or a name tree.
pub(crate) const LEVELS: usize = 64;
/// Bytes of objects kept in memory because they may be asked for again.
pub(crate) const CACHE: usize = 8 << 20;
