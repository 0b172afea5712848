//! Name trees, number trees and the named places of a document.

use std::collections::{HashMap, HashSet};

use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Number, Object, String as PdfString};
use hayro::kurbo::Point;

use super::session::Session;
use super::strings;
use crate::Target;

/// How many entries of a tree are read.
const ENTRIES: usize = 200_000;

/// Named places.
pub(super) type Destinations<'a> = HashMap<Vec<u8>, Object<'a>>;

/// The pairs of a tree: `leaf` is the key of the leaves' arrays, `Names` or `Nums`.
pub(super) fn pairs<'a>(root: Dict<'a>, leaf: &[u8]) -> Vec<(Object<'a>, Object<'a>)> {
    let mut pairs = Vec::new();
    let mut seen = HashSet::new();
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        if pairs.len() > ENTRIES || node.obj_id().is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        if let Some(array) = node.get::<Array<'a>>(leaf) {
            let mut objects = array.iter::<Object<'a>>();
            while let (Some(key), Some(value)) = (objects.next(), objects.next()) {
                pairs.push((key, value));
            }
        }
        if let Some(kids) = node.get::<Array<'a>>(b"Kids") {
            let mut kids: Vec<_> = kids.iter::<Dict<'a>>().take(ENTRIES).collect();
            kids.reverse();
            waiting.extend(kids);
        }
    }
    pairs
}

/// Where an action, a place or the name of one leads.
pub(super) fn target<'a>(session: &Session<'a>, place: Object<'a>) -> Option<Target> {
    resolve(session, place, 0)
}

fn resolve<'a>(session: &Session<'a>, place: Object<'a>, depth: u8) -> Option<Target> {
    if depth > 4 {
        return None;
    }
    let named = |name: &[u8]| resolve(session, destinations(session).get(name)?.clone(), depth + 1);
    match place {
        Object::Array(array) => page(session, &array),
        Object::String(name) => named(name.as_bytes()),
        Object::Name(name) => named(name.as_ref()),
        Object::Dict(dict) => {
            let Some(action) = dict.get::<Name<'_>>(b"S") else {
                return resolve(session, dict.get::<Object<'a>>(b"D")?, depth + 1);
            };
            match action.as_ref() {
                b"GoTo" => resolve(session, dict.get::<Object<'a>>(b"D")?, depth + 1),
                b"URI" => strings::some(dict.get::<PdfString<'_>>(b"URI")?.as_bytes()).map(Target::Web),
                _ => None,
            }
        }
        _ => None,
    }
}

fn page<'a>(session: &Session<'a>, array: &Array<'a>) -> Option<Target> {
    let number = match array.raw_iter().next()? {
        MaybeRef::Ref(reference) => *session.places.get(&reference.into())?,
        MaybeRef::NotRef(Object::Number(number)) => u32::try_from(number.as_i64()).ok()?,
        MaybeRef::NotRef(_) => return None,
    };
    // A page that was cut out of its document speaks of the others by their numbers.
    let Some(page) = session.page(number) else { return Some(Target::Page { page: number, top: None }) };
    let rest: Vec<Object<'_>> = array.iter::<Object<'_>>().skip(1).collect();
    let way = match rest.first() {
        Some(Object::Name(name)) => name.as_ref().to_vec(),
        _ => Vec::new(),
    };
    let at = |index: usize| match rest.get(index) {
        Some(Object::Number(number)) => Some(Number::as_f64(number)),
        _ => None,
    };
    let corner = match way.as_slice() {
        b"XYZ" => at(2).map(|top| (at(1).unwrap_or(0.0), top)),
        b"FitH" | b"FitBH" => at(1).map(|top| (0.0, top)),
        b"FitR" => at(4).map(|top| (at(1).unwrap_or(0.0), top)),
        _ => None,
    };
    let top =
        corner.map(|(x, y)| (page.initial_transform(true).to_kurbo() * Point::new(x, y)).y.max(0.0) as f32);
    Some(Target::Page { page: number, top })
}

fn destinations<'s, 'a>(session: &'s Session<'a>) -> &'s Destinations<'a> {
    session.destinations.get_or_init(|| {
        let catalog = session.catalog();
        let tree = catalog.get::<Dict<'a>>(b"Names").and_then(|names| names.get::<Dict<'a>>(b"Dests"));
        let mut all: Destinations<'a> = tree
            .map(|tree| pairs(tree, b"Names"))
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(key, value)| Some((key.into_string()?.as_bytes().to_vec(), value)))
            .collect();
        if let Some(old) = catalog.get::<Dict<'a>>(b"Dests") {
            for name in old.keys().take(ENTRIES) {
                if let Some(value) = old.get::<Object<'a>>(&name) {
                    all.insert(name.as_ref().to_vec(), value);
                }
            }
        }
        all
    })
}
