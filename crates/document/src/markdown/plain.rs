//! A document as plain text: what it says, laid out so that it reads well without any marks.

use super::html::is_comment;
use super::link::{Way, way};
use super::notes::Notes;
use super::{Align, Block, Inline, Item, Tree, words};

/// The text.
pub fn plain(tree: &Tree) -> String {
    let writer = Writer { notes: Notes::of(tree) };
    let mut out = writer.blocks(&tree.blocks, false);
    for (index, blocks) in writer.notes.blocks.iter().enumerate() {
        let mark = format!("[{}] ", index + 1);
        let note = behind(&mark, &" ".repeat(mark.len()), &writer.blocks(blocks, false));
        out.push_str(if index == 0 && !out.is_empty() { "\n\n" } else { "\n" });
        out.push_str(&note);
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

struct Writer<'a> {
    notes: Notes<'a>,
}

impl Writer<'_> {
    /// Blocks with an empty line between them, or none where they stand close together; without an end of line.
    fn blocks(&self, blocks: &[Block], tight: bool) -> String {
        let written = blocks.iter().filter_map(|block| self.block(block));
        let written: Vec<String> = written.filter(|text| !text.is_empty()).collect();
        written.join(if tight { "\n" } else { "\n\n" })
    }

    fn block(&self, block: &Block) -> Option<String> {
        Some(match block {
            Block::Heading { level, text } => {
                let text = self.line(text);
                let width = text.chars().count();
                match level {
                    1 => format!("{text}\n{}", "=".repeat(width)),
                    2 => format!("{text}\n{}", "-".repeat(width)),
                    _ => text,
                }
            }
            Block::Paragraph(text) => self.line(text),
            Block::Quote(blocks) => behind("> ", "> ", &self.blocks(blocks, false)),
            Block::List { first, tight, items } => {
                let item = |(index, Item { done, blocks }): (usize, &Item)| {
                    let mark = match (first, done) {
                        (Some(first), _) => format!("{}. ", *first as usize + index),
                        (None, Some(true)) => "[x] ".to_owned(),
                        (None, Some(false)) => "[ ] ".to_owned(),
                        (None, None) => "- ".to_owned(),
                    };
                    behind(&mark, &" ".repeat(mark.len()), &self.blocks(blocks, *tight))
                };
                let items: Vec<String> = items.iter().enumerate().map(item).collect();
                items.join(if *tight { "\n" } else { "\n\n" })
            }
            Block::Code { text, .. } => behind("    ", "    ", text.trim_end_matches('\n')),
            Block::Table { columns, head, rows } => self.table(columns, head, rows),
            Block::Rule => "* * *".to_owned(),
            Block::Html(html) if is_comment(html) => return None,
            Block::Html(html) => html.trim_end().to_owned(),
            Block::Note { .. } => return None,
        })
    }

    fn table(&self, columns: &[Align], head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> String {
        let cells = |row: &[Vec<Inline>]| -> Vec<String> { row.iter().map(|cell| self.line(cell)).collect() };
        let lines: Vec<Vec<String>> =
            std::iter::once(cells(head)).chain(rows.iter().map(|row| cells(row))).collect();
        let width = |column: usize| {
            lines
                .iter()
                .filter_map(|line| line.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns.len()).map(width).collect();
        let line = |cells: &Vec<String>| {
            let cell = |(index, cell): (usize, &String)| {
                let room = widths.get(index).copied().unwrap_or(0).saturating_sub(cell.chars().count());
                let before = match columns.get(index) {
                    Some(Align::Right) => room,
                    Some(Align::Centre) => room / 2,
                    _ => 0,
                };
                format!("{}{cell}{}", " ".repeat(before), " ".repeat(room - before))
            };
            let cells: Vec<String> = cells.iter().enumerate().map(cell).collect();
            cells.join("  ").trim_end().to_owned()
        };
        let mut lines: Vec<String> = lines.iter().map(line).collect();
        let rules: Vec<String> = widths.iter().map(|width| "-".repeat((*width).max(1))).collect();
        lines.insert(1, rules.join("  "));
        lines.join("\n")
    }

    fn line(&self, parts: &[Inline]) -> String {
        let mut out = String::new();
        parts.iter().for_each(|part| self.inline(part, &mut out));
        out
    }

    fn inline(&self, part: &Inline, out: &mut String) {
        let within =
            |parts: &[Inline], out: &mut String| parts.iter().for_each(|part| self.inline(part, out));
        match part {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Soft => out.push(' '),
            Inline::Break => out.push('\n'),
            Inline::Emphasis(parts) | Inline::Strong(parts) | Inline::Strike(parts) => within(parts, out),
            Inline::Link { to, text, .. } => {
                within(text, out);
                let shown = words(text);
                let is_said =
                    to.trim_start_matches("mailto:") == shown || to.ends_with(&format!("//{shown}"));
                if let (Way::Out(address) | Way::Beside(address), false) = (way(to), is_said) {
                    out.push_str(&format!(" ({address})"));
                }
            }
            Inline::Picture { words, from, .. } => {
                let name = if words.is_empty() { from.rsplit('/').next().unwrap_or(from) } else { words };
                out.push_str(&format!("[{name}]"));
            }
            Inline::Html(html) if is_comment(html) => {}
            Inline::Html(html) => out.push_str(html),
            Inline::Note(label) => match self.notes.number(label) {
                Some(number) => out.push_str(&format!("[{number}]")),
                None => out.push_str(&format!("[^{label}]")),
            },
        }
    }
}

/// A text with something before its first line and something before the others.
fn behind(first: &str, others: &str, text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.push_str(if index == 0 { first } else { others });
        out.push_str(line);
        out.truncate(out.trim_end_matches(' ').len());
    }
    out
}
