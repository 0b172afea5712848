//! What to do with every picture of a film: plain data, so that it can be saved, shared and compared.
//!
//! The order is fixed, whatever the order of the fields: deinterlace, crop, turn, flip, denoise, scale, blur, sharpen, colours.
//! Noise goes before it is scaled into blots; colours come last, where there are fewest pixels.

use serde::{Deserialize, Serialize};

/// What to do with every picture of a film. The default does nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Filters {
    /// How the two halves of an interlaced picture are put together.
    pub deinterlace: Deinterlace,
    /// The part to keep; all of it if `None`.
    pub crop: Option<Area>,
    /// A turn after the crop.
    pub turn: Turn,
    /// A mirror image after the turn.
    pub flip: Flip,
    /// How much noise is taken away: 0 none, 1 as much as can be without harm.
    pub denoise: f32,
    /// The size to reach, width and height in pixels; the size that it has if `None`. [`fit`](crate::plan::fit) finds one.
    pub size: Option<(u32, u32)>,
    /// How new pixels are made of old ones.
    pub resampling: Resampling,
    /// The standard deviation of a Gaussian blur, in pixels of the result. 0 is none.
    pub blur: f32,
    /// How much edges are raised: 0 not at all, 1 much.
    pub sharpen: f32,
    /// Brightness and colours.
    pub tone: Tone,
    /// How much of a lookup table, which comes separately, is mixed in: 0 none, 1 all.
    pub lut: f32,
}

/// A rectangle in fractions (0 to 1) of a picture's width and height.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Area {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// How the two halves of an interlaced picture are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Deinterlace {
    /// They are not taken apart: the picture is whole.
    #[default]
    None,
    /// The half of the even lines, counted from 0, is kept; the other lines stay where nothing moves, and are made anew along edges where
    /// something does.
    Top,
    /// The same with the half of the odd lines.
    Bottom,
}

/// A turn by quarters, clockwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Turn {
    /// As it is.
    #[default]
    None,
    /// 90° clockwise.
    Right,
    /// 180°.
    Half,
    /// 90° counter-clockwise.
    Left,
}

/// A mirror image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Flip {
    /// As it is.
    #[default]
    None,
    /// Left becomes right.
    Horizontal,
    /// Top becomes bottom.
    Vertical,
}

/// How new pixels are made of old ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Resampling {
    /// The exact mean of what they cover where pictures shrink; cubic where they grow. Fast.
    #[default]
    Auto,
    /// Catmull-Rom's cubic over 4 pixels, wider where pictures shrink.
    Bicubic,
    /// Lanczos over 6 pixels, wider where pictures shrink. The sharpest.
    Lanczos,
}

/// Brightness and colours. The order is fixed: contrast and brightness, gamma, curve; then saturation; then the curves of red, green
/// and blue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Tone {
    /// Added to brightness: -1 makes all black, 1 all white.
    pub brightness: f32,
    /// Multiplies what brightness is away from middle gray. 1 changes nothing.
    pub contrast: f32,
    /// Multiplies what colours are away from gray. 1 changes nothing, 0 leaves gray.
    pub saturation: f32,
    /// Raises the middle of brightness (above 1) or lowers it (below 1), while black and white stay.
    pub gamma: f32,
    /// Points of a curve from old to new brightness, both 0 to 1, joined smoothly. Empty changes nothing.
    pub curve: Vec<(f32, f32)>,
    /// The same for red by itself, from the old to the new share of it.
    pub red: Vec<(f32, f32)>,
    /// The same for green.
    pub green: Vec<(f32, f32)>,
    /// The same for blue.
    pub blue: Vec<(f32, f32)>,
    /// Whether colours are left out, whatever the saturation.
    pub grayscale: bool,
}

impl Default for Tone {
    fn default() -> Self {
        Self {
            brightness: 0.0,
            contrast: 1.0,
            saturation: 1.0,
            gamma: 1.0,
            curve: Vec::new(),
            red: Vec::new(),
            green: Vec::new(),
            blue: Vec::new(),
            grayscale: false,
        }
    }
}

#[cfg(feature = "pixels")]
impl Tone {
    /// Whether red, green or blue have a curve of their own.
    pub(super) fn is_tinted(&self) -> bool {
        [&self.red, &self.green, &self.blue].iter().any(|curve| !curve.is_empty())
    }

    /// Whether anything else is set.
    pub(super) fn is_seen(&self) -> bool {
        let none = Vec::new;
        Self { red: none(), green: none(), blue: none(), ..self.clone() } != Self::default()
    }
}
