//! What a person should know about a result that is right but not all that was asked for.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a person should know about a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Note {
    /// Transparent places were filled with the background, since the format has no alpha.
    Flattened,
    /// 16 bits per channel became 8, since the format holds no more.
    ReducedTo8Bits,
    /// Colours were converted to sRGB, since the format carries no profile, or none of grays.
    ConvertedToSrgb,
    /// Only the first frame was converted.
    FirstFrameOnly,
    /// EXIF, XMP or IPTC was left out: the format carries none, or it could not be taken from the file.
    MetadataLost,
    /// XMP was removed as a whole, since it may name the place.
    XmpDropped,
    /// The picture was made smaller than asked, since no quality met the limit in bytes.
    MadeSmaller,
    /// The file is larger than asked: nothing met the limit in bytes.
    AboveLimit,
    /// The file looks less good than asked: not even the best level met the score.
    BelowScore,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flattened => "Transparent places were filled: this format has no transparency.",
            Self::ReducedTo8Bits => "16 bits per channel became 8: this format holds no more.",
            Self::ConvertedToSrgb => {
                "Colours were converted to sRGB: this format cannot carry their profile."
            }
            Self::FirstFrameOnly => "Only the first frame was converted.",
            Self::MetadataLost => "Camera data or captions were left out: they could not be carried over.",
            Self::XmpDropped => "XMP data were removed because they may name the place.",
            Self::MadeSmaller => "The picture was made smaller to meet the size limit.",
            Self::AboveLimit => "The file is larger than asked: nothing met the size limit.",
            Self::BelowScore => {
                "The file looks less good than asked: not even the best quality met the score."
            }
        })
    }
}
