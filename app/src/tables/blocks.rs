//! The rows around the viewport, in blocks that arrive and go as a whole.

use std::collections::BTreeMap;

use document::table::{View, Window};

/// Rows of a block.
pub const SIZE: u64 = 100;
/// Blocks that are kept.
const KEPT: usize = 60;

/// The rows of a view that are here.
#[derive(Default)]
pub struct Blocks {
    /// What they are rows of.
    pub view: View,
    /// By the number of the block.
    blocks: BTreeMap<u64, Window>,
}

impl Blocks {
    /// None yet, of a view.
    pub fn of(view: View) -> Self {
        Self { view, blocks: BTreeMap::new() }
    }

    /// Takes rows that begin at `from`, the first of a block; what is left over after the last whole block is the view's end.
    pub fn add(&mut self, from: u64, window: Window) {
        let Window { total, mut numbers, mut rows } = window;
        let mut block = from / SIZE;
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(SIZE as usize));
            let rest_numbers = numbers.split_off(rows.len());
            self.blocks.insert(block, Window { total, numbers, rows });
            (rows, numbers) = (rest, rest_numbers);
            block += 1;
        }
        // Those farthest away go.
        while self.blocks.len() > KEPT {
            let far =
                |end: Option<(&u64, &Window)>| end.map_or((0, 0), |(b, _)| (b.abs_diff(from / SIZE), *b));
            let farthest = far(self.blocks.first_key_value()).max(far(self.blocks.last_key_value()));
            self.blocks.remove(&farthest.1);
        }
    }

    /// A row: its number in the file and its cells.
    pub fn row(&self, row: u64) -> Option<(u32, &[String])> {
        let window = self.blocks.get(&(row / SIZE))?;
        let index = (row % SIZE) as usize;
        Some((*window.numbers.get(index)?, window.rows.get(index)?))
    }

    /// The first block that is not here, of those from the row `first` to `last` and of those next to them, where the view has
    /// so many rows. A block that came short, when only the beginning was known, counts as not here.
    pub fn missing(&self, first: u64, last: u64, total: u64) -> Option<u64> {
        let end = total.div_ceil(SIZE);
        let (first, last) = (first / SIZE, last / SIZE);
        let wanted = (first..=last).chain([last + 1]).chain(first.checked_sub(1));
        wanted.filter(|block| *block < end).find(|block| {
            let full = SIZE.min(total - block * SIZE) as usize;
            self.blocks.get(block).is_none_or(|window| window.rows.len() < full)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Blocks, KEPT, SIZE, Window};

    fn window(from: u64, count: u64) -> Window {
        let numbers: Vec<u32> = (from..from + count).map(|row| row as u32).collect();
        Window { total: 1_000_000, rows: numbers.iter().map(|row| vec![row.to_string()]).collect(), numbers }
    }

    #[test]
    fn rows_are_found_again_and_the_next_missing_block_is_known() {
        let mut blocks = Blocks::default();
        blocks.add(0, window(0, 2 * SIZE + 7));
        assert_eq!(blocks.row(SIZE + 3).map(|(number, _)| number), Some(SIZE as u32 + 3));
        assert_eq!(blocks.row(5 * SIZE), None);
        assert_eq!(blocks.missing(0, SIZE - 1, 1_000_000), None);
        // The third block came short.
        assert_eq!(blocks.missing(0, 2 * SIZE, 1_000_000), Some(2));
        assert_eq!(blocks.missing(0, 2 * SIZE, 2 * SIZE + 7), None);
        assert_eq!(blocks.missing(9 * SIZE, 9 * SIZE + 5, 1_000_000), Some(9));
    }

    #[test]
    fn what_is_far_away_goes() {
        let mut blocks = Blocks::default();
        (0..KEPT as u64 + 5).for_each(|block| blocks.add(block * SIZE, window(block * SIZE, SIZE)));
        assert_eq!(blocks.blocks.len(), KEPT);
        assert!(blocks.row(0).is_none() && blocks.row((KEPT as u64 + 4) * SIZE).is_some());
    }
}
