//! The lab's calls as wasm-bindgen exports, as they are used with Comlink: async, because real ones read files.

use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

/// See [`rivals::hostile::work`].
#[wasm_bindgen]
pub async fn work(milliseconds: f64) -> u32 {
    rivals::hostile::work(milliseconds)
}

/// See [`rivals::hostile::fail`].
#[wasm_bindgen]
pub async fn fail(how: String) -> u32 {
    rivals::hostile::fail(&how)
}

/// Malformed arguments end here.
#[wasm_bindgen]
pub async fn add(a: u32, b: u32) -> u32 {
    a.wrapping_add(b)
}
