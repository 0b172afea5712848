//! The headers of small formats: GIF, BMP, ICO, QOI.

use super::{Shape, truncated};
use crate::{Result, Source};

const PNG: &[u8] = b"\x89PNG";

/// The logical screen, as far as the first frame goes beyond it, and whether a second frame follows.
pub(super) fn gif(bytes: &[u8]) -> Result<Shape> {
    let &[w0, w1, h0, h1, flags, ..] = &bytes[6..] else { return Err(truncated(Source::Gif)) };
    let mut place = 13 + table(flags);
    let mut frames = 0;
    let (mut width, mut height) = (u16::from_le_bytes([w0, w1]), u16::from_le_bytes([h0, h1]));
    while frames < 2 {
        match bytes.get(place) {
            // An extension: its label, then blocks.
            Some(0x21) => place += 2,
            // A frame: its place, its colours, the code size, then blocks.
            Some(0x2c) => {
                frames += 1;
                let side = |at: usize| half(bytes, place + at).unwrap_or(0);
                if frames == 1 {
                    width = width.max(side(1).saturating_add(side(5)));
                    height = height.max(side(3).saturating_add(side(7)));
                }
                place += 11 + table(bytes.get(place + 9).copied().unwrap_or(0));
            }
            _ => break,
        }
        while let Some(&length) = bytes.get(place) {
            place += 1 + usize::from(length);
            if length == 0 {
                break;
            }
        }
    }
    Ok(Shape {
        width: width.into(),
        height: height.into(),
        channels: 4,
        animated: frames > 1,
        ..Shape::default()
    })
}

/// Bytes of the colour table that these flags announce.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// BMP's second header; a negative height means that the top row comes first.
pub(super) fn bmp(bytes: &[u8]) -> Result<Shape> {
    let word = |place: usize| word(bytes, place);
    let size = if word(14) == Some(12) {
        half(bytes, 18).zip(half(bytes, 20)).map(|(width, height)| (u32::from(width), u32::from(height)))
    } else {
        word(18).zip(word(22)).map(|(width, height)| (width.unsigned_abs(), height.unsigned_abs()))
    };
    let (width, height) = size.ok_or_else(|| truncated(Source::Bmp))?;
    // Whether alpha is used is only known after decoding.
    Ok(Shape { width, height, channels: 4, ..Shape::default() })
}

/// The largest picture of an icon.
pub(super) fn ico(bytes: &[u8]) -> Result<Shape> {
    let icon = largest(bytes)?;
    Ok(Shape { width: icon.width, height: icon.height, channels: 4, ..Shape::default() })
}

/// A picture in an icon, as it says itself what it is.
pub(crate) struct Icon<'a> {
    /// A PNG, or a BMP without the header of its file, followed by a mask.
    pub data: &'a [u8],
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels, of one of the two pictures in a BMP.
    pub height: u32,
    /// Bits of a pixel, 32 for PNG.
    pub bits: u16,
}

/// The largest picture of an icon, of the most colours. Its directory only tells where the pictures lie.
pub(crate) fn largest(bytes: &[u8]) -> Result<Icon<'_>> {
    let count = usize::from(half(bytes, 4).unwrap_or(0));
    let entries = bytes.get(6..).unwrap_or(&[]).chunks_exact(16).take(count);
    entries
        .filter_map(|entry| {
            let (length, start) = (word(entry, 8)? as usize, word(entry, 12)? as usize);
            let rest = bytes.get(start..)?;
            // A PNG knows where it ends, and directories give it too little.
            let length = if rest.starts_with(PNG) { rest.len() } else { length.min(rest.len()) };
            icon(&rest[..length])
        })
        .max_by_key(|icon| (u64::from(icon.width) * u64::from(icon.height), icon.bits))
        .ok_or_else(|| truncated(Source::Ico))
}

fn icon(data: &[u8]) -> Option<Icon<'_>> {
    if data.starts_with(PNG) {
        let side = |place: usize| word(data, place).map(|side| (side as u32).swap_bytes());
        return Some(Icon { data, width: side(16)?, height: side(20)?, bits: 32 });
    }
    let (width, height) = (word(data, 4)?.unsigned_abs(), word(data, 8)?.unsigned_abs() / 2);
    Some(Icon { data, width, height, bits: half(data, 14)? })
}

fn word(bytes: &[u8], place: usize) -> Option<i32> {
    bytes.get(place..place + 4)?.try_into().ok().map(i32::from_le_bytes)
}

fn half(bytes: &[u8], place: usize) -> Option<u16> {
    bytes.get(place..place + 2)?.try_into().ok().map(u16::from_le_bytes)
}

/// QOI says it all in 14 bytes.
pub(super) fn qoi(bytes: &[u8]) -> Result<Shape> {
    let &[w3, w2, w1, w0, h3, h2, h1, h0, channels, _, ..] = &bytes[4..] else {
        return Err(truncated(Source::Qoi));
    };
    Ok(Shape {
        width: u32::from_be_bytes([w3, w2, w1, w0]),
        height: u32::from_be_bytes([h3, h2, h1, h0]),
        channels: if channels == 4 { 4 } else { 3 },
        ..Shape::default()
    })
}
