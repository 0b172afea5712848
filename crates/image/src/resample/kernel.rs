//! Which samples make one sample of the result, and by how much.
//!
//! Weights are found in floating point. The fast resampler has them as whole numbers, two neighbours in one number, because
//! that is what one instruction of SIMD multiplies and adds.

use std::f64::consts::PI;

/// The weights of samples from `start` on.
pub(super) struct Kernel<W> {
    pub(super) start: usize,
    pub(super) weights: Vec<W>,
}

impl Kernel<f64> {
    /// The kernels of a whole line: `length` samples from `start` on become `to` samples. None starts before the one
    /// before it, or ends before it.
    pub(super) fn line(start: f64, length: f64, side: u32, to: u32) -> Vec<Self> {
        let scale = length / f64::from(to);
        let stretch = scale.max(1.0);
        let reach = 3.0 * stretch;
        (0..to)
            .map(|i| {
                let centre = start + (f64::from(i) + 0.5) * scale;
                let first = (centre - reach).floor().max(0.0) as usize;
                let last = ((centre + reach).ceil() as usize).clamp(first + 1, side as usize);
                let weights: Vec<f64> =
                    (first..last).map(|j| lanczos((j as f64 + 0.5 - centre) / stretch)).collect();
                let sum: f64 = weights.iter().sum();
                Self { start: first, weights: weights.iter().map(|weight| weight / sum).collect() }
            })
            .collect()
    }

    /// The same with less precision.
    pub(super) fn single(&self) -> Kernel<f32> {
        Kernel { start: self.start, weights: self.weights.iter().map(|weight| *weight as f32).collect() }
    }
}

impl Kernel<i32> {
    /// A line's kernels over pairs of samples, and how many bits of a weight are behind the point: as many as the
    /// largest one leaves in sixteen.
    pub(super) fn pairs(line: &[Kernel<f64>]) -> (Vec<Self>, u32) {
        let most =
            line.iter().flat_map(|kernel| &kernel.weights).fold(0.0, |most: f64, weight| most.max(*weight));
        let full = |bits: &u32| (most * f64::from(2 << bits)).round() >= 32_768.0;
        let bits = (0..MOST_BITS).find(full).unwrap_or(MOST_BITS);
        let scale = f64::from(1 << bits);
        let pairs = line.iter().map(|kernel| {
            let whole = kernel.weights.iter().map(|weight| (weight * scale).round() as i16);
            let whole: Vec<i16> = std::iter::repeat_n(0, kernel.start % 2).chain(whole).collect();
            let join = |pair: &[i16]| {
                let [first, second] = [pair[0], pair.get(1).copied().unwrap_or(0)];
                i32::from(second) << 16 | i32::from(first as u16)
            };
            Self { start: kernel.start / 2, weights: whole.chunks(2).map(join).collect() }
        });
        (pairs.collect(), bits)
    }

    /// The index after the last pair.
    pub(super) fn end(&self) -> usize {
        self.start + self.weights.len()
    }

    /// The weights of a pair, which are zero outside.
    pub(super) fn at(&self, pair: usize) -> i32 {
        pair.checked_sub(self.start).and_then(|at| self.weights.get(at)).copied().unwrap_or(0)
    }
}

/// A sum has 32 bits, of which 8 are the sample and 2 what the negative lobes add for a moment.
const MOST_BITS: u32 = 21;

/// Lanczos' window with three lobes.
fn lanczos(x: f64) -> f64 {
    let sinc = |x: f64| if x == 0.0 { 1.0 } else { (PI * x).sin() / (PI * x) };
    if x.abs() < 3.0 { sinc(x) * sinc(x / 3.0) } else { 0.0 }
}
