//! Lanczos-3 resampling.
//!
//! Eight-bit RGB and RGBA, which nearly all pictures are, go through SIMD. The rare kinds, gray and 16 bits, go through
//! a plain resampler in floating point, which also knows the answers that the other one is checked by.

mod kernel;
mod lanes;
mod plain;
mod strip;
mod twos;
mod weave;

use crate::recipe::Cut;
use crate::{Channels, Picture, Result, Samples};
use plain::Plane;

/// Resamples a part of a picture to a new size. Colours are weighted by alpha, so that hidden ones do not bleed.
pub(crate) fn resample(picture: Picture, cut: Cut, width: u32, height: u32) -> Result<Picture> {
    let Samples::Eight(samples) = picture.samples() else {
        return resample_plainly(picture, cut, width, height);
    };
    let (from, to) = ((picture.width(), picture.height()), (width, height));
    let samples = match picture.channels() {
        Channels::Rgb => strip::resample::<3>(samples, from, cut, to)?.0,
        Channels::Rgba => {
            let (mut samples, veiled) = strip::resample::<4>(samples, from, cut, to)?;
            if veiled {
                divide(&mut samples);
            }
            samples
        }
        _ => return resample_plainly(picture, cut, width, height),
    };
    Ok(Picture::new(width, height, picture.channels(), Samples::Eight(samples))?.with_tags(picture.tags))
}

/// The same for any kind of pixel, without SIMD of its own.
pub(crate) fn resample_plainly(picture: Picture, cut: Cut, width: u32, height: u32) -> Result<Picture> {
    let veiled = !picture.is_opaque();
    let (from_width, from_height, channels, samples, tags) = picture.into_parts();
    let size = (from_width, from_height);
    let samples = match samples {
        Samples::Eight(samples) => {
            let plane = Plane { samples: &samples, size, channels, most: 255.0, veiled };
            Samples::Eight(plane.resample(cut, width, height, |value| value as u8)?)
        }
        Samples::Sixteen(samples) => {
            let plane = Plane { samples: &samples, size, channels, most: 65_535.0, veiled };
            Samples::Sixteen(plane.resample(cut, width, height, |value| value as u16)?)
        }
    };
    Ok(Picture::new(width, height, channels, samples)?.with_tags(tags))
}

/// Divides colours by alpha, rounded.
fn divide(samples: &mut [u8]) {
    for pixel in samples.as_chunks_mut::<4>().0 {
        let alpha = u32::from(pixel[3]);
        for sample in &mut pixel[..3] {
            let value = (u32::from(*sample) * 255 + alpha / 2).checked_div(alpha).unwrap_or(0);
            *sample = value.min(255) as u8;
        }
    }
}
