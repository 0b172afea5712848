//! The library as a store: whoever writes through it makes versions, whoever deletes fills the trash.

use std::ops::Range;

use async_trait::async_trait;
use nearside::File;

use super::{FILES, INCOMING, Library, below, under};
use crate::{Can, Entry, Error, Kind, Page, Part, Path, Result, Store, Upload, When, Written};

#[async_trait(?Send)]
impl<S: Store> Store for Library<S> {
    fn name(&self) -> &str {
        self.store.name()
    }

    fn can(&self) -> Can {
        self.store.can()
    }

    async fn stat(&self, path: &Path) -> Result<Entry> {
        let current = under(FILES, path)?;
        let entry = self.seen(async || self.store.stat(&current).await).await?;
        Ok(Entry { path: path.clone(), ..entry })
    }

    async fn list(&self, folder: &Path, after: Option<&str>) -> Result<Page> {
        let _turn = (self.turn)().await?;
        let mut page = self.store.list(&under(FILES, folder)?, after).await?;
        for entry in &mut page.entries {
            entry.path = below(FILES, &entry.path)?;
        }
        Ok(page)
    }

    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        self.take(path, range, false).await
    }

    async fn load(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        self.take(path, range, true).await
    }

    async fn write(&self, path: &Path, body: File, when: When) -> Result<Written> {
        self.keep(path, body, when).await
    }

    async fn write_all(&self, files: Vec<(Path, File)>, when: When) -> Result<Vec<Written>> {
        self.keep_all(files, when).await
    }

    async fn delete(&self, path: &Path) -> Result<()> {
        match self.stat(path).await {
            // A store deletes empty folders only; `discard` takes them with all that they hold.
            Ok(entry) if entry.folder => self.store.delete(&under(FILES, path)?).await,
            Ok(_) => self.discard(path).await,
            Err(error) if error.kind() == Kind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn rename(&self, from: &Path, to: &Path, when: When) -> Result<()> {
        match from == to {
            true => self.stat(from).await.map(drop),
            false => self.move_to(from, to, &when).await,
        }
    }

    async fn begin(&self, path: &Path, size: u64, when: When) -> Result<Upload> {
        self.check(path, &when).await?;
        let upload = self.store.begin(&self.incoming(path)?, size, When::Always).await?;
        Ok(Upload { when, ..upload })
    }

    async fn put(&self, upload: &Upload, number: u32, body: File) -> Result<Part> {
        self.store.put(&plain(upload), number, body).await
    }

    async fn parts(&self, upload: &Upload) -> Result<Vec<Part>> {
        self.store.parts(&plain(upload)).await
    }

    async fn commit(&self, upload: &Upload) -> Result<Written> {
        let arrived = below(INCOMING, &upload.path)?;
        let Some((_, path)) = arrived.as_str().split_once('/') else {
            return Err(Error::new(Kind::Invalid, "This upload was not begun here. Begin it again."));
        };
        let path = Path::new(path)?;
        self.check(&path, &upload.when).await?;
        let written = self.store.commit(&plain(upload)).await?;
        self.arrive(&upload.path, &path, written, &upload.when).await
    }

    async fn abort(&self, upload: &Upload) -> Result<()> {
        self.store.abort(&plain(upload)).await
    }
}

impl<S: Store> Library<S> {
    /// A file as the store below reads it, or `now` into memory.
    async fn take(&self, path: &Path, range: Option<Range<u64>>, now: bool) -> Result<File> {
        let current = under(FILES, path)?;
        let look = async || match now {
            true => self.store.load(&current, range.clone()).await,
            false => self.store.read(&current, range.clone()).await,
        };
        Ok(self.seen(look).await?.renamed(path.name()))
    }
}

/// The upload as the store below knows it: its condition is the library's.
fn plain(upload: &Upload) -> Upload {
    Upload { when: When::Always, ..upload.clone() }
}
