//! Files in memory: for tests, and for what need not last.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use async_trait::async_trait;
use nearside::File;

use crate::table::Table;
use crate::{
    Can, Durability, Entry, Error, Kind, Page, Part, PartLimits, Path, Result, Store, Upload, When, Written,
    body,
};

/// A store that is gone when it is dropped.
#[derive(Default)]
pub struct Memory {
    files: RefCell<Table<String, (u64, File)>>,
    uploads: RefCell<Table<String, Table<u32, File>>>,
    count: Cell<u64>,
}

/// Entries of one page of a listing.
const PAGE: usize = 1000;

/// Smaller files have one part.
const PART: u64 = 1 << 20;

impl Memory {
    /// The bytes of all files.
    pub(crate) fn size(&self) -> u64 {
        self.files.borrow().values().map(|(_, file)| file.size()).sum()
    }

    fn next(&self) -> u64 {
        self.count.set(self.count.get() + 1);
        self.count.get()
    }

    fn check(&self, path: &Path, when: &When) -> Result<()> {
        let files = self.files.borrow();
        match (when, files.get(path.as_str())) {
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

    fn ended(upload: &Upload) -> Error {
        let text = format!("The upload of {} is over or was given up. Begin it again.", upload.path);
        Error::new(Kind::NotFound, text)
    }
}

fn entry(path: Path, mark: u64, file: &File) -> Entry {
    let (size, modified) = (file.size(), file.modified());
    Entry { path, folder: false, size, modified, etag: Some(mark.to_string()) }
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
        Can { write, list, ranges, write_new, write_unchanged, rename, etag, parts, ..Can::default() }
    }

    async fn stat(&self, path: &Path) -> Result<Entry> {
        let files = self.files.borrow();
        let (mark, file) = files.get(path.as_str()).ok_or_else(|| Self::absent(path))?;
        Ok(entry(path.clone(), *mark, file))
    }

    /// The key of the last file, or of the last folder with a slash at its end, is what the next page is asked with.
    async fn list(&self, folder: &Path, after: Option<&str>) -> Result<Page> {
        let files = self.files.borrow();
        let prefix = if folder.is_root() { String::new() } else { format!("{folder}/") };
        let mut last = after.unwrap_or(&prefix).to_owned();
        let mut page = Page::default();
        loop {
            // All that begins like a folder which was listed lies before its name with the character after the slash.
            let listed = last.strip_suffix('/').filter(|_| last != prefix).map(|listed| format!("{listed}0"));
            let from = |key: &String| listed.as_ref().map_or(*key <= last, |listed| key < listed);
            let next = files.past(from).next();
            let Some((key, (mark, file))) = next.filter(|(key, _)| key.starts_with(&prefix)) else { break };
            if page.entries.len() == PAGE {
                page.next = Some(last);
                break;
            }
            let child = match key[prefix.len()..].split_once('/') {
                None => entry(Path::new(key)?, *mark, file),
                Some((name, _)) => {
                    Entry { path: folder.join(name)?, folder: true, size: 0, modified: None, etag: None }
                }
            };
            last = format!("{}{}", child.path, if child.folder { "/" } else { "" });
            page.entries.push(child);
        }
        Ok(page)
    }

    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        let files = self.files.borrow();
        let (_, file) = files.get(path.as_str()).ok_or_else(|| Self::absent(path))?;
        Ok(range.map_or_else(|| file.clone(), |range| file.range(range)))
    }

    async fn write(&self, path: &Path, body: File, when: When) -> Result<Written> {
        self.check(path, &when)?;
        let mark = self.next();
        self.files.borrow_mut().insert(path.to_string(), (mark, body.renamed(path.name())));
        Ok(Written { etag: Some(mark.to_string()), durability: Durability::Volatile })
    }

    async fn delete(&self, path: &Path) -> Result<()> {
        self.files.borrow_mut().remove(path.as_str());
        Ok(())
    }

    async fn rename(&self, from: &Path, to: &Path, when: When) -> Result<()> {
        self.check(to, &when)?;
        let (_, file) = self.files.borrow_mut().remove(from.as_str()).ok_or_else(|| Self::absent(from))?;
        let mark = self.next();
        self.files.borrow_mut().insert(to.to_string(), (mark, file.renamed(to.name())));
        Ok(())
    }

    async fn begin(&self, path: &Path, size: u64, when: When) -> Result<Upload> {
        let id = self.next().to_string();
        self.uploads.borrow_mut().insert(id.clone(), Table::default());
        Ok(Upload { path: path.clone(), id, size, part_size: PART.max(size / 1000), when })
    }

    async fn put(&self, upload: &Upload, number: u32, body: File) -> Result<Part> {
        let mut uploads = self.uploads.borrow_mut();
        let parts = uploads.get_mut(&upload.id).ok_or_else(|| Self::ended(upload))?;
        let size = body.size();
        parts.insert(number, body);
        Ok(Part { number, size, etag: number.to_string() })
    }

    async fn parts(&self, upload: &Upload) -> Result<Vec<Part>> {
        let uploads = self.uploads.borrow();
        let parts = uploads.get(&upload.id).ok_or_else(|| Self::ended(upload))?;
        let part = |(number, body): (&u32, &File)| Part {
            number: *number,
            size: body.size(),
            etag: number.to_string(),
        };
        Ok(parts.iter().map(part).collect())
    }

    async fn commit(&self, upload: &Upload) -> Result<Written> {
        let parts = self.uploads.borrow().get(&upload.id).cloned().ok_or_else(|| Self::ended(upload))?;
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
        let parts: Vec<File> = parts.into_iter().map(|(_, part)| part).collect();
        let whole = body::join(upload.path.name(), &parts).await?;
        let written = self.write(&upload.path, whole, upload.when.clone()).await?;
        self.uploads.borrow_mut().remove(&upload.id);
        Ok(written)
    }

    async fn abort(&self, upload: &Upload) -> Result<()> {
        self.uploads.borrow_mut().remove(&upload.id);
        Ok(())
    }
}
