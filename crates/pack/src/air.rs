//! The document of air-gap mode, in which the browser lets the page connect to nothing, not even to its own origin.
//!
//! `Connection-Allowlist: ()` stops scripts, styles and preloads too, whoever would answer them (Chromium 156: the
//! service worker is not even asked). So this document holds its scripts and styles itself, and boot takes the rest out
//! of the cache as blobs. It is stored as `.txt`: a CDN that rewrites HTML must leave it alone, because the service
//! worker verifies it.

use crate::{
    dist::{read_text, sha256},
    html::Tag,
    index::Index,
    manifest::Manifest,
    policy, runtime,
};
use anyhow::{Result, ensure};
use std::path::Path;

/// A script or style sheet that the document holds.
struct Held {
    path: String,
    text: String,
}

/// Writes the document.
pub fn document(dir: &Path, index: &Index, manifest: &Manifest) -> Result<String> {
    let manifest = Manifest { air: true, ..manifest.clone() };
    let code = runtime::boot();
    let scripts = format!("{}{}{code}</script>", manifest.element()?, without(index.boot(), "src").text());
    let (mut held, mut code_hashes, mut style_hashes) = (Vec::new(), vec![sha256(&code)], Vec::new());
    for (tag, path) in index.loads() {
        let text = read_text(dir, path)?;
        ensure!(
            !text.to_ascii_lowercase().contains(&format!("</{}", element(tag))) && !text.contains("<!--"),
            "{path} contains </{} or <!--, so the air-gap document cannot hold it. Write it with an escape.",
            element(tag)
        );
        let hashes = if tag.name == "script" { &mut code_hashes } else { &mut style_hashes };
        hashes.push(sha256(&text));
        held.push(Held { path: path.to_owned(), text });
    }
    let policy = policy::air(&code_hashes, &style_hashes);
    Ok(index.render(&policy, &scripts, |tag| inline(index, tag, &held)))
}

/// What is held becomes its contents; every other link could not be loaded and goes. Data blocks stay.
fn inline(index: &Index, tag: &Tag, held: &[Held]) -> Option<String> {
    if tag.name == "script" && tag.get("src").is_none() {
        return None;
    }
    let Some(held) = index.loaded(tag).and_then(|path| held.iter().find(|it| it.path == path)) else {
        return Some(String::new());
    };
    let open = match tag.name.as_str() {
        "script" => without(tag, "src").text(),
        _ => "<style>".to_owned(),
    };
    Some(format!("{open}{}</{}>", held.text, element(tag)))
}

/// The element that holds what the tag loads.
fn element(tag: &Tag) -> &'static str {
    if tag.name == "script" { "script" } else { "style" }
}

fn without(tag: &Tag, attribute: &str) -> Tag {
    let mut tag = tag.clone();
    tag.attributes.retain(|(name, _)| name != attribute && name != "integrity" && name != "crossorigin");
    tag
}
