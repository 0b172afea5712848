//! WebP's chunks (RFC 9649).

use super::{Shape, truncated};
use crate::webp::{chunks, trimmed_exif};
use crate::{Result, Source, Tags};

/// Reads every chunk header; EXIF and XMP come after the pixels.
pub(super) fn read(bytes: &[u8], tags: &mut Tags) -> Result<Shape> {
    let mut shape: Option<Shape> = None;
    let mut canvas = false;
    for (name, body) in chunks(bytes) {
        match name {
            b"VP8X" => {
                let &[flags, _, _, _, w0, w1, w2, h0, h1, h2, ..] = body else { break };
                canvas = true;
                shape = Some(Shape {
                    width: 1 + u32::from_le_bytes([w0, w1, w2, 0]),
                    height: 1 + u32::from_le_bytes([h0, h1, h2, 0]),
                    channels: if flags & 0x10 == 0 { 3 } else { 4 },
                    animated: flags & 0x02 != 0,
                    ..Shape::default()
                });
            }
            b"VP8 " if !canvas => {
                let &[_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ..] = body else { break };
                shape = Some(Shape {
                    width: u32::from(u16::from_le_bytes([w0, w1]) & 0x3fff),
                    height: u32::from(u16::from_le_bytes([h0, h1]) & 0x3fff),
                    channels: 3,
                    ..Shape::default()
                });
            }
            b"VP8L" if !canvas => {
                let &[0x2f, b0, b1, b2, b3, ..] = body else { break };
                let bits = u32::from_le_bytes([b0, b1, b2, b3]);
                shape = Some(Shape {
                    width: 1 + (bits & 0x3fff),
                    height: 1 + (bits >> 14 & 0x3fff),
                    channels: if bits >> 28 & 1 == 0 { 3 } else { 4 },
                    ..Shape::default()
                });
            }
            b"ICCP" => tags.icc = Some(body.to_vec()),
            b"EXIF" => tags.exif = Some(trimmed_exif(body).to_vec()),
            b"XMP " => tags.xmp = Some(body.to_vec()),
            _ => {}
        }
    }
    shape.ok_or_else(|| truncated(Source::WebP))
}
