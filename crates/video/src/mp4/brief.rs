//! The head of a long film without the tables that only say where each packet lies, for who asks what the film holds.
//!
//! Half of such a head are these tables, and a browser takes longer to hand a megabyte over than all else takes. So boxes are
//! gone through by their heads, and only what is wanted of them is read, in few reads. What was left out is zeros, and the
//! tables of late pictures have one row for all between their first and their last.

use std::ops::Range;

use super::bytes::{Bytes, Name, path, rows};
use crate::{Reader, Result};

/// Below, reading all of it costs no more.
const LEAST: u64 = 192 << 10;
/// More is not held for an answer of a few words.
const MOST: u64 = 1 << 30;
/// So much is read where a box is expected, of what comes before it, and behind the head.
const AHEAD: usize = 4 << 10;
const BEFORE: usize = 512;
const BEHIND: u64 = 64;
/// So much is read of both ends of a table of late pictures: hundreds of them, and none waits for so many.
const EDGE: usize = 4 << 10;
/// So much of both ends of a table of places: one, behind what comes before it.
const PLACES: usize = 16;
/// Ranges that are closer to each other are read as one: a read by itself takes as long as so many bytes more.
const CLOSE: usize = 224 << 10;
/// A head that is not known after so many looks is read as a whole.
const LOOKS: usize = 5;
/// Boxes with boxes in them, one in the other, down to the tables.
const DEPTH: u32 = 4;

/// A head with holes.
pub(super) struct Brief {
    /// The body of `moov`.
    pub moov: Vec<u8>,
    /// What follows it.
    pub behind: Vec<u8>,
}

/// Reads the body of `moov` in parts. `None` where it has to be read as a whole.
pub(super) fn read(reader: &Reader, body: &Range<u64>) -> Result<Option<Brief>> {
    let length = body.end - body.start;
    if !(LEAST..MOST).contains(&length) {
        return Ok(None);
    }
    let mut head = Head { bytes: vec![0; length as usize], known: Vec::new(), wanted: Vec::new() };
    let first = reader.at_hand(body.start).min(body.end);
    head.put(0, &reader.read(body.start..first)?);
    let mut behind = Vec::new();
    for _ in 0..LOOKS {
        head.walk(0..head.bytes.len(), 0);
        let ranges = head.ranges();
        if ranges.is_empty() {
            return Ok(head.bridged().map(|moov| Brief { moov, behind }));
        }
        for Range { start, end } in ranges {
            let more = if end == head.bytes.len() { BEHIND } else { 0 };
            let mut bytes = reader.straight(body.start + start as u64..body.start + end as u64 + more)?;
            if more > 0 {
                behind = bytes.split_off((end - start).min(bytes.len()));
            }
            head.put(start, &bytes);
        }
    }
    Ok(None)
}

/// What is known of the body of `moov`.
struct Head {
    bytes: Vec<u8>,
    known: Vec<Range<usize>>,
    wanted: Vec<Range<usize>>,
}

impl Head {
    fn put(&mut self, at: usize, bytes: &[u8]) {
        let end = (at + bytes.len()).min(self.bytes.len());
        self.bytes[at..end].copy_from_slice(&bytes[..end - at]);
        self.known.push(at..end);
    }

    fn knows(&self, range: &Range<usize>) -> bool {
        range.is_empty()
            || self.known.iter().any(|known| known.start <= range.start && range.end <= known.end)
    }

    fn want(&mut self, range: Range<usize>) {
        if !self.knows(&range) {
            self.wanted.push(range);
        }
    }

    fn ends(&mut self, body: &Range<usize>, length: usize) {
        self.want(body.start..body.start + length);
        self.want(body.end - length..body.end);
    }

    /// Goes through the boxes of a box as far as they are known, and notes what has to be read to go on.
    fn walk(&mut self, all: Range<usize>, depth: u32) {
        let (mut at, mut ahead, mut packets) = (all.start, AHEAD, 0);
        while at + 8 <= all.end {
            let mut next = at..(at + 16).min(all.end);
            if !self.knows(&next) {
                next = at.saturating_sub(BEFORE).max(all.start)..at.saturating_add(ahead).min(all.end);
                self.wanted.push(next);
                return;
            }
            let Some((name, body)) = self.boxed(at..all.end) else { return };
            ahead = AHEAD;
            match &name {
                b"trak" | b"mdia" | b"minf" | b"stbl" if depth < DEPTH => self.walk(body.clone(), depth + 1),
                // What a sentence about the film does not need. The kind of a group is in its head.
                b"stsc" | b"sdtp" | b"sbgp" | b"saiz" | b"saio" | b"free" | b"skip" => {}
                b"ctts" if body.len() > 2 * EDGE => self.ends(&body, EDGE),
                // Where the first and the last chunk are, a file whose places are wrong shows it.
                b"stco" | b"co64" if body.len() > 2 * PLACES => self.ends(&body, PLACES),
                _ => self.want(body.clone()),
            }
            if name == *b"stts" && self.knows(&body) {
                packets = count(&self.bytes[body.clone()]);
            }
            // Sizes are about to come, and how many there are is known.
            if matches!(&name, b"ctts" | b"stsc") {
                ahead = packets.saturating_mul(4).saturating_add(AHEAD);
            }
            at = body.end;
        }
    }

