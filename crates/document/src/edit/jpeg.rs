//! Photographs as pixels and back.

use jpeg_encoder::{ColorType, Encoder};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// A decoded photograph: one colour or three.
pub(crate) struct Pixels {
    pub width: usize,
    pub height: usize,
    pub colours: usize,
    pub samples: Vec<u8>,
}

/// Pixels of a photograph.
const MOST: u64 = 100_000_000;

/// Decodes grey and coloured photographs; `None` for those of four inks and those that are damaged.
pub(crate) fn decode(bytes: &[u8]) -> Option<Pixels> {
    let options =
        DecoderOptions::default().set_max_width(65_000).set_max_height(65_000).set_strict_mode(false);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    let (space, colours) = match decoder.input_colorspace()? {
        ColorSpace::Luma => (ColorSpace::Luma, 1),
        ColorSpace::YCbCr | ColorSpace::RGB => (ColorSpace::RGB, 3),
        _ => return None,
    };
    let (width, height) = decoder.dimensions()?;
    if width as u64 * height as u64 > MOST {
        return None;
    }
    let options = options.jpeg_set_out_colorspace(space);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let samples = decoder.decode().ok()?;
    (samples.len() == width * height * colours).then_some(Pixels { width, height, colours, samples })
}

/// Encodes; `None` if it is too large for a JPEG.
pub(crate) fn encode(
    samples: &[u8],
    width: usize,
    height: usize,
    colours: usize,
    quality: u8,
) -> Option<Vec<u8>> {
    let kind = match colours {
        1 => ColorType::Luma,
        3 => ColorType::Rgb,
        _ => return None,
    };
    let (wide, high) = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, quality.clamp(1, 100));
    encoder.set_optimized_huffman_tables(true);
    encoder.encode(samples, wide, high, kind).ok()?;
    Some(out)
}
