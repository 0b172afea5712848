//! What shall be different in a copy of a document: objects replaced, and new ones.
//!
//! New objects have numbers beyond those of the file, so that old and new refer to each other in one way, and the copier
//! needs to know of nothing else.

use std::collections::HashMap;
use std::rc::Rc;

use crate::Result;
use crate::cos::{Data, Dict, Document, Editor, Id, Object, Page, Stream, deflate};

/// Objects and pages that take the place of those of a document.
pub(crate) struct Changes {
    next: u32,
    objects: HashMap<u32, Object>,
    pages: HashMap<u32, Dict>,
    /// What was made for one page only, once that is kept track of.
    fresh: Option<Vec<u32>>,
}

impl Changes {
    pub fn new(document: &Document) -> Self {
        Self { next: document.size().max(1), objects: HashMap::new(), pages: HashMap::new(), fresh: None }
    }

    /// A name for an object that is set later, or placed by whoever copies.
    pub fn reserve(&mut self) -> Id {
        self.next = self.next.saturating_add(1);
        Id { number: self.next, generation: 0 }
    }

    /// A new object.
    pub fn add(&mut self, object: impl Into<Object>) -> Object {
        let id = self.reserve();
        self.set(id, object);
        Object::Ref(id)
    }

    /// Lets go of what was set since the last time: it was written, and is known by its name.
    pub fn forget(&mut self) {
        for number in self.fresh.replace(Vec::new()).unwrap_or_default() {
            self.objects.remove(&number);
        }
    }

    /// A new stream, packed if that makes it smaller.
    pub fn stream(&mut self, dict: Dict, bytes: &[u8]) -> Object {
        let object = packed(dict, bytes);
        self.add(object)
    }

    /// Replaces an object.
    pub fn set(&mut self, id: Id, object: impl Into<Object>) {
        if let Some(fresh) = &mut self.fresh {
            fresh.push(id.number);
        }
        self.objects.insert(id.number, object.into());
    }

    /// Replaces a page's dictionary.
    pub fn set_page(&mut self, index: u32, dict: Dict) {
        self.pages.insert(index, dict);
    }

    /// What an object is by now.
    pub fn get(&self, document: &Document, object: &Object) -> Result<Object> {
        let mut object = object.clone();
        for _ in 0..8 {
            object = match object {
                Object::Ref(id) => match self.objects.get(&id.number) {
                    Some(changed) => changed.clone(),
                    None => document.load(id)?,
                },
                other => return Ok(other),
            };
        }
        document.get(&object)
    }

    /// As [`get`](Self::get), an empty dictionary if it is none.
    pub fn dict(&self, document: &Document, object: &Object) -> Result<Dict> {
        Ok(self.get(document, object)?.dict().cloned().unwrap_or_default())
    }

    /// As [`get`](Self::get), an empty array if it is none.
    pub fn array(&self, document: &Document, object: &Object) -> Result<Rc<Vec<Object>>> {
        Ok(if let Object::Array(items) = self.get(document, object)? { items } else { Rc::default() })
    }

    /// A page as it is by now.
    pub fn page(&self, document: &Document, index: u32) -> Result<Page> {
        let mut page = document.page(index)?;
        if let Some(dict) = self.pages.get(&index) {
            page.dict = dict.clone();
        }
        Ok(page)
    }
}

impl Editor for Changes {
    fn edit(&mut self, _: &Document, id: Id, object: Object) -> Result<Object> {
        Ok(self.objects.get(&id.number).cloned().unwrap_or(object))
    }
}

/// A stream of these bytes, packed if that makes it smaller.
pub(crate) fn packed(dict: Dict, bytes: &[u8]) -> Object {
    let small = deflate(bytes);
    let (dict, bytes) = if small.len() < bytes.len() {
        (dict.with("Filter", Object::name("FlateDecode")), small)
    } else {
        (dict, bytes.to_vec())
    };
    Object::Stream(Rc::new(Stream { dict, data: Data::Bytes(Rc::new(bytes)) }))
}
