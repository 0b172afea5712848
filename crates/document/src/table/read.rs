//! A table: its bytes, where its rows begin, and what its columns are.

use std::borrow::Cow;
use std::collections::HashMap;

use super::cell::{Cells, has_decimal_comma, number};
use super::settings::{Column, Dialect, Form, Summary, Window};
use super::{json, row, sniff};
use crate::decode::utf8;
use crate::{Error, Kind, Result};

/// Larger files are refused: their bytes are held in memory.
pub const LIMIT: u64 = 512 << 20;
/// Rows that decide whether a column has numbers, and how they are written.
pub(super) const SAMPLE: usize = 1000;
/// A cell that is shown has at most so many letters.
const SHOWN: usize = 2000;
/// Rows that are wider than the names above them make no more columns than this.
const WIDEST: usize = 1000;

/// Whether a file of this size may be read.
///
/// # Errors
/// [`Kind::BudgetExceeded`] over [`LIMIT`].
pub fn admit(name: &str, size: u64) -> Result<()> {
    let text = "has more than 512 MB, which is more than a table may have here. Split it first.";
    if size <= LIMIT { Ok(()) } else { Err(Error::new(Kind::BudgetExceeded, format!("{name} {text}"))) }
}

/// A table that has been read.
pub struct Table {
    pub(super) text: Vec<u8>,
    /// Where each row below the header begins.
    pub(super) starts: Vec<u32>,
    pub(super) dialect: Dialect,
    pub(super) columns: Vec<Column>,
    /// Whether numbers are written with a decimal comma.
    pub(super) comma: bool,
    /// How many rows are wider or narrower than the columns; of JSON lines, are no objects or have names beyond them.
    uneven: u64,
    recoded: bool,
}

impl Table {
    /// Reads a file with this name, as `dialect` says or as it looks.
    ///
    /// # Errors
    /// [`Kind::Empty`] without a row, [`Kind::BudgetExceeded`] over [`LIMIT`], [`Kind::Unsupported`] when it is no text.
    pub fn read(name: &str, bytes: Vec<u8>, dialect: Option<Dialect>) -> Result<Self> {
        Self::take(name, bytes, dialect, false)
    }

