//! What is to be seen or measured of a file, and what was.

use serde::{Deserialize, Serialize};

use super::Stretch;

/// Small pictures of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Stills {
    /// Of which moments.
    pub at: Moments,
    /// The box that each fits into, width.
    pub width: u32,
    /// The box that each fits into, height.
    pub height: u32,
    /// Whether each is exactly the picture that is shown then, or the key frame nearest to it, which costs much less.
    pub exact: bool,
}

impl Default for Stills {
    fn default() -> Self {
        Self { at: Moments::Count(16), width: 160, height: 90, exact: false }
    }
}

/// Moments of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Moments {
    /// So many, each in the middle of its share of the file.
    Count(u32),
    /// These, in seconds.
    Times(Vec<f64>),
}

/// The shape of a sound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Waveform {
    /// The track, by its place in [`Media::tracks`](crate::Media::tracks). `None`: the first with sound.
    pub track: Option<u32>,
    /// What of it. `None`: all.
    pub stretch: Option<Stretch>,
    /// Into how many parts of the same length it is divided.
    pub buckets: u32,
}

impl Default for Waveform {
    fn default() -> Self {
        Self { track: None, stretch: None, buckets: 1000 }
    }
}

/// A waveform: for each part the numbers of all channels together. 1 is the loudest that a file can say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Peaks {
    /// The lowest sample, -1 to 0.
    pub low: Vec<f32>,
    /// The highest sample, 0 to 1.
    pub high: Vec<f32>,
    /// The mean strength (root of the mean square), 0 to 1.
    pub mean: Vec<f32>,
}

/// How the packets of a track lie in time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Flow {
    /// The bits of its busiest second. `None`: it is not so long.
    pub peak: Option<f64>,
    /// Whether all packets are of one size.
    pub constant: bool,
    /// For how many seconds a packet lasts, at least and at most.
    pub lasts: Option<(f64, f64)>,
    /// How many packets there are from one key frame to the next, at least and at most.
    pub groups: Option<(u32, u32)>,
    /// Whether packets are shown in another order than they come in.
    pub reordered: bool,
    /// Which program has encoded it, where that says so in the first packet.
    pub encoder: Option<String>,
    /// With which settings, as that program writes them.
    pub settings: Option<String>,
}

/// How loud a sound is, by EBU R128 (ITU-R BS.1770-4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Loudness {
    /// All of it, in LUFS. `None`: it is silent.
    pub integrated: Option<f64>,
    /// How much loud and quiet parts differ, in LU.
    pub range: f64,
    /// The highest true peak, in dBTP.
    pub peak: Option<f64>,
}

/// Where something happens in a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scenes {
    /// Where one scene gives way to the next, in seconds: the first picture of the new one.
    pub cuts: Vec<f64>,
    /// Where there is nothing to be seen, for half a second or longer.
    pub black: Vec<Stretch>,
    /// Where there is nothing to be heard, for half a second or longer.
    pub silent: Vec<Stretch>,
}
