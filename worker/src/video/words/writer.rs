//! Subtitles upon pictures.

use std::ops::Range;

use ::video::pixels::{Frame, Meaning, Overlay, Pixels};
use ::video::subtitle::{Cue, Place, Side, Subtitles};
use nearside::prelude::*;

use crate::video::codec::written;
use crate::video::error::spoken;

/// Writes subtitles upon pictures; keeps what it wrote as long as it is shown.
pub(crate) struct Writer {
    subtitles: Subtitles,
    /// What is shown now, for pictures of which kind, and until when in milliseconds.
    now: Option<(Kindred, u64, u64, Vec<Overlay>)>,
}

/// Layout, meaning and size of pictures.
type Kindred = (Pixels, Meaning, (u32, u32));

impl Writer {
    /// Writes these.
    pub fn new(subtitles: Subtitles) -> Self {
        Self { subtitles, now: None }
    }

    /// When something else is said than at this second, if anything is.
    pub fn change(&self, seconds: f64) -> Option<f64> {
        self.subtitles.change(milliseconds(seconds)).map(|ms| ms as f64 / 1000.0)
    }

    /// Writes what is said at this second of the film.
    ///
    /// # Errors
    /// The browser cannot write.
    pub fn draw(&mut self, frame: &mut Frame, seconds: f64) -> Result<()> {
        let ms = milliseconds(seconds);
        let kind = (frame.format(), frame.meaning, (frame.width(), frame.height()));
        let stale = |(known, from, to, _): &(Kindred, u64, u64, Vec<Overlay>)| {
            *known != kind || !(*from..*to).contains(&ms)
        };
        if self.now.as_ref().is_none_or(stale) {
            let (mut all, mut taken) = (Vec::new(), Vec::new());
            for cue in self.subtitles.at(ms) {
                all.push(lettering(cue, kind, &mut taken)?);
            }
            let until = self.subtitles.change(ms).unwrap_or(u64::MAX);
            self.now = Some((kind, ms, until, all));
        }
        for overlay in self.now.iter().flat_map(|(.., all)| all) {
            overlay.draw(frame).map_err(|error| spoken(&error))?;
        }
        Ok(())
    }
}

fn milliseconds(seconds: f64) -> u64 {
    (seconds.max(0.0) * 1000.0).round() as u64
}

/// The words of a cue where they stand; what has no place of its own goes around what is `taken`.
fn lettering(
    cue: &Cue,
    (format, meaning, size): Kindred,
    taken: &mut Vec<[Range<i32>; 2]>,
) -> Result<Overlay> {
    // As large as on a picture that is wider than high, so that lines hold as many letters.
    let height = (size.0.min(size.1) / 18).clamp(8, 200);
    let words = written(cue, height, size.0 * 9 / 10)?;
    let place = place(&cue.place, (words.width() as i32, words.height() as i32), size, taken);
    Overlay::new(&words, place, 1.0, format, meaning).map_err(|error| spoken(&error))
}

/// Where the left upper corner of words of a size lies on a picture of a size. Cues that are shown together do not lie on each other:
/// the later one goes above at the bottom, below elsewhere, as players do it.
fn place(
    place: &Place,
    (wide, high): (i32, i32),
    (width, height): (u32, u32),
    taken: &mut Vec<[Range<i32>; 2]>,
) -> (i32, i32) {
    let (width, height) = (width as i32, height as i32);
    if let Some((x, y)) = place.at {
        let point = |share: f32, whole: i32| (share.clamp(-1.0, 2.0) * whole as f32).round() as i32;
        let left = [0, wide / 2, wide][side(place.across)];
        let up = match place.down {
            Side::Start => 0,
            Side::Usual => high,
            Side::Other => high / 2,
        };
        return (point(x, width) - left, point(y, height) - up);
    }
    let margin = height / 20;
    let x = [margin, (width - wide) / 2, width - wide - margin][side(place.across)].max(0);
    let mut y = match place.down {
        Side::Start => margin,
        Side::Usual => (height - high - margin).max(0),
        Side::Other => ((height - high) / 2).max(0),
    };
    let meets = |y: i32| {
        let lies = |one: &&[Range<i32>; 2]| {
            x < one[0].end && one[0].start < x + wide && y < one[1].end && one[1].start < y + high
        };
        taken.iter().find(lies).map(|one| one[1].clone())
    };
    // Each step leaves one behind for good, so that this ends.
    while let Some(other) = meets(y) {
        y = if place.down == Side::Usual { other.start - high } else { other.end };
    }
    taken.push([x..x + wide, y..y + high]);
    (x, y)
}

/// Left, center, right.
fn side(across: Side) -> usize {
    match across {
        Side::Start => 0,
        Side::Usual => 1,
        Side::Other => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of 100 × 40 on a picture of 400 × 200, placed one after the other.
    fn placed(places: &[Place]) -> Vec<(i32, i32)> {
        let mut taken = Vec::new();
        places.iter().map(|one| place(one, (100, 40), (400, 200), &mut taken)).collect()
    }

    #[test]
    fn cues_that_are_shown_together_do_not_lie_on_each_other() {
        let (bottom, left, top) = (Place::default(), Place::numpad(1), Place::numpad(8));
        assert_eq!(placed(&[bottom, bottom, bottom]), [(150, 150), (150, 110), (150, 70)]);
        assert_eq!(placed(&[top, bottom, top]), [(150, 10), (150, 150), (150, 50)]);
        // Beside each other there is room.
        assert_eq!(placed(&[bottom, left]), [(150, 150), (10, 150)]);
        assert_eq!(placed(&[Place::numpad(5), Place::numpad(5)]), [(150, 80), (150, 120)]);
    }

    #[test]
    fn a_cue_stands_where_it_says() {
        assert_eq!(placed(&[Place::numpad(9)]), [(290, 10)]);
        let at = |key| Place { at: Some((0.5, 0.5)), ..Place::numpad(key) };
        // A point is the middle below, the left upper corner, the middle of both.
        assert_eq!(placed(&[at(2), at(7), at(5)]), [(150, 60), (200, 100), (150, 80)]);
    }

    #[test]
    fn a_change_is_told_for_pictures_that_last() {
        let runs = vec![::video::subtitle::Run { text: "Hello".into(), ..Default::default() }];
        let cue = Cue { start: 3000, end: 6000, runs, ..Cue::default() };
        let writer = Writer::new(Subtitles::new(vec![cue]));
        let told = [0.0, 2.9996, 3.0, 6.0].map(|seconds| writer.change(seconds));
        assert_eq!(told, [Some(3.0), Some(6.0), Some(6.0), None]);
    }
}
