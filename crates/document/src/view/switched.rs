//! Pages that the renderer cannot take as the document has them: with layers switched as a person wants, or with annotations
//! that bring no look. It is given a page of its own that has them as they are to be seen.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use super::sliced::Sliced;
use super::{Limits, Reader};
use crate::cos::Source;
use crate::{Look, Result};

/// So many pages stay open.
const OPEN: usize = 4;

/// Page, layers to hide, layers to show.
type Key = (u32, Vec<u32>, Vec<u32>);

/// The objects of a document that the renderer has as a whole, and its pages that were cut out.
pub(super) struct Switched {
    source: Rc<dyn Source>,
    password: String,
    limits: Limits,
    file: OnceCell<Sliced>,
    open: RefCell<Vec<(Key, Rc<Reader>)>>,
}

impl Switched {
    /// Of a document that is open already.
    pub fn new(source: Rc<dyn Source>, password: &str, limits: Limits) -> Self {
        Self {
            source,
            password: password.to_owned(),
            limits,
            file: OnceCell::new(),
            open: RefCell::default(),
        }
    }

    /// The reader of one page, with the layers as they are to be seen.
    pub fn reader(&self, page: u32, look: &Look) -> Result<Rc<Reader>> {
        let key = (page, look.hide.clone(), look.show.clone());
        let mut open = self.open.borrow_mut();
        if let Some(at) = open.iter().position(|(known, _)| *known == key) {
            return Ok(open[at].1.clone());
        }
        let slice = self.file()?.slice(page, &look.hide, &look.show)?;
        let reader = Rc::new(Reader::open(slice, "", self.limits)?);
        if open.len() == OPEN {
            open.remove(0);
        }
        open.push((key, reader.clone()));
        Ok(reader)
    }

    /// The document as its objects.
    pub fn file(&self) -> Result<&Sliced> {
        if let Some(file) = self.file.get() {
            return Ok(file);
        }
        let file = Sliced::open(self.source.clone(), &self.password)?;
        Ok(self.file.get_or_init(|| file))
    }
}
