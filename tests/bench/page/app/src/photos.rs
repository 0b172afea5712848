//! Photos through the photo worker, as the Workbench converts them.

use std::cell::RefCell;
use std::collections::HashMap;

use futures_util::StreamExt;
use image::Recipe;
use js_sys::Array;
use nearside::pool::Limits;
use nearside::{File, Pool};
use wasm_bindgen::prelude::*;
use worker::photo;

use crate::{now, thrown, wrong};

thread_local! {
    static POOLS: RefCell<HashMap<usize, Pool>> = RefCell::default();
}

/// The pool for so many cores; 0 is the page's own.
fn pool(cores: usize) -> Pool {
    if cores == 0 {
        return Pool::get();
    }
    let make = || Pool::new(Limits { cores, ..Limits::default() });
    POOLS.with_borrow_mut(|pools| pools.entry(cores).or_insert_with(make).clone())
}

fn recipe(text: &str) -> Result<Recipe, JsValue> {
    serde_json::from_str(text).map_err(|error| thrown(error.into()))
}

/// Converts all photos on so many cores (0: all) and returns the results in their order.
#[wasm_bindgen(js_name = nearPhotos)]
pub async fn near_photos(photos: Array, recipe_text: &str, cores: usize) -> Result<Array, JsValue> {
    let recipe = recipe(recipe_text)?;
    let pool = pool(cores);
    let photos: Vec<File> =
        photos.iter().map(|photo| photo.unchecked_into::<web_sys::File>().into()).collect();
    let made = Array::new();
    let mut all =
        Box::pin(nearside::map(photos, |photo| photo::convert(photo, recipe.clone()).on(pool.clone())));
    while let Some((index, reply)) = all.next().await {
        made.set(index as u32, reply.map_err(thrown)?.file.to_js().into());
    }
    Ok(made)
}

/// Converts one photo and returns `[result, bytes of the worker's memory, milliseconds]`.
#[wasm_bindgen(js_name = nearLarge)]
pub async fn near_large(photo: web_sys::File, recipe_text: &str) -> Result<Array, JsValue> {
    let recipe = recipe(recipe_text)?;
    // Without a high-water mark: the worker has to stay for its memory to be looked at.
    let pool = Pool::new(Limits { cores: 1, standby: false, high_water: u64::MAX, ..Limits::default() });
    let start = now();
    let made = photo::convert(photo.into(), recipe).on(pool.clone()).await.map_err(thrown)?;
    let time = now() - start;
    let memory = pool.status().workers.iter().map(|worker| worker.memory).max();
    let memory = memory.ok_or_else(|| wrong("no worker is left"))?;
    Ok(Array::of3(&made.file.to_js().into(), &(memory as f64).into(), &time.into()))
}
