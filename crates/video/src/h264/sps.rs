//! Sequence parameter sets (7.3.2.1): size, colour, and how pictures are numbered.

use std::ops::Range;

use super::bits::Bits;
use crate::{Color, Picture};

/// What holds for a sequence of pictures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sps {
    /// `profile_idc`
    pub profile: u8,
    /// `level_idc`
    pub level: u8,
    /// By which number picture parameter sets refer to it.
    pub id: u32,
    /// `chroma_format_idc`: 0 for gray, then 4:2:0, 4:2:2, 4:4:4.
    pub chroma: u8,
    /// Whether the three colours of 4:4:4 are coded on their own.
    pub planes: bool,
    /// Bits of brightness.
    pub bits: u8,
    /// Bits of `frame_num`.
    pub frame_bits: u32,
    /// How the order of output is told.
    pub order: Order,
    /// Which bits of the bare body say its number, and which how wide the numbers of pictures are and how the order of output
    /// is told.
    pub(super) spans: [Range<usize>; 2],
    /// Whether it has scaling lists of its own.
    pub(super) scaled: bool,
    /// At which bit the flag stands that allows gaps in `frame_num`.
    pub(super) gaps_at: usize,
    /// How many pictures are kept at most for others to build on.
    pub kept: u32,
    /// Whether all pictures are whole frames.
    pub frames: bool,
    /// Width in pixels, what is cropped left out.
    pub width: u32,
    /// Height in pixels, what is cropped left out.
    pub height: u32,
    /// How wide a pixel is, and how high.
    pub pixel: Option<(u32, u32)>,
    /// What the numbers mean.
    pub color: Option<Color>,
    /// Ticks of a field, and ticks of a second.
    pub timing: Option<(u32, u32)>,
    /// How many pictures at most come out later than one that is decoded after them.
    pub reorder: Option<u32>,
}

/// `pic_order_cnt_type` and what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Each slice tells the lowest bits: so many.
    Bits(u32),
    /// Each slice tells how far it is from a cycle, unless that is always nothing.
    Cycle {
        /// Whether it is always nothing.
        zero: bool,
    },
    /// The order of decoding.
    Decoding,
}

impl Default for Order {
    fn default() -> Self {
        Self::Bits(4)
    }
}

impl Sps {
    /// Tells what is known here and the container does not say.
    pub(crate) fn describe(&self, picture: &mut Picture) {
        picture.bits = Some(self.bits);
        picture.interlaced = picture.interlaced.or(Some(!self.frames));
        picture.chroma =
            ["4:0:0", "4:2:0", "4:2:2", "4:4:4"].get(usize::from(self.chroma)).map(|name| (*name).into());
        picture.color = picture.color.or(self.color);
        picture.pixel = picture.pixel.or(self.pixel.filter(|(across, down)| across != down));
        if picture.width == 0 || picture.height == 0 {
            (picture.width, picture.height) = (self.width, self.height);
        }
    }

    /// The largest number a picture can have.
    pub(super) fn numbers(&self) -> u32 {
        (1 << self.frame_bits) - 1
    }

