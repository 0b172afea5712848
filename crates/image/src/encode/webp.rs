//! WebP: lossless through image-webp, lossy through zenwebp's scalar code with our own exact alpha plane.

use super::{colours, eight, failed};
use crate::webp::{Image, alph, mux, unwrap_vp8};
use crate::{Channels, Effort, Format, Picture, Result, Tags};
use image_webp::{ColorType, WebPEncoder};

/// A lossless WebP without tags.
pub(super) fn encode_lossless(picture: &Picture) -> Result<Vec<u8>> {
    let kind = match picture.channels() {
        Channels::Gray => ColorType::L8,
        Channels::GrayAlpha => ColorType::La8,
        Channels::Rgb => ColorType::Rgb8,
        Channels::Rgba => ColorType::Rgba8,
    };
    lossless(eight(picture)?, picture.width(), picture.height(), kind)
}

pub(crate) fn lossless(samples: &[u8], width: u32, height: u32, kind: ColorType) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let encoder = WebPEncoder::new(&mut out);
    encoder.encode(samples, width, height, kind).map_err(|error| failed(Format::WebPLossless, error))?;
    Ok(out)
}

/// A lossy WebP without tags. Colours under transparent pixels go through the codec like all others.
pub(super) fn lossy(picture: &Picture, level: u8, effort: Effort) -> Result<Vec<u8>> {
    let (width, height) = (picture.width(), picture.height());
    let (samples, veiled) = colours(picture)?;
    let method = match effort {
        Effort::Fast => 2,
        Effort::Balanced => 4,
        Effort::Smallest => 6,
    };
    let (rgb, alpha): (std::borrow::Cow<'_, [u8]>, _) = if veiled {
        let pixels = samples.as_chunks::<4>().0;
        let alpha: Vec<u8> = pixels.iter().map(|pixel| pixel[3]).collect();
        let rgb: Vec<u8> = pixels.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
        (rgb.into(), Some(alph(&alpha, width, height)?))
    } else {
        (samples, None)
    };
    let encoder = zenwebp::Encoder::new_rgb(&rgb, width, height).quality(f32::from(level)).method(method);
    let whole = encoder.encode().map_err(|error| failed(Format::WebP, error))?;
    Ok(mux(width, height, Image::Lossy(unwrap_vp8(&whole)?), alpha.as_deref(), &Tags::default()))
}
