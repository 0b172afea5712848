//! What the sample tables of a track come to, without walking it packet by packet: what a list wants to know of a long film.
//!
//! Tables that say more than plain ones do are not summed up here; then the [walk](super::table) is the answer.

use super::bytes::{Boxed, boxes, child, full, rows};
use super::gather::{Gather, LATEST};
use super::table::{Chunks, Hints, Runs, Sizes, Steps};

/// Sums up the tables into an empty `gather`. `None`, and nothing is changed, where packets have to be looked at one by one:
/// plain sound, groups of keys, small numbers, packets that lie beyond the file.
pub(super) fn sum(stbl: &[u8], hints: Hints, gather: &mut Gather) -> Option<()> {
    let more = |found: Boxed| match &found.name {
        b"stps" => true,
        b"sbgp" => found.body.get(4..8) == Some(b"rap "),
        _ => false,
    };
    if hints.grains.iter().any(Option::is_some) || !hints.keys && boxes(stbl).any(more) {
        return None;
    }
    let (count, bytes) = if hints.brief { sized(stbl, gather)? } else { laid(stbl, gather)? };
    let times = timed(stbl, count)?;
    gather.packets = count;
    gather.bytes = bytes;
    (gather.first, gather.last, gather.next) = (times.first, times.last, times.next);
    gather.durations = times.durations;
    gather.keys = match full(stbl, b"stss") {
        Some((.., body)) if !hints.keys => keys(rows(body, 4), count),
        _ => count,
    };
    Some(())
}

/// How many packets lie within the file, and how many bytes they have.
fn laid(stbl: &[u8], gather: &Gather) -> Option<(u64, u64)> {
    let (sizes, chunks) = (Sizes::new(stbl)?, Chunks::new(stbl)?);
    let (mut steps, mut number, mut bytes) = (Steps::new(stbl), 0, 0_u64);
    for chunk in 0..chunks.count() {
        let (per_chunk, _) = steps.of(chunk);
        let packets = number..number + (per_chunk as usize).min(sizes.count - number);
        number = packets.end;
        let size = sizes.sum(packets)?;
        let end = chunks.get(chunk).checked_add(size)?;
        bytes = bytes.checked_add(size)?;
        if end > gather.file {
            return None;
        }
    }
    let number = number as u64;
    (bytes.checked_add(number)? <= gather.budget).then_some((number, bytes))
}

/// How many packets there are and how many bytes they have, where of their places only the first and the last are known.
fn sized(stbl: &[u8], gather: &Gather) -> Option<(u64, u64)> {
    let sizes = Sizes::new(stbl)?;
    child(stbl, b"stsc")?;
    let chunks = Chunks::new(stbl)?;
    let last = chunks.count().checked_sub(1);
    if sizes.count > 0 && [0, last?].iter().any(|at| chunks.get(*at) >= gather.file) {
        return None;
    }
    let (number, bytes) = (sizes.count as u64, sizes.sum(0..sizes.count)?);
    (bytes.checked_add(number)? <= gather.budget).then_some((number, bytes))
}

/// When packets are shown.
struct Times {
    first: i64,
    last: i64,
    next: i64,
    /// The least and the greatest duration of all but the last packet.
    durations: (u32, u32),
}

/// Walks the runs of equal durations and of equal shifts side by side.
fn timed(stbl: &[u8], count: u64) -> Option<Times> {
    let (mut durations, mut shifts) = (Runs::new(stbl, b"stts"), Runs::new(stbl, b"ctts"));
    let mut times = Times { first: i64::MAX, last: i64::MIN, next: 0, durations: (u32::MAX, 0) };
    let (mut left, mut duration, mut shift) = (u32::try_from(count).ok()?, (0, 0), (0, 0));
    while left > 0 {
        if duration.1 == 0 {
            duration = durations.run(left);
        }
        if shift.1 == 0 {
            shift = shifts.run(left);
        }
        let run = duration.1.min(shift.1);
        (duration.1, shift.1, left) = (duration.1 - run, shift.1 - run, left - run);
        let ticks = u32::try_from(duration.0).ok()?;
        let first = times.next.checked_add(shift.0)?;
        times.next = times.next.checked_add(i64::from(ticks).checked_mul(i64::from(run))?)?;
        let last = times.next.checked_add(shift.0)?;
        if first.unsigned_abs().max(last.unsigned_abs()).max(times.next.unsigned_abs()) > LATEST {
            return None;
        }
        (times.first, times.last) = (times.first.min(first), times.last.max(last));
        if run > 1 || left > 0 {
            times.durations = (times.durations.0.min(ticks), times.durations.1.max(ticks));
        }
    }
    Some(times)
}

/// How many of the packets are named as keys, each of them once.
fn keys(rows: &[u8], count: u64) -> u64 {
    let (rows, _) = rows.as_chunks();
    let numbers = rows.iter().map(|row| u64::from(u32::from_be_bytes(*row)));
    let (keys, _) = numbers.filter(|number| *number <= count).fold((0, 0), |(keys, latest), number| {
        if number > latest { (keys + 1, number) } else { (keys, latest) }
    });
    keys
}
