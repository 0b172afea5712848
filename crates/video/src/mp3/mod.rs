//! MPEG audio without a container: MP3, and the older layers.
//!
//! A file is frames one after the other, with tags before and behind. What encoder and decoder add at the beginning and the end
//! is left out by an edit, if the first frame says how much it is: it is a frame of silence that holds a note of the encoder's.

mod id3;
mod note;
mod read;
mod write;

pub use write::Writer;

pub(crate) use id3::after;
pub(crate) use read::{frames, open};
