//! What a file holds, as it is told to a person or a program that decides what to do with it.
//!
//! Times are seconds, because each track counts in a unit of its own; who needs exact ones asks the [index](crate::index).

use serde::{Deserialize, Serialize};

use crate::Codec;

/// A video or audio file at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Media {
    /// How it is packed.
    pub container: Container,
    /// Its size in bytes.
    pub size: u64,
    /// How long it plays, in seconds.
    pub duration: f64,
    /// Its tracks in the order of the file.
    pub tracks: Vec<Track>,
    /// Its chapters.
    pub chapters: Vec<Chapter>,
    /// What else is written about it: title, artist, encoder…
    pub tags: Vec<Tag>,
    /// Whether it comes in fragments, each with an index of its own.
    pub fragmented: bool,
    /// Whether the index comes before the packets, so that it plays while it loads.
    pub fast_start: bool,
    /// What is wrong or unusual with it, in sentences.
    pub notes: Vec<String>,
    /// The picture that stands for it: JPEG or PNG. It is not told, only copied.
    #[serde(skip)]
    pub cover: Option<Vec<u8>>,
    /// Whether more is attached to it, which copies leave out.
    pub attached: bool,
}

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Container {
    /// MP4, M4A, 3GP.
    Mp4,
    /// QuickTime.
    Mov,
    /// Matroska.
    Matroska,
    /// WebM.
    WebM,
    /// Ogg.
    Ogg,
    /// MPEG audio without a container.
    Mp3,
    /// AAC without a container.
    Adts,
    /// WAV.
    Wav,
    /// FLAC without a container.
    Flac,
    /// AVI.
    Avi,
}

/// One track.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Track {
    /// Its number in the file.
    pub id: u64,
    /// What it is for.
    pub role: Role,
    /// How its packets are coded.
    pub codec: Codec,
    /// The same as WebCodecs wants it, such as `avc1.64001f`; empty where there is no such name.
    pub codec_string: String,
    /// Its language as the file says, such as `deu` or `en-GB`.
    pub language: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// When its first packet is shown, in seconds of the file.
    pub start: f64,
    /// How long it plays, in seconds.
    pub duration: f64,
    /// How many packets it has.
    pub packets: u64,
    /// How many of them can be begun with.
    pub keys: u64,
    /// How many bytes they have together.
    pub bytes: u64,
    /// Whether its publisher has encrypted it.
    pub encrypted: bool,
    /// Whether players show it unless told otherwise.
    pub chosen: bool,
    /// Whether players show it though no subtitles are wanted: what is foreign in the film itself.
    pub forced: bool,
}

/// What a track is for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Moving pictures.
    Video(Picture),
    /// Sound.
    Audio(Sound),
    /// Text with times.
    Text,
    /// Timecodes, metadata, hints.
    Other,
}

/// The pictures of a track.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Picture {
    /// Their width in pixels.
    pub width: u32,
    /// Their height in pixels.
    pub height: u32,
    /// How wide a pixel is, and how high, where they are not square.
    pub pixel: Option<(u32, u32)>,
    /// By how many degrees players turn them clockwise: 0, 90, 180 or 270.
    pub turn: u16,
    /// Whether players mirror them, left and right, before they turn them.
    pub flip: bool,
    /// Pictures per second on average, where there is more than one.
    pub rate: Option<f64>,
    /// Whether the pictures last differently long.
    pub variable: bool,
    /// Bits of each sample of colour, where the file says.
    pub bits: Option<u8>,
    /// How colour is thinned out, such as `4:2:0`, where the file says.
    pub chroma: Option<String>,
    /// What the numbers mean, where the file says.
    pub color: Option<Color>,
    /// Whether there is transparency.
    pub alpha: bool,
    /// Whether each consists of two halves of different moments, or some do, where the file says.
    pub interlaced: Option<bool>,
}

/// What the numbers of a picture mean: code points of ITU-T H.273.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Color {
    /// Which red, green and blue.
    pub primaries: u8,
    /// How numbers become light.
    pub transfer: u8,
    /// How brightness and colour are told apart.
    pub matrix: u8,
    /// Whether all numbers are used, or only those of television.
    pub full: bool,
}

/// The sound of a track.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sound {
    /// Samples per second.
    pub rate: u32,
    /// How many channels.
    pub channels: u16,
    /// Bits of each sample, where that says anything.
    pub bits: Option<u16>,
}

/// A chapter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Chapter {
    /// When it begins, in seconds.
    pub start: f64,
    /// Its name.
    pub name: String,
}

/// A note about the file, such as its title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tag {
    /// What is said, in small English words as far as it is known: `title`, `artist`, `date`, `encoder`.
    pub key: String,
    /// What it says.
    pub value: String,
}
