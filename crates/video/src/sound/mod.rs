//! Sound as numbers: unpack, mix, resample, measure, level, pack.
//!
//! Sound is `f32` from -1 to 1, channels interleaved, in blocks of any length: everything here takes one block after the other and
//! keeps only what it needs of those before. Channels are in the order of WAVE: left, right, center, low frequencies, back
//! left, back right, side left, side right.
//!
//! The settings compile without the feature `sound`.

mod settings;

pub use settings::{Adjust, Level, Quiet};

#[cfg(feature = "sound")]
mod adjust;
#[cfg(feature = "sound")]
pub mod adpcm;
#[cfg(feature = "sound")]
pub mod alac;
#[cfg(feature = "decode")]
mod decode;
#[cfg(feature = "sound")]
mod flac;
#[cfg(feature = "sound")]
mod limit;
#[cfg(feature = "sound")]
mod loudness;
#[cfg(feature = "sound")]
mod mix;
#[cfg(feature = "sound")]
mod pcm;
#[cfg(feature = "sound")]
mod resample;
#[cfg(feature = "sound")]
mod silence;
#[cfg(feature = "sound")]
mod wave;

#[cfg(feature = "decode")]
pub use decode::Decoder;
#[cfg(feature = "sound")]
pub use {
    adjust::Adjuster,
    flac::FlacEncoder,
    limit::Limiter,
    loudness::{Loudness, Meter},
    mix::Mix,
    pcm::{pack, unpack},
    resample::Resampler,
    silence::Silence,
    wave::{Bucket, Wave},
};
