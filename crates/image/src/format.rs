//! The formats that the engine writes, and the kinds of file that it recognises.
//!
//! They are two enums because they are two questions: nobody writes an ICO here, and a camera's HEIC is read but
//! saved as something else.

use serde::{Deserialize, Serialize};

/// A format that pictures are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Format {
    /// What the source is, or the nearest thing that can be written (see [`Source::written_as`]).
    Same,
    /// JPEG: photos, everywhere.
    #[default]
    Jpeg,
    /// PNG: lossless, alpha, up to 16 bits.
    Png,
    /// WebP, lossy: smaller than JPEG, with alpha.
    #[serde(rename = "webp")]
    WebP,
    /// WebP, lossless: smaller than PNG, 8 bits.
    #[serde(rename = "webpLossless")]
    WebPLossless,
    /// TIFF, lossless: for print and archives, up to 16 bits.
    Tiff,
    /// BMP: uncompressed, for old programs.
    Bmp,
    /// QOI: lossless and very fast.
    Qoi,
}

impl Format {
    /// Every format that can be chosen, `Same` first.
    pub const ALL: [Self; 8] =
        [Self::Same, Self::Jpeg, Self::Png, Self::WebP, Self::WebPLossless, Self::Tiff, Self::Bmp, Self::Qoi];

    /// The format with [`Format::Same`] replaced by what that means for a file of this kind.
    pub fn resolve(self, source: Source) -> Self {
        if self == Self::Same { source.written_as() } else { self }
    }

    /// The usual file name extension, without a dot. Empty for [`Format::Same`].
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Same => "",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP | Self::WebPLossless => "webp",
            Self::Tiff => "tif",
            Self::Bmp => "bmp",
            Self::Qoi => "qoi",
        }
    }

    /// The MIME type. `application/octet-stream` for [`Format::Same`].
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Same => "application/octet-stream",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP | Self::WebPLossless => "image/webp",
            Self::Tiff => "image/tiff",
            Self::Bmp => "image/bmp",
            Self::Qoi => "image/qoi",
        }
    }

    /// Whether transparency survives. Otherwise it is flattened on the recipe's background.
    pub const fn has_alpha(self) -> bool {
        !matches!(self, Self::Jpeg | Self::Bmp)
    }

    /// Whether gray stays gray. Otherwise the file holds colours that are all gray.
    pub const fn has_gray(self) -> bool {
        !matches!(self, Self::WebP | Self::WebPLossless | Self::Qoi)
    }

    /// Whether pixels change on the way, so that [`Quality`](crate::Quality) means something.
    pub const fn lossy(self) -> bool {
        matches!(self, Self::Jpeg | Self::WebP)
    }

    /// Whether 16 bits per channel survive.
    pub const fn has_16_bits(self) -> bool {
        matches!(self, Self::Png | Self::Tiff)
    }

    /// Whether EXIF, XMP and ICC profiles can be carried. Otherwise colours are converted to sRGB.
    pub const fn has_metadata(self) -> bool {
        !matches!(self, Self::Same | Self::Bmp | Self::Qoi)
    }

    /// The most pixels that one side may have in this format.
    pub const fn max_side(self) -> u32 {
        match self {
            Self::WebP | Self::WebPLossless => 16_383,
            Self::Jpeg => 65_500,
            _ => 1 << 20,
        }
    }
}

/// A kind of picture file, told by its first bytes and never by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Source {
    /// JPEG, baseline or progressive.
    Jpeg,
    /// PNG, also animated (its first frame).
    Png,
    /// WebP, lossy or lossless, also animated (its first frame).
    #[serde(rename = "webp")]
    WebP,
    /// GIF (its first frame).
    Gif,
    /// BMP.
    Bmp,
    /// TIFF (its first page).
    Tiff,
    /// ICO or CUR: the largest picture in it.
    Ico,
    /// QOI.
    Qoi,
    /// HEIC or HEIF with HEVC inside: iPhones.
    Heic,
    /// AVIF. Recognised, but only browsers decode it.
    Avif,
    /// JPEG XL. Recognised, but only browsers decode it.
    Jxl,
}

impl Source {
    /// The format that `Same` means for such a file: itself where it can be written; JPEG for camera formats and PNG
    /// for small graphics.
    pub const fn written_as(self) -> Format {
        match self {
            Self::Jpeg | Self::Heic | Self::Avif | Self::Jxl => Format::Jpeg,
            Self::Png | Self::Gif | Self::Ico => Format::Png,
            Self::WebP => Format::WebP,
            Self::Bmp => Format::Bmp,
            Self::Tiff => Format::Tiff,
            Self::Qoi => Format::Qoi,
        }
    }

    /// The name that people know it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::WebP => "WebP",
            Self::Gif => "GIF",
            Self::Bmp => "BMP",
            Self::Tiff => "TIFF",
            Self::Ico => "ICO",
            Self::Qoi => "QOI",
            Self::Heic => "HEIC",
            Self::Avif => "AVIF",
            Self::Jxl => "JPEG XL",
        }
    }

    /// The MIME type, as `ImageDecoder` and `Blob` want it.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Gif => "image/gif",
            Self::Bmp => "image/bmp",
            Self::Tiff => "image/tiff",
            Self::Ico => "image/x-icon",
            Self::Qoi => "image/qoi",
            Self::Heic => "image/heic",
            Self::Avif => "image/avif",
            Self::Jxl => "image/jxl",
        }
    }

    /// Whether this engine decodes it; the others need the browser.
    pub const fn decodable(self) -> bool {
        !matches!(self, Self::Avif | Self::Jxl)
    }
}
