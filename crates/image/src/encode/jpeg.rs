//! JPEG through mozjpeg-rs: trellis quantisation in pure Rust.
//!
//! `Fast` is its plain baseline encoder, `Balanced` adds trellis and optimal Huffman tables, `Smallest` searches for
//! progressive scans as well. From level 90 on colour is kept at full resolution, as mozjpeg's own tools do.

use super::{eight, failed};
use crate::{Channels, Effort, Format, Picture, Result};
use mozjpeg_rs::{Encoder, Subsampling};

pub(super) fn encode(picture: &Picture, level: u8, effort: Effort) -> Result<Vec<u8>> {
    let encoder = match effort {
        Effort::Fast => Encoder::fastest(),
        Effort::Balanced => Encoder::baseline_optimized(),
        Effort::Smallest => Encoder::max_compression(),
    };
    let colour = if level < 90 { Subsampling::S420 } else { Subsampling::S444 };
    let encoder = encoder.quality(level).subsampling(colour);
    let samples = eight(picture)?;
    let (width, height) = (picture.width(), picture.height());
    match picture.channels() {
        Channels::Gray => encoder.encode_gray(samples, width, height),
        _ => encoder.encode_rgb(samples, width, height),
    }
    .map_err(|error| failed(Format::Jpeg, error))
}
