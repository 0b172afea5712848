//! In which order pictures of H.264 are shown.
//!
//! Chunks lie in the order of decoding, and nothing in the file says another one: only the pictures themselves tell their place,
//! counted from one that begins anew. So the head of each is read, where the film says that some wait for others.

use crate::h264::{self, Order, Sets, Slice, Sps};
use crate::index::Index;
use crate::window::Window;
use crate::{Packing, Result};

/// A picture's own description begins in so many bytes of its packet.
const HEAD: usize = 2048;
/// More pictures than this never wait for one.
const WAIT: usize = 16;

/// When each picture is decoded and shown; `None` where that is the same, or is not told.
pub(super) fn times(
    window: &mut Window,
    index: &Index,
    config: &[u8],
    packing: &Packing,
) -> Result<Option<Vec<(i64, i64)>>> {
    let sets = h264::sets(config);
    let Some(sps) = sets.sps.first().and_then(|unit| Sps::read(unit)) else { return Ok(None) };
    let Order::Bits(width) = sps.order else { return Ok(None) };
    if sps.profile == 66 || sps.reorder == Some(0) {
        return Ok(None);
    }
    let mut places = Vec::with_capacity(index.len());
    // Read from front to back, a file is read once at most; that is cheaper than a call for the head of each picture.
    if !index.iter().map(|sample| sample.offset).is_sorted() {
        return Ok(None);
    }
    let (mut group, mut count) = (0_u32, Count { width, high: 0, low: 0 });
    for (nth, sample) in index.iter().enumerate() {
        let size = (sample.size as usize).min(HEAD);
        let bytes = window.at(sample.offset, size)?;
        let bytes = &bytes[..size.min(bytes.len())];
        let picture = match packing {
            Packing::StartCodes => picture(&sets, h264::annexb(bytes)),
            _ => picture(&sets, h264::units(bytes, sets.length)),
        };
        // One that cannot be read counts as one that begins anew.
        let (low, anew, kept) = picture.unwrap_or((0, true, true));
        if anew {
            group += 1;
            (count.high, count.low) = (0, 0);
        }
        places.push((group, count.place(low, kept), nth));
    }
    Ok(sorted(places, index))
}

/// The lowest bits of a picture's place, whether it begins anew, and whether others refer to it.
fn picture<'a>(sets: &Sets, mut units: impl Iterator<Item = &'a [u8]>) -> Option<(i64, bool, bool)> {
    let unit = units.find(|unit| unit.first().is_some_and(|head| matches!(head & 31, 1 | 5)))?;
    let (sps, pps) = sets.of(unit)?;
    let slice = Slice::read(unit, &sps, &pps)?;
    Some((i64::from(slice.order?), unit[0] & 31 == 5, unit[0] >> 5 & 3 > 0))
}

/// Places that are told by their lowest bits only (8.2.1.1).
struct Count {
    width: u32,
    high: i64,
    low: i64,
}

impl Count {
    fn place(&mut self, low: i64, kept: bool) -> i64 {
        let round = 1 << self.width.min(16);
        let high = match low - self.low {
            less if less <= -round / 2 => self.high + round,
            more if more > round / 2 => self.high - round,
            _ => self.high,
        };
        if kept {
            (self.high, self.low) = (high, low);
        }
        high + low
    }
}

/// Gives each picture the time that its place has in the file, and lets it be decoded so much earlier that none is shown before.
fn sorted(mut places: Vec<(u32, i64, usize)>, index: &Index) -> Option<Vec<(i64, i64)>> {
    let slots: Vec<i64> = index.iter().map(|sample| sample.dts).collect();
    places.sort_unstable();
    let wait = places.iter().enumerate().map(|(rank, (.., nth))| nth.saturating_sub(rank)).max()?;
    if !(1..=WAIT).contains(&wait) {
        return None;
    }
    let first = *slots.first()?;
    let mut times = vec![(0, 0); slots.len()];
    for (rank, (.., nth)) in places.into_iter().enumerate() {
        let decoded = match nth.checked_sub(wait) {
            Some(before) => slots[before],
            None => first - (wait - nth) as i64,
        };
        times[nth] = (decoded, slots[rank]);
    }
    Some(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_go_on_where_their_bits_end() {
        let mut count = Count { width: 4, high: 0, low: 0 };
        let told = [(0, true), (8, true), (4, false), (0, true), (12, false), (6, true), (2, false)];
        let places = told.map(|(low, kept)| count.place(low, kept));
        assert_eq!(places, [0, 8, 4, 16, 12, 22, 18]);
    }
}
