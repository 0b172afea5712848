//! The way back: from what was kept to open files.

use std::cmp::Reverse;

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::File;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::FileSystemFileHandle;

use super::idb::{Database, Store};
use super::{LEDGER, Line, Page, Stored, key, picked, place};
use crate::desk;
use crate::open::set;
use crate::row::{Phase, Row};
use crate::session::Session;

/// Brings back the session of this tab. Answers with its name and the bytes that other sessions keep.
pub async fn restore(session: Session, database: &Database) -> (String, f64) {
    let mut kept = Vec::new();
    for name in database.keys(Store::Sessions).await.unwrap_or_default() {
        if let Some(page) = read(database, &name).await {
            kept.push((name, page));
        }
    }
    // The one that was worked on last. A page without files comes after every other, however new it is.
    kept.sort_by_cached_key(|(name, page)| {
        Reverse((!page.rows.is_empty(), page.written as u64, name.clone()))
    });
    let names: Vec<String> = kept.iter().map(|(name, _)| name.clone()).collect();
    let name = place::take(&names).await;
    let others = kept.iter().filter(|(other, _)| *other != name).fold(0.0, |sum, (_, page)| sum + page.bytes);
    // Read anew, as the page before a reload may have written to the end.
    if let Some(page) = read(database, &name).await {
        session.base.set(page.base);
        let mut rows = Vec::with_capacity(page.rows.len());
        for line in page.rows {
            rows.push(bring_back(session, database, &name, line).await);
        }
        session.rows.set(rows);
    }
    (name, others)
}

async fn read(database: &Database, name: &str) -> Option<Page> {
    let json = database.get(Store::Sessions, name).await.ok()?.as_string()?;
    serde_json::from_str(&json).ok()
}

async fn bring_back(session: Session, database: &Database, name: &str, line: Line) -> Row {
    let kept = database.get(Store::Files, &key(name, line.id)).await.unwrap_or_default();
    let mut stored = Stored::default();
    let (mut file, mut handle, mut phase) = (None, None, Phase::Missing);
    if let Some(copy) = kept.dyn_ref::<web_sys::File>() {
        stored.file = Some(copy.size());
        file = Some(File::from(copy.clone()));
    } else if let Some(kept) = kept.dyn_ref::<FileSystemFileHandle>() {
        stored.file = Some(0.0);
        handle = Some(kept.clone().into());
        phase = Phase::Locked;
        if permission("queryPermission", kept).await {
            file = open(kept).await;
            phase = Phase::Missing;
        }
    }
    if file.is_some() {
        phase = Phase::Idle;
    }
    let row = session.lay(Some(line.id), line.source, line.recipe, file, handle);
    row.phase.set(phase);
    row.info.set(line.info);
    if let Some(outcome) = line.outcome {
        let key = key(name, line.id);
        let made = database.get(Store::Made, &key).await.unwrap_or_default().dyn_into::<web_sys::Blob>();
        match made.ok().filter(|made| made.size() == outcome.size) {
            Some(made) => {
                stored.made = Some((outcome.recipe.clone(), outcome.size));
                desk::with(line.id, |held| held.made = Some(File::from_blob("result", made)));
                row.outcome.set(Some(outcome));
            }
            // A result of other settings. What cannot be deleted now is written over by the next one.
            None => drop(database.delete(Store::Made, &key).await),
        }
    }
    let files = picked::bring_back(database, &picked::place(name, line.id), line.beside).await;
    stored.beside = picked::known(&files);
    desk::with(line.id, |held| held.beside = files);
    LEDGER.with_borrow_mut(|ledger| ledger.stored.insert(line.id, stored));
    row
}

/// Asks for the permissions that a reload took away. Must be called by a click.
pub fn unlock(session: Session) {
    let rows = session.rows.get_untracked();
    spawn_local(async move {
        for row in rows.into_iter().filter(|row| row.phase.get_untracked() == Phase::Locked) {
            let handle = desk::with(row.id, |held| held.handle.clone()).flatten();
            let Some(handle) = handle.and_then(|handle| handle.dyn_into::<FileSystemFileHandle>().ok())
            else {
                continue;
            };
            if !permission("requestPermission", &handle).await {
                return;
            }
            match open(&handle).await {
                Some(file) => session.give_back(row, file, None),
                None => row.phase.set(Phase::Missing),
            }
        }
    });
}

async fn open(handle: &FileSystemFileHandle) -> Option<File> {
    let file = JsFuture::from(handle.get_file()).await.ok()?;
    Some(File::from(file.unchecked_into::<web_sys::File>()))
}

/// `queryPermission` or `requestPermission`. Where there is neither, reading is allowed.
async fn permission(method: &str, handle: &FileSystemFileHandle) -> bool {
    let Ok(ask) = Reflect::get(handle, &method.into()).and_then(|ask| ask.dyn_into::<Function>()) else {
        return true;
    };
    let options = Object::new();
    set(&options, "mode", JsValue::from("read"));
    let Ok(asked) = ask.call1(handle, &options).and_then(|asked| asked.dyn_into::<Promise>()) else {
        return false;
    };
    JsFuture::from(asked).await.is_ok_and(|answer| answer.as_string().as_deref() == Some("granted"))
}
