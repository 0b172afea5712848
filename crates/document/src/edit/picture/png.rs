//! PNGs. PDF packs pixels as PNG does, so most go over as they are; alpha becomes a picture of its own.

use super::{Picture, SIDE, UNPACKED, image};
use crate::cos::{Dict, Object, deflate, inflate, undo};
use crate::{Error, Kind, Result};

const MARK: &[u8] = b"\x89PNG\r\n\x1a\n";

pub(super) fn is(bytes: &[u8]) -> bool {
    bytes.starts_with(MARK)
}

/// Whether a colour profile is one, and for so many colours.
pub(super) fn fits(profile: &[u8], colours: u8) -> bool {
    let space: &[u8] = match colours {
        1 => b"GRAY",
        3 => b"RGB ",
        _ => b"CMYK",
    };
    profile.len() > 128 && profile.get(16..20) == Some(space) && profile.get(36..40) == Some(b"acsp")
}

/// The chunks of a file that matter.
#[derive(Default)]
struct Chunks {
    width: u32,
    height: u32,
    depth: u8,
    kind: u8,
    interlaced: bool,
    palette: Vec<u8>,
    transparent: Vec<u8>,
    profile: Vec<u8>,
    data: Vec<u8>,
}

pub(super) fn read(bytes: &[u8], name: &str) -> Result<Picture> {
    let broken =
        || Error::new(Kind::Broken, format!("{name} is damaged or ends too early. Take another copy of it."));
    let chunks = chunks(bytes).ok_or_else(broken)?;
    let Chunks { width, height, depth, kind, .. } = chunks;
    let colours = match kind {
        0 | 3 => 1,
        2 => 3,
        4 => 2,
        _ => 4,
    };
    let row = (width as usize * colours * usize::from(depth)).div_ceil(8);
    let size = (row as u64 + 1) * u64::from(height);
    if size > UNPACKED {
        return Err(Error::new(
            Kind::BudgetExceeded,
            format!("{name} unpacks to more than 512 MB. Make it smaller first."),
        ));
    }
    let size = size as usize;
    let shown = if colours > 2 { "DeviceRGB" } else { "DeviceGray" };
    let mut dict = image(width, height, depth, shown).with("Filter", Object::name("FlateDecode"));
    if kind == 3 {
        let last = (chunks.palette.len() / 3).saturating_sub(1) as i64;
        let table = Object::string(&chunks.palette);
        let space = [Object::name("Indexed"), Object::name("DeviceRGB"), Object::Int(last), table];
        dict.set("ColorSpace", Object::array(space));
    }
    let plain = |chunks: &Chunks| {
        let rows = Dict::new()
            .with("Predictor", 15)
            .with("Colors", colours as i64)
            .with("BitsPerComponent", i64::from(depth))
            .with("Columns", i64::from(width));
        dict.clone().with("DecodeParms", rows.clone()).with(
            "Mask",
            match (kind, &chunks.transparent[..]) {
                (0 | 2, [_, _, ..]) => keyed(&chunks.transparent, depth),
                _ => Object::Null,
            },
        )
    };
    let shown_colours = if colours > 2 { 3 } else { 1 };
    let profile = fits(&chunks.profile, shown_colours) && kind != 3;
    let profile = profile.then(|| (chunks.profile.clone(), i64::from(shown_colours)));
    let picture = |dict, bytes, mask| Picture { dict, bytes, mask, profile, width, height, orientation: 1 };
    let alpha = kind >= 4 || (kind == 3 && !chunks.transparent.is_empty());
    if !alpha && !chunks.interlaced {
        return Ok(picture(plain(&chunks), chunks.data, None));
    }
    let packed = inflate(&chunks.data, size.saturating_mul(2)).ok_or_else(broken)?;
    let pixels = pixels(packed, &chunks, colours).ok_or_else(broken)?;
    if !alpha {
        let mut dict = plain(&chunks);
        dict.remove("DecodeParms");
        return Ok(picture(dict, deflate(&pixels), None));
    }
    let mask = |depth: u8, bytes: &[u8]| {
        let dict = image(width, height, depth, "DeviceGray").with("Filter", Object::name("FlateDecode"));
        Some((dict, deflate(bytes)))
    };
    if kind == 3 {
        let opaque = |index: u8| chunks.transparent.get(usize::from(index)).copied().unwrap_or(255);
        let alpha: Vec<u8> = pixels
            .chunks(row)
            .flat_map(|line| (0..width as usize).map(move |x| opaque(sample(line, x, depth))))
            .collect();
        return Ok(picture(dict, deflate(&pixels), mask(8, &alpha)));
    }
    let part = usize::from(depth / 8);
    let (mut own, mut alpha) = (Vec::with_capacity(size), Vec::with_capacity(size / colours));
    for pixel in pixels.chunks_exact(part * colours) {
        let (colour, opacity) = pixel.split_at(part * (colours - 1));
        own.extend_from_slice(colour);
        alpha.extend_from_slice(opacity);
    }
    Ok(picture(dict, deflate(&own), mask(depth, &alpha)))
}

