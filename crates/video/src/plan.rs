//! Sums that come before the work: bit rates that make a file fit, sizes that codecs take, which picture is shown when.
//!
//! They compile without features, so that an app can show what will come out while it is being chosen.

mod upright;

use serde::{Deserialize, Serialize};

pub use upright::Upright;

use crate::{Error, Kind, Result};

/// Bit rates of a film that shall fit into a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Budget {
    /// Bits per second of pictures.
    pub video: u32,
    /// Bits per second of sound.
    pub audio: u32,
}

/// Bit rates with which a film of this many seconds fits into `size` bytes. `audio` is the bit rate that sound would like, 0 where there
/// is none; it gets less where pictures would have less than three times as much, but not under 32 kb/s for each file.
///
/// One part in a hundred and 20 kB are left for the container and for encoders that take more than they are given.
///
/// # Errors
/// `Settings` if less than 30 kb/s would be left for pictures.
pub fn budget(size: u64, seconds: f64, audio: u32) -> Result<Budget> {
    const LEAST: f64 = 30_000.0;
    let bits = (size as f64 * 0.99 - 20_000.0) * 8.0 / seconds;
    let sound = f64::from(audio).min((bits / 4.0).max(32_000.0));
    let pictures = bits - sound;
    // Put so that what is no number is refused as well.
    if !(pictures >= LEAST && pictures.is_finite()) {
        let least = ((LEAST + sound) * seconds / 8.0 + 20_000.0) / 0.99 / 1e6;
        return Err(Error::new(
            Kind::Settings,
            format!(
                "The film is too long for this size: it would need {least:.1} MB at least. Choose a larger size or a shorter part."
            ),
        ));
    }
    Ok(Budget { video: pictures.min(f64::from(u32::MAX)) as u32, audio: sound as u32 })
}

/// A better bit rate for pictures after a try that came out at `got` bytes instead of `size`: as much as it missed, and a little less to
/// come to lie below.
pub fn again(video: u32, size: u64, got: u64) -> u32 {
    let share = size as f64 / got.max(1) as f64;
    // Encoders follow small changes only in part, and large ones hardly at all.
    (f64::from(video) * (share * 0.98).clamp(0.25, 2.0)) as u32
}

/// The largest size inside a box of `most` that keeps the proportions of `from` and has even sides, as codecs want them. Nothing is
/// enlarged. `pixel` is how wide and how high a pixel is; the result has square ones.
pub fn fit(from: (u32, u32), most: (u32, u32), pixel: Option<(u32, u32)>) -> (u32, u32) {
    let (wide, high) = pixel.filter(|(wide, high)| *wide > 0 && *high > 0).unwrap_or((1, 1));
    let (width, height) = (f64::from(from.0) * f64::from(wide) / f64::from(high), f64::from(from.1));
    let share = (f64::from(most.0) / width).min(f64::from(most.1) / height).min(1.0);
    let even = |side: f64, most: u32| {
        let side = ((side * share / 2.0).round() * 2.0) as u32;
        side.min(most / 2 * 2).max(2)
    };
    (even(width, most.0), even(height, most.1))
}

/// Which pictures are shown when a film gets another rate or speed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Pace {
    /// Pictures per second of the result; those of the film if `None`.
    pub rate: Option<f64>,
    /// How much faster it plays: 2 halves its time.
    pub speed: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { rate: None, speed: 1.0 }
    }
}

impl Pace {
    /// When picture `n` of the result is shown, in seconds, where the result has a rate.
    pub fn time(&self, n: u64) -> Option<f64> {
        self.rate.map(|rate| n as f64 / rate)
    }

    /// When a picture of the film, which is shown at `seconds`, is shown in the result that keeps all pictures.
    pub fn moved(&self, seconds: f64) -> f64 {
        seconds / self.speed
    }

    /// Which numbers of the result show a picture that the film shows from `from` until `to` seconds: none if it is dropped, several if it
    /// is repeated. A picture of the result shows what the film shows in the middle of its time, so that small errors of clocks
    /// change nothing. Without a rate there are no numbers.
    pub fn shown(&self, from: f64, to: f64) -> std::ops::Range<u64> {
        let Some(rate) = self.rate else { return 0..0 };
        let number = |seconds: f64| (seconds / self.speed * rate - 0.5).ceil().max(0.0) as u64;
        number(from)..number(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_fills_the_size_and_no_more() {
        let made = budget(10_000_000, 60.0, 128_000).unwrap();
        let bytes = f64::from(made.video + made.audio) * 60.0 / 8.0;
        assert!((9_800_000.0..9_900_000.0).contains(&bytes), "{bytes}");
        assert_eq!(made.audio, 128_000);
    }

    #[test]
    fn sound_gives_way_to_pictures_and_what_cannot_be_is_told() {
        assert_eq!(budget(1_000_000, 60.0, 128_000).unwrap().audio, 32_333);
        let error = budget(1_000_000, 600.0, 128_000).unwrap_err();
        assert!(error.message.contains("4.7 MB at least"), "{}", error.message);
        assert!(budget(1_000_000, f64::NAN, 0).is_err() && budget(1_000_000, 0.0, 0).is_err());
    }

    #[test]
    fn a_second_try_comes_closer() {
        assert_eq!(again(1_000_000, 8_000_000, 10_000_000), 784_000);
        assert_eq!(again(1_000_000, 8_000_000, 0), 2_000_000);
    }

    #[test]
    fn sizes_fit_stay_even_and_keep_their_proportions() {
        assert_eq!(fit((1920, 1080), (1280, 1280), None), (1280, 720));
        assert_eq!(fit((1080, 1920), (1280, 720), None), (406, 720));
        assert_eq!(fit((641, 361), (4000, 4000), None), (642, 362));
        assert_eq!(fit((641, 361), (641, 361), None), (640, 360));
        assert_eq!(fit((720, 576), (4000, 4000), Some((64, 45))), (1024, 576));
        assert_eq!(fit((4000, 1), (100, 100), None), (100, 2));
    }

    #[test]
    fn pictures_are_dropped_and_repeated_evenly() {
        let pace = Pace { rate: Some(25.0), speed: 1.0 };
        let shown = |rate: f64, count: u64| -> Vec<u64> {
            (0..count)
                .flat_map(|n| pace.shown(n as f64 / rate, (n + 1) as f64 / rate).map(move |_| n))
                .collect()
        };
        // ffmpeg -r 25 of 50 and of 12.5 pictures per second.
        assert_eq!(shown(12.5, 4), [0, 0, 1, 1, 2, 2, 3, 3]);
        assert_eq!(shown(50.0, 8).len(), 4);
        assert_eq!(shown(30.0, 300).len(), 250);
        assert!(shown(30.0, 300).windows(2).all(|pair| (1..=2).contains(&(pair[1] - pair[0]))));
        let fast = Pace { rate: Some(25.0), speed: 2.0 };
        assert_eq!(fast.shown(0.0, 10.0), 0..125);
        assert_eq!(fast.moved(10.0), 5.0);
    }
}
