//! A file that holds one track of sound and little else.

use crate::index::Index;
use crate::{Container, Edit, Format, Media, Movie, Role, Stream, Track};

/// The track, as it was found.
pub(crate) struct Single {
    pub role: Role,
    pub format: Format,
    pub timescale: u32,
    pub edits: Vec<Edit>,
    pub index: Index,
    pub bytes: u64,
    /// What is wrong or unusual with the file, in sentences.
    pub notes: Vec<String>,
}

impl Single {
    /// The file, without what tags say.
    pub fn movie(self, size: u64, container: Container) -> Movie {
        let first = self.index.get(0).map_or(0, |first| first.pts);
        let last = self.index.len().checked_sub(1).and_then(|last| self.index.get(last));
        let end = last.map_or(0, |last| last.pts.saturating_add(i64::from(last.duration)));
        let played = match &self.edits[..] {
            [edit, ..] => edit.length.min(i64::MAX as u64) as i64,
            [] => end.saturating_sub(first),
        };
        let stream = Stream {
            timescale: self.timescale,
            formats: vec![self.format.clone()],
            edits: self.edits,
            index: self.index,
        };
        let track = Track {
            id: 1,
            role: self.role,
            codec: self.format.codec,
            codec_string: self.format.name,
            language: None,
            name: None,
            start: stream.seconds(first.saturating_sub(stream.origin()).max(0)),
            duration: stream.seconds(played),
            packets: stream.index.len() as u64,
            keys: stream.index.len() as u64,
            bytes: self.bytes,
            encrypted: false,
            chosen: true,
            forced: false,
        };
        let media = Media {
            container,
            size,
            duration: track.start + track.duration,
            tracks: vec![track],
            chapters: Vec::new(),
            tags: Vec::new(),
            fragmented: false,
            fast_start: true,
            notes: self.notes,
            cover: None,
            attached: false,
        };
        Movie { media, streams: vec![stream] }
    }
}
