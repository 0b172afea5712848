//! A folder on disk as a [`Store`].

use std::ops::Range;

use async_trait::async_trait;
use js_sys::Array;
use nearside::File;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::handle::{Directory, Document, Writer, has, option, refused, shut, writing};
use super::kept;
use crate::browser::name_of;
use crate::layers::{Browser, Clock};
use crate::{Can, Durability, Entry, Error, Kind, Page, Path, Result, Store, When, Written};

/// What Chromium calls a file while it is written. It is beside the file, and nobody else's.
const SWAP: &str = ".crswap";
/// Milliseconds after which another content surely has another date: the clocks of file systems tick slower than ours.
const TICK: f64 = 10.0;

/// A folder that a person has picked.
pub struct Folder {
    name: String,
    root: Directory,
    can: Can,
}

impl Folder {
    /// Opens the folder whose handle was [kept](super::keep), and looks what may be done with it.
    ///
    /// # Errors
    /// [`Kind::Denied`] when the person has to be asked again ([`allow`](super::allow)), [`Kind::NotFound`] when the handle
    /// or the folder is gone.
    pub async fn open(name: &str, key: &str) -> Result<Folder> {
        Folder::of(name, kept::find(key, name).await?.into()).await
    }

    /// The folder of a handle (a `FileSystemDirectoryHandle`).
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn of(name: &str, handle: JsValue) -> Result<Folder> {
        let root: Directory = handle.unchecked_into();
        // The private folder of this origin needs no leave, and Firefox has no word for it.
        let write = match has(&root, "queryPermission") {
            true => may(&root, name, &writing()).await?,
            false => true,
        };
        if !write && !may(&root, name, &option("mode", "read")).await? {
            return Err(shut(name));
        }
        let can = Can {
            write,
            list: true,
            ranges: true,
            write_new: write,
            write_unchanged: write,
            etag: true,
            ..Can::default()
        };
        let folder = Folder { name: name.to_owned(), root, can };
        folder.list(&Path::root(), None).await?;
        Ok(folder)
    }

    fn fault(&self, path: &Path) -> impl Fn(JsValue) -> Error {
        let (name, path) = (self.name.clone(), path.to_string());
        move |error| refused(&name, if path.is_empty() { "The folder" } else { &path }, &error)
    }

    /// A folder in it; made, with those around it, if that is wanted.
    async fn directory(&self, path: &Path, make: bool) -> Result<Directory> {
        let mut folder = self.root.clone();
        for name in path.as_str().split('/').filter(|name| !name.is_empty()) {
            let below = folder.directory(name, &option("create", make)).await;
            folder = match below {
                Err(error) if make && name_of(&error) == "TypeMismatchError" => {
                    let text = format!("{name} in {} is a file, so nothing can be in it.", self.name);
                    return Err(Error::new(Kind::Invalid, text));
                }
                below => below.map_err(self.fault(path))?.unchecked_into(),
            };
        }
        Ok(folder)
    }

    async fn document(&self, path: &Path) -> Result<Document> {
        let folder = self.directory(&path.parent(), false).await?;
        let found = folder.document(path.name(), &JsValue::UNDEFINED).await;
        Ok(found.map_err(self.fault(path))?.unchecked_into())
    }

    async fn content(&self, path: &Path, document: &Document) -> Result<web_sys::File> {
        Ok(document.file().await.map_err(self.fault(path))?.unchecked_into())
    }

    /// Writes into an open writer, unless the file is not as it should be by then.
    async fn fill(
        &self,
        path: &Path,
        document: &Document,
        writer: &Writer,
        body: &File,
        when: &When,
    ) -> Result<()> {
        let before = self.content(path, document).await?;
        match when {
            When::New if before.size() > 0.0 => return Err(exists(path)),
            When::Unchanged(etag) if mark(&before) != *etag => return Err(changed(path)),
            _ => {}
        }
        writer.write(&body.blob()).await.map_err(self.fault(path))?;
        // Whoever asks by the mark has to see that there is another content.
        if before.size() == body.size() as f64 && js_sys::Date::now() - before.last_modified() < TICK {
            Browser.sleep(TICK).await;
        }
        writer.close().await.map_err(self.fault(path)).map(drop)
    }
}

/// Whether leave was given.
async fn may(root: &Directory, name: &str, what: &JsValue) -> Result<bool> {
    let answer = root.query(what).await.map_err(|error| refused(name, "The folder", &error))?;
    Ok(answer == "granted")
}

