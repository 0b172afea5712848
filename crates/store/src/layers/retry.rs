//! A second try for what failed for the moment.
//!
//! An answer that is lost is not a request that is lost: a write may have happened although its answer never came. Reading,
//! deleting and writing whole files can simply be done again. A write that was to happen only once (`When::New`,
//! `When::Unchanged`), a rename and a commit are looked up first; otherwise the second try would meet the work of the first
//! and call it somebody else's.

use std::cell::Cell;
use std::future::Future;
use std::ops::Range;
use std::time::Duration;

use async_trait::async_trait;
use nearside::File;

use super::Clock;
use crate::{
    Can, Durability, Entry, Error, Kind, Page, Part, Path, Result, Store, Upload, When, Written, body,
};

/// How long to go on trying. Times are milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patience {
    /// Tries in all, the first one included.
    pub tries: u32,
    /// The longest wait before the second try; it doubles with each further one.
    pub first: f64,
    /// No wait is longer. A server that asks for more gets its answer passed on instead.
    pub longest: f64,
}

impl Default for Patience {
    fn default() -> Self {
        Self { tries: 6, first: 250.0, longest: 30_000.0 }
    }
}

/// A store that tries again what failed for the moment ([`Error::is_temporary`]), after a random part of a wait that doubles
/// (full jitter: a thousand tabs do not come back at once), and not before the server wants to be asked again.
pub struct Retry<S, C> {
    pub(super) inner: S,
    clock: C,
    patience: Patience,
    /// What writes of this store were last said to survive.
    durability: Cell<Durability>,
}

/// What a look at the store told about a write whose answer was lost.
enum Fate {
    Lost,
    Arrived(Entry),
    Overtaken(Error),
}

impl<S: Store, C: Clock> Retry<S, C> {
    /// Tries again as `patience` says.
    pub fn new(inner: S, clock: C, patience: Patience) -> Self {
        Self { inner, clock, patience, durability: Cell::new(Durability::Accepted) }
    }

    /// Waits before the next try; hands the error back when there is none.
    async fn pause(&self, tried: u32, error: Error) -> Result<()> {
        let wanted = error.wait().unwrap_or_default() * 1000.0;
        if !error.is_temporary() || tried >= self.patience.tries || wanted > self.patience.longest {
            return Err(error);
        }
        let doubled = self.patience.first * f64::from(1u32 << (tried - 1).min(20));
        let jitter = self.clock.chance() * doubled.min(self.patience.longest);
        self.clock.sleep((wanted + jitter).min(self.patience.longest)).await;
        Ok(())
    }

    /// For what may be done twice.
    async fn again<T, F: Future<Output = Result<T>>>(&self, run: impl Fn() -> F) -> Result<T> {
        let mut tried = 0;
        loop {
            match run().await {
                Ok(answer) => return Ok(answer),
                Err(error) => {
                    tried += 1;
                    self.pause(tried, error).await?;
                }
            }
        }
    }

    fn note(&self, written: Written) -> Written {
        self.durability.set(written.durability);
        written
    }

    fn found(&self, entry: Entry) -> Written {
        Written { etag: entry.etag, durability: self.durability.get() }
    }

