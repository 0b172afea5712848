//! `trak`: everything about a track but where its packets lie.

use super::entry;
use super::out::Out;
use super::tables::Tables;
use crate::mp4::bytes::Name;
use crate::mp4::scaled;
use crate::{Codec, Edit, Error, Kind, Result, Role, Sound, Stream, Track};

/// A track that is about to be written.
pub(super) struct Trak<'a> {
    /// From 1.
    pub id: u32,
    pub track: &'a Track,
    pub stream: &'a Stream,
    /// Ticks of a second of the track as it is written: of plain sound, its frames.
    pub timescale: u32,
    /// For plain sound, how many bytes a frame has.
    pub frame: Option<u32>,
    /// What is shown, in ticks of `timescale` from the first packet.
    pub edits: Vec<Edit>,
    /// How long all packets last.
    pub length: u64,
    entries: Vec<Vec<u8>>,
    /// Whether players show it unless told otherwise.
    pub chosen: bool,
}

impl<'a> Trak<'a> {
    pub fn new(id: u32, track: &'a Track, stream: &'a Stream) -> Result<Self> {
        if track.encrypted {
            return Err(Error::new(
                Kind::Locked,
                format!(
                    "Track {} is encrypted by its publisher, and stays readable only where it is. Leave it out.",
                    track.id
                ),
            ));
        }
        let entries =
            stream.formats.iter().map(|format| entry::entry(track, format)).collect::<Result<_>>()?;
        let frame = frame(track);
        let timescale = match &track.role {
            Role::Audio(sound) if frame.is_some() && sound.rate > 0 => sound.rate,
            _ => stream.timescale.max(1),
        };
        let mut trak =
            Self { id, track, stream, timescale, frame, edits: Vec::new(), length: 0, entries, chosen: true };
        let first = stream.index.get(0).map_or(0, |sample| sample.dts);
        let last = stream
            .index
            .iter()
            .map(|sample| sample.pts.saturating_add(i64::from(sample.duration)))
            .max()
            .unwrap_or(first);
        trak.length = trak.ticks(last.saturating_sub(first).max(0) as u64);
        let shown = stream.index.iter().map(|sample| sample.pts).min().unwrap_or(first);
        trak.edits = edits(stream, first, shown, last);
        for edit in &mut trak.edits {
            *edit = Edit {
                from: edit.from.map(|from| scaled(from.max(0) as u64, timescale, stream.timescale) as i64),
                length: scaled(edit.length, timescale, stream.timescale),
            };
        }
        Ok(trak)
    }

    fn ticks(&self, ticks: u64) -> u64 {
        scaled(ticks, self.timescale, self.stream.timescale)
    }

    /// How long it plays in ticks of the film.
    pub fn shown(&self, clock: u32) -> u64 {
        let all = || self.edits.iter().map(|edit| edit.length).fold(0, u64::saturating_add);
        let ticks = if self.edits.is_empty() { self.length } else { all() };
        scaled(ticks, clock, self.timescale)
    }

    pub fn write(&self, out: &mut Out, clock: u32, created: u64, wide: bool) {
        out.boxed(b"trak", |out| {
            self.header(out, clock, created);
            if !self.edits.is_empty() {
                out.boxed(b"edts", |out| self.stretches(out, clock));
            }
            out.boxed(b"mdia", |out| {
                self.media(out, created);
                out.boxed(b"minf", |out| {
                    match self.track.role {
                        Role::Video(_) => out.full(b"vmhd", 0, 1, |out| out.zeros(8)),
                        Role::Audio(_) => out.full(b"smhd", 0, 0, |out| out.zeros(4)),
                        _ => out.full(b"nmhd", 0, 0, |_| {}),
                    }
                    out.boxed(b"dinf", |out| {
                        out.full(b"dref", 0, 0, |out| {
                            out.u32(1);
                            out.full(b"url ", 0, 1, |_| {});
                        });
                    });
                    out.boxed(b"stbl", |out| {
                        out.full(b"stsd", 0, 0, |out| {
                            out.u32(self.entries.len() as u32);
                            self.entries.iter().for_each(|entry| out.put(entry));
                        });
                        self.tables(wide).write(out);
                    });
                });
            });
        });
    }

