//! What a picture tells about how it was taken.

use serde::{Deserialize, Serialize};

/// What a camera wrote into a picture, and who touched it since. What is not there, or makes no sense, is `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shot {
    /// Maker and model: `Apple iPhone 13`.
    pub camera: Option<String>,
    /// Model of the lens.
    pub lens: Option<String>,
    /// When it was taken, by the camera's own clock, of which the time zone is not known: `2024-05-01T12:30:09`.
    pub taken: Option<String>,
    /// Exposure time in seconds.
    pub exposure: Option<f64>,
    /// F-number.
    pub aperture: Option<f64>,
    /// ISO speed.
    pub sensitivity: Option<u32>,
    /// Focal length in millimetres.
    pub focal: Option<f64>,
    /// Where it was taken, in degrees to the north and to the east.
    pub place: Option<(f64, f64)>,
    /// What is to be seen, in words.
    pub caption: Option<String>,
    /// Who made it.
    pub author: Option<String>,
    /// Whose it is.
    pub rights: Option<String>,
    /// The program that wrote it.
    pub software: Option<String>,
}
