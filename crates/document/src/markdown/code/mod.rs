//! The colours of code.
//!
//! A table says of each language what its comments, strings and words look like, and one reader goes over the text with it.
//! Grammars as editors have them tell some more cases apart, but cost a megabyte of regular expressions in the worker and
//! tens of milliseconds before the first block has colours; this costs some kilobytes and nothing.

mod language;
mod lines;
mod markup;
mod reader;

use super::{Block, Colour, Item};

/// The colours of a text in a language: how many bytes belong to each in turn. Empty if the language is not known. The same
/// names are known as on GitHub: `rust` and `rs`, `c++` and `cpp`.
pub fn colours(language: &str, text: &str) -> Vec<(u32, Colour)> {
    let name = language.to_ascii_lowercase();
    let mut spans = Spans::new(text.len());
    match name.as_str() {
        "html" | "xml" | "svg" | "xhtml" | "vue" | "svelte" | "rss" | "plist" => {
            markup::read(text, &mut spans)
        }
        "css" | "scss" | "less" | "sass" => markup::style(text, &mut spans),
        "diff" | "patch" | "udiff" => lines::diff(text, &mut spans),
        "yaml" | "yml" => lines::yaml(text, &mut spans),
        "toml" | "ini" | "cfg" | "conf" | "properties" | "editorconfig" | "dotenv" | "env" => {
            lines::settings(text, &mut spans)
        }
        "markdown" | "md" => lines::markdown(text, &mut spans),
        "console" | "shell-session" | "sh-session" => lines::console(text, &mut spans),
        _ => match language::find(&name) {
            Some(language) => reader::read(text, language, &mut spans),
            None => return Vec::new(),
        },
    }
    spans.finish()
}

/// Gives all code in these blocks its colours.
pub fn colour(blocks: &mut [Block]) {
    for block in blocks {
        match block {
            Block::Code { language, text, colours: found } => *found = colours(language, text),
            Block::Quote(blocks) | Block::Note { blocks, .. } => colour(blocks),
            Block::List { items, .. } => items.iter_mut().for_each(|Item { blocks, .. }| colour(blocks)),
            _ => {}
        }
    }
}

/// Colours as they are found, from the beginning of a text to its end.
struct Spans {
    spans: Vec<(u32, Colour)>,
    at: usize,
    end: usize,
}

impl Spans {
    fn new(end: usize) -> Spans {
        Spans { spans: Vec::new(), at: 0, end }
    }

    /// Up to `end`, the text has this colour.
    fn to(&mut self, end: usize, colour: Colour) {
        let count = end.min(self.end).saturating_sub(self.at) as u32;
        if count == 0 {
            return;
        }
        self.at += count as usize;
        match self.spans.last_mut() {
            Some((before, same)) if *same == colour => *before += count,
            _ => self.spans.push((count, colour)),
        }
    }

    fn finish(mut self) -> Vec<(u32, Colour)> {
        self.to(self.end, Colour::Plain);
        self.spans
    }
}

#[cfg(test)]
mod tests;