    /// Reads a unit with its head byte.
    pub fn read(unit: &[u8]) -> Option<Self> {
        let mut bits = Bits::new(unit.get(1..)?);
        let mut sps = Self { profile: bits.take(8)? as u8, chroma: 1, bits: 8, ..Self::default() };
        bits.skip(8)?;
        sps.level = bits.take(8)? as u8;
        let start = bits.at();
        sps.id = bits.unsigned()?;
        sps.spans[0] = start..bits.at();
        if matches!(sps.profile, 100 | 110 | 122 | 244 | 44 | 83 | 86 | 118 | 128 | 138 | 139 | 134 | 135) {
            sps.chroma = bits.unsigned()?.min(3) as u8;
            if sps.chroma == 3 {
                sps.planes = bits.bit()?;
            }
            sps.bits = bits.unsigned()?.min(6) as u8 + 8;
            bits.unsigned()?;
            bits.skip(1)?;
            sps.scaled = bits.bit()?;
            if sps.scaled {
                for list in 0..if sps.chroma == 3 { 12 } else { 8 } {
                    if bits.bit()? {
                        scaling(&mut bits, if list < 6 { 16 } else { 64 })?;
                    }
                }
            }
        }
        let start = bits.at();
        sps.frame_bits = bits.unsigned()?.min(12) + 4;
        sps.order = match bits.unsigned()? {
            0 => Order::Bits(bits.unsigned()?.min(12) + 4),
            1 => {
                let zero = bits.bit()?;
                bits.signed()?;
                bits.signed()?;
                for _ in 0..bits.unsigned()?.min(255) {
                    bits.signed()?;
                }
                Order::Cycle { zero }
            }
            _ => Order::Decoding,
        };
        sps.spans[1] = start..bits.at();
        sps.kept = bits.unsigned()?.min(16);
        sps.gaps_at = bits.at();
        bits.skip(1)?;
        let (across, down) = (bits.unsigned()?.min(1 << 14) + 1, bits.unsigned()?.min(1 << 14) + 1);
        sps.frames = bits.bit()?;
        if !sps.frames {
            bits.skip(1)?;
        }
        bits.skip(1)?;
        let fields = if sps.frames { 1 } else { 2 };
        (sps.width, sps.height) = (across * 16, down * 16 * fields);
        if bits.bit()? {
            let half = |halved: bool| if halved { 2 } else { 1 };
            let (step_x, step_y) = (half(matches!(sps.chroma, 1 | 2)), half(sps.chroma == 1) * fields);
            let mut next = || bits.unsigned();
            let (left, right, top, bottom) = (next()?, next()?, next()?, next()?);
            sps.width = sps.width.saturating_sub(left.saturating_add(right).saturating_mul(step_x));
            sps.height = sps.height.saturating_sub(top.saturating_add(bottom).saturating_mul(step_y));
        }
        if bits.bit()? {
            // What the rest says is good to know, but nothing depends on it.
            let _ = sps.usability(&mut bits);
        }
        Some(sps)
    }

    /// Video usability information (E.1.1).
    fn usability(&mut self, bits: &mut Bits) -> Option<()> {
        if bits.bit()? {
            self.pixel = match bits.take(8)? {
                255 => {
                    Some((bits.take(16)?, bits.take(16)?)).filter(|(across, down)| *across > 0 && *down > 0)
                }
                known => PIXELS.get(known as usize).copied().flatten(),
            };
        }
        if bits.bit()? {
            bits.skip(1)?;
        }
        if bits.bit()? {
            bits.skip(3)?;
            let full = bits.bit()?;
            let mut color = Color { primaries: 2, transfer: 2, matrix: 2, full };
            if bits.bit()? {
                let mut next = || bits.take(8).map(|code| code as u8);
                (color.primaries, color.transfer, color.matrix) = (next()?, next()?, next()?);
            }
            self.color = Some(color);
        }
        if bits.bit()? {
            bits.unsigned()?;
            bits.unsigned()?;
        }
        if bits.bit()? {
            self.timing = Some((bits.take(32)?, bits.take(32)?));
            bits.skip(1)?;
        }
        let (network, video) = (hypothetical(bits)?, hypothetical(bits)?);
        if network || video {
            bits.skip(1)?;
        }
        bits.skip(1)?;
        if bits.bit()? {
            bits.skip(1)?;
            for _ in 0..4 {
                bits.unsigned()?;
            }
            self.reorder = Some(bits.unsigned()?.min(16));
        }
        Some(())
    }
}

/// Table E-1.
const PIXELS: [Option<(u32, u32)>; 17] = [
    None,
    Some((1, 1)),
    Some((12, 11)),
    Some((10, 11)),
    Some((16, 11)),
    Some((40, 33)),
    Some((24, 11)),
    Some((20, 11)),
    Some((32, 11)),
    Some((80, 33)),
    Some((18, 11)),
    Some((15, 11)),
    Some((64, 33)),
    Some((160, 99)),
    Some((4, 3)),
    Some((3, 2)),
    Some((2, 1)),
];

/// A scaling list (7.3.2.1.1.1), which is only passed over.
pub(super) fn scaling(bits: &mut Bits, count: usize) -> Option<()> {
    let mut last = 8_i32;
    for _ in 0..count {
        let next = last.wrapping_add(bits.signed()?).rem_euclid(256);
        if next == 0 {
            break;
        }
        last = next;
    }
    Some(())
}

/// Parameters of the hypothetical reference decoder (E.1.2), which are only passed over. Whether there are any.
fn hypothetical(bits: &mut Bits) -> Option<bool> {
    if !bits.bit()? {
        return Some(false);
    }
    let count = bits.unsigned()?.min(31) + 1;
    bits.skip(8)?;
    for _ in 0..count {
        bits.unsigned()?;
        bits.unsigned()?;
        bits.skip(1)?;
    }
    bits.skip(20)?;
    Some(true)
}
