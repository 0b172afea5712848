//! Saving the way every browser can: as downloads.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::{Item, archive, folder, items, name_of};
use crate::awake;
use crate::desk;
use crate::row::Row;
use crate::session::Session;
use crate::wait;

/// The browser reads the Blob after the click; ten minutes are enough for the largest.
const LIFE: u32 = 600_000;
/// Browsers drop downloads that follow one another too quickly.
const GAP: u32 = 150;

/// Hands a Blob to the browser's downloads.
pub fn download(blob: &web_sys::Blob, name: &str) {
    let Ok(href) = web_sys::Url::create_object_url_with_blob(blob) else { return };
    let Ok(link) = document().create_element("a") else { return };
    let link: web_sys::HtmlAnchorElement = link.unchecked_into();
    link.set_href(&href);
    link.set_download(name);
    link.click();
    spawn_local(async move {
        wait(LIFE).await;
        // Revoking what is gone already is no error.
        let _ = web_sys::Url::revoke_object_url(&href);
    });
}

/// Saves one result.
pub fn one(session: Session, row: Row) {
    if let Some(file) = desk::made(row.id) {
        let template = session.prefs.with_untracked(|prefs| prefs.template.clone());
        download(&file.blob(), &untrack(|| name_of(row, &template, 1, 1)));
        saved(row);
    }
}

/// Saves all results into a folder that the person picks. Where the browser has no such picker they are downloads, or a zip if they
/// lie in folders, which downloads cannot.
pub fn all(session: Session) {
    let items = items(session);
    match items.as_slice() {
        [] => {}
        [item] => one(session, item.row),
        _ if folder::can() => folder::save(session, items),
        items if items.iter().any(|item| item.path.contains('/')) => archive(session),
        _ => spawn_local(each(session, items)),
    }
}

/// Every result as a download of its own.
pub async fn each(session: Session, items: Vec<Item>) {
    let _work = awake::work();
    let of = items.len() as f64;
    for (index, item) in items.into_iter().enumerate() {
        session.saving.set(Some(index as f64 / of));
        let name = item.path.rsplit('/').next().unwrap_or(&item.path);
        download(&item.file.blob(), name);
        saved(item.row);
        wait(GAP).await;
    }
    session.saving.set(None);
}

/// Remembers that a result is safe, so that leaving asks no question about it.
pub fn saved(row: Row) {
    row.outcome.update(|outcome| {
        if let Some(outcome) = outcome {
            outcome.saved = true;
        }
    });
}
