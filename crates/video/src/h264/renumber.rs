//! Two streams in one track: the pictures of an encoder become pictures of the stream they are joined to.
//!
//! Where both code pictures alike, the encoder's refer to the stream's own sequence parameter set, with numbers as wide as there,
//! so that a decoder sees one stream. Where not, their set comes beside it under a number that is free. The other way, a
//! second sample entry, is understood by few players, and is lost when one of them seeks.

use super::bits::{Bits, Writer, bare, end};
use super::rewrite::{Head, Marking, rewrite};
use super::slice::{Operation, kind};
use super::{Order, Pps, Sets, Slice, Sps, units};

/// A stream of an encoder that becomes a part of another.
#[derive(Clone, Debug)]
pub struct Renumber {
    /// Its sequence as it was.
    own: Sps,
    /// Its picture parameter sets as they were, and their new numbers.
    pps: Vec<(Pps, u32)>,
    /// How many bytes the length before each unit has.
    length: usize,
    /// The sequence its pictures belong to now.
    sps: Sps,
    /// The place in the order of output that its first picture has; each next one has 2 more.
    first: u32,
    count: Count,
}

/// Numbers of pictures that begin anew after the largest, counted on.
#[derive(Clone, Debug, Default)]
struct Count {
    last: u32,
    /// What was left behind when they began anew.
    before: u32,
}

impl Count {
    /// The number of the next slice. One with which all begins anew has 0.
    fn next(&mut self, number: u32, key: bool, bits: u32) -> u32 {
        if key {
            *self = Self::default();
        } else if number < self.last {
            self.before = self.before.wrapping_add(1 << bits);
        }
        self.last = number;
        self.before.wrapping_add(number)
    }
}

/// How pictures are numbered that are followed by a key which does not begin the numbers anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lead {
    /// How many bits the number of a picture has in the stream that follows.
    pub number_bits: u32,
    /// How many bits a number of the order has there.
    pub bits: u32,
    /// The number of the first picture; each next one has 2 more.
    pub first: u32,
}

impl Renumber {
    /// Makes an encoder's pictures a part of the stream with these parameter sets, to which it adds its own. Sets that are
    /// there already are used again.
    pub fn new(encoder: &Sets, lead: Option<Lead>, into: &mut Sets) -> Option<Self> {
        let unit = encoder.sps.first()?;
        let own = Sps::read(unit)?;
        let streams: Vec<Sps> = into.sps.iter().filter_map(|unit| Sps::read(unit)).collect();
        let sps = match streams.iter().find(|sps| sps.codes_like(&own)) {
            Some(sps) => sps.clone(),
            None => {
                let written = |id| sequence(unit, &own, id, lead);
                let twin = streams.iter().find(|sps| into.sps.contains(&written(sps.id)));
                let free = || (0..32).find(|id| streams.iter().all(|sps| sps.id != *id));
                let id = twin.map(|sps| sps.id).or_else(free)?;
                if twin.is_none() {
                    into.sps.push(written(id));
                }
                Sps::read(&written(id))?
            }
        };
        let pps = adopt(&encoder.pps, sps.id, into)?;
        let first = lead.map_or(0, |lead| lead.first);
        Some(Self { own, pps, length: encoder.length, sps, first, count: Count::default() })
    }

    /// The same for keys that take the places of pictures of the stream, of which this is one. `None` where the two code
    /// pictures differently.
    pub fn place(encoder: &Sets, original: &[u8], into: &mut Sets) -> Option<Self> {
        let own = Sps::read(encoder.sps.first()?)?;
        let unit = units(original, into.length).find(|unit| unit[0] & 31 == 1)?;
        let (sps, _) = into.of(unit)?;
        if !sps.codes_like(&own) {
            return None;
        }
        let pps = adopt(&encoder.pps, sps.id, into)?;
        Some(Self { own, pps, length: encoder.length, sps, first: 0, count: Count::default() })
    }