    fn tables(&self, wide: bool) -> Tables<'_> {
        let roll = match self.track.codec {
            Codec::Aac => Some(-1),
            Codec::Opus => Some(-4),
            _ => None,
        };
        let roll = roll.filter(|_| !self.stream.index.is_empty());
        let keys = !matches!(self.track.role, Role::Video(_));
        Tables { index: &self.stream.index, frame: self.frame, wide, roll, keys }
    }

    fn header(&self, out: &mut Out, clock: u32, created: u64) {
        // Enabled, in the film, in its preview.
        let flags = if self.chosen { 7 } else { 6 };
        out.full(b"tkhd", 1, flags, |out| {
            out.u64(created);
            out.u64(created);
            out.u32(self.id);
            out.u32(0);
            out.u64(self.shown(clock));
            out.zeros(8);
            out.u16(0);
            let sound = matches!(self.track.role, Role::Audio(_));
            out.u16(sound.into());
            out.u16(if sound { 0x100 } else { 0 });
            out.u16(0);
            let Role::Video(picture) = &self.track.role else {
                matrix(out, 0, false, 0, 0);
                out.zeros(8);
                return;
            };
            let (across, down) = picture.pixel.unwrap_or((1, 1));
            let width = u128::from(picture.width) * u128::from(across) * 65_536 / u128::from(down.max(1));
            let (width, height) = (width.min(u32::MAX.into()) as u32, picture.height << 16);
            matrix(out, picture.turn, picture.flip, width, height);
            out.u32(width);
            out.u32(height);
        });
    }

    fn stretches(&self, out: &mut Out, clock: u32) {
        let row = |edit: &Edit| (scaled(edit.length, clock, self.timescale), edit.from.unwrap_or(-1));
        let rows: Vec<(u64, i64)> = self.edits.iter().map(row).collect();
        let large = |&(length, from): &(u64, i64)| length > u32::MAX.into() || from > i32::MAX.into();
        let version = u8::from(rows.iter().any(large));
        out.full(b"elst", version, 0, |out| {
            out.u32(rows.len() as u32);
            for (length, from) in rows {
                out.wide(version, length);
                out.wide(version, from as u64);
                out.u32(1 << 16);
            }
        });
    }

    /// What its first entry is called.
    fn kind(&self) -> &[u8] {
        self.entries.first().and_then(|entry| entry.get(4..8)).unwrap_or_default()
    }

    fn media(&self, out: &mut Out, created: u64) {
        let language = self.track.language.as_deref().unwrap_or("und");
        let letters: Option<&[u8; 3]> = language
            .as_bytes()
            .first_chunk()
            .filter(|letters| language.len() == 3 && letters.iter().all(u8::is_ascii_lowercase));
        let letters = letters.unwrap_or(b"und");
        out.full(b"mdhd", 1, 0, |out| {
            out.u64(created);
            out.u64(created);
            out.u32(self.timescale);
            out.u64(self.length);
            out.u16(letters.iter().fold(0, |packed, letter| packed << 5 | u16::from(letter - 0x60)));
            out.u16(0);
        });
        let (handler, name): (&Name, &str) = match self.track.role {
            Role::Video(_) => (b"vide", "VideoHandler"),
            Role::Audio(_) => (b"soun", "SoundHandler"),
            Role::Text if [b"text", b"wvtt"].iter().any(|name| self.kind() == *name) => {
                (b"text", "TextHandler")
            }
            Role::Text => (b"sbtl", "SubtitleHandler"),
            Role::Other if self.kind() == b"tmcd" => (b"tmcd", "TimecodeHandler"),
            Role::Other => (b"meta", "DataHandler"),
        };
        out.full(b"hdlr", 0, 0, |out| {
            out.u32(0);
            out.put(handler);
            out.zeros(12);
            out.put(self.track.name.as_deref().unwrap_or(name).as_bytes());
            out.u8(0);
        });
        if letters == b"und" && language != "und" {
            out.full(b"elng", 0, 0, |out| {
                out.put(language.as_bytes());
                out.u8(0);
            });
        }
    }
}

