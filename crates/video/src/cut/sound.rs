//! Cutting sound and text: at the borders of packets, and of plain sound anywhere.

use std::ops::Range;

use super::clock::convert;
use crate::{Codec, Stream};

/// Packets of a stretch, and where the first of them comes to lie.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Packets {
    pub packets: Range<usize>,
    /// What is shown of them, in ticks of their clock.
    pub shown: Range<i64>,
    /// Where that begins in the new track.
    pub at: i64,
}

/// How many packets a decoder has to hear before what comes out of it is right.
fn before(codec: &Codec, stream: &Stream, at: usize) -> usize {
    match codec {
        Codec::Aac | Codec::Vorbis => 1,
        Codec::Mp3 => 2,
        Codec::Opus => {
            // 80 ms, says RFC 7845.
            let each = stream.index.get(at).map_or(0, |sample| i64::from(sample.duration));
            let wanted = convert(80, 1000, stream.timescale);
            usize::try_from((wanted + each - 1) / each.max(1)).unwrap_or(4).min(32)
        }
        _ => 0,
    }
}

/// Which packets sound in a stretch, for one that comes first in the new film: whole packets around it, and before them
/// what the decoder needs. An edit list leaves out what is too much.
pub(super) fn first(
    stream: &Stream,
    codec: &Codec,
    shown: &Range<i64>,
    at: i64,
    clock: u32,
) -> Option<Packets> {
    let index = &stream.index;
    let (start, end) = (ending_after(stream, shown.start), index.decoded_from(shown.end));
    let start = start - before(codec, stream, start).min(start);
    let first = index.get(start).filter(|_| start < end)?.pts;
    let at = at.saturating_add(convert(first.saturating_sub(shown.start), stream.timescale, clock));
    Some(Packets { packets: start..end, shown: first..i64::MAX, at })
}

/// The same for one that comes later, or where nothing can be left out: packets go on where those before them ended, `after`
/// in the new track, so that the border is at most half a packet away from that of the pictures.
pub(super) fn next(
    stream: &Stream,
    shown: &Range<i64>,
    at: i64,
    after: Option<i64>,
    clock: u32,
) -> Option<Packets> {
    let index = &stream.index;
    let place =
        |time: i64| at.saturating_add(convert(time.saturating_sub(shown.start), stream.timescale, clock));
    let floor = after.unwrap_or(at);
    let mut start = ending_after(stream, shown.start);
    // The first whose middle lies behind what is there already.
    while let Some(sample) = index.get(start)
        && place(sample.pts.saturating_add(i64::from(sample.duration) / 2)) < floor
    {
        start += 1;
    }
    let mut end = index.decoded_from(shown.end).max(start);
    // The last whose middle lies before the end.
    while end > start
        && let Some(sample) = index.get(end - 1)
        && sample.pts.saturating_add(i64::from(sample.duration) / 2) >= shown.end
    {
        end -= 1;
    }
    let first = index.get(start).filter(|_| start < end)?;
    let half = convert(i64::from(first.duration), stream.timescale, clock) / 2 + 1;
    let wanted = place(first.pts);
    let at = if wanted.abs_diff(floor) <= half.unsigned_abs() { floor } else { wanted.max(floor) };
    Some(Packets { packets: start..end, shown: first.pts..i64::MAX, at })
}

/// Text and plain sound, which can be cut anywhere.
pub(super) fn exact(stream: &Stream, shown: &Range<i64>, at: i64) -> Option<Packets> {
    let (start, end) = (ending_after(stream, shown.start), stream.index.decoded_from(shown.end));
    (start < end).then(|| Packets { packets: start..end, shown: shown.clone(), at })
}

/// The first packet that ends after this time.
fn ending_after(stream: &Stream, time: i64) -> usize {
    let mut at = stream.index.decoded_from(time);
    while let Some(sample) = at.checked_sub(1).and_then(|before| stream.index.get(before))
        && sample.dts.saturating_add(i64::from(sample.duration)) > time
    {
        at -= 1;
    }
    at
}
