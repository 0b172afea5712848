//! A store whose keeper can read nothing of it.

use std::ops::Range;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use nearside::File;
use serde::{Deserialize, Serialize};

use super::cipher::Cipher;
use super::record::{CHUNK, MORE, RECORD, around, place, plain_size, sealed_size};
use super::stream::{Seal, damaged, open};
use super::{Key, Machine, name};
use crate::{Can, Entry, Error, Kind, Page, Part, PartLimits, Path, Result, Store, Upload, When, Written};

/// A store inside which everything is sealed with the key of a vault. What lies beside it there under other names is not
/// shown. How it is done, and what the keeper can still see, is told by the module.
pub struct Sealed<S> {
    inner: S,
    key: Key,
}

/// What an upload needs to go on, kept in its name.
#[derive(Serialize, Deserialize)]
struct Session {
    id: String,
    file: String,
    part_size: u64,
}

impl<S: Store> Sealed<S> {
    /// Seals what goes into `inner`, and opens what comes out.
    pub fn new(inner: S, key: Key) -> Self {
        Self { inner, key }
    }

    fn entry(&self, path: Path, entry: Entry) -> Entry {
        let size = if entry.folder { 0 } else { plain_size(entry.size).unwrap_or_default() };
        Entry { path, size, ..entry }
    }

    /// The upload of the store inside, and the file it becomes.
    fn session(&self, upload: &Upload) -> Result<(Upload, [u8; 16])> {
        let unknown = || {
            let text = format!("The upload of {} was not begun here. Begin it again.", upload.path);
            Error::new(Kind::Invalid, text)
        };
        let session: Session = serde_json::from_str(&upload.id).map_err(|_| unknown())?;
        let file =
            BASE64.decode(session.file).ok().and_then(|file| file.try_into().ok()).ok_or_else(unknown)?;
        let inner = Upload {
            path: name::hide(&self.key, &upload.path)?,
            id: session.id,
            size: sealed_size(upload.size),
            part_size: session.part_size,
            when: upload.when.clone(),
        };
        Ok((inner, file))
    }

    /// Where nothing was read, this tells whether there is nothing: the last record says that it is the last.
    async fn check_end(&self, path: &Path, hidden: &Path) -> Result<()> {
        let sealed = self.inner.stat(hidden).await?.size;
        let last = sealed.div_ceil(RECORD).checked_sub(1).ok_or_else(|| damaged(path))?;
        let record = self.inner.read(hidden, Some(place(&(last..last + 1)))).await?;
        open(&self.key, path, &record, last, true).await.map(drop)
    }
}

fn random_file() -> Result<[u8; 16]> {
    let mut file = [0; 16];
    Machine::random(&mut file)?;
    Ok(file)
}

