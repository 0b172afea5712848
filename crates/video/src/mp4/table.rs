//! The sample tables of a track (ISO/IEC 14496-12, 8.6 and 8.7) become its index.
//!
//! Five tables are walked at once, each in its own steps: runs of times, runs of shifts, chunks, sizes, keys. Nothing is
//! unpacked first, so the tables cost no memory beside the bytes of the file.

use std::ops::Range;

use super::bytes::{Boxed, Bytes, boxes, full, rows};
use super::gather::Gather;
use crate::index::Sample;

/// Plain sound: how many bytes so many of its frames take. Its packets are not frames of 4 bytes but stretches of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grain {
    pub frames: u32,
    pub bytes: u32,
}

impl Grain {
    /// Whether packets of this size are single frames.
    pub fn fits(self, size: u32) -> bool {
        self.frames > 1 || self.bytes == size
    }

    /// How many of its units make up a packet at most: about a second, and never more than 64k frames.
    pub fn limit(self, rate: u32) -> u32 {
        (rate.clamp(1, 1 << 16) / self.frames.max(1)).max(1)
    }
}

/// What the tables do not say themselves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hints<'a> {
    /// For each sample description, how plain sound is laid out.
    pub grains: &'a [Option<Grain>],
    /// How many frames a second of sound has.
    pub rate: u32,
    /// Whether every packet can be begun with, as in sound.
    pub keys: bool,
    /// Whether the tables of places were left out.
    pub brief: bool,
}

/// Reads the tables. Where one of them ends too early, what was read until then stays.
pub(super) fn read(stbl: &[u8], hints: Hints, gather: &mut Gather) -> Option<()> {
    let sizes = Sizes::new(stbl)?;
    let chunks = Chunks::new(stbl)?;
    let mut times = Runs::new(stbl, b"stts");
    let mut shifts = Runs::new(stbl, b"ctts");
    let mut keys = Keys::new(stbl, hints.keys);
    let mut steps = Steps::new(stbl);
    let (mut number, mut dts) = (0, 0_i64);
    for chunk in 0..chunks.count() {
        let (per_chunk, format) = steps.of(chunk);
        let mut offset = chunks.get(chunk);
        let place = (format.max(1) - 1).min(u32::from(u16::MAX)) as usize;
        let grain = hints.grains.get(place).copied().flatten();
        let grain = grain.filter(|grain| sizes.all == 1 || (sizes.all > 0 && grain.fits(sizes.all)));
        let mut left = (per_chunk as usize).min(sizes.count - number);
        if number == sizes.count {
            break;
        }
        while left > 0 {
            // One of the packets, or of plain sound as many frames as make up one.
            let (samples, size, duration) = match grain {
                Some(grain) => {
                    let units = (left as u32 / grain.frames.max(1)).clamp(1, grain.limit(hints.rate));
                    let samples = (units.saturating_mul(grain.frames) as usize).clamp(1, left);
                    let delta = times.next(samples as u32).max(0) as u32;
                    (samples, grain.bytes.saturating_mul(units), delta.saturating_mul(samples as u32))
                }
                None => (1, sizes.get(number), times.next(1).max(0) as u32),
            };
            let shift = shifts.next(samples as u32);
            gather.push(Sample {
                offset,
                size,
                dts,
                pts: dts.saturating_add(shift),
                duration,
                key: keys.next(number),
                format: place as u16,
            })?;
            dts = dts.saturating_add(i64::from(duration));
            offset = offset.saturating_add(u64::from(size));
            number += samples;
            left -= samples;
        }
    }
    Some(())
}

/// `stsc`: how many packets a chunk has, and of which format. What is said of one holds until the next that is named.
pub(super) struct Steps<'a> {
    rows: std::slice::ChunksExact<'a, u8>,
    /// The next that is named, and what is said of it.
    next: Option<[u32; 3]>,
    now: (u32, u32),
}

