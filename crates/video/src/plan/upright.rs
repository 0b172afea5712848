//! Filters that begin with a picture as it lies in the file, and speak of the upright one.
//!
//! A camera that is held upright writes lying pictures and a note that they are to be turned. The turn of the note and that of the
//! person become one, and a part that was chosen on the upright picture becomes the same part of the lying one.

use super::fit;
use crate::Picture;
use crate::pixels::{Area, Filters, Flip, Turn};
use crate::settings::Resize;

/// What becomes of a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Upright {
    /// Filters for the picture as it lies in the file.
    pub filters: Filters,
    /// The width of what comes out.
    pub width: u32,
    /// The height of what comes out.
    pub height: u32,
}

impl Upright {
    /// Does what `filters` say to upright pictures of a track, and makes them of this size.
    pub fn new(picture: &Picture, filters: &Filters, resize: Option<Resize>) -> Self {
        let quarters = u32::from(picture.turn / 90) % 4;
        let (mut turns, mut mirrored) = (quarters + turns(filters.turn), picture.flip);
        if mirrored {
            turns = 8 - turns;
        }
        if filters.flip != Flip::None {
            mirrored = !mirrored;
        }
        if filters.flip == Flip::Vertical {
            turns += 2;
        }
        let sideways = |turns: u32, (width, height): (u32, u32)| {
            if turns % 2 == 1 { (height, width) } else { (width, height) }
        };
        let mut upright = sideways(quarters, (picture.width.max(1), picture.height.max(1)));
        let mut pixel = picture.pixel.map(|pixel| sideways(quarters, pixel));
        let mut crop = filters.crop;
        if let Some(area) = crop {
            upright = kept(upright, area);
        }
        // What hangs over is cut off before anything is turned.
        if let Some(Resize::Fill { width, height }) = resize {
            let (width, height) = sideways(self::turns(filters.turn), (width, height));
            let (wide, high) = pixel.unwrap_or((1, 1));
            let shape = f64::from(upright.0) * f64::from(wide.max(1))
                / (f64::from(upright.1) * f64::from(high.max(1)));
            let share = f64::from(width) / f64::from(height.max(1)) / shape;
            let (x, y) = ((share.min(1.0)) as f32, (1.0 / share).min(1.0) as f32);
            let whole = crop.unwrap_or(Area { x: 0.0, y: 0.0, width: 1.0, height: 1.0 });
            let area = Area {
                x: whole.x + whole.width * (1.0 - x) / 2.0,
                y: whole.y + whole.height * (1.0 - y) / 2.0,
                width: whole.width * x,
                height: whole.height * y,
            };
            crop = Some(area);
            upright = (((upright.0 as f32 * x) as u32).max(1), ((upright.1 as f32 * y) as u32).max(1));
        }
        let shown = sideways(self::turns(filters.turn), upright);
        pixel = pixel.map(|pixel| sideways(self::turns(filters.turn), pixel));
        let even = |side: u32| side.max(2).div_ceil(2) * 2;
        let (width, height) = match resize {
            None => fit(shown, (u32::MAX, u32::MAX), pixel),
            Some(Resize::Fit { width, height }) => fit(shown, (width.max(2), height.max(2)), pixel),
            Some(Resize::Fill { width, height } | Resize::Exact { width, height }) => {
                (even(width), even(height))
            }
        };
        let filters = Filters {
            crop: crop.map(|area| lying(area, quarters, picture.flip)),
            turn: [Turn::None, Turn::Right, Turn::Half, Turn::Left][turns as usize % 4],
            flip: if mirrored { Flip::Horizontal } else { Flip::None },
            size: Some((width, height)),
            ..filters.clone()
        };
        Self { filters, width, height }
    }

    /// The size that keeps the shape of what comes out and fits into a box, never larger than it is. What hangs over is cut off as before.
    pub fn within(picture: &Picture, filters: &Filters, resize: Option<Resize>, most: (u32, u32)) -> Resize {
        let whole = Self::new(picture, filters, resize);
        let (width, height) = fit((whole.width, whole.height), most, None);
        match resize {
            Some(Resize::Fill { .. }) => Resize::Fill { width, height },
            _ => Resize::Exact { width, height },
        }
    }

    /// Whether pictures of this size stay as they are.
    pub fn changes_nothing(&self, picture: &Picture) -> bool {
        let same = Filters { size: Some((picture.width, picture.height)), ..Filters::default() };
        self.filters == same
    }
}

fn turns(turn: Turn) -> u32 {
    match turn {
        Turn::None => 0,
        Turn::Right => 1,
        Turn::Half => 2,
        Turn::Left => 3,
    }
}

fn kept((width, height): (u32, u32), area: Area) -> (u32, u32) {
    let part = |side: u32, share: f32| ((side as f32 * share).round() as u32).clamp(1, side.max(1));
    (part(width, area.width), part(height, area.height))
}

