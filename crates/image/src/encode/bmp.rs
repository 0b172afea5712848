//! BMP and QOI: formats without compression worth a name.

use super::{colours, failed};
use crate::{Format, Picture, Result};

/// A BMP of 24 bits per pixel, bottom row first, which every reader knows.
pub(super) fn encode(picture: &Picture) -> Result<Vec<u8>> {
    const HEADER: u32 = 14 + 40;
    let (samples, _) = colours(picture)?;
    let (width, height) = (picture.width(), picture.height());
    let line = (width as usize * 3).next_multiple_of(4);
    let length = u32::try_from(line * height as usize + HEADER as usize);
    let length = length.map_err(|_| failed(Format::Bmp, "it has more than 4 GB"))?;
    let mut out = Vec::with_capacity(length as usize);
    out.extend_from_slice(b"BM");
    // File size, reserved, start of the pixels; then the second header: its size, width, height.
    for word in [length, 0, HEADER, 40, width, height] {
        out.extend_from_slice(&word.to_le_bytes());
    }
    // One plane of 24 bits, no compression, size of the pixels, 72 dpi twice, no palette.
    out.extend_from_slice(&[1, 0, 24, 0]);
    for word in [0, length - HEADER, 2835, 2835, 0, 0] {
        out.extend_from_slice(&word.to_le_bytes());
    }
    for row in samples.chunks_exact(width as usize * 3).rev() {
        row.as_chunks::<3>()
            .0
            .iter()
            .for_each(|&[red, green, blue]| out.extend_from_slice(&[blue, green, red]));
        let padding = line - row.len();
        out.extend_from_slice(&[0; 3][..padding]);
    }
    Ok(out)
}

/// QOI, with alpha if there is any.
pub(super) fn encode_qoi(picture: &Picture) -> Result<Vec<u8>> {
    let (samples, _) = colours(picture)?;
    qoi::encode_to_vec(&samples, picture.width(), picture.height())
        .map_err(|error| failed(Format::Qoi, error))
}
