//! What can be looked for in a document and what is found.

use std::ops::Range;

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
    /// At most so many pages, from there on.
    pub most: Option<u32>,
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

/// Where a needle stands on a line of text for the first time, in bytes, whatever the capitals of either. Nothing stands nowhere.
pub fn find(line: &str, needle: &str) -> Option<Range<usize>> {
    let sought: Vec<char> = needle.chars().flat_map(char::to_lowercase).collect();
    // Some capitals are two small letters: each of these knows the one that it comes from.
    let small = |(at, letter): (usize, char)| {
        letter.to_lowercase().map(move |small| (small, at, at + letter.len_utf8()))
    };
    let letters: Vec<(char, usize, usize)> = line.char_indices().flat_map(small).collect();
    let same = |part: &[(char, usize, usize)]| part.iter().map(|(small, ..)| small).eq(&sought);
    let found = letters.windows(sought.len().max(1)).find(|part| same(part))?;
    Some(found.first()?.1..found.last()?.2)
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_needle_is_found_whatever_its_capitals() {
        assert_eq!(find("one Two", "TWO"), Some(4..7));
        assert_eq!(find("Ä two", "ä"), Some(0..2));
        // A capital of three bytes, and one that is two small letters.
        assert_eq!(find("\u{1e9e} two", "TWO"), Some(4..7));
        assert_eq!(find("\u{130} two", "TWO"), Some(3..6));
        assert_eq!((find("one", "two"), find("one", ""), find("", "a")), (None, None, None));
    }
}
