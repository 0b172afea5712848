//! Pages: as many rows as fit, where rows that belong together stay together.

use super::row::Row;
use super::set::Set;
use super::{Paper, Sheet};
use crate::{Error, Kind, Result};

/// Below the text, so much of the margin is for the page's number.
const FOOT: f32 = 0.5;

/// Where text stands on a sheet, in points from its left and upper edge.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
    /// The baseline of the page's number.
    pub foot: f32,
}

impl Paper {
    /// Where text stands.
    pub fn frame(&self) -> Frame {
        let (width, height) = Sheet::size(self.sheet);
        Frame {
            left: self.margin,
            top: self.margin,
            width: width - 2.0 * self.margin,
            height: height - 2.0 * self.margin,
            foot: height - self.margin * FOOT,
        }
    }

    /// Whether text can stand there.
    ///
    /// # Errors
    /// [`Kind::Settings`].
    pub fn check(&self) -> Result<()> {
        let (margin, size) = (self.margin, self.size);
        if (0.0..=200.0).contains(&margin) && (4.0..=48.0).contains(&size) {
            return Ok(());
        }
        let message = format!(
            "Letters of {size} points between margins of {margin} points cannot be set: take 4 to 48 points for the letters \
             and at most 200 for the margins."
        );
        Err(Error::new(Kind::Settings, message))
    }
}

/// A row on a page.
pub struct Placed {
    /// Which one; of the rows of a head, if `head` names one.
    pub row: usize,
    /// The head that it is said again of.
    pub head: Option<usize>,
    /// How far below the upper edge of the text it begins.
    pub y: f32,
}

impl Placed {
    /// The row itself.
    pub fn row<'a>(&self, set: &'a Set) -> &'a Row {
        match self.head {
            Some(head) => &set.heads[head][self.row],
            None => &set.rows[self.row],
        }
    }
}

/// Puts all rows on pages of this height. There is at least one page.
pub fn pages(set: &Set, height: f32) -> Vec<Vec<Placed>> {
    let mut pages = vec![Vec::new()];
    let mut y = 0.0;
    let mut from = 0;
    while from < set.rows.len() {
        let to = chain(&set.rows, from, height);
        let needed: f32 = set.rows[from..to].iter().map(|row| row.before + row.height).sum();
        let mut page = pages.len() - 1;
        if y + needed > height + 0.01 && !pages[page].is_empty() {
            pages.push(Vec::new());
            page += 1;
            y = 0.0;
            if let Some(head) = set.rows[from].head.filter(|head| tall(&set.heads[*head]) < height / 2.0) {
                for (row, said) in set.heads[head].iter().enumerate() {
                    pages[page].push(Placed { row, head: Some(head), y });
                    y += said.height;
                }
            }
        }
        for (index, row) in set.rows[from..to].iter().enumerate() {
            if y > 0.0 {
                y += row.before;
            }
            pages[page].push(Placed { row: from + index, head: None, y });
            y += row.height;
        }
        from = to;
    }
    pages
}

fn tall(rows: &[Row]) -> f32 {
    rows.iter().map(|row| row.height).sum()
}

/// Where the rows end that have to stay together with the one at `from`; no more of them than a page holds.
fn chain(rows: &[Row], from: usize, height: f32) -> usize {
    let mut sum = 0.0;
    let mut to = from;
    loop {
        sum += rows[to].before + rows[to].height;
        if sum > height && to > from {
            return to;
        }
        to += 1;
        if to == rows.len() || !rows[to - 1].keep {
            return to;
        }
    }
}
