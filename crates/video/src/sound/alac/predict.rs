//! Guesses of samples from those before, by weights that follow the signal.

use crate::bits::Bits;

/// How the samples of a channel are guessed.
#[derive(Debug)]
pub(super) struct Predictor {
    /// How fast the mean of its errors follows them, in quarters.
    pub pace: u32,
    /// Whether the errors are those of a guess themselves: that a sample is like the one before.
    twice: bool,
    shift: u32,
    /// The weight of the latest sample first.
    weights: Vec<i16>,
}

impl Predictor {
    /// Reads the weights to begin with.
    pub fn read(bits: &mut Bits<'_>) -> Self {
        let (mode, shift, pace, count) = (bits.take(4), bits.take(4), bits.take(3), bits.take(5));
        let weights = (0..count).map(|_| bits.signed(16) as i16).collect();
        Self { pace, twice: mode != 0, shift, weights }
    }

    /// Makes samples of so many bits of the errors of their guesses.
    pub fn run(mut self, samples: &mut [i32], width: u32) {
        // An error may be as large as a sample of a pair is.
        let fit = |sample: i32| {
            let shift = 32_u32.saturating_sub(width);
            sample << shift >> shift
        };
        if self.twice || self.weights.len() == 31 {
            steps(samples, usize::MAX, fit);
        }
        let count = self.weights.len();
        if count == 0 || count == 31 {
            return;
        }
        steps(samples, count, fit);
        let half = (1 << self.shift) >> 1;
        for at in count + 1..samples.len() {
            let (before, rest) = samples.split_at_mut(at);
            // Differences to the sample before all that count.
            let (top, before) = (before[at - count - 1], &before[at - count..]);
            let sum = self.weights.iter().zip(before.iter().rev()).fold(0_i32, |sum, (weight, sample)| {
                sum.wrapping_add(i32::from(*weight).wrapping_mul(sample.wrapping_sub(top)))
            });
            let error = rest[0];
            let guess = top.wrapping_add(sum.wrapping_add(half) >> self.shift);
            rest[0] = fit(error.wrapping_add(guess));
            self.learn(error, top, before);
        }
    }

    /// Moves the weights, those of the oldest samples first, until they make up for the error.
    fn learn(&mut self, mut error: i32, top: i32, before: &[i32]) {
        let sign = error.signum();
        if sign == 0 {
            return;
        }
        let weights = self.weights.iter_mut().rev();
        for (nth, (weight, sample)) in weights.zip(before).enumerate() {
            let difference = top.wrapping_sub(*sample);
            let way = difference.signum() * sign;
            *weight = weight.wrapping_sub(way as i16);
            let made_up = difference.wrapping_mul(way) >> self.shift;
            error = error.wrapping_sub(made_up.wrapping_mul(nth as i32 + 1));
            if error.signum() != sign {
                break;
            }
        }
    }
}

/// Each of the first samples is the one before it and its error.
fn steps(samples: &mut [i32], count: usize, fit: impl Fn(i32) -> i32) {
    for at in 1..samples.len().min(count.saturating_add(1)) {
        samples[at] = fit(samples[at].wrapping_add(samples[at - 1]));
    }
}
