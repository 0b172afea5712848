//! Where rows begin.
//!
//! A line without a quote is a row. Only where there is one are cells looked at: a quoted cell may hold line ends, and a
//! quote in the middle of a cell is a letter like others.

use memchr::{memchr, memchr2};

/// Makes the line ends of old Macintoshes, and of "CSV (Macintosh)", those that are looked for here.
pub(super) fn mend_line_ends(text: &mut [u8]) {
    if memchr(b'\n', text).is_none() && memchr(b'\r', text).is_some() {
        text.iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
    }
}

/// Where each row begins. Empty lines are no rows.
pub(super) fn starts(text: &[u8], separator: u8) -> Vec<u32> {
    let mut starts = Vec::with_capacity(text.len() / 64);
    let mut at = 0;
    while at < text.len() {
        let end = end(text, at, separator);
        if !matches!(&text[at..end], b"\n" | b"\r\n") {
            starts.push(at as u32);
        }
        at = end;
    }
    starts
}

/// Past the end of the row that begins at `at`, its line end included.
pub(super) fn end(text: &[u8], at: usize, separator: u8) -> usize {
    match memchr2(b'\n', b'"', &text[at..]) {
        None => text.len(),
        Some(found) if text[at + found] == b'\n' => at + found + 1,
        Some(_) => end_with_quotes(text, at, separator),
    }
}

fn end_with_quotes(text: &[u8], mut at: usize, separator: u8) -> usize {
    loop {
        if text.get(at) == Some(&b'"') {
            at = past_quoted(text, at + 1);
        }
        match memchr2(b'\n', separator, &text[at.min(text.len())..]) {
            None => return text.len(),
            Some(found) if text[at + found] == b'\n' => return at + found + 1,
            Some(found) => at += found + 1,
        }
    }
}

/// Past the quote that ends a cell, whose text begins at `at`.
fn past_quoted(text: &[u8], mut at: usize) -> usize {
    while let Some(found) = memchr(b'"', &text[at.min(text.len())..]) {
        at += found + 1;
        if text.get(at) != Some(&b'"') {
            return at;
        }
        at += 1;
    }
    text.len()
}

/// Where each line that is not blank begins.
pub(super) fn lines(text: &[u8]) -> Vec<u32> {
    let mut starts = Vec::with_capacity(text.len() / 128);
    let mut at = 0;
    while at < text.len() {
        let end = memchr(b'\n', &text[at..]).map_or(text.len(), |found| at + found + 1);
        if !text[at..end].trim_ascii().is_empty() {
            starts.push(at as u32);
        }
        at = end;
    }
    starts
}
