//! The headers of small formats: GIF, BMP, ICO, QOI.

use super::{Shape, truncated};
use crate::{Result, Source};

/// The logical screen, and whether a second frame follows.
pub(super) fn gif(bytes: &[u8]) -> Result<Shape> {
    let &[w0, w1, h0, h1, flags, ..] = &bytes[6..] else { return Err(truncated(Source::Gif)) };
    let mut place = 13 + table(flags);
    let mut frames = 0;
    while frames < 2 {
        match bytes.get(place) {
            // An extension: its label, then blocks.
            Some(0x21) => place += 2,
            // A frame: its place, its colours, the code size, then blocks.
            Some(0x2c) => {
                frames += 1;
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
        width: u32::from(u16::from_le_bytes([w0, w1])),
        height: u32::from(u16::from_le_bytes([h0, h1])),
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
    let word = |place: usize| {
        bytes.get(place..place + 4).and_then(|raw| raw.try_into().ok()).map(i32::from_le_bytes)
    };
    let half = |place: usize| {
        bytes.get(place..place + 2).and_then(|raw| raw.try_into().ok()).map(u16::from_le_bytes)
    };
    let size = if word(14) == Some(12) {
        half(18).zip(half(20)).map(|(width, height)| (u32::from(width), u32::from(height)))
    } else {
        word(18).zip(word(22)).map(|(width, height)| (width.unsigned_abs(), height.unsigned_abs()))
    };
    let (width, height) = size.ok_or_else(|| truncated(Source::Bmp))?;
    // Whether alpha is used is only known after decoding.
    Ok(Shape { width, height, channels: 4, ..Shape::default() })
}

/// The largest entry of an icon; a side of 0 means 256.
pub(super) fn ico(bytes: &[u8]) -> Result<Shape> {
    let side = |byte: u8| if byte == 0 { 256 } else { u32::from(byte) };
    let count = usize::from(u16::from_le_bytes([bytes[4], bytes.get(5).copied().unwrap_or(0)]));
    let entries = bytes.get(6..).unwrap_or(&[]).chunks_exact(16).take(count);
    entries
        .map(|entry| (side(entry[0]), side(entry[1])))
        .max_by_key(|(width, height)| width * height)
        .map(|(width, height)| Shape { width, height, channels: 4, ..Shape::default() })
        .ok_or_else(|| truncated(Source::Ico))
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
