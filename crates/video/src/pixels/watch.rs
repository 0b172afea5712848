//! What happens in a film: cuts, black, pictures that stand still.
//!
//! A picture is looked at through 64 × 36 numbers of brightness, which are enough to tell and cost next to nothing. A cut changes
//! both where brightness lies (the mean difference) and how much there is of each (the histogram): a pan changes the first
//! only, a flash fades back.

use super::{Frame, Pixels, Resampling, Scaler};
use crate::Result;

const SIZE: (u32, u32) = (64, 36);

/// What one picture is, compared with the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cut {
    /// How much it looks like the beginning of another scene, 0 to 1; from 0.3 on it is one, as a rule. 0 for the first.
    pub score: f32,
    /// The mean of its brightness, 0 black to 1 white.
    pub light: f32,
    /// Whether all but a fiftieth of it is black.
    pub black: bool,
    /// Whether it shows the same as the one before, to an eye.
    pub same: bool,
}

/// Watches a film, picture by picture.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    scaler: Scaler,
    plain: Frame,
    small: Frame,
    before: Option<Seen>,
}

#[derive(Clone, Debug)]
struct Seen {
    light: Vec<u8>,
    histogram: [u16; 32],
    /// The mean difference to the one before it.
    moved: f32,
}

impl Watch {
    /// Looks at the next picture, of any layout with a plane of brightness.
    ///
    /// # Errors
    /// `Settings` for RGBA: [convert](super::convert) it first.
    pub fn look(&mut self, frame: &Frame) -> Result<Cut> {
        if frame.format() == Pixels::Rgba {
            return Err(crate::Error::new(
                crate::Kind::Settings,
                "A picture of RGBA has no brightness to look at. Convert it to I420 first.",
            ));
        }
        let frame = if frame.format() == frame.format().plain() {
            frame
        } else {
            super::color::plainly(frame, &mut self.plain)?;
            &self.plain
        };
        self.small.reshape(frame.format(), SIZE.0, SIZE.1)?;
        self.scaler.light(frame, &mut self.small, Resampling::Auto);
        let (black, white, _) = frame.meaning.range();
        let light: Vec<u8> = self.small.rows(0).flatten().copied().collect();
        let mut histogram = [0_u16; 32];
        light.iter().for_each(|n| histogram[usize::from(*n) / 8] += 1);
        let count = light.len() as f32;
        // A sixteenth of white is still black to an eye.
        let dark = light.iter().filter(|n| f32::from(**n) <= black + white / 16.0).count();
        let mean = light.iter().map(|n| f32::from(*n)).sum::<f32>() / count;
        let mut cut = Cut {
            light: ((mean - black) / white).clamp(0.0, 1.0),
            black: dark as f32 >= 0.98 * count,
            ..Cut::default()
        };
        let mut moved = 0.0;
        if let Some(before) = &self.before {
            let differences = || light.iter().zip(&before.light).map(|(a, b)| a.abs_diff(*b));
            moved = differences().map(f32::from).sum::<f32>() / count;
            let shifted: u16 = histogram.iter().zip(before.histogram).map(|(a, b)| a.abs_diff(b)).sum();
            let shifted = f32::from(shifted) / (2.0 * count);
            // What moves all the time is no cut: only the rise counts.
            let rise = (moved - before.moved).max(0.0) / 40.0;
            cut.score = (rise.min(1.0) * (0.5 + shifted)).min(1.0);
            cut.same = differences().all(|n| n <= 4) && moved <= 0.5;
        }
        self.before = Some(Seen { light, histogram, moved });
        Ok(cut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn even(light: u8) -> Frame {
        let mut frame = Frame::new(Pixels::I420, 128, 72).unwrap();
        frame.rows_mut(0).for_each(|row| row.fill(light));
        frame
    }

    #[test]
    fn black_is_black_in_the_meaning_of_the_film() {
        let mut watch = Watch::default();
        assert!(watch.look(&even(20)).unwrap().black);
        assert!(!watch.look(&even(60)).unwrap().black);
        let mut full = even(20);
        full.meaning.full = true;
        assert!(!watch.look(&full).unwrap().black);
    }

    #[test]
    fn the_same_picture_is_the_same_and_a_small_thing_that_moved_is_not() {
        let mut watch = Watch::default();
        assert!(!watch.look(&even(90)).unwrap().same);
        assert!(watch.look(&even(90)).unwrap().same);
        let mut moved = even(90);
        (10..20).for_each(|y| moved.row_mut(0, y)[30..40].fill(200));
        assert!(!watch.look(&moved).unwrap().same);
    }
}
