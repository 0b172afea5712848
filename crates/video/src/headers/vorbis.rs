//! Vorbis I: the three headers, and how long a packet lasts.
//!
//! A packet overlaps with the one before: it lasts a quarter of both blocks' lengths together. Which of two lengths a block has
//! is said by its mode, and the modes stand at the end of the setup header, behind tables that only a decoder understands. As in
//! other demuxers they are read from the end.

use crate::bits::Bits;

/// What the headers tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setup {
    /// Samples per second.
    pub rate: u32,
    /// How many channels.
    pub channels: u16,
    /// The short and the long block, in samples.
    blocks: [u32; 2],
    /// Whether the blocks of each mode are long; empty if the setup could not be read.
    modes: Vec<bool>,
}

impl Setup {
    /// Reads the three headers as Matroska joins them.
    pub fn read(config: &[u8]) -> Option<Self> {
        let [first, _, setup] = split(config)?;
        Self::of(first, setup)
    }

    /// Reads the first and the third header.
    pub fn of(first: &[u8], setup: &[u8]) -> Option<Self> {
        let first = first.strip_prefix(b"\x01vorbis")?;
        let sizes = *first.get(21)?;
        Some(Self {
            channels: u16::from(*first.get(4)?),
            rate: u32::from_le_bytes(*first.get(5..)?.first_chunk()?),
            blocks: [1 << (sizes & 15), 1 << (sizes >> 4)],
            modes: modes(setup).unwrap_or_default(),
        })
    }

    /// The length of a packet's block in samples.
    pub fn block(&self, packet: &[u8]) -> Option<u32> {
        let &first = packet.first()?;
        // The lowest bit tells headers from sound; the mode comes next, in as few bits as the modes need.
        let wide = usize::BITS - self.modes.len().checked_sub(1)?.leading_zeros();
        let mode = usize::from(first >> 1) & ((1 << wide) - 1);
        (first & 1 == 0).then_some(())?;
        Some(self.blocks[usize::from(*self.modes.get(mode)?)])
    }

    /// How many samples come out of a packet whose block follows one of this length.
    pub fn duration(before: u32, block: u32) -> u32 {
        (before + block) / 4
    }
}

/// Splits the three headers that Matroska keeps as one (the lengths of two, each a run of bytes, then all three).
pub(crate) fn split(config: &[u8]) -> Option<[&[u8]; 3]> {
    let mut rest = config.strip_prefix(&[2])?;
    let mut length = || {
        let mut length = 0;
        loop {
            let (&byte, after) = rest.split_first()?;
            rest = after;
            length += usize::from(byte);
            if byte < 255 {
                return Some(length);
            }
        }
    };
    let (first, second) = (length()?, length()?);
    let (first, rest) = rest.split_at_checked(first)?;
    let (second, third) = rest.split_at_checked(second)?;
    Some([first, second, third])
}

/// Joins the three headers as Matroska keeps them.
pub(crate) fn join(headers: [&[u8]; 3]) -> Vec<u8> {
    let mut out = vec![2];
    for header in &headers[..2] {
        out.resize(out.len() + header.len() / 255, 255);
        out.push((header.len() % 255) as u8);
    }
    headers.iter().for_each(|header| out.extend_from_slice(header));
    out
}

/// A mode has 41 bits: long or not, 16 for the window and 16 for the transform, which are all 0, and 8 for the mapping, of which
/// there are at most 64. Before the first come six bits that count them. So modes are counted from the framing bit at the end
/// until the six bits before agree with the count.
fn modes(setup: &[u8]) -> Option<Vec<bool>> {
    setup.strip_prefix(b"\x05vorbis")?;
    // Vorbis packs from the least significant bit: turned around, the end of the header comes first.
    let turned: Vec<u8> = setup.iter().rev().copied().collect();
    let mut bits = Bits::new(&turned);
    while !bits.flag() {
        if bits.over() {
            return None;
        }
    }
    let (mut modes, mut found) = (Vec::new(), None);
    while modes.len() < 64 {
        let (mapping, transform, window, long) = (bits.take(8), bits.take(16), bits.take(16), bits.flag());
        if mapping > 63 || transform != 0 || window != 0 || bits.over() {
            break;
        }
        modes.push(long);
        if bits.clone().take(6) as usize + 1 == modes.len() {
            found = Some(modes.len());
        }
    }
    modes.truncate(found?);
    modes.reverse();
    Some(modes)
}
