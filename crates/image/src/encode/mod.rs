//! Pixels to bytes.
//!
//! Every encoder gets pixels that already suit its format, and writes no tags: fitting, colours and metadata are
//! handled here, once for all.

mod bmp;
mod jpeg;
mod png;
mod tiff;
mod webp;

use crate::attach::attach;
use crate::{
    Channels, Depth, Effort, Error, Format, Kind, Metadata, Note, Picture, Quality, Recipe, Result, Samples,
    Text, color, exif, search, shape,
};

pub(crate) use webp::lossless as lossless_webp;

/// A file that was made, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoded {
    /// The file.
    pub bytes: Vec<u8>,
    /// The level that was used, for lossy formats.
    pub quality: Option<u8>,
    /// What differs from what was asked.
    pub notes: Vec<Note>,
}

/// Encodes a picture as the recipe's format, quality, effort, metadata and depth say. The geometry of the recipe is
/// not applied (see [`shape`](crate::shape)), except that a picture which lies is set upright.
///
/// [`Format::Same`] is not known here: resolve it first.
pub fn encode(picture: &Picture, recipe: &Recipe) -> Result<Encoded> {
    encode_with(picture.clone(), recipe, None, &mut |_| true)
}

/// As PNG, quickly and losslessly, with profile and metadata. Apart from [`encode`], so that a worker that only hands
/// pictures on does not carry every encoder.
pub fn encode_png(mut picture: Picture) -> Result<Vec<u8>> {
    if picture.tags.orientation > 1 {
        picture = shape(picture, &Recipe::default())?;
    }
    Ok(attach(png::encode(&picture, Effort::Fast)?, &picture.tags)?.0)
}

/// The same as [`encode`], taking the picture and telling how far it is; stops when told so.
pub(crate) fn encode_with(
    picture: Picture,
    recipe: &Recipe,
    original: Option<u64>,
    step: &mut dyn FnMut(f32) -> bool,
) -> Result<Encoded> {
    recipe.check()?;
    let mut notes = Vec::new();
    let picture = suit(picture, recipe, &mut notes)?;
    let mut encoded = search::encode(picture, recipe, original, step)?;
    notes.append(&mut encoded.notes);
    notes.dedup();
    Ok(Encoded { notes, ..encoded })
}

/// The picture as the recipe's format can hold it, with the tags that shall be written: for hosts that let somebody
/// else encode the pixels.
pub fn suit(mut picture: Picture, recipe: &Recipe, notes: &mut Vec<Note>) -> Result<Picture> {
    let format = recipe.format;
    if picture.tags.orientation > 1 {
        picture = shape(picture, &Recipe::default())?;
    }
    let most = format.max_side();
    if picture.width() > most || picture.height() > most {
        return Err(Error::new(
            Kind::Settings,
            format!(
                "{} × {} pixels do not fit into this format, which ends at {most} on each side. Choose a smaller size or another format.",
                picture.width(),
                picture.height()
            ),
        ));
    }
    if picture.depth() == 16 && (recipe.depth == Depth::Eight || !format.has_16_bits()) {
        notes.extend((recipe.depth == Depth::Keep).then_some(Note::ReducedTo8Bits));
        picture = picture.into_eight();
    }
    if !format.has_metadata() || loses_gray(&picture, recipe) {
        let changed;
        (picture, changed) = color::to_srgb(picture)?;
        notes.extend(changed.then_some(Note::ConvertedToSrgb));
    }
    if picture.channels().has_alpha() {
        if picture.is_opaque() {
            picture = picture.without_alpha();
        } else if !format.has_alpha() {
            notes.push(Note::Flattened);
            picture = flatten(picture, recipe.background.0)?;
        }
    }
    let tags = &mut picture.tags;
    match recipe.metadata {
        Metadata::Keep => {}
        Metadata::Drop => {
            (tags.exif, tags.xmp, tags.left) = (None, None, false);
            tags.texts.clear();
        }
        Metadata::DropLocation => {
            if tags.exif.as_mut().is_some_and(|exif| !exif::drop_location(exif)) {
                (tags.exif, tags.left) = (None, true);
            }
            if tags.xmp.as_deref().is_some_and(may_name_a_place) {
                tags.xmp = None;
                notes.push(Note::XmpDropped);
            }
            let placed = tags.texts.extract_if(.., |text| may_name_a_place(text.text.as_bytes()));
            tags.left |= placed.count() > 0;
        }
    }
    // TIFF's EXIF would have to be woven into the file anew, and BMP and QOI have no room for any.
    let lost = (format == Format::Tiff || !format.has_metadata()) && tags.exif.take().is_some();
    let lost = lost | (!format.has_metadata() && tags.xmp.take().is_some());
    let lost = lost | std::mem::take(&mut tags.left);
    let holds = |text: &Text| format == Format::Png || format == Format::Jpeg && text.is_comment();
    let missed = tags.texts.extract_if(.., |text| !holds(text)).filter(|text| !text.is_trivial()).count();
    let lost = lost | (missed > 0);
    notes.extend(lost.then_some(Note::MetadataLost));
    Ok(picture)
}

