//! All that is done to the sound of a film, prepared once.

use super::{Adjust, Limiter, Loudness, Mix, Resampler};
use crate::{Error, Kind, Result};

/// Does to one block after the other what [`Adjust`] says.
#[derive(Clone, Debug)]
pub struct Adjuster {
    mix: Option<Mix>,
    resampler: Option<Resampler>,
    limiter: Option<Limiter>,
    gain: f32,
    channels: usize,
    rate: u32,
    /// Lengths of the fades, and where the second begins, in samples of the result.
    fades: (u64, u64),
    end: Option<u64>,
    now: u64,
    mixed: Vec<f32>,
    resampled: Vec<f32>,
}

impl Adjuster {
    /// Prepares for sound of this many channels and samples per second. `seconds`, how long it is, must be known to fade out;
    /// `loudness`, as a [`Meter`](super::Meter) found it, to reach a level.
    ///
    /// # Errors
    /// `Settings` if one of them is missing or numbers are none; as [`Mix::new`] and [`Resampler::new`].
    pub fn new(
        adjust: &Adjust,
        (channels, rate): (usize, u32),
        seconds: Option<f64>,
        loudness: Option<&Loudness>,
    ) -> Result<Self> {
        let wrong = |what: &str| Error::new(Kind::Settings, what);
        if ![adjust.gain, adjust.fade_in, adjust.fade_out].iter().all(|n| n.is_finite()) {
            return Err(wrong("Gain and fades must be numbers. Set them again."));
        }
        let to = adjust.channels.map_or(channels, usize::from);
        let new_rate = adjust.rate.unwrap_or(rate);
        let gain = match (adjust.level, loudness) {
            (Some(level), Some(loudness)) => loudness.gain(&level),
            (Some(_), None) => return Err(wrong("To reach a level, the sound must be measured first.")),
            (None, _) => 10_f32.powf(adjust.gain / 20.0),
        };
        let limiter = adjust.level.zip(loudness).and_then(|(level, loudness)| {
            // Mixing and resampling may raise peaks a little.
            let peak = loudness.peak + 20.0 * f64::from(gain).log10() + 1.0;
            (peak > f64::from(level.peak)).then(|| Limiter::new(level.peak, to, new_rate))
        });
        if adjust.fade_out > 0.0 && seconds.is_none() {
            return Err(wrong("To fade out, it must be known how long the sound is."));
        }
        let samples = |seconds: f64| (seconds.max(0.0) * f64::from(new_rate)).round() as u64;
        Ok(Self {
            mix: (to != channels).then(|| Mix::new(channels, to)).transpose()?,
            resampler: (new_rate != rate).then(|| Resampler::new(rate, new_rate, to)).transpose()?,
            limiter,
            gain,
            channels: to.max(1),
            rate: new_rate,
            fades: (samples(adjust.fade_in.into()), samples(adjust.fade_out.into())),
            end: seconds.map(samples),
            now: 0,
            mixed: Vec::new(),
            resampled: Vec::new(),
        })
    }

    /// How many channels and samples per second the result has.
    pub fn shape(&self) -> (usize, u32) {
        (self.channels, self.rate)
    }

    /// Takes a block and appends what is known by it.
    pub fn push(&mut self, block: &[f32], to: &mut Vec<f32>) {
        self.mixed.clear();
        match &self.mix {
            Some(mix) => mix.mix(block, &mut self.mixed),
            None => self.mixed.extend_from_slice(block),
        }
        let mixed = std::mem::take(&mut self.mixed);
        self.resampled.clear();
        match &mut self.resampler {
            Some(resampler) => resampler.push(&mixed, &mut self.resampled),
            None => self.resampled.extend_from_slice(&mixed),
        }
        self.mixed = mixed;
        self.level(to);
    }

    /// Appends the rest.
    pub fn finish(&mut self, to: &mut Vec<f32>) {
        self.resampled.clear();
        if let Some(resampler) = &mut self.resampler {
            resampler.finish(&mut self.resampled);
        }
        self.level(to);
        let start = to.len();
        if let Some(limiter) = &mut self.limiter {
            limiter.finish(to);
        }
        self.fade(&mut to[start..]);
    }

    fn level(&mut self, to: &mut Vec<f32>) {
        if self.gain != 1.0 {
            self.resampled.iter_mut().for_each(|n| *n *= self.gain);
        }
        let start = to.len();
        match &mut self.limiter {
            Some(limiter) => limiter.push(&self.resampled, to),
            None => to.extend_from_slice(&self.resampled),
        }
        self.fade(&mut to[start..]);
    }

    fn fade(&mut self, block: &mut [f32]) {
        let (fade_in, fade_out) = self.fades;
        for moment in block.chunks_exact_mut(self.channels) {
            let mut gain = 1.0;
            if self.now < fade_in {
                gain *= self.now as f32 / fade_in as f32;
            }
            if let Some(left) = self.end.map(|end| end.saturating_sub(self.now))
                && left < fade_out
            {
                gain *= left as f32 / fade_out as f32;
            }
            if gain != 1.0 {
                moment.iter_mut().for_each(|n| *n *= gain);
            }
            self.now += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::Level;

    #[test]
    fn fades_begin_and_end_in_silence() {
        let adjust =
            Adjust { fade_in: 0.1, fade_out: 0.2, gain: -6.0206, channels: Some(2), ..Adjust::default() };
        let mut adjuster = Adjuster::new(&adjust, (1, 1000), Some(1.0), None).unwrap();
        let mut out = Vec::new();
        vec![1.0; 1000].chunks(77).for_each(|block| adjuster.push(block, &mut out));
        adjuster.finish(&mut out);
        let near =
            |n: usize, value: f32| assert!((out[n * 2] - value).abs() < 1e-4 && out[n * 2] == out[n * 2 + 1]);
        assert_eq!(out.len(), 2000);
        near(0, 0.0);
        near(50, 0.25);
        near(400, 0.5);
        near(900, 0.25);
        near(999, 0.0025);
    }

    #[test]
    fn what_must_be_known_is_asked_for() {
        let fade = Adjust { fade_out: 1.0, ..Adjust::default() };
        assert!(Adjuster::new(&fade, (2, 48_000), None, None).unwrap_err().message.contains("how long"));
        let level = Adjust { level: Some(Level::default()), ..Adjust::default() };
        assert!(Adjuster::new(&level, (2, 48_000), None, None).unwrap_err().message.contains("measured"));
    }
}
