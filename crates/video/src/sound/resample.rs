//! Another number of samples per second.
//!
//! Both rates are whole numbers, so new samples fall on few places between old ones: for each, the windowed sinc is written
//! down once, and a sample is one sum of products. The length is exact, nothing is delayed: sample 0 stays sample 0, and the end
//! is flushed as if silence followed.

use crate::{Error, Kind, Result};

/// Half the width of the sinc in zero crossings. With Kaiser's window below this makes a stop band of 100 dB.
const REACH: usize = 32;
/// Kaiser's β for it.
const BETA: f64 = 10.0;
/// The pass band, as a share of half the lower rate.
const PASS: f64 = 0.945;
/// More places than this are rounded to the nearest; the error is then below 16 bits.
const PLACES: u64 = 4096;

/// Resamples one stretch of sound, block by block.
#[derive(Clone, Debug)]
pub struct Resampler {
    from: u64,
    to: u64,
    channels: usize,
    /// Samples in each sum, and how many of them lie before a place.
    taps: usize,
    half: usize,
    places: u64,
    table: Vec<f32>,
    /// Each channel's samples from `first` on, which may lie before the beginning.
    waiting: Vec<Vec<f32>>,
    first: i64,
    /// How many samples came in and went out.
    came: u64,
    gone: u64,
}

impl Resampler {
    /// From one rate to another.
    ///
    /// # Errors
    /// `Settings` for rates that are not from 1 to 768,000 or differ by more than 256 times, or no channels.
    pub fn new(from: u32, to: u32, channels: usize) -> Result<Self> {
        let range = 1..=768_000;
        if !range.contains(&from)
            || !range.contains(&to)
            || from.max(to) / from.min(to) > 256
            || channels == 0
        {
            return Err(Error::new(
                Kind::Settings,
                format!(
                    "Sound of {from} samples per second cannot be brought to {to}. Choose a usual rate, such as 48000."
                ),
            ));
        }
        let (mut a, mut b) = (from, to);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let (from, to) = (u64::from(from / a), u64::from(to / a));
        // The sinc is stretched when there will be fewer samples, so that what they cannot hold is left out.
        let cutoff = PASS * (to as f64 / from as f64).min(1.0);
        let half = (REACH as f64 / cutoff).ceil() as usize;
        let taps = (2 * half).next_multiple_of(8);
        let places = to.min(PLACES);
        let mut table = Vec::with_capacity(taps * places as usize);
        for place in 0..places {
            let start = table.len();
            for n in 0..taps {
                let x = n as f64 - (half as f64 - 1.0) - place as f64 / places as f64;
                table.push((cutoff * sinc(cutoff * x) * kaiser(x / half as f64)) as f32);
            }
            // Rounding and the window's tail would else make even sound hum.
            let sum: f32 = table[start..].iter().sum();
            table[start..].iter_mut().for_each(|weight| *weight /= sum);
        }
        let lead = half - 1;
        Ok(Self {
            from,
            to,
            channels,
            taps,
            half,
            places,
            table,
            waiting: vec![vec![0.0; lead]; channels],
            first: -(lead as i64),
            came: 0,
            gone: 0,
        })
    }

    /// Takes a block and appends what is known by it.
    pub fn push(&mut self, block: &[f32], to: &mut Vec<f32>) {
        if self.from == self.to {
            to.extend_from_slice(block);
            return;
        }
        for (channel, waiting) in self.waiting.iter_mut().enumerate() {
            waiting.extend(block.iter().skip(channel).step_by(self.channels));
        }
        self.came += (block.len() / self.channels) as u64;
        self.make(u64::MAX, to);
    }

    /// Appends the rest: so many samples that both have the same length in time, rounded up.
    pub fn finish(&mut self, to: &mut Vec<f32>) {
        if self.from == self.to {
            return;
        }
        self.waiting.iter_mut().for_each(|waiting| waiting.resize(waiting.len() + self.taps, 0.0));
        self.make((self.came * self.to).div_ceil(self.from), to);
    }

    fn make(&mut self, until: u64, to: &mut Vec<f32>) {
        let have = self.waiting[0].len();
        while self.gone < until {
            let at = self.gone * self.from;
            let (mut whole, part) = (at / self.to, at % self.to);
            let mut place =
                if self.places == self.to { part } else { (part * self.places + self.to / 2) / self.to };
            if place == self.places {
                (whole, place) = (whole + 1, 0);
            }
            let start = (whole as i64 - (self.half as i64 - 1) - self.first) as usize;
            if start + self.taps > have {
                break;
            }
            let weights = &self.table[place as usize * self.taps..][..self.taps];
            to.extend(self.waiting.iter().map(|waiting| dot(&waiting[start..][..self.taps], weights)));
            self.gone += 1;
        }
        let next = (self.gone * self.from / self.to) as i64 - (self.half as i64 - 1) - self.first;
        let done = (next.max(0) as usize).min(have);
        self.waiting.iter_mut().for_each(|waiting| drop(waiting.drain(..done)));
        self.first += done as i64;
    }
}

