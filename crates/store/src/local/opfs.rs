//! Slots as files of the origin private file system, opened with sync access handles.
//!
//! These exist in dedicated workers only, write without waiting, and reach the disk with `flush`: the one way in a browser that
//! is both fast and durable. A slot is called by its number and its birthday, because nothing else tells how old a file is.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use async_trait::async_trait;
use js_sys::{Array, ArrayBuffer, AsyncIterator, Object, Reflect, Uint8Array};
use nearside::File;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::browser::{failure, now, pause, sleep};
use super::channel::{hold, let_go};
use super::disk::{Disk, Handle, Slot};
use crate::browser::name_of;
use crate::table::Table;
use crate::{Error, Kind, Result};

/// Bytes of a large body that are in memory at a time.
const BLOCK: f64 = (8 << 20) as f64;
/// How often a slot that somebody else still has open is tried; with growing pauses, 2 s in all. No event tells when it is
/// closed, and the first moments are when it is: then the next tab is waited for.
const TRIES: u32 = 80;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "storage"], js_name = getDirectory, catch)]
    async fn private_root() -> Result<JsValue, JsValue>;

    type Folder;
    #[wasm_bindgen(method, catch, js_name = getDirectoryHandle)]
    async fn folder(this: &Folder, name: &str, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getFileHandle)]
    async fn entry(this: &Folder, name: &str, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeEntry)]
    async fn remove(this: &Folder, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    fn entries(this: &Folder) -> AsyncIterator;

    #[derive(Clone)]
    type Entry;
    #[wasm_bindgen(method, catch, js_name = getFile)]
    async fn file(this: &Entry) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = createSyncAccessHandle)]
    async fn open(this: &Entry) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = createSyncAccessHandle)]
    async fn open_as(this: &Entry, options: &JsValue) -> Result<JsValue, JsValue>;

    type Access;
    #[wasm_bindgen(method, catch)]
    fn read(this: &Access, into: &mut [u8], options: &JsValue) -> Result<f64, JsValue>;
    #[wasm_bindgen(method, catch, js_name = read)]
    fn read_block(this: &Access, into: &Room, options: &JsValue) -> Result<f64, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn write(this: &Access, bytes: &[u8], options: &JsValue) -> Result<f64, JsValue>;
    #[wasm_bindgen(method, catch, js_name = write)]
    fn write_block(this: &Access, bytes: &Uint8Array, options: &JsValue) -> Result<f64, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn truncate(this: &Access, size: f64) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn flush(this: &Access) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = getSize)]
    fn size(this: &Access) -> Result<f64, JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &Access);

    /// Bytes outside of WebAssembly; there may be no room for them.
    #[wasm_bindgen(js_name = Uint8Array)]
    type Room;
    #[wasm_bindgen(constructor, js_class = Uint8Array, catch)]
    fn new(size: f64) -> Result<Room, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn buffer(this: &Room) -> ArrayBuffer;
}

/// What this browser says when it is asked for the origin private file system.
pub(super) enum Offer {
    Folder(Opfs),
    /// It has one, and not for us: this is a private window.
    Refused,
    Absent,
}

/// A folder of slots in the origin private file system.
pub(super) struct Opfs {
    folder: Folder,
    slots: RefCell<Table<u32, (String, Entry)>>,
}

fn options(key: &str, value: impl Into<JsValue>) -> JsValue {
    let options = Object::new();
    // A plain object takes any property.
    let _ = Reflect::set(&options, &key.into(), &value.into());
    options.into()
}

impl Opfs {
    /// The folder of that name; made if it is not there.
    ///
    /// # Errors
    /// What else may be wrong: then there may be files that cannot be reached now, so nothing may be begun elsewhere.
    pub async fn open(name: &str) -> Result<Offer> {
        let global = js_sys::global();
        let storage = Reflect::get(&global, &"navigator".into())
            .and_then(|navigator| Reflect::get(&navigator, &"storage".into()))
            .unwrap_or_default();
        let offered = storage.is_object()
            && Reflect::has(&storage, &"getDirectory".into()).unwrap_or(false)
            && Reflect::has(&global, &"FileSystemSyncAccessHandle".into()).unwrap_or(false);
        if !offered {
            return Ok(Offer::Absent);
        }
        let create = options("create", true);
        let root: Folder = match private_root().await {
            Ok(root) => root.unchecked_into(),
            // Private windows refuse it with one of these.
            Err(error)
                if ["SecurityError", "NotAllowedError", "UnknownError"].contains(&&*name_of(&error)) =>
            {
                return Ok(Offer::Refused);
            }
            Err(error) => return Err(failure("The files of this browser could not be opened", &error)),
        };
        let folder = root
            .folder(name, &create)
            .await
            .map_err(|error| failure("The files of this browser could not be opened", &error))?;
        Ok(Offer::Folder(Self { folder: folder.unchecked_into(), slots: RefCell::default() }))
    }

