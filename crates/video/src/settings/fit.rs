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

    /// Whether it is MP4 or QuickTime: these have edit lists, which say what of the packets is played, describe packets of one track
    /// in different ways, and wrap text.
    pub fn is_mp4(self) -> bool {
        matches!(self, Self::Mp4 | Self::Mov)
    }

    /// Whether it is written here and other programs play such a track in it.
    pub fn takes(self, codec: &Codec) -> bool {
        use Codec::{
            Aac, Alac, Alaw, Av1, Flac, H264, H265, Mp3, Opus, Other, Pcm, Text, Ulaw, Vorbis, Vp8, Vp9,
            WebVtt,
        };
        match self {
            // What nobody here decodes goes on as it is. Names are those of the container that it comes from.
            Self::Mp4 | Self::Mov if matches!(codec, Other(_)) => shared(codec),
            Self::Mp4 => {
                matches!(codec, H264 | H265 | Vp9 | Av1 | Aac | Mp3 | Opus | Flac | Alac | Text | WebVtt)
            }
            Self::Mov => matches!(codec, H264 | H265 | Aac | Mp3 | Alac | Pcm { .. } | Ulaw | Alaw | Text),
            Self::WebM => matches!(codec, Vp8 | Vp9 | Av1 | Opus | Vorbis | WebVtt),
            Self::Matroska => match codec {
                Pcm { float: true, big, .. } => !big,
                Pcm { signed, bits, .. } => *signed == (*bits > 8),
                Other(name) => name.get(1..2) == Some("_") || shared(codec),
                _ => true,
            },
            Self::Ogg => matches!(codec, Opus | Vorbis | Flac),
            Self::Wav => match codec {
                Pcm { float, signed, bits, big: false } => *float || *signed == (*bits > 8),
                _ => matches!(codec, Alaw | Ulaw),
            },
            Self::Flac => matches!(codec, Flac),
            Self::Mp3 => matches!(codec, Mp3),
            Self::Adts | Self::Avi => false,
        }
    }

    /// Whether such a track of a file of the kind `from` can be copied into it: what these containers held before, they hold again.
    pub fn keeps(self, codec: &Codec, from: Self) -> bool {
        let same = self == from && (self.is_mp4() || self == Self::Matroska);
        // What Windows says of pictures and sound has a place in Matroska, whatever they are; of text it says nothing.
        let windows = self == Self::Matroska
            && from == Self::Avi
            && matches!(codec, Codec::Other(name) if name != "txts");
        same || windows || self.takes(codec)
    }
}

/// Sound of discs and television, and pictures of old cameras, for which MP4 and Matroska both have a name: by that of MP4.
fn shared(codec: &Codec) -> bool {
    matches!(codec, Codec::Other(name) if matches!(name.as_str(), "ac-3" | "ec-3" | "dtsc" | "mp4v"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_here_decodes_goes_back_where_it_was() {
        let other = |name: &str| Codec::Other(name.into());
        assert!(Container::Matroska.keeps(&other("A_DTS"), Container::Matroska));
        assert!(Container::Mov.keeps(&other("apch"), Container::Mov));
        assert!(Container::Matroska.keeps(&other("ac-3"), Container::Mp4));
        assert!(!Container::Mp4.keeps(&other("A_DTS"), Container::Matroska));
        assert!(!Container::Matroska.keeps(&other("apch"), Container::Mov));
        assert!(Container::Matroska.keeps(&other("MJPG"), Container::Avi));
        assert!(!Container::Matroska.keeps(&other("txts"), Container::Avi));
        assert!(!Container::Mp4.keeps(&other("MJPG"), Container::Avi));
        assert!(!Container::WebM.keeps(&Codec::H264, Container::WebM));
    }

    #[test]
    fn plain_sound_goes_where_its_numbers_have_a_form() {
        let pcm = |bits, float, signed, big| Codec::Pcm { bits, float, signed, big };
        for (codec, matroska, wav) in [
            (pcm(16, false, true, false), true, true),
            (pcm(24, false, true, true), true, false),
            (pcm(8, false, true, false), false, false),
            (pcm(8, false, false, false), true, true),
            (pcm(32, true, true, true), false, false),
            (pcm(64, true, true, false), true, true),
        ] {
            assert_eq!(Container::Matroska.takes(&codec), matroska, "{codec:?}");
            assert_eq!(Container::Wav.takes(&codec), wav, "{codec:?}");
            assert!(Container::Mov.takes(&codec));
        }
    }
}
