//! Writing a file, front to back.
//!
//! Nothing is held but where each object went: large streams go from the source to the sink as ranges, which a browser
//! copies without anybody reading them.

mod end;
mod lock;
mod print;

use std::ops::Range;
use std::rc::Rc;

use sha2::{Digest, Sha256};

use self::lock::Lock;
pub use self::print::print;
use super::{Crypt, Data, Dict, Document, Id, Object, Source, Stream, deflate};
use crate::Result;

/// Where a file goes.
pub trait Sink {
    /// Appends bytes.
    ///
    /// # Errors
    /// Whatever keeps them from being kept.
    fn write(&mut self, bytes: &[u8]) -> Result<()>;

    /// Appends a range of a source.
    ///
    /// # Errors
    /// As [`write`](Sink::write), and those of the source.
    fn copy(&mut self, source: &Rc<dyn Source>, range: Range<u64>) -> Result<()> {
        let mut at = range.start;
        while at < range.end {
            let end = (at + (1 << 20)).min(range.end);
            self.write(&source.read(at..end)?)?;
            at = end;
        }
        Ok(())
    }
}

impl Sink for Vec<u8> {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.extend_from_slice(bytes);
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Place {
    Nowhere,
    At(u64),
    In(u32, u32),
}

/// Objects per stream of objects.
const PACK: usize = 200;

/// Writes a file object by object.
pub struct Writer<'s> {
    sink: &'s mut dyn Sink,
    at: u64,
    places: Vec<Place>,
    digest: Sha256,
    lock: Option<Lock>,
    /// The objects that wait for their stream, if objects go into streams.
    pack: Option<Pack>,
    censor: Option<Censor>,
}

/// Answers with what a string shall be instead, if anything.
pub(crate) type Censor = Rc<dyn Fn(&[u8]) -> Option<Vec<u8>>>;

#[derive(Default)]
struct Pack {
    numbers: Vec<(u32, usize)>,
    bytes: Vec<u8>,
}

