//! Documents: open one, draw its pages, read and search them.
//!
//! A call names the file and the page; what a worker has parsed it keeps for the next call with the same file, and any
//! other worker can answer it as well. Drawing and reading are library calls without steps, so these calls are *hard*.

use ::document::{Area, Comments, Document, Found, Inside, Look, Note, Search, Size, Text};
use futures_core::Stream;
use nearside::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "engines")]
pub(crate) mod error;
#[cfg(feature = "engines")]
pub(crate) mod hold;

#[cfg(feature = "engines")]
use self::{error::spoken, hold::hold};

/// A page as pixels for a canvas.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sheet {
    /// Red, green, blue and 255, rows from the top: what `ImageData` takes.
    pub pixels: File,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// What could not be drawn as the file means it.
    pub notes: Vec<Note>,
}

/// The name of a file for [`near`](Job::near), so that its calls find the worker that has it open.
pub fn key(file: &File) -> String {
    format!("document {} {} {}", file.name(), file.size(), file.modified().unwrap_or_default())
}

/// What a document says about itself. The password of one that needs none is empty.
#[call(hard)]
pub async fn open(file: File, password: String, cx: &Context) -> Result<Document> {
    hold(&file, &password, cx)?.document().map_err(|error| spoken(&error))
}

/// The sizes of the pages `from..to`.
#[call(hard)]
pub async fn sizes(file: File, password: String, from: u32, to: u32, cx: &Context) -> Result<Vec<Size>> {
    hold(&file, &password, cx)?.sizes(from..to).map_err(|error| spoken(&error))
}

/// Draws a page, counted from 0.
#[call(hard)]
pub async fn page(file: File, password: String, page: u32, look: Look, cx: &Context) -> Result<Sheet> {
    let drawing = hold(&file, &password, cx)?.draw(page, &look).map_err(|error| spoken(&error))?;
    let (width, height, notes) = (drawing.width, drawing.height, drawing.notes);
    Ok(Sheet { pixels: File::new("page.rgba", drawing.pixels), width, height, notes })
}

/// The words of a page, in the order in which they are read, its links and what people wrote on it.
#[call(hard)]
pub async fn text(file: File, password: String, page: u32, cx: &Context) -> Result<Text> {
    hold(&file, &password, cx)?.text(page).map_err(|error| spoken(&error))
}

/// What lies inside of boxes of a page: for who removed what was there.
#[call(hard)]
pub async fn inside(
    file: File,
    password: String,
    page: u32,
    areas: Vec<Area>,
    cx: &Context,
) -> Result<Inside> {
    hold(&file, &password, cx)?.inside(page, &areas).map_err(|error| spoken(&error))
}

/// Searches the whole document: a part for each page that has hits or cannot be searched.
#[call]
pub fn find(file: File, password: String, search: Search, cx: &Context) -> impl Stream<Item = Result<Found>> {
    hold::find(file, password, search, cx)
}

/// What people wrote on the pages: a part for each page that has comments or cannot be read.
#[call]
pub fn comments(file: File, password: String, cx: &Context) -> impl Stream<Item = Result<Comments>> {
    hold::comments(file, password, cx)
}

/// The words of these pages as a text file; of all pages where none are named.
#[call]
pub async fn plain(file: File, password: String, pages: Vec<u32>, cx: &Context) -> Result<File> {
    hold::plain(&file, &password, pages, cx).await
}

/// These pages as pictures, one after the other; all pages where none are named. The photo worker makes them as the recipe
/// says.
#[call]
pub fn pictures(
    file: File,
    password: String,
    pages: Vec<u32>,
    look: Look,
    recipe: image::Recipe,
    cx: &Context,
) -> impl Stream<Item = Result<File>> {
    hold::pictures(file, password, pages, look, recipe, cx)
}

/// A file that is attached to the document, by the number that [`open`] tells.
#[call(hard)]
pub async fn attachment(file: File, password: String, id: u32, cx: &Context) -> Result<File> {
    let (name, bytes) = hold(&file, &password, cx)?.attachment(id).map_err(|error| spoken(&error))?;
    Ok(File::new(name, bytes))
}

calls![open, sizes, page, text, inside, find, comments, plain, pictures, attachment];

#[cfg(test)]
#[cfg(feature = "engines")]
pub(crate) mod tests;
