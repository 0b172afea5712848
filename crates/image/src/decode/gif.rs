//! The first frame of a GIF, on its canvas, which is as large as the frame at least; what it does not cover is transparent.

use super::room;
use crate::header::{broken, plain, truncated};
use crate::{Channels, Error, Limits, Picture, Result, Samples, Source};
use ::gif::{ColorOutput, DecodeOptions, DecodingError, MemoryLimit};
use std::io::ErrorKind;
use std::num::NonZeroU64;

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::RGBA);
    options.set_memory_limit(MemoryLimit::Bytes(NonZeroU64::new(limits.bytes).unwrap_or(NonZeroU64::MIN)));
    let mut decoder = options.read_info(bytes).map_err(explain)?;
    let (width, height) = (usize::from(decoder.width()), usize::from(decoder.height()));
    let icc = decoder.icc_profile().map(<[u8]>::to_vec);
    let frame = decoder.read_next_frame().map_err(explain)?;
    let frame = frame.ok_or_else(|| broken(Source::Gif, "there is no picture in it"))?;
    let (left, top) = (usize::from(frame.left), usize::from(frame.top));
    let (across, down) = (usize::from(frame.width), usize::from(frame.height));
    // The header says the same (see `header::small::gif`).
    let most = usize::from(u16::MAX);
    let (width, height) = (width.max((left + across).min(most)), height.max((top + down).min(most)));
    super::admit(&plain(Source::Gif, width as u32, height as u32), limits)?;
    let mut canvas: Vec<u8> = room((width * height * 4) as u64)?;
    if across > 0 && down > 0 && left < width {
        let visible = across.min(width - left) * 4;
        let rows = frame.buffer.chunks_exact(across * 4);
        for (row, line) in rows.zip(canvas.chunks_exact_mut(width * 4).skip(top)) {
            line[left * 4..left * 4 + visible].copy_from_slice(&row[..visible]);
        }
    }
    let mut picture = Picture::new(width as u32, height as u32, Channels::Rgba, Samples::Eight(canvas))?;
    picture.tags.icc = icc;
    Ok(if picture.is_opaque() { picture.without_alpha() } else { picture })
}

fn explain(error: DecodingError) -> Error {
    match error {
        DecodingError::Io(error) if error.kind() == ErrorKind::UnexpectedEof => truncated(Source::Gif),
        other => broken(Source::Gif, other),
    }
}
