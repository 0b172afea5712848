//! Files that were picked beside that of a row, such as the subtitles of a film: they are kept with the row and go with it.

use js_sys::Array;
use leptos::prelude::*;
use nearside::File;
use wasm_bindgen::JsCast;

use super::idb::{Database, Store};
use super::{LEDGER, fits, key};
use crate::desk;
use crate::row::{Row, Source};
use crate::session::Session;

/// The files beside that of a row.
pub fn of(row: Row) -> Vec<File> {
    desk::with(row.id, |held| held.beside.clone()).unwrap_or_default()
}

/// From now on it is these.
pub fn set(session: Session, row: Row, files: Vec<File>) {
    let changed = desk::with(row.id, |held| {
        let changed = known(&held.beside) != known(&files);
        held.beside = files;
        changed
    });
    if changed == Some(true) {
        session.rows.notify();
    }
}

/// What tells them from others.
pub(super) fn known(files: &[File]) -> Vec<Source> {
    let source = |file: &File| Source {
        name: file.name().to_owned(),
        folder: String::new(),
        size: file.size() as f64,
        modified: file.modified(),
    };
    files.iter().map(source).collect()
}

/// Where they lie.
pub(super) fn place(name: &str, id: u32) -> String {
    format!("{}/beside", key(name, id))
}

/// Keeps them as they are now. Those that do not fit are asked for again after a reload.
pub(super) async fn keep(row: Row, database: &Database, name: &str) {
    let files = of(row);
    let now = known(&files);
    let before = LEDGER
        .with_borrow(|ledger| ledger.stored.get(&row.id).map(|it| it.beside.clone()))
        .unwrap_or_default();
    if now == before {
        return;
    }
    let book =
        |beside| LEDGER.with_borrow_mut(|ledger| ledger.stored.entry(row.id).or_default().beside = beside);
    book(now.clone());
    let place = place(name, row.id);
    let blobs: Array = files.iter().map(|file| file.blob()).collect();
    let kept = !files.is_empty() && fits(0.0) && database.put(Store::Files, &place, &blobs).await.is_ok();
    if !kept {
        book(Vec::new());
        // What cannot be deleted now is written over by what comes next.
        let _ = database.delete(Store::Files, &place).await;
    }
}

/// Those that were kept under these names.
pub(super) async fn bring_back(database: &Database, place: &str, names: Vec<String>) -> Vec<File> {
    if names.is_empty() {
        return Vec::new();
    }
    let kept = database.get(Store::Files, place).await.unwrap_or_default();
    let blobs = kept.dyn_into::<Array>().unwrap_or_default();
    let files = names.into_iter().zip(blobs.iter());
    files.filter_map(|(name, blob)| Some(File::from_blob(name, blob.dyn_into().ok()?))).collect()
}
