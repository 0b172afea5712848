//! A scroll that is longer than browsers allow.
//!
//! Browsers place nothing beyond some 17 million pixels, which 40,000 pages exceed threefold. So the scroll bar runs over a
//! shorter way: near both ends a pixel is a pixel, between them it stands for several. Who scrolls by wheel, touch or key moves
//! pixel by pixel all the same, as the [stage](super::stage) adds the difference; only a leap of the bar itself is translated.

/// The longest way that the browser is asked for.
const MOST: f64 = 8_000_000.0;
/// At each end, so much of the way is true to scale.
const ENDS: f64 = 400_000.0;

/// The way of the scroll bar beside the way through the document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Runway {
    whole: f64,
    short: f64,
}

impl Runway {
    /// A way through a document of this height.
    pub fn new(whole: f64) -> Runway {
        Runway { whole, short: whole.min(MOST) }
    }

    /// Whether the two ways differ.
    pub fn is_short(self) -> bool {
        self.short < self.whole
    }

    /// How long the way of the bar is.
    pub fn length(self) -> f64 {
        self.short
    }

    /// The place of the bar for a place in the document.
    pub fn short(self, at: f64) -> f64 {
        bend(at, self.whole, self.short)
    }

    /// The place in the document for a place of the bar.
    pub fn whole(self, at: f64) -> f64 {
        bend(at, self.short, self.whole)
    }
}

/// From a place on one way to the place on another one.
fn bend(at: f64, from: f64, to: f64) -> f64 {
    if at <= ENDS || from == to {
        at
    } else if at >= from - ENDS {
        to - (from - at)
    } else {
        ENDS + (at - ENDS) / (from - 2.0 * ENDS) * (to - 2.0 * ENDS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_document_is_scrolled_as_it_is() {
        let runway = Runway::new(50_000.0);
        assert!(!runway.is_short());
        assert_eq!(
            (runway.length(), runway.short(123.0), runway.whole(49_000.0)),
            (50_000.0, 123.0, 49_000.0)
        );
    }

    #[test]
    fn every_place_of_a_long_document_has_a_place_on_the_bar_and_back() {
        let runway = Runway::new(60_000_000.0);
        assert_eq!(runway.length(), MOST);
        let mut last = -1.0;
        for step in 0..=600 {
            let at = f64::from(step) * 100_000.0;
            let short = runway.short(at);
            assert!(short > last && short <= MOST, "{at} is at {short}");
            assert!((runway.whole(short) - at).abs() < 0.01, "{at} came back as {}", runway.whole(short));
            last = short;
        }
    }

    #[test]
    fn both_ends_are_true_to_scale() {
        let runway = Runway::new(60_000_000.0);
        assert_eq!(runway.short(1234.0), 1234.0);
        assert_eq!(runway.short(60_000_000.0 - 800.0), MOST - 800.0);
    }
}
