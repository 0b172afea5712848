//! Between the scroll bar and the rows.
//!
//! Browsers cannot make an element taller than some millions of pixels, and five million rows are taller. Up to there a pixel
//! of the scroll bar is a pixel of the table; beyond, the bar shows the share of the way, and wheel and keys move by rows.

/// The height of a row in pixels; the style sheet says the same.
pub const ROW: f64 = 30.0;
/// Elements are at most this tall: Firefox ends at 17 million pixels.
const TALLEST: f64 = 8_000_000.0;

/// How a table of so many rows moves through a viewport of this height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Travel {
    /// Rows of the table.
    pub rows: u64,
    /// Height of the viewport in pixels.
    pub view: f64,
}

impl Travel {
    /// The height of the element that the scroll bar belongs to.
    pub fn height(self) -> f64 {
        (self.rows as f64 * ROW).min(TALLEST)
    }

    /// Whether the scroll bar shows shares instead of pixels.
    pub fn is_scaled(self) -> bool {
        self.rows as f64 * ROW > TALLEST
    }

    /// The last position of the upper edge, in rows.
    pub fn last(self) -> f64 {
        (self.rows as f64 - self.view / ROW).max(0.0)
    }

    /// The row at the upper edge, with its fraction, where the scroll bar stands at `scrolled` pixels.
    pub fn top(self, scrolled: f64) -> f64 {
        let way = self.height() - self.view;
        if way <= 0.0 { 0.0 } else { (scrolled / way).clamp(0.0, 1.0) * self.last() }
    }

    /// Where the scroll bar stands when this row is at the upper edge.
    pub fn scrolled(self, top: f64) -> f64 {
        let last = self.last();
        if last <= 0.0 { 0.0 } else { (top / last).clamp(0.0, 1.0) * (self.height() - self.view) }
    }

    /// The upper edge that brings a row into view with the least movement.
    pub fn towards(self, row: u64, top: f64) -> f64 {
        let (row, shown) = (row as f64, (self.view / ROW).max(1.0));
        row.min(top).max(row + 1.0 - shown).clamp(0.0, self.last())
    }
}

#[cfg(test)]
mod tests {
    use super::{ROW, Travel};

    const SMALL: Travel = Travel { rows: 1000, view: 300.0 };
    const LARGE: Travel = Travel { rows: 5_000_000, view: 300.0 };

    #[test]
    fn small_tables_scroll_pixel_by_pixel() {
        assert!(!SMALL.is_scaled());
        assert_eq!(SMALL.height(), 1000.0 * ROW);
        assert!((SMALL.top(45.0) - 1.5).abs() < 1e-9);
    }

    #[test]
    fn the_last_row_of_a_large_table_is_reached() {
        assert!(LARGE.is_scaled());
        let end = LARGE.height() - LARGE.view;
        assert_eq!(LARGE.top(end), 5_000_000.0 - 10.0);
        assert!((LARGE.scrolled(LARGE.last()) - end).abs() < 1e-6);
    }

    #[test]
    fn a_row_comes_into_view_by_the_shortest_way() {
        assert_eq!(SMALL.towards(5, 20.0), 5.0);
        assert_eq!(SMALL.towards(40, 20.0), 31.0);
        assert_eq!(SMALL.towards(25, 20.0), 20.0);
    }

    #[test]
    fn a_short_table_does_not_move() {
        let short = Travel { rows: 3, view: 300.0 };
        assert_eq!((short.top(50.0), short.scrolled(2.0), short.towards(2, 0.0)), (0.0, 0.0, 0.0));
    }
}