    async fn find(&self, path: &Path) -> Result<Option<Entry>> {
        match self.stat(path).await {
            Ok(entry) => Ok(Some(entry)),
            Err(error) if error.kind() == Kind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether a write that was to happen once has happened.
    async fn fate(&self, path: &Path, body: &File, when: &When) -> Result<Fate> {
        let found = self.find(path).await?;
        let (kind, why) = match (when, &found) {
            (When::Always, _) | (When::New, None) => return Ok(Fate::Lost),
            (When::Unchanged(mark), Some(entry)) if entry.etag.as_ref() == Some(mark) => {
                return Ok(Fate::Lost);
            }
            (When::New, _) => (Kind::Exists, "is there already. Choose another name."),
            (When::Unchanged(_), _) => {
                (Kind::Changed, "has been changed meanwhile. Open it again before saving.")
            }
        };
        match found {
            Some(entry) if entry.size == body.size() && self.is_same(path, body).await? => {
                Ok(Fate::Arrived(entry))
            }
            _ => Ok(Fate::Overtaken(Error::new(kind, format!("{path} {why}")))),
        }
    }

    async fn is_same(&self, path: &Path, ours: &File) -> Result<bool> {
        let theirs = self.read(path, None).await?;
        if theirs.size() != ours.size() {
            return Ok(false);
        }
        for start in (0..ours.size()).step_by(body::BLOCK as usize) {
            let block = start..start + body::BLOCK;
            if body::read(&ours.range(block.clone())).await? != body::read(&theirs.range(block)).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

#[async_trait(?Send)]
impl<S: Store, C: Clock> Store for Retry<S, C> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn can(&self) -> Can {
        self.inner.can()
    }

    async fn stat(&self, path: &Path) -> Result<Entry> {
        self.again(|| self.inner.stat(path)).await
    }

    async fn list(&self, folder: &Path, after: Option<&str>) -> Result<Page> {
        self.again(|| self.inner.list(folder, after)).await
    }

    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        self.again(|| self.inner.read(path, range.clone())).await
    }

    async fn write(&self, path: &Path, body: File, when: When) -> Result<Written> {
        let mut tried = 0;
        loop {
            let error = match self.inner.write(path, body.clone(), when.clone()).await {
                Ok(written) => return Ok(self.note(written)),
                Err(error) => error,
            };
            tried += 1;
            self.pause(tried, error).await?;
            match self.fate(path, &body, &when).await? {
                Fate::Lost => {}
                Fate::Arrived(entry) => return Ok(self.found(entry)),
                Fate::Overtaken(error) => return Err(error),
            }
        }
    }

    async fn delete(&self, path: &Path) -> Result<()> {
        self.again(|| self.inner.delete(path)).await
    }

    /// Looks at the file first, so that a second try knows what it looks for.
    async fn rename(&self, from: &Path, to: &Path, when: When) -> Result<()> {
        let file = self.stat(from).await?;
        let mut tried = 0;
        loop {
            let error = match self.inner.rename(from, to, when.clone()).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            tried += 1;
            self.pause(tried, error).await?;
            let (left, right) = (self.find(from).await?, self.find(to).await?);
            match (left, right) {
                (None, Some(there)) if there.size == file.size => return Ok(()),
                // Copied, but not deleted yet: only what is left to do is done again.
                (Some(here), Some(there)) if when == When::New && there.size == here.size && from != to => {
                    let copy = self.read(from, None).await?;
                    return match self.is_same(to, &copy).await? {
                        true => self.delete(from).await,
                        false => Err(Error::new(
                            Kind::Exists,
                            format!("{to} is there already. Choose another name."),
                        )),
                    };
                }
                _ => {}
            }
        }
    }

    async fn begin(&self, path: &Path, size: u64, when: When) -> Result<Upload> {
        self.again(|| self.inner.begin(path, size, when.clone())).await
    }

    async fn put(&self, upload: &Upload, number: u32, body: File) -> Result<Part> {
        self.again(|| self.inner.put(upload, number, body.clone())).await
    }

    async fn parts(&self, upload: &Upload) -> Result<Vec<Part>> {
        self.again(|| self.inner.parts(upload)).await
    }

    /// After a commit whose answer was lost the upload is gone and the file is there.
    async fn commit(&self, upload: &Upload) -> Result<Written> {
        let mut tried = 0;
        loop {
            let error = match self.inner.commit(upload).await {
                Ok(written) => return Ok(self.note(written)),
                Err(error) => error,
            };
            tried += 1;
            self.pause(tried, error).await?;
            match self.parts(upload).await {
                Err(error) if error.kind() == Kind::NotFound => match self.find(&upload.path).await? {
                    Some(entry) if entry.size == upload.size => return Ok(self.found(entry)),
                    _ => return Err(error),
                },
                other => other.map(drop)?,
            }
        }
    }

    async fn abort(&self, upload: &Upload) -> Result<()> {
        self.again(|| self.inner.abort(upload)).await
    }

    async fn strays(&self, path: &Path, begun: f64) -> Result<Vec<Upload>> {
        self.again(|| self.inner.strays(path, begun)).await
    }

    async fn presign(&self, path: &Path, lasts: Duration) -> Result<String> {
        self.inner.presign(path, lasts).await
    }
}
