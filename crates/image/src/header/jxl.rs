//! The size of a JPEG XL picture, so that it can be admitted before the browser decodes it (ISO 18181-1, annex D).

use super::{Shape, isobmff::boxes, truncated};
use crate::{Result, Source, Tags};

/// Reads the size header. Whether there is alpha stays unknown, so alpha is assumed.
pub(super) fn read(bytes: &[u8], tags: &mut Tags) -> Result<Shape> {
    // EXIF and XMP lie in boxes that are often compressed; it is only seen that they are there.
    tags.left = boxes(bytes).any(|(name, _)| matches!(name, b"Exif" | b"xml " | b"brob"));
    let start = codestream(bytes).ok_or_else(|| truncated(Source::Jxl))?;
    let mut bits = Bits { bytes: start, place: 16 };
    size(&mut bits)
        .map(|(width, height)| Shape { width, height, channels: 4, ..Shape::default() })
        .ok_or_else(|| truncated(Source::Jxl))
}

/// The bare codestream, or the first box of a container that holds it.
fn codestream(mut bytes: &[u8]) -> Option<&[u8]> {
    if bytes.starts_with(&[0xff, 0x0a]) {
        return Some(bytes);
    }
    loop {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (name, body) = rest.split_first_chunk::<4>()?;
        match name {
            b"jxlc" => return Some(body),
            // A part: four bytes of index first.
            b"jxlp" => return body.get(4..),
            _ => bytes = bytes.get((u32::from_be_bytes(*length) as usize).max(8)..)?,
        }
    }
}

fn size(bits: &mut Bits<'_>) -> Option<(u32, u32)> {
    let small = bits.take(1)? == 1;
    let side = |bits: &mut Bits<'_>| {
        if small {
            return Some((bits.take(5)? + 1) * 8);
        }
        let width = [9, 13, 18, 30][bits.take(2)? as usize];
        Some(bits.take(width)? + 1)
    };
    let height = side(bits)?;
    let (across, down) = match bits.take(3)? {
        0 => return Some((side(bits)?, height)),
        1 => (1, 1),
        2 => (12, 10),
        3 => (4, 3),
        4 => (3, 2),
        5 => (16, 9),
        6 => (5, 4),
        _ => (2, 1),
    };
    let width = u64::from(height) * across / down;
    Some((u32::try_from(width).ok()?, height))
}

/// Bits, lowest first.
struct Bits<'a> {
    bytes: &'a [u8],
    place: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Option<u32> {
        let mut value = 0;
        for i in 0..count {
            let byte = self.bytes.get(self.place / 8)?;
            value |= u32::from(byte >> (self.place % 8) & 1) << i;
            self.place += 1;
        }
        Some(value)
    }
}
