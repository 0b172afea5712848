//! WebP's container (RFC 9649): taking it apart, and putting one together from parts.
//!
//! Browsers compress lossy WebP well but know neither exact alpha nor metadata; so their VP8 stream is taken out and
//! put into a container of our own, beside a lossless alpha plane, profile, EXIF and XMP.

use crate::{Error, Kind, Result, Tags};

/// The chunks of a WebP file, as far as they are whole.
pub(crate) fn chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut rest = bytes.get(12..).unwrap_or(&[]);
    std::iter::from_fn(move || {
        let (name, after) = rest.split_first_chunk::<4>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let (body, after) = after.split_at_checked(length)?;
        rest = after.get(length % 2..).unwrap_or(&[]);
        Some((name, body))
    })
}

/// EXIF without the `Exif\0\0` that some writers put before it, against the specification.
pub(crate) fn trimmed_exif(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"Exif\0\0").unwrap_or(body)
}

/// The compressed pixels of a WebP file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Image<'a> {
    /// A lossy picture without alpha: the body of a `VP8 ` chunk.
    Lossy(&'a [u8]),
    /// A lossless picture, its alpha in it: the body of a `VP8L` chunk.
    Lossless(&'a [u8]),
}

/// Takes the VP8 stream out of a lossy WebP, such as a browser makes. Check `blob.type` first: where a browser cannot
/// make a WebP, it makes a PNG.
pub fn unwrap_vp8(bytes: &[u8]) -> Result<&[u8]> {
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let found = chunks(bytes).find(|(name, _)| is_webp && *name == b"VP8 ");
    found.map(|(_, body)| body).ok_or_else(|| {
        Error::new(
            Kind::Unsupported,
            "This browser did not make a lossy WebP. Choose exact codecs or another format.",
        )
    })
}

/// A whole WebP file from its parts. `alpha` is the body of an `ALPH` chunk, as [`alph`] makes it; only lossy pictures
/// take one. Orientation is not written: pixels are expected upright.
pub fn mux(width: u32, height: u32, image: Image<'_>, alpha: Option<&[u8]>, tags: &Tags) -> Vec<u8> {
    let sees_through = match image {
        Image::Lossy(_) => alpha.is_some(),
        Image::Lossless(body) => body.get(4).is_some_and(|byte| byte & 0x10 != 0),
    };
    let mut flags = 0u8;
    for (bit, set) in [
        (0x20, tags.icc.is_some()),
        (0x10, sees_through),
        (0x08, tags.exif.is_some()),
        (0x04, tags.xmp.is_some()),
    ] {
        flags |= if set { bit } else { 0 };
    }
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    // The simple layout suffices where there is nothing but pixels.
    if flags & 0x2c != 0 || alpha.is_some() {
        let mut canvas = vec![flags, 0, 0, 0];
        canvas.extend_from_slice(&(width - 1).to_le_bytes()[..3]);
        canvas.extend_from_slice(&(height - 1).to_le_bytes()[..3]);
        put(&mut out, b"VP8X", &canvas);
    }
    tags.icc.iter().for_each(|icc| put(&mut out, b"ICCP", icc));
    match image {
        Image::Lossy(body) => {
            alpha.iter().for_each(|alpha| put(&mut out, b"ALPH", alpha));
            put(&mut out, b"VP8 ", body);
        }
        Image::Lossless(body) => put(&mut out, b"VP8L", body),
    }
    tags.exif.iter().for_each(|exif| put(&mut out, b"EXIF", exif));
    tags.xmp.iter().for_each(|xmp| put(&mut out, b"XMP ", xmp));
    let length = (out.len() - 8) as u32;
    out[4..8].copy_from_slice(&length.to_le_bytes());
    out
}

/// The body of an `ALPH` chunk that holds this alpha plane exactly.
///
/// It is a lossless WebP of the plane without its five bytes of header; or the bare plane, where that is smaller.
pub fn alph(alpha: &[u8], width: u32, height: u32) -> Result<Vec<u8>> {
    let whole = crate::encode::lossless_webp(alpha, width, height, image_webp::ColorType::L8)?;
    let packed = chunks(&whole).find(|(name, _)| *name == b"VP8L").and_then(|(_, body)| body.get(5..));
    let (method, body) = match packed {
        Some(packed) if packed.len() < alpha.len() => (1, packed),
        _ => (0, alpha),
    };
    let mut out = Vec::with_capacity(body.len() + 1);
    out.push(method);
    out.extend_from_slice(body);
    Ok(out)
}

fn put(out: &mut Vec<u8>, name: &[u8; 4], body: &[u8]) {
    out.extend_from_slice(name);
    out.extend_from_slice(&(body.len() as u32).to_le_bytes());
    out.extend_from_slice(body);
    if body.len() % 2 == 1 {
        out.push(0);
    }
}
