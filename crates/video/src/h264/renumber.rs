//! Two streams in one track: the parameter sets of an encoder get numbers that the other stream does not use, so that both are known
//! to a decoder from the beginning.
//!
//! The other way, a second sample entry, is understood by few players, and is lost when one of them seeks. What is changed are
//! heads of slices; their data moves by some bits and stays what it is.

use super::bits::{Bits, Writer, bare, end};
use super::slice::Operation;
use super::{Order, Pps, Sets, Slice, Sps, units};

/// A stream that is given other numbers.
#[derive(Clone, Debug)]
pub struct Renumber {
    sps: Sps,
    /// Each as it was, and its new number.
    pps: Vec<(Pps, u32)>,
    /// The order of output, where it has to lead up to another stream.
    order: Option<Lead>,
}

/// How pictures are numbered that are followed by a picture which does not begin the numbers anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lead {
    /// How many bits a number of the order has in the stream that follows.
    pub bits: u32,
    /// The number of the first picture; each next one has 2 more.
    pub first: u32,
}

impl Renumber {
    /// Adds the parameter sets of an encoder to those of another stream, under numbers that are free there. Sets that are
    /// there already are used again.
    pub fn new(encoder: &Sets, order: Option<Lead>, into: &mut Sets) -> Option<Self> {
        let unit = encoder.sps.first()?;
        let sps = Sps::read(unit)?;
        let known: Vec<u32> = into.sps.iter().filter_map(|unit| Some(Sps::read(unit)?.id)).collect();
        let twin = known.iter().copied().find(|id| into.sps.contains(&sequence(unit, &sps, *id, order)));
        let id = twin.or_else(|| (0..32).find(|id| !known.contains(id)))?;
        if twin.is_none() {
            into.sps.push(sequence(unit, &sps, id, order));
        }
        let pps = adopt(&encoder.pps, id, into)?;
        Some(Self { sps, pps, order })
    }

    /// A packet of the encoder with the new numbers. `place` says which of the pictures it is that the encoder was given, and
    /// whether others may build on it.
    pub fn packet(
        &self,
        packet: &[u8],
        length: usize,
        place: (u32, bool),
        new_length: usize,
    ) -> Option<Vec<u8>> {
        let slices = units(packet, length).filter(|unit| matches!(unit[0] & 31, 1 | 5));
        let slices = slices.map(|unit| self.slice(unit, place)).collect::<Option<Vec<_>>>()?;
        (!slices.is_empty()).then(|| super::packet(slices.iter().map(Vec::as_slice), new_length))
    }

    /// How many pictures a decoder has kept when it has seen these packets of the encoder, the number of the last of them, and
    /// how many it could have kept if it had more room.
    pub fn kept<'a>(
        &self,
        packets: impl Iterator<Item = &'a [u8]>,
        length: usize,
    ) -> Option<(u32, u32, u32)> {
        let kept =
            packets.flat_map(|packet| units(packet, length).find(|unit| matches!(unit[0] & 31, 1 | 5)));
        let numbers = kept.filter(|unit| unit[0] >> 5 & 3 > 0).map(|unit| {
            let (_, used) = super::slice::kind(unit)?;
            let (pps, _) = self.pps.iter().find(|(pps, _)| pps.id == used)?;
            Slice::read(unit, &self.sps, pps).map(|slice| slice.number)
        });
        let numbers = numbers.collect::<Option<Vec<u32>>>()?;
        let count = numbers.len() as u32;
        Some((self.sps.kept.min(count), *numbers.last()?, count))
    }

    fn slice(&self, unit: &[u8], (at, kept): (u32, bool)) -> Option<Vec<u8>> {
        let (_, used) = super::slice::kind(unit)?;
        let (pps, number) = self.pps.iter().find(|(pps, _)| pps.id == used)?;
        let slice = Slice::read(unit, &self.sps, pps)?;
        let bytes = bare(&unit[1..]);
        let [id, order, marking] = slice.spans.clone();
        // A picture that is not kept says nothing of those that are.
        let marking = if kept { slice.data..slice.data } else { marking };
        if !kept && unit[0] & 31 == 5 {
            return None;
        }
        let mut out = Writer::default();
        out.copy(&bytes, 0..id.start);
        out.unsigned(*number);
        match self.order {
            Some(lead) => {
                out.copy(&bytes, id.end..order.start);
                out.put(lead.first.wrapping_add(at.wrapping_mul(2)), lead.bits);
                if pps.bottom && slice.order.is_none() {
                    // No distance between the fields.
                    out.unsigned(0);
                }
                out.copy(&bytes, order.end..marking.start);
            }
            None => out.copy(&bytes, id.end..marking.start),
        }
        out.copy(&bytes, marking.end..slice.data);
        data(&mut out, &bytes, &slice, pps)?;
        Some(out.finish(if kept { unit[0] } else { unit[0] & 0x9f }))
    }
}

