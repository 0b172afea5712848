//! A document as HTML: a fragment as the specification wants it, or a whole page that anybody can open.
//!
//! The page needs nothing and reaches nothing: its style is in it, its policy forbids scripts and loads, pictures are named and
//! not fetched, HTML of the text is shown as the letters that it is.

mod escape;
mod write;

pub(crate) use write::is_comment;

use super::{Block, Page, Tree, words};
use escape::text;
use write::Writer;

/// What becomes of HTML that stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raw {
    /// It is shown as letters; comments are dropped, and addresses that [lead nowhere](super::Way::Nowhere) too.
    Shown,
    /// It stays as it is, and so do addresses, as the specification of CommonMark has it. Only for text that is trusted.
    AsIs,
}

/// The elements of a document, without a page around them.
pub fn fragment(tree: &Tree, raw: Raw) -> String {
    Writer::new(tree, raw).finish()
}

/// A page of its own. `name` is what it is called if neither the settings nor a heading say.
pub fn page(tree: &Tree, name: &str, page: &Page) -> String {
    let heading = |block: &Block| match block {
        Block::Heading { text, .. } => Some(words(text)),
        _ => None,
    };
    let title = page.title.clone().or_else(|| tree.blocks.iter().find_map(heading));
    let title = title.filter(|title| !title.trim().is_empty()).unwrap_or_else(|| name.to_owned());
    let mut out = String::from("<!doctype html>\n<html");
    if !page.language.is_empty() {
        out.push_str(" lang=\"");
        text(&page.language, &mut out);
        out.push('"');
    }
    out.push_str(concat!(
        ">\n<head>\n<meta charset=\"utf-8\">\n",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
        "<meta name=\"referrer\" content=\"no-referrer\">\n",
        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
    ));
    text(title.trim(), &mut out);
    out.push_str("</title>\n<style>\n");
    out.push_str(include_str!("page.css"));
    out.push_str("</style>\n</head>\n<body>\n<main>\n");
    out.push_str(&fragment(tree, Raw::Shown));
    out.push_str("</main>\n</body>\n</html>\n");
    out
}