/// A part of an upright picture as a part of the one that is mirrored and then turned to be upright.
fn lying(Area { x, y, width, height }: Area, turns: u32, mirrored: bool) -> Area {
    let mut area = match turns {
        1 => Area { x: y, y: 1.0 - x - width, width: height, height: width },
        2 => Area { x: 1.0 - x - width, y: 1.0 - y - height, width, height },
        3 => Area { x: 1.0 - y - height, y: x, width: height, height: width },
        _ => Area { x, y, width, height },
    };
    if mirrored {
        area.x = 1.0 - area.x - area.width;
    }
    area
}

#[cfg(test)]
#[cfg(feature = "pixels")]
mod tests {
    use crate::pixels::{Filter, Frame, Pixels};

    use super::*;

    /// What is seen of a picture of 4 × 2 letters, row by row.
    fn seen(picture: &Picture, filters: &Filters) -> (u32, Vec<u8>) {
        let mut bytes = Vec::new();
        for letter in b"abcdefgh" {
            bytes.extend([*letter, *letter, *letter, 255]);
        }
        let frame = Frame::from_bytes(Pixels::Rgba, 4, 2, &bytes).unwrap();
        let upright = Upright::new(picture, filters, None);
        let mut filter = Filter::new(Filters { size: None, ..upright.filters }, None).unwrap();
        let made = filter.apply(&frame).unwrap();
        let plane = made.layout()[0];
        let rows = (0..made.height() as usize)
            .flat_map(|y| (0..made.width() as usize).map(move |x| plane.offset + y * plane.stride + 4 * x));
        (made.width(), rows.map(|at| made.bytes()[at]).collect())
    }

    fn picture(turn: u16, flip: bool) -> Picture {
        Picture { width: 4, height: 2, turn, flip, ..Picture::default() }
    }

    #[test]
    fn the_note_of_the_camera_comes_first() {
        let as_is = Filters::default();
        assert_eq!(seen(&picture(0, false), &as_is), (4, b"abcdefgh".to_vec()));
        assert_eq!(seen(&picture(90, false), &as_is), (2, b"eafbgchd".to_vec()));
        assert_eq!(seen(&picture(0, true), &as_is), (4, b"dcbahgfe".to_vec()));
        assert_eq!(seen(&picture(90, true), &as_is), (2, b"hdgcfbea".to_vec()));
    }

    #[test]
    fn turns_and_mirrors_add_up() {
        let filters = |turn, flip| Filters { turn, flip, ..Filters::default() };
        // Upright: ea fb gc hd. To the left again: as it lies.
        assert_eq!(seen(&picture(90, false), &filters(Turn::Left, Flip::None)), (4, b"abcdefgh".to_vec()));
        assert_eq!(
            seen(&picture(90, false), &filters(Turn::None, Flip::Horizontal)),
            (2, b"aebfcgdh".to_vec())
        );
        assert_eq!(
            seen(&picture(90, false), &filters(Turn::None, Flip::Vertical)),
            (2, b"hdgcfbea".to_vec())
        );
        assert_eq!(seen(&picture(90, true), &filters(Turn::Right, Flip::None)), (4, b"efghabcd".to_vec()));
    }

    #[test]
    fn a_part_of_the_upright_picture_is_the_same_part_of_the_lying_one() {
        let half = Some(Area { x: 0.0, y: 0.0, width: 1.0, height: 0.5 });
        let top = Filters { crop: half, ..Filters::default() };
        assert_eq!(seen(&picture(90, false), &top), (2, b"eafb".to_vec()));
        assert_eq!(seen(&picture(180, false), &top), (4, b"hgfe".to_vec()));
        assert_eq!(seen(&picture(270, false), &top), (2, b"dhcg".to_vec()));
        assert_eq!(seen(&picture(90, true), &top), (2, b"hdgc".to_vec()));
    }

    #[test]
    fn sizes_speak_of_the_upright_picture() {
        let large = Picture { width: 1920, height: 1080, turn: 90, ..Picture::default() };
        let size = |resize| {
            let made = Upright::new(&large, &Filters::default(), Some(resize));
            (made.width, made.height)
        };
        assert_eq!(size(Resize::Fit { width: 640, height: 640 }), (360, 640));
        assert_eq!(size(Resize::Exact { width: 101, height: 50 }), (102, 50));
        let fill = Upright::new(&large, &Filters::default(), Some(Resize::Fill { width: 500, height: 500 }));
        assert_eq!((fill.width, fill.height), (500, 500));
        let crop = fill.filters.crop.unwrap();
        assert!((crop.width - 0.5625).abs() < 1e-3 && (crop.height - 1.0).abs() < 1e-6, "{crop:?}");
    }
}
