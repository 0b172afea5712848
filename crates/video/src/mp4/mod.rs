//! MP4, M4A, 3GP and QuickTime (ISO/IEC 14496-12): where the packets lie, and what is told of them.
//!
//! One reader serves plain and fragmented files, of both traditions, because real files mix them. What is damaged in one track is a
//! note about it, not the end of the file; a file that was cut off opens with what is left.

mod brief;
mod bytes;
mod chapters;
mod entry;
mod fragment;
mod gather;
mod open;
mod table;
mod tags;
mod top;
mod totals;
mod track;
mod write;

pub(crate) use entry::with_record;
pub use open::{open, peek};
pub use write::{Fragments, Writer, holds, layout, timed_text};

/// Ticks of one clock in those of another, to the nearest.
fn scaled(ticks: u64, to: u32, from: u32) -> u64 {
    let from = u128::from(from.max(1));
    u64::try_from((u128::from(ticks) * u128::from(to) + from / 2) / from).unwrap_or(u64::MAX)
}
