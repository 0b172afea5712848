//! The browser's codecs.
//!
//! The rest of the worker sees pictures, sound and packets and no JavaScript; where there is no browser, each codec says that it
//! is missing, so that everything around them can be compiled and tested natively.

#[cfg(target_arch = "wasm32")]
mod bell;
#[cfg(target_arch = "wasm32")]
mod canvas;
#[cfg(target_arch = "wasm32")]
mod config;
#[cfg(target_arch = "wasm32")]
mod decode;
#[cfg(target_arch = "wasm32")]
mod encode;
#[cfg(target_arch = "wasm32")]
mod js;
#[cfg(target_arch = "wasm32")]
mod letters;
#[cfg(target_arch = "wasm32")]
mod machine;
#[cfg(not(target_arch = "wasm32"))]
mod none;
#[cfg(target_arch = "wasm32")]
mod open;
#[cfg(target_arch = "wasm32")]
mod picture;
#[cfg(target_arch = "wasm32")]
mod probe;
#[cfg(target_arch = "wasm32")]
mod sound;

#[cfg(not(target_arch = "wasm32"))]
pub(super) use none::*;
#[cfg(target_arch = "wasm32")]
pub(super) use {
    canvas::{Printer, decoded},
    decode::{Pictures, Sounds, decodes},
    encode::{Camera, Microphone},
    letters::{lettered, written},
    open::open,
    picture::Picture,
    probe::abilities,
};

use ::video::settings::{Rate, VideoCodec};

/// Something coded, on its way to a decoder.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))] // Nobody reads it where there is no codec.
pub(super) struct Packet {
    /// A number that what is decoded of it will have, too.
    pub time: i64,
    /// Whether decoding can begin with it.
    pub key: bool,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Something coded, from an encoder.
pub(super) struct Coded {
    /// When it is shown or heard, in microseconds.
    pub time: i64,
    /// For how long, in microseconds; 0 where the encoder does not say.
    pub duration: i64,
    /// Whether decoding can begin with it.
    pub key: bool,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// From here on the codec's name and what a decoder has to know, where that changes: always with the first packet.
    pub config: Option<(String, Vec<u8>)>,
}

/// What pictures are encoded like.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// The codec.
    pub codec: VideoCodec,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Pictures per second, about.
    pub rate: f64,
    /// How many bits.
    pub bits: Rate,
}

/// Some sound: from -1 to 1, channels interleaved.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Pcm {
    /// When it begins: the number that its packet was given.
    pub time: i64,
    /// Samples per second.
    pub rate: u32,
    /// How many channels.
    pub channels: usize,
    /// The samples.
    pub samples: Vec<f32>,
}
