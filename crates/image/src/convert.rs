//! The whole way: a file and a recipe in, a file out.

use crate::decode::{admit, decode, decode_for};
use crate::encode::encode_with;
use crate::search::stopped;
use crate::{Effort, Error, Format, Kind, Limits, Note, Picture, Recipe, Resize, Result, header, shape};

/// A file that was made, and what came of the wishes.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its format, never [`Format::Same`].
    pub format: Format,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The level that was used or found, for lossy formats.
    pub quality: Option<u8>,
    /// What differs from what was asked.
    pub notes: Vec<Note>,
}

/// Converts a file as the recipe says, within the limits.
///
/// `step` hears how far it is, from 0 to 1, at moments no more than one stage apart; when it answers `false`, the work
/// ends with [`Kind::Stopped`].
pub fn convert(
    bytes: &[u8],
    recipe: &Recipe,
    limits: &Limits,
    step: &mut dyn FnMut(f32) -> bool,
) -> Result<Made> {
    let info = header::probe(bytes)?;
    recipe.check()?;
    let (upright_width, upright_height) = info.upright();
    let (width, height) = recipe.target_size(upright_width, upright_height);
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(Error::new(
            Kind::BudgetExceeded,
            format!(
                "The result would have {width} × {height} pixels, more than is allowed here. Choose a smaller size."
            ),
        ));
    }
    admit(&info, limits)?;
    let peak = info.peak_bytes(recipe);
    if peak > limits.bytes {
        return Err(Error::new(
            Kind::BudgetExceeded,
            format!(
                "Making {width} × {height} pixels of {upright_width} × {upright_height} needs about {} MB of memory; {} MB are allowed here. Choose a smaller size, or close other files.",
                peak >> 20,
                limits.bytes >> 20
            ),
        ));
    }
    let mut at = |done: f32| if step(done) { Ok(()) } else { Err(stopped()) };
    at(0.0)?;
    let recipe = Recipe { format: recipe.format.resolve(info.source), ..recipe.clone() };
    let (picture, recipe) = match recipe.effort {
        Effort::Fast => decode_for(&recipe, bytes, limits)?,
        _ => (decode(bytes, limits)?, recipe),
    };
    at(0.5)?;
    let mut made = finish(picture, &recipe, Some(bytes.len() as u64), &mut |done| step(0.5 + done / 2.0))?;
    if info.animated {
        made.notes.insert(0, Note::FirstFrameOnly);
    }
    Ok(made)
}

/// The second half of [`convert`]: shapes and encodes a picture that was decoded by whomever, from a file of so many bytes if there is one.
pub fn finish(
    picture: Picture,
    recipe: &Recipe,
    original: Option<u64>,
    step: &mut dyn FnMut(f32) -> bool,
) -> Result<Made> {
    let picture = shape(picture, recipe)?;
    if !step(0.3) {
        return Err(stopped());
    }
    let encoded = encode_with(picture, recipe, original, &mut |done| step(0.3 + done * 0.7))?;
    let info = header::probe(&encoded.bytes)?;
    if !step(1.0) {
        return Err(stopped());
    }
    Ok(Made {
        bytes: encoded.bytes,
        format: recipe.format,
        width: info.width,
        height: info.height,
        quality: encoded.quality,
        notes: encoded.notes,
    })
}

/// A small picture that fits into a square of this side, upright, for lists. The thumbnail that a camera put into the
/// file is not used: it can show something else than the picture.
pub fn thumbnail(bytes: &[u8], side: u32, limits: &Limits) -> Result<Picture> {
    let recipe = Recipe { resize: Some(Resize::longest(side)), ..Recipe::default() };
    let (picture, recipe) = decode_for(&recipe, bytes, limits)?;
    shape(picture, &recipe)
}
