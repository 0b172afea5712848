//! How a file is made into another one.

use serde::{Deserialize, Serialize};

use super::{Encode, Stretch};
use crate::sound::Adjust;
use crate::{Codec, Container, Tag};

/// What to make of a file. The default makes an MP4 of the same pictures and sound, without encoding anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Convert {
    /// The container.
    pub container: Container,
    /// The pictures.
    pub video: Video,
    /// The sound.
    pub audio: Audio,
    /// What stays, one after the other. None: all of it.
    pub stretches: Vec<Stretch>,
    /// How much faster it plays, sound included: 2 is double speed. Anything but 1 needs pictures and sound to be encoded.
    pub speed: f64,
    /// How large the file may become, in bytes; the rates of pictures are chosen so that it is not larger.
    pub size: Option<u64>,
    /// What is written about it. `None`: what is written about the original.
    pub tags: Option<Vec<Tag>>,
    /// The subtitles that can be switched on.
    pub subtitles: Subtitles,
}

impl Default for Convert {
    fn default() -> Self {
        Self {
            container: Container::Mp4,
            video: Video::default(),
            audio: Audio::default(),
            stretches: Vec::new(),
            speed: 1.0,
            size: None,
            tags: None,
            subtitles: Subtitles::default(),
        }
    }
}

/// What happens to the pictures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Video {
    /// They are copied as they are.
    #[default]
    Copy,
    /// They are left out.
    None,
    /// They are decoded, changed and encoded.
    Encode(Box<Encode>),
}

/// What happens to the sound.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Audio {
    /// It is copied as it is.
    #[default]
    Copy,
    /// It is left out.
    None,
    /// It is decoded, changed and encoded.
    Encode(Sound),
}

/// A codec that pictures can be encoded with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum VideoCodec {
    /// H.264: plays everywhere.
    #[default]
    H264,
    /// H.265, which few browsers encode.
    H265,
    /// VP8.
    Vp8,
    /// VP9.
    Vp9,
    /// AV1: smallest, slowest.
    Av1,
}

/// A codec that sound can be encoded with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AudioCodec {
    /// AAC, which not every browser encodes.
    Aac,
    /// Opus.
    #[default]
    Opus,
    /// FLAC, without loss: of 16 bits, or of 24 where the original has more.
    Flac,
    /// Plain numbers: of 16 bits, or of 24 where the original has more.
    Pcm,
}

impl VideoCodec {
    /// All of them, the widest spread first.
    pub const ALL: [Self; 5] = [Self::H264, Self::Vp9, Self::Av1, Self::H265, Self::Vp8];

    /// As containers name it.
    pub fn codec(self) -> Codec {
        match self {
            Self::H264 => Codec::H264,
            Self::H265 => Codec::H265,
            Self::Vp8 => Codec::Vp8,
            Self::Vp9 => Codec::Vp9,
            Self::Av1 => Codec::Av1,
        }
    }
}

impl AudioCodec {
    /// All of them, the widest spread first.
    pub const ALL: [Self; 4] = [Self::Aac, Self::Opus, Self::Flac, Self::Pcm];

    /// As containers name it.
    pub fn codec(self) -> Codec {
        match self {
            Self::Aac => Codec::Aac,
            Self::Opus => Codec::Opus,
            Self::Flac => Codec::Flac,
            Self::Pcm => Codec::Pcm { bits: 16, float: false, signed: true, big: false },
        }
    }

    /// With how many channels and samples per second it encodes sound that is to have so many: what every browser that
    /// has the codec takes, or what comes next to it.
    pub fn shape(self, channels: u16, rate: u32) -> (u16, u32) {
        match self {
            Self::Opus => (channels.clamp(1, 2), 48_000),
            Self::Aac if rate == 44_100 => (channels.clamp(1, 2), rate),
            Self::Aac => (channels.clamp(1, 2), 48_000),
            // What is kept without loss keeps its rate: those of studios end here.
            Self::Flac | Self::Pcm => (channels.clamp(1, 8), rate.clamp(8_000, 384_000)),
        }
    }
}

/// How many bits encoded pictures may take.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Rate {
    /// As many as this quality needs, from 1 to 100. Where the encoder knows no quality, a rate that comes near it.
    Quality(u8),
    /// So many per second on average.
    Bits(u32),
}

impl Default for Rate {
    fn default() -> Self {
        Self::Quality(60)
    }
}

/// How sound is encoded and changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Sound {
    /// The codec.
    pub codec: AudioCodec,
    /// Bits per second, for codecs with loss. `None`: 64,000 for each channel.
    pub bitrate: Option<u32>,
    /// Channels, rate, loudness, fades. The rate becomes one that the codec has.
    pub adjust: Adjust,
}

/// The subtitles of the new file that can be switched on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Subtitles {
    /// Those of the original, as far as the container can hold them.
    #[default]
    Copy,
    /// None.
    None,
    /// Those of another file (SRT, VTT, ASS).
    File {
        /// Its place in the list of files.
        file: u32,
        /// Their language, such as `deu`.
        language: Option<String>,
    },
}
