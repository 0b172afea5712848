//! The level that meets a limit in bytes or a score.
//!
//! Both grow with the level, so seven encodes find it among a hundred. Levels under 20 are not tried for a limit in
//! bytes: a smaller picture looks better than a ruined one. Nor is a file made larger than the one that it was made from only
//! because there is room: what is not in a picture does not come back.

use crate::encode::{Encoded, at_level, level};
use crate::{
    Channels, Effort, Error, Kind, Limits, Note, Picture, Quality, Recipe, Resize, Result, Samples, decode,
    shape,
};

/// The lowest level for a limit in bytes.
const FLOOR: u8 = 20;
/// Up to this level a file may be larger than the one that it is made from, which may have been of a better format.
const GOOD: u8 = 80;
/// How often the picture may be made smaller.
const SHRINKS: u32 = 6;
/// The score is taken from a square of at most this side in the middle: a megapixel takes a second and 150 MB.
const SAMPLE: u32 = 768;

/// Encodes a picture that suits the format, at the level that its quality asks for. `original` is the size of the file that it was
/// made from, if there is one.
pub(crate) fn encode(
    picture: Picture,
    recipe: &Recipe,
    original: Option<u64>,
    step: &mut dyn FnMut(f32) -> bool,
) -> Result<Encoded> {
    let format = recipe.format;
    match recipe.quality {
        Quality::Bytes { at_most } => {
            let limit = Limit { at_most, original: original.unwrap_or(u64::MAX) };
            within(picture, recipe, limit, step)
        }
        Quality::Metric { score } if format.lossy() => looking(&picture, recipe, f64::from(score), step),
        quality => at_level(&picture, format, level(quality), recipe.effort),
    }
}

/// How many bytes a file may have.
#[derive(Clone, Copy)]
struct Limit {
    at_most: u64,
    /// The bytes of the file that it is made from.
    original: u64,
}

impl Limit {
    fn admits(self, encoded: &Encoded, level: u8) -> bool {
        let length = encoded.bytes.len() as u64;
        length <= self.at_most && (level <= GOOD || length <= self.original)
    }
}

/// The best level whose file keeps the limit, of a smaller picture if it must be.
fn within(
    mut picture: Picture,
    recipe: &Recipe,
    limit: Limit,
    step: &mut dyn FnMut(f32) -> bool,
) -> Result<Encoded> {
    let mut notes = Vec::new();
    let mut fixed = 0;
    for round in 0..=SHRINKS {
        let lowest = at_level(&picture, recipe.format, FLOOR, recipe.effort)?;
        let length = lowest.bytes.len() as u64;
        if length <= limit.at_most {
            let mut best = climb(&picture, recipe, lowest, limit, step)?;
            best.notes.append(&mut notes);
            return Ok(best);
        }
        if round == 0 {
            fixed = around(&picture, recipe)?;
            if fixed >= limit.at_most {
                return Err(no_room(fixed));
            }
        }
        let pixels = (limit.at_most - fixed) as f32 / length.saturating_sub(fixed).max(1) as f32;
        let scale = pixels.sqrt().clamp(0.1, 0.9) * 0.97;
        let longest = (picture.width().max(picture.height()) as f32 * scale) as u32;
        if round == SHRINKS || longest < 16 || !recipe.format.lossy() {
            let mut smallest = lowest;
            smallest.notes.append(&mut notes);
            smallest.notes.push(Note::AboveLimit);
            return Ok(smallest);
        }
        proceed(step, round as f32 / 10.0)?;
        let smaller = Recipe { resize: Some(Resize::longest(longest)), ..Recipe::default() };
        picture = shape(picture, &smaller)?;
        notes = vec![Note::MadeSmaller];
    }
    Err(Error::new(Kind::Settings, "The limit in bytes cannot be met. Choose a larger one."))
}

/// The bytes that profile and metadata take, whatever the pixels are: what they add to a file of few pixels.
fn around(picture: &Picture, recipe: &Recipe) -> Result<u64> {
    let samples = vec![u8::MAX; 64 * picture.channels().count()];
    let bare = Picture::new(8, 8, picture.channels(), Samples::Eight(samples))?;
    let length = |picture: &Picture| {
        at_level(picture, recipe.format, FLOOR, Effort::Fast).map(|encoded| encoded.bytes.len() as u64)
    };
    let without = length(&bare)?;
    Ok(length(&bare.with_tags(picture.tags.clone()))?.saturating_sub(without))
}

fn no_room(fixed: u64) -> Error {
    Error::new(
        Kind::Settings,
        format!(
            "The metadata and the colour profile alone have {} kB, more than the file may have. Remove the metadata, or allow a larger file.",
            fixed.div_ceil(1000)
        ),
    )
}

