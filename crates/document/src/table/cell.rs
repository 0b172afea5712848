//! The cells of one row.
//!
//! A cell without quotes is lent out of the bytes; only one with doubled quotes is copied.

use std::borrow::Cow;

use memchr::memchr;

/// Takes rows apart.
#[derive(Clone, Copy)]
pub(super) struct Cells {
    separator: u8,
}

impl Cells {
    pub fn new(separator: u8) -> Self {
        Self { separator }
    }

    /// All cells of a row.
    pub fn of(&self, row: &[u8]) -> Vec<String> {
        self.iter(row).map(|cell| text(cell).into_owned()).collect()
    }

    /// The cell at `column`, nothing where the row is too short.
    pub fn at<'a>(&self, row: &'a [u8], column: usize) -> Cow<'a, str> {
        self.iter(row).nth(column).map(text).unwrap_or_default()
    }

    /// How many cells a row has.
    pub fn count(&self, row: &[u8]) -> usize {
        self.iter(row).count()
    }

    fn iter<'a>(&self, row: &'a [u8]) -> impl Iterator<Item = Cow<'a, [u8]>> + use<'a> {
        let separator = self.separator;
        let mut rest = Some(without_line_end(row));
        std::iter::from_fn(move || {
            let (cell, after) = split(rest?, separator);
            rest = after;
            Some(cell)
        })
    }
}

/// What is no UTF-8 is shown as such.
fn text(cell: Cow<'_, [u8]>) -> Cow<'_, str> {
    match cell {
        Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

fn without_line_end(row: &[u8]) -> &[u8] {
    let row = row.strip_suffix(b"\n").unwrap_or(row);
    row.strip_suffix(b"\r").unwrap_or(row)
}

/// The first cell, and what follows its separator.
fn split(text: &[u8], separator: u8) -> (Cow<'_, [u8]>, Option<&[u8]>) {
    if text.first() == Some(&b'"') {
        return split_quoted(&text[1..], separator);
    }
    match memchr(separator, text) {
        Some(end) => (Cow::Borrowed(&text[..end]), Some(&text[end + 1..])),
        None => (Cow::Borrowed(text), None),
    }
}

/// The cell that a quote has opened: doubled quotes are one, and what follows the closing one belongs to it.
fn split_quoted(text: &[u8], separator: u8) -> (Cow<'_, [u8]>, Option<&[u8]>) {
    let mut cell = Vec::new();
    let mut rest = text;
    loop {
        let Some(stop) = memchr(b'"', rest) else {
            cell.extend(rest);
            return (Cow::Owned(cell), None);
        };
        let after = &rest[stop + 1..];
        if after.first() == Some(&b'"') {
            cell.extend(&rest[..=stop]);
            rest = &after[1..];
            continue;
        }
        let (tail, next) = match memchr(separator, after) {
            Some(end) => (&after[..end], Some(&after[end + 1..])),
            None => (after, None),
        };
        if cell.is_empty() && tail.is_empty() {
            return (Cow::Borrowed(&rest[..stop]), next);
        }
        cell.extend(&rest[..stop]);
        cell.extend(tail);
        return (Cow::Owned(cell), next);
    }
}

/// What may stand before or behind a number and says what it counts.
const UNITS: [char; 7] = ['%', '$', '€', '£', '¥', '₹', '₽'];
/// What stands between groups of digits in some languages: spaces of several kinds and apostrophes.
const GAPS: [char; 6] = [' ', '\u{a0}', '\u{2009}', '\u{202f}', '\'', '’'];

/// The number that a cell is, if it is one: `1234.5`, `-1e9`, `1,234.5`, `1 234.5`, `$5`, `12 %`, and with `comma` instead
/// `1.234,5`.
pub(super) fn number(cell: &str, comma: bool) -> Option<f64> {
    let cell = cell.trim();
    let (first, last) = (*cell.as_bytes().first()?, *cell.as_bytes().last()?);
    let number: f64 = match (first, last) {
        (b'0'..=b'9' | b'+' | b'-', b'0'..=b'9') => plain(cell, comma)?.parse().ok()?,
        _ => plain(without_unit(cell), comma)?.parse().ok()?,
    };
    number.is_finite().then_some(number)
}

/// A cell without the sign of a currency or of percent.
fn without_unit(cell: &str) -> &str {
    match cell.strip_prefix(UNITS) {
        Some(rest) => rest.trim_start(),
        None => cell.strip_suffix(UNITS).map_or(cell, str::trim_end),
    }
}

/// What [`number`] reads of a number without a unit, written with a decimal point and without groups. It need not be a number
/// yet.
pub(super) fn plain(cell: &str, comma: bool) -> Option<Cow<'_, str>> {
    let cell = cell.trim();
    let first = *cell.as_bytes().first()?;
    if !(first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.' | b',')) {
        return None;
    }
    let (point, group) = if comma { (',', '.') } else { ('.', ',') };
    let may_have_gaps = cell.bytes().any(|byte| matches!(byte, b' ' | b'\'' | 0x80..));
    let gap = if may_have_gaps { GAPS.into_iter().find(|gap| cell.contains(*gap)) } else { None };
    if gap.is_none() && !(cell.contains(',') || comma && cell.contains('.')) {
        return Some(Cow::Borrowed(cell));
    }
    let group = gap.unwrap_or(group);
    let (whole, fraction) = cell.split_once(point).unwrap_or((cell, ""));
    if fraction.contains(group) || (whole.contains(group) && !is_grouped(whole, group)) {
        return None;
    }
    let whole: String = whole.chars().filter(|letter| *letter != group).collect();
    Some(Cow::Owned(if cell.contains(point) { format!("{whole}.{fraction}") } else { whole }))
}

/// Whether groups of three digits follow a first one of one to three that does not begin with a zero.
fn is_grouped(whole: &str, group: char) -> bool {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.trim_start_matches(['-', '+']).split(group);
    groups
        .next()
        .is_some_and(|first| (1..=3).contains(&first.len()) && !first.starts_with('0') && is_digits(first))
        && groups.all(|next| next.len() == 3 && is_digits(next))
}

/// Whether numbers are written with a decimal comma. Cells that are numbers with one decimal sign only decide; where there
/// are as many of both, `else_comma` does.
pub(super) fn has_decimal_comma<'a>(cells: impl Iterator<Item = &'a str>, else_comma: bool) -> bool {
    let (mut points, mut commas) = (0_usize, 0_usize);
    for cell in cells.filter(|cell| cell.contains(['.', ','])) {
        let (point, comma) = (number(cell, false).is_some(), number(cell, true).is_some());
        // Groups alone, as of an address of a computer, say nothing.
        points += usize::from(point && !comma && cell.contains('.'));
        commas += usize::from(comma && !point && cell.contains(','));
    }
    if points == commas { else_comma } else { commas > points }
}
