//! Finding the objects of a file whose cross-references are damaged: one pass over its bytes.
//!
//! The pass is streamed, so it costs time but no memory. What comes later in the file counts, as a later revision does.

use std::collections::HashMap;

use memchr::memmem::Finder;

use super::document::Document;
use super::lex::is_space;
use super::limits::OBJECTS;
use super::source::Reader;
use super::xref::Entry;
use super::{Dict, Object, objstm};
use crate::Result;

const CHUNK: u64 = 1 << 20;
/// Chunks overlap, so that what lies across their edge is seen.
const OVERLAP: u64 = 256;

/// What a scan finds.
#[derive(Default)]
pub(crate) struct Scan {
    /// Where each object is.
    pub entries: HashMap<u32, Entry>,
    /// What could be the trailer, best last.
    pub trailers: Vec<Dict>,
}

/// Marks on the way and what they mean.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Object(u32),
    Trailer,
    Xref,
    Catalog,
}

/// Looks through the whole file.
pub(crate) fn scan(document: &Document) -> Result<Scan> {
    let marks = marks(document.reader())?;
    let mut scan = Scan::default();
    let mut current = None;
    let mut catalogs = Vec::new();
    let mut xrefs = Vec::new();
    let mut trailers = Vec::new();
    for (at, mark) in marks {
        match mark {
            Mark::Object(number) => {
                scan.entries.insert(number, Entry::At(at));
                current = Some((number, at));
            }
            Mark::Trailer => trailers.push(at),
            Mark::Xref => xrefs.extend(current),
            Mark::Catalog => catalogs.extend(current),
        }
    }
    for (number, _) in catalogs {
        let id = super::Id { number, generation: 0 };
        scan.trailers.push(Dict::new().with("Root", id));
    }
    for (_, at) in xrefs {
        if let Some((_, Object::Stream(stream))) = document.object_at(at, None)? {
            scan.trailers.push(stream.dict.clone());
        }
    }
    for at in trailers {
        if let Some((Object::Dict(dict), _)) = document.bare_object(at)? {
            scan.trailers.push((*dict).clone());
        }
    }
    scan.trailers.retain(|dict| dict.has("Root"));
    Ok(scan)
}

/// The objects inside the object streams of a scan, which can be read once the key is known.
pub(crate) fn contents(document: &Document, scan: &HashMap<u32, Entry>) -> Result<Vec<(u32, Entry)>> {
    let mut streams: Vec<(u64, u32)> = scan
        .iter()
        .filter_map(|(number, entry)| if let Entry::At(at) = entry { Some((*at, *number)) } else { None })
        .collect();
    streams.sort_unstable();
    let mut found = HashMap::new();
    for (at, number) in streams {
        let head = document.reader().read(at..at + 512)?;
        if Finder::new("ObjStm").find(&head).is_none() {
            continue;
        }
        let Some((_, Object::Stream(stream))) = document.object_at(at, None)? else { continue };
        if !stream.dict.is("ObjStm") {
            continue;
        }
        for (index, inner) in objstm::numbers(document, &stream)?.into_iter().enumerate() {
            let known = matches!(scan.get(&inner), Some(Entry::At(own)) if *own > at);
            if !known && inner <= OBJECTS {
                found.insert(inner, Entry::In { stream: number, index: index as u32 });
            }
        }
    }
    Ok(found.into_iter().collect())
}

fn marks(reader: &Reader) -> Result<Vec<(u64, Mark)>> {
    let finders = [
        (Finder::new("obj"), Mark::Object(0)),
        (Finder::new("trailer"), Mark::Trailer),
        (Finder::new("/XRef"), Mark::Xref),
        (Finder::new("/Catalog"), Mark::Catalog),
    ];
    let mut marks = Vec::new();
    let mut start = 0;
    while start < reader.size() {
        let from = start.saturating_sub(OVERLAP);
        let bytes = reader.read(from..start + CHUNK)?;
        // What ends in the overlap was seen before.
        let fresh = (start - from) as usize;
        for (finder, mark) in &finders {
            let len = finder.needle().len();
            for at in finder.find_iter(&bytes).filter(|at| at + len > fresh) {
                match mark {
                    Mark::Object(_) => {
                        if let Some((number, begin)) = header(&bytes, at) {
                            marks.push((from + begin as u64, Mark::Object(number)));
                        }
                    }
                    Mark::Trailer => marks.push((from + (at + len) as u64, *mark)),
                    _ => marks.push((from + at as u64, *mark)),
                }
            }
        }
        start += CHUNK;
    }
    marks.sort_by_key(|(at, _)| *at);
    Ok(marks)
}

/// Reads `12 0 ` backwards from `obj`: the number and where it begins.
fn header(bytes: &[u8], obj: usize) -> Option<(u32, usize)> {
    let spaces = |at: &mut usize| {
        let end = *at;
        while *at > 0 && is_space(bytes[*at - 1]) {
            *at -= 1;
        }
        *at < end
    };
    let digits = |at: &mut usize| {
        let end = *at;
        while *at > 0 && bytes[*at - 1].is_ascii_digit() {
            *at -= 1;
        }
        (*at < end && end - *at <= 10).then_some(*at..end)
    };
    let mut at = obj;
    spaces(&mut at);
    digits(&mut at)?;
    if !spaces(&mut at) {
        return None;
    }
    let number = digits(&mut at)?;
    let text = std::str::from_utf8(&bytes[number]).ok()?;
    let number: u32 = text.parse().ok()?;
    (number > 0 && number <= OBJECTS).then_some((number, at))
}
