//! The bitstream of H.264 (ITU-T H.264), as far as a file must be understood that is cut or joined without decoding it.
//!
//! Nothing is decoded here: parameter sets say size and colour, heads of slices say which pictures can be begun with and in which
//! order they come out.

mod bits;
mod kept;
mod pps;
mod renumber;
mod rewrite;
mod slice;
mod sps;
mod start;
mod unit;

pub use kept::{Change, Kept};
pub use pps::Pps;
pub use renumber::{Lead, Renumber, allow_gaps, lead};
pub use slice::{Slice, kind};
pub use sps::{Order, Sps};
pub(crate) use start::{lengths, record};
pub use unit::{Sets, annexb, packet, sets, units};
