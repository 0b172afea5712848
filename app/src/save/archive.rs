//! All results as one zip, whatever their size: the archive is a Blob of parts, most of which are the results.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::File;
use store::zip::{Entry, Part, crc, parts};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{Item, download, items, saved};
use crate::awake;
use crate::number;
use crate::session::Session;
use crate::text::text;
use crate::ui::toast;

/// The check sum needs every byte once. In blocks of this size the page never stops for longer than a frame.
const BLOCK: f64 = 1_048_576.0;

/// Saves all results as a zip.
pub fn archive(session: Session) {
    let items = items(session);
    if items.is_empty() || session.saving.get_untracked().is_some() {
        return;
    }
    spawn_local(async move {
        let _work = awake::work();
        session.saving.set(Some(0.0));
        match blob(session, &items).await {
            Ok(blob) => {
                download(&blob, &format!("{}.zip", text().zip_name));
                items.iter().for_each(|item| saved(item.row));
                session.say((text().said_saved)(items.len()));
            }
            Err(_) => toast::show(session, text().save_failed),
        }
        session.saving.set(None);
    });
}

async fn blob(session: Session, items: &[Item]) -> Result<web_sys::Blob, JsValue> {
    let entries = items.iter().map(|item| (item.path.clone(), item.modified, item.file.blob())).collect();
    zip(entries, move |done| session.saving.set(Some(done))).await
}

/// These files as one zip. `told` hears how far it is.
pub async fn pack(files: &[File], told: impl Fn(f64)) -> Result<web_sys::Blob, JsValue> {
    let now = js_sys::Date::now();
    zip(files.iter().map(|file| (file.name().to_owned(), now, file.blob())).collect(), told).await
}

/// Paths, dates and contents as one zip.
async fn zip(files: Vec<(String, f64, web_sys::Blob)>, told: impl Fn(f64)) -> Result<web_sys::Blob, JsValue> {
    let total: f64 = files.iter().map(|(_, _, blob)| blob.size()).sum();
    let mut read = 0.0;
    let mut entries = Vec::with_capacity(files.len());
    for (path, modified, blob) in &files {
        let (mut sum, mut at) = (0, 0.0);
        while at < blob.size() {
            let slice = blob.slice_with_f64_and_f64(at, (at + BLOCK).min(blob.size()))?;
            let bytes = JsFuture::from(slice.array_buffer()).await?;
            sum = crc(sum, &Uint8Array::new(&bytes).to_vec());
            at += BLOCK;
            told(((read + at) / total).min(1.0));
        }
        read += blob.size();
        entries.push(Entry {
            path: path.clone(),
            size: blob.size() as u64,
            crc: sum,
            modified: number::moment(*modified),
        });
    }
    let list = Array::new();
    for part in parts(&entries) {
        match part {
            Part::Bytes(bytes) => list.push(&Uint8Array::from(bytes.as_slice())),
            Part::Body(index) => list.push(&files[index].2),
        };
    }
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("application/zip");
    web_sys::Blob::new_with_blob_sequence_and_options(list.unchecked_ref(), &options)
}
