//! Chapters: a list as Nero writes it, or a track of text as QuickTime does.

use super::bytes::{Bytes, path};
use super::tags;
use crate::{Chapter, Reader, Stream};

/// More of them than this are no chapters.
const MOST: usize = 10_000;

/// `chpl` in `udta`: times in tenths of a microsecond.
pub(super) fn list(moov: &[u8]) -> Vec<Chapter> {
    let mut chapters = Vec::new();
    let Some(body) = path(moov, &[b"udta", b"chpl"]) else { return chapters };
    let mut body = Bytes(body);
    let mut head = || {
        let (version, _) = body.full()?;
        if version > 0 { body.skip(4) } else { Some(()) }?;
        body.u8()
    };
    let Some(count) = head() else { return chapters };
    for _ in 0..count {
        let Some((start, length)) = body.u64().zip(body.u8()) else { break };
        let Some(name) = body.take(length.into()) else { break };
        chapters.push(Chapter { start: start as f64 / 1e7, name: tags::text(name).unwrap_or_default() });
    }
    chapters
}

/// A track whose packets are names: two bytes of length, then letters.
pub(super) fn track(stream: &Stream, reader: &Reader) -> Vec<Chapter> {
    let origin = stream.origin();
    let mut chapters = Vec::new();
    for sample in stream.index.iter().take(MOST) {
        let range = sample.offset..sample.offset + u64::from(sample.size.min(1 << 12));
        // A name that cannot be read leaves the chapter without one.
        let bytes = reader.read(range).unwrap_or_default();
        let mut body = Bytes(&bytes);
        let name = body
            .u16()
            .and_then(|length| body.take(usize::from(length).min(body.0.len())))
            .unwrap_or_default();
        let name = match name.strip_prefix(&[0xfe, 0xff]) {
            Some(wide) => tags::utf16(wide),
            None => tags::text(name),
        };
        let start = stream.seconds(sample.pts.saturating_sub(origin)).max(0.0);
        chapters.push(Chapter { start, name: name.unwrap_or_default() });
    }
    chapters
}
