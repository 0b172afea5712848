//! Tables: look at CSV, TSV and JSON lines through a window.
//!
//! Every call names the file, how it is written and which rows are wanted, so any worker can answer it. The one that did so
//! before has the bytes and the order of the rows still in memory, and answers at once: ask it with [`near`](Job::near) and
//! [`key`]. Sorting has no steps, so these calls are *hard*.

use ::document::table::{Dialect, Form, Stats, Summary, View, Window};
use nearside::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "engines")]
use ::document::table::Table;

#[cfg(feature = "engines")]
mod hold;

#[cfg(feature = "engines")]
use self::hold::{hold, ordered, stop, written};
#[cfg(feature = "engines")]
use crate::document::error::spoken;

/// The beginning of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Peek {
    /// What it is, as far as was read.
    pub summary: Summary,
    /// Its first rows, at most 200.
    pub window: Window,
}

/// The name of a file for [`near`](Job::near), so that its calls find the worker that has it in memory.
pub fn key(file: &File) -> String {
    format!("table {} {} {}", file.name(), file.size(), file.modified().unwrap_or_default())
}

/// The first rows, before the whole has been read.
#[call(hard)]
pub async fn peek(file: File, dialect: Option<Dialect>) -> Result<Peek> {
    let beginning = file.read(0..hold::BEGINNING)?;
    let read = if file.size() > hold::BEGINNING { Table::peek } else { Table::read };
    let table = read(file.name(), beginning, dialect).map_err(|error| spoken(&error))?;
    let first: Vec<u32> = (0..table.len().min(hold::FIRST) as u32).collect();
    Ok(Peek { summary: table.summary(), window: table.window(&first, 0, hold::FIRST) })
}

/// Reads the whole table. `dialect` says how it is written; if it does not, that is guessed.
#[call(hard)]
pub async fn open(file: File, dialect: Option<Dialect>, cx: &Context) -> Result<Summary> {
    Ok(hold(&file, dialect, cx).await?.summary())
}

/// The rows of a view from `from` on, at most `count` of them.
#[call(hard)]
pub async fn rows(
    file: File,
    dialect: Option<Dialect>,
    view: View,
    from: u64,
    count: u32,
    cx: &Context,
) -> Result<Window> {
    let table = hold(&file, dialect, cx).await?;
    let order = ordered(&file, &table, &view, cx)?;
    Ok(table.window(&order, from as usize, count as usize))
}

/// What is in a column, over the rows of a view.
#[call(hard)]
pub async fn stats(
    file: File,
    dialect: Option<Dialect>,
    view: View,
    column: u32,
    cx: &Context,
) -> Result<Stats> {
    let table = hold(&file, dialect, cx).await?;
    let order = ordered(&file, &table, &view, cx)?;
    table.stats(&order, column as usize, &mut stop(cx)).map_err(|error| spoken(&error))
}

/// The rows of a view as a file.
#[call(hard)]
pub async fn export(
    file: File,
    dialect: Option<Dialect>,
    view: View,
    form: Form,
    cx: &Context,
) -> Result<File> {
    let table = hold(&file, dialect, cx).await?;
    let order = ordered(&file, &table, &view, cx)?;
    written(&file, &table, &order, form, cx)
}

calls![peek, open, rows, stats, export];

#[cfg(test)]
#[cfg(feature = "engines")]
mod tests;
