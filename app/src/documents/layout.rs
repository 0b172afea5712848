//! Where each page lies: one under the other, in pixels of the screen, at a scale and a turn.
//!
//! Plain sums over the sizes, so that forty thousand pages cost a millisecond and none of them has to exist.

use std::ops::Range;

use document::Size;

/// Between two pages, above the first and below the last, in pixels.
pub const GAP: f64 = 12.0;
/// At either side of the widest page.
pub const SIDE: f64 = 16.0;

/// Where each page lies.
#[derive(Clone, Debug)]
pub struct Layout {
    sizes: Vec<Size>,
    sideways: bool,
    scale: f64,
    tops: Vec<f64>,
    widest: f64,
}

impl Layout {
    /// So many pages, of which the first ones are known. The others are taken to be as the last known one.
    pub fn new(pages: usize, known: &[Size]) -> Layout {
        // An empty document has no page to look at; A4 stands in where nothing is known.
        let other = known.last().copied().unwrap_or(Size { width: 595.0, height: 842.0 });
        let mut sizes = known.to_vec();
        sizes.resize(pages, other);
        let mut layout = Layout { sizes, sideways: false, scale: 1.0, tops: Vec::new(), widest: 0.0 };
        layout.sum();
        layout
    }

    /// Sizes that have become known. True if that moves a page.
    pub fn learn(&mut self, from: usize, known: &[Size]) -> bool {
        let mut changed = false;
        for (size, known) in self.sizes.iter_mut().skip(from).zip(known) {
            changed |= size != known;
            *size = *known;
        }
        if changed {
            self.sum();
        }
        changed
    }

    /// Lays the pages out at another scale (pixels per point), upright or sideways.
    pub fn set(&mut self, scale: f64, sideways: bool) {
        (self.scale, self.sideways) = (scale, sideways);
        self.sum();
    }

    fn sum(&mut self) {
        let (mut top, mut widest) = (GAP, 0.0_f64);
        let mut tops = Vec::with_capacity(self.sizes.len() + 1);
        for page in 0..self.sizes.len() {
            let (width, height) = self.size(page);
            tops.push(top);
            widest = widest.max(width);
            top += height + GAP;
        }
        tops.push(top);
        (self.tops, self.widest) = (tops, widest);
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.sizes.len()
    }

    /// Pixels per point.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// The size of a page in points, before the reader's turn.
    pub fn points(&self, page: usize) -> Size {
        self.sizes.get(page).copied().unwrap_or(Size { width: 1.0, height: 1.0 })
    }

    /// The size of a page in points as it lies, turned.
    pub fn lying(&self, page: usize) -> (f64, f64) {
        let size = self.points(page);
        let (width, height) = (f64::from(size.width).max(1.0), f64::from(size.height).max(1.0));
        if self.sideways { (height, width) } else { (width, height) }
    }

    /// The size of a page in whole pixels.
    pub fn size(&self, page: usize) -> (f64, f64) {
        let (width, height) = self.lying(page);
        ((width * self.scale).round().max(1.0), (height * self.scale).round().max(1.0))
    }

    /// The upper edge of a page, and below the last one the end.
    pub fn top(&self, page: usize) -> f64 {
        self.tops.get(page.min(self.sizes.len())).copied().unwrap_or(0.0)
    }

    /// The height of everything.
    pub fn height(&self) -> f64 {
        self.top(self.sizes.len())
    }

    /// The width that the widest page wants.
    pub fn width(&self) -> f64 {
        self.widest + 2.0 * SIDE
    }

    /// The page at a height; the gap below a page belongs to it.
    pub fn page_at(&self, y: f64) -> usize {
        let after = self.tops.partition_point(|top| *top <= y);
        after.saturating_sub(1).min(self.sizes.len().saturating_sub(1))
    }

    /// The pages that show between two heights.
    pub fn span(&self, from: f64, to: f64) -> Range<usize> {
        let first = self.page_at(from);
        first..(self.page_at(to.max(from)) + 1).min(self.sizes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Size = Size { width: 100.0, height: 200.0 };
    const B: Size = Size { width: 300.0, height: 50.0 };

    #[test]
    fn unknown_pages_are_like_the_last_known_one_until_they_are_known() {
        let mut layout = Layout::new(4, &[A, B]);
        assert_eq!(layout.size(3), (300.0, 50.0));
        assert_eq!(layout.height(), 200.0 + 3.0 * 50.0 + 5.0 * GAP);
        assert!(!layout.learn(2, &[B]), "nothing moves when the guess was right");
        assert!(layout.learn(3, &[A]));
        assert_eq!(layout.height(), 2.0 * 200.0 + 2.0 * 50.0 + 5.0 * GAP);
    }

    #[test]
    fn a_turned_page_is_as_wide_as_it_was_high() {
        let mut layout = Layout::new(2, &[A, B]);
        layout.set(2.0, true);
        assert_eq!(layout.size(0), (400.0, 200.0));
        assert_eq!(layout.width(), 400.0 + 2.0 * SIDE);
    }

    #[test]
    fn a_height_leads_to_its_page() {
        let layout = Layout::new(3, &[A]);
        assert_eq!(layout.page_at(-5.0), 0);
        for page in 0..3 {
            assert_eq!(layout.page_at(layout.top(page)), page);
            assert_eq!(layout.page_at(layout.top(page) + 199.0), page);
        }
        assert_eq!(layout.page_at(1e9), 2);
        assert_eq!(layout.span(layout.top(1), layout.top(1) + 10.0), 1..2);
        assert_eq!(layout.span(0.0, 1e9), 0..3);
    }

    #[test]
    fn a_document_without_pages_is_laid_out_too() {
        let layout = Layout::new(0, &[]);
        assert_eq!(layout.span(0.0, 500.0), 0..0);
        assert_eq!(layout.page_at(10.0), 0);
    }
}
