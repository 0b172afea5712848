//! The table of contents.

use std::collections::HashSet;

use hayro::hayro_syntax::object::{Dict, Object, String as PdfString};

use super::session::Session;
use super::{names, strings};
use crate::Entry;

/// How many lines are read.
const ENTRIES: usize = 20_000;
/// How deep they may be nested.
const DEPTH: u8 = 32;

/// The lines of the table of contents, depth first. A line that comes again ends its chain: files with loops exist.
pub(super) fn outline(session: &Session<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut seen = HashSet::new();
    let Some(root) = session.catalog().get::<Dict<'_>>(b"Outlines") else { return entries };
    let mut waiting: Vec<(Dict<'_>, u8)> =
        root.get::<Dict<'_>>(b"First").map(|first| (first, 0)).into_iter().collect();
    while let Some((item, depth)) = waiting.pop() {
        if entries.len() == ENTRIES || item.obj_id().is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        let place = item.get::<Object<'_>>(b"Dest").or_else(|| item.get::<Object<'_>>(b"A"));
        entries.push(Entry {
            title: item
                .get::<PdfString<'_>>(b"Title")
                .map(|title| strings::text(title.as_bytes()))
                .unwrap_or_default(),
            depth,
            open: item.get::<i32>(b"Count").is_some_and(|count| count > 0),
            target: place.and_then(|place| names::target(session, place)),
        });
        waiting.extend(item.get::<Dict<'_>>(b"Next").map(|next| (next, depth)));
        if depth < DEPTH {
            waiting.extend(item.get::<Dict<'_>>(b"First").map(|first| (first, depth + 1)));
        }
    }
    entries
}
