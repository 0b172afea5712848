//! Text from other containers: MP4 wraps each cue, and says nothing in so many words between two of them.

use crate::index::Sample;
use crate::{Codec, Data, Packet, Pieces, Stream};

/// How the cues of a track are wrapped.
pub(super) struct Cues {
    vtt: bool,
    end: i64,
}

/// What stands between two cues.
pub(super) struct Gap {
    pub bytes: &'static [u8],
    pub sample: Sample,
}

impl Cues {
    /// For a track of text that does not come from MP4.
    pub fn of(stream: &Stream) -> Option<Self> {
        let format = stream.formats.first().filter(|format| format.entry.is_empty())?;
        match format.codec {
            Codec::Text => Some(Self { vtt: false, end: 0 }),
            Codec::WebVtt => Some(Self { vtt: true, end: 0 }),
            _ => None,
        }
    }

    /// What has to be written before this cue.
    pub fn gap(&mut self, packet: &Packet) -> Option<Gap> {
        let (start, duration) = (self.end, packet.dts.saturating_sub(self.end));
        self.end = packet.dts.saturating_add(i64::from(packet.duration));
        if duration <= 0 {
            return None;
        }
        let bytes: &[u8] = if self.vtt { b"\0\0\0\x08vtte" } else { &[0, 0] };
        let duration = duration.min(u32::MAX.into()) as u32;
        let sample =
            Sample { offset: 0, size: 0, dts: start, pts: start, duration, key: true, format: packet.format };
        Some(Gap { bytes, sample })
    }

    /// Appends a cue.
    pub fn put(&self, data: &Data, body: &mut Pieces) {
        if self.vtt {
            let size = data.size() as u32;
            body.bytes(&(size + 16).to_be_bytes());
            body.bytes(b"vttc");
            body.bytes(&(size + 8).to_be_bytes());
            body.bytes(b"payl");
        } else {
            body.bytes(&(data.size().min(0xffff) as u16).to_be_bytes());
        }
        body.data(data);
    }
}
