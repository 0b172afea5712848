//! Fragments (ISO/IEC 14496-12, 8.8): packets that are listed beside themselves, not in the head of the file.
//!
//! Where a fragment begins before the one ahead of it ends, as when a stream was switched, the later one is right: the packets it
//! replaces are left out. Where time jumps back altogether, it goes on without the jump. So times always grow.

use super::bytes::{Bytes, Name, boxes, child, full};
use super::gather::Gather;
use super::table::Grain;
use crate::index::Sample;

/// What `trex` says of the packets of a track, if a fragment does not.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Defaults {
    pub track: u32,
    description: u32,
    duration: u32,
    size: u32,
    flags: u32,
}

/// The defaults of all tracks.
pub(super) fn defaults(moov: &[u8]) -> Vec<Defaults> {
    let mvex = child(moov, b"mvex").unwrap_or_default();
    boxes(mvex).filter(|found| found.name == *b"trex").filter_map(|found| trex(found.body)).collect()
}

fn trex(body: &[u8]) -> Option<Defaults> {
    let mut body = Bytes(body);
    body.full()?;
    Some(Defaults {
        track: body.u32()?,
        description: body.u32()?,
        duration: body.u32()?,
        size: body.u32()?,
        flags: body.u32()?,
    })
}

/// The part of one track in one fragment.
pub(super) struct Part<'a> {
    head: Defaults,
    /// Where offsets are counted from.
    base: u64,
    /// When its first packet is decoded, if it says so.
    pub time: Option<u64>,
    traf: &'a [u8],
}

/// The parts of a fragment. Those that do not say where their packets lie go on where the one before them ended.
pub(super) fn parts<'a>(start: u64, moof: &'a [u8], all: &[Defaults]) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut base = start;
    for traf in boxes(moof).filter(|found| found.name == *b"traf") {
        let Some(part) = part(start, base, traf.body, all) else { continue };
        base = part.end().unwrap_or(base);
        parts.push(part);
    }
    parts
}

fn part<'a>(start: u64, after: u64, traf: &'a [u8], all: &[Defaults]) -> Option<Part<'a>> {
    let (_, flags, mut body) = full(traf, b"tfhd")?;
    let track = body.u32()?;
    let mut head = all.iter().find(|head| head.track == track).copied().unwrap_or_default();
    head.track = track;
    let base = match flags {
        flags if flags & 1 > 0 => body.u64()?,
        flags if flags & 0x2_0000 > 0 => start,
        _ => after,
    };
    for (flag, field) in
        [(2, &mut head.description), (8, &mut head.duration), (16, &mut head.size), (32, &mut head.flags)]
    {
        if flags & flag > 0 {
            *field = body.u32()?;
        }
    }
    let time = full(traf, b"tfdt").and_then(|(version, _, mut body)| body.wide(version));
    Some(Part { head, base, time, traf })
}

/// One `trun`: packets that lie one behind the other.
struct Run<'a> {
    version: u8,
    flags: u32,
    count: u32,
    /// Where they begin, counted from the base.
    offset: Option<i32>,
    first: Option<u32>,
    rows: Bytes<'a>,
}

impl<'a> Run<'a> {
    fn new((name, body): (Name, &'a [u8])) -> Option<Self> {
        if name != *b"trun" {
            return None;
        }
        let mut rows = Bytes(body);
        let (version, flags) = rows.full()?;
        let count = rows.u32()?;
        let offset = if flags & 1 > 0 { Some(rows.i32()?) } else { None };
        let first = if flags & 4 > 0 { Some(rows.u32()?) } else { None };
        Some(Self { version, flags, count, offset, first, rows })
    }

    /// The next field of a row, if rows have it.
    fn field(&mut self, flag: u32, default: u32) -> Option<u32> {
        if self.flags & flag > 0 { self.rows.u32() } else { Some(default) }
    }
}

impl<'a> Part<'a> {
    pub fn track(&self) -> u32 {
        self.head.track
    }

    fn runs(&self) -> impl Iterator<Item = Run<'a>> + use<'a> {
        boxes(self.traf).filter_map(|found| Run::new((found.name, found.body)))
    }

    /// Where the last of its packets ends.
    fn end(&self) -> Option<u64> {
        let mut end = self.base;
        for mut run in self.runs() {
            end = run.offset.map_or(end, |offset| self.base.saturating_add_signed(i64::from(offset)));
            if run.flags & 0x200 == 0 {
                end = end.saturating_add(u64::from(run.count) * u64::from(self.head.size));
                continue;
            }
            for _ in 0..run.count {
                run.field(0x100, 0)?;
                end = end.saturating_add(u64::from(run.field(0x200, 0)?));
                run.field(0x400, 0)?;
                run.field(0x800, 0)?;
            }
        }
        Some(end)
    }

    /// Appends its packets, moved by so many ticks, as far as they are decoded before `limit`.
    pub fn read(
        &self,
        shift: i64,
        limit: i64,
        keys: bool,
        grain: Option<(Grain, u32)>,
        gather: &mut Gather,
    ) -> Option<()> {
        let mut offset = self.base;
        let mut dts = match self.time {
            Some(time) => i64::try_from(time).ok()?.saturating_add(shift),
            None => gather.next,
        };
        for mut run in self.runs() {
            offset = run.offset.map_or(offset, |offset| self.base.saturating_add_signed(i64::from(offset)));
            let grain = grain.filter(|(grain, _)| run.flags & 0xf00 == 0 && grain.fits(self.head.size));
            let mut at = 0;
            while at < run.count {
                let units = match grain {
                    Some((grain, rate)) => grain.limit(rate).min(run.count - at),
                    None => 1,
                };
                let duration = run.field(0x100, self.head.duration)?.saturating_mul(units);
                let size = run.field(0x200, self.head.size)?.saturating_mul(units);
                let default = run.first.filter(|_| at == 0).unwrap_or(self.head.flags);
                let flags = run.field(0x400, default)?;
                let late = run.field(0x800, 0)?;
                // In version 0 they are unsigned by the letter, but signed in many files.
                let late =
                    if run.version == 0 && late < 1 << 31 { i64::from(late) } else { i64::from(late as i32) };
                if dts >= limit {
                    return Some(());
                }
                gather.push(Sample {
                    offset,
                    size,
                    dts,
                    pts: dts.saturating_add(late),
                    duration,
                    // Neither marked as no key nor as depending on others.
                    key: keys || (flags & 0x1_0000 == 0 && flags >> 24 & 3 != 1),
                    format: self.head.description.saturating_sub(1).min(u32::from(u16::MAX)) as u16,
                })?;
                offset = offset.saturating_add(u64::from(size));
                dts = dts.saturating_add(i64::from(duration));
                at += units;
            }
        }
        Some(())
    }
}
