//! The document of air-gap mode, in which the browser lets the page connect to nothing, not even to its own origin.
//!
//! `Connection-Allowlist: ()` stops scripts, styles and preloads too, whoever would answer them (Chromium 156: the
//! service worker is not even asked). So this document holds its boot script and its styles itself, and boot takes the
//! rest out of the cache as blobs. It is stored as `.txt`: a CDN that rewrites HTML must leave it alone, because the
//! service worker verifies it.

use crate::{
    dist::{read_text, sha256},
    html::Tag,
    index::Index,
    manifest::Manifest,
    policy, runtime,
};
use anyhow::{Result, ensure};
use std::path::Path;

/// Writes the document.
pub fn document(dir: &Path, index: &Index, manifest: &Manifest) -> Result<String> {
    let manifest = Manifest { air: true, ..manifest.clone() };
    let mut boot = index.boot().clone();
    boot.attributes.retain(|(name, _)| name != "src");
    let code = runtime::boot();
    let scripts = format!("{}{}{code}</script>", manifest.element()?, boot.text());
    let mut styles = Vec::new();
    for tag in index.links().filter(|tag| tag.lists("rel", "stylesheet")) {
        if let Some(path) = tag.get("href").and_then(|href| index.path(href)) {
            let css = read_text(dir, path)?;
            ensure!(
                !css.to_ascii_lowercase().contains("</style"),
                "{path} contains </style, which ends a style element."
            );
            styles.push((path.to_owned(), css));
        }
    }
    let hashes: Vec<String> = styles.iter().map(|(_, css)| sha256(css)).collect();
    let policy = policy::air(&sha256(&code), &hashes);
    Ok(index.render(&policy, &scripts, |tag| inline(index, tag, &styles)))
}

/// A style sheet becomes its contents; every other link or script could not be loaded and goes. Data blocks stay.
fn inline(index: &Index, tag: &Tag, styles: &[(String, String)]) -> Option<String> {
    if tag.name == "script" && tag.get("src").is_none() {
        return None;
    }
    let path = tag.get("href").and_then(|href| index.path(href));
    let css = styles.iter().find(|(name, _)| tag.lists("rel", "stylesheet") && Some(name.as_str()) == path);
    Some(css.map_or_else(String::new, |(_, css)| format!("<style>{css}</style>")))
}
