//! The outline: every heading whose page is kept.

use std::collections::HashSet;

use super::Origin;
use super::catalog::Parts;
use super::destination;
use crate::Result;
use crate::cos::{Copy, Dict, Id, Object, Writer};
use crate::edit::Bookmarks;

/// Headings of one document, and levels of them.
const HEADINGS: usize = 200_000;
const LEVELS: usize = 64;

/// A heading; those of pages that are not kept have left their place to their own.
struct Heading {
    dict: Dict,
    open: bool,
    kids: Vec<Heading>,
}

pub(super) fn write(
    catalog: &mut Dict,
    bookmarks: Bookmarks,
    parts: &mut Parts,
    new: impl Fn(usize) -> Id,
) -> Result<()> {
    if bookmarks == Bookmarks::Drop {
        return Ok(());
    }
    let mut all = Vec::new();
    for (origin, copy) in parts.origins.iter().zip(parts.copies.iter_mut()) {
        let root = origin.document.dict(origin.document.catalog()?.get("Outlines"))?;
        let mut reader = Reader { origin, copy, writer: parts.writer, new: &new, seen: HashSet::new() };
        let kids = reader.read(root.get("First"), 0)?;
        match (bookmarks, origin.kept.values().min()) {
            (Bookmarks::PerFile, Some(first)) => {
                let title = origin.name.rsplit_once('.').map_or(&origin.name[..], |(stem, _)| stem);
                let dict = Dict::new()
                    .with("Title", Object::text(title))
                    .with("Dest", destination(new(*first), &[]));
                all.push((*first, vec![Heading { dict, open: false, kids }]));
            }
            (_, first) => all.push((first.copied().unwrap_or(usize::MAX), kids)),
        }
    }
    all.sort_by_key(|(first, _)| *first);
    let all: Vec<Heading> = all.into_iter().flat_map(|(_, kids)| kids).collect();
    if all.is_empty() {
        return Ok(());
    }
    let root = parts.writer.reserve();
    let (first, last, count) = put(all, root, parts.writer)?;
    let dict = Dict::new()
        .with("Type", Object::name("Outlines"))
        .with("First", first)
        .with("Last", last)
        .with("Count", count);
    parts.writer.put(root, &dict.into())?;
    catalog.set("Outlines", root);
    Ok(())
}

struct Reader<'r, 'a, 'w, 's> {
    origin: &'r Origin<'a>,
    copy: &'r mut Copy<'a>,
    writer: &'w mut Writer<'s>,
    new: &'r dyn Fn(usize) -> Id,
    seen: HashSet<u32>,
}

impl Reader<'_, '_, '_, '_> {
    fn read(&mut self, first: &Object, level: usize) -> Result<Vec<Heading>> {
        let mut headings = Vec::new();
        let mut next = first.clone();
        while let Some(id) = next.as_ref() {
            if level > LEVELS || self.seen.len() > HEADINGS || !self.seen.insert(id.number) {
                break;
            }
            let (origin, document) = (self.origin, self.origin.document);
            let old = origin.changes.dict(document, &next)?;
            let kids = self.read(old.get("First"), level + 1)?;
            next = old.get("Next").clone();
            match self.heading(&old)? {
                Some(dict) => {
                    let open = document.get(old.get("Count"))?.as_int().unwrap_or(0) > 0;
                    headings.push(Heading { dict, open, kids });
                }
                None => headings.extend(kids),
            }
        }
        Ok(headings)
    }

    /// What is kept of a heading, if it is.
    fn heading(&mut self, old: &Dict) -> Result<Option<Dict>> {
        let (origin, document) = (self.origin, self.origin.document);
        let action = origin.changes.dict(document, old.get("A"))?;
        let target = if action.get("S").is_name("GoTo") { action.get("D") } else { old.get("Dest") };
        let title = origin.changes.get(document, old.get("Title"))?;
        let mut dict = Dict::new().with("Title", if title.is_null() { Object::text("") } else { title });
        match document.target(target)? {
            Some((page, view)) => {
                let Some(at) = origin.kept.get(&page) else { return Ok(None) };
                let view: Vec<Object> = view.iter().map(|item| document.get(item)).collect::<Result<_>>()?;
                dict.set("Dest", destination((self.new)(*at), &view));
            }
            // It leads nowhere in the document: that is kept with all of it.
            None if !origin.whole => return Ok(None),
            None if action.is_empty() || action.get("S").is_name("GoTo") => {}
            None => dict.set("A", self.copy.dict(&action, self.writer)),
        }
        for name in ["C", "F"] {
            dict.set(name, document.get(old.get(name))?);
        }
        Ok(Some(dict))
    }
}

/// Writes headings; answers with the first, the last, and how many can be seen.
fn put(headings: Vec<Heading>, parent: Id, writer: &mut Writer) -> Result<(Id, Id, i64)> {
    let ids: Vec<Id> = headings.iter().map(|_| writer.reserve()).collect();
    let mut seen = ids.len() as i64;
    for (at, heading) in headings.into_iter().enumerate() {
        let mut dict = heading.dict.with("Parent", parent);
        if at > 0 {
            dict.set("Prev", ids[at - 1]);
        }
        if let Some(next) = ids.get(at + 1) {
            dict.set("Next", *next);
        }
        if !heading.kids.is_empty() {
            let (first, last, count) = put(heading.kids, ids[at], writer)?;
            dict.set("First", first);
            dict.set("Last", last);
            dict.set("Count", if heading.open { count } else { -count });
            seen += if heading.open { count } else { 0 };
        }
        writer.put(ids[at], &dict.into())?;
    }
    Ok((ids.first().copied().unwrap_or(parent), ids.last().copied().unwrap_or(parent), seen))
}
