//! Matroska and WebM (RFC 9559, RFC 8794).
//!
//! The index that such a file brings along names key frames only, so all clusters are walked through once; the walk is flat,
//! because an element's number says what it is on whatever level, and so files whose elements have no size, as browsers record
//! them, are read like all others. Then times are made exact: they are rounded to milliseconds in the file, and packets have
//! one time only, that at which they are shown.

mod block;
mod codec;
mod ebml;
mod entry;
mod extra;
mod head;
mod ids;
mod lane;
mod read;
mod scan;
mod times;
mod write;

pub use write::Writer;

pub(crate) use read::{open, peek};