    /// The box that begins here.
    fn boxed(&self, range: Range<usize>) -> Option<(Name, Range<usize>)> {
        let mut head = Bytes(self.bytes.get(range.clone())?);
        let (size, name) = (head.u32()?, head.array()?);
        let (start, size) = match size {
            0 => (8, range.len()),
            1 => (16, usize::try_from(head.u64()?).ok()?),
            size => (8, size as usize),
        };
        (size >= start).then(|| (name, range.start + start..range.start + size.min(range.len())))
    }

    /// What is wanted, in order, and those as one that are close.
    fn ranges(&mut self) -> Vec<Range<usize>> {
        let mut wanted = std::mem::take(&mut self.wanted);
        wanted.sort_by_key(|range| range.start);
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for range in wanted {
            match ranges.last_mut() {
                Some(last) if range.start <= last.end.saturating_add(CLOSE) => {
                    last.end = last.end.max(range.end)
                }
                _ => ranges.push(range),
            }
        }
        ranges
    }

    /// The body, with one row in the place of those that were left out of each table of late pictures. `None` where the rows do
    /// not come to as many packets as there are.
    fn bridged(mut self) -> Option<Vec<u8>> {
        let traks = self.inside(0..self.bytes.len());
        for (_, trak) in traks.into_iter().filter(|(name, _)| name == b"trak") {
            let into = |all: Range<usize>, name: &Name| {
                self.inside(all).into_iter().find(|found| found.0 == *name).map(|found| found.1)
            };
            let stbl = into(trak, b"mdia").and_then(|mdia| into(mdia, b"minf"));
            let Some(stbl) = stbl.and_then(|minf| into(minf, b"stbl")) else { continue };
            let Some(ctts) = into(stbl.clone(), b"ctts").filter(|ctts| ctts.len() > 2 * EDGE) else {
                continue;
            };
            let packets = path(&self.bytes[stbl], &[b"stts"]).map(count)?;
            bridge(&mut self.bytes[ctts], packets)?;
        }
        Some(self.bytes)
    }

    fn inside(&self, all: Range<usize>) -> Vec<(Name, Range<usize>)> {
        let mut found = Vec::new();
        let mut at = all.start;
        while let Some((name, body)) = self.boxed(at..all.end) {
            at = body.end;
            found.push((name, body));
        }
        found
    }
}

/// How many packets the rows of a table of runs are, which begins with its version.
fn count(body: &[u8]) -> usize {
    let table = rows(Bytes(body.get(4..).unwrap_or_default()), 8);
    sum(table).min(u32::MAX as usize)
}

fn sum(rows: &[u8]) -> usize {
    let (rows, _) = rows.as_chunks::<8>();
    let counts = rows.iter().map(|[a, b, c, d, ..]| u32::from_be_bytes([*a, *b, *c, *d]) as usize);
    counts.fold(0, usize::saturating_add)
}

/// Makes a table of runs of its first rows, one for those in the middle, and the last.
fn bridge(body: &mut [u8], packets: usize) -> Option<()> {
    let (start, width) = (8, 8);
    let (length, named) = (body.len(), Bytes(body.get(4..)?).u32()? as usize);
    // Only where the rows fill the box it is known where they end.
    if start + named.checked_mul(width)? != length {
        return None;
    }
    let (first, last) = (start + (EDGE - start) / width * width, length - EDGE / width * width);
    let middle = packets.checked_sub(sum(&body[start..first]))?.checked_sub(sum(&body[last..]))?;
    let middle = u32::try_from(middle).ok()?.to_be_bytes();
    body[first..first + 4].copy_from_slice(&middle);
    body.copy_within(first - 4..first, first + 4);
    body.copy_within(last.., first + width);
    let rows = (first - start + width + length - last) / width;
    body[4..8].copy_from_slice(&(rows as u32).to_be_bytes());
    Some(())
}
