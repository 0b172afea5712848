//! A deploy keeps the files of the build before it, so that tabs which run that build find their workers.
//!
//! `builds.json` says which hashed files belong to which build, newest first. Only those are carried over, and only
//! once: the dist holds two builds at most.

use crate::dist::{files, read, read_text, write};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;

const NAME: &str = "builds.json";

#[derive(Debug, Serialize, Deserialize)]
struct Builds {
    builds: Vec<Build>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Build {
    id: String,
    files: Vec<String>,
}

/// Copies what the previous dist's build had and this one lacks, and writes `builds.json`. Gives the kept build's id.
pub fn last_build(dir: &Path, id: &str, previous: Option<&Path>) -> Result<Option<String>> {
    let own = files(dir)?.into_iter().filter(|path| hashed(path)).collect();
    let mut builds = vec![Build { id: id.to_owned(), files: own }];
    if let Some((old, build)) =
        previous.map(|old| Ok::<_, anyhow::Error>((old, before(old, id)?))).transpose()?
    {
        builds.extend(build.map(|build| carry(old, dir, build)).transpose()?);
    }
    let kept = builds.get(1).map(|build| build.id.clone());
    write(dir, NAME, serde_json::to_string_pretty(&Builds { builds })? + "\n")?;
    Ok(kept)
}

/// The newest build in a dist that is not this one: packing the same build twice must not forget the one before it.
fn before(old: &Path, id: &str) -> Result<Option<Build>> {
    if !old.join(NAME).is_file() {
        return Ok(None); // the first build, or a dist of another making
    }
    let text = read_text(old, NAME)?;
    let known: Builds =
        serde_json::from_str(&text).with_context(|| format!("{NAME} in {} cannot be read", old.display()))?;
    Ok(known.builds.into_iter().find(|build| build.id != id))
}

/// Copies a build's files beside the new ones. A file that is gone from the old dist is left out.
fn carry(old: &Path, dir: &Path, mut build: Build) -> Result<Build> {
    build
        .files
        .retain(|path| hashed(path) && !path.split('/').any(|part| part == "..") && old.join(path).is_file());
    for path in &build.files {
        if !dir.join(path).exists() {
            write(dir, path, read(old, path)?)?;
        }
    }
    Ok(build)
}

/// True for a path that carries a hash of its content: ours (`w/<16 hex>/…`) and Trunk's (`style-<hex>.css`, whose hash
/// lacks leading zeros). `sw.js` has the same rule.
pub fn hashed(path: &str) -> bool {
    let hex = |text: &str, least: usize| {
        (least..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let mut parts = path.split('/');
    if matches!(parts.next(), Some("a" | "n" | "w")) && parts.next().is_some_and(|name| hex(name, 16)) {
        return true;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('-').skip(1).any(|tail| tail.split_once(['.', '_']).is_some_and(|(hash, _)| hex(hash, 12)))
}

#[cfg(test)]
mod tests {
    use super::hashed;

    #[test]
    fn knows_hashed_names() {
        assert!(
            hashed("w/0123456789abcdef/photo.js")
                && hashed("app-123456789abcdef_bg.wasm")
                && hashed("css/a-b-0123456789abcdef.css")
        );
        assert!(
            !hashed("w/photo.js")
                && !hashed("icon-192.png")
                && !hashed("index.html")
                && !hashed("deadbeefdeadbeef.js")
        );
    }
}
