//! What a file says about itself in its header.

use crate::{Recipe, Source};
use serde::{Deserialize, Serialize};

/// What a file says about itself in its header. Nothing was decoded to learn it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Info {
    /// What the file is, by its content.
    pub source: Source,
    /// Width in pixels as stored, before the orientation is applied.
    pub width: u32,
    /// Height in pixels as stored.
    pub height: u32,
    /// Bits per channel as they will be decoded: 8 or 16.
    pub depth: u8,
    /// Channels as they will be decoded, 1 to 4.
    pub channels: u8,
    /// Whether there is an alpha channel.
    pub alpha: bool,
    /// EXIF orientation, 1 to 8; 1 is upright.
    pub orientation: u8,
    /// Whether there is more than one frame; only the first is converted.
    pub animated: bool,
    /// Whether the whole picture must be held twice while it is decoded (JPEG that is progressive, or laid out oddly).
    pub progressive: bool,
    /// Whether there is an ICC profile.
    pub icc: bool,
    /// Whether there is EXIF.
    pub exif: bool,
    /// Whether the EXIF says where the picture was taken.
    pub location: bool,
    /// Whether there is XMP.
    pub xmp: bool,
    /// Bytes in the file.
    pub bytes: u64,
}

impl Info {
    /// Width and height of the upright picture.
    pub fn upright(&self) -> (u32, u32) {
        if self.orientation >= 5 { (self.height, self.width) } else { (self.width, self.height) }
    }

    /// Bytes of the decoded pixels.
    pub fn pixel_bytes(&self) -> u64 {
        let pixel = u64::from(self.channels) * u64::from(self.depth / 8);
        (u64::from(self.width) * u64::from(self.height)).saturating_mul(pixel)
    }

    /// The most memory that converting with this recipe takes at one time, in bytes: an estimate for admission that
    /// errs on the large side.
    pub fn peak_bytes(&self, recipe: &Recipe) -> u64 {
        let (upright_w, upright_h) = self.upright();
        let (width, height) = recipe.target_size(upright_w, upright_h);
        let pixel = u64::from(self.channels) * u64::from(self.depth / 8);
        // A header may claim anything: what does not fit into a number is more than anybody has.
        let area = |one: u32, other: u32| (u64::from(one) * u64::from(other)).saturating_mul(pixel);
        let (source, target) = (self.pixel_bytes(), area(width, height));
        let decoding = source.saturating_add(self.decoder_bytes());
        // As many rows as the resampler's kernels are high, four bytes to a sample.
        let shrinks = (upright_w / width).max(upright_h / height);
        let rows = (8 * u64::from(shrinks) + 16).min(u64::from(self.width.max(self.height)) + 16);
        let line =
            u64::from(self.width.max(self.height).max(width).max(height)) * u64::from(self.channels) * 4;
        let resampling = if recipe.resize.is_some() { rows.saturating_mul(line) } else { 0 };
        let shaping = source.saturating_add(target).saturating_add(resampling);
        // An encoder holds its own planes and the file it writes.
        let encoding = target.saturating_mul(4);
        decoding.max(shaping).max(encoding).saturating_add(self.bytes).saturating_add(2 << 20)
    }

    /// What the decoder holds besides the pixels that it writes.
    pub(crate) fn decoder_bytes(&self) -> u64 {
        let pixels = u64::from(self.width) * u64::from(self.height);
        match self.source {
            // Coefficients of the whole picture, two bytes each.
            Source::Jpeg if self.progressive => {
                pixels.saturating_mul(u64::from(self.channels) * 2).saturating_add(self.bytes)
            }
            Source::Jpeg => (u64::from(self.width) * 256).saturating_add(self.bytes),
            Source::Png => u64::from(self.width) * 32,
            Source::Gif => pixels.saturating_mul(5),
            // Numbers of 32 bits beside the samples that they become, and a strip of the file's own.
            Source::Tiff if self.depth == 16 => pixels.saturating_mul(u64::from(self.channels) * 8),
            // HEVC planes with 16-bit samples, then the tiles put together.
            Source::Heic => pixels.saturating_mul(6),
            // A second copy in the decoder's own layout.
            _ => pixels.saturating_mul(4),
        }
    }
}
