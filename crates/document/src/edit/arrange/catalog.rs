//! What a document says beside its pages.

use std::collections::BTreeMap;

use super::tags::numbers;
use super::{Origin, Place};
use crate::Result;
use crate::cos::{Copy, Dict, Object, Writer};
use crate::edit::Finish;

/// Where the parts of a catalog come from and go to.
pub(super) struct Parts<'p, 'a, 's> {
    pub origins: &'p mut Vec<Origin<'a>>,
    pub copies: &'p mut Vec<Copy<'a>>,
    pub writer: &'p mut Writer<'s>,
}

/// A page's label: how its number is written, what stands before it, the number.
#[derive(Clone, PartialEq)]
struct Label {
    style: Object,
    prefix: Object,
    number: i64,
}

/// The labels of pages go with them.
pub(super) fn labels(catalog: &mut Dict, places: &[Place], parts: &mut Parts) -> Result<()> {
    let mut known = Vec::new();
    for origin in parts.origins.iter() {
        let root = origin.document.catalog()?.get("PageLabels").clone();
        let mut ranges = Vec::new();
        for (start, range) in numbers(origin.document, &root)? {
            let dict = origin.document.dict(&range)?;
            let get = |name: &str| origin.document.get(dict.get(name));
            let label =
                Label { style: get("S")?, prefix: get("P")?, number: get("St")?.as_int().unwrap_or(1) };
            ranges.push((start, label));
        }
        known.push(ranges);
    }
    if known.iter().all(Vec::is_empty) {
        return Ok(());
    }
    let mut entries = Vec::new();
    let mut expected: Option<Label> = None;
    for (at, place) in places.iter().enumerate() {
        let own = match *place {
            Place::Page { file, page, .. } => {
                let ranges = &known[file];
                let range = ranges.iter().rev().find(|(start, _)| *start <= i64::from(page));
                range.map(|(start, label)| Label {
                    number: label.number + i64::from(page) - start,
                    ..label.clone()
                })
            }
            Place::Blank { .. } => None,
        };
        let decimal = || Label { style: Object::name("D"), prefix: Object::Null, number: at as i64 + 1 };
        let own = own.unwrap_or_else(decimal);
        if expected.as_ref() != Some(&own) {
            let mut dict = Dict::new().with("S", own.style.clone()).with("P", own.prefix.clone());
            if !own.style.is_null() && own.number != 1 {
                dict.set("St", own.number);
            }
            entries.extend([Object::Int(at as i64), dict.into()]);
        }
        let step = i64::from(!own.style.is_null());
        expected = Some(Label { number: own.number + step, ..own });
    }
    catalog.set("PageLabels", Dict::new().with("Nums", Object::array(entries)));
    Ok(())
}

/// The layers of all files, in one list.
pub(super) fn layers(catalog: &mut Dict, parts: &mut Parts) -> Result<()> {
    const LISTS: [&str; 6] = ["ON", "OFF", "Order", "RBGroups", "Locked", "AS"];
    let mut groups = Vec::new();
    let mut lists: [Vec<Object>; 6] = Default::default();
    let mut first = Dict::new();
    for (origin, copy) in parts.origins.iter().zip(parts.copies.iter_mut()) {
        if origin.kept.is_empty() {
            continue;
        }
        let document = origin.document;
        let layers = document.dict(document.catalog()?.get("OCProperties"))?;
        let settings = document.dict(layers.get("D"))?;
        groups
            .extend(document.array(layers.get("OCGs"))?.iter().map(|group| copy.object(group, parts.writer)));
        for (name, list) in LISTS.iter().zip(&mut lists) {
            list.extend(
                document.array(settings.get(name))?.iter().map(|item| copy.object(item, parts.writer)),
            );
        }
        if first.is_empty() {
            first = (*settings).clone();
            LISTS.iter().for_each(|name| first.remove(name));
            first = copy.dict(&first, parts.writer);
        }
    }
    if groups.is_empty() {
        return Ok(());
    }
    for (name, list) in LISTS.iter().zip(lists) {
        if !list.is_empty() {
            first.set(name, Object::array(list));
        }
    }
    catalog.set("OCProperties", Dict::new().with("OCGs", Object::array(groups)).with("D", first));
    Ok(())
}

