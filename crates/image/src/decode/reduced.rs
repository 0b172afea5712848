//! JPEG at a half, a quarter or an eighth of its size, through jpeg-decoder.
//!
//! A JPEG's blocks of 8 × 8 can be decoded as 4 × 4, 2 × 2 or 1 × 1 by leaving out frequencies that the smaller picture
//! cannot show. That saves most of the work after the entropy decoder, here and in the resampler. It is as exact as the
//! whole decoding (same input, same bytes, on every machine), but not the same: the resampler weighs a little more
//! evenly than the blocks do. So it serves previews and [`Effort::Fast`](crate::Effort::Fast).

use crate::header::{Jpeg, sealed_jpeg};
use crate::{Channels, Info, Picture, Recipe, Samples, Tags};
use jpeg_decoder::{Decoder, PixelFormat};

/// More than is needed by this leaves the resampler something to filter.
const MARGIN: f64 = 1.2;

/// The smallest decoding that the recipe allows, or `None` where only the whole one does or knows what is wrong.
pub(super) fn decode(bytes: &[u8], info: &Info, tags: &Tags, recipe: &Recipe) -> Option<Picture> {
    let (width, height) = info.upright();
    let share = f64::from(recipe.decode_size(width, height).0) / f64::from(width) * MARGIN;
    let header = Jpeg::read(bytes).ok()?;
    // The crate loses its place in a progressive picture whose brightness is four times as fine as a colour.
    let fine = info.progressive && header.samples.0.max(header.samples.1) > 2;
    if share > 0.5 || header.components == 4 || fine {
        return None;
    }
    let bytes = sealed_jpeg(bytes)?;
    let part = |side: u32| u16::try_from((f64::from(side) * share).ceil() as u32).ok();
    let mut decoder = Decoder::new(&bytes[..]);
    decoder.read_info().ok()?;
    let (width, height) = decoder.scale(part(info.width)?, part(info.height)?).ok()?;
    let samples = decoder.decode().ok()?;
    let channels = match decoder.info()?.pixel_format {
        PixelFormat::L8 => Channels::Gray,
        PixelFormat::RGB24 => Channels::Rgb,
        _ => return None,
    };
    Some(
        Picture::new(width.into(), height.into(), channels, Samples::Eight(samples))
            .ok()?
            .with_tags(tags.clone()),
    )
}
