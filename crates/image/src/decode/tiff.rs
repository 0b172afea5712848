//! The first page of a TIFF: gray, palette, RGB and CMYK, 1 to 16 bits, with alpha, in strips, tiles or planes.

use super::room;
use crate::color::{self, Cmyk};
use crate::header::{Shape, broken, truncated, unsupported};
use crate::{Channels, Error, Limits, Picture, Result, Samples, Source, Tags};
use ::tiff::decoder::{Decoder, DecodingResult};
use ::tiff::tags::Tag;
use ::tiff::{ColorType, TiffError};
use std::io::{Cursor, ErrorKind};

const ICC: Tag = Tag::Unknown(34_675);
const XMP: Tag = Tag::Unknown(700);
const SUBSAMPLING: Tag = Tag::Unknown(530);
const JPEG: u32 = 7;
const ASSOCIATED: u16 = 1;

/// The header, for `probe`. EXIF is not taken from TIFF: it is woven into the file's own directories. That it is there is told.
pub(crate) fn header(bytes: &[u8], tags: &mut Tags) -> Result<Shape> {
    let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(explain)?;
    let (width, height) = decoder.dimensions().map_err(explain)?;
    let colour = decoder.colortype().map_err(explain)?;
    let orientation = decoder.find_tag_unsigned::<u8>(Tag::Orientation).ok().flatten();
    tags.orientation = orientation.filter(|value| (1..=8).contains(value)).unwrap_or(1);
    tags.icc = decoder.get_tag_u8_vec(ICC).ok();
    tags.xmp = decoder.get_tag_u8_vec(XMP).ok();
    tags.left = [Tag::ExifDirectory, Tag::GpsDirectory]
        .into_iter()
        .any(|directory| decoder.find_tag(directory).is_ok_and(|found| found.is_some()));
    Ok(Shape {
        width,
        height,
        sixteen: colour.bit_depth() > 8,
        channels: match colour {
            ColorType::Gray(_) => 1,
            ColorType::GrayA(_) | ColorType::Multiband { num_samples: 2, .. } => 2,
            ColorType::RGBA(_) | ColorType::CMYK(_) | ColorType::CMYKA(_) => 4,
            _ => 3,
        },
        animated: decoder.more_images(),
        ..Shape::default()
    })
}

pub(super) fn decode(bytes: &[u8], limits: &Limits, mut tags: Tags) -> Result<Picture> {
    let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(explain)?;
    let mut most = ::tiff::decoder::Limits::default();
    most.decoding_buffer_size = usize::try_from(limits.bytes).unwrap_or(usize::MAX);
    most.intermediate_buffer_size = most.decoding_buffer_size;
    decoder = decoder.with_limits(most);
    let (width, height) = decoder.dimensions().map_err(explain)?;
    let colour = decoder.colortype().map_err(explain)?;
    let palette = decoder.get_tag_u16_vec(Tag::ColorMap).ok();
    let premultiplied =
        decoder.get_tag_u16_vec(Tag::ExtraSamples).is_ok_and(|kinds| kinds.first() == Some(&ASSOCIATED));
    // JPEG unpacks halved colours by itself; other compressions would leave that to us.
    let whole_colours = decoder.get_tag_u32(Tag::Compression).is_ok_and(|kind| kind == JPEG)
        || decoder.get_tag_u16_vec(SUBSAMPLING).is_ok_and(|steps| steps == [1, 1]);
    let mut result = DecodingResult::U8(Vec::new());
    let layout = decoder.read_image_to_buffer(&mut result).map_err(explain)?;
    let pixels = u64::from(width) * u64::from(height);
    let samples = match result {
        DecodingResult::U8(samples) if colour.bit_depth() < 8 => {
            Samples::Eight(unpack(&samples, width, height, colour.bit_depth(), palette.is_some())?)
        }
        DecodingResult::U8(samples) => Samples::Eight(interleave(samples, pixels, layout.planes)),
        DecodingResult::U16(samples) => Samples::Sixteen(interleave(samples, pixels, layout.planes)),
        _ => return Err(unsupported(Source::Tiff, "samples that are not whole numbers of 8 or 16 bits")),
    };
    let (channels, samples) = match (colour, samples) {
        (ColorType::Palette(_), Samples::Eight(indices)) => {
            let palette = palette.ok_or_else(|| broken(Source::Tiff, "its palette is missing"))?;
            (Channels::Rgb, look_up(&indices, &palette)?)
        }
        (ColorType::Gray(_), samples) => (Channels::Gray, samples),
        // The crate calls gray with alpha by this name.
        (ColorType::GrayA(_) | ColorType::Multiband { num_samples: 2, .. }, samples) => {
            (Channels::GrayAlpha, samples)
        }
        (ColorType::RGB(_), samples) => (Channels::Rgb, samples),
        (ColorType::RGBA(_), samples) => (Channels::Rgba, samples),
        (ColorType::CMYK(_), samples) => {
            // Inks are measured in 8 bits: no press prints more.
            let mut inks = match samples {
                Samples::Eight(samples) => samples,
                Samples::Sixteen(samples) => samples.into_iter().map(crate::picture::to_eight).collect(),
            };
            color::cmyk_to_rgb(&mut inks, Cmyk::Plain, tags.icc.take().as_deref());
            (Channels::Rgb, Samples::Eight(inks))
        }
        (ColorType::YCbCr(8), Samples::Eight(mut samples)) if whole_colours => {
            color::ycc_pixels_to_rgb(&mut samples);
            (Channels::Rgb, Samples::Eight(samples))
        }
        (other, _) => return Err(unsupported(Source::Tiff, format_args!("colours of the kind {other:?}"))),
    };
    let picture = Picture::new(width, height, channels, samples)?.with_tags(tags);
    Ok(if premultiplied { color::unpremultiply(picture) } else { picture })
}

