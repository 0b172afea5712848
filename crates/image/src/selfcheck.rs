//! A known answer, asked of the machine before real work is trusted to it.
//!
//! Rust 1.95 can miscompile SIMD narrowing on wasm (rust-lang/rust#157456), and a decoder that is subtly wrong is worse
//! than none. So a worker asks this once, when it starts: the SIMD resampler against the plain one, and a JPEG whose
//! pixels are known.

use crate::decode::decode_for;
use crate::recipe::Cut;
use crate::resample::{resample, resample_plainly};
use crate::{Limits, Picture, Recipe, Resize, Result, Samples, decode};

/// Whether this machine computes pictures rightly. If not, the host should refuse to work rather than spoil files.
pub fn selfcheck() -> bool {
    matches!((resizes(), decodes()), (Ok(true), Ok(true)))
}

/// The SIMD resampler and the plain one agree, up to the rounding between the former's two passes.
fn resizes() -> Result<bool> {
    let cut = Cut { x: 0.0, y: 0.0, width: 61.0, height: 47.0 };
    for opaque in [true, false] {
        let picture = pattern(61, 47, opaque)?;
        let fast = resample(picture.clone(), cut, 23, 29)?;
        let plain = resample_plainly(picture, cut, 23, 29)?;
        if difference(&fast, &plain) > if opaque { 2 } else { 4 } {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A JPEG decodes to the pixels that it was made from, and at half its size to those of the plain resampler.
fn decodes() -> Result<bool> {
    let jpeg = include_bytes!("selfcheck.jpg");
    let again = decode(jpeg, &Limits::default())?;
    let half = Recipe { resize: Some(Resize::longest(SIDE * 2 / 5)), ..Recipe::default() };
    let (reduced, _) = decode_for(&half, jpeg, &Limits::default())?;
    let cut = Cut { x: 0.0, y: 0.0, width: f64::from(SIDE), height: f64::from(SIDE) };
    let plain = resample_plainly(again.clone(), cut, SIDE / 2, SIDE / 2)?;
    Ok(difference(&pattern(SIDE, SIDE, true)?, &again) <= 12 && difference(&plain, &reduced) <= 40)
}

/// Side of the picture in `selfcheck.jpg`, which the engine's own encoder made of the pattern below.
const SIDE: u32 = 16;

/// Smooth waves with hard edges, and alpha that never hides a colour wholly.
fn pattern(width: u32, height: u32, opaque: bool) -> Result<Picture> {
    let pixel = |x: u32, y: u32| {
        let edge = if (x / 8 + y / 8).is_multiple_of(2) { 40 } else { 0 };
        let [red, green, blue] = [x * 3 + edge, y * 4 + edge, x + y + edge].map(|value| (value % 256) as u8);
        [red.min(200), green.min(215), blue, if opaque { 255 } else { 128 + (x + y) as u8 }]
    };
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let picture = Picture::from_rgba(width, height, pixels.flat_map(|(x, y)| pixel(x, y)).collect())?;
    Ok(if opaque { picture.without_alpha() } else { picture })
}

/// The largest difference between two samples; the largest possible for pictures that cannot be compared.
fn difference(one: &Picture, other: &Picture) -> u8 {
    match (one.samples(), other.samples()) {
        (Samples::Eight(one), Samples::Eight(other)) if one.len() == other.len() => {
            one.iter().zip(other).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0)
        }
        _ => u8::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effort, Quality, Recipe, encode};

    #[test]
    fn simd_and_plain_resampling_agree() {
        assert_eq!(resizes(), Ok(true));
    }

    #[test]
    fn the_known_jpeg_decodes_to_the_known_pixels() {
        assert_eq!(decodes(), Ok(true));
    }

    #[test]
    fn the_known_jpeg_is_what_the_encoder_makes_today() {
        let recipe = Recipe { quality: Quality::Level(100), effort: Effort::Fast, ..Recipe::default() };
        let made = encode(&pattern(SIDE, SIDE, true).expect("a pattern"), &recipe).expect("a file");
        assert_eq!(made.bytes, include_bytes!("selfcheck.jpg"));
    }

    #[test]
    fn a_wrong_sample_is_noticed() {
        let one = pattern(8, 8, true).expect("a pattern");
        let Samples::Eight(mut samples) = one.clone().into_samples() else { panic!("8 bits") };
        samples[5] ^= 0x80;
        let other = Picture::new(8, 8, one.channels(), Samples::Eight(samples)).expect("a picture");
        assert_eq!(difference(&one, &other), 0x80);
    }
}
