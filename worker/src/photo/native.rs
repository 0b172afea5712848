//! The browser's own codecs, where they do better: JPEG decoded at a fraction of its size, WebP encoded by libwebp,
//! and formats that only a browser reads (AVIF, JPEG XL).
//!
//! They are fast but not exact: another browser makes other bytes. So they are used for previews, where the recipe
//! allows it, and where there is no other way; everything that matters (alpha, profiles, metadata) stays ours.

use image::{Codecs, Format, Info, Made, Note, Picture, Quality, Recipe, Resize, Source, Tags, webp};
use nearside::{Context, Result};

use super::error::spoken;

mod browser;

/// The picture, no larger than a thumbnail of this side needs, or `None` where the engine has to do it.
pub(super) async fn small(bytes: &[u8], side: u32) -> Option<Picture> {
    let source = image::sniff(bytes).filter(|source| *source == Source::Jpeg || only_here(*source))?;
    let info = admitted(bytes).ok()?;
    if only_here(source) {
        return foreign(source, bytes).await.ok();
    }
    let recipe = Recipe { resize: Some(Resize::longest(side)), ..Recipe::default() };
    jpeg(bytes, &info, &recipe).await.map(|(picture, _)| picture)
}

/// Converts with the browser's help, or returns `None` where the engine has to do it.
pub(super) async fn convert(bytes: &[u8], recipe: &Recipe, cx: &Context) -> Result<Option<Made>> {
    let Some(source) = image::sniff(bytes) else { return Ok(None) };
    let fast = recipe.codecs == Codecs::Fast;
    let native_webp =
        fast && recipe.format.resolve(source) == Format::WebP && matches!(recipe.quality, Quality::Level(_));
    let native_jpeg = fast && source == Source::Jpeg;
    if !(native_webp || native_jpeg || only_here(source)) {
        return Ok(None);
    }
    let info = admitted(bytes)?;
    let decoded = match source {
        _ if native_jpeg => jpeg(bytes, &info, recipe).await,
        _ if only_here(source) => Some((foreign(source, bytes).await?, recipe.clone())),
        _ => None,
    };
    let (picture, recipe) = match decoded {
        Some(decoded) => decoded,
        None if !native_webp => return Ok(None),
        None => {
            (image::decode(bytes, &image::Limits::default()).map_err(|error| spoken(&error))?, recipe.clone())
        }
    };
    let recipe = Recipe { format: recipe.format.resolve(source), ..recipe };
    cx.progress(0.5);
    let mut made = if native_webp {
        let shaped = image::shape(picture, &recipe).map_err(|error| spoken(&error))?;
        match encode_webp(shaped.clone(), &recipe).await {
            Some(made) => made,
            None => finish(shaped, &shapeless(&recipe), bytes.len(), cx)?,
        }
    } else {
        finish(picture, &recipe, bytes.len(), cx)?
    };
    if info.animated {
        made.notes.insert(0, Note::FirstFrameOnly);
    }
    Ok(Some(made))
}

/// A picture that only the browser reads, with the file's own EXIF and XMP. Its colours are sRGB already.
async fn foreign(source: Source, bytes: &[u8]) -> Result<Picture> {
    let Some(picture) = browser::decode(source.mime(), bytes, None).await else {
        let (kind, message) = if browser::reads(source.mime()).await {
            let what = "the browser cannot decode it. Export it again from where it came from.";
            (image::Kind::Broken, format!("This {} file is damaged: {what}", source.name()))
        } else {
            (
                image::Kind::Feature,
                format!("This browser cannot read {}. Use another browser.", source.name()),
            )
        };
        return Err(spoken(&image::Error::new(kind, message)));
    };
    let orientation = picture.tags.orientation;
    let tags = image::tags(bytes).map_err(|error| spoken(&error))?;
    Ok(picture.with_tags(Tags { icc: None, orientation, ..tags }))
}

/// The recipe for a picture that has its shape already.
fn shapeless(recipe: &Recipe) -> Recipe {
    let (turn, flip) = Default::default();
    Recipe { crop: None, resize: None, turn, flip, ..recipe.clone() }
}

fn finish(picture: Picture, recipe: &Recipe, original: usize, cx: &Context) -> Result<Made> {
    let mut step = |done: f32| {
        cx.progress(f64::from(0.5 + done / 2.0));
        !cx.cancelled()
    };
    image::finish(picture, recipe, Some(original as u64), &mut step).map_err(|error| spoken(&error))
}

/// The header, if the picture may be decoded at all: the browser's decoders know no budget.
fn admitted(bytes: &[u8]) -> Result<Info> {
    let limits = image::Limits::default();
    let info = image::probe(bytes).map_err(|error| spoken(&error))?;
    image::admit(&info, &limits).map_err(|error| spoken(&error))?;
    Ok(info)
}

/// A JPEG at the smallest scale that its decoder offers and the recipe allows, with the recipe for what is left to do.
async fn jpeg(bytes: &[u8], info: &Info, recipe: &Recipe) -> Option<(Picture, Recipe)> {
    if info.channels != 3 {
        // Of CMYK, browsers differ; gray they make colours, which a gray profile does not fit.
        return None;
    }
    let tags = image::tags(bytes).ok()?;
    let (width, height) = info.upright();
    // JPEG's own scales are eighths. A little more than needed leaves the resampler something to filter.
    let (least, _) = recipe.decode_size(width, height);
    let eighths = (f64::from(least) / f64::from(width) * 8.0 * 1.2).ceil().clamp(1.0, 8.0);
    let part = |length: u32| (f64::from(length) * eighths / 8.0).ceil() as u32;
    let wanted = (eighths < 8.0).then(|| (part(info.width), part(info.height)));
    let picture = browser::decode("image/jpeg", bytes, wanted).await?;
    let rest = if wanted.is_some() { recipe.settled(width, height) } else { recipe.clone() };
    Some((picture.without_alpha().with_tags(tags), rest))
}

/// The browser compresses colours, we what it would spoil: alpha, profile, metadata.
async fn encode_webp(picture: Picture, recipe: &Recipe) -> Option<Made> {
    let Quality::Level(level) = recipe.quality else { return None };
    let (width, height) = (picture.width(), picture.height());
    let mut notes = Vec::new();
    let picture = image::suit(picture, recipe, &mut notes).ok()?;
    let mut rgba = picture.to_rgba();
    let alpha: Option<Vec<u8>> =
        (!picture.is_opaque()).then(|| rgba.chunks_exact(4).map(|pixel| pixel[3]).collect());
    rgba.chunks_exact_mut(4).for_each(|pixel| pixel[3] = 255);
    let bytes = browser::encode("image/webp", width, height, &rgba, f64::from(level) / 100.0).await?;
    let alpha = alpha.map(|alpha| webp::alph(&alpha, width, height)).transpose().ok()?;
    let lossy = webp::Image::Lossy(webp::unwrap_vp8(&bytes).ok()?);
    let bytes = webp::mux(width, height, lossy, alpha.as_deref(), &picture.tags);
    Some(Made { bytes, format: Format::WebP, width, height, quality: Some(level), notes })
}

fn only_here(source: Source) -> bool {
    matches!(source, Source::Avif | Source::Jxl)
}
