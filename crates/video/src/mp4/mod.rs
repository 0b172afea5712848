//! MP4, M4A, 3GP and QuickTime (ISO/IEC 14496-12): where the packets lie, and what is told of them.
//!
//! One reader serves plain and fragmented files, of both traditions, because real files mix them. What is damaged in one track is a
//! note about it, not the end of the file; a file that was cut off opens with what is left.

mod bytes;
mod chapters;
mod entry;
mod fragment;
mod gather;
mod open;
mod table;
mod tags;
mod top;
mod track;

pub use open::open;
