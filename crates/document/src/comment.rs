//! What people wrote on the pages of a document: the words of its annotations, with what was answered.

use serde::{Deserialize, Serialize};

use crate::Area;

/// An annotation that says something, or was answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Comment {
    /// What it is a comment on, or is drawn as.
    pub kind: CommentKind,
    /// Where it is on the page.
    pub area: Area,
    /// What was written.
    pub said: Said,
    /// What others answered, in the order of the file.
    pub replies: Vec<Said>,
}

/// Words with their author and date, as far as the file has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Said {
    /// The words, with line ends. They may be empty where somebody answered.
    pub text: String,
    /// Who wrote them.
    pub author: Option<String>,
    /// When they were written last, as `2026-11-29T02:52:43+01:00`, or shorter where the file says less.
    pub date: Option<String>,
}

/// What a comment belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum CommentKind {
    /// A small sign on the page.
    Note,
    /// Text that stands on the page itself.
    Text,
    /// Words that are highlighted.
    Highlight,
    /// Words that are underlined, straight or not.
    Underline,
    /// Words that are struck through.
    Strike,
    /// Strokes of a pen.
    Ink,
    /// A line, a box, an ellipse, a polygon.
    Shape,
    /// A stamp or a picture.
    Stamp,
    /// A file that is pinned to the page.
    File,
    /// Anything else.
    Other,
}

/// The comments of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Comments {
    /// The page, from 0.
    pub page: u32,
    /// Its comments, in the order of the file.
    pub comments: Vec<Comment>,
    /// Why the page could not be read, if so.
    pub failed: Option<String>,
}
