//! Words, lines and reading order, from what is drawn.
//!
//! A page says where each glyph stands and hardly more: spaces, lines, columns and paragraphs are inferred. Per direction of
//! writing ([`chars`]), glyphs join to words and words to lines ([`lines`]), and lines are put into the order in which a
//! person reads them ([`order`]). What joins is decided by distances relative to the size of the letters.

mod bidi;
mod chars;
mod lines;
mod order;

pub(super) use lines::Line;

use super::List;
use super::list::Item;
use crate::{Area, End, Note, Run, Text};

/// The lines of a page in reading order, with what comes after each.
pub(super) fn layout(list: &List) -> Vec<(Line, End)> {
    let mut frames = chars::frames(list);
    // Text along the main direction first: the rest are margins, stamps and labels of axes.
    frames.sort_by_key(|frame| std::cmp::Reverse(frame.chars.len()));
    let mut all = Vec::new();
    for frame in frames {
        let lines = lines::lines(frame);
        all.extend(order::order(lines));
    }
    all
}

/// The words, the links and what is worth to be told.
pub(super) fn text(list: &List) -> Text {
    let mut runs = Vec::new();
    for (line, end) in layout(list) {
        let last = line.words.len().saturating_sub(1);
        for (index, word) in line.words.iter().enumerate() {
            let end = if index == last { end } else { word.end() };
            runs.push(Run { text: word.text(), area: line.place(word), angle: line.angle(), end });
        }
    }
    let mut notes = list.notes.clone();
    if runs.is_empty() && is_scan(list) {
        notes.push(Note::Scanned);
    }
    Text { size: list.size, runs, links: list.links.clone(), comments: Vec::new(), notes }
}

/// The words alone; a word that a line end divides is put together again.
pub(super) fn plain(list: &List) -> String {
    let mut text = String::new();
    for (line, end) in layout(list) {
        let last = line.words.len().saturating_sub(1);
        for (index, word) in line.words.iter().enumerate() {
            text.push_str(&word.text());
            match if index == last { end } else { word.end() } {
                End::Word => {}
                End::Space => text.push(' '),
                End::Line => text.push('\n'),
                End::Hyphen => {
                    text.pop();
                }
                End::Block => text.push_str("\n\n"),
            }
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// Pictures that cover most of the page.
fn is_scan(list: &List) -> bool {
    let surface = |width: f32, height: f32| f64::from(width.max(0.0)) * f64::from(height.max(0.0));
    let page = surface(list.size.width, list.size.height);
    let within = |area: &Area| {
        let right = (area.x + area.width).min(list.size.width);
        let below = (area.y + area.height).min(list.size.height);
        surface(right - area.x.max(0.0), below - area.y.max(0.0))
    };
    let pictures = list.items.iter().map(|item| match item {
        Item::Picture(area) => within(area),
        _ => 0.0,
    });
    pictures.sum::<f64>() > 0.5 * page
}
