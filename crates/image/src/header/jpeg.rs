//! JPEG's segments, up to the first scan (ITU T.81 annex B, Exif, ICC annex B.4, XMP part 3).

use super::{Shape, broken, truncated, unsupported};
use crate::{Result, Source, Tags, texts};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
/// What nobody takes along: IPTC and more of Photoshop's own, and what did not fit into one segment of XMP.
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const MORE_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";

/// The marker of a scan: pixels follow.
const SCAN: u8 = 0xda;

/// What the decoder must know besides the shape.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Jpeg {
    /// Gray, YCbCr or CMYK: 1, 3 or 4.
    pub components: u8,
    /// Adobe's colour transform. CMYK values are stored inverted if there is one.
    pub adobe: Option<u8>,
    /// The most samples of a component across and down, in a block of them.
    pub samples: (u8, u8),
    /// Whether it is laid out as hardly any is: colours finer than the brightness, thirds of it, or, where it is not
    /// progressive, in scans of their own.
    pub odd: bool,
}

/// Reads the header.
pub(super) fn read(bytes: &[u8], tags: &mut Tags) -> Result<Shape> {
    walk(bytes, Some(tags)).map(|(shape, _)| shape)
}

impl Jpeg {
    /// What the decoder must know besides the shape.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        walk(bytes, None).map(|(_, jpeg)| jpeg)
    }
}

/// Where the six bytes `Exif\0\0` that begin EXIF lie. Without them no decoder sees it, and none turns the picture:
/// some browsers do, others do not.
pub fn exif_marks(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let (mut marks, mut place) = (Vec::new(), 2);
    while let Ok((marker, body)) = segment(bytes, &mut place)
        && marker != SCAN
    {
        if marker == 0xe1 && body.starts_with(EXIF) {
            let start = place - body.len();
            marks.push(start..start + EXIF.len());
        }
    }
    marks
}

/// The next marker that has a body, and that body; the place moves behind it.
fn segment<'a>(bytes: &'a [u8], place: &mut usize) -> Result<(u8, &'a [u8])> {
    loop {
        let Some(&[byte, marker]) = bytes.get(*place..*place + 2) else {
            return Err(truncated(Source::Jpeg));
        };
        // Garbage between segments is skipped, as every decoder does.
        if byte != 0xff || marker == 0xff || marker == 0 {
            *place += 1;
            continue;
        }
        *place += 2;
        if matches!(marker, 0x01 | 0xd0..=0xd8) {
            continue;
        }
        if marker == 0xd9 {
            return Err(broken(Source::Jpeg, "it has no picture in it"));
        }
        let Some(&[high, low]) = bytes.get(*place..*place + 2) else { return Err(truncated(Source::Jpeg)) };
        let end = *place + (usize::from(high) << 8 | usize::from(low)).max(2);
        let Some(body) = bytes.get(*place + 2..end) else { return Err(truncated(Source::Jpeg)) };
        *place = end;
        return Ok((marker, body));
    }
}

/// The file with nothing before its first scan but what its pixels need: no junk between segments, no broken notes.
pub(crate) fn bare(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = vec![0xff, 0xd8];
    let mut place = 2;
    loop {
        let (marker, body) = segment(bytes, &mut place)?;
        // Frames, tables, lengths; of the notes only Adobe's, which tells what the colours are.
        if matches!(marker, 0xc0..=0xcf | SCAN..=0xdd) || marker == 0xee && adobe(body).is_some() {
            out.extend([0xff, marker]);
            out.extend((body.len() as u16 + 2).to_be_bytes());
            out.extend(body);
        }
        if marker == SCAN {
            out.extend(&bytes[place..]);
            return Ok(out);
        }
    }
}

/// The colour transform in Adobe's note; one that is cut off counts for nothing.
fn adobe(body: &[u8]) -> Option<u8> {
    body.get(11).copied().filter(|_| body.starts_with(b"Adobe"))
}

