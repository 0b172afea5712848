//! What is asked of a table and what it answers: plain values, which an app can name without the engine.

use serde::{Deserialize, Serialize};

/// How the rows of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dialect {
    /// How rows and cells are told apart.
    pub form: Form,
    /// Whether the first row names the columns. Always true for JSON lines.
    pub header: bool,
}

/// How rows and cells are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Form {
    /// Cells between commas.
    Comma,
    /// Cells between semicolons, as is usual where the comma divides decimals.
    Semicolon,
    /// Cells between tabs.
    Tab,
    /// Cells between vertical bars.
    Bar,
    /// One JSON object a line.
    JsonLines,
}

/// What a table is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// How it is written.
    pub dialect: Dialect,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// How many rows there are below the header. Of a [peek](super::Table::peek), how many were read.
    pub rows: u64,
    /// Rows that have more or fewer cells than there are columns; of JSON lines, those that are no object or have names
    /// beyond the columns.
    pub uneven: u64,
    /// Whether the text was not UTF-8 and was read as another encoding.
    pub recoded: bool,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Column {
    /// Its name: from the header, else its number counted from 1.
    pub name: String,
    /// Whether nearly all of its cells are numbers.
    pub number: bool,
}

/// Which rows are wanted, and in what order. The default is all of them as they come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct View {
    /// A row must pass all of these.
    pub filters: Vec<Filter>,
    /// The first decides, the next among equals.
    pub sort: Vec<Sort>,
}

/// A condition on a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    /// The column that is looked at; `None` for any of them.
    pub column: Option<usize>,
    /// What must hold.
    pub test: Test,
}

/// What must hold of a cell. Letters are compared without their case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Test {
    /// It has this text in it.
    Contains(String),
    /// It is this text.
    Equals(String),
    /// It is not this text.
    Differs(String),
    /// It is a number of at least this.
    AtLeast(f64),
    /// It is a number of at most this.
    AtMost(f64),
    /// There is nothing in it.
    Empty,
    /// There is something in it.
    Filled,
}

/// What rows are put in order by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sort {
    /// The column.
    pub column: usize,
    /// The largest first. Empty cells come last either way.
    pub descending: bool,
}

/// A part of a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Window {
    /// How many rows the view has in all.
    pub total: u64,
    /// Number of each row in the file, from 0.
    pub numbers: Vec<u32>,
    /// The cells of each row; as many as there are columns.
    pub rows: Vec<Vec<String>>,
}

/// What the cells of a column have in them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// Cells that were looked at.
    pub cells: u64,
    /// Those with nothing in them.
    pub empty: u64,
    /// Those that are numbers.
    pub numbers: u64,
    /// How many different texts there are; `None` if there are more than could be counted.
    pub distinct: Option<u64>,
    /// The texts that come most often, with how often. Empty when `distinct` is `None`.
    pub common: Vec<(String, u64)>,
    /// The smallest number.
    pub least: Option<f64>,
    /// The largest number.
    pub most: Option<f64>,
    /// The sum of the numbers.
    pub sum: f64,
    /// The mean of the numbers.
    pub mean: Option<f64>,
    /// The median of the numbers.
    pub median: Option<f64>,
}
