//! Reading and writing the folder that is packed, and the hashes of what is in it.
//!
//! Paths are strings relative to the folder, with `/`: they become URLs, and every list of them is sorted, so that the
//! same input gives the same bytes on every machine.

use anyhow::{Context, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use std::{fs, io::ErrorKind, path::Path};

/// All files below the folder, sorted. Hidden ones (`.stage`, `.DS_Store`) are none of a build's business.
pub fn files(dir: &Path) -> Result<Vec<String>> {
    fn walk(dir: &Path, prefix: &str, found: &mut Vec<String>) -> Result<()> {
        for entry in fs::read_dir(dir).with_context(|| format!("cannot read the folder {}", dir.display()))? {
            let entry = entry?;
            let name = entry.file_name();
            let name =
                name.to_str().with_context(|| format!("{name:?} is not a name that a URL can hold"))?;
            if name.starts_with('.') {
                continue;
            }
            match entry.path().is_dir() {
                true => walk(&entry.path(), &format!("{prefix}{name}/"), found)?,
                false => found.push(format!("{prefix}{name}")),
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    walk(dir, "", &mut found)?;
    found.sort();
    Ok(found)
}

/// The bytes of a file.
pub fn read(dir: &Path, path: &str) -> Result<Vec<u8>> {
    fs::read(dir.join(path)).with_context(|| format!("cannot read {path} in {}", dir.display()))
}

/// The text of a file.
pub fn read_text(dir: &Path, path: &str) -> Result<String> {
    String::from_utf8(read(dir, path)?).with_context(|| format!("{path} is not UTF-8 text"))
}

/// Writes a file and the folders above it.
pub fn write(dir: &Path, path: &str, bytes: impl AsRef<[u8]>) -> Result<()> {
    let file = dir.join(path);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))
}

/// Removes a file that was moved elsewhere.
pub fn remove(dir: &Path, path: &str) -> Result<()> {
    fs::remove_file(dir.join(path)).with_context(|| format!("cannot remove {path} in {}", dir.display()))
}

/// Removes a folder, if there is one.
pub fn remove_dir(dir: &Path, path: &str) -> Result<()> {
    match fs::remove_dir_all(dir.join(path)) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {path}"))
        }
        _ => Ok(()),
    }
}

/// SHA-256 in base64, as browsers want it in `integrity` and policies (there with `sha256-` before it).
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(Sha256::digest(bytes))
}

/// A name for some contents: the first 16 hex digits of the SHA-256 over all of them, each with its length.
pub fn id<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
