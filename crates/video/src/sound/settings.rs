//! What to do with the sound of a film: plain data, so that it can be saved, shared and compared.

use serde::{Deserialize, Serialize};

/// What to do with sound. The default does nothing. The order is fixed: mix, resample, level, fade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Adjust {
    /// How many channels: 1, 2, 6 or 8; as many as there are if `None`.
    pub channels: Option<u16>,
    /// Samples per second; as many as there are if `None`.
    pub rate: Option<u32>,
    /// Louder or softer, in dB. 0 changes nothing.
    pub gain: f32,
    /// How loud it shall be as a whole, which takes a pass of measuring first. Comes instead of the gain.
    pub level: Option<Level>,
    /// How many seconds it takes to fade in.
    pub fade_in: f32,
    /// How many seconds it takes to fade out.
    pub fade_out: f32,
}

/// How loud sound shall be as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Level {
    /// Integrated loudness in LUFS (EBU R 128). -14 is what players on the web make of films; television wants -23.
    pub loudness: f32,
    /// What true peaks may reach, in dB of full scale.
    pub peak: f32,
}

impl Default for Level {
    fn default() -> Self {
        Self { loudness: -14.0, peak: -1.0 }
    }
}

/// What counts as silence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Quiet {
    /// No sample is above this, in dB of full scale.
    pub below: f32,
    /// For at least this many seconds.
    pub seconds: f32,
}

impl Default for Quiet {
    fn default() -> Self {
        Self { below: -50.0, seconds: 0.5 }
    }
}
