//! JPEG through zune-jpeg, which was 1.6 times as fast as libjpeg-turbo's wasm where this was chosen.
//!
//! Two of its readings are wrong without a word: colours finer than the brightness, and scans of one colour each. Such files
//! are rare, and jpeg-decoder, which is here for small decodings, reads them well.
//!
//! CMYK and YCCK are taken as the four planes that they are, not as the decoder's own idea of RGB, so that their
//! profile can be used.

use super::room;
use crate::color::{self, Cmyk};
use crate::header::{Jpeg, bare_jpeg, broken, sealed_jpeg, truncated};
use crate::{Channels, Info, Picture, Result, Samples, Source, Tags};
use jpeg_decoder::{ColorTransform, Decoder};
use std::io::ErrorKind;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

pub(super) fn decode(bytes: &[u8], info: &Info, mut tags: Tags) -> Result<Picture> {
    let bytes = sealed_jpeg(bytes).ok_or_else(|| truncated(Source::Jpeg))?;
    let header = Jpeg::read(&bytes)?;
    let (wanted, channels) = match (header.components, header.adobe) {
        (1, _) => (ColorSpace::Luma, Channels::Gray),
        (4, Some(2)) => (ColorSpace::YCCK, Channels::Rgb),
        (4, _) => (ColorSpace::CMYK, Channels::Rgb),
        _ => (ColorSpace::RGB, Channels::Rgb),
    };
    let mut samples =
        if header.odd { odd(&bytes, header.components, false)? } else { usual(&bytes, info, wanted)? };
    if samples.len() as u64 != info.pixel_bytes() {
        return Err(contradiction());
    }
    if header.components == 4 {
        if header.adobe == Some(2) {
            color::ycck_to_cmyk(&mut samples);
        }
        let ink = if header.adobe.is_some() { Cmyk::Inverted } else { Cmyk::Plain };
        color::cmyk_to_rgb(&mut samples, ink, tags.icc.take().as_deref());
    }
    Ok(Picture::new(info.width, info.height, channels, Samples::Eight(samples))?.with_tags(tags))
}

fn usual(bytes: &[u8], info: &Info, wanted: ColorSpace) -> Result<Vec<u8>> {
    // Strict: missing and invalid scan data are errors instead of gray blocks.
    let options = DecoderOptions::default()
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .set_strict_mode(true)
        .jpeg_set_out_colorspace(wanted);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let cleaned;
    if decoder.decode_headers().is_err() {
        // Strict about the pixels only: junk between the headers does them no harm.
        cleaned = bare_jpeg(bytes)?;
        decoder = JpegDecoder::new_with_options(ZCursor::new(&cleaned), options);
        decoder.decode_headers().map_err(explain)?;
    }
    let size = decoder.output_buffer_size().ok_or_else(|| broken(Source::Jpeg, "its size is unknown"))?;
    if size as u64 != info.pixel_bytes() {
        return Err(contradiction());
    }
    let mut samples = room(size as u64)?;
    decoder.decode_into(&mut samples).map_err(explain)?;
    Ok(samples)
}

/// What is laid out as hardly any is (see [`Jpeg::odd`]); the samples as they are `stored`, or in RGB where there are three.
pub(super) fn odd(bytes: &[u8], components: u8, stored: bool) -> Result<Vec<u8>> {
    let mut decoder = Decoder::new(bytes);
    match components {
        3 if stored => decoder.set_color_transform(ColorTransform::RGB),
        4 => decoder.set_color_transform(ColorTransform::CMYK),
        _ => {}
    }
    let mut samples = decoder.decode().map_err(|error| match error {
        jpeg_decoder::Error::Io(error) if error.kind() == ErrorKind::UnexpectedEof => truncated(Source::Jpeg),
        other => broken(Source::Jpeg, other),
    })?;
    if components == 4 {
        // The crate takes all inks to be stored the other way round.
        samples.iter_mut().for_each(|sample| *sample = !*sample);
    }
    Ok(samples)
}

fn contradiction() -> crate::Error {
    broken(Source::Jpeg, "its headers contradict each other")
}

fn explain(error: DecodeErrors) -> crate::Error {
    match error {
        DecodeErrors::ExhaustedData | DecodeErrors::IoErrors(_) => truncated(Source::Jpeg),
        // What no code begins with is where a file was cut off.
        DecodeErrors::Format(text) if text.starts_with("Bad Huffman Code 0xFFFF") => truncated(Source::Jpeg),
        other => broken(Source::Jpeg, format_args!("{}", format!("{other:?}").trim_matches('"'))),
    }
}
