//! Apple Lossless, which no browser but Apple's decodes.
//!
//! A packet stands for itself: one element for each channel or pair of channels, in which each sample is guessed from those
//! before it ([`predict`]) and its error is written in few bits ([`golomb`]).

mod golomb;
mod predict;

use self::golomb::Rates;
use self::predict::Predictor;
use crate::bits::Bits;

/// More samples no encoder puts into a packet; they usually put 4,096.
const LONGEST: u32 = 1 << 16;
/// The rest of a number has 14 bits; nobody needs more of them than sound has.
const WIDEST: u8 = 23;

/// For how many channels, which of WAVE's order each is, as they come out of the elements.
const PLACES: [&[usize]; 8] = [
    &[0],
    &[0, 1],
    &[2, 0, 1],
    &[2, 0, 1, 3],
    &[2, 0, 1, 3, 4],
    &[2, 0, 1, 4, 5, 3],
    &[2, 0, 1, 5, 6, 4, 3],
    &[2, 6, 7, 0, 1, 4, 5, 3],
];

/// A decoder of a track.
#[derive(Clone, Debug)]
pub struct Alac {
    /// Samples of each channel in a packet.
    length: u32,
    depth: u32,
    rates: Rates,
    places: &'static [usize],
}

impl Alac {
    /// With what the container says of it. `None` if that is nothing that an encoder writes.
    pub fn new(config: &[u8]) -> Option<Self> {
        let [a, b, c, d, _, depth, history, initial, limit, channels, ..] = *config else { return None };
        let length = u32::from_be_bytes([a, b, c, d]);
        let places = *PLACES.get(usize::from(channels).checked_sub(1)?)?;
        let sound =
            (1..=LONGEST).contains(&length) && (8..=32).contains(&depth) && (1..=WIDEST).contains(&limit);
        let rates = Rates { history: history.into(), initial: initial.into(), limit: limit.into() };
        sound.then_some(Self { length, depth: depth.into(), rates, places })
    }

    /// Appends the sound of a packet. What is damaged is silent.
    pub fn unpack(&self, packet: &[u8], sound: &mut Vec<f32>) {
        let count = self.places.len();
        let mut channels: Vec<Vec<i32>> = Vec::with_capacity(count);
        let mut bits = Bits::new(packet);
        while channels.len() < count {
            let pair = match bits.take(3) {
                0 | 3 => false,
                1 => true,
                4 => {
                    data(&mut bits);
                    continue;
                }
                6 => {
                    let short = bits.take(4);
                    let long = if short == 15 { bits.take(8).saturating_sub(1) } else { 0 };
                    bits.skip((short + long) * 8);
                    continue;
                }
                _ => break,
            };
            let Some(element) = self.element(&mut bits, 1 + usize::from(pair)) else { break };
            channels.extend(element);
            if bits.over() {
                break;
            }
        }
        let length = channels.first().map_or(self.length as usize, Vec::len);
        let scale = 1.0 / (1_u64 << (self.depth - 1)) as f32;
        let begin = sound.len();
        sound.resize(begin + length * count, 0.0);
        for (channel, place) in channels.iter().zip(self.places) {
            let to = sound[begin..].iter_mut().skip(*place).step_by(count);
            to.zip(channel).for_each(|(to, sample)| *to = *sample as f32 * scale);
        }
    }

    /// The samples of one or two channels.
    fn element(&self, bits: &mut Bits<'_>, count: usize) -> Option<Vec<Vec<i32>>> {
        bits.skip(16);
        let (partial, bytes, plain) = (bits.flag(), bits.take(2), bits.flag());
        let length = if partial { bits.take(32) } else { self.length };
        if bits.over() || length > self.length {
            return None;
        }
        let mut all = vec![vec![0; length as usize]; count];
        if plain {
            for sample in 0..length as usize {
                all.iter_mut().for_each(|channel| channel[sample] = bits.signed(self.depth));
            }
            return Some(all);
        }
        // The lowest bits are noise, and lie there as they are.
        let low = bytes * 8;
        let width = self
            .depth
            .checked_sub(low)?
            .checked_add(count as u32 - 1)
            .filter(|width| (1..=32).contains(width))?;
        let (shift, weight) = (bits.take(8), bits.signed(8));
        let predictors: Vec<_> = (0..count).map(|_| Predictor::read(bits)).collect();
        let mut noise = bits.clone();
        bits.skip(low * length * count as u32);
        for (channel, predictor) in all.iter_mut().zip(predictors) {
            self.rates.read(bits, predictor.pace, width, channel)?;
            predictor.run(channel, width);
        }
        if let [first, second] = &mut all[..]
            && weight != 0
        {
            apart(first, second, shift.min(31), weight);
        }
        if low > 0 {
            for sample in 0..length as usize {
                all.iter_mut()
                    .for_each(|channel| channel[sample] = channel[sample] << low | noise.take(low) as i32);
            }
        }
        Some(all)
    }
}

/// Left and right, of what they have in common and how they differ.
fn apart(first: &mut [i32], second: &mut [i32], shift: u32, weight: i32) {
    for (first, second) in first.iter_mut().zip(second) {
        let left = first.wrapping_add(*second).wrapping_sub(weight.wrapping_mul(*second) >> shift);
        (*first, *second) = (left, left.wrapping_sub(*second));
    }
}

/// Goes past data of somebody else.
fn data(bits: &mut Bits<'_>) {
    bits.skip(4);
    let aligned = bits.flag();
    let short = bits.take(8);
    let count = if short == 255 { 255 + bits.take(8) } else { short };
    if aligned {
        bits.align();
    }
    bits.skip(count * 8);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CONFIG: [u8; 24] =
        [0, 0, 16, 0, 0, 16, 40, 10, 14, 2, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xac, 0x44];

    #[test]
    fn what_no_encoder_writes_is_refused() {
        assert!(Alac::new(&CONFIG).is_some());
        for (at, value) in [(0, 1), (5, 0), (5, 33), (8, 0), (8, 32), (9, 0), (9, 9)] {
            let mut config = CONFIG;
            config[at] = value;
            assert!(Alac::new(&config).is_none(), "{value} at {at}");
        }
        assert!(Alac::new(&CONFIG[..9]).is_none());
    }

    proptest! {
        #[test]
        fn no_packet_makes_it_panic(packet: Vec<u8>, channels in 1_u8..9, depth in 8_u8..33) {
            let mut config = CONFIG;
            (config[5], config[9]) = (depth, channels);
            let alac = Alac::new(&config).expect("a decoder");
            let mut sound = Vec::new();
            for element in [0, 0x20] {
                let packet = [&[element, 0, 0][..], &packet].concat();
                alac.unpack(&packet, &mut sound);
            }
            prop_assert!(sound.len() <= 2 * 4096 * usize::from(channels));
            prop_assert!(sound.iter().all(|n| n.is_finite()));
        }
    }
}