    /// The head of a slice of the encoder, and what it refers to.
    fn read(&self, unit: &[u8]) -> Option<(Slice, &Pps, u32)> {
        let (_, used) = kind(unit)?;
        let (pps, number) = self.pps.iter().find(|(pps, _)| pps.id == used)?;
        Some((Slice::read(unit, &self.own, pps)?, pps, *number))
    }

    /// The next packet of the encoder with the new numbers. `place` says which of the pictures it is that the encoder was given,
    /// and whether others may build on it.
    pub fn packet(&mut self, packet: &[u8], place: (u32, bool), new_length: usize) -> Option<Vec<u8>> {
        let slices = units(packet, self.length).filter(|unit| matches!(unit[0] & 31, 1 | 5));
        let slices = slices.map(|unit| self.slice(unit, place)).collect::<Option<Vec<_>>>()?;
        (!slices.is_empty()).then(|| super::packet(slices.iter().map(Vec::as_slice), new_length))
    }

    fn slice(&mut self, unit: &[u8], (at, kept): (u32, bool)) -> Option<Vec<u8>> {
        let mut count = std::mem::take(&mut self.count);
        let (slice, pps, id) = self.read(unit)?;
        let number = count.next(slice.number, unit[0] & 31 == 5, self.own.frame_bits) & self.sps.numbers();
        // A picture that is not kept says nothing of those that are.
        if !kept && unit[0] & 31 == 5 {
            return None;
        }
        let order = match self.sps.order {
            Order::Bits(bits) => Some((self.first.wrapping_add(at.wrapping_mul(2)), bits)),
            _ => None,
        };
        let head = Head {
            unit: if kept { unit[0] } else { unit[0] & 0x9f },
            pps: id,
            number: (number, self.sps.frame_bits),
            order,
            marking: if kept { Marking::Same } else { Marking::Silent },
        };
        let written = rewrite(unit, &slice, (pps, self.own.frame_bits), &head);
        self.count = count;
        written
    }

    /// A packet of the encoder, a key, in the place of a picture of the stream, with the head of which it is shown and kept.
    pub(super) fn placed(
        &self,
        packet: &[u8],
        like: &Slice,
        reference: u8,
        list: &[Operation],
        new_length: usize,
    ) -> Option<Vec<u8>> {
        let Order::Bits(bits) = self.sps.order else { return None };
        let keys = units(packet, self.length).filter(|unit| unit[0] & 31 == 5);
        let slices = keys.map(|unit| {
            let (slice, pps, id) = self.read(unit)?;
            let marking = match &like.marking {
                _ if reference == 0 => Marking::Silent,
                Some(_) => Marking::List(list),
                None => Marking::Oldest,
            };
            let number = (like.number, self.sps.frame_bits);
            let head =
                Head { unit: reference | 1, pps: id, number, order: Some((like.order?, bits)), marking };
            rewrite(unit, &slice, (pps, self.own.frame_bits), &head)
        });
        let slices = slices.collect::<Option<Vec<_>>>()?;
        (!slices.is_empty()).then(|| super::packet(slices.iter().map(Vec::as_slice), new_length))
    }

    /// How many pictures a decoder has kept when it has seen these packets of the encoder, the number of the last of them, and
    /// how many it could have kept if it had more room.
    pub fn kept<'a>(&self, packets: impl Iterator<Item = &'a [u8]>) -> Option<(u32, u32, u32)> {
        let units =
            packets.flat_map(|packet| units(packet, self.length).find(|unit| matches!(unit[0] & 31, 1 | 5)));
        let (mut count, mut last, mut numbers) = (0, None, Count::default());
        for unit in units.filter(|unit| unit[0] >> 5 & 3 > 0) {
            // A key lets go of all that were before it.
            let key = unit[0] & 31 == 5;
            count = if key { 1 } else { count + 1 };
            last =
                Some(numbers.next(self.read(unit)?.0.number, key, self.own.frame_bits) & self.sps.numbers());
        }
        Some((self.sps.kept.min(count), last?, count))
    }
}

