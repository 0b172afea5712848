//! An open file: any object by its name.

mod find;
mod open;
mod parse;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::crypt::{self, Crypt};
use super::filter::{self, Decoded};
use super::limits::LEVELS;
use super::objstm::Pack;
use super::source::Reader;
use super::xref::{Entry, Xref};
use super::{Data, Dict, Object, Stream, pages};
use crate::Result;

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