/// The pictures that a decoder keeps behind a key of an open group, as far as they are there: what the stream says of older ones is
/// taken out of the heads of its slices.
pub struct Kept {
    sps: Vec<Sps>,
    pps: Vec<Pps>,
    length: usize,
    /// The numbers of those that are there.
    numbers: Vec<u32>,
}

/// What becomes of a packet behind a key of an open group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It stays as it is.
    None,
    /// It becomes this one.
    To(Vec<u8>),
    /// From here on nothing has to be looked at.
    Last,
}

impl Kept {
    /// With these parameter sets.
    pub fn new(sets: &Sets) -> Self {
        Self {
            sps: sets.sps.iter().filter_map(|unit| Sps::read(unit)).collect(),
            pps: sets.pps.iter().filter_map(|unit| Pps::read(unit)).collect(),
            length: sets.length,
            numbers: Vec::new(),
        }
    }

    fn read(&self, unit: &[u8]) -> Option<(Slice, &Sps, &Pps)> {
        let (_, used) = super::slice::kind(unit)?;
        let pps = self.pps.iter().find(|pps| pps.id == used)?;
        let sps = self.sps.iter().find(|sps| sps.id == pps.sps)?;
        Some((Slice::read(unit, sps, pps)?, sps, pps))
    }

    /// The key. It comes behind other pictures: so many of those are kept by then, the last with this number, and a decoder fills
    /// up the numbers between with pictures that are none. The key lets go of all of them, so that nothing behind it
    /// mistakes them for its own. Without any before it, it lets go of none.
    pub fn key(&mut self, packet: &[u8], before: Option<(u32, u32)>) -> Option<Vec<u8>> {
        let unit = units(packet, self.length).find(|unit| unit[0] & 31 == 1)?;
        let (slice, sps, _) = self.read(unit)?;
        let count = before.map_or(0, |(kept, last)| {
            let gap = slice.number.wrapping_sub(last.wrapping_add(1)) & ((1 << sps.frame_bits) - 1);
            sps.kept.min(gap.saturating_add(kept))
        });
        self.numbers = vec![slice.number];
        self.changed(packet, &(0..count).map(|distance| (1, [distance, 0])).collect::<Vec<_>>())
    }

    /// A packet behind the key.
    pub fn packet(&mut self, packet: &[u8]) -> Change {
        let Some(unit) = units(packet, self.length).find(|unit| matches!(unit[0] & 31, 1..=5)) else {
            return Change::Last;
        };
        if unit[0] >> 5 & 3 == 0 {
            return Change::None;
        }
        let Some((slice, sps, _)) = self.read(unit).filter(|_| unit[0] & 31 == 1) else {
            return Change::Last;
        };
        let (slice, sps) = (slice, sps.clone());
        let list = self.keep(&slice, &sps);
        if slice.marking.as_ref().is_none_or(|all| all.len() == list.len()) {
            return Change::None;
        }
        self.changed(packet, &list).map_or(Change::Last, Change::To)
    }

    /// A picture of an encoder, a key, in the place of one that is shown before the key and decoded after it.
    pub fn place(&mut self, original: &[u8], packet: &[u8], place: &Place) -> Option<Vec<u8>> {
        let unit = units(original, self.length).find(|unit| unit[0] & 31 == 1)?;
        let (slice, sps, _) = self.read(unit)?;
        let (sps, reference) = (sps.clone(), unit[0] & 0x60);
        let list = if reference > 0 { self.keep(&slice, &sps) } else { Vec::new() };
        let keys = units(packet, place.length).filter(|unit| unit[0] & 31 == 5);
        let placed =
            keys.map(|unit| place.slice(unit, &slice, &sps, reference, &list)).collect::<Option<Vec<_>>>()?;
        (!placed.is_empty()).then(|| super::packet(placed.iter().map(Vec::as_slice), self.length))
    }

    /// Takes in a picture that is kept; gives back which of its operations have something to work on.
    fn keep(&mut self, slice: &Slice, sps: &Sps) -> Vec<Operation> {
        let mut list = Vec::new();
        for (operation, numbers) in slice.marking.iter().flatten() {
            let target = slice.number.wrapping_sub(numbers[0].wrapping_add(1)) & ((1 << sps.frame_bits) - 1);
            match self.numbers.iter().position(|known| *known == target) {
                Some(at) if matches!(operation, 1 | 3) => {
                    self.numbers.remove(at);
                }
                None if matches!(operation, 1 | 3) => continue,
                _ => {}
            }
            list.push((*operation, *numbers));
        }
        self.numbers.push(slice.number);
        if self.numbers.len() > sps.kept.max(1) as usize {
            self.numbers.remove(0);
        }
        list
    }

