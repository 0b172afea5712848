//! How a file is written, guessed from its beginning.
//!
//! The separator is the one that cuts the first rows into the most cells evenly. The first row is a header when it reads
//! differently from the rows below: names above numbers, or all different and none of them a number.

use super::cell::{Cells, has_decimal_comma, number};
use super::row;
use super::settings::{Dialect, Form};

/// Rows that are looked at.
const ROWS: usize = 50;

pub(super) fn separator(form: Form) -> u8 {
    match form {
        Form::Comma | Form::JsonLines => b',',
        Form::Semicolon => b';',
        Form::Tab => b'\t',
        Form::Bar => b'|',
    }
}

/// Takes the line away with which files for Excel begin to say what separates cells, as `sep=;`, and answers what it says.
pub(super) fn take_word(text: &mut Vec<u8>) -> Option<Form> {
    let end = memchr::memchr(b'\n', &text[..text.len().min(8)])?;
    let line = text[..end].strip_suffix(b"\r").unwrap_or(&text[..end]);
    let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', said] = *line else { return None };
    let form = [Form::Comma, Form::Semicolon, Form::Tab, Form::Bar]
        .into_iter()
        .find(|form| separator(*form) == said)?;
    text.drain(..=end);
    Some(form)
}

/// How `text`, the beginning of a file with this name, is written; `said` is what it says of itself.
pub(super) fn dialect(name: &str, text: &[u8], said: Option<Form>) -> Dialect {
    if let Some(form) = said {
        return Dialect { form, header: has_header(text, form) };
    }
    if is_json_lines(name, text) {
        return Dialect { form: Form::JsonLines, header: true };
    }
    let tab = name.to_ascii_lowercase().ends_with(".tsv") || name.to_ascii_lowercase().ends_with(".tab");
    let forms = if tab {
        [Form::Tab, Form::Comma, Form::Semicolon, Form::Bar]
    } else {
        [Form::Comma, Form::Semicolon, Form::Tab, Form::Bar]
    };
    let mut best = (forms[0], 0);
    for form in forms {
        let score = evenness(&widths(text, form));
        if score > best.1 {
            best = (form, score);
        }
    }
    Dialect { form: best.0, header: has_header(text, best.0) }
}

fn is_json_lines(name: &str, text: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    // Lines may be longer than what is looked at, and the first of them be a broken one.
    if (name.ends_with(".jsonl") || name.ends_with(".ndjson")) && text.trim_ascii_start().starts_with(b"{") {
        return true;
    }
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).collect();
    let whole = lines.len().saturating_sub(1).max(1);
    let mut objects = lines[..whole].iter().filter(|line| !line.is_empty()).take(5).peekable();
    objects.peek().is_some()
        && objects.all(|line| {
            line.first() == Some(&b'{') && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
        })
}

fn rows(text: &[u8], form: Form) -> Vec<Vec<String>> {
    let separator = separator(form);
    let starts = row::starts(text, separator);
    let cells = Cells::new(separator);
    // The last row may be cut off.
    let whole = if starts.len() > 2 { starts.len() - 1 } else { starts.len() };
    let row = |index: usize| {
        let end = starts.get(index + 1).map_or(text.len(), |start| *start as usize);
        cells.of(&text[starts[index] as usize..end])
    };
    (0..whole.min(ROWS)).map(row).collect()
}

fn widths(text: &[u8], form: Form) -> Vec<usize> {
    rows(text, form).iter().map(Vec::len).collect()
}

/// More for more cells, nothing for rows of one cell; uneven rows count less.
fn evenness(widths: &[usize]) -> usize {
    let Some(most) = widths.iter().max_by_key(|width| widths.iter().filter(|other| other == width).count())
    else {
        return 0;
    };
    let even = widths.iter().filter(|width| *width == most).count();
    if *most < 2 { 0 } else { even * even * 1000 / (widths.len() * widths.len()) * 100 + (*most).min(99) }
}

fn has_header(text: &[u8], form: Form) -> bool {
    let rows = rows(text, form);
    let Some((first, below)) = rows.split_first() else { return false };
    let comma = has_decimal_comma(rows.iter().flatten().map(String::as_str), form == Form::Semicolon);
    let is_number = |cell: &String| number(cell, comma).is_some();
    let is_name = |cell: &String| !cell.trim().is_empty() && !is_number(cell);
    // A title above the table has fewer cells than most rows; a column of numbers of rows has no name.
    let least = first.len() + usize::from(first.len() > 1);
    let narrower = below.iter().filter(|row| row.len() > least).count() * 2 > below.len();
    if narrower || !first.iter().any(is_name) || first.iter().any(is_number) && !are_years(first, comma) {
        return false;
    }
    let numbers_below = (0..first.len()).any(|column| {
        is_name(&first[column]) && below.iter().any(|row| row.get(column).is_some_and(is_number))
    });
    let different = (1..first.len()).all(|index| !first[..index].contains(&first[index]));
    let nowhere_again = below.iter().all(|row| row != first);
    let named = first.len() > 1 && first.iter().skip(1).all(|cell| !cell.is_empty());
    // A row alone has the names of what was not found.
    numbers_below || (different && nowhere_again && named)
}

/// Whether the numbers among names are years, one after the other: at least three that are equally far apart.
fn are_years(row: &[String], comma: bool) -> bool {
    let years: Vec<f64> = row.iter().filter_map(|cell| number(cell, comma)).collect();
    let steps: Vec<f64> = years.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let is_year = |year: &f64| year.fract() == 0.0 && (1500.0..2200.0).contains(year);
    years.iter().all(is_year)
        && steps.len() > 1
        && steps[0] != 0.0
        && steps.iter().all(|step| *step == steps[0])
}
