//! A dictionary in the order of its file, because what is written again shall look as it was.

use std::rc::Rc;

use super::Object;

/// Names and what they stand for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dict(Vec<(Rc<[u8]>, Object)>);

const NULL: &Object = &Object::Null;

impl Dict {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// What a name stands for, null if for nothing. Of entries with the same name the last one counts, as elsewhere.
    pub fn get(&self, name: &str) -> &Object {
        self.get_bytes(name.as_bytes())
    }

    /// As [`get`](Dict::get) for a name that is no text.
    pub fn get_bytes(&self, name: &[u8]) -> &Object {
        self.0.iter().rev().find(|(known, _)| **known == *name).map_or(NULL, |(_, value)| value)
    }

    /// Whether there is an entry.
    pub fn has(&self, name: &str) -> bool {
        !self.get(name).is_null()
    }

    /// Whether its type is this.
    pub fn is(&self, kind: &str) -> bool {
        self.get("Type").is_name(kind)
    }

    /// Sets or replaces an entry; null removes it.
    pub fn set(&mut self, name: &str, value: impl Into<Object>) {
        self.set_bytes(name.as_bytes(), value.into());
    }

    /// As [`set`](Dict::set) for a name that is no text.
    pub fn set_bytes(&mut self, name: &[u8], value: Object) {
        let at = self.0.iter().rposition(|(known, _)| **known == *name);
        match at {
            _ if value.is_null() => self.0.retain(|(known, _)| **known != *name),
            Some(at) => self.0[at].1 = value,
            None => self.0.push((name.into(), value)),
        }
    }

    /// The same with one more entry.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Object>) -> Self {
        self.set(name, value);
        self
    }

    /// Takes an entry out.
    pub fn remove(&mut self, name: &str) {
        self.set(name, Object::Null);
    }

    /// The entries in order.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &Object)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// The entries in order, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&[u8], &mut Object)> {
        self.0.iter_mut().map(|(name, value)| (&**name, value))
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// While reading: an entry whose name nobody has looked for yet.
    pub(super) fn push(&mut self, name: Rc<[u8]>, value: Object) {
        self.0.push((name, value));
    }
}
