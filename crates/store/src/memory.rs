//! Files in memory: for tests, and for what need not last.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::{Bound, Range};

use async_trait::async_trait;
use nearside::File;

use crate::{
    Can, Durability, Entry, Error, Kind, Page, Part, PartLimits, Path, Result, Store, Upload, When, Written,
};

/// A store that is gone when it is dropped.
#[derive(Default)]
pub struct Memory {
    files: RefCell<BTreeMap<Path, (u64, File)>>,
    uploads: RefCell<BTreeMap<String, BTreeMap<u32, File>>>,
    count: Cell<u64>,
}

/// Entries of one page of a listing.
const PAGE: usize = 1000;

impl Memory {
    fn next(&self) -> u64 {
        self.count.set(self.count.get() + 1);
        self.count.get()
    }

    fn check(&self, path: &Path, when: &When) -> Result<()> {
        let files = self.files.borrow();
        match (when, files.get(path)) {
            (When::New, Some(_)) => {
                Err(Error::new(Kind::Exists, format!("{path} is there already. Choose another name.")))
            }
            (When::Unchanged(etag), found) if found.is_none_or(|(mark, _)| mark.to_string() != *etag) => {
                Err(Error::new(
                    Kind::Changed,
                    format!("{path} has been changed meanwhile. Open it again before saving."),
                ))
            }
            _ => Ok(()),
        }
    }

    fn absent(path: &Path) -> Error {
        Error::new(Kind::NotFound, format!("{path} is not there. It may have been moved or deleted."))
    }
}

fn entry(path: &Path, mark: u64, file: &File) -> Entry {
    Entry {
        path: path.clone(),
        folder: false,
        size: file.size(),
        modified: file.modified(),
        etag: Some(mark.to_string()),
    }
}

#[async_trait(?Send)]
impl Store for Memory {
    fn name(&self) -> &str {
        "Memory"
    }

    fn can(&self) -> Can {
        let parts = Some(PartLimits { smallest: 1, largest: u64::MAX, most: u32::MAX });
        let (write, list, ranges, write_new, write_unchanged, rename, etag) =
            (true, true, true, true, true, true, true);
        Can { write, list, ranges, write_new, write_unchanged, rename, etag, parts, presign: false }
    }

    async fn stat(&self, path: &Path) -> Result<Entry> {
        let files = self.files.borrow();
        let (mark, file) = files.get(path).ok_or_else(|| Self::absent(path))?;
        Ok(entry(path, *mark, file))
    }

    async fn list(&self, folder: &Path, after: Option<&str>) -> Result<Page> {
        let files = self.files.borrow();
        let mut page = Page::default();
        let start = after.map_or(Ok(folder.clone()), Path::new)?;
        let mut last: Option<Path> = after.map(|_| start.clone());
        for (path, (mark, file)) in files.range((Bound::Excluded(start), Bound::Unbounded)) {
            let Some(below) = path.within(folder) else {
                match path.as_str() > folder.as_str() && !path.as_str().starts_with(folder.as_str()) {
                    true => break,
                    false => continue,
                }
            };
            let child = match below.split_once('/') {
                None => entry(path, *mark, file),
                Some((name, _)) => {
                    Entry { path: folder.join(name)?, folder: true, size: 0, modified: None, etag: None }
                }
            };
            if last.as_ref().is_some_and(|last| *last == child.path || last.within(&child.path).is_some()) {
                continue;
            }
            if page.entries.len() == PAGE {
                page.next = last.map(String::from);
                break;
            }
            last = Some(child.path.clone());
            page.entries.push(child);
        }
        Ok(page)
    }

    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        let files = self.files.borrow();
        let (_, file) = files.get(path).ok_or_else(|| Self::absent(path))?;
        Ok(range.map_or_else(|| file.clone(), |range| file.range(range)))
    }

    async fn write(&self, path: &Path, body: File, when: When) -> Result<Written> {
        self.check(path, &when)?;
        let mark = self.next();
        self.files.borrow_mut().insert(path.clone(), (mark, body));
        Ok(Written { etag: Some(mark.to_string()), durability: Durability::Volatile })
    }

    async fn delete(&self, path: &Path) -> Result<()> {
        self.files.borrow_mut().remove(path);
        Ok(())
    }

    async fn rename(&self, from: &Path, to: &Path, when: When) -> Result<()> {
        self.check(to, &when)?;
        let (_, file) = self.files.borrow_mut().remove(from).ok_or_else(|| Self::absent(from))?;
        let mark = self.next();
        self.files.borrow_mut().insert(to.clone(), (mark, file.renamed(to.name())));
        Ok(())
    }

    async fn begin(&self, path: &Path, size: u64, when: When) -> Result<Upload> {
        let id = self.next().to_string();
        self.uploads.borrow_mut().insert(id.clone(), BTreeMap::new());
        Ok(Upload { path: path.clone(), id, size, part_size: (8 << 20).max(size / 1000), when })
    }

    async fn put(&self, upload: &Upload, number: u32, body: File) -> Result<Part> {
        let mut uploads = self.uploads.borrow_mut();
        let parts = uploads.get_mut(&upload.id).ok_or_else(|| Self::absent(&upload.path))?;
        let size = body.size();
        parts.insert(number, body);
        Ok(Part { number, size, etag: number.to_string() })
    }

    async fn parts(&self, upload: &Upload) -> Result<Vec<Part>> {
        let uploads = self.uploads.borrow();
        let parts = uploads.get(&upload.id).ok_or_else(|| Self::absent(&upload.path))?;
        let part = |(number, body): (&u32, &File)| Part {
            number: *number,
            size: body.size(),
            etag: number.to_string(),
        };
        Ok(parts.iter().map(part).collect())
    }

    async fn commit(&self, upload: &Upload) -> Result<Written> {
        let parts =
            self.uploads.borrow().get(&upload.id).cloned().ok_or_else(|| Self::absent(&upload.path))?;
        let whole = (0..upload.parts()).all(|number| {
            let range = upload.range(number);
            parts.get(&number).is_some_and(|body| body.size() == range.end - range.start)
        });
        if !whole {
            return Err(Error::new(
                Kind::Corrupt,
                format!("{} is not complete yet: send the parts that are missing.", upload.path),
            ));
        }
        let mut bytes = Vec::new();
        for body in parts.values() {
            bytes.extend(body.bytes().await.map_err(|error| Error::new(Kind::Failed, error.to_string()))?);
        }
        let written =
            self.write(&upload.path, File::new(upload.path.name(), bytes), upload.when.clone()).await?;
        self.uploads.borrow_mut().remove(&upload.id);
        Ok(written)
    }

    async fn abort(&self, upload: &Upload) -> Result<()> {
        self.uploads.borrow_mut().remove(&upload.id);
        Ok(())
    }
}
