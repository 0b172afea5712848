//! What is in a column, counted.

use std::collections::HashMap;

use super::cell::number;
use super::order::{Step, stopped};
use super::read::Table;
use super::settings::Stats;
use crate::{Error, Kind, Result};

/// Different texts are counted up to this many.
const DISTINCT: usize = 200_000;
/// Of the most common texts so many are told.
const COMMON: usize = 10;
/// Rows between two looks at whether to go on.
const STEP: usize = 4096;

impl Table {
    /// Counts a column over the rows of `order`.
    ///
    /// # Errors
    /// [`Kind::Settings`] for a column that is not there, [`Kind::Stopped`] when `step` says so.
    pub fn stats(&self, order: &[u32], column: usize, step: Step<'_>) -> Result<Stats> {
        if column >= self.columns.len() {
            return Err(Error::new(Kind::Settings, "The table has no such column. Choose one that it has."));
        }
        let comma = self.comma;
        let mut stats = Stats { cells: order.len() as u64, ..Stats::default() };
        let mut texts: Option<HashMap<String, u64>> = Some(HashMap::new());
        let mut numbers = Vec::new();
        for (index, row) in order.iter().enumerate() {
            if index % STEP == 0 && !step(index as f32 / order.len() as f32) {
                return Err(stopped());
            }
            let cell = self.cell(*row as usize, column);
            if cell.trim().is_empty() {
                stats.empty += 1;
                continue;
            }
            numbers.extend(number(&cell, comma));
            if let Some(known) = &mut texts {
                if let Some(count) = known.get_mut(&*cell) {
                    *count += 1;
                } else if known.len() < DISTINCT {
                    known.insert(cell.into_owned(), 1);
                } else {
                    texts = None;
                }
            }
        }
        stats.numbers = numbers.len() as u64;
        stats.measure(&mut numbers);
        if let Some(texts) = texts {
            stats.distinct = Some(texts.len() as u64);
            let mut common: Vec<(String, u64)> = texts.into_iter().collect();
            common.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            common.truncate(COMMON);
            stats.common = common;
        }
        Ok(stats)
    }
}

impl Stats {
    fn measure(&mut self, numbers: &mut [f64]) {
        if numbers.is_empty() {
            return;
        }
        self.sum = numbers.iter().sum();
        self.mean = Some(self.sum / numbers.len() as f64);
        let middle = numbers.len() / 2;
        let (below, upper, _) = numbers.select_nth_unstable_by(middle, f64::total_cmp);
        let upper = *upper;
        let lower = below.iter().copied().max_by(f64::total_cmp).unwrap_or(upper);
        self.median = Some(if numbers.len() % 2 == 1 { upper } else { f64::midpoint(lower, upper) });
        self.least = numbers.iter().copied().min_by(f64::total_cmp);
        self.most = numbers.iter().copied().max_by(f64::total_cmp);
    }
}
