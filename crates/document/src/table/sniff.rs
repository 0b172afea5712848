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

/// How `text`, the beginning of a file with this name, is written.
pub(super) fn dialect(name: &str, text: &[u8]) -> Dialect {
    if is_json_lines(text) {
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

fn is_json_lines(text: &[u8]) -> bool {
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
    if first.iter().any(|cell| is_number(cell) || cell.is_empty()) {
        return false;
    }
    let numbers_below =
        (0..first.len()).any(|column| below.iter().any(|row| row.get(column).is_some_and(is_number)));
    let different = (1..first.len()).all(|index| !first[..index].contains(&first[index]));
    let nowhere_again = below.iter().all(|row| row != first);
    numbers_below || (different && nowhere_again && !below.is_empty() && first.len() > 1)
}
