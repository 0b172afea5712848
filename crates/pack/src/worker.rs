//! The workers that lie beside the app: each pair of `<name>.js` and `<name>_bg.wasm` at the top of the folder.
//!
//! Trunk puts them there unhashed, under the name of their binary, and removes their links from `index.html`. The app's
//! own pair is gone by then, so every pair that is left is a worker's.

use crate::{
    bundle::{Bundle, take_worker},
    dist::files,
};
use anyhow::Result;
use std::{collections::BTreeMap, path::Path};

/// Moves all workers to `w/<hash>/` and lists them by name.
pub fn take(dir: &Path) -> Result<BTreeMap<String, Bundle>> {
    let files = files(dir)?;
    let mut workers = BTreeMap::new();
    for wasm in &files {
        let Some(name) = wasm.strip_suffix("_bg.wasm").filter(|name| !name.contains('/')) else { continue };
        let js = format!("{name}.js");
        if files.binary_search(&js).is_ok() {
            workers.insert(name.to_owned(), take_worker(dir, &js, wasm)?);
        }
    }
    Ok(workers)
}
