//! Linear prediction: the next sample from those before.

/// The most samples that are looked back at: the limit of FLAC's subset for 48 kHz.
pub(super) const ORDER: usize = 12;
/// Bits of a coefficient.
pub(super) const PRECISION: u32 = 14;

/// Coefficients as integers, the nearest sample's first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Predictor {
    pub coefficients: Vec<i32>,
    /// By how many bits the sum is shifted to the right.
    pub shift: u32,
}

impl Predictor {
    /// The predictor that is likely to leave least, by autocorrelation and Levinson's recursion; none for silence.
    pub fn new(samples: &[i32], bits: u32) -> Option<Self> {
        let count = samples.len();
        if count <= 2 * ORDER {
            return None;
        }
        // A window that falls to nothing at both ends, after Tukey.
        let slope = (count / 4).max(1);
        let windowed: Vec<f64> = samples
            .iter()
            .enumerate()
            .map(|(n, sample)| {
                let edge = n.min(count - 1 - n);
                let weight = match edge < slope {
                    true => 0.5 - 0.5 * (std::f64::consts::PI * edge as f64 / slope as f64).cos(),
                    false => 1.0,
                };
                f64::from(*sample) * weight
            })
            .collect();
        let correlation: [f64; ORDER + 1] =
            std::array::from_fn(|lag| dot(&windowed[lag..], &windowed[..count - lag]));
        if correlation[0] <= 0.0 {
            return None;
        }
        let mut now = [0.0; ORDER];
        let mut error = correlation[0];
        let mut best = (f64::INFINITY, Vec::new());
        for order in 0..ORDER {
            let known: f64 = (0..order).map(|n| now[n] * correlation[order - n]).sum();
            let reflection = (correlation[order + 1] - known) / error;
            let before = now;
            now[order] = reflection;
            (0..order).for_each(|n| now[n] = before[n] - reflection * before[order - 1 - n]);
            error *= 1.0 - reflection * reflection;
            if error.is_nan() || error <= 0.0 {
                break;
            }
            // Half the logarithm of the error's power is what each sample takes.
            let each = (0.5 * (error / count as f64).log2()).max(0.0);
            let cost = each * count as f64 + (order + 1) as f64 * f64::from(PRECISION + bits);
            if cost < best.0 {
                best = (cost, now[..=order].to_vec());
            }
        }
        Self::rounded(&best.1)
    }

    fn rounded(coefficients: &[f64]) -> Option<Self> {
        let most = coefficients.iter().fold(0.0_f64, |most, n| most.max(n.abs()));
        if !most.is_normal() {
            return None;
        }
        let limit = (1 << (PRECISION - 1)) - 1;
        let shift = (f64::from(limit) / most).log2().floor().clamp(0.0, 15.0) as u32;
        // What rounding takes from one it gives to the next.
        let mut carried = 0.0;
        let coefficients = coefficients.iter().map(|n| {
            let wanted = n * f64::from(1 << shift) + carried;
            let got = wanted.round().clamp(f64::from(-limit), f64::from(limit));
            carried = wanted - got;
            got as i32
        });
        Some(Self { coefficients: coefficients.collect(), shift })
    }

    /// What it leaves; none if that does not fit into 30 bits.
    pub fn residual(&self, samples: &[i32]) -> Option<Vec<i32>> {
        let order = self.coefficients.len();
        let windows = samples.windows(order + 1);
        let each = windows.map(|window| {
            let (before, now) = (&window[..order], window[order]);
            let sum: i64 =
                before.iter().rev().zip(&self.coefficients).map(|(n, c)| i64::from(*n) * i64::from(*c)).sum();
            let left = i64::from(now) - (sum >> self.shift);
            (left.abs() < 1 << 30).then_some(left as i32)
        });
        each.collect()
    }
}

/// Four sums side by side, for SIMD, in a fixed order.
fn dot(one: &[f64], other: &[f64]) -> f64 {
    let (one, rest) = one.as_chunks::<4>();
    let (other, other_rest) = other.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for (one, other) in one.iter().zip(other) {
        (0..4).for_each(|n| sums[n] += one[n] * other[n]);
    }
    sums.iter().sum::<f64>() + rest.iter().zip(other_rest).map(|(a, b)| a * b).sum::<f64>()
}

/// Differences of an order from 0 to 4, as whole predictors of FLAC's fixed kind leave them.
pub(super) fn differences(samples: &[i32], order: usize) -> Vec<i32> {
    let mut now = samples.to_vec();
    for _ in 0..order {
        // Samples have 25 bits at most, so that four differences fit.
        now = now.windows(2).map(|pair| pair[1] - pair[0]).collect();
    }
    now
}
