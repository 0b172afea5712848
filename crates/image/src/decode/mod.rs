//! Bytes to pixels. The header is judged first, so that a bomb is refused before anything is allocated for it.
//!
//! Strict on purpose: a decoder that fills what is missing with gray turns a damaged photo into a damaged copy that
//! nobody notices. Here it is an error with a sentence.

mod bitmap;
mod gif;
#[cfg(feature = "heic")]
mod heic;
mod jpeg;
mod other;
mod packed;
mod png;
mod reduced;
mod tiff;
mod webp;

use crate::header::{self, Header};
use crate::{Error, Info, Kind, Limits, Picture, Recipe, Result, Source, color};

pub(crate) use tiff::header as tiff_header;

/// Decodes a picture: its first frame, with the pixels as stored. The tags say how to turn it upright.
///
/// Refused with [`Kind::BudgetExceeded`] before decoding if the header claims more than the limits.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture> {
    let header = header::read(bytes)?;
    admit(&header.info, limits)?;
    let Header { info, tags } = header;
    let picture = match info.source {
        Source::Jpeg => jpeg::decode(bytes, &info, tags)?,
        Source::Png => png::decode(bytes)?.with_tags(tags),
        Source::WebP => webp::decode(bytes, limits)?.with_tags(tags),
        Source::Gif => gif::decode(bytes, limits)?,
        Source::Tiff => tiff::decode(bytes, limits, tags)?,
        Source::Bmp => bitmap::bmp(bytes, limits)?,
        Source::Ico => bitmap::ico(bytes, limits)?,
        Source::Qoi => other::qoi(bytes)?,
        source => {
            return Err(Error::new(
                Kind::Feature,
                format!(
                    "{} files can only be read where the browser can, and this one cannot. Try another browser, or export it as JPEG first.",
                    source.name()
                ),
            ));
        }
    };
    color::reconcile(picture)
}

/// Decodes a picture that a recipe makes much smaller, no larger than it needs. Gives the recipe for what is left to do.
///
/// JPEG is decoded at a half, a quarter or an eighth of its size, anything else whole.
pub fn decode_for(recipe: &Recipe, bytes: &[u8], limits: &Limits) -> Result<(Picture, Recipe)> {
    let Header { info, tags } = header::read(bytes)?;
    admit(&info, limits)?;
    if info.source == Source::Jpeg
        && let Some(picture) = reduced::decode(bytes, &info, &tags, recipe)
    {
        let (width, height) = info.upright();
        return Ok((color::reconcile(picture)?, recipe.settled(width, height)));
    }
    Ok((decode(bytes, limits)?, recipe.clone()))
}

/// Decodes HEIC. Apart from [`decode`], because its decoder is large and few need it: a worker that never calls this
/// does not carry it.
#[cfg(feature = "heic")]
pub fn decode_heic(bytes: &[u8], limits: &Limits) -> Result<Picture> {
    let Header { info, tags } = header::read(bytes)?;
    if info.source != Source::Heic {
        return Err(Error::new(Kind::Unsupported, format!("This is {}, not HEIC.", info.source.name())));
    }
    admit(&info, limits)?;
    color::reconcile(heic::decode(bytes, &info, limits)?.with_tags(tags))
}

/// Refuses a picture that would cost more than the limits. [`decode`] does it by itself; hosts that let somebody else
/// decode the pixels ask here.
pub fn admit(info: &Info, limits: &Limits) -> Result<()> {
    let pixels = u64::from(info.width) * u64::from(info.height);
    let bytes = info.pixel_bytes().saturating_add(info.decoder_bytes());
    if pixels > limits.pixels {
        return Err(Error::new(
            Kind::BudgetExceeded,
            format!(
                "This picture says that it has {} × {} pixels, {} megapixels; at most {} can be opened here. Make it smaller in another program first.",
                info.width,
                info.height,
                pixels / 1_000_000,
                limits.pixels / 1_000_000
            ),
        ));
    }
    if bytes > limits.bytes {
        return Err(Error::new(
            Kind::BudgetExceeded,
            format!(
                "This picture has {} × {} pixels and needs about {} MB of memory; {} MB are allowed here. Close other files, or open it on a device with more memory.",
                info.width,
                info.height,
                bytes >> 20,
                limits.bytes >> 20
            ),
        ));
    }
    Ok(())
}

/// Room for this many samples, or an error instead of an abort.
pub(crate) fn room<T: Clone + Default>(count: u64) -> Result<Vec<T>> {
    filled(count, T::default())
}

/// The same, filled with something else than zeros.
pub(crate) fn filled<T: Clone>(count: u64, value: T) -> Result<Vec<T>> {
    let full = || {
        let bytes = count.saturating_mul(size_of::<T>() as u64);
        Error::new(
            Kind::BudgetExceeded,
            format!(
                "There is not enough memory for this picture: {} MB are needed. Close other files and try again.",
                bytes >> 20
            ),
        )
    };
    let count = usize::try_from(count).map_err(|_| full())?;
    let mut room = Vec::new();
    room.try_reserve_exact(count).map_err(|_| full())?;
    room.resize(count, value);
    Ok(room)
}