/// Eight sums side by side, for SIMD; added up in a fixed order, so that every machine gets the same.
fn dot(one: &[f32], other: &[f32]) -> f32 {
    let mut sums = [0.0; 8];
    for (one, other) in one.as_chunks::<8>().0.iter().zip(other.as_chunks::<8>().0) {
        (0..8).for_each(|n| sums[n] += one[n] * other[n]);
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (b + f)) + ((c + g) + (d + h))
}

fn sinc(x: f64) -> f64 {
    let x = x * std::f64::consts::PI;
    if x.abs() < 1e-9 { 1.0 } else { x.sin() / x }
}

fn kaiser(x: f64) -> f64 {
    // The modified Bessel function of order 0, by its series.
    let bessel = |x: f64| {
        let (mut sum, mut term) = (1.0, 1.0);
        for n in 1..60 {
            term *= (x / 2.0 / f64::from(n)).powi(2);
            sum += term;
        }
        sum
    };
    if x.abs() >= 1.0 { 0.0 } else { bessel(BETA * (1.0 - x * x).sqrt()) / bessel(BETA) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hertz: f64, rate: u32, count: usize) -> Vec<f32> {
        let each =
            |n: usize| ((n as f64 * hertz / f64::from(rate) * std::f64::consts::TAU).sin() * 0.5) as f32;
        (0..count).flat_map(|n| [each(n), -each(n)]).collect()
    }

    fn resampled(sound: &[f32], from: u32, to: u32, block: usize) -> Vec<f32> {
        let mut resampler = Resampler::new(from, to, 2).unwrap();
        let mut out = Vec::new();
        sound.chunks(block).for_each(|block| resampler.push(block, &mut out));
        resampler.finish(&mut out);
        out
    }

    #[test]
    fn a_tone_stays_in_place_and_pure() {
        for (from, to) in
            [(44_100, 48_000), (48_000, 44_100), (8_000, 48_000), (96_000, 44_100), (44_100, 47_999)]
        {
            let count = from as usize / 2;
            let out = resampled(&tone(1000.0, from, count), from, to, 998);
            assert_eq!(out.len() / 2, (count as u64 * u64::from(to)).div_ceil(u64::from(from)) as usize);
            let wanted = tone(1000.0, to, out.len() / 2);
            let inner = 800..out.len() - 800;
            let noise: f64 = inner.clone().map(|n| f64::from(out[n] - wanted[n]).powi(2)).sum();
            let signal: f64 = inner.map(|n| f64::from(wanted[n]).powi(2)).sum();
            let ratio = 10.0 * (signal / noise).log10();
            assert!(ratio > if to == 47_999 { 75.0 } else { 95.0 }, "{from} {to}: {ratio:.1} dB");
        }
    }

    #[test]
    fn what_the_new_rate_cannot_hold_is_left_out() {
        let out = resampled(&tone(15_000.0, 48_000, 24_000), 48_000, 22_050, 4096);
        let loud = out[2000..out.len() - 2000].iter().fold(0.0_f32, |most, n| most.max(n.abs()));
        assert!(loud < 0.5e-4, "{loud}");
    }

    #[test]
    fn blocks_of_any_length_give_the_same() {
        let sound = tone(700.0, 44_100, 5000);
        let whole = resampled(&sound, 44_100, 48_000, sound.len());
        for block in [2, 14, 1000] {
            assert!(resampled(&sound, 44_100, 48_000, block) == whole);
        }
    }

    #[test]
    fn the_same_rate_changes_nothing_and_nonsense_is_refused() {
        let sound = tone(700.0, 44_100, 500);
        assert!(resampled(&sound, 44_100, 44_100, 100) == sound);
        assert!(resampled(&[], 44_100, 48_000, 2).is_empty());
        for (from, to, channels) in
            [(0, 1, 1), (1, 0, 1), (1_000_000, 48_000, 1), (8, 48_000, 1), (48_000, 44_100, 0)]
        {
            assert_eq!(Resampler::new(from, to, channels).unwrap_err().kind, Kind::Settings);
        }
    }
}
