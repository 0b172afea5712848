//! Files of this browser, by the calls of the storage worker.

use nearside::File;
use store::{Path, Place, When};
use wasm_bindgen::prelude::*;
use worker::store::{self as calls, Spot};

use crate::{now, thrown, wrong};

fn spot(path: &str) -> Result<Spot, JsValue> {
    let path = Path::new(path).map_err(|error| wrong(error))?;
    Ok(Spot { place: Place::browser(), path })
}

/// Milliseconds until all of a file is in memory. Its words are their places.
#[wasm_bindgen(js_name = nearLoad)]
pub async fn near_load(path: &str, megabytes: u32) -> Result<f64, JsValue> {
    let start = now();
    let file = calls::read(spot(path)?, None).await.map_err(thrown)?;
    let bytes = file.bytes().await.map_err(thrown)?;
    let spent = now() - start;
    let word =
        |n: usize| bytes.get(4 * n..4 * n + 4).and_then(|word| word.try_into().ok()).map(u32::from_le_bytes);
    let words = (megabytes as usize) << 18;
    let right = bytes.len() == words * 4
        && (0..words).step_by(16384).chain([words - 1]).all(|n| word(n) == Some(n as u32));
    if right { Ok(spent) } else { Err(wrong("other bytes")) }
}

/// Milliseconds until so many records of so many bytes survive a power cut.
#[wasm_bindgen(js_name = nearRecords)]
pub async fn near_records(folder: &str, count: usize, size: usize, batch: usize) -> Result<f64, JsValue> {
    let start = now();
    for first in (0..count).step_by(batch) {
        let record = |n: usize| File::new(n.to_string(), vec![n as u8; size]);
        let records = (first..(first + batch).min(count)).map(record).collect();
        let written = calls::write_all(spot(folder)?, records, When::New).await.map_err(thrown)?;
        if written.iter().any(|written| written.durability < store::Durability::Flushed) {
            return Err(wrong("not durable"));
        }
    }
    let spent = now() - start;
    let mut after = None;
    let mut found = 0;
    loop {
        let page = calls::list(spot(folder)?, after).await.map_err(thrown)?;
        found += page.entries.iter().filter(|entry| entry.size == size as u64).count();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let last = calls::read(spot(&format!("{folder}/{}", count - 1))?, None).await.map_err(thrown)?;
    let right = found == count && last.bytes().await.map_err(thrown)? == vec![(count - 1) as u8; size];
    calls::discard(spot(folder)?.path).await.map_err(thrown)?;
    calls::empty().await.map_err(thrown)?;
    if right { Ok(spent) } else { Err(wrong(format!("{found} records"))) }
}

/// Keeps the handle of a folder, and tells under which key.
#[wasm_bindgen(js_name = nearFolder)]
pub async fn near_folder(handle: JsValue) -> Result<String, JsValue> {
    store::folder::keep(&handle).await.map_err(wrong)
}
