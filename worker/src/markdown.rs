//! Markdown: read, shown while it is written, made into HTML and plain text.
//!
//! A text under edit is a value: a file, and what was changed in it since. Any worker can answer for it; the one that did so
//! before has the text with all changes but the last still in memory, and answers for a megabyte within some milliseconds: ask
//! it with [`near`](Job::near) and [`key`]. Nothing here has steps, so the calls are *hard*.

use ::document::markdown::{Block, Change, Edit, Heading, Page, Piece};
use nearside::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "engines")]
use ::document::markdown;

#[cfg(feature = "engines")]
pub(crate) mod hold;

#[cfg(feature = "engines")]
use self::hold::{hold, stem, tree};
#[cfg(feature = "engines")]
use crate::document::error::spoken;

/// How a text was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Written {
    /// Whether its lines ended with `\r\n`.
    pub crlf: bool,
    /// Whether it was not UTF-8.
    pub recoded: bool,
}

/// What is new in a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct News {
    /// Which pieces are other ones.
    pub change: Change,
    /// The blocks of those that came, of the first ones at least.
    pub blocks: Vec<Vec<Block>>,
}

/// The name of a text for [`near`](Job::near), so that its calls find the worker that has it in memory.
pub fn key(text: &File) -> String {
    format!("markdown {} {} {}", text.name(), text.size(), text.modified().unwrap_or_default())
}

/// Reads a text: UTF-8, whose lines end with `\n`, and how it was written before.
#[call(hard)]
pub async fn read(file: File) -> Result<(File, Written)> {
    markdown::admit(file.name(), file.size()).map_err(|error| spoken(&error))?;
    let reading = markdown::read(file.name(), file.bytes().await?).map_err(|error| spoken(&error))?;
    let written = Written { crlf: reading.crlf, recoded: reading.recoded };
    Ok((File::new(file.name(), reading.text.into_bytes()).dated(file.modified()), written))
}

/// The pieces of a text: how long each is. Places of `edits` are counted in bytes of the text as [`read`](read()) gives it,
/// after the edits before.
#[call(hard)]
pub async fn pieces(text: File, edits: Vec<Edit>, cx: &Context) -> Result<Vec<Piece>> {
    Ok(hold(&text, &edits, cx).await?.borrow().draft.pieces())
}

/// What the edits from the one at `since` on have changed, with the blocks of the first `most` pieces that came.
#[call(hard)]
pub async fn change(text: File, edits: Vec<Edit>, since: u32, most: u32, cx: &Context) -> Result<News> {
    let known = edits.len().min(since as usize);
    let held = hold(&text, &edits[..known], cx).await?;
    let mut held = held.borrow_mut();
    let change = held.apply(&edits[known..]).map_err(|error| spoken(&error))?;
    let count = change.inserted.len().min(most as usize);
    let blocks = (change.at..change.at + count).map(|index| held.draft.shown(index)).collect();
    Ok(News { change, blocks })
}

/// The blocks of `count` pieces from the one at `from` on.
#[call(hard)]
pub async fn blocks(
    text: File,
    edits: Vec<Edit>,
    from: u32,
    count: u32,
    cx: &Context,
) -> Result<Vec<Vec<Block>>> {
    let held = hold(&text, &edits, cx).await?;
    let held = held.borrow();
    let from = from as usize;
    let to = from.saturating_add(count as usize).min(held.draft.len());
    Ok((from..to).map(|index| held.draft.shown(index)).collect())
}

/// The headings of a text.
#[call(hard)]
pub async fn outline(text: File, edits: Vec<Edit>, cx: &Context) -> Result<Vec<Heading>> {
    Ok(hold(&text, &edits, cx).await?.borrow().draft.outline())
}

/// The piece that a name within the text leads to: `a-heading` or `^note`.
#[call(hard)]
pub async fn find(text: File, edits: Vec<Edit>, name: String, cx: &Context) -> Result<Option<usize>> {
    Ok(hold(&text, &edits, cx).await?.borrow().draft.find(&name))
}

/// How many lines of a file of text hold the needle, whatever its capitals, and the first `most` of them: each with its number,
/// counted from 0, and what stands in it.
#[call(hard)]
pub async fn search(file: File, needle: String, most: u32) -> Result<(usize, Vec<(usize, String)>)> {
    markdown::admit(file.name(), file.size()).map_err(|error| spoken(&error))?;
    let reading = markdown::read(file.name(), file.bytes().await?).map_err(|error| spoken(&error))?;
    Ok(markdown::search(&reading.text, &needle, most as usize))
}

/// A text as a page of HTML that needs nothing and in which nothing is live.
#[call(hard)]
pub async fn html(text: File, page: Page) -> Result<File> {
    let mut tree = tree(&text).await?;
    markdown::colour(&mut tree.blocks);
    let html = markdown::html::page(&tree, stem(text.name()), &page);
    Ok(File::new(format!("{}.html", stem(text.name())), html.into_bytes()))
}

/// A text without marks.
#[call(hard)]
pub async fn plain(text: File) -> Result<File> {
    let plain = markdown::plain(&tree(&text).await?);
    Ok(File::new(format!("{}.txt", stem(text.name())), plain.into_bytes()))
}

calls![read, pieces, change, blocks, outline, find, search, html, plain];

#[cfg(test)]
#[cfg(feature = "engines")]
mod tests;
