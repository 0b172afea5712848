//! JPEG through zune-jpeg, which was 1.6 times as fast as libjpeg-turbo's wasm where this was chosen.
//!
//! CMYK and YCCK are taken as the four planes that they are, not as the decoder's own idea of RGB, so that their
//! profile can be used.

use super::room;
use crate::color::{self, Cmyk};
use crate::header::{Jpeg, bare_jpeg, broken, jpeg_ends, truncated};
use crate::{Channels, Info, Picture, Result, Samples, Source, Tags};
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

pub(super) fn decode(bytes: &[u8], info: &Info, mut tags: Tags) -> Result<Picture> {
    if !jpeg_ends(bytes) {
        return Err(truncated(Source::Jpeg));
    }
    let header = Jpeg::read(bytes)?;
    let (wanted, channels) = match (header.components, header.adobe) {
        (1, _) => (ColorSpace::Luma, Channels::Gray),
        (4, Some(2)) => (ColorSpace::YCCK, Channels::Rgb),
        (4, _) => (ColorSpace::CMYK, Channels::Rgb),
        _ => (ColorSpace::RGB, Channels::Rgb),
    };
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
        return Err(broken(Source::Jpeg, "its headers contradict each other"));
    }
    let mut samples = room(size as u64)?;
    decoder.decode_into(&mut samples).map_err(explain)?;
    drop(decoder);
    if header.components == 4 {
        if header.adobe == Some(2) {
            color::ycck_to_cmyk(&mut samples);
        }
        let ink = if header.adobe.is_some() { Cmyk::Inverted } else { Cmyk::Plain };
        color::cmyk_to_rgb(&mut samples, ink, tags.icc.take().as_deref());
    }
    Ok(Picture::new(info.width, info.height, channels, Samples::Eight(samples))?.with_tags(tags))
}

fn explain(error: DecodeErrors) -> crate::Error {
    match error {
        DecodeErrors::ExhaustedData | DecodeErrors::IoErrors(_) => truncated(Source::Jpeg),
        other => broken(Source::Jpeg, format_args!("{}", format!("{other:?}").trim_matches('"'))),
    }
}
