//! The codecs that containers name.

use serde::{Deserialize, Serialize};

/// How the packets of a track are coded, whether or not anybody here can decode them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Codec {
    /// H.264, MPEG-4 AVC.
    H264,
    /// H.265, HEVC.
    H265,
    /// VP8.
    Vp8,
    /// VP9.
    Vp9,
    /// AV1.
    Av1,
    /// AAC of any profile.
    Aac,
    /// MP3, and the older layers of MPEG audio.
    Mp3,
    /// Opus.
    Opus,
    /// Vorbis.
    Vorbis,
    /// FLAC.
    Flac,
    /// Apple Lossless.
    Alac,
    /// Plain numbers, in the form that WebCodecs would call `pcm-s16`, `pcm-f32` and so on.
    Pcm {
        /// Bits of a number: 8, 16, 24, 32, 64.
        bits: u8,
        /// Whether they are floating-point numbers.
        float: bool,
        /// Whether integers have a sign.
        signed: bool,
        /// Whether the most significant byte comes first.
        big: bool,
    },
    /// G.711 with the law of Europe.
    Alaw,
    /// G.711 with the law of America.
    Ulaw,
    /// Text with times: WebVTT.
    WebVtt,
    /// Text with times: SubRip, or the plain text of MP4 (`tx3g`).
    Text,
    /// Text with times and styles: Advanced SubStation Alpha.
    Ass,
    /// Any other: its name in the container, such as a four-character code.
    Other(String),
}
