//! The bitstream of H.264 (ITU-T H.264), as far as a file must be understood that is cut or joined without decoding it.
//!
//! Nothing is decoded here: parameter sets say size and colour, heads of slices say which pictures can be begun with and in which
//! order they come out.

mod bits;
mod sps;
mod start;
mod unit;

pub use sps::Sps;
pub use unit::{Sets, sets};

pub(crate) use start::{lengths, record};