/// Whether gray pixels end as colours, to which the profile of a gray picture says nothing.
fn loses_gray(picture: &Picture, recipe: &Recipe) -> bool {
    let filled = || !recipe.format.has_alpha() && !is_gray(recipe.background.0) && !picture.is_opaque();
    picture.channels().is_gray()
        && picture.tags.icc.as_deref().and_then(|icc| icc.get(16..20)) == Some(b"GRAY")
        && (!recipe.format.has_gray() || filled())
}

fn is_gray([red, green, blue]: [u8; 3]) -> bool {
    red == green && green == blue
}

/// Whether an XMP packet could say where a picture was taken. In doubt it does.
fn may_name_a_place(xmp: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(xmp) else { return true };
    let text = text.to_ascii_lowercase();
    ["gps", "location", "city", "country", "state", "province", "address", "latitude", "geo"]
        .iter()
        .any(|word| text.contains(word))
}

/// Puts a transparent picture on a background, which is taken as a colour of the picture's own profile.
fn flatten(picture: Picture, background: [u8; 3]) -> Result<Picture> {
    fn blend<T: Copy>(
        samples: &[T],
        background: &[u32],
        most: u32,
        wide: fn(T) -> u32,
        narrow: fn(u32) -> T,
    ) -> Vec<T> {
        let count = background.len() + 1;
        let mut out = Vec::with_capacity(samples.len() / count * background.len());
        for pixel in samples.chunks_exact(count) {
            let alpha = u64::from(wide(pixel[count - 1]));
            let most = u64::from(most);
            out.extend(pixel.iter().zip(background).map(|(sample, behind)| {
                let sum = u64::from(wide(*sample)) * alpha + u64::from(*behind) * (most - alpha);
                narrow(((sum + most / 2) / most) as u32)
            }));
        }
        out
    }
    let spread = picture.channels().is_gray() && !is_gray(background);
    let picture = if spread { color::spread_gray(picture)? } else { picture };
    let (width, height, channels, samples, tags) = picture.into_parts();
    let (opaque, used) = if channels.is_gray() { (Channels::Gray, 1) } else { (Channels::Rgb, 3) };
    let background = background.map(u32::from);
    let samples = match samples {
        Samples::Eight(samples) => {
            Samples::Eight(blend(&samples, &background[..used], 255, u32::from, |v| v as u8))
        }
        Samples::Sixteen(samples) => {
            let background = background.map(|v| v * 257);
            Samples::Sixteen(blend(&samples, &background[..used], 65_535, u32::from, |v| v as u16))
        }
    };
    Ok(Picture::new(width, height, opaque, samples)?.with_tags(tags))
}

/// Encodes a picture that suits the format, at this level.
pub(crate) fn at_level(picture: &Picture, format: Format, level: u8, effort: Effort) -> Result<Encoded> {
    let bytes = match format {
        Format::Jpeg => jpeg::encode(picture, level, effort),
        Format::Png => png::encode(picture, effort),
        Format::WebP => webp::lossy(picture, level, effort),
        Format::WebPLossless => webp::encode_lossless(picture),
        Format::Tiff => tiff::encode(picture, effort),
        Format::Bmp => bmp::encode(picture),
        Format::Qoi => bmp::encode_qoi(picture),
        Format::Same => {
            Err(Error::new(Kind::Settings, "Choose a format: there is no source to take it from."))
        }
    }?;
    let (bytes, note) = if format == Format::Tiff { (bytes, None) } else { attach(bytes, &picture.tags)? };
    Ok(Encoded { bytes, quality: format.lossy().then_some(level), notes: note.into_iter().collect() })
}

/// The samples of a picture that has been made 8 bits deep.
fn eight(picture: &Picture) -> Result<&[u8]> {
    match picture.samples() {
        Samples::Eight(samples) => Ok(samples),
        Samples::Sixteen(_) => Err(Error::new(Kind::Settings, "This format holds 8 bits per channel only.")),
    }
}

/// Gray as colour, for formats that have no gray.
fn colours(picture: &Picture) -> Result<(std::borrow::Cow<'_, [u8]>, bool)> {
    let samples = eight(picture)?;
    Ok(match picture.channels() {
        Channels::Rgb => (samples.into(), false),
        Channels::Rgba => (samples.into(), true),
        Channels::Gray => (samples.iter().flat_map(|&v| [v; 3]).collect::<Vec<_>>().into(), false),
        Channels::GrayAlpha => (
            samples.as_chunks::<2>().0.iter().flat_map(|&[v, a]| [v, v, v, a]).collect::<Vec<_>>().into(),
            true,
        ),
    })
}

/// The error of an encoder, which another format would not have.
fn failed(format: Format, error: impl std::fmt::Display) -> Error {
    Error::new(
        Kind::Settings,
        format!(
            "This picture could not be written as {}: {error}. Choose another format.",
            format.extension()
        ),
    )
}

/// The level that is tried first, whatever decides about quality.
pub(crate) fn level(quality: Quality) -> u8 {
    match quality {
        Quality::Level(level) => level,
        Quality::Bytes { .. } | Quality::Metric { .. } => 80,
    }
}
