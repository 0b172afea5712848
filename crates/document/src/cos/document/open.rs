//! From bytes to an open document: where its cross-references are, which lock it has, and what to do where they lie.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use memchr::memmem;

use super::super::crypt::Crypt;
use super::super::lex::{Lexer, Token};
use super::super::source::Reader;
use super::super::xref::{self, Entry, Xref};
use super::super::{Dict, Id, Object, Source, pages, repair};
use super::{Cache, Document};
use crate::{Error, Kind, Result};

impl Document {
    /// Opens a file with a password, which is empty where none is known.
    ///
    /// # Errors
    /// [`Kind::Empty`], [`Kind::Broken`] when this is no PDF or nothing of it can be found, [`Kind::Locked`] when the password
    /// is missing or wrong, [`Kind::Unsupported`] for locks that are none of the standard's.
    pub fn open(source: Rc<dyn Source>, password: &str) -> Result<Self> {
        let reader = Reader::new(source);
        if reader.size() == 0 {
            return Err(Error::new(
                Kind::Empty,
                "This file has no bytes. It was perhaps not stored completely: take another copy.",
            ));
        }
        let head = reader.read(0..1024)?;
        let base = memmem::find(&head, b"%PDF-").unwrap_or(0);
        let mut document = Self {
            reader: reader.based(base as u64),
            xref: Xref::default(),
            trailer: Dict::new(),
            crypt: None,
            scan: OnceCell::new(),
            cache: RefCell::default(),
            reading: RefCell::default(),
            pages: OnceCell::new(),
            count: Cell::new(None),
            repaired: Cell::new(false),
        };
        let chain = match document.start()? {
            Some(start) => xref::chain(&document, start)?,
            None => None,
        };
        if let Some(chain) = chain {
            (document.xref, document.trailer) = (chain.xref, chain.trailer);
            document.unlock(password)?;
            if pages::root(&document)?.is_some() {
                return Ok(document);
            }
        }
        document.rescue(password)?;
        Ok(document)
    }

    /// Where the newest cross-references are.
    pub(in crate::cos) fn start(&self) -> Result<Option<u64>> {
        let end = self.reader.size();
        for len in [1024, 64 << 10] {
            let tail = self.reader.read(end.saturating_sub(len)..end)?;
            if let Some(at) = memmem::rfind(&tail, b"startxref") {
                return Ok(match Lexer::new(&tail, at + 9).token() {
                    Token::Int(start) => u64::try_from(start).ok(),
                    _ => None,
                });
            }
        }
        Ok(None)
    }

    /// Whether this trailer leads to pages. What was found by way of another one is forgotten.
    fn has_pages(&mut self) -> Result<bool> {
        self.pages = OnceCell::new();
        self.count.set(None);
        Ok(pages::root(self)?.is_some())
    }

    /// Finds the pages by looking through the whole file.
    fn rescue(&mut self, password: &str) -> Result<()> {
        self.forget();
        let scan = repair::scan(self)?;
        let mut trailers = scan.trailers;
        self.scan = OnceCell::from(scan.entries);
        self.repaired.set(true);
        self.xref.damaged = true;
        let encrypt = trailers.iter().rev().find(|dict| dict.has("Encrypt")).cloned();
        if trailers.is_empty() {
            trailers.push(self.trailer.clone());
        }
        for mut trailer in trailers.into_iter().rev() {
            if let Some(known) = &encrypt
                && !trailer.has("Encrypt")
            {
                trailer.set("Encrypt", known.get("Encrypt").clone());
                trailer.set("ID", known.get("ID").clone());
            }
            self.trailer = trailer;
            self.crypt = None;
            self.forget();
            self.unlock(password)?;
            self.unpack()?;
            if self.has_pages()? {
                return Ok(());
            }
        }
        // The catalog itself may be in an object stream.
        let numbers: Vec<u32> = self.scan.get().into_iter().flatten().map(|(number, _)| *number).collect();
        for number in numbers {
            let id = Id { number, generation: 0 };
            if self.load(id)?.dict().is_some_and(|dict| dict.is("Catalog")) {
                self.trailer.set("Root", id);
                if self.has_pages()? {
                    return Ok(());
                }
            }
        }
        let head = self.reader.read(0..1024)?;
        Err(Error::new(
            Kind::Broken,
            if memmem::find(&head, b"%PDF-").is_some() {
                "This PDF is damaged so badly that none of its pages can be found. Take another copy of it."
            } else {
                "This is not a PDF. Open it with a program for its kind of file."
            },
        ))
    }

    /// Adds the contents of object streams to what a scan found.
    fn unpack(&mut self) -> Result<()> {
        let Some(mut scan) = self.scan.take() else { return Ok(()) };
        scan.retain(|_, entry| matches!(entry, Entry::At(_)));
        self.scan = OnceCell::from(scan.clone());
        scan.extend(repair::contents(self, &scan)?);
        self.scan = OnceCell::from(scan);
        self.forget();
        Ok(())
    }

    fn forget(&self) {
        *self.cache.borrow_mut() = Cache::default();
    }

    fn unlock(&mut self, password: &str) -> Result<()> {
        let encrypt = self.trailer.get("Encrypt").clone();
        let resolved = self.get(&encrypt)?;
        let Some(dict) = resolved.dict() else { return Ok(()) };
        let id = self.get(self.trailer.get("ID"))?;
        let id = id.as_array().and_then(|ids| ids.first()).cloned().unwrap_or_default();
        let id = self.get(&id)?;
        let dict = self.flat(dict)?;
        let mut crypt = Crypt::open(&dict, id.as_string().unwrap_or_default(), password)?;
        crypt.own = encrypt.as_ref();
        self.crypt = Some(crypt);
        self.forget();
        Ok(())
    }

    /// A dictionary, and the dictionaries in it, without references.
    pub(in crate::cos) fn flat(&self, dict: &Dict) -> Result<Dict> {
        let mut flat = Dict::new();
        for (name, value) in dict.iter() {
            let value = self.get(value)?;
            let value = match &value {
                Object::Dict(inner) => {
                    let mut copy = Dict::new();
                    for (name, value) in inner.iter() {
                        copy.set_bytes(name, self.get(value)?);
                    }
                    copy.into()
                }
                _ => value,
            };
            flat.set_bytes(name, value);
        }
        Ok(flat)
    }
}
