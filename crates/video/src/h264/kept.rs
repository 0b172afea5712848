//! The pictures that a decoder keeps behind a key of an open group, as far as they are there.

use super::rewrite::{Head, Marking, rewrite};
use super::slice::{Operation, kind};
use super::{Pps, Renumber, Sets, Slice, Sps, units};

/// What is kept behind a key of an open group: what the stream says of older pictures is taken out of the heads of its slices, and
/// the numbers of those that were left out are let go of.
pub struct Kept {
    sps: Vec<Sps>,
    pps: Vec<Pps>,
    length: usize,
    /// The numbers of those that are there, in the order in which they came.
    numbers: Vec<u32>,
    /// The number of the last of them.
    last: u32,
    /// Whether numbers were left out.
    gaps: bool,
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
            last: 0,
            gaps: false,
        }
    }

    /// Whether numbers were left out, which the parameter sets [have to allow](super::allow_gaps).
    pub fn gaps(&self) -> bool {
        self.gaps
    }

    fn read(&self, unit: &[u8]) -> Option<(Slice, &Sps, &Pps)> {
        let (_, used) = kind(unit)?;
        let pps = self.pps.iter().find(|pps| pps.id == used)?;
        let sps = self.sps.iter().find(|sps| sps.id == pps.sps)?;
        Some((Slice::read(unit, sps, pps)?, sps, pps))
    }

    /// The key. It comes behind other pictures: so many of those are kept by then, the last with this number, and a decoder fills
    /// up the numbers between with pictures that are none. The key lets go of all of them, so that nothing behind it
    /// mistakes them for its own. Without any before it that are known of, the oldest goes, if there is no room.
    pub fn key(&mut self, packet: &[u8], before: Option<(u32, u32)>) -> Option<Vec<u8>> {
        let unit = units(packet, self.length).find(|unit| unit[0] & 31 == 1)?;
        let (slice, sps, _) = self.read(unit)?;
        let numbers = sps.numbers();
        let list = before.map(|(kept, last)| {
            let gap = slice.number.wrapping_sub(last.wrapping_add(1)) & numbers;
            let count = sps.kept.min(gap.saturating_add(kept));
            (0..count).map(|distance| (1, [distance, 0])).collect::<Vec<_>>()
        });
        (self.numbers, self.last) = (vec![slice.number], slice.number);
        self.changed(packet, list.as_deref().map_or(Marking::Oldest, Marking::List))
    }

    /// A packet behind the key.
    pub fn packet(&mut self, packet: &[u8]) -> Change {
        let Some(unit) = units(packet, self.length).find(|unit| matches!(unit[0] & 31, 1..=5)) else {
            return Change::Last;
        };
        if unit[0] >> 5 & 3 == 0 {
            return Change::None;
        }
        let anew = |slice: &Slice| slice.marking.iter().flatten().any(|(operation, _)| *operation == 5);
        // Where all begins anew, nobody speaks of what was before. Pictures of fields are numbered differently.
        let read = self.read(unit).filter(|(slice, sps, _)| unit[0] & 31 == 1 && sps.frames && !anew(slice));
        let Some((slice, sps, _)) = read else { return Change::Last };
        let (slice, sps) = (slice, sps.clone());
        let list = self.keep(&slice, &sps);
        if slice.marking.as_deref().unwrap_or_default() == list {
            return Change::None;
        }
        self.changed(packet, Marking::List(&list)).map_or(Change::Last, Change::To)
    }

    /// A picture of an encoder, a key, in the place of one that is shown before the key and decoded after it.
    pub fn place(&mut self, original: &[u8], packet: &[u8], encoder: &Renumber) -> Option<Vec<u8>> {
        let unit = units(original, self.length).find(|unit| unit[0] & 31 == 1)?;
        let (slice, sps, _) = self.read(unit)?;
        let (sps, reference) = (sps.clone(), unit[0] & 0x60);
        let list = if reference > 0 { self.keep(&slice, &sps) } else { Vec::new() };
        encoder.placed(packet, &slice, reference, &list, self.length)
    }

    /// Takes in a picture that is kept; gives back what it has to say of the others: those of its operations that have something
    /// to work on, and that the numbers are not kept which were left out before it and which a decoder fills up.
    fn keep(&mut self, slice: &Slice, sps: &Sps) -> Vec<Operation> {
        let absent = slice.number.wrapping_sub(self.last.wrapping_add(1)) & sps.numbers();
        // A second field has the number of the first.
        let absent = if absent == sps.numbers() { 0 } else { absent.min(sps.kept) };
        self.gaps |= absent > 0;
        let room = sps.kept.saturating_sub(absent) as usize;
        self.numbers.drain(..self.numbers.len().saturating_sub(room));
        let mut list = Vec::new();
        for (operation, numbers) in slice.marking.iter().flatten() {
            let target = slice.number.wrapping_sub(numbers[0].wrapping_add(1)) & sps.numbers();
            if matches!(operation, 1 | 3) {
                let Some(at) = self.numbers.iter().position(|known| *known == target) else { continue };
                self.numbers.remove(at);
            }
            list.push((*operation, *numbers));
        }
        list.extend((0..absent).map(|distance| (1, [distance, 0])));
        self.numbers.push(slice.number);
        self.last = slice.number;
        if self.numbers.len() > sps.kept.max(1) as usize {
            self.numbers.remove(0);
        }
        list
    }

    /// A packet that says this of the pictures that are kept.
    fn changed(&self, packet: &[u8], marking: Marking) -> Option<Vec<u8>> {
        let changed = units(packet, self.length).map(|unit| match unit[0] & 31 {
            1 => {
                let (slice, sps, pps) = self.read(unit)?;
                let number = (slice.number, sps.frame_bits);
                let head = Head { unit: unit[0], pps: pps.id, number, order: None, marking };
                rewrite(unit, &slice, (pps, sps.frame_bits), &head)
            }
            _ => Some(unit.to_vec()),
        });
        let changed = changed.collect::<Option<Vec<_>>>()?;
        Some(super::packet(changed.iter().map(Vec::as_slice), self.length))
    }
}
