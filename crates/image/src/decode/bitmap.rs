//! BMP and icons through the `image` crate, after what it does not know has been put into words that it knows.
//!
//! Old headers, palettes that run into the pixels, packed rows from the top, directories of icons that lie: other
//! programs read all of them.

use super::{admit, other, packed, png};
use crate::header::{self, broken};
use crate::{Limits, Picture, Result, Samples, Source};
use image_rs::codecs::{bmp::BmpDecoder, ico::IcoDecoder};
use std::borrow::Cow;
use std::io::Cursor;

/// Bytes of the header of the file, and of the header that everybody knows.
const FILE: usize = 14;
const PLAIN: usize = 40;

pub(super) fn bmp(bytes: &[u8], limits: &Limits) -> Result<Picture> {
    let (bytes, turned) = tidy(bytes);
    let bytes = plain(bytes, limits)?;
    let decoder = BmpDecoder::new(Cursor::new(&bytes[..])).map_err(other::explain(Source::Bmp))?;
    let picture = other::read(decoder, Source::Bmp, limits)?;
    if !turned {
        return Ok(picture);
    }
    let (width, height, channels) = (picture.width(), picture.height(), picture.channels());
    let samples = match picture.into_samples() {
        Samples::Eight(samples) => {
            let mut out = super::room(samples.len() as u64)?;
            let row = samples.len() / height as usize;
            for (to, from) in out.chunks_exact_mut(row).zip(samples.rchunks_exact(row)) {
                to.copy_from_slice(from);
            }
            Samples::Eight(out)
        }
        other => other,
    };
    Picture::new(width, height, channels, samples)
}

fn word(bytes: &[u8], place: usize) -> Option<u32> {
    bytes.get(place..place + 4)?.try_into().ok().map(u32::from_le_bytes)
}

/// The same picture as the crate reads it, and whether its rows must then change places.
fn tidy(bytes: &[u8]) -> (Cow<'_, [u8]>, bool) {
    let unchanged = (Cow::Borrowed(bytes), false);
    let (Some(offset), Some(size)) = (word(bytes, 10), word(bytes, FILE)) else { return unchanged };
    let (mut offset, size) = (offset as usize, size as usize);
    let mut out = Cow::Borrowed(bytes);
    // OS/2's second header begins like Windows' and may stop anywhere, even before it says how pixels are packed.
    let packing = if size < 20 { 0 } else { word(bytes, FILE + 16).unwrap_or(0) };
    if (16..=64).contains(&size) && !matches!(size, 40 | 52 | 56) && packing < 3 {
        let (Some(head), Some(rest)) = (bytes.get(..FILE + size.min(PLAIN)), bytes.get(FILE + size..)) else {
            return unchanged;
        };
        let mut whole = head.to_vec();
        whole.resize(FILE + PLAIN, 0);
        whole[FILE] = PLAIN as u8;
        whole.extend(rest);
        offset = (offset + PLAIN).saturating_sub(size);
        whole[10..14].copy_from_slice(&(offset as u32).to_le_bytes());
        out = whole.into();
    }
    let number = |place| word(&out, FILE + place);
    let Some((PLAIN, width, height, bits, packed, colours)) = (|| {
        let bits = number(12)? >> 16;
        Some((number(0)? as usize, number(4)?, number(8)? as i32, bits, number(16)?, number(32)?))
    })() else {
        return (out, false);
    };
    let turned = height < 0 && matches!(packed, 1 | 2);
    if turned {
        let upright = height.unsigned_abs().to_le_bytes();
        out.to_mut()[FILE + 8..FILE + 12].copy_from_slice(&upright);
    }
    if matches!(bits, 1 | 2 | 4 | 8) {
        let most = 1 << bits;
        if colours > most {
            out.to_mut()[FILE + 32..FILE + 36].copy_from_slice(&most.to_le_bytes());
        }
        let colours = if colours == 0 || colours > most { most } else { colours };
        let start = FILE + PLAIN + colours as usize * 4;
        let used = (u64::from(width) * u64::from(bits)).div_ceil(8);
        let pixels = used.next_multiple_of(4) * u64::from(height.unsigned_abs());
        // The length of the file tells whether pixels said to begin within the palette begin behind it.
        let end = |start: usize| (start as u64).saturating_add(pixels);
        let length = out.len() as u64;
        if packed == 0 && offset < start && length.abs_diff(end(start)) < length.abs_diff(end(offset)) {
            let whole = out.to_mut();
            whole[10..14].copy_from_slice(&(start as u32).to_le_bytes());
            // Only what fills up the last row may be missing.
            if end(start) > length && end(start) - length <= used.next_multiple_of(4) - used {
                whole.resize(end(start) as usize, 0);
            }
        }
    }
    (out, turned)
}

