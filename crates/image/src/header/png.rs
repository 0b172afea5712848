//! PNG's chunks (W3C PNG, third edition).

use super::{Shape, broken, truncated};
use crate::profile::Numbers;
use crate::{Result, Source, Tags, texts, zlib};

/// A profile that inflates to more than this is a bomb, not a profile.
const MAX_INFLATED: usize = 16 << 20;
/// The keyword of an XMP packet.
const XMP: &[u8] = b"XML:com.adobe.xmp\0";

/// Reads every chunk header; EXIF and XMP may come after the pixels.
pub(super) fn read(bytes: &[u8], tags: &mut Tags) -> Result<Shape> {
    let mut shape: Option<Shape> = None;
    let mut colours = Numbers::default();
    let mut rest = &bytes[8..];
    while let Some((name, body, after)) = chunk(rest) {
        match name {
            b"IHDR" => shape = Some(header(body)?),
            b"tRNS" => {
                if let Some(shape) = &mut shape
                    && shape.channels % 2 == 1
                {
                    shape.channels += 1;
                }
            }
            b"acTL" => {
                if let Some(shape) = &mut shape {
                    shape.animated = body.get(..4).is_some_and(|frames| frames > &[0, 0, 0, 1][..]);
                }
            }
            b"iCCP" => tags.icc = profile(body),
            b"sRGB" => colours.srgb = true,
            b"gAMA" => colours.gamma = body.first_chunk().map(|raw| u32::from_be_bytes(*raw)),
            b"cHRM" => {
                let parts = body.as_chunks().0.iter().map(|raw| u32::from_be_bytes(*raw));
                colours.points = parts.collect::<Vec<_>>().try_into().ok();
            }
            b"cICP" => colours.code = body.first_chunk().copied(),
            b"eXIf" => tags.exif = Some(body.to_vec()),
            b"iTXt" if body.starts_with(XMP) => tags.xmp = packet(body).or(tags.xmp.take()),
            b"tEXt" | b"zTXt" | b"iTXt" => texts::keep(tags, texts::chunk(name, body)),
            b"IEND" => break,
            _ => {}
        }
        rest = after;
    }
    let shape = shape.ok_or_else(|| truncated(Source::Png))?;
    if tags.icc.is_none() {
        match colours.profile(shape.channels < 3) {
            Ok(profile) => tags.icc = profile,
            Err(()) => tags.left = true,
        }
    }
    Ok(shape)
}

/// The next chunk: its name, its body, and what follows it.
fn chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (name, rest) = rest.split_first_chunk::<4>()?;
    let (body, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    Some((name, body, rest.get(4..)?))
}

fn header(body: &[u8]) -> Result<Shape> {
    let &[w3, w2, w1, w0, h3, h2, h1, h0, depth, colour, ..] = body else {
        return Err(truncated(Source::Png));
    };
    let channels = match colour {
        0 => 1,
        2 | 3 => 3,
        4 => 2,
        6 => 4,
        _ => return Err(broken(Source::Png, format_args!("there is no colour type {colour}"))),
    };
    Ok(Shape {
        width: u32::from_be_bytes([w3, w2, w1, w0]),
        height: u32::from_be_bytes([h3, h2, h1, h0]),
        sixteen: depth == 16,
        channels,
        ..Shape::default()
    })
}

/// An ICC profile: a name, a zero, the method, the compressed profile.
fn profile(body: &[u8]) -> Option<Vec<u8>> {
    let name = body.iter().position(|&byte| byte == 0)?;
    inflate(body.get(name + 2..)?)
}

/// An XMP packet: the keyword, two flags, language and translated keyword (both empty), the text.
fn packet(body: &[u8]) -> Option<Vec<u8>> {
    let body = body.strip_prefix(XMP)?;
    let (&[compressed, _], mut text) = body.split_first_chunk::<2>()?;
    for _ in 0..2 {
        let end = text.iter().position(|&byte| byte == 0)?;
        text = &text[end + 1..];
    }
    if compressed == 1 { inflate(text) } else { Some(text.to_vec()) }
}

fn inflate(bytes: &[u8]) -> Option<Vec<u8>> {
    zlib::unpack(bytes, MAX_INFLATED)
}
