//! An open file: any object by its name.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use memchr::memmem;

use super::crypt::{self, Crypt};
use super::filter::{self, Decoded};
use super::lex::{Lexer, Token};
use super::limits::{CACHE, LEVELS, OBJECT};
use super::objstm::Pack;
use super::source::Reader;
use super::xref::{self, Entry, Xref};
use super::{Data, Dict, Id, Object, Source, Stream, pages, repair};
use crate::{Error, Kind, Result};

/// An open file.
pub struct Document {
    reader: Reader,
    xref: Xref,
    trailer: Dict,
    crypt: Option<Crypt>,
    /// What a scan of the whole file found, if one was needed.
    scan: OnceCell<HashMap<u32, Entry>>,
    cache: RefCell<Cache>,
    /// Objects that are being read right now, so that none waits for itself.
    reading: RefCell<Vec<u32>>,
    pub(super) pages: OnceCell<Rc<pages::List>>,
    pub(super) count: Cell<Option<u32>>,
    repaired: Cell<bool>,
}

#[derive(Default)]
struct Cache {
    objects: HashMap<u32, Object>,
    bytes: usize,
    packs: Vec<(u32, Rc<Pack>)>,
}

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
    pub(super) fn start(&self) -> Result<Option<u64>> {
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
    pub(super) fn flat(&self, dict: &Dict) -> Result<Dict> {
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

    /// The trailer's dictionary.
    pub fn trailer(&self) -> &Dict {
        &self.trailer
    }

    /// The catalog.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn catalog(&self) -> Result<Rc<Dict>> {
        self.dict(self.trailer.get("Root"))
    }

    /// Whether the file is locked, perhaps with an empty password.
    pub fn is_encrypted(&self) -> bool {
        self.crypt.is_some()
    }

    /// The key that opened it, so that what is appended can be locked alike.
    pub fn key(&self) -> Option<&Crypt> {
        self.crypt.as_ref()
    }

    /// Whether its cross-references were damaged.
    pub fn is_repaired(&self) -> bool {
        self.repaired.get() || self.xref.damaged
    }

    /// How many revisions it has: more than one means that earlier states are still in it.
    pub fn revisions(&self) -> usize {
        self.xref.revisions
    }

    /// One more than the greatest number of an object.
    pub fn size(&self) -> u32 {
        let scanned = self.scan.get().and_then(|scan| scan.keys().max()).map_or(0, |number| number + 1);
        self.xref.size.max(scanned)
    }

    pub(crate) fn reader(&self) -> &Reader {
        &self.reader
    }

    /// What an object is: itself, or what it refers to. What cannot be found is null.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn get(&self, object: &Object) -> Result<Object> {
        let mut object = object.clone();
        for _ in 0..LEVELS {
            match object {
                Object::Ref(id) => object = self.load(id)?,
                _ => return Ok(object),
            }
        }
        Ok(Object::Null)
    }

    /// As [`get`](Self::get), an empty dictionary if it is none. Of a stream, its dictionary.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn dict(&self, object: &Object) -> Result<Rc<Dict>> {
        Ok(match self.get(object)? {
            Object::Dict(dict) => dict,
            Object::Stream(stream) => Rc::new(stream.dict.clone()),
            _ => Rc::default(),
        })
    }

    /// As [`get`](Self::get), an empty array if it is none.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn array(&self, object: &Object) -> Result<Rc<Vec<Object>>> {
        Ok(if let Object::Array(items) = self.get(object)? { items } else { Rc::default() })
    }

    /// The four corners of a rectangle, put in order; `None` if it is none.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn rect(&self, object: &Object) -> Result<Option<[f64; 4]>> {
        let items = self.array(object)?;
        let mut corners = [0.0; 4];
        if items.len() < 4 {
            return Ok(None);
        }
        for (corner, item) in corners.iter_mut().zip(items.iter()) {
            match self.get(item)?.as_number() {
                Some(number) if number.is_finite() => *corner = number,
                _ => return Ok(None),
            }
        }
        let [a, b, c, d] = corners;
        Ok(Some([a.min(c), b.min(d), a.max(c), b.max(d)]))
    }

    /// The object of a name; null if there is none.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn load(&self, id: Id) -> Result<Object> {
        if let Some(object) = self.cache.borrow().objects.get(&id.number) {
            return Ok(object.clone());
        }
        if self.reading.borrow().contains(&id.number) {
            return Ok(Object::Null);
        }
        self.reading.borrow_mut().push(id.number);
        let loaded = self.load_new(id.number);
        self.reading.borrow_mut().pop();
        let (object, bytes) = loaded?;
        let mut cache = self.cache.borrow_mut();
        if cache.bytes + bytes > CACHE {
            cache.objects.clear();
            cache.bytes = 0;
        }
        cache.bytes += bytes;
        cache.objects.insert(id.number, object.clone());
        Ok(object)
    }

    fn load_new(&self, number: u32) -> Result<(Object, usize)> {
        let found = self.xref.find(&self.reader, number)?;
        match found {
            Some(Entry::Free) => return Ok((Object::Null, 64)),
            None if !self.xref.damaged => return Ok((Object::Null, 64)),
            Some(entry) => {
                if let Some(object) = self.entry(number, entry)? {
                    return Ok(object);
                }
            }
            None => {}
        }
        // The file lied. Once, look through all of it.
        if self.scan.get().is_none() {
            let scan = repair::scan(self)?.entries;
            let inner = repair::contents(self, &scan)?;
            let mut scan = scan;
            scan.extend(inner);
            // Whoever was faster found the same.
            let _ = self.scan.set(scan);
            self.repaired.set(true);
        }
        let entry = self.scan.get().and_then(|scan| scan.get(&number)).copied();
        let object = entry.map(|entry| self.entry(number, entry)).transpose()?.flatten();
        Ok(object.unwrap_or((Object::Null, 64)))
    }

    /// The object at an entry and how large it is, if it is there.
    fn entry(&self, number: u32, entry: Entry) -> Result<Option<(Object, usize)>> {
        match entry {
            Entry::Free => Ok(None),
            Entry::At(at) => {
                let Some((len, object)) = self.object_at(at, Some(number))? else { return Ok(None) };
                Ok(Some((object, len)))
            }
            Entry::In { stream, index } => {
                let Some(pack) = self.pack(stream)? else { return Ok(None) };
                Ok(pack.object(number, index).map(|object| (object, 256)))
            }
        }
    }

    fn pack(&self, number: u32) -> Result<Option<Rc<Pack>>> {
        {
            let packs = &mut self.cache.borrow_mut().packs;
            if let Some(at) = packs.iter().position(|(known, _)| *known == number) {
                let pack = packs.remove(at);
                packs.push(pack.clone());
                return Ok(Some(pack.1));
            }
        }
        let Object::Stream(stream) = self.load(Id { number, generation: 0 })? else { return Ok(None) };
        let pack = Rc::new(Pack::open(self, &stream)?);
        let packs = &mut self.cache.borrow_mut().packs;
        packs.push((number, pack.clone()));
        while packs.len() > 1 && packs.iter().map(|(_, pack)| pack.size()).sum::<usize>() > CACHE {
            packs.remove(0);
        }
        Ok(Some(pack))
    }

    /// An object without a header, and where it ends.
    pub(crate) fn bare_object(&self, at: u64) -> Result<Option<(Object, u64)>> {
        self.parse(at, |lexer| Some((lexer.object()?, at + lexer.at() as u64)))
    }

    /// The object whose header is at an offset: how many bytes it has and what it is. If a number is given, it must be that.
    pub(crate) fn object_at(&self, at: u64, number: Option<u32>) -> Result<Option<(usize, Object)>> {
        let parsed = self.parse(at, |lexer| {
            let (Token::Int(own), Token::Int(generation)) = (lexer.token(), lexer.token()) else {
                return None;
            };
            let word = lexer.token();
            let Token::Word(word) = word else { return None };
            // Some files forget the space after it.
            if !word.starts_with(b"obj") {
                return None;
            }
            lexer.seek(lexer.at() - (word.len() - 3));
            let own = u32::try_from(own).ok()?;
            if number.is_some_and(|number| number != own) {
                return None;
            }
            let object = lexer.object().unwrap_or_default();
            let end = lexer.at();
            let begins = if let (Object::Dict(_), Token::Word(b"stream")) = (&object, lexer.token()) {
                let rest = lexer.rest();
                let skip = match rest {
                    [b'\r', b'\n', ..] => 2,
                    [b'\r' | b'\n', ..] => 1,
                    _ => {
                        usize::from(rest.first() == Some(&b' '))
                            * rest.iter().take_while(|byte| **byte == b' ').count()
                    }
                };
                let skip = match rest.get(skip..) {
                    Some([b'\r', b'\n', ..]) if rest.first() == Some(&b' ') => skip + 2,
                    Some([b'\n', ..]) if rest.first() == Some(&b' ') => skip + 1,
                    _ => skip,
                };
                Some(lexer.at() + skip)
            } else {
                None
            };
            Some((Id { number: own, generation: generation as u16 }, object, end, begins))
        })?;
        let Some((id, object, end, begins)) = parsed else { return Ok(None) };
        let object = match &self.crypt {
            Some(crypt) if crypt.own != Some(id) => crypt.strings(object, id),
            _ => object,
        };
        let (Some(begins), Object::Dict(dict)) = (begins, &object) else { return Ok(Some((end, object))) };
        let begins = at + begins as u64;
        let len = self.stream_len(dict, begins)?;
        let stream = Stream { dict: (**dict).clone(), data: Data::File { at: begins, len, id } };
        Ok(Some((end, Object::Stream(Rc::new(stream)))))
    }

    /// How long a stream is: what it says if `endstream` stands there, else up to wherever that stands.
    fn stream_len(&self, dict: &Dict, begins: u64) -> Result<u64> {
        let said = self.get(dict.get("Length"))?.as_int().and_then(|len| u64::try_from(len).ok());
        if let Some(len) = said
            && begins.saturating_add(len) <= self.reader.size()
        {
            let tail = self.reader.read(begins + len..begins + len + 32)?;
            let word = Lexer::new(&tail, 0).token();
            if matches!(word, Token::Word(word) if word.starts_with(b"endstream") || word.starts_with(b"endobj"))
            {
                return Ok(len);
            }
        }
        let finder = memmem::Finder::new("endstream");
        let mut at = begins;
        while at < self.reader.size() {
            let bytes = self.reader.read(at..at + (256 << 10))?;
            if let Some(found) = finder.find(&bytes) {
                let mut end = at + found as u64;
                let last = self.reader.read(end.saturating_sub(2).max(begins)..end)?;
                end -= match &last[..] {
                    [.., b'\r', b'\n'] => 2,
                    [.., b'\n' | b'\r'] => 1,
                    _ => 0,
                };
                return Ok(end - begins);
            }
            if bytes.len() < 256 << 10 {
                break;
            }
            at += bytes.len() as u64 - 8;
        }
        Ok(self.reader.size().saturating_sub(begins).min(said.unwrap_or(u64::MAX)))
    }

    /// Parses at an offset, with as many bytes as that takes.
    fn parse<T>(&self, at: u64, parse: impl Fn(&mut Lexer) -> Option<T>) -> Result<Option<T>> {
        if at >= self.reader.size() {
            return Ok(None);
        }
        let mut window = 2048;
        loop {
            let bytes = self.reader.read(at..at.saturating_add(window))?;
            let whole = (bytes.len() as u64) < window;
            let mut lexer = Lexer::new(&bytes, 0);
            let parsed = parse(&mut lexer);
            // A token at the very end may be cut.
            if whole || lexer.at() + 32 < bytes.len() {
                return Ok(parsed);
            }
            window *= 8;
            if window > OBJECT {
                return Ok(None);
            }
        }
    }

    /// A stream's bytes, still encoded by its filters, but not encrypted any more.
    ///
    /// # Errors
    /// When the source cannot be read or the bytes do not fit into memory.
    pub fn raw(&self, stream: &Stream) -> Result<Vec<u8>> {
        match &stream.data {
            Data::Bytes(bytes) => Ok((**bytes).clone()),
            Data::File { at, len, id } => {
                let bytes = self.reader.read(*at..at + len)?;
                Ok(match &self.crypt {
                    Some(crypt) => crypt.stream(bytes, &stream.dict, *id),
                    None => bytes,
                })
            }
        }
    }

    /// Whether a stream's bytes in the file are encrypted.
    pub(crate) fn is_sealed(&self, stream: &Stream) -> bool {
        match (&self.crypt, &stream.data) {
            (Some(crypt), Data::File { .. }) => crypt.method(&stream.dict) != crypt::Method::None,
            _ => false,
        }
    }

    /// A stream's bytes without its filters, up to the first that makes a picture.
    ///
    /// # Errors
    /// [`Kind::BudgetExceeded`] beyond `limit` bytes, and as [`raw`](Self::raw). Damaged data is decoded as far as it goes.
    pub fn decode(&self, stream: &Stream, limit: usize) -> Result<Decoded> {
        filter::decode(self, stream, limit)
    }
}
