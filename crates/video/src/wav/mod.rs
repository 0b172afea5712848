//! WAV: RIFF, and RF64 and BW64 for files of more than 4 GB (EBU Tech 3306, ITU-R BS.2088).
//!
//! The sound lies in one piece. It is cut into packets of at most a second, or an index of plain sound would have one for each
//! sample.

mod read;
mod write;

pub use write::Writer;

pub(crate) use read::open;