impl<'a> Steps<'a> {
    pub fn new(stbl: &'a [u8]) -> Self {
        let table = full(stbl, b"stsc").map(|(.., body)| rows(body, 12)).unwrap_or_default();
        let mut steps = Self { rows: table.chunks_exact(12), next: None, now: (0, 1) };
        steps.next = steps.row();
        steps
    }

    fn row(&mut self) -> Option<[u32; 3]> {
        let mut row = Bytes(self.rows.next()?);
        Some([row.u32()?, row.u32()?, row.u32()?])
    }

    /// Of this chunk; they are asked for in order.
    pub fn of(&mut self, chunk: usize) -> (u32, u32) {
        while let Some([_, count, format]) = self.next.filter(|[first, ..]| *first as usize <= chunk + 1) {
            self.now = (count, format);
            self.next = self.row();
        }
        self.now
    }
}

/// `stsz` or `stz2`: how large each packet is.
pub(super) struct Sizes<'a> {
    /// The size of all, if it is not 0.
    all: u32,
    /// Bits of each number of the table.
    bits: usize,
    table: &'a [u8],
    pub count: usize,
}

impl<'a> Sizes<'a> {
    pub fn new(stbl: &'a [u8]) -> Option<Self> {
        let (all, bits, mut body) = match full(stbl, b"stsz") {
            Some((.., mut body)) => (body.u32()?, 32, body),
            None => {
                let (.., mut body) = full(stbl, b"stz2")?;
                (0, body.u32()? as usize & 0xff, body)
            }
        };
        let count = body.u32()? as usize;
        let count = match (all, bits) {
            (0, 4 | 8 | 16 | 32) => count.min(body.0.len().saturating_mul(8) / bits),
            (0, _) => return None,
            _ => count,
        };
        Some(Self { all, bits, table: body.0, count })
    }

    /// How large these are together, where each has a number of 32 bits or none.
    pub fn sum(&self, packets: Range<usize>) -> Option<u64> {
        if self.all > 0 {
            return u64::from(self.all).checked_mul(packets.len() as u64);
        }
        let (rows, _) = self.table.get(packets.start * 4..packets.end * 4)?.as_chunks();
        (self.bits == 32).then(|| rows.iter().map(|row| u64::from(u32::from_be_bytes(*row))).sum())
    }

    fn get(&self, at: usize) -> u32 {
        if self.all > 0 {
            return self.all;
        }
        let bytes = self.table.get(at * self.bits / 8..).unwrap_or_default();
        let size = match self.bits {
            4 => bytes.first().map(|byte| u32::from(byte >> (4 * ((at + 1) % 2)) & 15)),
            8 => bytes.first().map(|byte| u32::from(*byte)),
            16 => Bytes(bytes).u16().map(u32::from),
            _ => Bytes(bytes).u32(),
        };
        size.unwrap_or_default()
    }
}

/// `stco` or `co64`: where each chunk begins.
pub(super) struct Chunks<'a> {
    wide: bool,
    table: &'a [u8],
}

impl<'a> Chunks<'a> {
    pub fn new(stbl: &'a [u8]) -> Option<Self> {
        if let Some((.., body)) = full(stbl, b"stco") {
            return Some(Self { wide: false, table: rows(body, 4) });
        }
        full(stbl, b"co64").map(|(.., body)| Self { wide: true, table: rows(body, 8) })
    }

    pub fn count(&self) -> usize {
        self.table.len() / if self.wide { 8 } else { 4 }
    }

    pub fn get(&self, at: usize) -> u64 {
        let read = |width: usize| self.table.get(at * width..).unwrap_or_default();
        let offset = if self.wide { Bytes(read(8)).u64() } else { Bytes(read(4)).u32().map(u64::from) };
        offset.unwrap_or(u64::MAX)
    }
}

/// `stts` or `ctts`: a number for each of so many packets in turn. What follows the last run is like it.
pub(super) struct Runs<'a> {
    rows: std::slice::ChunksExact<'a, u8>,
    left: u32,
    value: i64,
    /// Whether a shift is 0 where the table has ended.
    shifts: bool,
}

