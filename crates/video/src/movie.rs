//! An opened file: what it holds, and where each packet lies.

use crate::index::Index;
use crate::{Codec, Media, Packing};

/// A file whose packets can be found.
#[derive(Clone, Debug)]
pub struct Movie {
    /// What it holds. `media.tracks[n]` tells of `streams[n]`.
    pub media: Media,
    /// Its tracks.
    pub streams: Vec<Stream>,
}

/// A track whose packets can be found.
#[derive(Clone, Debug)]
pub struct Stream {
    /// How many ticks of its clock a second has.
    pub timescale: u32,
    /// How its packets are coded; each names one of these. At least one.
    pub formats: Vec<Format>,
    /// Which stretches of it are shown, one after the other. Empty: all of it, from time 0 of its clock.
    pub edits: Vec<Edit>,
    /// Where its packets lie, and when they are shown.
    pub index: Index,
}

/// How packets are coded.
#[derive(Clone, Debug, PartialEq)]
pub struct Format {
    /// The codec.
    pub codec: Codec,
    /// Its name for WebCodecs, such as `avc1.64001f`; empty where there is none.
    pub name: String,
    /// What a decoder has to know first, in the form that WebCodecs calls `description`: `avcC`, `hvcC`, AudioSpecificConfig,
    /// `OpusHead`, the three headers of Vorbis as Matroska joins them, `fLaC` with its blocks. Empty where there is nothing.
    pub config: Vec<u8>,
    /// The sample entry of an MP4 file as it stands, for a copy that loses nothing. Empty for other containers.
    pub entry: Vec<u8>,
    /// How its packets lie in the file. Only [plain](Packing::Plain) ones can be copied as ranges; others are unpacked first.
    pub packing: Packing,
}

impl Format {
    /// Packets of this codec, as they are.
    pub fn new(codec: Codec, name: impl Into<String>, config: Vec<u8>) -> Self {
        Self { codec, name: name.into(), config, entry: Vec::new(), packing: Packing::Plain }
    }
}

/// A stretch of a track that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where it begins on the track's clock; `None` shows nothing, a gap.
    pub from: Option<i64>,
    /// How long it is, in ticks of the track's clock.
    pub length: u64,
}

impl Stream {
    /// Seconds of the track's clock.
    pub fn seconds(&self, ticks: i64) -> f64 {
        ticks as f64 / f64::from(self.timescale.max(1))
    }

    /// Whether more than one stretch of the track is played.
    pub fn is_edited(&self) -> bool {
        self.edits.iter().filter(|edit| edit.from.is_some()).count() > 1
    }

    /// The tick of the track's clock that comes to lie at time 0 of the file: what edits skip, less the gap before.
    pub fn origin(&self) -> i64 {
        let mut gap = 0_i64;
        for edit in &self.edits {
            match edit.from {
                Some(from) => return from.saturating_sub(gap),
                None => gap = gap.saturating_add_unsigned(edit.length),
            }
        }
        0
    }

    /// The tick of the track's clock behind the last that is shown, if edits say so.
    pub fn until(&self) -> Option<i64> {
        self.edits.iter().filter_map(|edit| edit.from?.checked_add_unsigned(edit.length)).max()
    }
}
