//! Heads of slices (7.3.3): which picture it is, and where its data begins.

use std::ops::Range;

use super::bits::Bits;
use super::{Order, Pps, Sps};

/// What becomes of a picture that is kept: which operation (table 7-9), and its numbers.
pub(super) type Operation = (u32, [u32; 2]);

/// What the head of a slice says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// 0 for P, 1 for B, 2 for I, 3 for SP, 4 for SI.
    pub kind: u32,
    /// Which picture parameter set it refers to.
    pub pps: u32,
    /// `frame_num`
    pub number: u32,
    /// `pic_order_cnt_lsb`, where it is told so.
    pub order: Option<u32>,
    /// Which bits of the bare body say the number of its parameter set, which (if any) the order, and which what becomes of
    /// the pictures that are kept.
    pub(super) spans: [Range<usize>; 3],
    /// At which bit the number of the picture begins.
    pub(super) number_at: usize,
    /// What becomes of the pictures that are kept: operations with their numbers. `None` if the oldest goes.
    pub(super) marking: Option<Vec<Operation>>,
    /// At which bit its data begins.
    pub(super) data: usize,
}

/// The kind of a slice and the parameter set it refers to, which can be read before those are known.
pub fn kind(unit: &[u8]) -> Option<(u32, u32)> {
    // Three numbers of at most 63 bits and what keeps start codes out.
    let mut bits = Bits::new(unit.get(1..unit.len().min(40))?);
    bits.unsigned()?;
    let kind = bits.unsigned()?;
    Some((kind % 5, bits.unsigned()?))
}

impl Slice {
    /// Reads a unit with its head byte. `None` where it is damaged, or of a kind that cannot be rewritten.
    pub fn read(unit: &[u8], sps: &Sps, pps: &Pps) -> Option<Self> {
        let head = *unit.first()?;
        let (reference, idr) = (head >> 5 & 3 > 0, head & 31 == 5);
        let mut bits = Bits::new(unit.get(1..)?);
        bits.unsigned()?;
        let kind = bits.unsigned()? % 5;
        let start = bits.at();
        let mut slice = Self { kind, pps: bits.unsigned()?, ..Self::default() };
        slice.spans[0] = start..bits.at();
        if sps.planes {
            bits.skip(2)?;
        }
        slice.number_at = bits.at();
        slice.number = bits.take(sps.frame_bits)?;
        let field = !sps.frames && bits.bit()?;
        if field {
            bits.skip(1)?;
        }
        if idr {
            bits.unsigned()?;
        }
        let start = bits.at();
        match sps.order {
            Order::Bits(count) => {
                slice.order = bits.take(count);
                slice.order?;
                slice.spans[1] = start..bits.at();
                if pps.bottom && !field {
                    bits.signed()?;
                }
            }
            Order::Cycle { zero } => {
                if !zero {
                    bits.signed()?;
                    if pps.bottom && !field {
                        bits.signed()?;
                    }
                }
                slice.spans[1] = start..bits.at();
            }
            Order::Decoding => slice.spans[1] = start..start,
        }
        if pps.redundant {
            bits.unsigned()?;
        }
        slice.references(&mut bits, sps, pps)?;
        let start = bits.at();
        if reference {
            slice.marking = marking(&mut bits, idr)?;
        }
        slice.spans[2] = start..bits.at();
        if pps.arithmetic && !matches!(kind, 2 | 4) {
            bits.unsigned()?;
        }
        bits.signed()?;
        if matches!(kind, 3 | 4) {
            return None;
        }
        if pps.deblocking && bits.unsigned()? != 1 {
            bits.signed()?;
            bits.signed()?;
        }
        slice.data = bits.at();
        Some(slice)
    }

    /// What P and B slices say of the pictures they refer to.
    fn references(&self, bits: &mut Bits, sps: &Sps, pps: &Pps) -> Option<()> {
        let (one, two) = (matches!(self.kind, 0 | 1 | 3), self.kind == 1);
        let mut refs = pps.refs;
        if two {
            bits.skip(1)?;
        }
        if one && bits.bit()? {
            refs[0] = bits.unsigned()?.checked_add(1)?;
            if two {
                refs[1] = bits.unsigned()?.checked_add(1)?;
            }
        }
        for used in [one, two] {
            if used && bits.bit()? {
                while bits.unsigned()? != 3 {
                    bits.unsigned()?;
                }
            }
        }
        if !(pps.weighted && matches!(self.kind, 0 | 3) || pps.weighted_both == 1 && two) {
            return Some(());
        }
        let colored = sps.chroma > 0 && !sps.planes;
        bits.unsigned()?;
        if colored {
            bits.unsigned()?;
        }
        for (count, used) in refs.into_iter().zip([true, two]) {
            for _ in 0..if used { count.min(32) } else { 0 } {
                for weights in if colored { &[2, 4][..] } else { &[2] } {
                    if bits.bit()? {
                        for _ in 0..*weights {
                            bits.signed()?;
                        }
                    }
                }
            }
        }
        Some(())
    }
}

/// How pictures that are referred to are kept (7.3.3.3).
fn marking(bits: &mut Bits, idr: bool) -> Option<Option<Vec<Operation>>> {
    if idr {
        bits.skip(2)?;
        return Some(None);
    }
    if !bits.bit()? {
        return Some(None);
    }
    let mut list = Vec::new();
    loop {
        let mut numbers = [0; 2];
        let operation = bits.unsigned()?;
        let count = match operation {
            0 => return Some(Some(list)),
            3 => 2,
            1 | 2 | 4 | 6 => 1,
            _ => 0,
        };
        for number in &mut numbers[..count] {
            *number = bits.unsigned()?;
        }
        list.push((operation, numbers));
    }
}
