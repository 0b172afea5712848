//! What a file says before its pixels: size, depth, orientation, tags.
//!
//! Own small readers rather than the codecs': they must be fast enough to run over a folder of thousands, agree on
//! one answer for all formats, and refuse a bomb before a codec has allocated anything for it.

mod isobmff;
mod jpeg;
mod jxl;
mod png;
mod small;
mod webp;

use crate::{Error, Info, Kind, Result, Shot, Source, Tags, exif};

pub use jpeg::exif_marks;
pub(crate) use jpeg::{Jpeg, bare as bare_jpeg, sealed as sealed_jpeg};
pub(crate) use small::{Icon, largest as largest_icon};

/// Everything that a header says.
#[derive(Debug)]
pub(crate) struct Header {
    pub info: Info,
    pub tags: Tags,
}

/// The shape of the pixels, as each format's reader finds it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shape {
    pub width: u32,
    pub height: u32,
    pub sixteen: bool,
    pub channels: u8,
    pub animated: bool,
    pub progressive: bool,
}

/// What the file says about itself, from its header alone. The file's name plays no part.
pub fn probe(bytes: &[u8]) -> Result<Info> {
    read(bytes).map(|header| header.info)
}

/// Profile, EXIF, XMP and orientation of a file: for hosts that decode the pixels themselves.
pub fn tags(bytes: &[u8]) -> Result<Tags> {
    read(bytes).map(|header| header.tags)
}

/// What the camera wrote into it, in the parts that people read.
pub fn shot(bytes: &[u8]) -> Result<Shot> {
    let exif = read(bytes)?.tags.exif;
    Ok(exif.as_deref().map(exif::shot).unwrap_or_default())
}

/// The kind of file, by its first bytes.
pub fn sniff(bytes: &[u8]) -> Option<Source> {
    let at = |place: usize, what: &[u8]| bytes.get(place..).is_some_and(|rest| rest.starts_with(what));
    Some(match bytes {
        [0xff, 0xd8, 0xff, ..] => Source::Jpeg,
        _ if at(0, b"\x89PNG\r\n\x1a\n") => Source::Png,
        _ if at(0, b"RIFF") && at(8, b"WEBP") => Source::WebP,
        _ if at(0, b"GIF87a") || at(0, b"GIF89a") => Source::Gif,
        _ if at(0, b"qoif") => Source::Qoi,
        _ if at(0, b"BM") => Source::Bmp,
        _ if at(0, b"II*\0") || at(0, b"MM\0*") || at(0, b"II+\0") || at(0, b"MM\0+") => Source::Tiff,
        [0, 0, 1 | 2, 0, count, ..] if *count > 0 => Source::Ico,
        [0xff, 0x0a, ..] => Source::Jxl,
        _ if at(0, b"\0\0\0\x0cJXL \r\n\x87\n") => Source::Jxl,
        _ if at(4, b"ftyp") => return isobmff::brand(bytes),
        _ => return None,
    })
}

/// Reads the header of whatever this is.
pub(crate) fn read(bytes: &[u8]) -> Result<Header> {
    if bytes.is_empty() {
        return Err(Error::new(
            Kind::Empty,
            "This file is empty: it has no bytes. Copy it again from where it came from.",
        ));
    }
    let source = sniff(bytes).ok_or_else(|| {
        Error::new(
            Kind::Unsupported,
            "This is not a picture of a known format. Open it in the program that made it and export a JPEG or PNG.",
        )
    })?;
    let mut tags = Tags { orientation: 1, ..Tags::default() };
    let shape = match source {
        Source::Jpeg => jpeg::read(bytes, &mut tags),
        Source::Png => png::read(bytes, &mut tags),
        Source::WebP => webp::read(bytes, &mut tags),
        Source::Gif => small::gif(bytes),
        Source::Bmp => small::bmp(bytes),
        Source::Ico => small::ico(bytes),
        Source::Qoi => small::qoi(bytes),
        Source::Tiff => crate::decode::tiff_header(bytes, &mut tags),
        Source::Heic | Source::Avif => isobmff::read(bytes, &mut tags),
        Source::Jxl => jxl::read(bytes, &mut tags),
    }?;
    if shape.width == 0 || shape.height == 0 {
        return Err(broken(source, "it says that the picture has no pixels"));
    }
    if let Some(exif) = &mut tags.exif {
        if matches!(source, Source::Jpeg | Source::Png | Source::WebP) {
            tags.orientation = exif::orientation(exif).unwrap_or(1);
        } else {
            // Decoders of the others follow the container's own rotation, and EXIF must not turn it again.
            exif::set_upright(exif);
        }
    }
    let info = Info {
        depth: if shape.sixteen { 16 } else { 8 },
        channels: shape.channels,
        alpha: matches!(shape.channels, 2 | 4) && source != Source::Jpeg,
        orientation: tags.orientation,
        animated: shape.animated,
        progressive: shape.progressive,
        icc: tags.icc.is_some(),
        exif: tags.exif.is_some(),
        location: tags.exif.as_deref().is_some_and(exif::has_location),
        xmp: tags.xmp.is_some(),
        bytes: bytes.len() as u64,
        ..plain(source, shape.width, shape.height)
    };
    Ok(Header { info, tags })
}

/// A picture of this size about which nothing else is known.
pub(crate) fn plain(source: Source, width: u32, height: u32) -> Info {
    Info {
        source,
        width,
        height,
        depth: 8,
        channels: 4,
        alpha: true,
        orientation: 1,
        animated: false,
        progressive: false,
        icc: false,
        exif: false,
        location: false,
        xmp: false,
        bytes: 0,
    }
}

/// The error for a damaged file; `what` completes "this file is damaged: …".
pub(crate) fn broken(source: Source, what: impl std::fmt::Display) -> Error {
    Error::new(
        Kind::Broken,
        format!(
            "This {} file is damaged: {}. Export it again from where it came from.",
            source.name(),
            clause(what)
        ),
    )
}

/// What a library says about a file, as a part of a sentence: one line, not endless, without a full stop.
fn clause(what: impl std::fmt::Display) -> String {
    let text: String =
        what.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).take(120).collect();
    text.trim_end_matches(['.', ' ']).to_owned()
}

/// The error for a file that stops before its end.
pub(crate) fn truncated(source: Source) -> Error {
    Error::new(
        Kind::Broken,
        format!(
            "This {} file ends too early: the picture is incomplete. Export it again from where it came from.",
            source.name()
        ),
    )
}

/// The error for a feature of a format that is not implemented.
pub(crate) fn unsupported(source: Source, what: impl std::fmt::Display) -> Error {
    Error::new(
        Kind::Feature,
        format!(
            "This {} file uses something that cannot be read here: {}. Export it as PNG first.",
            source.name(),
            clause(what)
        ),
    )
}
