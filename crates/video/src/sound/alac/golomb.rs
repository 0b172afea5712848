//! Numbers that are mostly small, in few bits: how many follows from those before.

use crate::bits::Bits;

/// The mean of the numbers is kept in parts of 512.
const PART: u32 = 9;
/// So many ones say that the number follows as it is.
const ESCAPE: u32 = 9;

/// How fast the mean follows the numbers, where it begins, and how many bits a rest has at most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rates {
    pub history: u32,
    pub initial: u32,
    pub limit: u32,
}

impl Rates {
    /// Reads numbers of at most so many bits. `pace`, in quarters, says how fast the mean follows in this channel. `None` where
    /// they end too early.
    pub fn read(&self, bits: &mut Bits<'_>, pace: u32, width: u32, to: &mut [i32]) -> Option<()> {
        let pace = self.history * pace / 4;
        let (mut mean, mut at, mut after) = (self.initial, 0, 0);
        while at < to.len() {
            let rest = (31 - ((mean >> PART) + 3).leading_zeros()).min(self.limit);
            let number = golomb(bits, rest, width);
            // After zeros there is none.
            let whole = number.wrapping_add(after);
            let half = (whole.wrapping_add(1) >> 1) as i32;
            to[at] = if whole & 1 == 0 { half } else { half.wrapping_neg() };
            at += 1;
            mean = match number {
                0..=0xffff => (pace * whole).wrapping_add(mean).wrapping_sub(pace.wrapping_mul(mean) >> PART),
                _ => 0xffff,
            };
            after = 0;
            if mean << 2 < 1 << PART && at < to.len() {
                let rest = mean.leading_zeros() - 24 + ((mean + 16) >> 6);
                let zeros = golomb_of_zeros(bits, rest, self.limit);
                at += (zeros as usize).min(to.len() - at);
                after = u32::from(zeros < 0xffff);
                mean = 0;
            }
            if bits.over() {
                return None;
            }
        }
        Some(())
    }
}

fn golomb(bits: &mut Bits<'_>, rest: u32, width: u32) -> u32 {
    let ones = bits.peek().leading_ones();
    if ones >= ESCAPE {
        bits.skip(ESCAPE);
        return bits.take(width);
    }
    bits.skip(ones + 1);
    remainder(bits, ones * ((1 << rest) - 1), rest)
}

fn golomb_of_zeros(bits: &mut Bits<'_>, rest: u32, limit: u32) -> u32 {
    let ones = bits.peek().leading_ones();
    if ones >= ESCAPE {
        bits.skip(ESCAPE);
        return bits.take(16);
    }
    bits.skip(ones + 1);
    let most = (1_u32 << rest) - 1;
    remainder(bits, ones * (most & ((1 << limit) - 1)), rest)
}

/// Adds what is left of a number: in one bit less where it is 0.
fn remainder(bits: &mut Bits<'_>, number: u32, rest: u32) -> u32 {
    if rest < 2 {
        return number;
    }
    let value = bits.peek() >> (32 - rest);
    if value < 2 {
        bits.skip(rest - 1);
        return number;
    }
    bits.skip(rest);
    number + value - 1
}
