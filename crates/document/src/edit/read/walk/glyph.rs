//! A code that a page shows: what it stands for and where it stands.

/// A code that is shown.
#[derive(Clone, Debug)]
pub(crate) struct Glyph {
    /// What it says; nothing if nobody knows.
    pub text: String,
    /// Where it stands in the page's own space.
    pub at: (f64, f64),
    /// The direction of writing, of length 1.
    pub along: (f64, f64),
    /// From foot to head, of length 1.
    pub up: (f64, f64),
    /// How far it moves the next one.
    pub advance: f64,
    /// The size of its font.
    pub size: f64,
    /// Height above and depth below the line, in sizes.
    pub above: f64,
    pub below: f64,
    /// Drawn invisibly.
    pub hidden: bool,
    pub readable: bool,
}

impl Glyph {
    /// The part of it that is surely ink: its four corners.
    pub fn core(&self) -> [(f64, f64); 4] {
        let inset = self.advance * 0.12;
        let (from, to) = (inset, (self.advance - inset).max(inset + self.size * 0.05));
        self.corners(from, to, -0.12, 0.62)
    }

    /// All that it may cover, a little more than its font says: fonts of recognised text often say too little.
    pub fn whole(&self) -> [(f64, f64); 4] {
        let more = 0.1 * self.size;
        self.corners(-more, self.advance + more, self.below.min(-0.25), self.above.max(0.95))
    }

    pub(super) fn corners(&self, from: f64, to: f64, below: f64, above: f64) -> [(f64, f64); 4] {
        let at = |x: f64, y: f64| {
            let y = y * self.size;
            (self.at.0 + self.along.0 * x + self.up.0 * y, self.at.1 + self.along.1 * x + self.up.1 * y)
        };
        [at(from, below), at(to, below), at(to, above), at(from, above)]
    }

    /// How far along its line it stands, and how far the line is from the middle of the page.
    pub fn place(&self) -> (f64, f64) {
        let (x, y) = self.at;
        (x * self.along.0 + y * self.along.1, y * self.along.0 - x * self.along.1)
    }

    /// Whether another one is on the same line.
    pub fn in_line(&self, other: &Glyph) -> bool {
        let same = self.along.0 * other.along.0 + self.along.1 * other.along.1;
        same > 0.999 && (self.place().1 - other.place().1).abs() < 0.3 * self.size.max(other.size)
    }
}
