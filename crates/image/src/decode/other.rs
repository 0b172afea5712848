//! What the decoders of the `image` crate give, and QOI through `qoi`.

use super::room;
use crate::header::{broken, truncated, unsupported};
use crate::{Channels, Error, Limits, Picture, Result, Samples, Source};
use image_rs::{ColorType, ImageDecoder, ImageError};
use std::io::ErrorKind;

pub(super) fn read(decoder: impl ImageDecoder, source: Source, limits: &Limits) -> Result<Picture> {
    let (width, height) = decoder.dimensions();
    // An icon's directory and the PNG inside it may disagree: judge again.
    let mut info = crate::header::plain(source, width, height);
    let channels = match decoder.color_type() {
        ColorType::L8 => Channels::Gray,
        ColorType::La8 => Channels::GrayAlpha,
        ColorType::Rgb8 => Channels::Rgb,
        ColorType::Rgba8 => Channels::Rgba,
        other => return Err(unsupported(source, format_args!("pixels of the kind {other:?}"))),
    };
    info.channels = channels.count() as u8;
    super::admit(&info, limits)?;
    let mut samples = room(decoder.total_bytes())?;
    decoder.read_image(&mut samples).map_err(explain(source))?;
    Picture::new(width, height, channels, Samples::Eight(samples))
}

pub(super) fn qoi(bytes: &[u8]) -> Result<Picture> {
    let (header, samples) = ::qoi::decode_to_vec(bytes).map_err(|error| match error {
        ::qoi::Error::UnexpectedBufferEnd => truncated(Source::Qoi),
        other => broken(Source::Qoi, other),
    })?;
    let channels = if header.channels.is_rgba() { Channels::Rgba } else { Channels::Rgb };
    Picture::new(header.width, header.height, channels, Samples::Eight(samples))
}

pub(super) fn explain(source: Source) -> impl Fn(ImageError) -> Error {
    move |error| match error {
        ImageError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => truncated(source),
        ImageError::Unsupported(error) => unsupported(source, error),
        // What is inside says it without the crate's own preface.
        ImageError::Decoding(error) => match std::error::Error::source(&error) {
            Some(reason) => broken(source, reason),
            None => broken(source, error),
        },
        other => broken(source, other),
    }
}
