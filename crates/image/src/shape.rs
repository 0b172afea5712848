//! Upright, crop, turn, flip, resize: everything that happens between decoding and encoding.
//!
//! The order of work is not the order of meaning. A picture of 100 megapixels is 300 MB, and a turned copy would be
//! 300 more; so the cut and the resize are done in the stored orientation, with their sides swapped where needed,
//! and only the small result is turned.

use crate::decode::room;
use crate::recipe::Cut;
use crate::resample::resample;
use crate::{Flip, Picture, Recipe, Result, Samples, Tags, Turn, exif};

/// The picture as the recipe wants it, before encoding: upright, cropped, turned, flipped, resized.
///
/// Takes the picture so that the large one is gone before the small one is encoded.
pub fn shape(picture: Picture, recipe: &Recipe) -> Result<Picture> {
    recipe.check()?;
    let upright = Pose::of_orientation(picture.tags.orientation);
    let (width, height) = upright.sides(picture.width(), picture.height());
    let plan = recipe.plan(width, height);
    let pose = Pose::of_flip(recipe.flip).after(Pose::of_turn(recipe.turn)).after(upright);
    let cut = upright.stored(plan.cut, picture.width(), picture.height());
    let (across, down) = pose.sides(plan.width, plan.height);
    let same = cut.width == f64::from(across) && cut.height == f64::from(down);
    let even = cut.x.fract() == 0.0 && cut.y.fract() == 0.0;
    let (full_width, full_height) = (f64::from(picture.width()), f64::from(picture.height()));
    let whole = cut.x <= 0.0 && cut.y <= 0.0 && cut.width >= full_width && cut.height >= full_height;
    let picture = if same && even { crop(picture, cut)? } else { resample(picture, cut, across, down)? };
    let mut picture = pose.apply(picture)?;
    set_upright(&mut picture.tags, whole && pose == Pose::default());
    Ok(picture)
}

/// Makes the tags true again. Small pictures in them that would show what the picture no longer does go.
fn set_upright(tags: &mut Tags, unchanged: bool) {
    tags.orientation = 1;
    tags.exif.iter_mut().for_each(|exif| exif::set_upright(exif));
    if unchanged {
        return;
    }
    if tags.exif.as_mut().is_some_and(|exif| !exif::drop_thumbnail(exif)) {
        (tags.exif, tags.left) = (None, true);
    }
    // Adobe's programs put them into XMP.
    if tags.xmp.as_ref().is_some_and(|xmp| xmp.windows(THUMBNAIL.len()).any(|part| part == THUMBNAIL)) {
        (tags.xmp, tags.left) = (None, true);
    }
}

/// What the elements of a small picture in XMP are called.
const THUMBNAIL: &[u8] = b"xmpGImg:";

/// Keeps a rectangle of whole pixels, in place.
fn crop(picture: Picture, cut: Cut) -> Result<Picture> {
    fn keep<T: Copy>(samples: &mut Vec<T>, line: usize, [x, y, width, height]: [usize; 4]) {
        for row in 0..height {
            let from = (y + row) * line + x;
            samples.copy_within(from..from + width, row * width);
        }
        samples.truncate(width * height);
        samples.shrink_to_fit();
    }
    let [x, y, width, height] = [cut.x, cut.y, cut.width, cut.height].map(|side| side as usize);
    if width == picture.width() as usize && height == picture.height() as usize {
        return Ok(picture);
    }
    let (stored, _, channels, mut samples, tags) = picture.into_parts();
    let count = channels.count();
    let place = [x * count, y, width * count, height];
    match &mut samples {
        Samples::Eight(samples) => keep(samples, stored as usize * count, place),
        Samples::Sixteen(samples) => keep(samples, stored as usize * count, place),
    }
    Ok(Picture::new(width as u32, height as u32, channels, samples)?.with_tags(tags))
}

/// One of the eight ways to lay a rectangle down. A pixel of the result at (x, y) is the stored one at (x, y), its
/// coordinates swapped first and mirrored then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Pose {
    swap: bool,
    mirror_x: bool,
    mirror_y: bool,
}

impl Pose {
    fn new(swap: bool, mirror_x: bool, mirror_y: bool) -> Self {
        Self { swap, mirror_x, mirror_y }
    }

