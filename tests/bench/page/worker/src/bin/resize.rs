//! The engine's resampler with the signature of @jsquash/resize: pixels in, pixels out, nothing else in the time.

use image::{Channels, Picture, Recipe, Resize, Samples};
use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

/// Resamples RGBA with Lanczos-3; colours are weighted by alpha.
#[wasm_bindgen]
pub fn resize(
    rgba: Vec<u8>,
    width: u32,
    height: u32,
    to_width: u32,
    to_height: u32,
) -> Result<Vec<u8>, String> {
    let picture = Picture::new(width, height, Channels::Rgba, Samples::Eight(rgba))
        .map_err(|error| error.to_string())?;
    let recipe = Recipe { resize: Some(Resize::exact(to_width, to_height)), ..Recipe::default() };
    match image::shape(picture, &recipe).map_err(|error| error.to_string())?.into_samples() {
        Samples::Eight(samples) => Ok(samples),
        Samples::Sixteen(_) => Err("16 bits".to_owned()),
    }
}
