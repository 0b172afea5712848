//! Pictures with as many pixels as are seen.

use std::collections::HashSet;

use super::super::Compress;
use super::super::changes::Changes;
use super::super::jpeg;
use super::super::redact::raster::colours;
use super::Shown;
use crate::Result;
use crate::cos::{Decoded, Document, Object, Stream, deflate};

/// Decoded bytes of a picture.
const PIXELS: usize = 400 << 20;
/// A picture is reduced if it has so many times more pixels than it needs.
const WORTH: f64 = 1.25;
/// The quality of reduced photographs where none is asked for.
const USUAL: u8 = 80;
/// What says how the pixels were packed.
const PACKING: [&str; 4] = ["Filter", "DecodeParms", "DP", "Length"];

/// A smaller picture, if there is one.
pub(super) fn smaller(
    document: &Document,
    stream: &Stream,
    shown: Shown,
    settings: Compress,
) -> Result<Option<Object>> {
    let dict = &stream.dict;
    let number = |name: &str| Ok(document.get(dict.get(name))?.as_int().unwrap_or(0));
    let keyed = document.get(dict.get("Mask"))?.as_array().is_some();
    // What is not plain colours of a byte each has few pixels or needs more thought than it saves.
    let plain = number("BitsPerComponent")? == 8
        && document.get(dict.get("ImageMask"))? != Object::Bool(true)
        && !["Decode", "Matte", "SMaskInData", "Alternates"].iter().any(|name| dict.has(name))
        && !keyed
        && is_plain(document, dict.get("ColorSpace"))?;
    if !plain {
        return Ok(None);
    }
    let before = document.raw(stream)?.len();
    let Decoded { bytes, rest } = document.decode(stream, PIXELS)?;
    let photo = match &rest[..] {
        [] => None,
        [(name, _)] if name == b"DCTDecode" || name == b"DCT" => match jpeg::decode(&bytes) {
            Some(pixels) => Some(pixels),
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    let was_photo = photo.is_some();
    let (mut width, mut height, colours, mut samples) = match photo {
        Some(pixels) => (pixels.width, pixels.height, pixels.colours, pixels.samples),
        None => {
            let side = |name: &str| Ok(usize::try_from(number(name)?.min(1 << 20)).unwrap_or(0));
            let count = colours(document, &Changes::new(document), dict.get("ColorSpace"))?;
            (side("Width")?, side("Height")?, count, bytes)
        }
    };
    if width == 0
        || height == 0
        || !matches!(colours, 1 | 3)
        || (samples.len() as u64) < width as u64 * height as u64 * colours as u64
    {
        return Ok(None);
    }
    let needed = |pixels: usize, points: f64| match settings.dpi {
        Some(dpi) => {
            let needed = (points / 72.0 * f64::from(dpi)).ceil().max(1.0);
            if pixels as f64 > needed * WORTH { needed as usize } else { pixels }
        }
        None => pixels,
    };
    let (wide, high) = (needed(width, shown.width), needed(height, shown.height));
    let reduced = (wide, high) != (width, height);
    if reduced {
        samples = reduce(&samples, (width, height), (wide, high), colours);
        (width, height) = (wide, high);
    }
    let lossy = !shown.mask && (was_photo || is_photo(&samples, colours));
    if !reduced && (settings.quality.is_none() || !lossy) {
        return Ok(None);
    }
    let photo =
        lossy.then(|| jpeg::encode(&samples, width, height, colours, settings.quality.unwrap_or(USUAL)));
    let (filter, bytes) = match photo.flatten() {
        Some(bytes) => ("DCTDecode", bytes),
        None => ("FlateDecode", deflate(&samples[..width * height * colours])),
    };
    // A loss must be worth it.
    if bytes.len() * 20 > before * 19 {
        return Ok(None);
    }
    let mut dict = dict.clone();
    PACKING.iter().for_each(|name| dict.remove(name));
    dict.set("Width", width as i64);
    dict.set("Height", height as i64);
    dict.set("Filter", Object::name(filter));
    Ok(Some(Object::stream(dict, bytes)))
}

fn is_plain(document: &Document, space: &Object) -> Result<bool> {
    let space = document.get(space)?;
    let name = match space.as_array().and_then(<[Object]>::first) {
        Some(first) => document.get(first)?,
        None => space,
    };
    Ok(["DeviceGray", "DeviceRGB", "CalGray", "CalRGB", "ICCBased"].iter().any(|plain| name.is_name(plain)))
}

/// Whether a picture has as many colours as only photographs have: drawings suffer by what photographs gain from.
fn is_photo(samples: &[u8], colours: usize) -> bool {
    let pixels = samples.len() / colours;
    let step = (pixels / 4096).max(1);
    let seen: HashSet<&[u8]> = samples.chunks_exact(colours).step_by(step).collect();
    seen.len() > if colours == 1 { 150 } else { 1000 }
}

/// Each new pixel is the mean of those that it stands for.
fn reduce(
    samples: &[u8],
    (width, height): (usize, usize),
    (wide, high): (usize, usize),
    colours: usize,
) -> Vec<u8> {
    let bounds = |at: usize, from: usize, to: usize| {
        let (start, end) = (at * from / to, (at + 1) * from / to);
        start..end.max(start + 1).min(from)
    };
    let mut out = Vec::with_capacity(wide * high * colours);
    let mut sums = vec![0u64; wide * colours];
    for y in 0..high {
        sums.iter_mut().for_each(|sum| *sum = 0);
        let rows = bounds(y, height, high);
        let count = rows.len() as u64;
        for row in rows {
            let line = &samples[row * width * colours..(row + 1) * width * colours];
            for x in 0..wide {
                for pixel in bounds(x, width, wide) {
                    for colour in 0..colours {
                        sums[x * colours + colour] += u64::from(line[pixel * colours + colour]);
                    }
                }
            }
        }
        for x in 0..wide {
            let count = count * bounds(x, width, wide).len() as u64;
            let means =
                sums[x * colours..(x + 1) * colours].iter().map(|sum| ((sum + count / 2) / count) as u8);
            out.extend(means);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reduced_picture_is_the_mean_of_its_parts() {
        let samples = [0, 100, 50, 50, 200, 100, 50, 50];
        assert_eq!(reduce(&samples, (4, 2), (2, 1), 1), [100, 50]);
        assert_eq!(reduce(&[7; 27], (3, 3), (2, 2), 3), [7; 12]);
    }
}
