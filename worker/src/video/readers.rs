//! Who reads packets of several files.
//!
//! A film of many files takes one after the other, and each reader keeps some megabytes: so only those that were used last stay.

use std::rc::Rc;

use super::hold::{Held, Packets};

/// Where two films meet, both are read.
const MOST: usize = 2;

/// Readers of files.
pub(super) struct Readers {
    sources: Vec<Rc<Held>>,
    /// Of which file, the latest last.
    open: Vec<(usize, Packets)>,
}

impl Readers {
    /// Of these files.
    pub fn of(sources: &[Rc<Held>]) -> Self {
        Self { sources: sources.to_vec(), open: Vec::new() }
    }

    /// The reader of one of them.
    pub fn at(&mut self, source: usize) -> Option<&mut Packets> {
        let one = match self.open.iter().position(|(known, _)| *known == source) {
            Some(at) => self.open.remove(at),
            None => {
                let packets = Packets::of(self.sources.get(source)?);
                if self.open.len() == MOST {
                    self.open.remove(0);
                }
                (source, packets)
            }
        };
        self.open.push(one);
        self.open.last_mut().map(|(_, packets)| packets)
    }
}
