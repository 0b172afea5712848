//! What is quoted, with a bar beside it; and lines across.

use krilla::tagging::Tag;

use super::{Setter, Spot};
use crate::markdown::{Block, Notes};
use crate::press::colour::{LINE, MUTED};
use crate::press::row::{Look, Mark, Row};

impl Setter {
    /// Adds what is quoted.
    pub(super) fn quote(&mut self, blocks: &[Block], spot: Spot, notes: &Notes) {
        let part = self.set.tags.part(spot.part, Tag::BlockQuote);
        let from = self.set.rows.len();
        let inner = self.within(spot, self.size * 1.4, part, Look { colour: MUTED, ..spot.look });
        blocks.iter().for_each(|block| self.block(block, inner, notes));
        for (index, row) in self.set.rows[from..].iter_mut().enumerate() {
            // The bar goes on through the spaces between its rows.
            let above = if index == 0 { 0.0 } else { row.before };
            let height = row.height + above;
            row.marks.insert(0, Mark::Fill { x: spot.left, y: -above, width: 2.0, height, colour: LINE });
        }
    }

    /// Adds a line across.
    pub(super) fn rule(&mut self, spot: Spot) {
        let (x, y, width) = (spot.width * 0.35, self.size * 0.5, spot.width * 0.3);
        let fill = Mark::Fill { x, y, width, height: 0.75, colour: LINE };
        let row = Row { height: self.size, marks: vec![fill], ..Row::default() };
        self.push(vec![row], spot, self.size * 1.2);
    }
}
