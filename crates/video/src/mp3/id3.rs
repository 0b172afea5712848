//! ID3: tags before (version 2) and behind (version 1) the frames.

use crate::headers::cover;
use crate::{Chapter, Reader, Result, Tag};

/// Larger ones hold pictures that nobody needs, which are not read.
const LARGEST: u64 = 16 << 20;

/// What the tags say.
#[derive(Debug, Default)]
pub(crate) struct Tags {
    pub tags: Vec<Tag>,
    pub chapters: Vec<Chapter>,
    /// The first picture, and whether there are others.
    pub cover: Option<Vec<u8>>,
    pub picture: bool,
}

const NAMES: [(&[u8; 4], &[u8; 3], &str); 11] = [
    (b"TIT2", b"TT2", "title"),
    (b"TPE1", b"TP1", "artist"),
    (b"TALB", b"TAL", "album"),
    (b"TPE2", b"TP2", "album_artist"),
    (b"TDRC", b"TDR", "date"),
    (b"TYER", b"TYE", "date"),
    (b"TCON", b"TCO", "genre"),
    (b"TRCK", b"TRK", "track"),
    (b"TCOM", b"TCM", "composer"),
    (b"TSSE", b"TSS", "encoder"),
    (b"TCOP", b"TCR", "copyright"),
];

/// Where the tags before the frames end, and what they say. There may be several, one after the other.
pub(crate) fn after(source: &Reader) -> Result<(u64, Tags)> {
    let (mut at, mut tags) = (0, Tags::default());
    for _ in 0..16 {
        let head = source.read(at..at + 10)?;
        let Some(rest) = head.strip_prefix(b"ID3").filter(|rest| rest.len() == 7) else { break };
        let size = safe(&rest[3..7]);
        let body = source.read(at + 10..at + 10 + size.min(LARGEST))?;
        tags.read(rest[0], rest[2], &body);
        // Version 4 may repeat its head at the end.
        at += 10 + size + if rest[2] & 0x10 != 0 { 10 } else { 0 };
    }
    Ok((at, tags))
}

/// A number of seven bits a byte.
fn safe(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, byte| value << 7 | u64::from(byte & 0x7f))
}

impl Tags {
    fn read(&mut self, version: u8, flags: u8, body: &[u8]) {
        let plain;
        let mut rest = body;
        // Unsynchronisation puts a zero behind each byte of ones, so that no tag looks like a frame.
        if flags & 0x80 != 0 && version < 4 {
            plain = undone(body);
            rest = &plain;
        }
        if flags & 0x40 != 0 && version > 2 {
            let Some(size) = rest.get(..4) else { return };
            let size = if version == 4 { safe(size) } else { plain_size(size) + 4 };
            rest = rest.get(size as usize..).unwrap_or_default();
        }
        self.frames(version, rest);
    }

    fn frames(&mut self, version: u8, mut rest: &[u8]) {
        let head = if version == 2 { 6 } else { 10 };
        while let Some((start, after)) = rest.split_at_checked(head) {
            let size = match version {
                2 => plain_size(&start[3..6]),
                4 => safe(&start[4..8]),
                _ => plain_size(&start[4..8]),
            };
            if start[0] == 0 || size == 0 {
                return;
            }
            // Of a picture that is not whole there is none.
            if matches!(&start[..3], b"API" | b"PIC") && size > after.len() as u64 {
                self.picture = true;
                return;
            }
            let body = &after[..(size as usize).min(after.len())];
            let id = if version == 2 { &start[..3] } else { &start[..4] };
            let packed = version > 2 && start[9] & 0x0c != 0;
            if !packed {
                self.frame(version, id, body);
            }
            rest = after.get(size as usize..).unwrap_or_default();
        }
    }

    fn frame(&mut self, version: u8, id: &[u8], body: &[u8]) {
        match id {
            b"APIC" | b"PIC" if self.cover.is_none() => {
                self.cover = cover::of_id3(body, version == 2);
                self.picture |= self.cover.is_none();
            }
            b"APIC" | b"PIC" => self.picture = true,
            b"COMM" | b"COM" if body.len() > 4 => {
                // An encoding, a language, a short description, then the comment.
                let text = text(&[&body[..1], &body[4..]].concat());
                if let Some((description, comment)) = text.split_once('\0')
                    && description.is_empty()
                {
                    self.add("comment", comment);
                }
            }
            b"CHAP" => self.chapter(version, body),
            _ => {
                let known = NAMES.iter().find(|(long, short, _)| id == *long || id == *short);
                if let Some((_, _, key)) = known {
                    self.add(key, &text(body).replace('\0', "; "));
                }
            }
        }
    }

    fn add(&mut self, key: &str, value: &str) {
        let value = value.trim_matches(['\0', ' ', ';']).to_owned();
        if !value.is_empty() && !self.tags.iter().any(|tag| tag.key == key) {
            self.tags.push(Tag { key: key.into(), value });
        }
    }

