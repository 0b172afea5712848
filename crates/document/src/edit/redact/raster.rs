//! Painting over parts of pictures: in their own pixels, whatever else is drawn there.

use super::super::changes::Changes;
use super::super::jpeg;
use super::super::space::{Matrix, around, inverse};
use super::fax;
use crate::Result;
use crate::cos::{Decoded, Dict, Document, Object, Stream, deflate};

/// Decoded bytes of a picture.
const PIXELS: usize = 512 << 20;
/// Pixels of a side.
const SIDE: usize = 1 << 20;
/// What says how the pixels are packed, or holds them a second time.
const PACKING: [&str; 10] = [
    "Filter",
    "DecodeParms",
    "F",
    "DP",
    "Length",
    "Alternates",
    "OPI",
    "Metadata",
    "PieceInfo",
    "SMaskInData",
];

/// A copy of a picture without what is in these areas of the page; `None` if its pixels cannot be reached.
pub(crate) fn blank(
    document: &Document,
    changes: &mut Changes,
    stream: &Stream,
    ctm: Matrix,
    areas: &[[f64; 4]],
) -> Result<Option<Object>> {
    // From the page to the picture, which counts from 0 to 1 and from the top.
    let back = inverse(ctm);
    let parts: Vec<[f64; 4]> = areas
        .iter()
        .map(|area| around(back, *area))
        .map(|[left, bottom, right, top]| [left, 1.0 - top, right, 1.0 - bottom])
        .collect();
    let Some((mut dict, bytes)) = painted(document, changes, stream, &parts)? else { return Ok(None) };
    for name in ["SMask", "Mask"] {
        if let Object::Stream(mask) = changes.get(document, dict.get(name))? {
            let Some((own, bytes)) = painted(document, changes, &mask, &parts)? else { return Ok(None) };
            let mask = changes.add(Object::stream(own, bytes));
            dict.set(name, mask);
        }
    }
    Ok(Some(changes.add(Object::stream(dict, bytes))))
}

fn painted(
    document: &Document,
    changes: &Changes,
    stream: &Stream,
    parts: &[[f64; 4]],
) -> Result<Option<(Dict, Vec<u8>)>> {
    let Decoded { mut bytes, rest } = document.decode(stream, PIXELS)?;
    let side = |name: &str| {
        let side = changes.get(document, stream.dict.get(name));
        side.map(|side| side.as_int().and_then(|side| usize::try_from(side).ok()).unwrap_or(0).min(SIDE))
    };
    let (mut width, mut height) = (side("Width")?, side("Height")?);
    let mask = changes.get(document, stream.dict.get("ImageMask"))? == Object::Bool(true);
    let mut dict = stream.dict.clone();
    PACKING.iter().for_each(|name| dict.remove(name));
    let (colours, depth) = match &rest[..] {
        [] => {
            let depth = if mask { 1 } else { side("BitsPerComponent")?.clamp(1, 16) };
            (if mask { 1 } else { colours(document, changes, stream.dict.get("ColorSpace"))? }, depth)
        }
        [(name, _)] if name == b"DCTDecode" || name == b"DCT" => {
            let Some(pixels) = jpeg::decode(&bytes) else { return Ok(None) };
            (width, height, bytes) = (pixels.width, pixels.height, pixels.samples);
            dict.set("Width", width as i64);
            dict.set("Height", height as i64);
            (pixels.colours, 8)
        }
        [packed] => {
            let Some(bits) = fax::decode(document, changes, packed, &bytes, (width, height))? else {
                return Ok(None);
            };
            (width, height, bytes) = (bits.width, bits.height, bits.bytes);
            dict.set("Width", width as i64);
            dict.set("Height", height as i64);
            (1, 1)
        }
        _ => return Ok(None),
    };
    let inverted = changes.array(document, stream.dict.get("Decode"))?;
    let inverted = inverted.first().and_then(Object::as_number) == Some(1.0);
    // Where a mask does not paint.
    let empty = mask && !inverted;
    let row = (width * colours * depth).div_ceil(8);
    for [left, top, right, bottom] in parts {
        let pixel = |at: f64, side: usize| (at.clamp(-1.0, 2.0) * side as f64) as i64;
        let clamp = |at: i64, side: usize| at.clamp(0, side as i64) as usize;
        // A pixel more on each side: programs smooth what they scale.
        let columns = clamp(pixel(*left, width) - 1, width)..clamp(pixel(*right, width) + 2, width);
        let rows = clamp(pixel(*top, height) - 1, height)..clamp(pixel(*bottom, height) + 2, height);
        for y in rows {
            let Some(line) = y.checked_mul(row).and_then(|at| bytes.get_mut(at..)) else { break };
            let (from, to) = (columns.start * colours * depth, columns.end * colours * depth);
            fill(line, from, to, empty);
        }
    }
    if depth != 8 || rest.is_empty() {
        return Ok(Some((dict.with("Filter", Object::name("FlateDecode")), deflate(&bytes))));
    }
    Ok(jpeg::encode(&bytes, width, height, colours, 90)
        .map(|bytes| (dict.with("Filter", Object::name("DCTDecode")), bytes)))
}

/// Sets the bits `from..to` of a line.
fn fill(line: &mut [u8], from: usize, to: usize, ones: bool) {
    for at in from / 8..to.div_ceil(8) {
        let Some(byte) = line.get_mut(at) else { return };
        let first = from.saturating_sub(at * 8).min(8);
        let last = (to - at * 8).min(8);
        let bits = (0xFFu16 >> first) & !(0xFFu16 >> last);
        *byte = if ones { *byte | bits as u8 } else { *byte & !(bits as u8) };
    }
}

/// How many colours a space has.
pub(crate) fn colours(document: &Document, changes: &Changes, space: &Object) -> Result<usize> {
    let space = changes.get(document, space)?;
    let list = changes.array(document, &space)?;
    let name = match list.first() {
        Some(first) => changes.get(document, first)?,
        None => space.clone(),
    };
    Ok(match name.as_name().unwrap_or_default() {
        b"DeviceRGB" | b"RGB" | b"CalRGB" | b"Lab" => 3,
        b"DeviceCMYK" | b"CMYK" => 4,
        b"ICCBased" => {
            let profile = changes.dict(document, list.get(1).unwrap_or(&Object::Null))?;
            changes.get(document, profile.get("N"))?.as_int().unwrap_or(3).clamp(1, 4) as usize
        }
        b"DeviceN" => changes.array(document, list.get(1).unwrap_or(&Object::Null))?.len().clamp(1, 32),
        _ => 1,
    })
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn bits_are_set_from_and_to_where_they_should() {
        let mut line = [0xFF; 4];
        fill(&mut line, 3, 21, false);
        assert_eq!(line, [0b1110_0000, 0, 0b0000_0111, 0xFF]);
        fill(&mut line, 4, 6, true);
        assert_eq!(line[0], 0b1110_1100);
    }
}