/// The colour that is transparent, as PDF says it.
fn keyed(transparent: &[u8], depth: u8) -> Object {
    let most = if depth == 16 { 0xFFFF } else { (1 << depth) - 1 };
    Object::array(transparent.chunks_exact(2).flat_map(|pair| {
        let value = i64::from(u16::from_be_bytes([pair[0], pair[1]])) & most;
        [Object::Int(value), Object::Int(value)]
    }))
}

/// A sample of less than a byte or a byte.
fn sample(line: &[u8], x: usize, depth: u8) -> u8 {
    let depth = usize::from(depth.min(8));
    let shift = 8 - depth - x * depth % 8;
    line.get(x * depth / 8).map_or(0, |byte| (byte >> shift) & (0xFF >> (8 - depth)) as u8)
}

/// The rows from top to bottom, without filters.
fn pixels(packed: Vec<u8>, chunks: &Chunks, colours: usize) -> Option<Vec<u8>> {
    let bits = colours * usize::from(chunks.depth);
    let unfilter = |bytes: Vec<u8>, width: usize| {
        let rows = Dict::new()
            .with("Predictor", 15)
            .with("Colors", colours as i64)
            .with("BitsPerComponent", i64::from(chunks.depth))
            .with("Columns", width as i64);
        undo(bytes, &rows)
    };
    let (width, height) = (chunks.width as usize, chunks.height as usize);
    let row = (width * bits).div_ceil(8);
    if !chunks.interlaced {
        let pixels = unfilter(packed, width);
        return (pixels.len() >= row * height).then_some(pixels);
    }
    let mut out = vec![0; row * height];
    let mut at = 0;
    // Where each of the seven passes begins and how far apart its pixels are.
    for (x, y, right, down) in
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    {
        let (wide, high) = (width.saturating_sub(x).div_ceil(right), height.saturating_sub(y).div_ceil(down));
        if wide == 0 || high == 0 {
            continue;
        }
        let line = (wide * bits).div_ceil(8);
        let end = at + (line + 1) * high;
        let pass = unfilter(packed.get(at..end)?.to_vec(), wide);
        at = end;
        for (pass_y, line) in pass.chunks(line).enumerate() {
            for pass_x in 0..wide {
                let (to_x, to_y) = (x + pass_x * right, y + pass_y * down);
                if bits >= 8 {
                    let (from, to) = (pass_x * bits / 8, to_y * row + to_x * bits / 8);
                    out.get_mut(to..to + bits / 8)?.copy_from_slice(line.get(from..from + bits / 8)?);
                } else {
                    let shift = 8 - bits - to_x * bits % 8;
                    out[to_y * row + to_x * bits / 8] |= sample(line, pass_x, bits as u8) << shift;
                }
            }
        }
    }
    Some(out)
}

fn chunks(bytes: &[u8]) -> Option<Chunks> {
    let mut chunks = Chunks::default();
    let mut at = MARK.len();
    while let Some(head) = bytes.get(at..at + 8) {
        let len = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let data = bytes.get(at + 8..(at + 8).checked_add(len)?);
        // The last block may be cut off: what is there of it is shown.
        let Some(data) = data.or_else(|| (&head[4..] == b"IDAT").then(|| &bytes[at + 8..])) else { break };
        match &head[4..] {
            b"IHDR" => {
                let [a, b, c, d, e, f, g, h, depth, kind, 0, 0, interlaced @ (0 | 1)] = *data else {
                    return None;
                };
                chunks.width = u32::from_be_bytes([a, b, c, d]);
                chunks.height = u32::from_be_bytes([e, f, g, h]);
                (chunks.depth, chunks.kind, chunks.interlaced) = (depth, kind, interlaced == 1);
            }
            b"PLTE" => chunks.palette = data.to_vec(),
            b"tRNS" => chunks.transparent = data.to_vec(),
            b"iCCP" => {
                let name = data.iter().position(|byte| *byte == 0)?;
                chunks.profile = inflate(data.get(name + 2..)?, 16 << 20).unwrap_or_default();
            }
            b"IDAT" => chunks.data.extend_from_slice(data),
            b"IEND" => break,
            _ => {}
        }
        at += 12 + len;
    }
    let sides = 1..=SIDE;
    let known = matches!(
        (chunks.kind, chunks.depth),
        (0, 1 | 2 | 4 | 8 | 16) | (3, 1 | 2 | 4 | 8) | (2 | 4 | 6, 8 | 16)
    );
    let palette = chunks.kind != 3 || (3..=768).contains(&chunks.palette.len());
    (known && palette && sides.contains(&chunks.width) && sides.contains(&chunks.height)).then_some(chunks)
}
