//! The files of a browser as a store that tests hold in their hands: each operation is a call into the page.

use std::ops::Range;

use async_trait::async_trait;
use nearside::{File, Job};
use serde::de::DeserializeOwned;
use store::{Can, Entry, Error, Kind, Page, Path, Place, Result, Store, When, Written};
use worker::store::{self as calls, Spot};

use crate::Workbench;

/// The library of the browser that a Workbench is open in.
pub struct Through<'a>(pub &'a Workbench);

impl Through<'_> {
    async fn call<T: DeserializeOwned>(&self, job: Job<T>) -> Result<T> {
        job.on(self.0.browser.page()).await.map_err(|error| {
            let own = error.failed::<Error>();
            own.unwrap_or_else(|| Error::new(Kind::Failed, format!("{:?}: {error}", error.kind())))
        })
    }
}

/// A path of this browser.
pub fn spot(path: &Path) -> Spot {
    Spot { place: Place::browser(), path: path.clone() }
}

#[async_trait(?Send)]
impl Store for Through<'_> {
    fn name(&self) -> &str {
        "This browser"
    }

    fn can(&self) -> Can {
        Place::browser().can
    }

    async fn stat(&self, path: &Path) -> Result<Entry> {
        self.call(calls::stat(spot(path))).await
    }

    async fn list(&self, folder: &Path, after: Option<&str>) -> Result<Page> {
        self.call(calls::list(spot(folder), after.map(str::to_owned))).await
    }

    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        // On its way it is a number of JavaScript's.
        let exact = |n: u64| n.min(1 << 53);
        self.call(calls::read(spot(path), range.map(|range| [exact(range.start), exact(range.end)]))).await
    }

    async fn load(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        let exact = |n: u64| n.min(1 << 53);
        self.call(calls::load(spot(path), range.map(|range| [exact(range.start), exact(range.end)]))).await
    }

    async fn write(&self, path: &Path, body: File, when: When) -> Result<Written> {
        self.call(calls::write(spot(path), body, when)).await
    }

    async fn delete(&self, path: &Path) -> Result<()> {
        self.call(calls::delete(spot(path))).await
    }

    async fn rename(&self, from: &Path, to: &Path, when: When) -> Result<()> {
        self.call(calls::rename(spot(from), to.clone(), when)).await
    }
}