#[async_trait(?Send)]
impl<S: Store> Store for Sealed<S> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn can(&self) -> Can {
        let can = self.inner.can();
        let parts = can
            .parts
            .map(|limits| PartLimits { largest: (limits.largest / RECORD).saturating_mul(CHUNK), ..limits });
        Can { parts, rename: false, presign: false, ..can }
    }

    async fn stat(&self, path: &Path) -> Result<Entry> {
        let entry = self.inner.stat(&name::hide(&self.key, path)?).await?;
        if !entry.folder && plain_size(entry.size).is_none() {
            return Err(damaged(path));
        }
        Ok(self.entry(path.clone(), entry))
    }

    async fn list(&self, folder: &Path, after: Option<&str>) -> Result<Page> {
        let page = self.inner.list(&name::hide(&self.key, folder)?, after).await?;
        let mut entries = Vec::with_capacity(page.entries.len());
        for entry in page.entries {
            if let Some(name) = name::show(&self.key, folder, entry.path.name()) {
                entries.push(self.entry(folder.join(name)?, entry));
            }
        }
        Ok(Page { entries, next: page.next })
    }

    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        let hidden = name::hide(&self.key, path)?;
        let Some(range) = range else {
            let sealed = self.inner.read(&hidden, None).await?;
            if plain_size(sealed.size()).is_none() {
                return Err(damaged(path));
            }
            return open(&self.key, path, &sealed, 0, true).await;
        };
        if range.start >= range.end {
            self.inner.stat(&hidden).await?;
            return Ok(File::new(path.name(), Vec::new()));
        }
        let records = around(&range);
        let place = place(&records);
        let sealed = self.inner.read(&hidden, Some(place.clone())).await?;
        if sealed.size() == 0 {
            self.check_end(path, &hidden).await?;
            return Ok(File::new(path.name(), Vec::new()));
        }
        let short = sealed.size() < place.end - place.start;
        let opened = open(&self.key, path, &sealed, records.start, short).await?;
        let before = records.start * CHUNK;
        Ok(opened.range(range.start - before..range.end - before))
    }

    async fn write(&self, path: &Path, body: File, when: When) -> Result<Written> {
        let hidden = name::hide(&self.key, path)?;
        let head = self.key.head(&random_file()?)?;
        let sealed = Seal { key: &self.key, head, path, first: 0, last: true }.body(&body).await?;
        self.inner.write(&hidden, sealed.dated(body.modified()), when).await
    }

    async fn delete(&self, path: &Path) -> Result<()> {
        self.inner.delete(&name::hide(&self.key, path)?).await
    }

    /// Parts are whole records, as many as fit into a part of the store inside.
    async fn begin(&self, path: &Path, size: u64, when: When) -> Result<Upload> {
        let hidden = name::hide(&self.key, path)?;
        let inner = self.inner.begin(&hidden, sealed_size(size), when.clone()).await?;
        let smallest = self.inner.can().parts.map_or(1, |limits| limits.smallest);
        let records = (inner.part_size / RECORD).max(smallest.div_ceil(RECORD)).max(1);
        let session =
            Session { id: inner.id, file: BASE64.encode(random_file()?), part_size: records * RECORD };
        let id =
            serde_json::to_string(&session).map_err(|error| Error::new(Kind::Failed, error.to_string()))?;
        Ok(Upload { path: path.clone(), id, size, part_size: records * CHUNK, when })
    }

    async fn put(&self, upload: &Upload, number: u32, body: File) -> Result<Part> {
        let (inner, file) = self.session(upload)?;
        let range = upload.range(number);
        if body.size() != range.end - range.start {
            let text = format!(
                "Part {number} of {} has {} bytes instead of {}. Read it again and send it again.",
                upload.path,
                body.size(),
                range.end - range.start
            );
            return Err(Error::new(Kind::Corrupt, text));
        }
        let seal = Seal {
            key: &self.key,
            head: self.key.head(&file)?,
            path: &upload.path,
            first: range.start / CHUNK,
            last: number + 1 == upload.parts(),
        };
        let part = self.inner.put(&inner, number, seal.body(&body).await?).await?;
        Ok(Part { size: body.size(), ..part })
    }

    async fn parts(&self, upload: &Upload) -> Result<Vec<Part>> {
        let (inner, _) = self.session(upload)?;
        let plain =
            |part: Part| Part { size: part.size.saturating_sub(part.size.div_ceil(RECORD) * MORE), ..part };
        Ok(self.inner.parts(&inner).await?.into_iter().map(plain).collect())
    }

    async fn commit(&self, upload: &Upload) -> Result<Written> {
        self.inner.commit(&self.session(upload)?.0).await
    }

    async fn abort(&self, upload: &Upload) -> Result<()> {
        self.inner.abort(&self.session(upload)?.0).await
    }

    async fn strays(&self, path: &Path, begun: f64) -> Result<Vec<Upload>> {
        let strays = self.inner.strays(&name::hide(&self.key, path)?, begun).await?;
        let named = |stray: Upload| {
            let file = BASE64.encode([0; 16]);
            let session = Session { id: stray.id, file, part_size: stray.part_size };
            let id = serde_json::to_string(&session).ok()?;
            Some(Upload { path: path.clone(), id, ..stray })
        };
        Ok(strays.into_iter().filter_map(named).collect())
    }
}