/// The same picture with a byte per pixel, where its rows are packed.
fn plain<'a>(bytes: Cow<'a, [u8]>, limits: &Limits) -> Result<Cow<'a, [u8]>> {
    let number = |place: usize| word(&bytes, place);
    let kind = (number(FILE), number(FILE + 12).map(|bits| bits >> 16), number(FILE + 16));
    let four = match kind {
        (Some(size), Some(8), Some(1)) if size as usize >= PLAIN => false,
        (Some(size), Some(4), Some(2)) if size as usize >= PLAIN => true,
        _ => return Ok(bytes),
    };
    let (Some(offset), Some(width), Some(height)) = (number(10), number(FILE + 4), number(FILE + 8)) else {
        return Ok(bytes);
    };
    if width == 0 || height == 0 {
        return Err(broken(Source::Bmp, "it says that the picture has no pixels"));
    }
    admit(&header::plain(Source::Bmp, width, height), limits)?;
    let Some((head, data)) = bytes.split_at_checked(offset as usize) else {
        return Err(header::truncated(Source::Bmp));
    };
    let rows = packed::unpack(data, width as usize, height as usize, four)?;
    let mut whole = head.to_vec();
    whole.extend(rows);
    if number(FILE + 32) == Some(0) {
        whole[FILE + 32..FILE + 36].copy_from_slice(&(1_u32 << if four { 4 } else { 8 }).to_le_bytes());
    }
    whole[FILE + 14] = 8;
    whole[FILE + 16] = 0;
    Ok(whole.into())
}

/// The largest picture of an icon.
pub(super) fn ico(bytes: &[u8], limits: &Limits) -> Result<Picture> {
    let icon = header::largest_icon(bytes)?;
    let (data, width, height) = (icon.data, icon.width, icon.height);
    if data.starts_with(b"\x89PNG") {
        admit(&header::read(data)?.info, limits)?;
        return png::decode(data);
    }
    if width == 0 || height == 0 {
        return Err(broken(Source::Ico, "it says that the picture has no pixels"));
    }
    admit(&header::plain(Source::Ico, width, height), limits)?;
    let mut whole = vec![0, 0, 1, 0, 1, 0];
    whole.extend([width, height].map(|side| if side < 256 { side as u8 } else { 0 }));
    whole.extend([0, 0, 1, 0, 32, 0]);
    let lacks = lacks(data, &icon);
    whole.extend(((data.len() + lacks) as u32).to_le_bytes());
    whole.extend(22u32.to_le_bytes());
    whole.extend(data);
    whole.resize(whole.len() + lacks, 0);
    let decoder = IcoDecoder::new(Cursor::new(&whole[..])).map_err(other::explain(Source::Ico))?;
    other::read(decoder, Source::Ico, limits)
}

/// How many bytes of a picture's mask are missing. Nobody misses them: what has alpha needs no mask.
fn lacks(data: &[u8], icon: &header::Icon<'_>) -> usize {
    let (width, height, bits) = (u64::from(icon.width), u64::from(icon.height), u64::from(icon.bits));
    let rows = |bits: u64| (width * bits).div_ceil(32) * 4 * height;
    let colours = match word(data, 32).map_or(0, u64::from) {
        0 if bits <= 8 => 1 << bits,
        colours => colours,
    };
    let start = word(data, 0).map_or(0, u64::from) + if bits <= 8 { colours * 4 } else { 0 };
    let (mask, length) = (rows(1), data.len() as u64);
    let missing = (start + rows(bits) + mask).saturating_sub(length);
    if missing <= mask { missing as usize } else { 0 }
}
