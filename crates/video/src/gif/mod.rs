//! Short films as animated pictures: GIF, and WebP of stills that others encoded.
//!
//! The settings compile without the feature `gif`.

mod settings;

pub use settings::{Dither, Gif, Palettes};

#[cfg(feature = "gif")]
mod dither;
#[cfg(feature = "gif")]
mod encode;
#[cfg(feature = "gif")]
mod quantize;
#[cfg(feature = "gif")]
mod webp;

#[cfg(feature = "gif")]
pub use {
    encode::GifEncoder,
    quantize::{Palette, Quantizer},
    webp::WebpMux,
};
