//! A document as it is opened: a small one whole, a large one page by page.
//!
//! The renderer wants a whole file in memory. Of a large file it is given one page at a time, cut out by the object layer
//! ([`slice`](crate::cos::Document::slice)): so memory stays that of a few pages whatever the size of the file, and a
//! page that breaks its reader leaves the others alone. The same way is taken with a small file that the renderer cannot open
//! as a whole, and the object layer can.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use super::sliced::Sliced;
use super::switched::Switched;
use super::{Drawing, Limits, Reader};
use crate::cos::Source;
use crate::{Area, Comment, Document, Found, Inside, Kind, Look, Result, Search, Size, Text};

/// Files up to this size are read whole: 32 MB.
pub const WHOLE: u64 = 32 << 20;
/// So many pages of a large file stay open.
const OPEN: usize = 4;

/// An open document of any size.
pub struct Book {
    kept: Kept,
    switched: Switched,
}

enum Kept {
    Whole(Rc<Reader>),
    Sliced(Box<Pages>),
}

/// A large document, and the pages of it that were looked at last.
struct Pages {
    file: Sliced,
    limits: Limits,
    open: RefCell<Vec<(u32, Rc<Reader>)>>,
}

impl Book {
    /// Opens a document. The password of a file that needs none is empty.
    ///
    /// # Errors
    /// As [`Reader::open`], and what the source says.
    pub fn open(source: Rc<dyn Source>, password: &str, limits: Limits) -> Result<Self> {
        let book = |kept| Self { kept, switched: Switched::new(source.clone(), password, limits) };
        let sliced = || -> Result<Self> {
            let file = Sliced::open(source.clone(), password)?;
            Ok(book(Kept::Sliced(Box::new(Pages { file, limits, open: RefCell::default() }))))
        };
        if source.size() > WHOLE {
            return sliced();
        }
        let bytes = source.read(0..source.size())?;
        match Reader::open(bytes, password, limits) {
            Ok(reader) => Ok(book(Kept::Whole(Rc::new(reader)))),
            Err(error) if matches!(error.kind, Kind::Broken | Kind::Locked) => match sliced() {
                Ok(book) if book.pages().is_ok_and(|pages| pages > 0) => Ok(book),
                _ => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    /// What the document says about itself. Of a large one, files that are pinned to pages are listed of its first
    /// [`Document::SIZES`] pages.
    ///
    /// # Errors
    /// What the source says.
    pub fn document(&self) -> Result<Document> {
        match &self.kept {
            Kept::Whole(reader) => Ok(reader.document()),
            Kept::Sliced(pages) => pages.file.document(),
        }
    }

    /// How many pages there are.
    ///
    /// # Errors
    /// What the source says.
    pub fn pages(&self) -> Result<u32> {
        match &self.kept {
            Kept::Whole(reader) => Ok(reader.pages()),
            Kept::Sliced(pages) => pages.file.count(),
        }
    }

    /// The sizes of some of the pages.
    ///
    /// # Errors
    /// What the source says.
    pub fn sizes(&self, range: Range<u32>) -> Result<Vec<Size>> {
        match &self.kept {
            Kept::Whole(reader) => Ok(reader.sizes(range)),
            Kept::Sliced(pages) => pages.file.sizes(range),
        }
    }

    /// Draws a page.
    ///
    /// # Errors
    /// [`Kind::Missing`], [`Kind::BudgetExceeded`], and what the source says.
    pub fn draw(&self, page: u32, look: &Look) -> Result<Drawing> {
        if !(look.hide.is_empty() && look.show.is_empty()) {
            return self.switched.reader(page, look)?.draw(0, look);
        }
        if let Kept::Whole(reader) = &self.kept
            && look.annotations
            && reader.wants_looks(page)
            && let Ok(cut) = self.switched.reader(page, look)
        {
            return cut.draw(0, look);
        }
        let (reader, at) = self.at(page)?;
        reader.draw(at, look)
    }

    /// The words of a page, in reading order, its links and comments.
    ///
    /// # Errors
    /// As [`draw`](Self::draw).
    pub fn text(&self, page: u32) -> Result<Text> {
        let (reader, at) = self.at(page)?;
        let text = reader.text(at)?;
        // Words that can be read are worth more than comments that cannot.
        Ok(Text { comments: self.comments(page).unwrap_or_default(), ..text })
    }

    /// What lies inside of boxes of a page.
    ///
    /// # Errors
    /// As [`draw`](Self::draw).
    pub fn inside(&self, page: u32, areas: &[Area]) -> Result<Inside> {
        let (reader, at) = self.at(page)?;
        reader.inside(at, areas)
    }

    /// What people wrote on a page.
    ///
    /// # Errors
    /// [`Kind::Missing`], and what the source says.
    pub fn comments(&self, page: u32) -> Result<Vec<Comment>> {
        match &self.kept {
            // The objects are opened for pages that have something.
            Kept::Whole(reader) if page < reader.pages() && !reader.is_annotated(page) => Ok(Vec::new()),
            Kept::Whole(_) => self.switched.file()?.comments(page),
            Kept::Sliced(pages) => pages.file.comments(page),
        }
    }

    /// The words of a page as plain text.
    ///
    /// # Errors
    /// As [`draw`](Self::draw).
    pub fn plain(&self, page: u32) -> Result<String> {
        let (reader, at) = self.at(page)?;
        reader.plain(at)
    }

    /// Searches a page.
    ///
    /// # Errors
    /// As [`draw`](Self::draw).
    pub fn find(&self, page: u32, search: &Search) -> Result<Found> {
        let (reader, at) = self.at(page)?;
        Ok(Found { page, ..reader.find(at, search)? })
    }

    /// An attached file: its name and content.
    ///
    /// # Errors
    /// [`Kind::Missing`] and [`Kind::Broken`].
    pub fn attachment(&self, id: u32) -> Result<(String, Vec<u8>)> {
        match &self.kept {
            Kept::Whole(reader) => reader.attachment(id),
            Kept::Sliced(pages) => pages.file.attachment(id),
        }
    }

    /// The reader that has a page, and the number of the page in it.
    fn at(&self, page: u32) -> Result<(Rc<Reader>, u32)> {
        match &self.kept {
            Kept::Whole(reader) => Ok((reader.clone(), page)),
            Kept::Sliced(pages) => Ok((pages.reader(page)?, 0)),
        }
    }
}

impl Pages {
    fn reader(&self, page: u32) -> Result<Rc<Reader>> {
        let mut open = self.open.borrow_mut();
        if let Some(at) = open.iter().position(|(known, _)| *known == page) {
            let known = open.remove(at);
            let reader = known.1.clone();
            open.push(known);
            return Ok(reader);
        }
        let reader = Rc::new(Reader::open(self.file.slice(page, &[], &[])?, "", self.limits)?);
        if open.len() == OPEN {
            open.remove(0);
        }
        open.push((page, reader.clone()));
        Ok(reader)
    }
}
