//! PNG through the `png` crate: 16 bits stay 16 bits, palettes and small depths are expanded.

use super::room;
use crate::header::{broken, truncated, unsupported};
use crate::{Channels, Error, Picture, Result, Samples, Source};
use png::{BitDepth, ColorType, DecodingError, Transformations};
use std::io::{Cursor, ErrorKind};

pub(super) fn decode(bytes: &[u8]) -> Result<Picture> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(Transformations::EXPAND);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(explain)?;
    let (width, height) = reader.info().size();
    let (colour, depth) = reader.output_color_type();
    let channels = match colour {
        ColorType::Grayscale => Channels::Gray,
        ColorType::GrayscaleAlpha => Channels::GrayAlpha,
        ColorType::Rgba => Channels::Rgba,
        ColorType::Rgb | ColorType::Indexed => Channels::Rgb,
    };
    let count = u64::from(width) * u64::from(height) * channels.count() as u64;
    let samples = if depth == BitDepth::Sixteen {
        let mut samples: Vec<u16> = room(count)?;
        reader.next_frame(bytemuck::cast_slice_mut(&mut samples)).map_err(explain)?;
        samples.iter_mut().for_each(|sample| *sample = u16::from_be(*sample));
        Samples::Sixteen(samples)
    } else {
        let mut samples = room(count)?;
        reader.next_frame(&mut samples).map_err(explain)?;
        Samples::Eight(samples)
    };
    Picture::new(width, height, channels, samples)
}

fn explain(error: DecodingError) -> Error {
    match error {
        DecodingError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => truncated(Source::Png),
        DecodingError::LimitsExceeded => unsupported(Source::Png, "an unusually large header"),
        other => {
            let text = other.to_string();
            // The numbers help nobody who has the file.
            let wrong_sum = text.starts_with("CRC error");
            broken(Source::Png, if wrong_sum { "a checksum does not match" } else { &text })
        }
    }
}
