//! Another build of the same app, without compiling anything: what a deploy test deploys.
//!
//! A build is known by hashes: one for the app, one for each worker, one for the whole. The other build has the same code under
//! other hashes, everywhere they occur, and checksums to match, so that a page made of parts of both can be told from either.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The hashes that name a build and its parts, as its page tells them.
pub fn identity(dist: &Path) -> Result<Value> {
    let page = fs::read_to_string(dist.join("index.html"))?;
    let start = page.split_once("id=\"nearside-build\">").context("the page names no build")?.1;
    Ok(serde_json::from_str(start.split("</script>").next().unwrap_or_default())?)
}

/// Writes another build of `dist` to `to`. As a deploy does, it keeps the files of the build before, which have other names.
pub fn renamed(dist: &Path, to: &Path) -> Result<()> {
    let told = identity(dist)?;
    let mut names = vec![told["build"].as_str().context("a build has an id")?.to_owned()];
    let parts =
        told["workers"].as_object().into_iter().flat_map(|workers| workers.values()).chain([&told["app"]]);
    for part in parts {
        let path = part["js"].as_str().context("a part has a path")?;
        names.extend(path.split('/').nth(1).map(str::to_owned));
    }
    let fresh: BTreeMap<String, String> =
        names.into_iter().map(|name| (name.clone(), mirrored(&name))).collect();
    let mut sums = Vec::new();
    copy(dist, dist, to, &fresh, &mut sums)?;
    // Last: the service worker lists the checksums of all the others.
    let list = to.join("sw.js");
    let text = sums.iter().fold(fs::read_to_string(&list)?, |text, (old, new)| text.replace(old, new));
    fs::write(list, text)?;
    keep(dist, dist, to)
}

/// Copies what `to` lacks.
fn keep(root: &Path, from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.strip_prefix(root)?);
        if path.is_dir() {
            fs::create_dir_all(&target)?;
            keep(root, &path, to)?;
        } else if !target.exists() {
            fs::copy(&path, target)?;
        }
    }
    Ok(())
}

/// Another hash of the same length.
fn mirrored(name: &str) -> String {
    name.chars()
        .map(|digit| {
            digit.to_digit(16).map_or(digit, |value| char::from_digit(15 - value, 16).unwrap_or(digit))
        })
        .collect()
}

fn copy(
    root: &Path,
    from: &Path,
    to: &Path,
    fresh: &BTreeMap<String, String>,
    sums: &mut Vec<(String, String)>,
) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let inside = path.strip_prefix(root)?.to_string_lossy().into_owned();
        let target = to.join(replace(&inside, fresh));
        if path.is_dir() {
            copy(root, &path, to, fresh, sums)?;
            continue;
        }
        let bytes = fs::read(&path)?;
        let changed = match String::from_utf8(bytes.clone()) {
            Ok(text) => replace(&text, fresh).into_bytes(),
            Err(_) => bytes.clone(),
        };
        sums.push((checksum(&bytes), checksum(&changed)));
        fs::create_dir_all(target.parent().unwrap_or(to))?;
        fs::write(target, changed)?;
    }
    Ok(())
}

fn replace(text: &str, fresh: &BTreeMap<String, String>) -> String {
    fresh.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old.as_str(), new))
}

fn checksum(bytes: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(bytes))
}