/// How many bytes a frame of plain sound has.
fn frame(track: &Track) -> Option<u32> {
    let Role::Audio(Sound { channels, .. }) = track.role else { return None };
    let bits = match track.codec {
        Codec::Pcm { bits, .. } => bits,
        Codec::Ulaw | Codec::Alaw => 8,
        _ => return None,
    };
    Some(u32::from(bits / 8) * u32::from(channels.max(1)))
}

/// What is shown, counted from when the first packet is decoded: the tables cannot say that this is not time 0. The first picture is
/// `shown` later than that where some wait for others, and players look for one where an edit begins.
fn edits(stream: &Stream, first: i64, shown: i64, last: i64) -> Vec<Edit> {
    let whole = [Edit { from: Some(0), length: last.max(0) as u64 }];
    let edits = match stream.edits.as_slice() {
        [] if first == 0 => return Vec::new(),
        [] => &whole[..],
        edits => edits,
    };
    let mut moved = Vec::new();
    for edit in edits {
        let Some(from) = edit.from else {
            moved.push(*edit);
            continue;
        };
        // What comes before the first picture is a gap.
        let gap = shown.saturating_sub(from).max(0).unsigned_abs().min(edit.length);
        if gap > 0 {
            moved.push(Edit { from: None, length: gap });
        }
        if edit.length > gap {
            let from = from.max(shown).saturating_sub(first).max(0);
            moved.push(Edit { from: Some(from), length: edit.length - gap });
        }
    }
    moved
}

/// A turn and a flip as a matrix that leaves the picture where it is seen.
fn matrix(out: &mut Out, turn: u16, flip: bool, width: u32, height: u32) {
    let (a, b, c, d): (i32, i32, i32, i32) = match (turn, flip) {
        (90, false) => (0, 1, -1, 0),
        (180, false) => (-1, 0, 0, -1),
        (270, false) => (0, -1, 1, 0),
        (90, true) => (0, -1, -1, 0),
        (180, true) => (1, 0, 0, -1),
        (270, true) => (0, 1, 1, 0),
        (_, true) => (-1, 0, 0, 1),
        _ => (1, 0, 0, 1),
    };
    let moved = |across: i32, down: i32| {
        (if across < 0 { width } else { 0 }).saturating_add(if down < 0 { height } else { 0 })
    };
    let one = |cell: i32| (cell * 65_536) as u32;
    for cell in [one(a), one(b), 0, one(c), one(d), 0, moved(a, c), moved(b, d), 1 << 30] {
        out.u32(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Index;

    /// Ticks of thousandths: a picture of 40 ms that waits for two others, in a film that begins later than its clock.
    #[test]
    fn an_edit_begins_with_a_picture() {
        let stream =
            Stream { timescale: 1000, formats: Vec::new(), edits: Vec::new(), index: Index::default() };
        let told = |first, shown, last| {
            let edits = edits(&stream, first, shown, last);
            edits.iter().map(|edit| (edit.from, edit.length)).collect::<Vec<_>>()
        };
        assert!(told(0, 80, 1080).is_empty());
        assert_eq!(told(21, 101, 1101), [(None, 101), (Some(80), 1000)]);
        assert_eq!(told(-80, 0, 1000), [(Some(80), 1000)]);
        assert_eq!(told(21, 21, 1021), [(None, 21), (Some(0), 1000)]);
    }
}
