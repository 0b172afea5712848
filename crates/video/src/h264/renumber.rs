//! Two streams in one track: the parameter sets of an encoder get numbers that the other stream does not use, so that both are known
//! to a decoder from the beginning.
//!
//! The other way, a second sample entry, is understood by few players, and is lost when one of them seeks. What is changed are
//! heads of slices; their data moves by some bits and stays what it is.

use super::bits::{Bits, Writer, bare, end};
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
        let mut renumber = Self { sps, pps: Vec::new(), order };
        for unit in &encoder.pps {
            let pps = Pps::read(unit)?;
            let known: Vec<u32> = into.pps.iter().filter_map(|unit| Some(Pps::read(unit)?.id)).collect();
            let twin =
                known.iter().copied().find(|other| into.pps.contains(&picture(unit, &pps, *other, id)));
            let number = twin.or_else(|| (0..256).find(|id| !known.contains(id)))?;
            if twin.is_none() {
                into.pps.push(picture(unit, &pps, number, id));
            }
            renumber.pps.push((pps, number));
        }
        Some(renumber)
    }

    /// A packet of the encoder, which is the picture `at` of those it was given, with the new numbers.
    pub fn packet(&self, packet: &[u8], length: usize, at: u32, new_length: usize) -> Option<Vec<u8>> {
        let slices = units(packet, length).filter(|unit| matches!(unit[0] & 31, 1 | 5));
        let slices = slices.map(|unit| self.slice(unit, at)).collect::<Option<Vec<_>>>()?;
        (!slices.is_empty()).then(|| super::packet(slices.iter().map(Vec::as_slice), new_length))
    }

    fn slice(&self, unit: &[u8], at: u32) -> Option<Vec<u8>> {
        let (_, used) = super::slice::kind(unit)?;
        let (pps, number) = self.pps.iter().find(|(pps, _)| pps.id == used)?;
        let slice = Slice::read(unit, &self.sps, pps)?;
        let bytes = bare(&unit[1..]);
        let [id, order] = slice.spans;
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
                out.copy(&bytes, order.end..slice.data);
            }
            None => out.copy(&bytes, id.end..slice.data),
        }
        if pps.arithmetic {
            out.align(true);
            out.bytes(bytes.get(slice.data.div_ceil(8)..)?);
        } else {
            out.copy(&bytes, slice.data..end(&bytes)?);
            out.bit(true);
        }
        Some(out.finish(unit[0]))
    }
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