    fn name(&self, number: u32) -> Result<String> {
        let slots = self.slots.borrow();
        slots.get(&number).map(|(name, _)| name.clone()).ok_or_else(|| gone(number))
    }

    fn entry(&self, number: u32) -> Result<Entry> {
        let slots = self.slots.borrow();
        slots.get(&number).map(|(_, entry)| entry.clone()).ok_or_else(|| gone(number))
    }
}

fn gone(number: u32) -> Error {
    Error::new(
        Kind::Failed,
        format!("Slot {number} of this browser's storage is not there. Reload the page to look again."),
    )
}

#[async_trait(?Send)]
impl Disk for Opfs {
    async fn slots(&self) -> Result<Vec<Slot>> {
        let unreadable = |error| failure("The files of this browser could not be listed", &error);
        let entries = self.folder.entries();
        let (mut found, mut known) = (Vec::new(), Vec::new());
        loop {
            let next =
                JsFuture::from(entries.next_iterator().map_err(unreadable)?).await.map_err(unreadable)?;
            let next: js_sys::IteratorNext = next.unchecked_into();
            if next.done() {
                break;
            }
            let pair: Array = next.value().unchecked_into();
            let name = pair.get(0).as_string().unwrap_or_default();
            let Some((number, born)) = name.split_once('.') else { continue };
            if let (Ok(number), Ok(born)) = (number.parse(), born.parse::<u64>()) {
                let born = born as f64;
                known.push((number, (name, pair.get(1).unchecked_into())));
                found.push(Slot { number, born });
            }
        }
        self.slots.replace(known.into_iter().collect());
        Ok(found)
    }

    async fn create(&self, number: u32) -> Result<Slot> {
        let born = now().floor();
        let name = format!("{number}.{}", born as u64);
        let entry = self
            .folder
            .entry(&name, &options("create", true))
            .await
            .map_err(|error| failure("No file could be made in this browser", &error))?;
        self.slots.borrow_mut().insert(number, (name, entry.unchecked_into()));
        Ok(Slot { number, born })
    }

    async fn remove(&self, number: u32) -> Result<()> {
        let name = self.name(number)?;
        self.folder
            .remove(&name)
            .await
            .map_err(|error| failure("A file of this browser could not be taken away", &error))?;
        self.slots.borrow_mut().remove(&number);
        Ok(())
    }

    async fn open(&self, number: u32) -> Result<Rc<dyn Handle>> {
        let entry = self.entry(number)?;
        let mut tries = 0;
        loop {
            match entry.open().await {
                Ok(access) => {
                    hold(&access);
                    return Ok(Rc::new(Open(access.unchecked_into())));
                }
                // A worker that was just killed may have it open for a moment yet.
                Err(error) if tries < TRIES && name_of(&error) == "NoModificationAllowedError" => {
                    sleep(f64::from(1 + tries / 10) * 5.0).await;
                    tries += 1;
                }
                Err(error) => return Err(failure("A file of this browser could not be opened", &error)),
            }
        }
    }

    async fn file(&self, number: u32, range: Range<u64>, name: &str) -> Result<File> {
        let entry = self.entry(number)?;
        let unreadable = |error| failure(&format!("{name} could not be read"), &error);
        let file: web_sys::Blob = entry.file().await.map_err(unreadable)?.unchecked_into();
        let part = file.slice_with_f64_and_f64(range.start as f64, range.end as f64).map_err(unreadable)?;
        if part.size() < (range.end - range.start) as f64 {
            return Err(super::root::damage(&format!("the content of {name} is too short")));
        }
        Ok(File::from_blob(name, part).renamed(name))
    }

    async fn load(&self, number: u32, range: Range<u64>, name: &str) -> Result<File> {
        match read(&self.entry(number)?, range.clone(), name).await? {
            Some(file) => Ok(file),
            None => self.file(number, range, name).await,
        }
    }

    fn address(&self, number: u32) -> Option<String> {
        self.name(number).ok()
    }