impl<'a> Runs<'a> {
    pub fn new(stbl: &'a [u8], name: &[u8; 4]) -> Self {
        let table = full(stbl, name).map(|(.., body)| rows(body, 8)).unwrap_or_default();
        Self { rows: table.chunks_exact(8), left: 0, value: 0, shifts: name == b"ctts" }
    }

    /// The number of the next packet, and how many of at most so many have it, one after the other.
    pub fn run(&mut self, most: u32) -> (i64, u32) {
        while self.left == 0 {
            if !self.load() {
                return (if self.shifts { 0 } else { self.value }, most);
            }
        }
        let run = self.left.min(most);
        self.left -= run;
        (self.value, run)
    }

    /// The number of the next packet, after which so many are left behind.
    fn next(&mut self, count: u32) -> i64 {
        while self.left == 0 {
            if !self.load() {
                return if self.shifts { 0 } else { self.value };
            }
        }
        let (value, mut count) = (self.value, count);
        while count > self.left {
            count -= self.left;
            self.left = 0;
            if !self.load() {
                return value;
            }
        }
        self.left -= count;
        value
    }

    fn load(&mut self) -> bool {
        let Some(row) = self.rows.next() else { return false };
        let mut row = Bytes(row);
        self.left = row.u32().unwrap_or_default();
        // Shifts below zero stand in version 0 too, and a duration below zero is a known mistake of writers.
        self.value = i64::from(row.i32().unwrap_or_default());
        if !self.shifts && self.value < 0 {
            self.value = 1;
        }
        true
    }
}

/// `stss`, `stps` and the groups `rap `: which packets can be begun with.
struct Keys<'a> {
    all: bool,
    lists: [(&'a [u8], u32); 2],
    groups: Groups<'a>,
}

impl<'a> Keys<'a> {
    fn new(stbl: &'a [u8], all: bool) -> Self {
        let list = |name| full(stbl, name).map(|(.., body)| (rows(body, 4), 0));
        let (full_keys, partial) = (list(b"stss"), list(b"stps"));
        Self {
            all: all || full_keys.is_none(),
            lists: [full_keys.unwrap_or_default(), partial.unwrap_or_default()],
            groups: Groups::new(stbl, b"rap "),
        }
    }

    /// Whether this packet is one; the packets are asked for in order.
    fn next(&mut self, number: usize) -> bool {
        let grouped = self.groups.next();
        if self.all {
            return true;
        }
        let listed = self.lists.iter_mut().fold(false, |found, (rows, latest)| {
            while (*latest as usize) < number + 1
                && let Some((row, rest)) = rows.split_first_chunk()
            {
                (*rows, *latest) = (rest, u32::from_be_bytes(*row));
            }
            found | (*latest as usize == number + 1)
        });
        listed || grouped
    }
}

/// `sbgp`: which packets are in a group.
struct Groups<'a> {
    rows: std::slice::ChunksExact<'a, u8>,
    left: u32,
    inside: bool,
}

impl<'a> Groups<'a> {
    fn new(stbl: &'a [u8], kind: &[u8; 4]) -> Self {
        let table = |found: Boxed<'a>| {
            let mut body = Bytes(found.body);
            let (version, _) = body.full()?;
            if body.array::<4>()? != *kind {
                return None;
            }
            if version == 1 {
                body.skip(4)?;
            }
            Some(rows(body, 8))
        };
        let found = boxes(stbl).filter(|found| found.name == *b"sbgp").find_map(table);
        Self { rows: found.unwrap_or_default().chunks_exact(8), left: 0, inside: false }
    }

    fn next(&mut self) -> bool {
        while self.left == 0 {
            let Some(row) = self.rows.next() else { return false };
            let mut row = Bytes(row);
            self.left = row.u32().unwrap_or_default();
            self.inside = row.u32().unwrap_or_default() > 0;
        }
        self.left -= 1;
        self.inside
    }
}
