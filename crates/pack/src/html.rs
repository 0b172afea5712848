//! Just enough HTML to edit a document that we know: start tags with their attributes, and where they stand.
//!
//! The document is the author's template after Trunk, so this is no parser for the web at large. What it does not
//! understand it refuses; it never guesses.

use anyhow::{Context, Result, bail};
use std::ops::Range;

/// A start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Lower case.
    pub name: String,
    /// In order, names in lower case, values as written.
    pub attributes: Vec<(String, Option<String>)>,
    /// Of the tag itself, `<` to `>`.
    pub span: Range<usize>,
    /// From `<` to the end of its end tag where that is known: scripts and styles; else like `span`.
    pub whole: Range<usize>,
}

impl Tag {
    /// An attribute's value; empty when it has none.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_deref().unwrap_or_default())
    }

    /// True if the attribute `rel` (or another list) contains the word.
    pub fn lists(&self, name: &str, word: &str) -> bool {
        self.get(name)
            .is_some_and(|value| value.split_ascii_whitespace().any(|it| it.eq_ignore_ascii_case(word)))
    }

    /// Sets an attribute in its place, or adds it.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = Some(value.into());
        match self.attributes.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = value,
            None => self.attributes.push((name.to_owned(), value)),
        }
    }

    /// The tag as text.
    pub fn text(&self) -> String {
        let mut text = format!("<{}", self.name);
        for (key, value) in &self.attributes {
            text += &match value {
                Some(value) => format!(" {key}=\"{}\"", value.replace('"', "&quot;")),
                None => format!(" {key}"),
            };
        }
        text + ">"
    }
}

/// All start tags of a document, in order. What scripts, styles and comments hold is skipped.
pub fn tags(html: &str) -> Result<Vec<Tag>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = html[at..].find('<') {
        let start = at + next;
        let rest = &html[start..];
        if rest.starts_with("<!--") {
            at = start + rest.find("-->").context("index.html has a comment without an end")? + 3;
        } else if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            let mut tag = Reader { html, at: start + 1 }.tag(start)?;
            at = tag.span.end;
            if tag.name == "script" || tag.name == "style" {
                let end = format!("</{}", tag.name);
                let close =
                    html[at..].to_ascii_lowercase().find(&end).with_context(|| unfinished(&tag.name))?;
                let after = html[at + close..].find('>').with_context(|| unfinished(&tag.name))?;
                at += close + after + 1;
                tag.whole.end = at;
            }
            found.push(tag);
        } else {
            at = start + 1;
        }
    }
    Ok(found)
}

fn unfinished(name: &str) -> String {
    format!("index.html has a <{name}> without an end")
}

struct Reader<'a> {
    html: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.html[self.at..]
    }

    fn take(&mut self, until: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(until).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    fn tag(mut self, start: usize) -> Result<Tag> {
        let name = self.take(|c| c.is_ascii_whitespace() || c == '>' || c == '/').to_ascii_lowercase();
        let mut attributes = Vec::new();
        loop {
            self.take(|c| !c.is_ascii_whitespace() && c != '/');
            if self.rest().starts_with('>') {
                let span = start..self.at + 1;
                return Ok(Tag { name, attributes, whole: span.clone(), span });
            }
            let key =
                self.take(|c| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/')).to_ascii_lowercase();
            if key.is_empty() {
                bail!("index.html has a <{name}> tag that cannot be read");
            }
            self.take(|c| !c.is_ascii_whitespace());
            if !self.rest().starts_with('=') {
                attributes.push((key, None));
                continue;
            }
            self.at += 1;
            self.take(|c| !c.is_ascii_whitespace());
            let value = match self.rest().chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    self.at += 1;
                    let value = self.take(|c| c == quote);
                    if self.rest().is_empty() {
                        bail!("index.html has a <{name}> tag with an open quote");
                    }
                    self.at += 1;
                    value
                }
                _ => self.take(|c| c.is_ascii_whitespace() || c == '>'),
            };
            attributes.push((key, Some(value.to_owned())));
        }
    }
}

/// Replaces ranges of a text. They must not overlap; an empty range inserts.
pub fn edit(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in edits {
        out += &text[at..range.start];
        out += &new;
        at = range.end;
    }
    out + &text[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_quoted_bare_and_empty_attributes() {
        let found = tags("<!doctype html><LINK rel=preload href='a b' crossorigin /><p>").unwrap();
        assert_eq!(found[0].text(), "<link rel=\"preload\" href=\"a b\" crossorigin>");
        assert_eq!(found[1].name, "p");
    }

    #[test]
    fn skips_what_scripts_and_comments_hold() {
        let html = "<!-- <base> --><script src=x>if (a<b) '<meta>'</script><style>a<b</style><p>";
        let found = tags(html).unwrap();
        assert_eq!(found.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["script", "style", "p"]);
        assert!(html[found[0].whole.clone()].ends_with("</script>"));
    }

    #[test]
    fn refuses_an_open_quote() {
        assert!(tags("<a href=\"x>").is_err());
    }

    #[test]
    fn edits_in_place() {
        assert_eq!(edit("abcd", vec![(3..4, "D".into()), (0..0, "<".into()), (1..2, String::new())]), "<acD");
    }
}
