//! AAC without a container: ADTS (ISO/IEC 13818-7).
//!
//! Each packet has a header of its own. The index leaves the headers out, so that packets go into other containers as they are.

mod read;
mod write;

pub use write::Writer;

pub(crate) use read::{frames, open};
