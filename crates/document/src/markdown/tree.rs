//! A Markdown document as a tree: what the preview, the page, the plain text and the PDF are all made of.
//!
//! Plain values without positions or parser state, so that an app can name them without the engine. Nothing in it is markup:
//! whoever shows it decides what becomes of addresses and of HTML that somebody wrote into the text.

use serde::{Deserialize, Serialize};

/// A part of a document that stands on its own lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Block {
    /// A heading.
    Heading {
        /// From 1, the topmost, to 6.
        level: u8,
        /// What it says.
        text: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// Something quoted.
    Quote(Vec<Block>),
    /// A list.
    List {
        /// The number of the first item; `None` for bullets.
        first: Option<u32>,
        /// Whether paragraphs in it stand close together.
        tight: bool,
        /// Its items.
        items: Vec<Item>,
    },
    /// A block of code.
    Code {
        /// The first word after the fence, which names the language; empty if there is none.
        language: String,
        /// The code, with the line breaks that it has.
        text: String,
        /// What its parts are, if it was asked for and the language is known: how many bytes belong to each in turn. They
        /// cover the whole text.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        colours: Vec<(u32, Colour)>,
    },
    /// A table.
    Table {
        /// How the cells of each column are aligned.
        columns: Vec<Align>,
        /// The cells of the head.
        head: Vec<Vec<Inline>>,
        /// The cells of the rows below; as many each as there are columns.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A line across.
    Rule,
    /// HTML as it was written.
    Html(String),
    /// What a footnote says.
    Note {
        /// What it is called; the same as in [`Inline::Note`].
        label: String,
        /// What it says.
        blocks: Vec<Block>,
    },
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// For a task, whether it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<bool>,
    /// What is in it.
    pub blocks: Vec<Block>,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Inline {
    /// Letters.
    Text(String),
    /// A line break of the source that means a space.
    Soft,
    /// A line break that is meant.
    Break,
    /// Code.
    Code(String),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// What was struck out.
    Strike(Vec<Inline>),
    /// A link.
    Link {
        /// The address, as it was written.
        to: String,
        /// What a pointer that rests on it is told.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        title: String,
        /// What is to be followed.
        text: Vec<Inline>,
    },
    /// A picture, which is named and not loaded.
    Picture {
        /// The address, as it was written.
        from: String,
        /// What a pointer that rests on it is told.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        title: String,
        /// What it shows, in words.
        words: String,
    },
    /// HTML as it was written.
    Html(String),
    /// A reference to a footnote, by its label.
    Note(String),
}

/// How the cells of a column are aligned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Align {
    /// As text runs.
    #[default]
    None,
    /// At the left edge.
    Left,
    /// In the middle.
    Centre,
    /// At the right edge.
    Right,
}

/// What a part of code is, and so which colour it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Colour {
    /// Nothing in particular.
    Plain,
    /// A word of the language.
    Keyword,
    /// A type, a tag, a section.
    Type,
    /// What is called.
    Function,
    /// A key, an attribute, a variable.
    Name,
    /// Text in quotes.
    String,
    /// A number, or a constant such as `true`.
    Number,
    /// A comment.
    Comment,
    /// An attribute, a directive, an escape.
    Meta,
    /// A line that was added.
    Added,
    /// A line that was removed.
    Removed,
}

impl Inline {
    /// Adds what it says, without any marks.
    pub fn read(&self, words: &mut String) {
        match self {
            Inline::Text(text) | Inline::Code(text) | Inline::Picture { words: text, .. } => {
                words.push_str(text)
            }
            Inline::Soft | Inline::Break => words.push(' '),
            Inline::Emphasis(parts) | Inline::Strong(parts) | Inline::Strike(parts) => read(parts, words),
            Inline::Link { text, .. } => read(text, words),
            Inline::Html(_) | Inline::Note(_) => {}
        }
    }
}

fn read(parts: &[Inline], words: &mut String) {
    parts.iter().for_each(|part| part.read(words));
}

/// What a line says, without any marks.
pub fn words(parts: &[Inline]) -> String {
    let mut words = String::new();
    read(parts, &mut words);
    words
}
