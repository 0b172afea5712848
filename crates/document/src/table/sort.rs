//! Rows in the order of a column.
//!
//! Each row becomes one number of 128 bits: 96 of its key, and below them its place, which keeps equals as they were. Such
//! numbers are sorted five times as fast as texts are. Only rows whose texts begin alike and go on are compared in full.

use super::cell::number;
use super::collate::collate;
use super::date::Dates;
use super::read::{SAMPLE, Table};
use super::settings::Sort;

/// Bytes of a key: what is left of 128 bits beside a place.
const PREFIX: usize = 12;
/// The key of what is empty, which goes last.
const LAST: u128 = u128::MAX >> 32;

impl Table {
    /// The rows of `order` by a column: numbers and dates as such, if nearly all of its cells are, and else texts as people do.
    pub(super) fn sorted(&self, order: &[u32], sort: Sort) -> Vec<u32> {
        let numbers = self.columns[sort.column].number;
        let dates = if numbers { None } else { self.dates(order, sort.column) };
        let key = |row: u32| {
            let cell = self.cell(row as usize, sort.column);
            let key = match dates {
                _ if numbers => number_key(number(&cell, self.comma)),
                Some(dates) => dates.moment(&cell).map_or(LAST, moment_key),
                None => text_key(&cell),
            };
            if sort.descending && key != LAST { LAST ^ key } else { key }
        };
        let keyed = order.iter().zip(0_u128..).map(|(row, place)| (key(*row) << 32) | place);
        let mut keyed: Vec<u128> = keyed.collect();
        keyed.sort_unstable();
        let mut sorted: Vec<u32> =
            keyed.iter().map(|key| order[(*key & u128::from(u32::MAX)) as usize]).collect();
        if !numbers && dates.is_none() {
            let mut from = 0;
            for alike in keyed.chunk_by(|a, b| a >> 32 == b >> 32) {
                let rows = &mut sorted[from..from + alike.len()];
                from += alike.len();
                let key = alike[0] >> 32;
                let key = if sort.descending { LAST ^ key } else { key };
                if rows.len() > 1 && key & 0xff != 0 && alike[0] >> 32 != LAST {
                    self.sort_in_full(rows, sort);
                }
            }
        }
        sorted
    }

    /// How dates of a column are written, judged by its first cells that are not empty.
    fn dates(&self, order: &[u32], column: usize) -> Option<Dates> {
        let cells = order.iter().map(|row| self.cell(*row as usize, column));
        let sample: Vec<_> =
            cells.take(SAMPLE * 10).filter(|cell| !cell.trim().is_empty()).take(SAMPLE).collect();
        Dates::of(&sample)
    }

    fn sort_in_full(&self, rows: &mut [u32], sort: Sort) {
        let key = |row: &u32| {
            let mut key = Vec::new();
            collate(&self.cell(*row as usize, sort.column), usize::MAX, &mut key);
            key
        };
        rows.sort_by_cached_key(key);
        if sort.descending {
            // Equals keep their order.
            rows.reverse();
            rows.chunk_by_mut(|a, b| key(a) == key(b)).for_each(<[u32]>::reverse);
        }
    }
}

/// What a text begins with, in the order of people.
fn text_key(cell: &str) -> u128 {
    let cell = cell.trim_start();
    if cell.is_empty() {
        return LAST;
    }
    let mut key = Vec::with_capacity(2 * PREFIX);
    collate(cell, PREFIX, &mut key);
    key.resize(PREFIX, 0);
    key.iter().fold(0, |key, byte| (key << 8) | u128::from(*byte))
}

/// A moment, so that later ones have larger keys.
fn moment_key(moment: i64) -> u128 {
    u128::from(moment.cast_unsigned() ^ (1 << 63)) << 32
}

/// The bits of a number, so that larger numbers have larger ones.
fn number_key(number: Option<f64>) -> u128 {
    let Some(number) = number else { return LAST };
    let bits = number.to_bits();
    let ordered = if bits >> 63 == 0 { bits | 1 << 63 } else { !bits };
    u128::from(ordered) << 32
}