    /// Reads the beginning of a file; its last row, which may be cut off, is left out.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn peek(name: &str, beginning: Vec<u8>, dialect: Option<Dialect>) -> Result<Self> {
        Self::take(name, beginning, dialect, true)
    }

    fn take(name: &str, bytes: Vec<u8>, dialect: Option<Dialect>, cut: bool) -> Result<Self> {
        admit(name, bytes.len() as u64)?;
        let (mut text, recoded) = utf8(bytes);
        if text.iter().take(8000).any(|byte| *byte == 0) {
            return Err(Error::new(
                Kind::Unsupported,
                format!("{name} is no table of text. CSV, TSV and JSON lines can be opened here."),
            ));
        }
        row::mend_line_ends(&mut text);
        let said = sniff::take_word(&mut text);
        let beginning = &text[..text.len().min(64 << 10)];
        let dialect = dialect.unwrap_or_else(|| sniff::dialect(name, beginning, said));
        let mut starts = match dialect.form {
            Form::JsonLines => row::lines(&text),
            form => row::starts(&text, sniff::separator(form)),
        };
        if starts.is_empty() {
            return Err(Error::new(Kind::Empty, format!("{name} has no rows.")));
        }
        let has_header = dialect.header && dialect.form != Form::JsonLines;
        if cut && starts.len() > 1 + usize::from(has_header) {
            starts.pop();
        }
        let mut table = Self { text, starts, dialect, columns: Vec::new(), comma: false, uneven: 0, recoded };
        if dialect.form == Form::JsonLines {
            (table.columns, table.uneven) =
                json::columns((0..table.starts.len()).map(|index| table.bytes_of(index)));
        } else {
            table.name_columns();
        }
        Ok(table)
    }

    fn name_columns(&mut self) {
        let mut names = self.header();
        let widths = self.widths();
        let widest = widths.keys().copied().max().unwrap_or_default();
        names.resize(names.len().max(widest.min(WIDEST)), String::new());
        self.uneven =
            widths.iter().filter(|(width, _)| **width != names.len()).map(|(_, count)| *count).sum();
        let names = names.into_iter().enumerate().map(|(index, name)| match name.trim() {
            "" => (index + 1).to_string(),
            name => name.to_owned(),
        });
        self.columns = names.map(|name| Column { name, number: false }).collect();
        let sample: Vec<Vec<String>> =
            (0..self.starts.len().min(SAMPLE)).map(|index| self.cells(index)).collect();
        let cells = sample.iter().flatten().map(String::as_str);
        self.comma = has_decimal_comma(cells, self.dialect.form == Form::Semicolon);
        let comma = self.comma;
        for (column, named) in self.columns.iter_mut().enumerate() {
            let filled =
                || sample.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.trim().is_empty());
            let (count, numbers) =
                (filled().count(), filled().filter(|cell| number(cell, comma).is_some()).count());
            named.number = nearly_all(numbers, count);
        }
    }

    /// The names that the first row gives, which is a row no longer; else no names, as many as the widest of the first rows.
    fn header(&mut self) -> Vec<String> {
        let cells = self.reader();
        if self.dialect.header {
            let names = cells.of(self.bytes_of(0));
            self.starts.remove(0);
            return names;
        }
        let width = |index: usize| cells.count(self.bytes_of(index));
        let widest = (0..self.starts.len().min(SAMPLE)).map(width).max().unwrap_or_default();
        vec![String::new(); widest]
    }

    /// How many rows are how wide.
    fn widths(&self) -> HashMap<usize, u64> {
        let cells = self.reader();
        let mut widths = HashMap::new();
        for row in 0..self.len() {
            *widths.entry(cells.count(self.bytes_of(row))).or_default() += 1;
        }
        widths
    }

    fn reader(&self) -> Cells {
        Cells::new(sniff::separator(self.dialect.form))
    }

    /// The bytes of a row, its line end included.
    pub(super) fn bytes_of(&self, row: usize) -> &[u8] {
        let start = self.starts[row] as usize;
        let end = match self.dialect.form {
            // Blank lines between rows belong to nobody.
            Form::JsonLines => {
                memchr::memchr(b'\n', &self.text[start..]).map_or(self.text.len(), |end| start + end)
            }
            form => row::end(&self.text, start, sniff::separator(form)),
        };
        &self.text[start..end]
    }

    /// A cell, nothing where the row is too short.
    pub fn cell(&self, row: usize, column: usize) -> Cow<'_, str> {
        match (self.dialect.form, self.columns.get(column)) {
            (Form::JsonLines, Some(column)) => json::cell(self.bytes_of(row), &column.name),
            _ => self.reader().at(self.bytes_of(row), column),
        }
    }

    /// All cells of a row; one that is too long for it or no object shows what it can.
    pub fn cells(&self, row: usize) -> Vec<String> {
        match self.dialect.form {
            Form::JsonLines => {
                let names: Vec<String> = self.columns.iter().map(|column| column.name.clone()).collect();
                json::cells(self.bytes_of(row), &names).unwrap_or_default()
            }
            _ => self.reader().of(self.bytes_of(row)),
        }
    }

    /// How the rows are written.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// How many bytes it takes in memory.
    pub fn weight(&self) -> u64 {
        (self.text.capacity() + 4 * self.starts.capacity()) as u64
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there are only names.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// What the table is.
    pub fn summary(&self) -> Summary {
        Summary {
            dialect: self.dialect,
            columns: self.columns.clone(),
            rows: self.len() as u64,
            uneven: self.uneven,
            recoded: self.recoded,
        }
    }

    /// The rows of `order` from `from` on, no more than `count`. Cells of more than 2,000 letters are cut.
    pub fn window(&self, order: &[u32], from: usize, count: usize) -> Window {
        let numbers: Vec<u32> = order.iter().skip(from).take(count).copied().collect();
        let row = |number: &u32| {
            let mut cells = self.cells(*number as usize);
            cells.resize(self.columns.len(), String::new());
            cells.iter_mut().for_each(cut);
            cells
        };
        Window { total: order.len() as u64, rows: numbers.iter().map(row).collect(), numbers }
    }
}

/// Whether so many of some cells decide what the column has.
pub(super) fn nearly_all(some: usize, cells: usize) -> bool {
    cells > 0 && some * 20 >= cells * 19
}

fn cut(cell: &mut String) {
    if let Some((end, _)) = cell.char_indices().nth(SHOWN) {
        cell.truncate(end);
        cell.push('…');
    }
}
