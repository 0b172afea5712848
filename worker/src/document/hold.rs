//! What a worker keeps of the documents that it was asked about, and the calls that go over many pages.

use std::io::Write;
use std::ops::Range;
use std::rc::Rc;

use ::document::cos::Source;
use ::document::view::{Book, Drawing, Limits};
use ::document::{Comments, Found, Look, Search};
use futures_core::Stream;
use futures_util::{StreamExt, stream};
use nearside::prelude::*;

use super::error::spoken;

/// A file as the engine reads it.
pub(crate) struct Ranges(pub(crate) File);

impl Source for Ranges {
    fn size(&self) -> u64 {
        self.0.size()
    }

    fn read(&self, range: Range<u64>) -> ::document::Result<Vec<u8>> {
        let gone = |error: Error| ::document::Error::new(::document::Kind::Broken, error.message());
        self.0.read(range).map_err(gone)
    }
}

/// The document, opened now or before.
pub(super) fn hold(file: &File, password: &str, cx: &Context) -> Result<Rc<Book>> {
    let key = format!("{} {password}", super::key(file));
    if let Some(book) = cx.recall(&key) {
        return Ok(book);
    }
    let source = Rc::new(Ranges(file.clone()));
    let book = Book::open(source, password, Limits::default()).map_err(|error| spoken(&error))?;
    Ok(cx.cached(&key, || book))
}

/// These pages, or all where none are named.
fn chosen(book: &Book, pages: Vec<u32>) -> Result<Vec<u32>> {
    if !pages.is_empty() {
        return Ok(pages);
    }
    Ok((0..book.pages().map_err(|error| spoken(&error))?).collect())
}

pub(super) async fn plain(file: &File, password: &str, pages: Vec<u32>, cx: &Context) -> Result<File> {
    let book = hold(file, password, cx)?;
    let pages = chosen(&book, pages)?;
    let mut out = cx.output(format!("{}.txt", stem(file)));
    for (index, page) in pages.iter().enumerate() {
        let text = book.plain(*page).map_err(|error| spoken(&error))?;
        writeln!(out, "{text}\n").map_err(|error| Error::new(Kind::Failed, error.to_string()))?;
        cx.progress((index + 1) as f64 / pages.len() as f64);
        cx.tick().await?;
    }
    out.finish().map_err(|error| Error::new(Kind::Failed, error.to_string()))
}

/// What is found on each page, from the page on that the search begins at, then on those before it.
pub(super) fn find(
    file: File,
    password: String,
    search: Search,
    cx: &Context,
) -> impl Stream<Item = Result<Found>> {
    let opened = hold(&file, &password, cx).and_then(|book| Ok((chosen(&book, Vec::new())?, book)));
    let (pages, book) = match opened {
        Ok(opened) => opened,
        Err(error) => return stream::once(async { Err(error) }).boxed_local(),
    };
    let all = pages.len().max(1);
    let first = search.from as usize % all;
    let count = search.most.map_or(all, |most| all.min(most.max(1) as usize));
    let order = pages.into_iter().cycle().skip(first).take(count);
    let found = stream::iter(order.enumerate()).then(move |(index, page)| {
        let found = book.find(page, &search);
        async move {
            cx.progress((index + 1) as f64 / count as f64);
            cx.tick().await?;
            // A page that cannot be read is told; the others are searched.
            Ok(found.unwrap_or_else(|error| Found {
                page,
                hits: Vec::new(),
                failed: Some(error.to_string()),
            }))
        }
    });
    let worth_telling = |found: &Result<Found>| {
        let told = found.as_ref().map_or(true, |found| !found.hits.is_empty() || found.failed.is_some());
        std::future::ready(told)
    };
    found.filter(worth_telling).boxed_local()
}

/// What people wrote on each page, in the order of the pages.
pub(super) fn comments(file: File, password: String, cx: &Context) -> impl Stream<Item = Result<Comments>> {
    let opened = hold(&file, &password, cx).and_then(|book| Ok((chosen(&book, Vec::new())?, book)));
    let (pages, book) = match opened {
        Ok(opened) => opened,
        Err(error) => return stream::once(async { Err(error) }).boxed_local(),
    };
    let count = pages.len();
    let read = stream::iter(pages).then(move |page| {
        let read = book.comments(page);
        async move {
            cx.progress(f64::from(page + 1) / count as f64);
            cx.tick().await?;
            // A page that cannot be read is told; the others are read.
            let failed = read.as_ref().err().map(ToString::to_string);
            Ok(Comments { page, comments: read.unwrap_or_default(), failed })
        }
    });
    let worth_telling = |read: &Result<Comments>| {
        let told = read.as_ref().map_or(true, |read| !read.comments.is_empty() || read.failed.is_some());
        std::future::ready(told)
    };
    read.filter(worth_telling).boxed_local()
}

pub(super) fn pictures(
    file: File,
    password: String,
    pages: Vec<u32>,
    look: Look,
    recipe: image::Recipe,
    cx: &Context,
) -> impl Stream<Item = Result<File>> {
    let opened = hold(&file, &password, cx).and_then(|book| Ok((chosen(&book, pages)?, book)));
    let (pages, book) = match opened {
        Ok(opened) => opened,
        Err(error) => return stream::once(async { Err(error) }).boxed_local(),
    };
    let count = pages.len();
    let last = pages.iter().max().map_or(1, |last| last + 1);
    let digits = last.to_string().len();
    let name = move |page: u32| format!("{} {:0digits$}.bmp", stem(&file), page + 1);
    let named = pages.into_iter().map(move |page| (page, name(page))).enumerate();
    let made = stream::iter(named).then(move |(index, (page, name))| {
        let (drawn, recipe) = (book.draw(page, &look), recipe.clone());
        async move {
            let drawing = drawn.map_err(|error| spoken(&error))?;
            let raw = File::new(name, bitmap(&drawing));
            let made = cx.call(crate::photo::convert(raw, recipe)).await?;
            cx.progress((index + 1) as f64 / count as f64);
            Ok(made.file)
        }
    });
    made.boxed_local()
}

pub(crate) fn stem(file: &File) -> String {
    file.name().rsplit_once('.').map_or(file.name(), |(stem, _)| stem).to_owned()
}

/// A drawing as the simplest file of a picture, which the photo worker reads: BMP, 24 bits, rows from the bottom.
fn bitmap(drawing: &Drawing) -> Vec<u8> {
    let row = (drawing.width as usize * 3).next_multiple_of(4);
    let size = row * drawing.height as usize;
    let mut bytes = Vec::with_capacity(54 + size);
    bytes.extend(b"BM");
    for word in [(54 + size) as u32, 0, 54, 40, drawing.width, drawing.height, 1 | 24 << 16, 0, size as u32] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.resize(54, 0);
    for line in drawing.pixels.chunks_exact(drawing.width as usize * 4).rev() {
        let end = bytes.len() + row;
        bytes.extend(line.chunks_exact(4).flat_map(|pixel| [pixel[2], pixel[1], pixel[0]]));
        bytes.resize(end, 0);
    }
    bytes
}
