//! Profile, EXIF, XMP and texts into a file that has none, without touching its pixels.
//!
//! The encoders below write pixels only and come through here; so do files that a browser has encoded.

use crate::header::sniff;
use crate::webp::{self, Image};
use crate::{Note, Result, Source, Tags, zlib};

/// The same file with these tags in it. JPEG, PNG and WebP take them; other files come back as they are.
///
/// What does not fit (JPEG's segments hold 64 kB) is left out, and the note says so.
pub fn attach(bytes: Vec<u8>, tags: &Tags) -> Result<(Vec<u8>, Option<Note>)> {
    if tags.icc.is_none() && tags.exif.is_none() && tags.xmp.is_none() && tags.texts.is_empty() {
        return Ok((bytes, None));
    }
    match sniff(&bytes) {
        Some(Source::Jpeg) => Ok(jpeg(&bytes, tags)),
        Some(Source::Png) => Ok((png(&bytes, tags), None)),
        Some(Source::WebP) => {
            let info = crate::probe(&bytes)?;
            let mut image = Image::Lossless(&[]);
            let mut alpha = None;
            for (name, body) in webp::chunks(&bytes) {
                match name {
                    b"VP8 " => image = Image::Lossy(body),
                    b"VP8L" => image = Image::Lossless(body),
                    b"ALPH" => alpha = Some(body),
                    _ => {}
                }
            }
            Ok((webp::mux(info.width, info.height, image, alpha, tags), None))
        }
        _ => Ok((bytes, Some(Note::MetadataLost))),
    }
}

/// The longest body of a JPEG segment.
const SEGMENT: usize = 65_533;

/// Segments go right after the start marker, JFIF's own excepted, which must come first.
fn jpeg(bytes: &[u8], tags: &Tags) -> (Vec<u8>, Option<Note>) {
    let mut note = None;
    let mut out = bytes[..2].to_vec();
    let mut rest = &bytes[2..];
    if let [0xff, 0xe0, high, low, ..] = *rest {
        let (jfif, after) = rest.split_at((2 + (usize::from(high) << 8 | usize::from(low))).min(rest.len()));
        out.extend_from_slice(jfif);
        rest = after;
    }
    let mut put = |marker: u8, parts: &[&[u8]]| {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        if length > SEGMENT {
            note = Some(Note::MetadataLost);
            return;
        }
        out.extend_from_slice(&[0xff, marker]);
        out.extend_from_slice(&(length as u16 + 2).to_be_bytes());
        parts.iter().for_each(|part| out.extend_from_slice(part));
    };
    tags.exif.iter().for_each(|exif| put(0xe1, &[b"Exif\0\0", exif]));
    tags.xmp.iter().for_each(|xmp| put(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", xmp]));
    let comments = tags.texts.iter().filter(|text| text.is_comment());
    comments.for_each(|text| put(0xfe, &[text.text.as_bytes()]));
    if let Some(icc) = &tags.icc {
        let parts = icc.chunks(SEGMENT - 14);
        let count = parts.len() as u8;
        for (part, number) in parts.zip(1..=count) {
            put(0xe2, &[b"ICC_PROFILE\0", &[number, count], part]);
        }
    }
    out.extend_from_slice(rest);
    (out, note)
}

/// Chunks go right after the header, before palette and pixels.
fn png(bytes: &[u8], tags: &Tags) -> Vec<u8> {
    let after_header = 8 + 25;
    let (head, rest) = bytes.split_at(after_header.min(bytes.len()));
    let mut out = head.to_vec();
    let mut put = |name: &[u8; 4], parts: &[&[u8]]| {
        let body = parts.concat();
        out.extend_from_slice(&(body.len() as u32).to_be_bytes());
        let start = out.len();
        out.extend_from_slice(name);
        out.extend_from_slice(&body);
        let sum = crc32fast::hash(&out[start..]);
        out.extend_from_slice(&sum.to_be_bytes());
    };
    if let Some(icc) = &tags.icc {
        put(b"iCCP", &[b"ICC\0\0", &zlib::pack(icc, 9)]);
    }
    tags.exif.iter().for_each(|exif| put(b"eXIf", &[exif]));
    tags.xmp.iter().for_each(|xmp| put(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", xmp]));
    tags.texts.iter().for_each(|text| put(b"iTXt", &[&text.chunk()]));
    out.extend_from_slice(rest);
    out
}
