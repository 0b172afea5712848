//! Name trees and number trees: sorted lists of strings or numbers and what they stand for, cut into nodes.

use std::collections::HashSet;

use super::limits::LEVELS;
use super::{Document, Id, Object};
use crate::Result;

impl Document {
    /// What a name of a destination stands for: an array or a dictionary with one. Null if nothing.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn destination(&self, name: &[u8]) -> Result<Object> {
        let catalog = self.catalog()?;
        let old = self.dict(catalog.get("Dests"))?.get_bytes(name).clone();
        if !old.is_null() {
            return self.get(&old);
        }
        let names = self.dict(catalog.get("Names"))?;
        let found = self.find(names.get("Dests"), name, &mut HashSet::new(), 0)?;
        self.get(&found.unwrap_or_default())
    }

    fn find(
        &self,
        node: &Object,
        name: &[u8],
        seen: &mut HashSet<Id>,
        level: usize,
    ) -> Result<Option<Object>> {
        if level > LEVELS || node.as_ref().is_some_and(|id| !seen.insert(id)) {
            return Ok(None);
        }
        let dict = self.dict(node)?;
        let names = self.array(dict.get("Names"))?;
        for pair in names.chunks_exact(2) {
            if self.get(&pair[0])?.as_string() == Some(name) {
                return Ok(Some(pair[1].clone()));
            }
        }
        let kids = self.array(dict.get("Kids"))?;
        for kid in kids.iter() {
            let limits = self.array(self.dict(kid)?.get("Limits"))?;
            let limit = |at: usize| limits.get(at).map(|limit| self.get(limit)).transpose();
            let (first, last) = (limit(0)?, limit(1)?);
            let inside =
                match (first.as_ref().and_then(Object::as_string), last.as_ref().and_then(Object::as_string))
                {
                    (Some(first), Some(last)) => first <= name && name <= last,
                    _ => true,
                };
            if inside && let Some(found) = self.find(kid, name, seen, level + 1)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// All entries of a name tree, at most a million.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn names(&self, root: &Object) -> Result<Vec<(Vec<u8>, Object)>> {
        let named = |(name, value): (Object, Object)| Some((name.as_string()?.to_vec(), value));
        Ok(self.entries(root, "Names")?.into_iter().filter_map(named).collect())
    }

    /// All entries of a number tree, at most a million.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn numbers(&self, root: &Object) -> Result<Vec<(i64, Object)>> {
        let numbered = |(number, value): (Object, Object)| Some((number.as_int()?, value));
        Ok(self.entries(root, "Nums")?.into_iter().filter_map(numbered).collect())
    }

    fn entries(&self, root: &Object, leaf: &str) -> Result<Vec<(Object, Object)>> {
        let mut found = Vec::new();
        self.gather(root, leaf, &mut found, &mut HashSet::new(), 0)?;
        Ok(found)
    }

    fn gather(
        &self,
        node: &Object,
        leaf: &str,
        found: &mut Vec<(Object, Object)>,
        seen: &mut HashSet<Id>,
        level: usize,
    ) -> Result<()> {
        if level > LEVELS || found.len() > 1_000_000 || node.as_ref().is_some_and(|id| !seen.insert(id)) {
            return Ok(());
        }
        let dict = self.dict(node)?;
        for pair in self.array(dict.get(leaf))?.chunks_exact(2) {
            found.push((self.get(&pair[0])?, pair[1].clone()));
        }
        for kid in self.array(dict.get("Kids"))?.iter() {
            self.gather(kid, leaf, found, seen, level + 1)?;
        }
        Ok(())
    }

    /// The page that a destination leads to, from 0: an array, a name, or a dictionary around one. `None` if to none.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn target(&self, destination: &Object) -> Result<Option<(u32, Vec<Object>)>> {
        let mut destination = self.get(destination)?;
        for _ in 0..4 {
            destination = match &destination {
                Object::Name(name) => self.destination(name)?,
                Object::String(name) => self.destination(name)?,
                Object::Dict(dict) => self.get(dict.get("D"))?,
                _ => break,
            };
        }
        let Some([page, view @ ..]) = destination.as_array() else { return Ok(None) };
        let index = match page {
            Object::Ref(id) => self.page_index(*id)?,
            Object::Int(index) => u32::try_from(*index).ok(),
            _ => None,
        };
        Ok(index.map(|index| (index, view.to_vec())))
    }
}