/// Attached files, and the names by which other documents know places in this one.
pub(super) fn names(catalog: &mut Dict, parts: &mut Parts) -> Result<()> {
    let mut files: BTreeMap<Vec<u8>, Object> = BTreeMap::new();
    let mut places: BTreeMap<Vec<u8>, Object> = BTreeMap::new();
    for (origin, copy) in parts.origins.iter().zip(parts.copies.iter_mut()) {
        let (document, changes) = (origin.document, &origin.changes);
        let names = changes.dict(document, document.catalog()?.get("Names"))?;
        let own = changes.dict(document, names.get("Dests"))?;
        if !origin.whole {
            continue;
        }
        let files_go = origin.censor.as_ref().is_some_and(|censor| censor.files);
        let embedded = if files_go { Object::Null } else { names.get("EmbeddedFiles").clone() };
        for (name, file) in document.names(&changes.get(document, &embedded)?)? {
            let unused = |name: &Vec<u8>| !files.contains_key(name);
            let again = |n: usize| {
                if n == 1 { name.clone() } else { [&name[..], format!(" {n}").as_bytes()].concat() }
            };
            let name = (1..).map(again).find(unused).unwrap_or_default();
            files.insert(name, copy.object(&file, parts.writer));
        }
        let mut known = document.names(&own.into())?;
        let old = document.dict(document.catalog()?.get("Dests"))?;
        known.extend(old.iter().map(|(name, target)| (name.to_vec(), target.clone())));
        for (name, target) in known {
            if let Some(target) = origin.destination(&target)? {
                places.entry(name).or_insert_with(|| copy.object(&target, parts.writer));
            }
        }
    }
    let list = |names: BTreeMap<Vec<u8>, Object>| {
        let pairs = names.into_iter().flat_map(|(name, value)| [Object::string(name), value]);
        Dict::new().with("Names", Object::array(pairs))
    };
    let mut all = Dict::new();
    for (name, entries) in [("EmbeddedFiles", files), ("Dests", places)] {
        if !entries.is_empty() {
            let id = parts.writer.add(&list(entries).into())?;
            all.set(name, id);
        }
    }
    if let ([origin], [copy]) = (&parts.origins[..], &mut parts.copies[..])
        && origin.whole
        && origin.censor.is_none()
    {
        let names = origin.changes.dict(origin.document, origin.document.catalog()?.get("Names"))?;
        all.set("JavaScript", copy.object(names.get("JavaScript"), parts.writer));
    }
    if !all.is_empty() {
        catalog.set("Names", all);
    }
    Ok(())
}

/// What is said about a document as a whole, if that is all there is.
pub(super) fn whole(catalog: &mut Dict, finish: &Finish, parts: &mut Parts) -> Result<()> {
    let alone = parts.origins.len() == 1;
    let (Some(origin), Some(copy)) = (parts.origins.first(), parts.copies.first_mut()) else { return Ok(()) };
    let old = origin.document.catalog()?;
    catalog.set("Lang", copy.object(old.get("Lang"), parts.writer));
    if !alone || !origin.whole {
        return Ok(());
    }
    for name in ["ViewerPreferences", "PageLayout", "PageMode", "OutputIntents", "AA", "Collection"] {
        catalog.set(name, copy.object(old.get(name), parts.writer));
    }
    if finish.metadata.is_none() && origin.censor.is_none() {
        catalog.set("Metadata", copy.object(old.get("Metadata"), parts.writer));
    }
    let open = origin.document.get(old.get("OpenAction"))?;
    let open = match &open {
        Object::Array(_) => origin.destination(&open)?.unwrap_or_default(),
        Object::Dict(action) if action.get("S").is_name("GoTo") => {
            origin.destination(action.get("D"))?.unwrap_or_default()
        }
        other => other.clone(),
    };
    catalog.set("OpenAction", copy.object(&open, parts.writer));
    Ok(())
}

/// Title, author and the like.
pub(super) fn info(finish: &Finish, parts: &mut Parts) -> Result<Dict> {
    let mut info = Dict::new();
    let secret = |origin: &&Origin| origin.censor.as_ref().is_some_and(|censor| censor.metadata);
    if let Some(origin) = parts.origins.iter().find(|origin| !origin.kept.is_empty() && !secret(origin)) {
        let old = origin.changes.dict(origin.document, origin.document.trailer().get("Info"))?;
        for name in ["Title", "Author", "Subject", "Keywords", "Creator", "CreationDate", "ModDate"] {
            let value = origin.changes.get(origin.document, old.get(name))?;
            if value.as_string().is_some() {
                info.set(name, value);
            }
        }
    }
    if let Some(own) = &finish.metadata {
        let texts = [
            ("Title", &own.title),
            ("Author", &own.author),
            ("Subject", &own.subject),
            ("Keywords", &own.keywords),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                info.set(name, if text.is_empty() { Object::Null } else { Object::text(text) });
            }
        }
    }
    Ok(info)
}
