//! Which rows a view has, and in what order: a list of their numbers.

use memchr::memchr2_iter;

use super::cell::number;
use super::read::Table;
use super::settings::{Filter, Test, View};
use crate::{Error, Kind, Result};

/// Rows between two looks at whether to go on.
const STEP: usize = 4096;

/// Told how much is done, from 0 to 1; says whether to go on.
pub type Step<'a> = &'a mut dyn FnMut(f32) -> bool;

impl Table {
    /// The numbers of the rows that a view has, in its order.
    ///
    /// # Errors
    /// [`Kind::Settings`] for a column that is not there, [`Kind::Stopped`] when `step` says so.
    pub fn order(&self, view: &View, step: Step<'_>) -> Result<Vec<u32>> {
        let named = view.filters.iter().filter_map(|filter| filter.column);
        if named.chain(view.sort.iter().map(|sort| sort.column)).any(|column| column >= self.columns.len()) {
            return Err(Error::new(Kind::Settings, "The table has no such column. Choose one that it has."));
        }
        let filters: Vec<Ready> = view.filters.iter().map(Ready::new).collect();
        let mut order = Vec::new();
        for row in 0..self.len() {
            if row % STEP == 0 && !step(0.5 * row as f32 / self.len() as f32) {
                return Err(stopped());
            }
            if filters.iter().all(|filter| filter.passes(self, row)) {
                order.push(row as u32);
            }
        }
        // Sorting keeps the order of equals, so the last of them goes first.
        for sort in view.sort.iter().rev() {
            if !step(0.5) {
                return Err(stopped());
            }
            order = self.sorted(&order, *sort);
        }
        step(1.0);
        Ok(order)
    }
}

/// A filter whose text has been put into lower case once.
struct Ready<'a> {
    filter: &'a Filter,
    text: String,
    /// Whether the text stands in the bytes of a row as it does in a cell, if it is there.
    plain: bool,
}

impl<'a> Ready<'a> {
    fn new(filter: &'a Filter) -> Self {
        let text = match &filter.test {
            Test::Contains(text) | Test::Equals(text) | Test::Differs(text) => text.to_lowercase(),
            _ => String::new(),
        };
        let plain =
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'.' | b'-'));
        Self { filter, text, plain }
    }

    fn passes(&self, table: &Table, row: usize) -> bool {
        match (self.filter.column, &self.filter.test) {
            (Some(column), _) => self.holds(&table.cell(row, column), table),
            // Most rows do not have the text anywhere.
            (None, Test::Contains(_)) if self.plain && !contains(table.bytes_of(row), &self.text) => false,
            (None, _) => table.cells(row).iter().any(|cell| self.holds(cell, table)),
        }
    }

    fn holds(&self, cell: &str, table: &Table) -> bool {
        let number = || number(cell, table.comma);
        match &self.filter.test {
            Test::Contains(_) if cell.is_ascii() => contains(cell.as_bytes(), &self.text),
            Test::Contains(_) => cell.to_lowercase().contains(&self.text),
            Test::Equals(_) => cell.trim().to_lowercase() == self.text.trim(),
            Test::Differs(_) => cell.trim().to_lowercase() != self.text.trim(),
            Test::AtLeast(least) => number().is_some_and(|number| number >= *least),
            Test::AtMost(most) => number().is_some_and(|number| number <= *most),
            Test::Empty => cell.trim().is_empty(),
            Test::Filled => !cell.trim().is_empty(),
        }
    }
}

/// Whether bytes have a lower case text in them, in any ASCII case.
fn contains(bytes: &[u8], lower: &str) -> bool {
    let lower = lower.as_bytes();
    let Some(first) = lower.first() else { return true };
    memchr2_iter(*first, first.to_ascii_uppercase(), bytes)
        .any(|at| bytes.get(at..at + lower.len()).is_some_and(|part| part.eq_ignore_ascii_case(lower)))
}

pub(super) fn stopped() -> Error {
    Error::new(Kind::Stopped, "It was stopped.")
}
