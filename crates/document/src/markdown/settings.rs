//! What is asked of a Markdown document and what it answers, apart from its [tree](super::Block).

use serde::{Deserialize, Serialize};

use super::Block;

/// Which Markdown it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Flavour {
    /// GitHub's: CommonMark with tables, task lists, struck out text, bare addresses as links, footnotes,
    /// alerts, formulas (as they are written) and front matter.
    #[default]
    Github,
    /// CommonMark 0.31 and nothing else.
    Commonmark,
}

/// A change of a text. Places are counted in bytes of UTF-8 and lie between letters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Edit {
    /// Where it is.
    pub at: usize,
    /// How many bytes go.
    pub removed: usize,
    /// What comes in their place.
    pub inserted: String,
}

/// A piece of a document: one block at the top level, with the empty lines and the definitions of links that follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Piece {
    /// How many lines it has.
    pub lines: u32,
    /// How many bytes it has.
    pub bytes: u32,
}

/// How the pieces of a document differ after it was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The first piece that is another one.
    pub at: usize,
    /// How many pieces went.
    pub removed: usize,
    /// What came in their place.
    pub inserted: Vec<Piece>,
    /// Whether others may look different too, because a link or a footnote that they name was defined anew.
    pub everywhere: bool,
}

/// A heading at the top level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Heading {
    /// The piece that it is.
    pub piece: usize,
    /// From 1, the topmost, to 6.
    pub level: u8,
    /// What it says.
    pub text: String,
    /// How links within the document name it, without `#`.
    pub anchor: String,
}

/// A whole document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tree {
    /// What is in it, from top to bottom.
    pub blocks: Vec<Block>,
}

/// How a page of HTML is made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Page {
    /// What the page is called; its first heading if nothing is said.
    pub title: Option<String>,
    /// The language of the text, as `en` or `pt-BR`; unsaid if empty.
    pub language: String,
}