fn walk(bytes: &[u8], tags: Option<&mut Tags>) -> Result<(Shape, Jpeg)> {
    let mut shape = None;
    let mut jpeg = Jpeg::default();
    let mut icc: Vec<(u8, &[u8])> = Vec::new();
    let (mut exif, mut xmp, mut left) = (None, None, false);
    let mut comments = Vec::new();
    let mut place = 2;
    loop {
        let (marker, body) = segment(bytes, &mut place)?;
        match marker {
            SCAN => {
                let all = body.first() == Some(&jpeg.components);
                jpeg.odd |= !all && shape.is_some_and(|shape: Shape| !shape.progressive);
                break;
            }
            0xc0..=0xc2 => shape = Some(frame(body, marker, &mut jpeg)?),
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Err(unsupported(Source::Jpeg, "a rare kind of compression (lossless or arithmetic)"));
            }
            0xe1 if exif.is_none() && body.starts_with(EXIF) => exif = Some(&body[EXIF.len()..]),
            0xe1 if xmp.is_none() && body.starts_with(XMP) => xmp = Some(&body[XMP.len()..]),
            0xe2 if body.starts_with(ICC) && body.len() > ICC.len() + 2 => {
                icc.push((body[ICC.len()], &body[ICC.len() + 2..]));
            }
            0xe1 if body.starts_with(MORE_XMP) => left = true,
            0xed if body.starts_with(PHOTOSHOP) => left = true,
            0xfe => comments.push(body),
            0xee => jpeg.adobe = adobe(body).or(jpeg.adobe),
            _ => {}
        }
    }
    if let Some(tags) = tags {
        icc.sort_by_key(|(number, _)| *number);
        tags.icc = (!icc.is_empty()).then(|| icc.iter().flat_map(|(_, part)| *part).copied().collect());
        tags.exif = exif.map(<[u8]>::to_vec);
        tags.xmp = xmp.map(<[u8]>::to_vec);
        tags.left = left;
        comments.into_iter().for_each(|body| texts::keep(tags, texts::comment(body)));
    }
    let mut shape = shape.ok_or_else(|| broken(Source::Jpeg, "it does not say how large the picture is"))?;
    // What is odd is held twice as well.
    shape.progressive |= jpeg.odd;
    Ok((shape, jpeg))
}

/// The frame header: precision, height, width, components.
fn frame(body: &[u8], marker: u8, jpeg: &mut Jpeg) -> Result<Shape> {
    let &[precision, h1, h0, w1, w0, components, ..] = body else { return Err(truncated(Source::Jpeg)) };
    if precision != 8 {
        return Err(unsupported(Source::Jpeg, format_args!("{precision} bits per channel")));
    }
    jpeg.components = components;
    let factors = body[6..].chunks_exact(3).take(usize::from(components));
    let mut factors = factors.map(|component| (component[1] >> 4, component[1] & 15));
    let first = factors.next().unwrap_or((1, 1));
    jpeg.samples = factors.fold(first, |most, one| (most.0.max(one.0), most.1.max(one.1)));
    jpeg.odd = components > 1 && (first != jpeg.samples || first.0 == 3);
    let channels = match components {
        1 => 1,
        3 => 3,
        // CMYK is held as four channels while it is decoded.
        4 => 4,
        _ => return Err(unsupported(Source::Jpeg, format_args!("{components} colour components"))),
    };
    Ok(Shape {
        width: u32::from(u16::from_be_bytes([w1, w0])),
        height: u32::from(u16::from_be_bytes([h1, h0])),
        channels,
        progressive: marker == 0xc2,
        ..Shape::default()
    })
}

/// Bits that no code of any table begins with, before an end.
const SEAL: [u8; 18] = [0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0xd9];

/// The file up to its end, with something before it that is no pixel: a decoder that still waits for some stumbles over it.
/// `None` without an end. Decoders fill what is missing with gray; a person should be told instead.
pub(crate) fn sealed(bytes: &[u8]) -> Option<Vec<u8>> {
    let body = &bytes[..end(bytes)?];
    let fill = body.iter().rev().take_while(|byte| **byte == 0xff).count();
    Some([&body[..body.len() - fill], &SEAL].concat())
}

/// Where the end marker is.
fn end(bytes: &[u8]) -> Option<usize> {
    let mut place = 2;
    let mut in_scan = false;
    while let Some(&[byte, marker]) = bytes.get(place..place + 2) {
        if byte != 0xff || matches!(marker, 0 | 0xff) {
            place += match (in_scan, byte) {
                // Between two markers of a scan there are kilobytes: look for the next candidate at once.
                (true, _) => {
                    1 + bytes[place + 1..].iter().position(|&byte| byte == 0xff).unwrap_or(bytes.len())
                }
                _ => 1,
            };
            continue;
        }
        place += 2;
        match marker {
            0xd9 => return Some(place - 2),
            0x01 | 0xd0..=0xd8 => {}
            _ => {
                let &[high, low] = bytes.get(place..place + 2)? else { return None };
                place += (usize::from(high) << 8 | usize::from(low)).max(2);
                in_scan = marker == 0xda;
            }
        }
    }
    None
}
