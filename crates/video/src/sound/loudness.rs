//! How loud sound is, by EBU R 128.

use ebur128::{Channel, EbuR128, Mode};

use super::Level;
use crate::{Error, Kind, Result};

/// How loud sound is as a whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loudness {
    /// Integrated loudness in LUFS; negative infinity for silence.
    pub integrated: f64,
    /// Loudness range in LU.
    pub range: f64,
    /// The highest true peak, in dB of full scale; negative infinity for silence.
    pub peak: f64,
}

impl Loudness {
    /// The factor that brings it to a level: 1 for silence. Peaks may then need a [`Limiter`](super::Limiter).
    pub fn gain(&self, level: &Level) -> f32 {
        let decibels = f64::from(level.loudness) - self.integrated;
        // More than that only makes noise of near silence.
        if decibels.is_finite() { 10_f64.powf(decibels.min(40.0) / 20.0) as f32 } else { 1.0 }
    }
}

/// Measures sound, block by block.
pub struct Meter {
    meter: EbuR128,
}

impl Meter {
    /// For this many channels and samples per second.
    ///
    /// # Errors
    /// `Unsupported` for numbers that EBU R 128 does not know.
    pub fn new(channels: usize, rate: u32) -> Result<Self> {
        let mode = Mode::I | Mode::LRA | Mode::TRUE_PEAK | Mode::HISTOGRAM;
        let mut meter = EbuR128::new(channels as u32, rate, mode).map_err(unmeasurable)?;
        // The order of WAVE, in which back comes before side.
        let map: &[Channel] = match channels {
            6 => &[
                Channel::Left,
                Channel::Right,
                Channel::Center,
                Channel::Unused,
                Channel::LeftSurround,
                Channel::RightSurround,
            ],
            8 => &[
                Channel::Left,
                Channel::Right,
                Channel::Center,
                Channel::Unused,
                Channel::LeftSurround,
                Channel::RightSurround,
                Channel::LeftSurround,
                Channel::RightSurround,
            ],
            _ => &[],
        };
        if !map.is_empty() {
            meter.set_channel_map(map).map_err(unmeasurable)?;
        }
        Ok(Self { meter })
    }

    /// Listens to a block.
    ///
    /// # Errors
    /// `Broken` if it ends within a moment.
    pub fn push(&mut self, block: &[f32]) -> Result<()> {
        self.meter.add_frames_f32(block).map_err(unmeasurable)
    }

    /// How loud all blocks together are.
    ///
    /// # Errors
    /// None that is known.
    pub fn loudness(&self) -> Result<Loudness> {
        let mut peak = 0.0_f64;
        for channel in 0..self.meter.channels() {
            peak = peak.max(self.meter.true_peak(channel).map_err(unmeasurable)?);
        }
        Ok(Loudness {
            integrated: self.meter.loudness_global().map_err(unmeasurable)?,
            range: self.meter.loudness_range().map_err(unmeasurable)?,
            peak: 20.0 * peak.log10(),
        })
    }
}

fn unmeasurable(error: ebur128::Error) -> Error {
    Error::new(
        Kind::Unsupported,
        format!("The loudness of this sound cannot be measured ({error}). Mix it to stereo first."),
    )
}
