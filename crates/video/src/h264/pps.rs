//! Picture parameter sets (7.3.2.2), as far as heads of slices depend on them.

use std::ops::Range;

use super::bits::Bits;

/// What holds for pictures that refer to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pps {
    /// By which number slices refer to it.
    pub id: u32,
    /// To which sequence parameter set it refers.
    pub sps: u32,
    /// Whether numbers are coded arithmetically (CABAC).
    pub arithmetic: bool,
    pub(super) bottom: bool,
    pub(super) refs: [u32; 2],
    pub(super) weighted: bool,
    pub(super) weighted_both: u32,
    pub(super) deblocking: bool,
    pub(super) redundant: bool,
    /// Which bits of the bare body say the two numbers.
    pub(super) span: Range<usize>,
}

impl Pps {
    /// Reads a unit with its head byte. `None` too for pictures in groups of slices, which nobody uses.
    pub fn read(unit: &[u8]) -> Option<Self> {
        let mut bits = Bits::new(unit.get(1..)?);
        let mut pps = Self { id: bits.unsigned()?, sps: bits.unsigned()?, ..Self::default() };
        pps.span = 0..bits.at();
        pps.arithmetic = bits.bit()?;
        pps.bottom = bits.bit()?;
        if bits.unsigned()? > 0 {
            return None;
        }
        pps.refs = [bits.unsigned()?.checked_add(1)?, bits.unsigned()?.checked_add(1)?];
        pps.weighted = bits.bit()?;
        pps.weighted_both = bits.take(2)?;
        for _ in 0..3 {
            bits.signed()?;
        }
        pps.deblocking = bits.bit()?;
        bits.skip(1)?;
        pps.redundant = bits.bit()?;
        Some(pps)
    }
}