    /// A packet with other operations.
    fn changed(&self, packet: &[u8], list: &[Operation]) -> Option<Vec<u8>> {
        let changed = units(packet, self.length).map(|unit| match unit[0] & 31 {
            1 => self.slice(unit, list),
            _ => Some(unit.to_vec()),
        });
        let changed = changed.collect::<Option<Vec<_>>>()?;
        Some(super::packet(changed.iter().map(Vec::as_slice), self.length))
    }

    fn slice(&self, unit: &[u8], list: &[Operation]) -> Option<Vec<u8>> {
        let (slice, _, pps) = self.read(unit)?;
        let bytes = bare(&unit[1..]);
        let marking = slice.spans[2].clone();
        let mut out = Writer::default();
        out.copy(&bytes, 0..marking.start);
        if !marking.is_empty() {
            operations(&mut out, list);
        }
        out.copy(&bytes, marking.end..slice.data);
        data(&mut out, &bytes, &slice, pps)?;
        Some(out.finish(unit[0]))
    }
}

/// What becomes of pictures that are kept (7.3.3.3).
fn operations(out: &mut Writer, list: &[Operation]) {
    out.bit(true);
    for (operation, numbers) in list {
        out.unsigned(*operation);
        let count = match operation {
            3 => 2,
            1 | 2 | 4 | 6 => 1,
            _ => 0,
        };
        numbers[..count].iter().for_each(|number| out.unsigned(*number));
    }
    out.unsigned(0);
}

/// An encoder whose keys take the places of pictures of another stream: they refer to its sequence, under picture parameter sets
/// of their own.
#[derive(Clone, Debug)]
pub struct Place {
    sps: Sps,
    pps: Vec<(Pps, u32)>,
    length: usize,
}

impl Place {
    /// Adds the picture parameter sets of an encoder to those of the stream, for the sequence that this slice of it belongs to.
    /// `None` where the two code pictures differently.
    pub fn new(encoder: &Sets, original: &[u8], into: &mut Sets) -> Option<Self> {
        let sps = Sps::read(encoder.sps.first()?)?;
        let stream = Kept::new(into);
        let unit = units(original, into.length).find(|unit| unit[0] & 31 == 1)?;
        let (_, theirs, _) = stream.read(unit)?;
        let alike = |sps: &Sps| (sps.width, sps.height, sps.chroma, sps.bits, sps.planes, sps.frames);
        if alike(&sps) != alike(theirs) || !sps.frames {
            return None;
        }
        let pps = adopt(&encoder.pps, theirs.id, into)?;
        Some(Self { sps, pps, length: encoder.length })
    }

    fn slice(
        &self,
        unit: &[u8],
        like: &Slice,
        sps: &Sps,
        reference: u8,
        list: &[Operation],
    ) -> Option<Vec<u8>> {
        let (_, used) = super::slice::kind(unit)?;
        let (pps, number) = self.pps.iter().find(|(pps, _)| pps.id == used)?;
        let slice = Slice::read(unit, &self.sps, pps)?;
        let Order::Bits(order_bits) = sps.order else { return None };
        let bytes = bare(&unit[1..]);
        let [id, order, marking] = slice.spans.clone();
        let mut out = Writer::default();
        out.copy(&bytes, 0..id.start);
        out.unsigned(*number);
        out.copy(&bytes, id.end..slice.number_at);
        out.put(like.number, sps.frame_bits);
        // The number of a key falls away between the two.
        out.put(like.order?, order_bits);
        if pps.bottom {
            out.unsigned(0);
        }
        let after = if pps.bottom && slice.order.is_some() { order.end + 1 } else { order.end };
        out.copy(&bytes, after..marking.start);
        if reference > 0 {
            if like.marking.is_some() { operations(&mut out, list) } else { out.bit(false) }
        }
        out.copy(&bytes, marking.end..slice.data);
        data(&mut out, &bytes, &slice, pps)?;
        Some(out.finish(reference | 1))
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

/// The data of a slice behind its head.
fn data(out: &mut Writer, bytes: &[u8], slice: &Slice, pps: &Pps) -> Option<()> {
    if pps.arithmetic {
        out.align(true);
        out.bytes(bytes.get(slice.data.div_ceil(8)..)?);
    } else {
        out.copy(bytes, slice.data..end(bytes)?);
        out.bit(true);
    }
    Some(())
}

/// A sequence parameter set with another number, and another way to tell the order.
fn sequence(unit: &[u8], sps: &Sps, id: u32, order: Option<Lead>) -> Vec<u8> {
    let bytes = bare(&unit[1..]);
    let [number, told] = sps.spans.clone();
    let mut out = Writer::default();
    out.copy(&bytes, 0..number.start);
    out.unsigned(id);
    match order {
        Some(lead) => {
            out.copy(&bytes, number.end..told.start);
            out.unsigned(0);
            out.unsigned(lead.bits.saturating_sub(4));
            out.copy(&bytes, told.end..end(&bytes).unwrap_or_default());
        }
        None => out.copy(&bytes, number.end..end(&bytes).unwrap_or_default()),
    }
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
    Some(Lead { bits, first })
}
