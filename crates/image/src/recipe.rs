//! What to make of a picture: plain data with sensible defaults, so that it can be saved, shared and compared.
//!
//! The order is fixed, whatever the order of the fields: the picture is set upright by its EXIF orientation, then
//! cropped, turned, flipped, resized and encoded. Sizes and fractions always speak of the upright picture.

use crate::{Error, Format, Kind, Result};
use serde::{Deserialize, Serialize};

/// What to make of a picture. The default makes a JPEG of quality 80 that keeps size, metadata and profile.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Recipe {
    /// The part to keep, all of it if `None`.
    pub crop: Option<Crop>,
    /// A turn after the crop.
    pub turn: Turn,
    /// A mirror image after the turn.
    pub flip: Flip,
    /// A new size.
    pub resize: Option<Resize>,
    /// The format to write.
    pub format: Format,
    /// How good a lossy format shall be. Lossless ones ignore it.
    pub quality: Quality,
    /// How long the encoder may think.
    pub effort: Effort,
    /// What happens to EXIF and XMP.
    pub metadata: Metadata,
    /// What shows through transparent places in formats without alpha, as sRGB.
    pub background: Background,
    /// Bits per channel.
    pub depth: Depth,
    /// Whose codecs may do the work.
    pub codecs: Codecs,
}

/// A rectangle in fractions (0 to 1) of the upright picture's width and height.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Crop {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
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

/// A new size. As JSON: `{"fit": {"width": 1600, "height": 1200}, "enlarge": false}`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resize {
    /// The size to reach.
    #[serde(flatten)]
    pub to: Size,
    /// Whether `Fit`, `Fill` and `Longest` may enlarge a smaller picture. `Exact` and `Percent` always do as they say.
    #[serde(default)]
    pub enlarge: bool,
}

/// A size to reach, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Size {
    /// As large as possible inside this box; proportions kept.
    Fit {
        /// Width of the box.
        width: u32,
        /// Height of the box.
        height: u32,
    },
    /// This box, filled; what hangs over is cut off evenly. A picture that is too small keeps the box's proportions.
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
    /// A share of the present size: 50 halves both sides.
    Percent {
        /// More than 0, at most 1000.
        percent: f32,
    },
    /// The longer side becomes this long; proportions kept.
    Longest {
        /// New length of the longer side.
        side: u32,
    },
}

/// How good a lossy format shall be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Quality {
    /// The encoder's own scale, 1 to 100.
    Level(u8),
    /// The best level whose file is at most this large, and no larger than what it is made from unless that costs quality.
    #[serde(rename_all = "camelCase")]
    Bytes {
        /// Size of the whole file with its metadata, in bytes.
        at_most: u64,
    },
    /// The lowest level that looks at least this good.
    Metric {
        /// SSIMULACRA 2: 90 is hard to tell from the original, 70 is high quality, 50 is medium.
        score: f32,
    },
}

/// How long an encoder may think.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Effort {
    /// As fast as possible.
    Fast,
    /// Most of the saving for some of the time.
    #[default]
    Balanced,
    /// As small as possible.
    Smallest,
}

/// What happens to EXIF and XMP. An ICC profile is not metadata here: it says what the colours are, and always stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Metadata {
    /// Kept byte for byte, except for the orientation when the pixels were set upright.
    #[default]
    Keep,
    /// Kept without the place where the picture was taken.
    DropLocation,
    /// Removed.
    Drop,
}

/// A colour as sRGB red, green, blue. White by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Background(pub [u8; 3]);

/// Bits per channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Depth {
    /// As many as the source has and the format can hold.
    #[default]
    Keep,
    /// Eight.
    Eight,
}

/// Whose codecs may do the work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Codecs {
    /// Only this engine: the same bytes on every machine.
    #[default]
    Exact,
    /// Also the browser's, where they are faster. The engine itself ignores this: its host joins them.
    Fast,
}

impl Default for Quality {
    fn default() -> Self {
        Self::Level(80)
    }
}

impl Default for Background {
    fn default() -> Self {
        Self([255; 3])
    }
}

impl Resize {
    /// As large as possible inside this box, never larger than it is.
    pub const fn fit(width: u32, height: u32) -> Self {
        Self { to: Size::Fit { width, height }, enlarge: false }
    }

    /// This box, filled; what hangs over is cut off.
    pub const fn fill(width: u32, height: u32) -> Self {
        Self { to: Size::Fill { width, height }, enlarge: false }
    }

    /// Exactly this size.
    pub const fn exact(width: u32, height: u32) -> Self {
        Self { to: Size::Exact { width, height }, enlarge: false }
    }

    /// A share of the present size.
    pub const fn percent(percent: f32) -> Self {
        Self { to: Size::Percent { percent }, enlarge: false }
    }

    /// The longer side becomes at most this long.
    pub const fn longest(side: u32) -> Self {
        Self { to: Size::Longest { side }, enlarge: false }
    }
}

impl Recipe {
    /// A recipe that only changes the format.
    pub fn to(format: Format) -> Self {
        Self { format, ..Self::default() }
    }

