//! What a browser decodes and encodes.
//!
//! Browsers differ by maker, version, system and graphics card, and no table of them is right for long. So each is asked.

use ::video::Codec;
use ::video::settings::{AudioCodec, VideoCodec};
use serde::{Deserialize, Serialize};

/// Of what size: that of what is to be made, which an encoder gets to see.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Need {
    /// The width of the pictures.
    pub width: u32,
    /// The height of the pictures.
    pub height: u32,
    /// Pictures per second.
    pub rate: f64,
    /// Channels of the sound.
    pub channels: u16,
    /// Samples per second.
    pub samples: u32,
}

impl Default for Need {
    fn default() -> Self {
        Self { width: 1920, height: 1080, rate: 30.0, channels: 2, samples: 48_000 }
    }
}

/// What a browser can do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Abilities {
    /// Whether it has WebCodecs for pictures. Without, they can be copied only.
    pub video: bool,
    /// Whether it has WebCodecs for sound.
    pub audio: bool,
    /// Codecs that can be decoded here.
    pub decodes: Vec<Codec>,
    /// Codecs that pictures can be encoded with here.
    pub pictures: Vec<Ability<VideoCodec>>,
    /// Codecs that sound can be encoded with here, those included that need no browser.
    pub sounds: Vec<Ability<AudioCodec>>,
}

/// What can be encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ability<C> {
    /// The codec.
    pub codec: C,
    /// Whether the browser does it with a chip of its own, as far as it says.
    pub hardware: bool,
}