impl<'s> Writer<'s> {
    /// Begins a file. `packed` puts small objects into streams, which makes the file smaller and unreadable for programs of
    /// the last century.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn new(sink: &'s mut dyn Sink, packed: bool) -> Result<Self> {
        Self::start(sink, packed, None)
    }

    /// As [`new`](Self::new), locked: nothing of it can be read without the key. `seed` is what randomness is drawn from.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn locked(
        sink: &'s mut dyn Sink,
        packed: bool,
        crypt: Crypt,
        dict: Dict,
        seed: &[u8],
    ) -> Result<Self> {
        Self::start(sink, packed, Some(Lock { crypt, dict, seed: seed.to_vec(), drawn: 0 }))
    }

    fn start(sink: &'s mut dyn Sink, packed: bool, lock: Option<Lock>) -> Result<Self> {
        let version = if lock.is_some() { "2.0" } else { "1.7" };
        let mut writer = Self {
            sink,
            at: 0,
            places: vec![Place::Nowhere],
            digest: Sha256::new(),
            lock,
            pack: packed.then(Pack::default),
            censor: None,
        };
        // The second line tells programs that these are bytes, not text.
        let mut head = format!("%PDF-{version}\n%").into_bytes();
        head.extend([0xE2, 0xE3, 0xCF, 0xD3, b'\n']);
        writer.write(&head)?;
        Ok(writer)
    }

    /// Has every string looked at before it is written, wherever it stands.
    #[cfg(feature = "edit")]
    pub(crate) fn censor(&mut self, censor: Censor) {
        self.censor = Some(censor);
    }

    fn censored(&self, object: &Object) -> Object {
        let Some(censor) = &self.censor else { return object.clone() };
        match object {
            Object::String(bytes) => censor(bytes).map_or_else(|| object.clone(), Object::string),
            Object::Array(items) => Object::array(items.iter().map(|item| self.censored(item))),
            Object::Dict(dict) => {
                let mut dict = (**dict).clone();
                for (_, value) in dict.iter_mut() {
                    *value = self.censored(value);
                }
                dict.into()
            }
            other => other.clone(),
        }
    }

    /// A name for an object that will be put later.
    pub fn reserve(&mut self) -> Id {
        self.places.push(Place::Nowhere);
        Id { number: self.places.len() as u32 - 1, generation: 0 }
    }

    /// Writes an object under a new name.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn add(&mut self, object: &Object) -> Result<Id> {
        let id = self.reserve();
        self.put(id, object)?;
        Ok(id)
    }

    /// Writes an object under a name that was reserved. Streams must be in memory; those of a file are
    /// [transferred](Self::transfer).
    ///
    /// # Errors
    /// Those of the sink.
    pub fn put(&mut self, id: Id, object: &Object) -> Result<()> {
        if let Object::Stream(stream) = object {
            let Data::Bytes(bytes) = &stream.data else { return Ok(()) };
            return self.stream(id, &stream.dict, bytes);
        }
        let object = &self.censored(object);
        if let Some(pack) = &mut self.pack {
            pack.numbers.push((id.number, pack.bytes.len()));
            print(object, &mut pack.bytes);
            pack.bytes.push(b'\n');
            return if pack.numbers.len() == PACK || pack.bytes.len() > 1 << 20 {
                self.unload()
            } else {
                Ok(())
            };
        }
        let object = self.seal(object, id);
        self.plain(id, &object)
    }

    fn plain(&mut self, id: Id, object: &Object) -> Result<()> {
        self.begin(id);
        let mut bytes = format!("{} 0 obj\n", id.number).into_bytes();
        print(object, &mut bytes);
        bytes.extend(b"\nendobj\n");
        self.digest.update(&bytes);
        self.write(&bytes)
    }

    /// Writes a stream of another file, with this dictionary: encoded as it is, by ranges where nothing has to be decrypted.
    ///
    /// # Errors
    /// Those of the sink and of the source.
    pub fn transfer(&mut self, id: Id, from: &Document, stream: &Stream, dict: &Dict) -> Result<()> {
        match &stream.data {
            Data::File { at, len, .. } if self.lock.is_none() && !from.is_sealed(stream) => {
                self.open_stream(id, dict, *len)?;
                let (source, range) = from.reader().range(*at..at + len);
                self.at += range.end - range.start;
                self.sink.copy(source, range)?;
                self.write(b"\nendstream\nendobj\n")
            }
            _ => {
                let bytes = from.raw(stream)?;
                self.stream(id, dict, &bytes)
            }
        }
    }

    fn stream(&mut self, id: Id, dict: &Dict, bytes: &[u8]) -> Result<()> {
        let sealed;
        let bytes = if self.lock.is_some() {
            let random = self.draw();
            sealed = self
                .lock
                .as_ref()
                .map(|lock| lock.crypt.encrypt(bytes, id, false, random))
                .unwrap_or_default();
            &sealed
        } else {
            bytes
        };
        self.open_stream(id, dict, bytes.len() as u64)?;
        self.write(bytes)?;
        self.write(b"\nendstream\nendobj\n")
    }

    fn open_stream(&mut self, id: Id, dict: &Dict, len: u64) -> Result<()> {
        let dict = dict.clone().with("Length", len as i64);
        let object = self.censored(&dict.into());
        let object = self.seal(&object, id);
        self.begin(id);
        let mut bytes = format!("{} 0 obj\n", id.number).into_bytes();
        print(&object, &mut bytes);
        bytes.extend(b"\nstream\n");
        self.digest.update(&bytes);
        self.write(&bytes)
    }

    fn begin(&mut self, id: Id) {
        self.places[id.number as usize] = Place::At(self.at);
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.at += bytes.len() as u64;
        self.sink.write(bytes)
    }

    /// Writes the objects that wait.
    fn unload(&mut self) -> Result<()> {
        let Some(pack) = self.pack.as_mut().map(std::mem::take) else { return Ok(()) };
        if pack.numbers.is_empty() {
            return Ok(());
        }
        let id = self.reserve();
        let mut bytes = Vec::new();
        for (index, (number, at)) in pack.numbers.iter().enumerate() {
            bytes.extend(format!("{number} {at} ").into_bytes());
            self.places[*number as usize] = Place::In(id.number, index as u32);
        }
        let first = bytes.len();
        bytes.extend(&pack.bytes);
        let dict = Dict::new()
            .with("Type", Object::name("ObjStm"))
            .with("N", pack.numbers.len() as i64)
            .with("First", first as i64)
            .with("Filter", Object::name("FlateDecode"));
        self.stream(id, &dict, &deflate(&bytes))
    }
}