    /// What sets a picture of this EXIF orientation upright.
    fn of_orientation(orientation: u8) -> Self {
        match orientation {
            2 => Self::new(false, true, false),
            3 => Self::new(false, true, true),
            4 => Self::new(false, false, true),
            5 => Self::new(true, false, false),
            6 => Self::new(true, false, true),
            7 => Self::new(true, true, true),
            8 => Self::new(true, true, false),
            _ => Self::default(),
        }
    }

    fn of_turn(turn: Turn) -> Self {
        Self::of_orientation(match turn {
            Turn::None => 1,
            Turn::Right => 6,
            Turn::Half => 3,
            Turn::Left => 8,
        })
    }

    fn of_flip(flip: Flip) -> Self {
        Self::of_orientation(match flip {
            Flip::None => 1,
            Flip::Horizontal => 2,
            Flip::Vertical => 4,
        })
    }

    /// This pose after another one.
    fn after(self, first: Self) -> Self {
        let (x, y) = if first.swap { (self.mirror_y, self.mirror_x) } else { (self.mirror_x, self.mirror_y) };
        Self::new(self.swap ^ first.swap, first.mirror_x ^ x, first.mirror_y ^ y)
    }

    /// The sides of the result, or of the source for a result: the same question.
    fn sides(self, width: u32, height: u32) -> (u32, u32) {
        if self.swap { (height, width) } else { (width, height) }
    }

    /// Where a rectangle of the result lies in the stored picture of this size.
    fn stored(self, cut: Cut, width: u32, height: u32) -> Cut {
        let Cut { mut x, mut y, width: mut w, height: mut h } = cut;
        if self.swap {
            (x, y, w, h) = (y, x, h, w);
        }
        if self.mirror_x {
            x = f64::from(width) - x - w;
        }
        if self.mirror_y {
            y = f64::from(height) - y - h;
        }
        Cut { x, y, width: w, height: h }
    }

    fn apply(self, picture: Picture) -> Result<Picture> {
        if self == Self::default() {
            return Ok(picture);
        }
        let (width, height, channels, samples, tags) = picture.into_parts();
        let size = (width as usize, height as usize);
        let samples = match samples {
            Samples::Eight(samples) => Samples::Eight(self.lay(samples, size, channels.count())?),
            Samples::Sixteen(samples) => Samples::Sixteen(self.lay(samples, size, channels.count())?),
        };
        let (width, height) = self.sides(width, height);
        Ok(Picture::new(width, height, channels, samples)?.with_tags(tags))
    }

    fn lay<T: Copy + Default>(self, samples: Vec<T>, size: (usize, usize), count: usize) -> Result<Vec<T>> {
        match count {
            1 => self.lay_pixels::<T, 1>(samples, size),
            2 => self.lay_pixels::<T, 2>(samples, size),
            3 => self.lay_pixels::<T, 3>(samples, size),
            _ => self.lay_pixels::<T, 4>(samples, size),
        }
    }

    fn lay_pixels<T: Copy + Default, const N: usize>(
        self,
        mut samples: Vec<T>,
        (width, height): (usize, usize),
    ) -> Result<Vec<T>> {
        if !self.swap {
            let (pixels, _) = samples.as_chunks_mut::<N>();
            if self.mirror_y {
                let (mut top, mut bottom) = (0, height - 1);
                while top < bottom {
                    let (above, below) = pixels.split_at_mut(bottom * width);
                    above[top * width..(top + 1) * width].swap_with_slice(&mut below[..width]);
                    (top, bottom) = (top + 1, bottom - 1);
                }
            }
            if self.mirror_x {
                pixels.chunks_exact_mut(width).for_each(<[_]>::reverse);
            }
            return Ok(samples);
        }
        let mut out: Vec<T> = room((samples.len()) as u64)?;
        let (from, _) = samples.as_chunks::<N>();
        let (to, _) = out.as_chunks_mut::<N>();
        // Square blocks, so that both the reading and the writing stay in the cache.
        for block_y in (0..height).step_by(BLOCK) {
            for block_x in (0..width).step_by(BLOCK) {
                for v in block_y..(block_y + BLOCK).min(height) {
                    let x = if self.mirror_y { height - 1 - v } else { v };
                    for u in block_x..(block_x + BLOCK).min(width) {
                        let y = if self.mirror_x { width - 1 - u } else { u };
                        to[y * height + x] = from[v * width + u];
                    }
                }
            }
        }
        Ok(out)
    }
}

/// Side of a block, in pixels.
const BLOCK: usize = 32;
