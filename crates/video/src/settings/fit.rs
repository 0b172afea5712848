//! What fits into which container, so that nothing is offered that cannot be made.

use crate::{Codec, Container};

impl Container {
    /// The containers that are written here.
    pub const WRITTEN: [Self; 8] =
        [Self::Mp4, Self::WebM, Self::Matroska, Self::Mov, Self::Ogg, Self::Wav, Self::Flac, Self::Mp3];

    /// The ending of its files' names.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
            Self::Mov => "mov",
            Self::Matroska => "mkv",
            Self::WebM => "webm",
            Self::Ogg => "ogg",
            Self::Mp3 => "mp3",
            Self::Adts => "aac",
            Self::Wav => "wav",
            Self::Flac => "flac",
            Self::Avi => "avi",
        }
    }

    /// Whether it is written here and other programs play such a track in it.
    pub fn takes(self, codec: &Codec) -> bool {
        use Codec::{
            Aac, Alac, Alaw, Ass, Av1, Flac, H264, H265, Mp3, Opus, Pcm, Text, Ulaw, Vorbis, Vp8, Vp9, WebVtt,
        };
        match self {
            Self::Mp4 => {
                matches!(codec, H264 | H265 | Vp9 | Av1 | Aac | Mp3 | Opus | Flac | Alac | Text | WebVtt)
            }
            Self::Mov => matches!(codec, H264 | H265 | Aac | Mp3 | Alac | Pcm { .. } | Ulaw | Alaw | Text),
            Self::WebM => matches!(codec, Vp8 | Vp9 | Av1 | Opus | Vorbis | WebVtt),
            Self::Matroska => matches!(
                codec,
                H264 | H265
                    | Vp8
                    | Vp9
                    | Av1
                    | Aac
                    | Mp3
                    | Opus
                    | Vorbis
                    | Flac
                    | Pcm { .. }
                    | Text
                    | WebVtt
                    | Ass
            ),
            Self::Ogg => matches!(codec, Opus | Vorbis | Flac),
            Self::Wav => matches!(codec, Pcm { big: false, .. }),
            Self::Flac => matches!(codec, Flac),
            Self::Mp3 => matches!(codec, Mp3),
            Self::Adts | Self::Avi => false,
        }
    }
}