    /// Whether the settings make sense, and a sentence if not. Everything else in the engine relies on it.
    pub fn check(&self) -> Result<()> {
        let wrong = |message: &str| Err(Error::new(Kind::Settings, message));
        if let Some(crop) = self.crop {
            let all = [crop.x, crop.y, crop.width, crop.height];
            if !all.iter().all(|v| (0.0..=1.0).contains(v)) || crop.width == 0.0 || crop.height == 0.0 {
                return wrong("The crop lies outside the picture or is empty. Choose a part of the picture.");
            }
        }
        match self.resize.map(|resize| resize.to) {
            Some(Size::Percent { percent }) if !(percent > 0.0 && percent <= 1000.0) => {
                return wrong("The size in percent must be more than 0 and at most 1000.");
            }
            Some(
                Size::Fit { width, height } | Size::Fill { width, height } | Size::Exact { width, height },
            ) if width == 0 || height == 0 => return wrong("Width and height must be at least 1 pixel."),
            Some(Size::Longest { side: 0 }) => {
                return wrong("The longest side must be at least 1 pixel.");
            }
            _ => {}
        }
        match self.quality {
            Quality::Level(level) if !(1..=100).contains(&level) => {
                wrong("The quality must lie between 1 and 100.")
            }
            Quality::Bytes { at_most: 0 } => wrong("The largest size of the file must be at least 1 byte."),
            Quality::Metric { score } if !(0.0..=100.0).contains(&score) => {
                wrong("The quality score must lie between 0 and 100.")
            }
            _ => Ok(()),
        }
    }

    /// The size of the result, in pixels, for an upright picture of this size.
    pub fn target_size(&self, width: u32, height: u32) -> (u32, u32) {
        let plan = self.plan(width, height);
        (plan.width, plan.height)
    }

    /// The same recipe with its size settled for an upright picture of this size, so that it can be applied to a
    /// smaller decoding of the same picture and lead to the same result.
    pub fn settled(&self, width: u32, height: u32) -> Self {
        let (width, height) = self.target_size(width, height);
        let to = match self.resize.map(|resize| resize.to) {
            Some(Size::Fill { .. }) => Size::Fill { width, height },
            _ => Size::Exact { width, height },
        };
        Self { resize: Some(Resize { to, enlarge: true }), ..self.clone() }
    }

    /// The smallest size, of an upright picture of this size, that a decoder may scale it down to without the result
    /// having to be enlarged again. Decoders that scale (`ImageDecoder`, JPEG by eighths) take it as a hint; twice as
    /// much leaves the resampler enough to work with.
    pub fn decode_size(&self, width: u32, height: u32) -> (u32, u32) {
        let plan = self.plan(width, height);
        let turned = matches!(self.turn, Turn::Right | Turn::Left);
        let (across, down) = if turned { (plan.height, plan.width) } else { (plan.width, plan.height) };
        let scale = (f64::from(across) / plan.cut.width).max(f64::from(down) / plan.cut.height).min(1.0);
        let side = |length: u32| whole((f64::from(length) * scale).ceil());
        (side(width), side(height))
    }

    /// The cut and the size for an upright picture of this size: the whole geometry, in one place.
    pub(crate) fn plan(&self, width: u32, height: u32) -> Plan {
        let mut cut = match self.crop {
            Some(crop) => crop.pixels(width, height),
            None => Cut { x: 0.0, y: 0.0, width: f64::from(width), height: f64::from(height) },
        };
        let turned = matches!(self.turn, Turn::Right | Turn::Left);
        let (w, h) = if turned { (cut.height, cut.width) } else { (cut.width, cut.height) };
        let Some(resize) = self.resize else {
            return Plan { cut, width: whole(w), height: whole(h) };
        };
        let limit = |scale: f64| if resize.enlarge { scale } else { scale.min(1.0) };
        let (new_w, new_h) = match resize.to {
            Size::Exact { width, height } => (f64::from(width), f64::from(height)),
            Size::Percent { percent } => (w * f64::from(percent) / 100.0, h * f64::from(percent) / 100.0),
            Size::Longest { side } => {
                let scale = limit(f64::from(side) / w.max(h));
                (w * scale, h * scale)
            }
            Size::Fit { width, height } => {
                let scale = limit((f64::from(width) / w).min(f64::from(height) / h));
                (w * scale, h * scale)
            }
            Size::Fill { width, height } => {
                let cover = (f64::from(width) / w).max(f64::from(height) / h);
                let shrink = limit(cover) / cover;
                let (new_w, new_h) = (f64::from(width) * shrink, f64::from(height) * shrink);
                let (keep_w, keep_h) =
                    ((f64::from(width) / cover).min(w), (f64::from(height) / cover).min(h));
                let (cut_w, cut_h) = if turned { (keep_h, keep_w) } else { (keep_w, keep_h) };
                cut.x += (cut.width - cut_w) / 2.0;
                cut.y += (cut.height - cut_h) / 2.0;
                (cut.width, cut.height) = (cut_w, cut_h);
                (new_w, new_h)
            }
        };
        Plan { cut, width: whole(new_w), height: whole(new_h) }
    }
}

impl Crop {
    /// The rectangle on whole pixels, at least one of them, inside the picture.
    fn pixels(self, width: u32, height: u32) -> Cut {
        let span = |start: f32, length: f32, side: u32| {
            let side = f64::from(side);
            let from = (f64::from(start) * side).round().min(side - 1.0).max(0.0);
            let to = ((f64::from(start) + f64::from(length)) * side).round().clamp(from + 1.0, side.max(1.0));
            (from, to - from)
        };
        let (x, width) = span(self.x, self.width, width);
        let (y, height) = span(self.y, self.height, height);
        Cut { x, y, width, height }
    }
}

/// A rectangle in pixels of the upright picture. A fill can cut between pixels, the resampler allows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cut {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// What is cut out of the upright picture and how large it becomes after the turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Plan {
    pub cut: Cut,
    pub width: u32,
    pub height: u32,
}

/// A length in whole pixels, at least one.
fn whole(length: f64) -> u32 {
    length.round().clamp(1.0, f64::from(u32::MAX)) as u32
}
