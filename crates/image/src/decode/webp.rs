//! WebP through image-webp: lossy, lossless, and the first frame of an animation.

use super::room;
use crate::header::{broken, truncated};
use crate::{Channels, Error, Limits, Picture, Result, Samples, Source};
use image_webp::{DecodingError, WebPDecoder};
use std::io::{Cursor, ErrorKind};

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(explain)?;
    decoder.set_memory_limit(usize::try_from(limits.bytes).unwrap_or(usize::MAX));
    let (width, height) = decoder.dimensions();
    let channels = if decoder.has_alpha() { Channels::Rgba } else { Channels::Rgb };
    let mut samples = room(u64::from(width) * u64::from(height) * channels.count() as u64)?;
    decoder.read_image(&mut samples).map_err(explain)?;
    Picture::new(width, height, channels, Samples::Eight(samples))
}

fn explain(error: DecodingError) -> Error {
    match error {
        DecodingError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => truncated(Source::WebP),
        DecodingError::NoMoreFrames => truncated(Source::WebP),
        other => broken(Source::WebP, other),
    }
}