impl Sps {
    /// Whether pictures of another sequence can be pictures of this one, once their heads are rewritten.
    fn codes_like(&self, other: &Self) -> bool {
        let alike = |sps: &Self| (sps.width, sps.height, sps.chroma, sps.bits, sps.planes);
        // What a decoder of the one can, it can of the other: Baseline, Main, High.
        let tools = |sps: &Self| [66, 77, 100].iter().position(|profile| *profile == sps.profile);
        let capable = match (tools(self), tools(other)) {
            (Some(ours), Some(theirs)) => ours >= theirs,
            _ => self.profile == other.profile,
        };
        // Pictures that come out late have to be waited for. Those that stand alone do not.
        let late = if other.kept == 0 { Some(0) } else { other.reorder };
        let waits = self.reorder.is_none_or(|most| late.is_some_and(|late| late <= most));
        alike(self) == alike(other)
            && capable
            && waits
            && self.frames
            && other.frames
            && !self.scaled
            && !other.scaled
            && self.kept >= other.kept
            && matches!(self.order, Order::Bits(_))
    }
}

/// Adds picture parameter sets under numbers that are free; those that are there already are used again.
fn adopt(units: &[Vec<u8>], sps: u32, into: &mut Sets) -> Option<Vec<(Pps, u32)>> {
    let mut adopted = Vec::new();
    for unit in units {
        let pps = Pps::read(unit)?;
        let known: Vec<u32> = into.pps.iter().filter_map(|unit| Some(Pps::read(unit)?.id)).collect();
        let twin = known.iter().copied().find(|other| into.pps.contains(&picture(unit, &pps, *other, sps)));
        let number = twin.or_else(|| (0..256).find(|id| !known.contains(id)))?;
        if twin.is_none() {
            into.pps.push(picture(unit, &pps, number, sps));
        }
        adopted.push((pps, number));
    }
    Some(adopted)
}

/// A sequence parameter set with another number, and with numbers as wide as those it leads up to.
fn sequence(unit: &[u8], sps: &Sps, id: u32, lead: Option<Lead>) -> Vec<u8> {
    let bytes = bare(&unit[1..]);
    let [number, told] = sps.spans.clone();
    let mut out = Writer::default();
    out.copy(&bytes, 0..number.start);
    out.unsigned(id);
    let rest = match lead {
        Some(lead) => {
            out.copy(&bytes, number.end..told.start);
            out.unsigned(lead.number_bits.saturating_sub(4));
            out.unsigned(0);
            out.unsigned(lead.bits.saturating_sub(4));
            told.end
        }
        None => number.end,
    };
    out.copy(&bytes, rest..end(&bytes).unwrap_or_default());
    out.bit(true);
    out.finish(unit[0])
}

/// A picture parameter set with other numbers.
fn picture(unit: &[u8], pps: &Pps, id: u32, sps: u32) -> Vec<u8> {
    let bytes = bare(&unit[1..]);
    let mut out = Writer::default();
    out.unsigned(id);
    out.unsigned(sps);
    out.copy(&bytes, pps.span.end..end(&bytes).unwrap_or_default());
    out.bit(true);
    out.finish(unit[0])
}

/// Allows that numbers of frames are left out, as they are where pictures before a key are dropped.
pub fn allow_gaps(sets: &mut Sets) {
    for unit in &mut sets.sps {
        let Some(sps) = Sps::read(unit) else { continue };
        let bits = Bits::new(&unit[1..]);
        let mut bytes = bits.bytes().to_vec();
        bytes[sps.gaps_at / 8] |= 0x80 >> (sps.gaps_at % 8);
        let mut out = Writer::default();
        out.bytes(&bytes);
        *unit = out.finish(unit[0]);
    }
}

/// How the pictures before this key have to be numbered, for it to come out behind them: the key is not the first of its stream's
/// numbers, and so many pictures are put before it. `None` where nothing has to be done, or nothing can.
pub fn lead(key: &Slice, sps: &Sps, count: u32) -> Option<Lead> {
    let Order::Bits(bits) = sps.order else { return None };
    let first = key.order?.wrapping_sub(count.wrapping_mul(2)) & ((1_u32 << bits) - 1);
    Some(Lead { number_bits: sps.frame_bits, bits, first })
}
