//! A view as a file.

use std::collections::HashSet;

use super::cell::plain;
use super::order::{Step, stopped};
use super::read::Table;
use super::settings::Form;
use super::sniff::separator;
use crate::Result;

/// Handed on in pieces of about so many bytes.
const PIECE: usize = 1 << 20;

impl Table {
    /// Writes the rows of `order` in a form, in pieces, in UTF-8. CSV has line ends of two bytes, as its standard wants
    /// (RFC 4180). Lines of JSON stay as they are when JSON lines are written.
    ///
    /// # Errors
    /// What `sink` says, and [`Kind::Stopped`](crate::Kind::Stopped) when `step` says so.
    pub fn write<E: From<crate::Error>>(
        &self,
        order: &[u32],
        form: Form,
        sink: &mut dyn FnMut(Vec<u8>) -> Result<(), E>,
        step: Step<'_>,
    ) -> Result<(), E> {
        let mut piece = Vec::with_capacity(PIECE + (PIECE >> 3));
        let mut names: Vec<String> = self.columns.iter().map(|column| column.name.clone()).collect();
        if form == Form::JsonLines {
            tell_apart(&mut names);
        }
        if form != Form::JsonLines {
            line(&mut piece, &names, form);
        }
        for (index, row) in order.iter().enumerate() {
            if form == Form::JsonLines && self.dialect.form == form {
                piece.extend(String::from_utf8_lossy(self.bytes_of(*row as usize).trim_ascii()).as_bytes());
                piece.push(b'\n');
            } else {
                let mut cells = self.cells(*row as usize);
                cells.resize(names.len(), String::new());
                match form {
                    Form::JsonLines => self.object(&mut piece, &names, &cells),
                    form => line(&mut piece, &cells, form),
                }
            }
            if piece.len() >= PIECE {
                sink(std::mem::take(&mut piece))?;
                if !step(index as f32 / order.len() as f32) {
                    return Err(stopped().into());
                }
            }
        }
        sink(piece)
    }

    /// Numbers are written as numbers where the column has them.
    fn object(&self, out: &mut Vec<u8>, names: &[String], cells: &[String]) {
        out.push(b'{');
        for (index, (name, cell)) in names.iter().zip(cells).enumerate() {
            if index > 0 {
                out.push(b',');
            }
            quoted(out, name);
            out.push(b':');
            let number =
                plain(cell, self.comma).filter(|number| self.columns[index].number && is_number(number));
            match (cell.as_str(), number) {
                ("", _) => out.extend(b"null"),
                (_, Some(number)) => out.extend(number.as_bytes()),
                (cell, None) => quoted(out, cell),
            }
        }
        out.extend(b"}\n");
    }
}

/// Gives names that come again a number: an object has one value under each.
fn tell_apart(names: &mut [String]) {
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name.clone()) {
            let free = (2..).map(|count| format!("{name} {count}")).find(|name| taken.insert(name.clone()));
            *name = free.unwrap_or_default();
        }
    }
}

/// Whether JSON writes a number so.
fn is_number(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok()
}

fn quoted(out: &mut Vec<u8>, text: &str) {
    out.extend(serde_json::Value::from(text).to_string().as_bytes());
}

fn line(out: &mut Vec<u8>, cells: &[String], form: Form) {
    let separator = separator(form);
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(separator);
        }
        let plain = |byte: u8| byte != separator && !matches!(byte, b'"' | b'\n' | b'\r');
        // A row of one empty cell would be a blank line, which is no row.
        if cell.bytes().all(plain) && !(cells.len() == 1 && cell.is_empty()) {
            out.extend(cell.as_bytes());
        } else {
            out.push(b'"');
            out.extend(cell.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        }
    }
    out.extend(b"\r\n");
}