/// There are no marks, so date and size have to do.
fn mark(file: &web_sys::File) -> String {
    format!("{}-{}", file.last_modified(), file.size())
}

fn entry(path: Path, file: &web_sys::File) -> Entry {
    let (size, modified) = (file.size() as u64, Some(file.last_modified()));
    Entry { path, folder: false, size, modified, etag: Some(mark(file)) }
}

fn subfolder(path: Path) -> Entry {
    Entry { path, folder: true, size: 0, modified: None, etag: None }
}

fn exists(path: &Path) -> Error {
    Error::new(Kind::Exists, format!("{path} is there already. Choose another name."))
}

fn changed(path: &Path) -> Error {
    Error::new(Kind::Changed, format!("{path} has been changed meanwhile. Open it again before saving."))
}

#[async_trait(?Send)]
impl Store for Folder {
    fn name(&self) -> &str {
        &self.name
    }

    fn can(&self) -> Can {
        self.can.clone()
    }

    async fn stat(&self, path: &Path) -> Result<Entry> {
        match self.document(path).await {
            Ok(document) => Ok(entry(path.clone(), &self.content(path, &document).await?)),
            Err(error) if error.kind() == Kind::NotFound => match self.directory(path, false).await {
                Ok(_) => Ok(subfolder(path.clone())),
                Err(_) => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    async fn list(&self, folder: &Path, _after: Option<&str>) -> Result<Page> {
        let directory = match self.directory(folder, false).await {
            Err(error) if error.kind() == Kind::NotFound && !folder.is_root() => return Ok(Page::default()),
            directory => directory?,
        };
        let (all, fault, mut entries) = (directory.entries(), self.fault(folder), Vec::new());
        loop {
            let next = JsFuture::from(all.next_iterator().map_err(&fault)?).await.map_err(&fault)?;
            let next: js_sys::IteratorNext = next.unchecked_into();
            if next.done() {
                return Ok(Page { entries, next: None });
            }
            let pair: Array = next.value().unchecked_into();
            let name = pair.get(0).as_string().unwrap_or_default();
            // A name that is no path here cannot be opened by anybody, and is left out.
            let Ok(path) = folder.join(&name) else { continue };
            if has(&pair.get(1), "getDirectoryHandle") {
                entries.push(subfolder(path));
            } else if !name.ends_with(SWAP) {
                match self.content(&path, &pair.get(1).unchecked_into()).await {
                    Ok(file) => entries.push(entry(path, &file)),
                    // Deleted while the folder was read.
                    Err(error) if error.kind() == Kind::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }

    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        let file = File::from(self.content(path, &self.document(path).await?).await?);
        Ok(range.map_or_else(|| file.clone(), |range| file.range(range)))
    }

    async fn write(&self, path: &Path, body: File, when: When) -> Result<Written> {
        let found = self.document(path).await;
        let made = match (&found, &when) {
            (Ok(_), When::New) => return Err(exists(path)),
            (Err(error), _) if error.kind() != Kind::NotFound => return Err(error.clone()),
            (Err(_), When::Unchanged(_)) => return Err(changed(path)),
            (found, _) => found.is_err(),
        };
        let folder = self.directory(&path.parent(), true).await?;
        let document = folder.document(path.name(), &option("create", true)).await;
        let document: Document = match document {
            Err(error) if name_of(&error) == "TypeMismatchError" => {
                let text = format!("{path} in {} is a folder. Choose another name.", self.name);
                return Err(Error::new(Kind::Invalid, text));
            }
            document => document.map_err(self.fault(path))?.unchecked_into(),
        };
        let writer = document.writer(&option("mode", "exclusive")).await.map_err(self.fault(path))?;
        let writer: Writer = writer.unchecked_into();
        if let Err(error) = self.fill(path, &document, &writer, &body, &when).await {
            // What failed is what counts; a writer that is closed already cannot be given up.
            let _ = writer.abort().await;
            if made && error.kind() != Kind::Exists {
                let _ = folder.remove(path.name()).await;
            }
            return Err(error);
        }
        let etag = Some(mark(&self.content(path, &document).await?));
        Ok(Written { etag, durability: Durability::Accepted })
    }

    async fn delete(&self, path: &Path) -> Result<()> {
        let gone = |error: Error| if error.kind() == Kind::NotFound { Ok(()) } else { Err(error) };
        match self.directory(&path.parent(), false).await {
            Ok(folder) => folder.remove(path.name()).await.map(drop).map_err(self.fault(path)).or_else(gone),
            Err(error) => gone(error),
        }
    }
}
