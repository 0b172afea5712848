//! The codecs that containers name.

use std::fmt;

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

impl Codec {
    /// Whether each picture is a JPEG by itself, as cameras wrote them before there was H.264: browsers draw these, though
    /// they have no decoder of such films.
    pub fn is_jpeg(&self) -> bool {
        matches!(self, Self::Other(name) if matches!(name.as_str(), "MJPG" | "mjpg" | "jpeg" | "JPEG" | "V_MJPEG"))
    }
}

/// As people call it, in every language.
impl fmt::Display for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::H264 => "H.264",
            Self::H265 => "H.265",
            Self::Vp8 => "VP8",
            Self::Vp9 => "VP9",
            Self::Av1 => "AV1",
            Self::Aac => "AAC",
            Self::Mp3 => "MP3",
            Self::Opus => "Opus",
            Self::Vorbis => "Vorbis",
            Self::Flac => "FLAC",
            Self::Alac => "ALAC",
            Self::Pcm { .. } => "PCM",
            Self::Alaw => "A-law",
            Self::Ulaw => "µ-law",
            Self::WebVtt => "WebVTT",
            Self::Text => "SRT",
            Self::Ass => "ASS",
            Self::Other(name) => called(name),
        })
    }
}

/// What the names of containers stand for, where they tell a person little.
fn called(name: &str) -> &str {
    match name {
        "ac-3" | "A_AC3" => "AC-3",
        "ec-3" | "A_EAC3" => "E-AC-3",
        "dtsc" | "A_DTS" => "DTS",
        "A_TRUEHD" | "mlpa" => "TrueHD",
        "apch" | "apcn" | "apcs" | "apco" | "ap4h" | "ap4x" | "V_PRORES" => "ProRes",
        "jpeg" | "mjpa" | "mjpb" | "MJPG" | "mjpg" | "V_MJPEG" => "Motion JPEG",
        "mp4v" | "FMP4" | "XVID" | "xvid" | "DIVX" | "divx" | "DX50" | "V_MPEG4/ISO/ASP" => "MPEG-4 Visual",
        "mpeg1" | "V_MPEG1" => "MPEG-1",
        "mpeg2" | "V_MPEG2" => "MPEG-2",
        "S_HDMV/PGS" => "PGS",
        "S_VOBSUB" => "VobSub",
        name => name,
    }
}
