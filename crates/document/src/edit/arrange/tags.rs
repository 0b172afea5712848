//! The tags that say what is a heading and what a paragraph: those of files whose pages are all kept.

use super::Origin;
use super::catalog::Parts;
use crate::Result;
use crate::cos::{Copy, Dict, Document, Id, Object, Writer};

const LEVELS: usize = 64;
const ENTRIES: usize = 2_000_000;

/// The root of the new tree, and where content finds its tags.
pub(super) struct Tags {
    root: Option<Id>,
    /// The next free number.
    next: i64,
}

impl Tags {
    /// Decides whose tags are kept and how far their numbers move.
    pub fn new(
        origins: &mut [Origin],
        copies: &mut [Copy],
        writer: &mut Writer,
        wanted: bool,
    ) -> Result<Self> {
        let mut tags = Self { root: None, next: 0 };
        for (origin, copy) in origins.iter_mut().zip(copies) {
            let catalog = origin.document.catalog()?;
            let root = origin.document.dict(catalog.get("StructTreeRoot"))?;
            if !wanted || !origin.whole || root.is_empty() {
                continue;
            }
            let new = *tags.root.get_or_insert_with(|| writer.reserve());
            if let Some(old) = catalog.get("StructTreeRoot").as_ref() {
                copy.place(old, new);
            }
            origin.shift = Some(tags.next);
            let entries = numbers(origin.document, root.get("ParentTree"))?;
            let highest = entries.iter().map(|(number, _)| *number).max().unwrap_or(-1);
            tags.next = tags.next.saturating_add(highest.clamp(-1, 1 << 40) + 1);
        }
        Ok(tags)
    }

    pub fn write(&mut self, catalog: &mut Dict, parts: &mut Parts) -> Result<()> {
        let Some(new) = self.root else { return Ok(()) };
        let (mut kids, mut entries) = (Vec::new(), Vec::new());
        let mut maps = [("RoleMap", Dict::new()), ("ClassMap", Dict::new())];
        for (origin, copy) in parts.origins.iter().zip(parts.copies.iter_mut()) {
            let Some(shift) = origin.shift else { continue };
            let document = origin.document;
            let root = document.dict(document.catalog()?.get("StructTreeRoot"))?;
            match document.get(root.get("K"))? {
                Object::Array(items) => kids.extend(items.iter().map(|kid| copy.object(kid, parts.writer))),
                Object::Null => {}
                _ => kids.push(copy.object(root.get("K"), parts.writer)),
            }
            for (number, value) in numbers(document, root.get("ParentTree"))? {
                entries.push(Object::Int(number + shift));
                entries.push(copy.object(&value, parts.writer));
            }
            for (name, map) in &mut maps {
                for (key, value) in document.dict(root.get(name))?.iter() {
                    if map.get_bytes(key).is_null() {
                        map.set_bytes(key, copy.object(value, parts.writer));
                    }
                }
            }
        }
        let tree = parts.writer.add(&Dict::new().with("Nums", Object::array(entries)).into())?;
        let mut root = Dict::new()
            .with("Type", Object::name("StructTreeRoot"))
            .with("K", Object::array(kids))
            .with("ParentTree", tree)
            .with("ParentTreeNextKey", self.next);
        for (name, map) in maps {
            if !map.is_empty() {
                root.set(name, map);
            }
        }
        parts.writer.put(new, &root.into())?;
        catalog.set("StructTreeRoot", new);
        catalog.set("MarkInfo", Dict::new().with("Marked", Object::Bool(true)));
        Ok(())
    }
}

/// All entries of a number tree.
pub(super) fn numbers(document: &Document, root: &Object) -> Result<Vec<(i64, Object)>> {
    let mut found = Vec::new();
    let mut waiting = vec![(root.clone(), 0)];
    let mut visited = 0;
    while let Some((node, level)) = waiting.pop() {
        visited += 1;
        if level > LEVELS || visited > ENTRIES || found.len() > ENTRIES {
            break;
        }
        let dict = document.dict(&node)?;
        for pair in document.array(dict.get("Nums"))?.chunks_exact(2) {
            if let Some(number) = document.get(&pair[0])?.as_int() {
                found.push((number, pair[1].clone()));
            }
        }
        waiting.extend(document.array(dict.get("Kids"))?.iter().map(|kid| (kid.clone(), level + 1)));
    }
    found.sort_by_key(|(number, _)| *number);
    found.dedup_by_key(|(number, _)| *number);
    Ok(found)
}
