//! What can be looked for in a document and what is found.

use serde::{Deserialize, Serialize};

use crate::Area;

/// How to search. Without options: any case, any accents, parts of words too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Search {
    /// What to look for. Its spaces stand for any space or line end.
    pub needle: String,
    /// Only where capital and small letters agree.
    pub case: bool,
    /// Only where accents agree: `e` does not find `é`.
    pub accents: bool,
    /// Only whole words.
    pub words: bool,
    /// The page to begin at, from 0; the pages before it come last.
    pub from: u32,
}

/// What was found on one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// The page, from 0.
    pub page: u32,
    /// The hits on it, in reading order. Empty if `failed`.
    pub hits: Vec<Hit>,
    /// Why the page could not be searched, as a sentence.
    pub failed: Option<String>,
}

/// One place where the needle stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    /// What to highlight: a box per line.
    pub areas: Vec<Area>,
    /// A few words before it.
    pub before: String,
    /// The text as the document has it.
    pub text: String,
    /// A few words after it.
    pub after: String,
}
