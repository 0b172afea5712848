//! How an animated GIF is made: plain data, so that it can be saved, shared and compared.

use serde::{Deserialize, Serialize};

/// How an animated GIF is made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Gif {
    /// How many colours a palette has, 2 to 256, one of which may mean that nothing changes.
    pub colors: u16,
    /// Whether one palette serves all pictures.
    pub palettes: Palettes,
    /// How colours between those of the palette are feigned.
    pub dither: Dither,
    /// How often it plays; 0 is for ever.
    pub plays: u16,
    /// By how much, from 0 to 255, each of red, green and blue may be off where a picture keeps what the one before showed. More makes
    /// smaller files.
    pub tolerance: u8,
}

impl Default for Gif {
    fn default() -> Self {
        Self { colors: 256, palettes: Palettes::Global, dither: Dither::Ordered, plays: 0, tolerance: 3 }
    }
}

/// Whether one palette serves all pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Palettes {
    /// One for all, found in a pass of its own. Still places stay still.
    #[default]
    Global,
    /// One for each picture: better colours, larger files.
    Each,
}

/// How colours between those of a palette are feigned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Dither {
    /// Not at all: flat areas, the smallest files.
    None,
    /// By a fixed pattern, which stays in place from picture to picture.
    #[default]
    Ordered,
    /// By carrying errors on to the neighbours (Floyd and Steinberg): the finest, and the largest files.
    Diffuse,
}