/// Binary search upwards from a level that fits.
fn climb(
    picture: &Picture,
    recipe: &Recipe,
    lowest: Encoded,
    limit: Limit,
    step: &mut dyn FnMut(f32) -> bool,
) -> Result<Encoded> {
    let mut best = lowest;
    if !recipe.format.lossy() {
        return Ok(best);
    }
    let (mut low, mut high) = (FLOOR, 100);
    while low < high {
        proceed(step, 1.0 - f32::from(high - low) / 100.0)?;
        let middle = low + (high - low).div_ceil(2);
        let tried = at_level(picture, recipe.format, middle, recipe.effort)?;
        if limit.admits(&tried, middle) {
            low = middle;
            best = tried;
        } else {
            high = middle - 1;
        }
    }
    Ok(best)
}

/// The lowest level that scores at least this much.
fn looking(
    picture: &Picture,
    recipe: &Recipe,
    score: f64,
    step: &mut dyn FnMut(f32) -> bool,
) -> Result<Encoded> {
    let mut best = None;
    let (mut low, mut high) = (1, 100);
    while low <= high {
        proceed(step, 1.0 - f32::from(high - low) / 100.0)?;
        let middle = low + (high - low) / 2;
        let tried = at_level(picture, recipe.format, middle, recipe.effort)?;
        if compare(picture, &tried.bytes)? >= score {
            best = Some(tried);
            high = middle - 1;
        } else {
            low = middle + 1;
        }
    }
    match best {
        Some(best) => Ok(best),
        None => {
            let mut highest = at_level(picture, recipe.format, 100, recipe.effort)?;
            highest.notes.push(Note::BelowScore);
            Ok(highest)
        }
    }
}

fn proceed(step: &mut dyn FnMut(f32) -> bool, done: f32) -> Result<()> {
    if step(done) { Ok(()) } else { Err(stopped()) }
}

/// The error for work that was told to stop.
pub(crate) fn stopped() -> Error {
    Error::new(Kind::Stopped, "The conversion was stopped.")
}

/// SSIMULACRA 2 of a file against the picture that it was made from, 100 for equal ones.
fn compare(picture: &Picture, file: &[u8]) -> Result<f64> {
    let again = decode(file, &Limits::default())?;
    score(picture, &again)
}

/// SSIMULACRA 2 of two pictures of one size: 100 for equal ones, 90 for hardly a difference, 50 for a visible one.
///
/// Alpha is left out, colours are taken as sRGB, and of large pictures only the middle is looked at.
pub fn score(original: &Picture, changed: &Picture) -> Result<f64> {
    let wrong = |error: &dyn std::fmt::Display| {
        Error::new(Kind::Settings, format!("These two pictures cannot be compared: {error}."))
    };
    let [first, second] = [middle(original), middle(changed)].map(|(width, height, pixels)| {
        let (Some(width), Some(height)) =
            (std::num::NonZeroUsize::new(width), std::num::NonZeroUsize::new(height))
        else {
            return Err(wrong(&"one is empty"));
        };
        ssimulacra2::LinearRgb::new(pixels, width.get(), height.get()).map_err(|error| wrong(&error))
    });
    ssimulacra2::compute_frame_ssimulacra2(first?, second?).map_err(|error| wrong(&error))
}

/// The middle of a picture as linear light, at least eight pixels on each side: the metric's smallest.
fn middle(picture: &Picture) -> (usize, usize, Vec<[f32; 3]>) {
    let (width, height) = (picture.width(), picture.height());
    let sides = (width.clamp(8, SAMPLE), height.clamp(8, SAMPLE));
    let (left, top) = (width.saturating_sub(sides.0) / 2, height.saturating_sub(sides.1) / 2);
    let channels = picture.channels();
    let linear: Vec<f32> = (0..=255u8).map(linear).collect();
    let at = |place: usize| match picture.samples() {
        Samples::Eight(samples) => linear[usize::from(samples[place])],
        Samples::Sixteen(samples) => linear[usize::from(crate::picture::to_eight(samples[place]))],
    };
    let mut out = Vec::with_capacity(sides.0 as usize * sides.1 as usize);
    for y in 0..sides.1 {
        for x in 0..sides.0 {
            let (x, y) = ((left + x).min(width - 1), (top + y).min(height - 1));
            let place = (y as usize * width as usize + x as usize) * channels.count();
            out.push(match channels {
                Channels::Gray | Channels::GrayAlpha => [at(place); 3],
                Channels::Rgb | Channels::Rgba => [at(place), at(place + 1), at(place + 2)],
            });
        }
    }
    (sides.0 as usize, sides.1 as usize, out)
}

/// sRGB to linear light (IEC 61966-2-1).
fn linear(value: u8) -> f32 {
    let value = f32::from(value) / 255.0;
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}
