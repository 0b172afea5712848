//! The ground a case stands on: a store, a folder of its own, and the few things that every case does.

use std::fmt;
use std::ops::Range;

use nearside::File;

use crate::{Entry, Error, Kind, Path, Result, Store, When, Written};

/// What a case found.
pub(super) type Check = Result<(), Fault>;

/// Why a case failed, in words.
pub(super) struct Fault(String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Fault {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Fails the case unless both are equal.
pub(super) fn same<T: PartialEq + fmt::Debug>(found: T, expected: T, what: &str) -> Check {
    match found == expected {
        true => Ok(()),
        false => {
            let short = |value: &T| format!("{value:?}").chars().take(300).collect::<String>();
            Err(Fault(format!("{what}: found {}, expected {}", short(&found), short(&expected))))
        }
    }
}

/// Fails the case unless it is so.
pub(super) fn ensure(so: bool, otherwise: &str) -> Check {
    if so { Ok(()) } else { Err(Fault(otherwise.to_owned())) }
}

/// Fails the case unless the store refused in this way.
pub(super) fn refused<T: fmt::Debug>(answer: Result<T>, kind: Kind) -> Check {
    match answer {
        Err(error) if error.kind() == kind => Ok(()),
        Err(error) => Err(Fault(format!("expected {kind:?}, it answered {:?}: {error}", error.kind()))),
        Ok(answer) => Err(Fault(format!("expected {kind:?}, it succeeded with {answer:?}"))),
    }
}

/// Bytes that look random and are the same for everybody: no two blocks of a file are alike.
pub(super) fn noise(size: usize, seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9) | 1;
    let mut bytes = Vec::with_capacity(size + 4);
    while bytes.len() < size {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        bytes.extend(state.to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}

pub(super) struct Ground<'a> {
    pub store: &'a dyn Store,
    pub folder: Path,
    pub many: usize,
    pub fetch: Option<super::Fetch<'a>>,
}

impl Ground<'_> {
    pub fn at(&self, name: &str) -> Result<Path> {
        self.folder.join(name)
    }

    pub async fn write(&self, name: &str, body: &[u8]) -> Result<Written> {
        self.write_when(name, body, When::Always).await
    }

    pub async fn write_when(&self, name: &str, body: &[u8], when: When) -> Result<Written> {
        let path = self.at(name)?;
        self.store.write(&path, File::new(path.name(), body.to_vec()), when).await
    }

    pub async fn read(&self, name: &str) -> Result<Vec<u8>> {
        self.read_range(name, None).await
    }

    pub async fn read_range(&self, name: &str, range: Option<Range<u64>>) -> Result<Vec<u8>> {
        let file = self.store.read(&self.at(name)?, range).await?;
        file.bytes().await.map_err(|error| Error::new(Kind::Failed, error.to_string()))
    }

    pub async fn load(&self, name: &str, range: Option<Range<u64>>) -> Result<Vec<u8>> {
        let file = self.store.load(&self.at(name)?, range).await?;
        file.bytes().await.map_err(|error| Error::new(Kind::Failed, error.to_string()))
    }

    /// Fails unless the file has this content, to whoever reads it and to whoever asks for its size.
    pub async fn holds(&self, name: &str, body: &[u8]) -> Check {
        let found = self.read(name).await?;
        same(found.len(), body.len(), &format!("bytes of {name}"))?;
        ensure(found == body, &format!("{name} has another content"))?;
        same(self.stat(name).await?.size, body.len() as u64, &format!("size of {name}"))
    }

    pub async fn is_gone(&self, name: &str) -> Check {
        refused(self.stat(name).await, Kind::NotFound)?;
        refused(self.read(name).await, Kind::NotFound)
    }

    pub async fn stat(&self, name: &str) -> Result<Entry> {
        self.store.stat(&self.at(name)?).await
    }

    pub async fn etag(&self, name: &str) -> Result<String, Fault> {
        self.stat(name).await?.etag.ok_or_else(|| Fault("stat shows no ETag, though it should".into()))
    }

    pub async fn delete(&self, name: &str) -> Result<()> {
        self.store.delete(&self.at(name)?).await
    }

    /// All entries of a folder below this one, sorted; `""` is this one.
    pub async fn entries(&self, name: &str) -> Result<Vec<Entry>> {
        let folder = if name.is_empty() { self.folder.clone() } else { self.at(name)? };
        entries(self.store, &folder).await
    }

    /// Names in a folder, sorted; those of folders end in a slash.
    pub async fn names(&self, folder: &str) -> Result<Vec<String>> {
        let shown = |entry: &Entry| format!("{}{}", entry.path.name(), if entry.folder { "/" } else { "" });
        let mut names: Vec<_> = self.entries(folder).await?.iter().map(shown).collect();
        names.sort();
        Ok(names)
    }

    /// Deletes everything that the case left behind.
    pub async fn clear(&self) -> Result<()> {
        let can = self.store.can();
        if !(can.write && can.list) {
            return Ok(());
        }
        let mut folders = vec![self.folder.clone()];
        let mut at = 0;
        while let Some(folder) = folders.get(at).cloned() {
            for entry in entries(self.store, &folder).await? {
                match entry.folder {
                    true => folders.push(entry.path),
                    false => self.store.delete(&entry.path).await?,
                }
            }
            at += 1;
        }
        for folder in folders.iter().rev() {
            self.store.delete(folder).await?;
        }
        Ok(())
    }
}

async fn entries(store: &dyn Store, folder: &Path) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = store.list(folder, after.as_deref()).await?;
        entries.extend(page.entries);
        match page.next {
            Some(next) if after.as_ref() == Some(&next) => {
                let text = format!("{} lists {folder} without an end.", store.name());
                return Err(Error::new(Kind::Failed, text));
            }
            Some(next) => after = Some(next),
            None => break,
        }
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}