    /// A name, start and end in milliseconds, two places in the file, then frames of its own.
    fn chapter(&mut self, version: u8, body: &[u8]) {
        let Some(end) = body.iter().position(|byte| *byte == 0) else { return };
        let Some((times, frames)) = body[end + 1..].split_at_checked(16) else { return };
        let mut inner = Self::default();
        inner.frames(version, frames);
        let name =
            inner.tags.into_iter().find(|tag| tag.key == "title").map_or(String::new(), |tag| tag.value);
        self.chapters.push(Chapter { start: plain_size(&times[..4]) as f64 / 1000.0, name });
    }

    /// Reads the 128 bytes at the end of a file.
    pub fn last(&mut self, tag: &[u8]) {
        let Some(rest) = tag.strip_prefix(b"TAG") else { return };
        for (from, to, key) in [(0, 30, "title"), (30, 60, "artist"), (60, 90, "album"), (90, 94, "date")] {
            if let Some(value) = rest.get(from..to) {
                self.add(key, &latin(value));
            }
        }
    }
}

fn plain_size(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

fn undone(bytes: &[u8]) -> Vec<u8> {
    let mut before = 0;
    bytes.iter().copied().filter(|byte| std::mem::replace(&mut before, *byte) != 0xff || *byte != 0).collect()
}

fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// A text behind the number of its encoding.
fn text(body: &[u8]) -> String {
    let Some((encoding, rest)) = body.split_first() else { return String::new() };
    let wide = |rest: &[u8], big: bool| {
        let units: Vec<_> = rest
            .chunks_exact(2)
            .map(|pair| {
                if big {
                    u16::from_be_bytes([pair[0], pair[1]])
                } else {
                    u16::from_le_bytes([pair[0], pair[1]])
                }
            })
            .filter(|unit| *unit != 0xfeff && *unit != 0xfffe)
            .collect();
        String::from_utf16_lossy(&units)
    };
    match encoding {
        0 => latin(rest),
        1 => wide(rest, rest.starts_with(&[0xfe, 0xff])),
        2 => wide(rest, true),
        _ => String::from_utf8_lossy(rest).into_owned(),
    }
}

/// Writes version 2.4 with these tags and chapters, and a picture; nothing if there are none.
pub(super) fn write(tags: &[Tag], chapters: &[Chapter], cover: Option<&[u8]>) -> Vec<u8> {
    let mut body = Vec::new();
    for tag in tags {
        match NAMES.iter().find(|(_, _, key)| *key == tag.key) {
            Some((id, _, _)) => frame(&mut body, id, &[&[3], tag.value.as_bytes()].concat()),
            None if tag.key == "comment" => {
                frame(&mut body, b"COMM", &[b"\x03und\0", tag.value.as_bytes()].concat());
            }
            None => {}
        }
    }
    for (nth, chapter) in chapters.iter().enumerate() {
        let ms = |seconds: f64| ((seconds.max(0.0) * 1000.0).round() as u32).to_be_bytes();
        let end = chapters.get(nth + 1).map_or([0xff; 4], |next| ms(next.start));
        let mut chap = format!("c{nth}\0").into_bytes();
        chap.extend_from_slice(&ms(chapter.start));
        chap.extend_from_slice(&end);
        chap.extend_from_slice(&[0xff; 8]);
        frame(&mut chap, b"TIT2", &[&[3], chapter.name.as_bytes()].concat());
        frame(&mut body, b"CHAP", &chap);
    }
    if let Some(cover) = cover {
        frame(&mut body, b"APIC", &cover::id3(cover));
    }
    if body.is_empty() {
        return body;
    }
    [b"ID3\x04\0\0", &seven(body.len())[..], &body].concat()
}

fn seven(size: usize) -> [u8; 4] {
    [21, 14, 7, 0].map(|shift| (size >> shift & 0x7f) as u8)
}

fn frame(out: &mut Vec<u8>, id: &[u8; 4], body: &[u8]) {
    out.extend_from_slice(id);
    out.extend_from_slice(&seven(body.len()));
    out.extend_from_slice(&[0, 0]);
    out.extend_from_slice(body);
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    #[test]
    fn tags_and_chapters_read_back() {
        let tags = [("title", "Ein Stück"), ("artist", "Nobody"), ("comment", "None")];
        let tags = tags.map(|(key, value)| Tag { key: key.into(), value: value.into() });
        let chapters =
            [Chapter { start: 0.0, name: "One".into() }, Chapter { start: 12.5, name: "Two".into() }];
        let bytes = write(&tags, &chapters, Some(b"\x89PNG"));
        let (end, read) = after(&Reader::new(Rc::new(bytes.clone()))).unwrap();
        assert_eq!(end, bytes.len() as u64);
        assert_eq!((&read.tags[..], &read.chapters[..]), (&tags[..], &chapters[..]));
        assert_eq!(read.cover.as_deref(), Some(&b"\x89PNG"[..]));
    }
}