/// Planes one after the other become pixels.
fn interleave<T: Copy + Default>(samples: Vec<T>, pixels: u64, planes: usize) -> Vec<T> {
    let pixels = pixels as usize;
    if planes < 2 || samples.len() != pixels * planes {
        return samples;
    }
    (0..pixels)
        .flat_map(|pixel| (0..planes).map(move |plane| (pixel, plane)))
        .map(|(pixel, plane)| samples[plane * pixels + pixel])
        .collect()
}

/// Samples of 1, 2 or 4 bits become bytes: indices as they are, gray spread over the whole range.
fn unpack(packed: &[u8], width: u32, height: u32, bits: u8, indices: bool) -> Result<Vec<u8>> {
    if !matches!(bits, 1 | 2 | 4) {
        return Err(unsupported(Source::Tiff, format_args!("{bits} bits per channel")));
    }
    let per_byte = usize::from(8 / bits);
    let line = (width as usize).div_ceil(per_byte);
    let most = (1u8 << bits) - 1;
    let scale = if indices { 1 } else { 255 / most };
    let mut out: Vec<u8> = room(u64::from(width) * u64::from(height))?;
    for (row, line) in out.chunks_exact_mut(width as usize).zip(packed.chunks_exact(line)) {
        for (x, sample) in row.iter_mut().enumerate() {
            let shift = 8 - bits - (x % per_byte) as u8 * bits;
            *sample = (line[x / per_byte] >> shift & most) * scale;
        }
    }
    Ok(out)
}

/// A palette holds all reds, then all greens, then all blues, in 16 bits.
fn look_up(indices: &[u8], palette: &[u16]) -> Result<Samples> {
    let size = palette.len() / 3;
    let mut out = Vec::with_capacity(indices.len() * 3);
    for &index in indices {
        let index = usize::from(index);
        if index >= size {
            return Err(broken(Source::Tiff, "a pixel has a colour that is not in the palette"));
        }
        out.extend([0, 1, 2].map(|plane| crate::picture::to_eight(palette[plane * size + index])));
    }
    Ok(Samples::Eight(out))
}

fn explain(error: TiffError) -> Error {
    match error {
        TiffError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => truncated(Source::Tiff),
        TiffError::UnsupportedError(error) => unsupported(Source::Tiff, error),
        TiffError::LimitsExceeded => Error::new(
            crate::Kind::BudgetExceeded,
            "This TIFF file needs more memory than is allowed here. Make it smaller in another program first.",
        ),
        other => broken(Source::Tiff, other),
    }
}
