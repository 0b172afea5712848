//! The lock of a file: which password opens it, and what its strings and streams say then.
//!
//! The standard's own handler in all its ages: RC4 of 40 to 128 bits, AES of 128 bits, AES of 256 bits with both ways of
//! hashing. Locks of other makers are refused with a sentence.

mod cipher;
mod password;
#[cfg(feature = "view")]
mod relock;

use std::collections::HashMap;
use std::rc::Rc;

use md5::{Digest, Md5};

use super::{Dict, Id, Object};
use crate::edit::Permissions;
use crate::{Error, Kind, Result};

#[cfg(feature = "view")]
pub(crate) use relock::relocked;

/// How bytes are encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    None,
    Rc4,
    Aes128,
    Aes256,
}

/// The key of an open file.
#[derive(Clone)]
pub struct Crypt {
    key: Vec<u8>,
    strings: Method,
    streams: Method,
    /// Filters that a stream may name instead.
    named: HashMap<Vec<u8>, Method>,
    metadata: bool,
    /// The object that describes the lock and is not locked itself.
    pub(super) own: Option<Id>,
}

impl Crypt {
    /// Tries a password, as the user's and as the owner's.
    pub(super) fn open(dict: &Dict, id: &[u8], password: &str) -> Result<Self> {
        if !dict.get("Filter").is_name("Standard") {
            return Err(Error::new(
                Kind::Unsupported,
                "This PDF is locked in a way that only the program which locked it can open. Save it there without a lock.",
            ));
        }
        let version = dict.get("V").as_int().unwrap_or(0);
        let metadata = *dict.get("EncryptMetadata") != Object::Bool(false);
        let (mut strings, mut streams) = (Method::Rc4, Method::Rc4);
        let mut named = HashMap::new();
        match version {
            1..=3 => {}
            4 | 5 => {
                if let Some(filters) = dict.get("CF").dict() {
                    for (name, filter) in filters.iter() {
                        named.insert(name.to_vec(), method(filter));
                    }
                }
                let of = |key: &str| {
                    let name = dict.get(key).as_name().unwrap_or(b"Identity");
                    named.get(name).copied().unwrap_or(Method::None)
                };
                (strings, streams) = (of("StrF"), of("StmF"));
            }
            _ => {
                return Err(Error::new(
                    Kind::Unsupported,
                    "This PDF is locked in a way that is not in the standard, so it cannot be opened here.",
                ));
            }
        }
        let key = match password::key(dict, id, password) {
            // Attachments alone are locked: the pages need no key.
            Err(_) if (strings, streams) == (Method::None, Method::None) => Vec::new(),
            key => key?,
        };
        Ok(Self { key, strings, streams, named, metadata, own: None })
    }

    /// The method for a stream with this dictionary.
    pub(super) fn method(&self, dict: &Dict) -> Method {
        if dict.is("XRef") || (!self.metadata && dict.is("Metadata")) {
            return Method::None;
        }
        let first = |key: &str| match dict.get(key) {
            Object::Array(items) => items.first().cloned().unwrap_or_default(),
            other => other.clone(),
        };
        if first("Filter").is_name("Crypt") {
            let parameters = first("DecodeParms");
            let name = parameters.dict().and_then(|dict| dict.get("Name").as_name()).unwrap_or(b"Identity");
            return self.named.get(name).copied().unwrap_or(Method::None);
        }
        self.streams
    }

    fn decrypt(&self, bytes: &[u8], id: Id, method: Method) -> Vec<u8> {
        match method {
            Method::None => bytes.to_vec(),
            Method::Rc4 => cipher::rc4(&self.object_key(id, b""), bytes),
            Method::Aes128 => cipher::aes_decrypt(&self.object_key(id, b"sAlT"), bytes),
            Method::Aes256 => cipher::aes_decrypt(&self.key, bytes),
        }
    }

    fn object_key(&self, id: Id, salt: &[u8]) -> Vec<u8> {
        let mut hash = Md5::new();
        hash.update(&self.key);
        hash.update(&id.number.to_le_bytes()[..3]);
        hash.update(id.generation.to_le_bytes());
        hash.update(salt);
        hash.finalize()[..(self.key.len() + 5).min(16)].to_vec()
    }

    /// The bytes of a stream of this object.
    pub(super) fn stream(&self, bytes: Vec<u8>, dict: &Dict, id: Id) -> Vec<u8> {
        match self.method(dict) {
            Method::None => bytes,
            _ if self.key.is_empty() => bytes,
            method => self.decrypt(&bytes, id, method),
        }
    }

    /// An object with its strings readable.
    pub(super) fn strings(&self, object: Object, id: Id) -> Object {
        if self.strings == Method::None {
            return object;
        }
        match object {
            Object::String(bytes) => Object::String(self.decrypt(&bytes, id, self.strings).into()),
            Object::Array(items) => Object::array(items.iter().map(|item| self.strings(item.clone(), id))),
            Object::Dict(dict) => {
                // A signature's bytes are never encrypted: they were computed over the file as it is.
                let signature = dict.has("ByteRange") && dict.has("Contents");
                let mut dict = Rc::unwrap_or_clone(dict);
                for (name, value) in dict.iter_mut() {
                    if !(signature && name == b"Contents") {
                        *value = self.strings(std::mem::take(value), id);
                    }
                }
                dict.into()
            }
            other => other,
        }
    }

    /// Encrypts for this object as the file does; `random` is the start of AES, 16 bytes.
    pub(crate) fn encrypt(&self, bytes: &[u8], id: Id, string: bool, random: [u8; 16]) -> Vec<u8> {
        match if string { self.strings } else { self.streams } {
            Method::None => bytes.to_vec(),
            Method::Rc4 => cipher::rc4(&self.object_key(id, b""), bytes),
            Method::Aes128 => cipher::aes_encrypt(&self.object_key(id, b"sAlT"), random, bytes),
            Method::Aes256 => cipher::aes_encrypt(&self.key, random, bytes),
        }
    }

    /// A new lock of 256 bits and the dictionary that describes it; 48 bytes of randomness are the seed.
    ///
    /// # Errors
    /// [`Kind::Settings`] when the seed is too short.
    pub fn lock(user: &str, owner: &str, allow: Permissions, seed: &[u8]) -> Result<(Self, Dict)> {
        let (key, dict) = password::lock(user, owner, allow, seed)?;
        let crypt = Self {
            key,
            strings: Method::Aes256,
            streams: Method::Aes256,
            named: HashMap::new(),
            metadata: true,
            own: None,
        };
        Ok((crypt, dict))
    }
}

fn method(filter: &Object) -> Method {
    match filter.dict().and_then(|dict| dict.get("CFM").as_name()) {
        Some(b"V2") => Method::Rc4,
        Some(b"AESV2") => Method::Aes128,
        Some(b"AESV3") => Method::Aes256,
        _ => Method::None,
    }
}
