//! The list of what would be saved, with its names.

use image::Source;
use leptos::prelude::*;
use nearside::File;

use super::name::{Facts, Taken, fill, split};
use crate::desk;
use crate::row::{Row, State};
use crate::session::Session;

/// One result with the path that it shall have.
pub struct Item {
    /// The row that it belongs to.
    pub row: Row,
    /// Its bytes.
    pub file: File,
    /// Path with `/`.
    pub path: String,
    /// When the original was changed, milliseconds since 1970.
    pub modified: f64,
}

/// The finished rows, or the finished ones among those selected.
pub fn items(session: Session) -> Vec<Item> {
    untrack(|| {
        let mut rows = session.rows.get();
        rows.retain(|row| row.state() == State::Done);
        // What was selected for something else and is not made yet hides nobody's results.
        if rows.iter().any(|row| row.selected.get()) {
            rows.retain(|row| row.selected.get());
        }
        let template = session.prefs.with(|prefs| prefs.template.clone());
        let mut taken = Taken::default();
        let of = rows.len();
        rows.into_iter()
            .enumerate()
            .filter_map(|(index, row)| {
                let file = desk::made(row.id)?;
                let folder = row.source.with_value(|source| source.folder.clone());
                let name = name_of(row, &template, index + 1, of);
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                let modified = row.source.with_value(|source| source.modified);
                let modified = modified.unwrap_or_else(js_sys::Date::now);
                Some(Item { row, file, path: taken.unique(&path), modified })
            })
            .collect()
    })
}

/// The name that a template gives to a row.
pub fn name_of(row: Row, template: &str, n: usize, of: usize) -> String {
    let source = row.source.get_value();
    let date = source.modified.map(|modified| {
        let m = crate::number::moment(modified);
        format!("{}-{:02}-{:02}", m.year, m.month, m.day)
    });
    let (name, _) = split(&source.name);
    let (width, height, format) = result(row);
    fill(template, &Facts { name, width, height, n, of, format: &format, date: &date.unwrap_or_default() })
}

/// Size and ending of the result, foretold from the header while there is none.
fn result(row: Row) -> (u32, u32, String) {
    if let Some(outcome) = row.outcome.get().filter(|_| row.is_fresh()) {
        return (outcome.width, outcome.height, outcome.ending);
    }
    let recipe = row.recipe.get();
    row.info.with(|info| match info {
        Some(info) => {
            let (width, height) = info.upright();
            let (width, height) = recipe.target_size(width, height);
            (width, height, recipe.format.resolve(info.source).extension().into())
        }
        None => (0, 0, recipe.format.resolve(Source::Jpeg).extension().into()),
    })
}
