//! Objects by their numbers: from the cache, from where the cross-references say, or from where a scan of the file found them.

use std::rc::Rc;

use super::super::limits::CACHE;
use super::super::objstm::Pack;
use super::super::xref::Entry;
use super::super::{Id, Object, repair};
use super::Document;
use crate::Result;

impl Document {
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
}
