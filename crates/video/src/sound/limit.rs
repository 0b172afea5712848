//! A limiter: what would be louder than a ceiling becomes softer, from a little before to a while after.
//!
//! Peaks between samples count too (true peaks, ITU-R BS.1770), so each sample is looked at with three more between it and the
//! next. The gain is the least that any sample nearby needs, smoothed over the same stretch: it arrives where it must without a
//! step.

use std::collections::VecDeque;

/// Seconds that are looked ahead.
const AHEAD: f32 = 0.005;
/// Seconds until half of a reduction is gone.
const RELEASE: f32 = 0.08;
/// Half the samples that a point between samples is reckoned of.
const REACH: usize = 8;

/// Keeps true peaks below a ceiling.
#[derive(Clone, Debug)]
pub struct Limiter {
    channels: usize,
    ceiling: f32,
    /// How many moments the gain looks ahead.
    ahead: usize,
    release: f32,
    between: [[f32; 2 * REACH]; 3],
    /// Moments that wait for their gain, interleaved, led by silence.
    waiting: VecDeque<f32>,
    /// How many moments came in, and the least gains of late with the moments they belong to, growing.
    came: u64,
    least: VecDeque<(u64, f32)>,
    /// The gain as it recovers, and the stretch of it that is averaged.
    held: f32,
    window: VecDeque<f32>,
    sum: f64,
    out: u64,
}

impl Limiter {
    /// For a ceiling in dB of full scale.
    pub fn new(ceiling: f32, channels: usize, rate: u32) -> Self {
        let ahead = ((AHEAD * rate as f32) as usize).max(1);
        Self {
            channels: channels.max(1),
            // A hair below, because a peak between samples is only nearly found.
            ceiling: 10_f32.powf((ceiling - 0.1) / 20.0),
            ahead,
            release: 0.5_f32.powf(1.0 / (RELEASE * rate as f32)),
            between: [0.25, 0.5, 0.75].map(|part| {
                let mut taps = std::array::from_fn(|n| {
                    let x = n as f32 - (REACH as f32 - 1.0) - part;
                    let angle = x * std::f32::consts::PI;
                    let window = (x / REACH as f32 * std::f32::consts::FRAC_PI_2).cos().powi(2);
                    angle.sin() / angle * window
                });
                let sum: f32 = taps.iter().sum();
                taps.iter_mut().for_each(|tap| *tap /= sum);
                taps
            }),
            waiting: std::iter::repeat_n(0.0, (REACH - 1) * channels.max(1)).collect(),
            came: 0,
            least: VecDeque::new(),
            held: 1.0,
            window: std::iter::repeat_n(1.0, ahead).collect(),
            sum: ahead as f64,
            out: 0,
        }
    }

    /// Takes a block and appends what is known by it.
    pub fn push(&mut self, block: &[f32], to: &mut Vec<f32>) {
        for moment in block.chunks_exact(self.channels) {
            self.waiting.extend(moment);
            self.came += 1;
            self.step(to);
        }
    }

    /// Appends the rest. As many moments went out as came in.
    pub fn finish(&mut self, to: &mut Vec<f32>) {
        let end = self.came;
        let start = to.len() as u64 / self.channels as u64;
        let left = end - self.out;
        while (to.len() / self.channels) as u64 - start < left {
            self.waiting.extend(std::iter::repeat_n(0.0, self.channels));
            self.came += 1;
            self.step(to);
        }
    }

    /// One moment came: the gain of the one that lies `REACH` before it becomes known, and the one that lies `ahead` before
    /// that can go.
    fn step(&mut self, to: &mut Vec<f32>) {
        let reach = REACH as u64;
        if self.came <= reach {
            return;
        }
        let now = self.came - 1 - reach;
        let peak = self.peak();
        let gain = if peak > self.ceiling { self.ceiling / peak } else { 1.0 };
        while self.least.back().is_some_and(|(_, last)| *last >= gain) {
            self.least.pop_back();
        }
        self.least.push_back((now, gain));
        while self.least.front().is_some_and(|(at, _)| at + self.ahead as u64 <= now) {
            self.least.pop_front();
        }
        let least = self.least.front().map_or(1.0, |(_, gain)| *gain);
        // Down at once, up slowly.
        self.held = least.min(1.0 - (1.0 - self.held) * self.release);
        self.window.push_back(self.held);
        self.sum += f64::from(self.held) - self.window.pop_front().map_or(0.0, f64::from);
        if now + 1 < self.ahead as u64 {
            return;
        }
        let gain = (self.sum / self.ahead as f64) as f32;
        // The moments that the last look needed before it stay until the next: they are a fixed lead.
        let lead = (self.waiting.len() / self.channels) - 2 * REACH - (self.ahead - 1);
        debug_assert_eq!(lead, 0, "as many wait as are needed");
        let first = (REACH - 1) * self.channels;
        to.extend((0..self.channels).map(|n| self.waiting[first + n] * gain));
        self.waiting.drain(..self.channels);
        self.out += 1;
    }

    /// The highest peak from the newest moment that has `REACH` behind it to the next.
    fn peak(&self) -> f32 {
        let start = self.waiting.len() - 2 * REACH * self.channels;
        let mut peak = 0.0_f32;
        for channel in 0..self.channels {
            let near: [f32; 2 * REACH] =
                std::array::from_fn(|n| self.waiting[start + n * self.channels + channel]);
            let most = near.iter().fold(0.0_f32, |most, n| most.max(n.abs()));
            peak = peak.max(near[REACH - 1].abs()).max(near[REACH].abs());
            // Between soft samples there is no loud peak: it is at most about twice as high.
            if most * 2.0 > self.ceiling {
                for taps in &self.between {
                    let value: f32 = taps.iter().zip(near).map(|(tap, n)| tap * n).sum();
                    peak = peak.max(value.abs());
                }
            }
        }
        peak
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limited(sound: &[f32], channels: usize, block: usize) -> Vec<f32> {
        let mut limiter = Limiter::new(-1.0, channels, 48_000);
        let mut out = Vec::new();
        sound.chunks(block * channels).for_each(|block| limiter.push(block, &mut out));
        limiter.finish(&mut out);
        out
    }

    #[test]
    fn what_is_soft_enough_passes_unchanged_and_in_place() {
        let sound: Vec<f32> = (0..4000).map(|n| ((n as f32 * 0.05).sin()) * 0.8).collect();
        for block in [1, 7, 4000] {
            let out = limited(&sound, 2, block);
            assert_eq!(out.len(), sound.len());
            assert!(out.iter().zip(&sound).all(|(a, b)| (a - b).abs() < 1e-6));
        }
        assert_eq!(limited(&sound[..10], 2, 2).len(), 10);
    }

    #[test]
    fn what_is_too_loud_stays_below_the_ceiling() {
        // A quarter of the rate with a phase of 45°: true peaks lie 3 dB above the samples.
        let sound: Vec<f32> = (0..9600)
            .map(|n| {
                let loud = if (3000..5000).contains(&n) { 1.6 } else { 0.2 };
                (n as f32 * std::f32::consts::FRAC_PI_2 + std::f32::consts::FRAC_PI_4).sin() * loud
            })
            .collect();
        let out = limited(&sound, 1, 480);
        let mut meter = super::super::Meter::new(1, 48_000).unwrap();
        meter.push(&out).unwrap();
        let peak = meter.loudness().unwrap().peak;
        assert!((-1.6..=-1.0).contains(&peak), "{peak:.2} dB");
        assert!((out[100] - sound[100]).abs() < 1e-4);
    }
}
