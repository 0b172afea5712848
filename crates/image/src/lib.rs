//! The photo engine: decode, set upright, crop, turn, resize, encode. A pure function of its arguments.
//!
//! The settings ([`Recipe`], [`Format`], …) and the plain answers ([`Info`], [`Note`], [`Error`]) compile without
//! the feature `codecs`, so that an app can name them for free. The work itself needs the feature.
//!
//! It is pure Rust with no clock, no randomness and no browser: same input, same bytes, on every machine. Hosts that
//! have faster codecs join them at the seams: decode yourself and hand over a picture, or take one and encode it.
//!
//! | file | module | through |
//! |---|---|---|
//! | what is it, how large, how taken | [`probe`], [`tags`], [`shot()`] | own readers of every header |
//! | file → pixels | [`decode`] | zune-jpeg (jpeg-decoder at fractions of the size and for odd layouts), png, image-webp, gif, qoi, image (BMP, ICO), an own reader of TIFF (weezl, fax), heifer (HEIC, feature `heic`) |
//! | pixels → pixels | [`shape`] | own resamplers, with SIMD for 8-bit colour; moxcms for profiles, also of what a PNG says in numbers |
//! | pixels → file | [`encode`], [`webp`] | mozjpeg-rs, png, image-webp, zenwebp (lossy); own writers of TIFF, BMP, WebP's container |
//! | tags → file | [`attach`] | own writers, byte for byte |
//! | all of it | [`convert`] | |
//!
//! Everything is one pass over one copy: the source is dropped before its result is encoded, and no step holds a second
//! picture of full size unless it must turn one.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod error;
mod format;
mod info;
mod limits;
mod note;
mod recipe;
mod shot;
#[cfg(feature = "codecs")]
mod zlib;

pub use error::{Error, Kind, Result};
pub use format::{Format, Source};
pub use info::Info;
pub use limits::Limits;
pub use note::Note;
pub use recipe::{
    Background, Codecs, Crop, Depth, Effort, Flip, Metadata, Quality, Recipe, Resize, Size, Turn,
};
pub use shot::Shot;

#[cfg(feature = "codecs")]
mod attach;
#[cfg(feature = "codecs")]
mod color;
#[cfg(feature = "codecs")]
mod convert;
#[cfg(feature = "codecs")]
mod decode;
#[cfg(feature = "codecs")]
mod encode;
#[cfg(feature = "codecs")]
mod exif;
#[cfg(feature = "codecs")]
mod header;
#[cfg(feature = "codecs")]
mod picture;
#[cfg(feature = "codecs")]
mod profile;
#[cfg(feature = "codecs")]
mod resample;
#[cfg(feature = "codecs")]
mod search;
#[cfg(feature = "codecs")]
mod selfcheck;
#[cfg(feature = "codecs")]
mod shape;
#[cfg(feature = "codecs")]
mod texts;
#[cfg(feature = "codecs")]
pub mod webp;

#[cfg(feature = "heic")]
pub use decode::decode_heic;
#[cfg(feature = "codecs")]
pub use {
    attach::attach,
    convert::{Made, convert, finish, thumbnail},
    decode::{admit, decode, decode_for},
    encode::{Encoded, encode, encode_png, suit},
    header::{exif_marks, probe, shot, sniff, tags},
    picture::{Channels, Picture, Samples, Tags},
    search::score,
    selfcheck::selfcheck,
    shape::shape,
    texts::Text,
};
