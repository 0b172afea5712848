//! Copying objects, and all that they refer to, from one file into another.
//!
//! Objects are read, changed, written and forgotten one by one; only the names stay. Pages are copied by whoever knows
//! which ones shall be there: a reference to any other page leads to nothing, so that a link does not drag in a document.

use std::cell::Cell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use super::{Dict, Document, Id, Object, Writer};
use crate::Result;

/// Changes objects on their way.
pub trait Editor {
    /// The object that is written instead of this one, which is that of `id` in the document.
    ///
    /// # Errors
    /// Whatever shall end the copying.
    fn edit(&mut self, document: &Document, id: Id, object: Object) -> Result<Object>;
}

/// Changes nothing.
impl Editor for () {
    fn edit(&mut self, _: &Document, _: Id, object: Object) -> Result<Object> {
        Ok(object)
    }
}

/// What was copied from a document, under which names.
pub struct Copy<'d> {
    document: &'d Document,
    names: HashMap<u32, Id>,
    twins: HashMap<u32, Twin>,
    waiting: VecDeque<(Id, Id)>,
}

/// The name that objects which are the same have in the new file, once one of them is there.
pub(crate) type Twin = Rc<Cell<Option<Id>>>;

impl<'d> Copy<'d> {
    /// Of nothing yet.
    pub fn new(document: &'d Document) -> Self {
        Self { document, names: HashMap::new(), twins: HashMap::new(), waiting: VecDeque::new() }
    }

    /// The document.
    pub fn document(&self) -> &'d Document {
        self.document
    }

    /// Says under which name an object is written by somebody else.
    pub fn place(&mut self, old: Id, new: Id) {
        self.names.insert(old.number, new);
    }

    /// The name of an object in the new file, if it has one.
    pub fn placed(&self, old: Id) -> Option<Id> {
        self.names.get(&old.number).copied()
    }

    /// Says that an object is the same as others: the one that is reached first is written for all.
    #[cfg(feature = "edit")]
    pub(crate) fn share(&mut self, old: Id, twin: Twin) {
        self.twins.insert(old.number, twin);
    }

    /// An object with the names of the new file; what it refers to is copied by the next [`flush`](Self::flush).
    pub fn object(&mut self, object: &Object, writer: &mut Writer) -> Object {
        match object {
            Object::Ref(id) => Object::Ref(*self.names.entry(id.number).or_insert_with(|| {
                let twin = self.twins.get(&id.number).cloned().unwrap_or_default();
                twin.get().unwrap_or_else(|| {
                    let new = writer.reserve();
                    twin.set(Some(new));
                    self.waiting.push_back((*id, new));
                    new
                })
            })),
            Object::Array(items) => {
                Object::Array(Rc::new(items.iter().map(|item| self.object(item, writer)).collect()))
            }
            Object::Dict(dict) => self.dict(dict, writer).into(),
            other => other.clone(),
        }
    }

    /// As [`object`](Self::object).
    pub fn dict(&mut self, dict: &Dict, writer: &mut Writer) -> Dict {
        let mut copy = dict.clone();
        for (_, value) in copy.iter_mut() {
            *value = self.object(value, writer);
        }
        copy
    }

    /// Writes what is waiting, and what that refers to. After each object it asks whether to go on.
    ///
    /// # Errors
    /// Those of the source, the sink, the editor, and of `step`.
    pub fn flush(
        &mut self,
        writer: &mut Writer,
        editor: &mut dyn Editor,
        step: &mut dyn FnMut() -> Result<()>,
    ) -> Result<()> {
        while let Some((old, new)) = self.waiting.pop_front() {
            step()?;
            let object = self.document.load(old)?;
            let object = editor.edit(self.document, old, object)?;
            self.write(new, object, writer)?;
        }
        Ok(())
    }

    /// Writes one object under a name.
    ///
    /// # Errors
    /// Those of the source and the sink.
    pub fn write(&mut self, new: Id, object: Object, writer: &mut Writer) -> Result<()> {
        if let Some(dict) = object.dict()
            && (dict.is("Page") || dict.is("Pages") || dict.is("Catalog"))
        {
            return writer.put(new, &Object::Null);
        }
        match &object {
            Object::Stream(stream) => {
                let mut dict = self.plain(&stream.dict)?;
                dict.remove("Length");
                let dict = self.dict(&dict, writer);
                writer.transfer(new, self.document, stream, &dict)
            }
            other => {
                let object = self.object(other, writer);
                writer.put(new, &object)
            }
        }
    }

    /// A stream's dictionary without the filter that says how it was encrypted: it is not any more.
    fn plain(&self, dict: &Dict) -> Result<Dict> {
        if !self.document.is_encrypted() {
            return Ok(dict.clone());
        }
        let mut dict = dict.clone();
        let filter = self.document.get(dict.get("Filter"))?;
        let drop = |object: Object| match object {
            Object::Array(items) => Object::array(items.iter().skip(1).cloned()),
            _ => Object::Null,
        };
        let first = filter.as_array().and_then(|filters| filters.first()).cloned().unwrap_or(filter.clone());
        if first.is_name("Crypt") {
            dict.set("Filter", drop(filter));
            let parameters = self.document.get(dict.get("DecodeParms"))?;
            dict.set("DecodeParms", drop(parameters));
        }
        Ok(dict)
    }
}
