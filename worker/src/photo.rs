//! Pictures: look into one, make a small one for a list, convert.
//!
//! Decoding and encoding are library calls without steps, so the calls that do it are *hard*: cancelling one ends
//! its worker.

use image::{Info, Note, Recipe, Shot};
use nearside::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "engines")]
mod error;
#[cfg(all(feature = "engines", target_arch = "wasm32"))]
mod native;

#[cfg(feature = "engines")]
pub(crate) use error::spoken;

/// A picture that was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Made {
    /// The picture, named after the one that it was made of.
    pub file: File,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// The quality that was used or found, for lossy formats.
    pub quality: Option<u8>,
    /// What differs from what was asked for.
    pub notes: Vec<Note>,
    /// The same bytes on every machine; not so when the browser's own codecs helped.
    pub exact: bool,
}

/// What a picture says about itself. Nothing is decoded for it.
#[call]
pub async fn inspect(photo: File) -> Result<Info> {
    let bytes = photo.bytes().await?;
    image::probe(&bytes).map_err(|error| spoken(&error))
}

/// What the camera wrote into a picture: when, where, with what. Nothing is decoded for it.
#[call]
pub async fn shot(photo: File) -> Result<Shot> {
    let bytes = photo.bytes().await?;
    image::shot(&bytes).map_err(|error| spoken(&error))
}

/// A small upright picture that fits into a square of `side` pixels, as PNG or JPEG.
#[call(hard)]
pub async fn thumbnail(photo: File, side: u32, cx: &Context) -> Result<File> {
    let (bytes, _) = unpacked(&photo, cx).await?;
    let small = decode_small(&bytes, side).await?;
    let format = if small.is_opaque() { image::Format::Jpeg } else { image::Format::Png };
    let recipe =
        Recipe { effort: image::Effort::Fast, metadata: image::Metadata::Drop, ..Recipe::to(format) };
    let made = image::encode(&small, &recipe).map_err(|error| spoken(&error))?;
    Ok(File::new(format!("thumbnail.{}", format.extension()), made.bytes))
}

/// Converts a picture as the recipe says.
#[call(hard)]
pub async fn convert(photo: File, recipe: Recipe, cx: &Context) -> Result<Made> {
    let (bytes, source) = unpacked(&photo, cx).await?;
    // What `Same` means is decided by the file that was given, not by what it was unpacked to.
    let recipe =
        Recipe { format: source.map_or(recipe.format, |source| recipe.format.resolve(source)), ..recipe };
    cx.progress(0.05);
    #[cfg(target_arch = "wasm32")]
    if let Some(made) = native::convert(&bytes, &recipe, cx).await? {
        return Ok(name(&photo, made, false));
    }
    let mut step = |done: f32| {
        cx.progress(f64::from(done));
        !cx.cancelled()
    };
    let made = image::convert(&bytes, &recipe, &image::Limits::default(), &mut step);
    Ok(name(&photo, made.map_err(|error| spoken(&error))?, true))
}

/// The bytes of a picture that this worker can decode, and what the file was.
#[cfg(feature = "engines")]
async fn unpacked(photo: &File, cx: &Context) -> Result<(Vec<u8>, Option<image::Source>)> {
    let bytes = photo.bytes().await?;
    let source = image::sniff(&bytes);
    if source != Some(image::Source::Heic) {
        return Ok((bytes, source));
    }
    drop(bytes);
    let unpacked = cx.call(crate::heic::unpack(photo.clone())).await?;
    Ok((unpacked.bytes().await?, source))
}

#[cfg(feature = "engines")]
async fn decode_small(bytes: &[u8], side: u32) -> Result<image::Picture> {
    #[cfg(target_arch = "wasm32")]
    if let Some(picture) = native::small(bytes, side).await {
        let recipe = Recipe { resize: Some(image::Resize::longest(side)), ..Recipe::default() };
        return image::shape(picture, &recipe).map_err(|error| spoken(&error));
    }
    image::thumbnail(bytes, side, &image::Limits::default()).map_err(|error| spoken(&error))
}

#[cfg(feature = "engines")]
fn name(photo: &File, made: image::Made, exact: bool) -> Made {
    let stem = photo.name().rsplit_once('.').map_or(photo.name(), |(stem, _)| stem);
    let file = File::new(format!("{stem}.{}", made.format.extension()), made.bytes).dated(photo.modified());
    Made { file, width: made.width, height: made.height, quality: made.quality, notes: made.notes, exact }
}

calls![inspect, shot, thumbnail, convert];

#[cfg(all(test, feature = "engines"))]
mod tests {
    use super::*;
    use futures_executor::block_on;

    /// Both workers, as the pool has them.
    fn both() -> nearside::Calls {
        calls().and(&crate::heic::calls())
    }

    #[test]
    fn heic_is_unpacked_by_its_own_worker() {
        let broken = File::new("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0heicmif1".to_vec());
        let error = block_on(convert(broken, Recipe::default()).on(both())).unwrap_err();
        assert!(error.message().contains("HEIC"), "{error}");
    }

    /// A grey BMP of 2 × 1 pixels.
    fn dot() -> File {
        let mut bytes = b"BM\x3e\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x01\0\0\0\x01\0\x18\0".to_vec();
        bytes.extend([0; 24]);
        bytes.extend([9, 9, 9, 200, 200, 200, 0, 0]);
        File::new("dot.bmp", bytes)
    }

    #[test]
    fn a_picture_is_converted_natively() {
        let made = block_on(convert(dot(), Recipe::to(image::Format::Png)).on(calls())).unwrap();
        assert_eq!((made.file.name(), made.width, made.height, made.exact), ("dot.png", 2, 1, true));
        let info = block_on(inspect(made.file).on(calls())).unwrap();
        assert_eq!((info.width, info.height), (2, 1));
    }

    #[test]
    fn what_is_no_picture_is_named_in_a_sentence() {
        let error = block_on(thumbnail(File::new("a.jpg", b"hello".to_vec()), 9).on(calls())).unwrap_err();
        assert_eq!(error.kind(), Kind::Failed);
        assert!(error.failed::<image::Error>().is_some() && error.message().ends_with('.'), "{error}");
    }
}
