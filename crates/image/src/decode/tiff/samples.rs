//! Packed samples of any depth, put where they belong.

use super::directory::number;
use super::layout::{Colours, Layout, Number};
use crate::decode::room;
use crate::{Result, Samples};

/// The samples of a picture while it is put together: those of its colours, then its alpha.
pub(super) enum Canvas {
    Eight(Vec<u8>),
    Sixteen(Vec<u16>),
    /// Numbers that only mean something beside each other.
    Real(Vec<f32>),
}

/// Where a chunk goes.
pub(super) struct Spot {
    pub left: usize,
    pub top: usize,
    pub rows: usize,
    /// Which sample of a pixel it holds, if not all.
    pub plane: Option<usize>,
}

impl Canvas {
    pub fn new(layout: &Layout) -> Result<Self> {
        let count = (layout.width * layout.height * kept(layout)) as u64;
        Ok(if layout.spread() {
            Self::Real(room(count)?)
        } else if layout.bits > 8 {
            Self::Sixteen(room(count)?)
        } else {
            Self::Eight(room(count)?)
        })
    }

    /// Copies the part of a chunk that lies on the picture.
    pub fn put(&mut self, chunk: &[u8], layout: &Layout, spot: &Spot, big: bool) {
        let bits = layout.bits;
        let most = ((1u64 << bits.min(32)) - 1) as u32;
        match self {
            Self::Eight(out) if bits == 8 => place(out, chunk, layout, spot, |row, index| row[index]),
            Self::Eight(out) => {
                place(out, chunk, layout, spot, |row, index| few(row, index * bits, bits) as u8)
            }
            Self::Sixteen(out) if bits == 16 => place(out, chunk, layout, spot, |row, index| {
                let raw = [row[index * 2], row[index * 2 + 1]];
                if big { u16::from_be_bytes(raw) } else { u16::from_le_bytes(raw) }
            }),
            Self::Sixteen(out) => place(out, chunk, layout, spot, |row, index| {
                ((few(row, index * bits, bits) * 65_535 + most / 2) / most) as u16
            }),
            Self::Real(out) => {
                let bytes = bits / 8;
                place(out, chunk, layout, spot, |row, index| {
                    real(number(&row[index * bytes..][..bytes], big), bits, layout.number)
                });
            }
        }
    }

    /// The samples in 8 or 16 bits. Where nothing says which number is white, 0 to 1 is black to white if all lie
    /// there, and the least to the greatest otherwise.
    pub fn finish(self, layout: &Layout) -> Result<Samples> {
        match self {
            Self::Eight(mut samples) => {
                if layout.bits < 8 {
                    let most = (1u16 << layout.bits) - 1;
                    let spread = |sample: u8| ((u16::from(sample) * 255 + most / 2) / most) as u8;
                    // What points into a palette stays; the alpha beside it does not.
                    let stays = usize::from(layout.colours == Colours::Palette);
                    let pixels = samples.chunks_exact_mut(kept(layout));
                    pixels.flat_map(|pixel| &mut pixel[stays..]).for_each(|sample| *sample = spread(*sample));
                }
                Ok(Samples::Eight(samples))
            }
            Self::Sixteen(samples) => Ok(Samples::Sixteen(samples)),
            Self::Real(numbers) => {
                // Alpha is a share of its own, whatever the colours are.
                let (pixel, colours) = (kept(layout), layout.colours.count());
                let opaque = match layout.number {
                    Number::Real => 1.0,
                    Number::Signed => f64::from(i32::MAX >> (32 - layout.bits)),
                    Number::Whole => f64::from(u32::MAX),
                };
                let seen = numbers.chunks_exact(pixel).flat_map(|pixel| &pixel[..colours]);
                let finite = seen.copied().filter(|number| number.is_finite());
                let (least, most) = finite.fold((f32::MAX, f32::MIN), |(least, most), number| {
                    (least.min(number), most.max(number))
                });
                let (black, white) = match layout.number {
                    Number::Real if least >= 0.0 && most <= 1.0 => (0.0, 1.0),
                    // A number that needs all its bits is a share of the greatest.
                    Number::Whole if most >= 16_777_216.0 => (0.0, u32::MAX as f32),
                    _ => (least, most),
                };
                let scale =
                    if white > black { 65_535.0 / (f64::from(white) - f64::from(black)) } else { 0.0 };
                let mut out: Vec<u16> = room(numbers.len() as u64)?;
                for (at, (out, number)) in out.iter_mut().zip(numbers).enumerate() {
                    // What is no number becomes 0, and what is beyond the ends stays there.
                    *out = match at % pixel < colours {
                        true => ((f64::from(number) - f64::from(black)) * scale).round() as u16,
                        false => (f64::from(number) / opaque * 65_535.0).round() as u16,
                    };
                }
                Ok(Samples::Sixteen(out))
            }
        }
    }
}

/// Samples of a pixel that are kept.
pub(super) fn kept(layout: &Layout) -> usize {
    layout.colours.count() + usize::from(layout.alpha.is_some())
}

fn place<T>(out: &mut [T], chunk: &[u8], layout: &Layout, spot: &Spot, get: impl Fn(&[u8], usize) -> T) {
    let (kept, count) = (kept(layout), layout.in_chunk());
    let columns = layout.chunk.0.min(layout.width - spot.left);
    for (y, row) in chunk.chunks_exact(layout.row()).take(spot.rows).enumerate() {
        let start = ((spot.top + y) * layout.width + spot.left) * kept;
        for (x, pixel) in out[start..start + columns * kept].chunks_exact_mut(kept).enumerate() {
            match spot.plane {
                Some(plane) => pixel[plane] = get(row, x),
                None => {
                    pixel.iter_mut().enumerate().for_each(|(sample, to)| *to = get(row, x * count + sample))
                }
            }
        }
    }
}

/// Up to 16 bits from this bit on.
fn few(row: &[u8], start: usize, bits: usize) -> u32 {
    let byte = |index: usize| u32::from(row.get(start / 8 + index).copied().unwrap_or(0));
    let word = byte(0) << 16 | byte(1) << 8 | byte(2);
    word >> (24 - start % 8 - bits) & ((1 << bits) - 1)
}

fn real(raw: u64, bits: usize, kind: Number) -> f32 {
    match (kind, bits) {
        (Number::Real, 16) => half(raw as u16),
        (Number::Real, 32) => f32::from_bits(raw as u32),
        (Number::Real, _) => f64::from_bits(raw) as f32,
        (Number::Signed, 8) => f32::from(raw as u8 as i8),
        (Number::Signed, 16) => f32::from(raw as u16 as i16),
        (Number::Signed, _) => raw as u32 as i32 as f32,
        (Number::Whole, _) => raw as f32,
    }
}

/// A real number of 16 bits (IEEE 754).
fn half(raw: u16) -> f32 {
    let (exponent, fraction) = (i32::from(raw >> 10 & 31), f32::from(raw & 1023) / 1024.0);
    let size = match exponent {
        0 => fraction * 2f32.powi(-14),
        31 => f32::NAN,
        _ => (1.0 + fraction) * 2f32.powi(exponent - 15),
    };
    if raw >> 15 == 1 { -size } else { size }
}
