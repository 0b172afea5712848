//! JSON lines: an object a line, whose names are the columns.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::cell::number;
use super::read::{SAMPLE, nearly_all};
use super::settings::Column;

/// No more columns than this.
const COLUMNS: usize = 1000;

/// The names of all rows, in the order in which they come, and how many rows are no objects or have names beyond them.
pub(super) fn columns<'a>(lines: impl Iterator<Item = &'a [u8]>) -> (Vec<Column>, u64) {
    let (mut known, mut columns, mut unruly) = (HashMap::new(), Vec::new(), 0);
    for line in lines {
        let Some(object) = object(line) else {
            unruly += 1;
            continue;
        };
        let mut is_whole = true;
        for (name, value) in object.0 {
            let at = match known.get(&*name) {
                Some(at) => *at,
                None if columns.len() == COLUMNS => {
                    is_whole = false;
                    continue;
                }
                None => {
                    columns.push((name.to_string(), Tally::default()));
                    known.insert(name.into_owned(), columns.len() - 1);
                    columns.len() - 1
                }
            };
            columns[at].1.add(value);
        }
        unruly += u64::from(!is_whole);
    }
    let column = |(name, tally): (String, Tally)| Column { name, number: tally.is_number() };
    (columns.into_iter().map(column).collect(), unruly)
}

/// How many of the first cells of a column are numbers.
#[derive(Default)]
struct Tally {
    cells: usize,
    numbers: usize,
}

impl Tally {
    fn add(&mut self, value: &RawValue) {
        if self.cells == SAMPLE {
            return;
        }
        let cell = shown(value);
        if !cell.trim().is_empty() {
            self.cells += 1;
            self.numbers += usize::from(number(&cell, false).is_some());
        }
    }

    fn is_number(&self) -> bool {
        nearly_all(self.numbers, self.cells)
    }
}

/// The cells of a line under these names; `None` if the line is no object.
pub(super) fn cells(line: &[u8], names: &[String]) -> Option<Vec<String>> {
    let object = object(line)?;
    let values: BTreeMap<&str, &RawValue> = object.0.iter().map(|(name, value)| (&**name, *value)).collect();
    Some(
        names
            .iter()
            .map(|name| values.get(name.as_str()).map_or(String::new(), |raw| shown(raw).into_owned()))
            .collect(),
    )
}

/// The cell of a line under one name.
pub(super) fn cell<'a>(line: &'a [u8], name: &str) -> Cow<'a, str> {
    let found = object(line).and_then(|object| object.0.into_iter().rev().find(|(known, _)| known == name));
    found.map_or(Cow::Borrowed(""), |(_, value)| shown(value))
}

/// A text without its quotes, nothing for `null`, anything else as it is written.
fn shown(value: &RawValue) -> Cow<'_, str> {
    match value.get() {
        "null" => Cow::Borrowed(""),
        text if text.starts_with('"') => match serde_json::from_str::<Text<'_>>(text) {
            Ok(Text(text)) => text,
            Err(_) => Cow::Borrowed(text),
        },
        other => Cow::Borrowed(other),
    }
}

/// Text that is lent where it has no escapes.
#[derive(serde::Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// The pairs of an object in their order.
struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

fn object(line: &[u8]) -> Option<Object<'_>> {
    let mut reader = serde_json::Deserializer::from_slice(line);
    let object = reader.deserialize_map(Pairs).ok()?;
    reader.end().ok().map(|()| object)
}

struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut pairs = Vec::new();
        while let Some((Text(name), value)) = map.next_entry()? {
            pairs.push((name, value));
        }
        Ok(Object(pairs))
    }
}
