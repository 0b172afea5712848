//! What a document says about itself before any page is drawn.
//!
//! Plain data: an app shows it, and names these types without compiling an engine.

use serde::{Deserialize, Serialize};

use crate::{Note, Size};

/// A document that was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// What sort of file it is.
    pub format: Format,
    /// The version of the format as the file says it, such as `1.7`.
    pub version: Option<String>,
    /// How many pages it has.
    pub pages: u32,
    /// The sizes of its first pages, at most [`Document::SIZES`]; the call `sizes` has the others.
    pub sizes: Vec<Size>,
    /// How the pages are called where that is not 1, 2, 3…; else empty.
    pub labels: Vec<String>,
    /// Title, author and the like.
    pub facts: Facts,
    /// The table of contents, in reading order; [`Entry::depth`] makes it a tree.
    pub outline: Vec<Entry>,
    /// The files that are attached to the document.
    pub attachments: Vec<Attachment>,
    /// The layers that can be shown and hidden, in the order of the document.
    pub layers: Vec<Layer>,
    /// Whether it has a form to be filled.
    pub form: Form,
    /// Whether it carries digital signatures (an edit makes them void).
    pub signed: bool,
    /// Whether it is encrypted; it is open now, perhaps without a password.
    pub encrypted: bool,
    /// What its owner asks readers not to do.
    pub refused: Vec<Refusal>,
    /// What cannot be shown as the file means it.
    pub notes: Vec<Note>,
}

impl Document {
    /// How many sizes of pages come with the document itself.
    pub const SIZES: u32 = 64;
}

/// The sorts of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Format {
    /// Portable Document Format: pages of a fixed size.
    Pdf,
}

/// Title, author and the like, as far as the file has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Facts {
    /// The title.
    pub title: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// Words to find it by.
    pub keywords: Option<String>,
    /// The program that it was written with.
    pub creator: Option<String>,
    /// The program that made the file.
    pub producer: Option<String>,
    /// When it was made, as `2026-11-29T02:52:43+01:00`, or shorter where the file says less.
    pub created: Option<String>,
    /// When it was last changed, in the same form.
    pub changed: Option<String>,
    /// The language of its text, such as `de-CH`.
    pub language: Option<String>,
}

/// A line of the table of contents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// What it says.
    pub title: String,
    /// How deep it stands, from 0.
    pub depth: u8,
    /// Whether the lines below it are shown at first.
    pub open: bool,
    /// Where it leads.
    pub target: Option<Target>,
}

/// Where a link or a line of the table of contents leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Target {
    /// A place in this document.
    Page {
        /// The page, from 0.
        page: u32,
        /// How far below the upper edge of the page, in points, where the link says it.
        top: Option<f32>,
    },
    /// An address outside, as the file writes it: ask before it is opened.
    Web(String),
}

/// A file inside the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Its number, which the call `attachment` takes.
    pub id: u32,
    /// Its name, without a folder.
    pub name: String,
    /// What the document says about it.
    pub about: Option<String>,
    /// Its size in bytes, where the document says it.
    pub size: Option<u64>,
    /// The page that it is pinned to, from 0.
    pub page: Option<u32>,
}

/// A layer of the document's pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Layer {
    /// Its number, which [`Look`](crate::Look) takes.
    pub id: u32,
    /// What it is called.
    pub name: String,
    /// Whether it is shown if nobody says otherwise.
    pub shown: bool,
}

/// The sorts of forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Form {
    /// There is none.
    #[default]
    None,
    /// Fields on the pages.
    Fields,
    /// An XFA form; what is shown is the substitute that the file brings along.
    Xfa,
}

/// What the owner of a document asks its readers not to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Refusal {
    /// To print it.
    Print,
    /// To change it.
    Change,
    /// To copy from it.
    Copy,
    /// To annotate it or fill its form.
    Annotate,
}
