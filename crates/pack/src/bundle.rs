//! A bundle: the glue, the wasm and the snippets that wasm-bindgen made of one binary, in a folder named by their hash.
//!
//! Glue, wasm, snippets and chunks only work with exactly each other. In one folder whose name is their hash they cannot be
//! mixed, whatever a CDN does while a new version is being copied to it. They move without a change (Trunk's own
//! `integrity` attributes stay right), except that a worker's glue says its hash.

use crate::{
    chunk::Chunk,
    dist::{id, read, read_text, remove, sha256, write},
    index::Index,
    names,
};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::Path};

/// One binary, as the manifest lists it. Paths are relative to the app's base address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// The glue: an ES module.
    pub js: String,
    /// The wasm that the glue starts.
    pub wasm: String,
    /// Of the wasm, as `fetch` takes it.
    pub integrity: String,
    /// The hash of glue, wasm and snippets.
    pub id: String,
    /// Of the wasm, in bytes.
    pub size: u64,
    /// What the app fetches when it first needs it, by name (see [`chunk`](crate::chunk)).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub chunks: BTreeMap<String, Chunk>,
    /// The names of the wasm's functions, if it had any (see [`names`](crate::names)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<String>,
}

/// Whether the glue is told its hash: workers are, so that a worker of another build is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// `export const nearsideId = "<hash>";` is appended.
    Yes,
    /// The glue stays as it is.
    No,
}

/// Moves the app and its chunks to `a/<hash>/`.
pub fn take_app(dir: &Path, index: &Index, chunks: &BTreeMap<String, Vec<u8>>) -> Result<Bundle> {
    let mut app = take(dir, "a", &index.js, &index.wasm, Told::No, chunks)
        .context("The boot script in index.html names the app's files.")?;
    for (name, code) in chunks {
        let path = format!("a/{}/{name}.wasm", app.id);
        write(dir, &path, code)?;
        app.chunks.insert(name.clone(), Chunk::new(path, code));
    }
    Ok(app)
}

/// Moves a worker to `w/<hash>/`.
pub fn take_worker(dir: &Path, js: &str, wasm: &str) -> Result<Bundle> {
    take(dir, "w", js, wasm, Told::Yes, &BTreeMap::new())
}

/// Moves a bundle from the top of the folder to `<room>/<hash>/`. Snippets are copied: bundles may share a crate's.
fn take(
    dir: &Path,
    room: &str,
    js: &str,
    wasm: &str,
    told: Told,
    chunks: &BTreeMap<String, Vec<u8>>,
) -> Result<Bundle> {
    let mut glue = read_text(dir, js)?;
    let code = read(dir, wasm)?;
    let mut snippets = Vec::new();
    for path in crate::dist::files(dir)? {
        if imports(&glue).iter().any(|folder| path.starts_with(folder)) {
            snippets.push((read(dir, &path)?, path));
        }
    }
    let beside = snippets.iter().map(|(bytes, _)| bytes).chain(chunks.values());
    let id = id([glue.as_bytes(), &code].into_iter().chain(beside.map(Vec::as_slice)));
    if told == Told::Yes {
        glue += &format!("\nexport const nearsideId = \"{id}\";\n");
    }
    let (code, names) = match (told == Told::Yes).then(|| names::split(&code)).flatten() {
        Some((bare, names)) => (bare, Some(names)),
        None => (code, None),
    };
    let bundle = Bundle {
        names: names.is_some().then(|| format!("{room}/{id}/{}.names", js.trim_end_matches(".js"))),
        js: format!("{room}/{id}/{js}"),
        wasm: format!("{room}/{id}/{wasm}"),
        integrity: format!("sha256-{}", sha256(&code)),
        size: code.len() as u64,
        chunks: BTreeMap::new(),
        id,
    };
    remove(dir, js)?;
    remove(dir, wasm)?;
    write(dir, &bundle.js, glue)?;
    write(dir, &bundle.wasm, code)?;
    if let (Some(path), Some(names)) = (&bundle.names, names) {
        write(dir, path, names)?;
    }
    for (bytes, path) in snippets {
        write(dir, &format!("{room}/{}/{path}", bundle.id), bytes)?;
    }
    Ok(bundle)
}

/// The folders of snippets that a glue imports from: `./snippets/<crate>-<hash>/…`.
fn imports(glue: &str) -> Vec<String> {
    let mut folders: Vec<String> = glue
        .split("./snippets/")
        .skip(1)
        .filter_map(|rest| rest.split_once('/'))
        .map(|(folder, _)| format!("snippets/{folder}/"))
        .collect();
    folders.sort();
    folders.dedup();
    folders
}

#[cfg(test)]
mod tests {
    #[test]
    fn finds_the_folders_of_snippets() {
        let glue = "import { a } from './snippets/one-12/inline0.js';\nimport './snippets/one-12/x.js';import * as b from \"./snippets/two-3/js/y.js\";";
        assert_eq!(super::imports(glue), ["snippets/one-12/", "snippets/two-3/"]);
    }
}
