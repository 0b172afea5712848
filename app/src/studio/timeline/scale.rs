//! From seconds to pixels and back, and which seconds are told.
//!
//! The whole file fits the window at first; people enlarge it from there, until a picture is as wide as a finger.

/// The most pixels that a second can take.
const MOST: f64 = 480.0;
/// Elements wider than this are cut off by some browsers.
const WIDEST: f64 = 8e6;
/// What a mark of the ruler with its time needs, in pixels.
const ROOM: f64 = 84.0;
/// What the ruler counts in, in seconds.
const STEPS: [f64; 19] = [
    0.04, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0,
    7200.0, 14400.0,
];

/// How a file lies in the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// How long the file is, in seconds.
    pub duration: f64,
    /// How wide the window is, in pixels.
    pub window: f64,
    /// How much larger than the window the file is: 1 fits.
    pub zoom: f64,
}

impl Scale {
    /// How wide the whole file is, in pixels.
    pub fn width(self) -> f64 {
        self.window * self.zoom
    }

    /// Pixels of a second.
    pub fn per_second(self) -> f64 {
        self.width() / self.duration.max(1e-3)
    }

    /// Where a moment is, in pixels from the beginning.
    pub fn x(self, time: f64) -> f64 {
        time * self.per_second()
    }

    /// The moment at so many pixels from the beginning.
    pub fn time(self, x: f64) -> f64 {
        (x / self.per_second()).clamp(0.0, self.duration)
    }

    /// How far it can be enlarged.
    pub fn most(self) -> f64 {
        let window = self.window.max(1.0);
        (MOST * self.duration / window).min(WIDEST / window).max(1.0)
    }

    /// The moments that the ruler tells between two moments, and how far they are apart.
    pub fn ticks(self, from: f64, to: f64) -> (Vec<f64>, f64) {
        let least = ROOM / self.per_second();
        let step = STEPS.into_iter().find(|step| *step >= least).unwrap_or_else(|| {
            let longest = STEPS[STEPS.len() - 1];
            (least / longest).ceil() * longest
        });
        let (first, last) =
            ((from / step).floor().max(0.0) as u64, (to.min(self.duration) / step).floor() as u64);
        ((first..=last).map(|n| n as f64 * step).collect(), step)
    }

    /// The time of a picture of the strip that is some `side` pixels wide, by its place in a grid that doubles: what is known
    /// at one size is of use at the next.
    pub fn tile(self, side: f64) -> f64 {
        2f64.powi((side / self.per_second()).log2().round() as i32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Scale = Scale { duration: 60.0, window: 600.0, zoom: 1.0 };

    #[test]
    fn there_and_back_is_the_same_moment() {
        for zoom in [1.0, 3.7, 40.0] {
            let scale = Scale { zoom, ..MINUTE };
            assert!((scale.time(scale.x(12.34)) - 12.34).abs() < 1e-9);
        }
        assert_eq!(MINUTE.time(1e9), 60.0);
        assert_eq!(MINUTE.time(-5.0), 0.0);
    }

    #[test]
    fn ticks_have_room_for_their_times() {
        for zoom in [1.0, 2.0, 9.0, 48.0] {
            let scale = Scale { zoom, ..MINUTE };
            let (ticks, step) = scale.ticks(0.0, 60.0);
            assert!(step * scale.per_second() >= ROOM);
            assert!(ticks.len() > 1 && ticks[0] == 0.0, "{ticks:?}");
        }
    }

    #[test]
    fn only_what_is_in_the_window_is_told() {
        let scale = Scale { zoom: 10.0, ..MINUTE };
        let (ticks, step) = scale.ticks(30.0, 36.0);
        assert!(ticks.len() < 10 && ticks[0] <= 30.0 && ticks[0] > 30.0 - step);
    }

    #[test]
    fn a_day_can_be_enlarged_and_stays_drawable() {
        let day = Scale { duration: 86_400.0, ..MINUTE };
        assert!(Scale { zoom: day.most(), ..day }.width() <= WIDEST + 1.0);
        let (ticks, _) = Scale { duration: 1e7, ..MINUTE }.ticks(0.0, 1e7);
        assert!(ticks.len() < 20);
    }

    #[test]
    fn pictures_lie_on_grids_that_double() {
        let (near, far) = (Scale { zoom: 2.0, ..MINUTE }.tile(100.0), MINUTE.tile(100.0));
        assert_eq!(far, near * 2.0);
    }
}
