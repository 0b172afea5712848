//! What is to be removed for good, and what the certificate says about it.

use super::{Colour, Rect};
use crate::Inside;
use serde::{Deserialize, Serialize};

/// What is to be removed for good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Redaction {
    /// Parts of pages.
    pub areas: Vec<Area>,
    /// Words wherever they stand: pages, annotations, fields, outline, metadata.
    pub words: Vec<Word>,
    /// Also text that nobody sees (drawn invisibly, as under scanned pages), all of it.
    pub hidden: bool,
    /// Also all annotations and form fields.
    pub annotations: bool,
    /// Also attached files.
    pub attachments: bool,
    /// Also title, author and the like.
    pub metadata: bool,
    /// The colour of the boxes left behind, `None` for white nothing.
    pub fill: Option<Colour>,
}

impl Default for Redaction {
    fn default() -> Self {
        Self {
            areas: Vec::new(),
            words: Vec::new(),
            hidden: false,
            annotations: false,
            attachments: true,
            metadata: true,
            fill: Some(Colour::default()),
        }
    }
}

/// A part of a page.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Area {
    /// The page, from 0.
    pub page: u32,
    /// The box on the page as it is shown.
    pub at: Rect,
}

/// A word, a name, a number: any text within one line or broken over two.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Word {
    /// The text.
    pub text: String,
    /// Only with these capitals.
    pub case: bool,
    /// Not inside a longer word.
    pub whole: bool,
    /// Only with these accents and quotes.
    pub accents: bool,
}

/// What was removed, and what a new reading of the result found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Certificate {
    /// SHA-256 of the file before, in hex.
    pub before: String,
    /// SHA-256 of the file after.
    pub after: String,
    /// Pages of the document.
    pub pages: u32,
    /// Pages on which something was removed, from 0.
    pub touched: Vec<u32>,
    /// Characters removed.
    pub glyphs: u64,
    /// Pictures removed or painted over.
    pub pictures: u64,
    /// Drawn lines and surfaces removed.
    pub paths: u64,
    /// Annotations and fields removed.
    pub annotations: u64,
    /// Earlier states of the file that it still held.
    pub revisions: u64,
    /// Attached files removed.
    pub attachments: u64,
    /// For each word: how often it was there, and how often it still is. Anything but 0 left means: do not pass the
    /// file on.
    pub words: Vec<Found>,
    /// Boxes that another reader looked into afterwards.
    pub boxes: u64,
    /// What it still found inside of them. Anything but 0 means: look at the pages before the file is passed on.
    pub under: Inside,
    /// What a person should know, in sentences.
    pub notes: Vec<String>,
}

/// One word of a certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Found {
    /// The word.
    pub text: String,
    /// How often it was found and removed.
    pub removed: u64,
    /// How often it is found in the result, in any object of the file.
    pub left: u64,
}
