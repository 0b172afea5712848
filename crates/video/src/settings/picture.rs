//! What happens to pictures.
//!
//! The order is fixed, whatever the order of the fields: the picture is set upright; then come the
//! [filters](crate::pixels::Filters) in their order, what is laid over it, and last the subtitles.

use serde::{Deserialize, Serialize};

use super::{Rate, Stretch, VideoCodec};
use crate::pixels::Filters;

/// How pictures are changed and encoded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Encode {
    /// The codec.
    pub codec: VideoCodec,
    /// How many bits they may take.
    pub bits: Rate,
    /// The longest time between two key frames, in seconds. `None`: 2.
    pub keys: Option<f64>,
    /// A new size.
    pub resize: Option<Resize>,
    /// Pictures per second; some are left out or shown twice. `None`: each for as long as in the original.
    pub rate: Option<f64>,
    /// Changes of each picture, which speak of the upright one. Their `size` follows from [`resize`](Self::resize).
    pub filters: Filters,
    /// The table of colours (`.cube`) that the filters mix in, by its place in the list of files.
    pub lut: Option<u32>,
    /// What is laid over the picture.
    pub overlays: Vec<Overlay>,
    /// Subtitles that become a part of the picture.
    pub burn: Option<Burn>,
}

/// How pictures look, whatever they become: a film, a still, a sheet, pictures that move.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Look {
    /// A new shape. How large they become is the business of what is made.
    pub resize: Option<Resize>,
    /// Changes of each picture, which speak of the upright one.
    pub filters: Filters,
    /// The table of colours (`.cube`) that the filters mix in, by its place in the list of files.
    pub lut: Option<u32>,
    /// What is laid over the picture.
    pub overlays: Vec<Overlay>,
    /// Subtitles that become a part of the picture.
    pub burn: Option<Burn>,
}

impl Encode {
    /// How its pictures look.
    pub fn look(&self) -> Look {
        Look {
            resize: self.resize,
            filters: self.filters.clone(),
            lut: self.lut,
            overlays: self.overlays.clone(),
            burn: self.burn,
        }
    }
}

/// A new size, in pixels. Sides become even where the codec wants that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Resize {
    /// As large as possible inside this box, proportions kept, never larger than it is.
    Fit {
        /// Width of the box.
        width: u32,
        /// Height of the box.
        height: u32,
    },
    /// This box, filled; what hangs over is cut off evenly.
    Fill {
        /// Width of the box.
        width: u32,
        /// Height of the box.
        height: u32,
    },
    /// Exactly this; proportions may change.
    Exact {
        /// New width.
        width: u32,
        /// New height.
        height: u32,
    },
}

/// Something that is laid over the pictures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Overlay {
    /// What it is.
    pub layer: Layer,
    /// Where it lies.
    pub corner: Corner,
    /// The distance from the edges, as a fraction of the picture's width.
    pub margin: f32,
    /// Its width, as a fraction of the picture's width.
    pub width: f32,
    /// How much it covers: 0 to 1.
    pub opacity: f32,
    /// When it is there. `None`: always.
    pub when: Option<Stretch>,
}

/// What can be laid over pictures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Layer {
    /// A picture (PNG, JPEG, WebP, …), by its place in the list of files.
    Picture(u32),
    /// Words, white with a dark edge.
    Text(String),
}

/// A place in a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Corner {
    /// Above, left.
    TopLeft,
    /// Above, right.
    TopRight,
    /// Below, left.
    BottomLeft,
    /// Below, right.
    #[default]
    BottomRight,
    /// In the middle.
    Center,
}

/// Subtitles that become a part of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Burn {
    /// Those of a track, by its place in [`Media::tracks`](crate::Media::tracks).
    Track(u32),
    /// Those of another file (SRT, VTT, ASS), by its place in the list of files.
    File(u32),
}

/// A picture at a moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Still {
    /// When, in seconds.
    pub time: f64,
    /// Whether it is exactly the picture that is shown then, or the key frame before, which is there sooner.
    pub exact: bool,
    /// The format.
    pub format: StillFormat,
    /// The longest side, in pixels. `None`: as it is.
    pub side: Option<u32>,
    /// How it looks.
    pub look: Look,
}

/// A format of pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StillFormat {
    /// PNG.
    #[default]
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
}

/// Many pictures of a file on one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Sheet {
    /// How many rows.
    pub rows: u32,
    /// How many columns.
    pub columns: u32,
    /// The width of the whole sheet, in pixels.
    pub width: u32,
    /// The format.
    pub format: StillFormat,
    /// How each of them looks.
    pub look: Look,
}

impl Default for Sheet {
    fn default() -> Self {
        Self { rows: 4, columns: 4, width: 1600, format: StillFormat::Jpeg, look: Look::default() }
    }
}

/// Pictures that move without sound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Animation {
    /// The format.
    pub format: Animated,
    /// What of the file. `None`: all of it.
    pub stretch: Option<Stretch>,
    /// How the pictures look.
    pub look: Look,
    /// The width in pixels, never more than there are.
    pub width: u32,
    /// Pictures per second, at most 50.
    pub rate: f64,
    /// How much faster it plays.
    pub speed: f64,
    /// How many colours a GIF has, 2 to 256.
    pub colors: u32,
    /// Whether a GIF mixes colours that it has not by patterns.
    pub dither: bool,
    /// The quality of lossy WebP, 1 to 100.
    pub quality: u8,
    /// How often it plays; 0 is for ever.
    pub times: u16,
}

impl Default for Animation {
    fn default() -> Self {
        Self {
            format: Animated::Gif,
            stretch: None,
            look: Look::default(),
            width: 480,
            rate: 12.5,
            speed: 1.0,
            colors: 256,
            dither: true,
            quality: 75,
            times: 0,
        }
    }
}

/// A format of pictures that move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Animated {
    /// GIF: plays everywhere, is large.
    #[default]
    Gif,
    /// WebP.
    WebP,
}
