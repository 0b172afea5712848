//! Where the packets of a track lie and when they are shown: columns, not objects.
//!
//! An hour of film has hundreds of thousands of packets, and one object for each has brought tabs down. Packets come in blocks of
//! 64 with a base for place and time, from which four-byte columns count; what is the same for all, as in plain sound, is
//! stored once. That makes at most 16 bytes and a fraction for a packet.

mod build;
mod column;

pub use build::Builder;
use column::{Bits, Column};

/// Packets in the order in which they are decoded.
#[derive(Clone, Debug, Default)]
pub struct Index {
    offsets: Column,
    sizes: Column,
    times: Column,
    shifts: Column,
    durations: Column,
    keys: Bits,
    /// From which packet on which format, where it changes.
    formats: Vec<(usize, u16)>,
}

/// One packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Where it lies in the file.
    pub offset: u64,
    /// How many bytes it has.
    pub size: u32,
    /// When it is decoded, in ticks of the track's clock.
    pub dts: i64,
    /// When it is shown.
    pub pts: i64,
    /// How long it is shown.
    pub duration: u32,
    /// Whether decoding can begin with it.
    pub key: bool,
    /// Which of the track's formats.
    pub format: u16,
}
