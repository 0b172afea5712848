//! FLAC without a container (RFC 9639).
//!
//! Frames do not say how long they are: where one ends is where the next one begins, which is known when its header has the
//! right number and checksum and the checksum of the frame before comes out even.

mod read;
mod write;

pub use write::Writer;

pub(crate) use read::{open, peek};
