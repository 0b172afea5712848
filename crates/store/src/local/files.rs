//! The shelf as a store.

use std::ops::Range;

use async_trait::async_trait;
use nearside::File;

use super::catalog::{Pending, Place, entry};
use super::keeper::{Keeper, Number};
use super::shelf::{Body, Shelf, Wish};
use crate::table::Table;
use crate::{
    Can, Entry, Error, Kind, Page, Part, PartLimits, Path, Result, State, Store, Upload, When, Written,
};

/// Parts of a file in this browser, unless there would be more than a thousand.
pub(super) const PART: u64 = 8 << 20;

/// What every medium of this browser can do.
pub(super) fn can() -> Can {
    let parts = Some(PartLimits { smallest: 1, largest: u64::MAX, most: u32::MAX });
    let (write, list, ranges, write_new, write_unchanged, rename, etag) =
        (true, true, true, true, true, true, true);
    Can { write, list, ranges, write_new, write_unchanged, rename, etag, parts, ..Can::default() }
}

/// Counts a part that is being written, so that its file is not committed meanwhile.
struct Busy<'a>(&'a Shelf, &'a str);

impl<'a> Busy<'a> {
    fn new(shelf: &'a Shelf, id: &'a str) -> Self {
        *shelf.busy.borrow_mut().at(id.to_owned()) += 1;
        Self(shelf, id)
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        let mut busy = self.0.busy.borrow_mut();
        if let Some(count) = busy.get_mut(self.1) {
            *count -= 1;
            if *count == 0 {
                busy.remove(self.1);
            }
        }
    }
}

impl Shelf {
    /// A file as a handle, or with its bytes `now`.
    async fn take(&self, path: &Path, range: Option<Range<u64>>, now: bool) -> Result<File> {
        let node = *self.log.borrow().catalog.get(path)?;
        let range = clip(range, node.size);
        let file = match node.place {
            Place::Log(segment, at) => {
                let bytes = self.log.borrow().read(segment, at + range.start, range.end - range.start)?;
                File::new(path.name(), bytes)
            }
            Place::Slot(slot) => {
                self.pool.hand(slot);
                match now {
                    true => self.disk.load(slot, range, path.name()).await?,
                    false => self.disk.file(slot, range, path.name()).await?,
                }
            }
            Place::Here => File::new(path.name(), Vec::new()),
        };
        Ok(file.dated(Some(node.modified)))
    }
}

#[async_trait(?Send)]
impl Store for Shelf {
    fn name(&self) -> &str {
        "This browser"
    }

    fn can(&self) -> Can {
        can()
    }

    async fn stat(&self, path: &Path) -> Result<Entry> {
        let log = self.log.borrow();
        Ok(entry(path, log.catalog.get(path)?))
    }

    async fn list(&self, folder: &Path, after: Option<&str>) -> Result<Page> {
        self.log.borrow().catalog.list(folder, after)
    }

    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        self.take(path, range, false).await
    }

    async fn load(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        self.take(path, range, true).await
    }

    async fn write(&self, path: &Path, body: File, when: When) -> Result<Written> {
        self.write_once(None, path, body, when).await
    }

    async fn delete(&self, path: &Path) -> Result<()> {
        self.delete_once(None, path).await
    }

    async fn rename(&self, from: &Path, to: &Path, when: When) -> Result<()> {
        self.rename_once(None, from, to, when).await
    }

    async fn begin(&self, path: &Path, size: u64, when: When) -> Result<Upload> {
        self.begin_once(None, path, size, when).await
    }

    async fn put(&self, upload: &Upload, number: u32, body: File) -> Result<Part> {
        check_part(upload, number, &body)?;
        let size = body.size();
        let _busy = Busy::new(self, &upload.id);
        let (slot, again) = {
            let log = self.log.borrow();
            let pending = log.catalog.upload(&upload.id, &upload.path)?;
            (pending.slot, pending.parts.contains_key(&number))
        };
        if again {
            self.fulfil(None, Wish::Unpart(upload.clone(), number), true).await?;
        }
        let handle = self.handle(slot).await?;
        handle.fill(upload.range(number).start, &body).await?;
        handle.flush()?;
        let (mark, _) = self.fulfil(None, Wish::Part(upload.clone(), number, size), true).await?;
        Ok(Part { number, size, etag: mark.to_string() })
    }

    async fn parts(&self, upload: &Upload) -> Result<Vec<Part>> {
        Ok(self.log.borrow().catalog.upload(&upload.id, &upload.path)?.listed())
    }

    async fn commit(&self, upload: &Upload) -> Result<Written> {
        self.commit_once(None, upload).await
    }

    async fn abort(&self, upload: &Upload) -> Result<()> {
        self.abort_once(None, upload).await
    }
}

