//! Which rows a view has, and in what order: a list of their numbers.

use std::cmp::Ordering;

use super::cell::number;
use super::read::Table;
use super::settings::{Filter, Sort, Test, View};
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
            self.sort(&mut order, *sort);
        }
        step(1.0);
        Ok(order)
    }

    fn sort(&self, order: &mut [u32], sort: Sort) {
        if self.columns[sort.column].number {
            let comma = self.has_decimal_comma();
            let key = |row: u32| number(&self.cell(row as usize, sort.column), comma);
            by_key(
                order,
                sort.descending,
                key,
                |a, b| match (a, b) {
                    (Some(a), Some(b)) => Some(a.total_cmp(b)),
                    _ => None,
                },
                |key| key.is_none(),
            );
        } else {
            let key = |row: u32| self.cell(row as usize, sort.column);
            by_key(order, sort.descending, key, |a, b| Some(compare(a, b)), |key| key.trim().is_empty());
        }
    }
}

/// Sorts by keys that are made once; rows whose key is nothing go last.
fn by_key<K>(
    order: &mut [u32],
    descending: bool,
    key: impl Fn(u32) -> K,
    compare: impl Fn(&K, &K) -> Option<Ordering>,
    nothing: impl Fn(&K) -> bool,
) {
    let mut keyed: Vec<(K, u32)> = order.iter().map(|row| (key(*row), *row)).collect();
    keyed.sort_by(|(a, _), (b, _)| match (nothing(a), nothing(b)) {
        (false, false) => {
            let found = compare(a, b).unwrap_or(Ordering::Equal);
            if descending { found.reverse() } else { found }
        }
        (a, b) => a.cmp(&b),
    });
    for (place, (_, row)) in order.iter_mut().zip(keyed) {
        *place = row;
    }
}

/// By letters without their case, and then with it.
fn compare(a: &str, b: &str) -> Ordering {
    let lower = |byte: u8| byte.to_ascii_lowercase();
    let loosely = if a.is_ascii() && b.is_ascii() {
        a.bytes().map(lower).cmp(b.bytes().map(lower))
    } else {
        a.chars().flat_map(char::to_lowercase).cmp(b.chars().flat_map(char::to_lowercase))
    };
    loosely.then_with(|| a.cmp(b))
}

/// A filter whose text has been put into lower case once.
struct Ready<'a> {
    filter: &'a Filter,
    text: String,
}

impl<'a> Ready<'a> {
    fn new(filter: &'a Filter) -> Self {
        let text = match &filter.test {
            Test::Contains(text) | Test::Equals(text) | Test::Differs(text) => text.to_lowercase(),
            _ => String::new(),
        };
        Self { filter, text }
    }

    fn passes(&self, table: &Table, row: usize) -> bool {
        match self.filter.column {
            Some(column) => self.holds(&table.cell(row, column), table),
            None => table.cells(row).iter().any(|cell| self.holds(cell, table)),
        }
    }

    fn holds(&self, cell: &str, table: &Table) -> bool {
        let number = || number(cell, table.has_decimal_comma());
        match &self.filter.test {
            Test::Contains(_) => contains(cell, &self.text),
            Test::Equals(_) => cell.trim().to_lowercase() == self.text.trim(),
            Test::Differs(_) => cell.trim().to_lowercase() != self.text.trim(),
            Test::AtLeast(least) => number().is_some_and(|number| number >= *least),
            Test::AtMost(most) => number().is_some_and(|number| number <= *most),
            Test::Empty => cell.trim().is_empty(),
            Test::Filled => !cell.trim().is_empty(),
        }
    }
}

fn contains(cell: &str, lower: &str) -> bool {
    if !cell.is_ascii() {
        return cell.to_lowercase().contains(lower);
    }
    let (cell, lower) = (cell.as_bytes(), lower.as_bytes());
    lower.is_empty() || cell.windows(lower.len()).any(|part| part.eq_ignore_ascii_case(lower))
}

pub(super) fn stopped() -> Error {
    Error::new(Kind::Stopped, "It was stopped.")
}
