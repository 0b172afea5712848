//! What is written is not lost: a moment after the last letter it is kept with what else is open, and if the page goes before
//! that, it is left for the page that comes after it.

use leptos::ev;
use leptos::prelude::*;
use nearside::File;
use serde::{Deserialize, Serialize};
use web_sys::{FilePropertyBag, Storage};

use super::page::Writer;
use super::source::Source;
use crate::row::Row;

/// What a page leaves for the next one.
#[derive(Serialize, Deserialize)]
struct Left {
    name: String,
    /// The text, if it was not kept yet.
    words: Option<String>,
    /// Where the caret was, in bytes.
    at: usize,
}

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

fn key(row: Row) -> String {
    format!("nearside-writing-{}", row.id)
}

/// A file of this text, dated now.
pub fn file(name: &str, words: &str) -> Option<File> {
    let options = FilePropertyBag::new();
    options.set_last_modified(js_sys::Date::now());
    options.set_type("text/plain");
    let parts = js_sys::Array::of1(&words.into());
    web_sys::File::new_with_str_sequence_and_options(&parts, name, &options).ok().map(File::from)
}

/// Keeps the text as it is now.
pub fn keep(writer: Writer) {
    let Some(file) = writer.text().and_then(|words| file(&writer.row.name(), &words)) else { return };
    crate::keep::renew(writer.session, writer.row, file.clone());
    writer.kept.set(true);
    writer.rebase(file);
}

/// What the page before this one left of a text: its words, if they were not kept, and where the caret was.
pub fn left(row: Row) -> Option<(Option<String>, usize)> {
    let storage = storage()?;
    let json = storage.get_item(&key(row)).ok().flatten()?;
    // It is read once.
    let _ = storage.remove_item(&key(row));
    let left: Left = serde_json::from_str(&json).ok()?;
    (left.name == row.name()).then_some((left.words, left.at))
}

/// A place that is in the text and between letters.
pub fn sound(source: &Source, at: usize) -> usize {
    let (index, within) = source.locate(at.min(source.len()));
    let text = &source.chunks()[index].text;
    let within = (0..=within).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    source.start(index) + within
}

/// Leaves what is not kept when the page goes, or the place is left.
pub fn listen(writer: Writer) {
    let leave = move |going: bool| {
        let kept = writer.kept.try_get_untracked().unwrap_or(true);
        if !kept && !going {
            return keep(writer);
        }
        let at = writer.selected().map_or(0, |(range, _)| range.end);
        let words = writer.text().filter(|_| !kept);
        let left = Left { name: writer.row.name(), words, at };
        if let (Some(storage), Ok(json)) = (storage(), serde_json::to_string(&left)) {
            // Without room the last moment is lost, as it would be without us.
            let _ = storage.set_item(&key(writer.row), &json);
        }
    };
    let heard = window_event_listener(ev::pagehide, move |_| leave(true));
    on_cleanup(move || {
        leave(false);
        heard.remove();
    });
}