#[async_trait(?Send)]
impl Keeper for Shelf {
    async fn write_once(&self, ask: Number, path: &Path, body: File, when: When) -> Result<Written> {
        let (size, path) = (body.size(), path.clone());
        if self.was_made(ask) {
            let wish = Wish::Put { path, size, body: Body::Small(Vec::new()), when };
            return Ok(self.written(self.fulfil(ask, wish, true).await?));
        }
        // Asked again when the body is there; this saves copying what will be refused.
        self.log.borrow().catalog.check(&path, &when)?;
        let (body, kept) = self.place(&body).await?;
        Ok(self.written(self.fulfil(ask, Wish::Put { path, size, body, when }, kept).await?))
    }

    async fn delete_once(&self, ask: Number, path: &Path) -> Result<()> {
        self.fulfil(ask, Wish::Delete(path.clone()), true).await.map(drop)
    }

    async fn rename_once(&self, ask: Number, from: &Path, to: &Path, when: When) -> Result<()> {
        self.fulfil(ask, Wish::Rename(from.clone(), to.clone(), when), true).await.map(drop)
    }

    /// An upload has the number that it was asked for under as its name.
    async fn begin_once(&self, ask: Number, path: &Path, size: u64, when: When) -> Result<Upload> {
        let part_size = PART.max(size.div_ceil(1000));
        let upload = |id| Upload { path: path.clone(), id, size, part_size, when };
        if let Some(ask) = ask.filter(|_| self.was_made(ask)) {
            return Ok(upload(named(ask)));
        }
        let reserved = self.roomy_slot(size).await?;
        let slot = reserved.number;
        let pending = Pending { size, part_size, slot, parts: Table::default() };
        let id = ask.map_or_else(|| format!("{slot}-{}", self.disk.now() as u64), named);
        reserved.keep();
        self.fulfil(ask, Wish::Begin(id.clone(), pending), true).await?;
        Ok(upload(id))
    }

    async fn commit_once(&self, ask: Number, upload: &Upload) -> Result<Written> {
        let wish = Wish::Commit(upload.clone());
        if self.was_made(ask) {
            return Ok(self.written(self.fulfil(ask, wish, true).await?));
        }
        let slot = self.log.borrow().catalog.upload(&upload.id, &upload.path)?.slot;
        let kept = match self.pool.aged(slot) {
            true => true,
            false => {
                let body = self.disk.file(slot, 0..upload.size, upload.path.name()).await?;
                self.keep(slot, &body).await
            }
        };
        let done = self.fulfil(ask, wish, kept).await?;
        self.close(slot).await;
        Ok(self.written(done))
    }

    async fn abort_once(&self, ask: Number, upload: &Upload) -> Result<()> {
        let slot = self.log.borrow().catalog.upload(&upload.id, &upload.path).map(|pending| pending.slot);
        if let Ok(slot) = slot {
            self.close(slot).await;
        }
        self.fulfil(ask, Wish::Abort(upload.clone()), true).await.map(drop)
    }

    fn slot(&self, path: &Path) -> Option<String> {
        match self.log.borrow().catalog.get(path).ok()?.place {
            Place::Slot(slot) => self.disk.address(slot),
            _ => None,
        }
    }

    fn state(&self) -> State {
        // Only a person and the browser know more.
        State::Evictable
    }

    fn used(&self) -> u64 {
        self.log.borrow().catalog.size()
    }

    async fn tend(&self) {
        Shelf::tend(self).await;
    }
}

impl Shelf {
    fn was_made(&self, ask: Number) -> bool {
        ask.is_some_and(|ask| self.log.borrow().catalog.asked(ask).is_some())
    }
}

fn named(ask: u64) -> String {
    format!("{ask:x}")
}

/// Fails unless a body is the part that the upload says it is.
pub(super) fn check_part(upload: &Upload, number: u32, body: &File) -> Result<()> {
    let range = upload.range(number);
    let size = range.end - range.start;
    if number < upload.parts() && body.size() == size {
        return Ok(());
    }
    let text = format!(
        "Part {number} of {} should have {size} bytes and has {}. Send the range that the upload names.",
        upload.path,
        body.size()
    );
    Err(Error::new(Kind::Invalid, text))
}

/// The part of a range that a file of this size has.
pub(super) fn clip(range: Option<Range<u64>>, size: u64) -> Range<u64> {
    let range = range.unwrap_or(0..size);
    let start = range.start.min(size);
    start..range.end.clamp(start, size)
}
