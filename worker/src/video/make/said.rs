//! Subtitles that become a track.

use ::video::index::Index;
use ::video::subtitle::{Packing, Subtitles, pack};
use ::video::{Codec, Container, Format, Role, Stream, Track, mp4};

use super::{Out, Payload};

/// Ticks of a second: subtitles count milliseconds.
const CLOCK: u32 = 1000;

/// The packets of subtitles.
pub(crate) struct Said {
    track: Track,
    format: Format,
    packets: std::vec::IntoIter<Out>,
}

impl Said {
    /// Whether a container has a form for subtitles.
    pub fn speaks(container: Container) -> bool {
        container.is_mp4() || matches!(container, Container::Matroska | Container::WebM)
    }

    /// In the form that a container has for them; `None` where it has none.
    pub fn new(
        subtitles: &Subtitles,
        container: Container,
        language: Option<String>,
        name: Option<String>,
    ) -> Option<Self> {
        let (codec, packing, entry) = match container {
            Container::Mp4 | Container::Mov => (Codec::Text, Packing::Tx3g, mp4::timed_text()),
            Container::Matroska => (Codec::Text, Packing::Utf8, Vec::new()),
            Container::WebM => (Codec::WebVtt, Packing::WebVtt, Vec::new()),
            _ => return None,
        };
        let (config, packets) = pack(packing, subtitles);
        let duration = packets.iter().map(|packet| packet.end).max().unwrap_or_default();
        let (count, bytes) = (packets.len() as u64, packets.iter().map(|one| one.bytes.len() as u64).sum());
        let out = |packet: ::video::subtitle::Packed| Out {
            pts: packet.start as i64,
            dts: packet.start as i64,
            duration: u32::try_from(packet.end - packet.start).unwrap_or(u32::MAX),
            key: true,
            format: 0,
            data: Payload::Bytes(packet.bytes),
        };
        let packets: Vec<Out> = packets.into_iter().map(out).collect();
        let track = Track {
            id: 0,
            role: Role::Text,
            codec: codec.clone(),
            codec_string: String::new(),
            language,
            name,
            start: 0.0,
            duration: duration as f64 / f64::from(CLOCK),
            packets: count,
            keys: count,
            bytes,
            encrypted: false,
            chosen: false,
            forced: false,
        };
        let format = Format { entry, ..Format::new(codec, "", config) };
        Some(Self { track, format, packets: packets.into_iter() })
    }

    /// What the track is.
    pub fn plan(&self) -> (Track, Stream) {
        let (formats, edits, index) = (vec![self.format.clone()], Vec::new(), Index::default());
        (self.track.clone(), Stream { timescale: CLOCK, formats, edits, index })
    }

    /// The next packet.
    pub fn next(&mut self) -> Option<Out> {
        self.packets.next()
    }
}
