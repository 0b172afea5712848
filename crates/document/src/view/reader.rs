//! An open document that answers questions.
//!
//! hayro's fonts and glyphs borrow from the parsed file, so file and caches would have to live in one self-referential value,
//! which safe Rust has in one place only: the frame of an async function. So the file is opened inside a future, which then
//! takes work from a desk and is polled by hand; nothing of it ever waits for anything else.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::ops::Range;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use memchr::memmem;

use super::session::Session;
use super::{Drawing, Limits, List, Sort, draw, find, inside, sort, text};
use crate::bare;
use crate::cos::relocked;
use crate::{Area, Document, Error, Found, Inside, Kind, Look, Result, Search, Size, Text};

/// Something to be done with the open file.
type Work = Box<dyn for<'a> FnOnce(&Session<'a>)>;
type Desk = Rc<RefCell<Option<Work>>>;

/// An open document. What it has decoded of fonts is kept for its next page.
pub struct Reader {
    desk: Desk,
    keeper: RefCell<Pin<Box<dyn Future<Output = ()>>>>,
}

impl Reader {
    /// Opens a document. The password of a file that needs none is empty.
    ///
    /// # Errors
    /// [`Kind::Empty`], [`Kind::Unsupported`] for what is no PDF, [`Kind::Broken`], [`Kind::Locked`].
    pub fn open(bytes: Vec<u8>, password: &str, limits: Limits) -> Result<Self> {
        match sort(&bytes) {
            Ok(Sort::Pdf | Sort::Unknown) => {}
            other => return Err(refusal(other)),
        }
        let known = sort(&bytes) == Ok(Sort::Pdf);
        let marked = memmem::find(&bytes, b"/Encrypt").is_some();
        let bytes = if marked { relocked(bytes, password) } else { bytes };
        let pdf =
            Pdf::new_with_password(bytes, password).map_err(|error| unopened(error, password, known))?;
        if pdf.pages().is_empty() {
            return Err(Error::new(
                Kind::Broken,
                "This PDF has no pages. It may be damaged: try another copy.",
            ));
        }
        let desk = Desk::default();
        let keeper = RefCell::new(Box::pin(keep(pdf, marked, limits, desk.clone())) as Pin<Box<_>>);
        Ok(Self { desk, keeper })
    }

    /// What the document says about itself.
    #[must_use]
    pub fn document(&self) -> Document {
        self.ask(|session| session.document())
    }

    /// How many pages there are.
    #[must_use]
    pub fn pages(&self) -> u32 {
        self.ask(|session| session.count())
    }

    /// The sizes of some of the pages.
    #[must_use]
    pub fn sizes(&self, range: Range<u32>) -> Vec<Size> {
        self.ask(|session| {
            range.take_while(|page| *page < session.count()).map(|n| session.size(n)).collect()
        })
    }

    /// Draws a page.
    ///
    /// # Errors
    /// [`Kind::Missing`] and [`Kind::BudgetExceeded`].
    pub fn draw(&self, page: u32, look: &Look) -> Result<Drawing> {
        let look = look.clone();
        self.ask(move |session| draw::draw(session, page, &look))
    }

    /// Whether a page has annotations that are neither links nor fields.
    pub(super) fn is_annotated(&self, page: u32) -> bool {
        self.ask(move |session| session.annotations(page).next().is_some())
    }

    /// Whether a page has annotations whose looks are not drawn as they are: they bring none, or are highlights.
    pub(super) fn wants_looks(&self, page: u32) -> bool {
        self.ask(move |session| {
            session
                .annotations(page)
                .any(|(kind, bare)| kind == bare::HIGHLIGHT || (bare && bare::SIMPLE.contains(&&*kind)))
        })
    }

    /// What is drawn on a page, as a list.
    ///
    /// # Errors
    /// As [`Reader::draw`].
    pub fn list(&self, page: u32) -> Result<List> {
        self.ask(move |session| session.list(page))
    }

    /// What lies inside of boxes of a page.
    ///
    /// # Errors
    /// As [`Reader::draw`].
    pub fn inside(&self, page: u32, areas: &[Area]) -> Result<Inside> {
        let areas = areas.to_vec();
        self.ask(move |session| Ok(inside::inside(session, session.admit(page)?, &areas)))
    }

    /// The words of a page, in reading order, and its links.
    ///
    /// # Errors
    /// As [`Reader::draw`].
    pub fn text(&self, page: u32) -> Result<Text> {
        self.list(page).map(|list| text::text(&list))
    }

    /// The words of a page as plain text, with a line per line and an empty one between paragraphs.
    ///
    /// # Errors
    /// As [`Reader::draw`].
    pub fn plain(&self, page: u32) -> Result<String> {
        self.list(page).map(|list| text::plain(&list))
    }

    /// Searches a page.
    ///
    /// # Errors
    /// As [`Reader::draw`].
    pub fn find(&self, page: u32, search: &Search) -> Result<Found> {
        let hits = self.list(page).map(|list| find::find(&list, search))?;
        Ok(Found { page, hits, failed: None })
    }

    /// An attached file: its name and content.
    ///
    /// # Errors
    /// [`Kind::Missing`] and [`Kind::Broken`].
    pub fn attachment(&self, id: u32) -> Result<(String, Vec<u8>)> {
        self.ask(move |session| session.attachment(id))
    }

    fn ask<T: 'static>(&self, work: impl for<'a> FnOnce(&Session<'a>) -> T + 'static) -> T {
        let reply = Rc::new(RefCell::new(None));
        let place = reply.clone();
        self.desk.replace(Some(Box::new(move |session| {
            place.replace(Some(work(session)));
        })));
        let mut keeper = self.keeper.borrow_mut();
        while reply.borrow().is_none() {
            // The keeper never ends, and does what lies on the desk before it rests.
            let _ = keeper.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        }
        reply.take().unwrap_or_else(|| unreachable!("the loop ends with a reply"))
    }
}

async fn keep(pdf: Pdf, encrypted: bool, limits: Limits, desk: Desk) {
    let session = Session::new(&pdf, encrypted, limits);
    loop {
        let work = poll_fn(|_| match desk.take() {
            Some(work) => Poll::Ready(work),
            None => Poll::Pending,
        });
        work.await(&session);
    }
}

fn refusal(sort: Result<Sort>) -> Error {
    match sort {
        Err(error) => error,
        Ok(sort) => Error::new(Kind::Unsupported, sort.refusal()),
    }
}

fn unopened(error: LoadPdfError, password: &str, known: bool) -> Error {
    let (kind, message) = match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) if password.is_empty() => {
            (Kind::Locked, "This PDF is locked. Enter its password to open it.")
        }
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            (Kind::Locked, "This password does not open the PDF. Try another one.")
        }
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => (
            Kind::Unsupported,
            "This PDF is locked in a way that cannot be opened here: for certain people by certificate, or by a program of its own.",
        ),
        LoadPdfError::Decryption(_) => {
            (Kind::Broken, "The lock of this PDF is damaged, so it cannot be opened. Try another copy.")
        }
        LoadPdfError::Invalid if known => {
            (Kind::Broken, "This PDF is damaged beyond repair or ends too early. Try another copy.")
        }
        LoadPdfError::Invalid => (Kind::Unsupported, Sort::Unknown.refusal()),
    };
    Error::new(kind, message)
}
