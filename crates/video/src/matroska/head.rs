//! What stands once in a file: about it as a whole, and about its tracks.

use super::ebml::{Elements, float, text, uint};
use super::entry::Entry;
use super::extra;
use super::ids::*;
use crate::{Chapter, Tag};

/// As the file says it.
#[derive(Debug)]
pub(super) struct Head {
    pub webm: bool,
    /// Nanoseconds of a tick.
    pub scale: u64,
    /// In ticks, 0 if not said.
    pub duration: f64,
    pub entries: Vec<Entry>,
    pub chapters: Vec<Chapter>,
    pub tags: Vec<Tag>,
    /// Tags about one track: its UID, and how it is turned.
    pub turns: Vec<(u64, u16)>,
    pub attachments: Vec<String>,
    /// Where elements are, by number, from the beginning of the segment's body.
    pub seeks: Vec<(u32, u64)>,
    /// Which elements were read.
    pub seen: Vec<u32>,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            webm: false,
            scale: 1_000_000,
            duration: 0.0,
            entries: Vec::new(),
            chapters: Vec::new(),
            tags: Vec::new(),
            turns: Vec::new(),
            attachments: Vec::new(),
            seeks: Vec::new(),
            seen: Vec::new(),
        }
    }
}

/// A file has some dozens; more are an attack.
const MOST: usize = 1000;

impl Head {
    /// Reads the body of an element of the first level.
    pub fn read(&mut self, id: u32, body: &[u8]) {
        // The same element may come again, as a copy for safety.
        if self.mark(id) && id != SEEK_HEAD {
            return;
        }
        match id {
            INFO => self.info(body),
            TRACKS => {
                let tracks = Elements(body).filter(|(id, _)| *id == TRACK_ENTRY);
                self.entries = tracks.map(|(_, body)| Entry::read(body)).take(MOST).collect();
            }
            SEEK_HEAD => {
                for (_, body) in Elements(body).filter(|(id, _)| *id == SEEK).take(MOST) {
                    let find = |wanted| {
                        Elements(body).find(|(id, _)| *id == wanted).map_or(0, |(_, body)| uint(body))
                    };
                    self.seeks.push((find(SEEK_ID) as u32, find(SEEK_POSITION)));
                }
            }
            CHAPTERS => self.chapters = extra::chapters(body),
            TAGS => extra::tags(body, &mut self.tags, &mut self.turns),
            _ => {}
        }
    }

    fn mark(&mut self, id: u32) -> bool {
        let seen = self.seen.contains(&id);
        if !seen {
            self.seen.push(id);
        }
        seen
    }

    fn info(&mut self, body: &[u8]) {
        let mut tag = |key: &str, value: String| {
            if !value.is_empty() && !self.tags.iter().any(|tag| tag.key == key) {
                self.tags.push(Tag { key: key.into(), value });
            }
        };
        let mut muxer = String::new();
        for (id, body) in Elements(body) {
            match id {
                TIMESTAMP_SCALE => self.scale = uint(body).max(1),
                DURATION => self.duration = float(body).max(0.0),
                TITLE => tag("title", text(body)),
                WRITING_APP => tag("encoder", text(body)),
                MUXING_APP => muxer = text(body),
                DATE => tag("date", extra::date(super::ebml::int(body))),
                _ => {}
            }
        }
        tag("encoder", muxer);
    }
}