    fn now(&self) -> f64 {
        now()
    }

    async fn pause(&self) {
        pause().await;
    }
}

/// Reads a slot with a handle, which is several times as fast as the way of a Blob, through another process. `None` while somebody
/// else has it open; in browsers that let several read, while somebody writes to it.
async fn read(entry: &Entry, range: Range<u64>, name: &str) -> Result<Option<File>> {
    let Ok(access) = entry.open_as(&options("mode", "read-only")).await else { return Ok(None) };
    hold(&access);
    let open = Open(access.unchecked_into());
    let size = (range.end - range.start) as f64;
    let unread = |error| failure(&format!("{name} could not be read"), &error);
    let room = Room::new(size).map_err(unread)?;
    match open.0.read_block(&room, &at(range.start)).map_err(unread)? == size {
        true => Ok(Some(File::from_buffer(name, room.buffer()))),
        false => Err(super::root::damage(&format!("the content of {name} is too short"))),
    }
}

/// The bytes of a file that another worker handed out, which lie in one of its slots from `start` on. `None` if they cannot be read
/// there. That they are still the file's the file itself tells: a Blob is not read any more once its slot was written to.
pub(super) async fn read_handed(folder: &str, slot: &str, start: u64, file: &File) -> Option<File> {
    let root: Folder = private_root().await.ok()?.unchecked_into();
    let plain = Object::new();
    let folder: Folder = root.folder(folder, &plain).await.ok()?.unchecked_into();
    let entry: Entry = folder.entry(slot, &plain).await.ok()?.unchecked_into();
    let bytes = read(&entry, start..start + file.size(), file.name()).await.ok()??;
    file.range(0..1).bytes().await.ok()?;
    Some(bytes.dated(file.modified()))
}

/// An open slot.
struct Open(Access);

impl Drop for Open {
    fn drop(&mut self) {
        let_go(&self.0);
        self.0.close();
    }
}

fn unwritten(error: JsValue) -> Error {
    failure("This browser could not write a file", &error)
}

fn at(place: u64) -> JsValue {
    options("at", place as f64)
}

fn whole(written: f64, wanted: usize) -> Result<()> {
    if written == wanted as f64 {
        return Ok(());
    }
    Err(Error::new(
        Kind::Quota,
        "This browser has no more room. Delete files that you do not need, or move some to another place.",
    ))
}

#[async_trait(?Send)]
impl Handle for Open {
    fn read_at(&self, place: u64, into: &mut [u8]) -> Result<usize> {
        let read = self.0.read(into, &at(place));
        read.map(|read| read as usize).map_err(|error| failure("This browser could not read a file", &error))
    }

    fn write_at(&self, place: u64, bytes: &[u8]) -> Result<()> {
        whole(self.0.write(bytes, &at(place)).map_err(unwritten)?, bytes.len())
    }

    fn truncate(&self, size: u64) -> Result<()> {
        self.0.truncate(size as f64).map_err(unwritten)
    }

    fn flush(&self) -> Result<()> {
        self.0.flush().map_err(unwritten)
    }

    fn size(&self) -> Result<u64> {
        self.0.size().map(|size| size as u64).map_err(unwritten)
    }

    /// Block by block from buffer to handle, the next one being read while one is written; nothing passes through wasm.
    async fn fill(&self, place: u64, body: &File) -> Result<()> {
        let unreadable = |error: JsValue| failure(&format!("{} could not be read", body.name()), &error);
        if let Some(buffer) = body.buffer() {
            let bytes = Uint8Array::new(buffer);
            let written = self.0.write_block(&bytes, &at(place)).map_err(unwritten)?;
            return whole(written, bytes.length() as usize);
        }
        let blob = body.blob();
        let size = blob.size();
        let read = |from: f64| match from < size {
            true => blob
                .slice_with_f64_and_f64(from, (from + BLOCK).min(size))
                .map(|block| Some(block.array_buffer())),
            false => Ok(None),
        };
        let mut from = 0.0;
        let mut next = read(from).map_err(unreadable)?;
        while let Some(block) = next {
            let block = Uint8Array::new(&JsFuture::from(block).await.map_err(unreadable)?);
            next = read(from + BLOCK).map_err(unreadable)?;
            let written = self.0.write_block(&block, &at(place + from as u64)).map_err(unwritten)?;
            whole(written, block.length() as usize)?;
            from += BLOCK;
        }
        Ok(())
    }
}
