//! Brightness, contrast, gamma, curve and saturation: one table for each plane.
//!
//! All of them change a number by itself, so they are one look into a table, however many are wanted. Contrast turns around
//! middle gray and saturation around gray, in numbers of full range.

use super::{Curve, Frame, Meaning, Tone};
use crate::{Error, Kind, Result};

/// What each number of brightness and of colour becomes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tables {
    light: [u8; 256],
    colour: [u8; 256],
}

impl Tables {
    /// The tables for these settings; none if they change nothing.
    ///
    /// # Errors
    /// `Settings` for numbers that are none, or points of a curve that do not go on to the right.
    pub fn new(tone: &Tone, meaning: Meaning) -> Result<Option<Self>> {
        if !tone.is_seen() {
            return Ok(None);
        }
        let numbers = [tone.brightness, tone.contrast, tone.saturation, tone.gamma];
        if numbers.iter().any(|n| !n.is_finite()) || tone.gamma <= 0.0 {
            return Err(Error::new(
                Kind::Settings,
                "Brightness, contrast, saturation and gamma must be numbers, and gamma above 0. Set them again.",
            ));
        }
        let curve = Curve::new(&tone.curve)?;
        let (black, white, _) = meaning.range();
        let light = |n: usize| {
            let value = (n as f32 - black) / white;
            let value = ((value - 0.5) * tone.contrast + 0.5 + tone.brightness).clamp(0.0, 1.0);
            black + white * curve.at(value.powf(1.0 / tone.gamma)).clamp(0.0, 1.0)
        };
        let saturation = if tone.grayscale { 0.0 } else { tone.saturation };
        let colour = |n: usize| 128.0 + (n as f32 - 128.0) * saturation;
        let table = |f: &dyn Fn(usize) -> f32| std::array::from_fn(|n| (f(n) + 0.5) as u8);
        Ok(Some(Self { light: table(&light), colour: table(&colour) }))
    }

    /// Changes a picture of planes of bytes.
    pub fn apply(&self, frame: &mut Frame) {
        for plane in 0..3 {
            let table = if plane == 0 { &self.light } else { &self.colour };
            for row in frame.rows_mut(plane) {
                row.iter_mut().for_each(|value| *value = table[usize::from(*value)]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn light(tone: Tone) -> [u8; 256] {
        Tables::new(&tone, Meaning { full: true, ..Meaning::default() }).unwrap().unwrap().light
    }

    #[test]
    fn settings_that_change_nothing_have_no_table() {
        assert_eq!(Tables::new(&Tone::default(), Meaning::default()), Ok(None));
        let straight = Tone { curve: vec![(0.0, 0.0), (0.3, 0.3), (1.0, 1.0)], ..Tone::default() };
        assert_eq!(light(straight), std::array::from_fn(|n| n as u8));
    }

    #[test]
    fn each_setting_moves_what_it_is_named_for() {
        assert_eq!(light(Tone { brightness: 0.1, ..Tone::default() })[100], 126);
        assert_eq!(light(Tone { contrast: 2.0, ..Tone::default() })[100], 73);
        assert_eq!(light(Tone { gamma: 2.0, ..Tone::default() })[64], 128);
        assert_eq!(light(Tone { curve: vec![(0.0, 1.0), (1.0, 0.0)], ..Tone::default() })[30], 225);
        let gray = Tone { grayscale: true, ..Tone::default() };
        assert_eq!(Tables::new(&gray, Meaning::default()).unwrap().unwrap().colour, [128; 256]);
    }

    #[test]
    fn nonsense_is_refused() {
        for tone in [
            Tone { gamma: 0.0, ..Tone::default() },
            Tone { contrast: f32::NAN, ..Tone::default() },
            Tone { curve: vec![(0.5, 0.0), (0.5, 1.0)], ..Tone::default() },
            Tone { curve: vec![(0.5, 2.0)], ..Tone::default() },
        ] {
            assert_eq!(Tables::new(&tone, Meaning::default()).unwrap_err().kind, Kind::Settings);
        }
    }
}
