//! AVI, and its extension for large files (OpenDML).
//!
//! Chunks have no times: pictures follow each other at one rate, sound at another. An index at the end says where all chunks of
//! the first gigabyte lie; where there is none, or more, the chunks themselves are walked through.

mod head;
mod order;
mod read;

pub(crate) use read::{open, peek};
