//! HEIC through heifer: the pictures of iPhones.
//!
//! Chosen over heic-rs 0.1.4, which is 7 kB smaller but takes every picture without a colour box as BT.709 in limited
//! range. iPhones say BT.601 in full range, in the HEVC stream itself: heifer reads that, and its pixels were
//! libheif's within two steps where heic-rs was off by 20. Neither panicked on any hostile file that was tried.

use crate::header::{broken, unsupported};
use crate::{Channels, Error, Info, Limits, Picture, Result, Samples, Source};
use heifer::Options;

pub(super) fn decode(bytes: &[u8], info: &Info, limits: &Limits) -> Result<Picture> {
    let options = Options { max_threads: 1, max_pixels: limits.pixels.max(1) };
    let picture = if info.depth == 8 {
        let image = heifer::decode_rgba8(bytes, &options).map_err(explain)?;
        Picture::new(image.width, image.height, Channels::Rgba, Samples::Eight(image.data))?
    } else {
        let mut image = heifer::decode_with_options(bytes, &options).map_err(explain)?;
        let most = (1u32 << image.bit_depth.clamp(1, 16)) - 1;
        let spread = |sample: u16| ((u32::from(sample).min(most) * 65_535 + most / 2) / most) as u16;
        image.data.iter_mut().for_each(|sample| *sample = spread(*sample));
        Picture::new(image.width, image.height, Channels::Rgba, Samples::Sixteen(image.data))?
    };
    Ok(if info.alpha { picture } else { picture.without_alpha() })
}

fn explain(error: heifer::Error) -> Error {
    match error {
        heifer::Error::Unsupported(what) => unsupported(Source::Heic, what),
        other => broken(Source::Heic, other),
    }
}
