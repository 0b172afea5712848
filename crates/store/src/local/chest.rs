//! Files in a carrier alone: for browsers that have a database and no files for us, such as WebKitGTK and private windows.
//!
//! Each change is one transaction, so there is nothing to recover. The index is in memory; when a change was given up half way
//! and nobody knows whether it happened, the index is read again.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use async_trait::async_trait;
use futures_util::lock::Mutex;
use nearside::File;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::carrier::{Carrier, Change};
use super::catalog::{ASKED, Before, Catalog, Node, Pending, Place, Record, Spot, entry};
use super::files::{PART, can, check_part, clip};
use super::keeper::{Keeper, Number};
use super::root::damage;
use crate::body::join;
use crate::sort_by;
use crate::table::Table;
use crate::{
    Can, Durability, Entry, Error, Kind, Page, Part, Path, Result, State, Store, Upload, When, Written,
};

/// How often a file is looked for that is replaced again and again.
const TRIES: usize = 5;

/// Files in a carrier.
pub(super) struct Chest {
    carrier: Rc<dyn Carrier>,
    durability: Durability,
    state: State,
    now: fn() -> f64,
    index: RefCell<Index>,
    /// A change was given up half way.
    stale: Cell<bool>,
    turn: Mutex<()>,
}

#[derive(Default)]
struct Index {
    catalog: Catalog,
    number: u64,
}

fn file_key(path: &str) -> String {
    format!("file/{path}")
}

fn upload_key(id: &str) -> String {
    format!("upload/{id}")
}

fn asked_key(ask: Option<u64>) -> String {
    ask.map_or("asked/".to_owned(), |ask| format!("asked/{ask:016x}"))
}

fn content_key(content: u32) -> String {
    format!("content/{content:08x}")
}

fn part_key(content: u32, number: u32) -> String {
    format!("part/{content:08x}/{number:08x}")
}

fn packed(value: &impl Serialize) -> Result<File> {
    let bytes = postcard::to_allocvec(value)
        .map_err(|error| Error::new(Kind::Failed, format!("A record could not be written: {error}.")))?;
    Ok(File::new("record", bytes))
}

async fn unpacked<T: DeserializeOwned>(file: &File) -> Result<T> {
    let bytes = file.bytes().await.map_err(|_| damage("a record is unreadable"))?;
    postcard::from_bytes(&bytes).map_err(|_| damage("a record cannot be understood"))
}

impl Chest {
    /// What is in a carrier, which promises this durability and is as safe as `state` says; with a clock in milliseconds since
    /// 1970.
    pub async fn open(
        carrier: Rc<dyn Carrier>,
        durability: Durability,
        state: State,
        now: fn() -> f64,
    ) -> Result<Self> {
        let (index, stale, turn) = (RefCell::default(), Cell::new(true), Mutex::default());
        let chest = Self { carrier, durability, state, now, index, stale, turn };
        chest.refresh().await?;
        Ok(chest)
    }

    async fn refresh(&self) -> Result<()> {
        if !self.stale.get() {
            return Ok(());
        }
        let (mut files, mut uploads, mut asked) = (Vec::new(), Vec::new(), Vec::new());
        let mut number = 0;
        for (key, value) in self.carrier.values(&file_key("")).await? {
            let node: Node = unpacked(&value).await?;
            number = number.max(node.mark);
            files.push((Path::new(&key[file_key("").len()..])?, node));
        }
        for (key, value) in self.carrier.values(&upload_key("")).await? {
            let pending: Pending = unpacked(&value).await?;
            let marks = pending.parts.values().map(|(_, mark)| *mark);
            number = marks.chain([u64::from(pending.slot)]).fold(number, u64::max);
            uploads.push((key[upload_key("").len()..].to_owned(), pending));
        }
        for (key, value) in self.carrier.values(&asked_key(None)).await? {
            let made: u64 = unpacked(&value).await?;
            number = number.max(made);
            if let Ok(ask) = u64::from_str_radix(&key[asked_key(None).len()..], 16) {
                asked.push((ask, made));
            }
        }
        sort_by(&mut asked, |(_, one), (_, other)| one.cmp(other));
        self.index.replace(Index { catalog: Catalog::new(files, uploads, asked), number });
        self.stale.set(false);
        Ok(())
    }

    /// Makes one change: its record, and what it puts into the carrier besides. Returns its number.
    async fn change(
        &self,
        ask: Number,
        make: impl FnOnce(&Catalog, u64) -> Result<Option<(Record, Vec<Change>)>>,
    ) -> Result<u64> {
        let _turn = self.turn.lock().await;
        self.refresh().await?;
        let (record, spot, changes) = {
            let mut index = self.index.borrow_mut();
            if let Some(made) = ask.and_then(|ask| index.catalog.asked(ask)) {
                return Ok(made);
            }
            let spot = Spot { number: index.number + 1, segment: 0, body: 0 };
            let Some((record, mut changes)) = make(&index.catalog, spot.number)? else { return Ok(0) };
            let record = ask.into_iter().fold(record, |record, ask| Record::Asked(ask, Box::new(record)));
            let mut before = Vec::new();
            index.catalog.apply(record.clone(), spot, &mut before);
            let follows = follow(&index.catalog, &before);
            // Nobody sees it before it is kept.
            index.catalog.undo(before);
            changes.extend(follows?);
            (record, spot, changes)
        };
        self.stale.set(true);
        let made = self.carrier.apply(changes).await;
        if let Err(error) = made {
            // It may have happened all the same.
            self.refresh().await.ok();
            return Err(error);
        }
        self.stale.set(false);
        let mut index = self.index.borrow_mut();
        index.number = spot.number;
        index.catalog.apply(record, spot, &mut Vec::new());
        Ok(spot.number)
    }

    fn written(&self, number: u64) -> Written {
        Written { etag: Some(number.to_string()), durability: self.durability }
    }

    async fn content(&self, key: &str) -> Result<Option<File>> {
        self.carrier.get(key).await
    }
}

/// What follows for the carrier from a change of the index.
fn follow(catalog: &Catalog, before: &[Before]) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for was in before {
        match was {
            Before::File(path, _) => changes.push(match catalog.find(path) {
                Some(node) => Change::Put(file_key(path.as_str()), packed(node)?),
                None => Change::Remove(file_key(path.as_str())),
            }),
            Before::Upload(id, was) => match catalog.pending(id) {
                Some(pending) => changes.push(Change::Put(upload_key(id), packed(pending)?)),
                None => {
                    changes.push(Change::Remove(upload_key(id)));
                    let parts = was.iter().flat_map(|was| was.parts.keys().map(|part| (was.slot, *part)));
                    changes.extend(parts.map(|(content, part)| Change::Remove(part_key(content, part))));
                }
            },
            Before::Asked => {
                let mut asked = catalog.all_asked();
                let full = asked.len() == ASKED;
                if let Some((ask, made)) = asked.next_back() {
                    changes.push(Change::Put(asked_key(Some(ask)), packed(&made)?));
                }
                let oldest = asked.next().filter(|_| full);
                changes.extend(oldest.map(|(ask, _)| Change::Remove(asked_key(Some(ask)))));
            }
        }
    }
    changes.extend(
        catalog.released(before).into_iter().map(|(content, _)| Change::Remove(content_key(content))),
    );
    Ok(changes)
}

#[async_trait(?Send)]
impl Keeper for Chest {
    async fn write_once(&self, ask: Number, path: &Path, body: File, when: When) -> Result<Written> {
        let number = self.change(ask, |catalog, number| {
            catalog.check(path, &when)?;
            let content = number as u32;
            let place = Place::Slot(content);
            let node = Node { size: body.size(), modified: (self.now)(), mark: 0, place };
            let put = Change::Put(content_key(content), body.renamed("content"));
            Ok(Some((Record::Put(path.clone(), node), vec![put])))
        });
        Ok(self.written(number.await?))
    }

    async fn delete_once(&self, ask: Number, path: &Path) -> Result<()> {
        let there =
            |catalog: &Catalog| catalog.find(path).map(|_| (Record::Delete(path.clone()), Vec::new()));
        self.change(ask, |catalog, _| Ok(there(catalog))).await.map(drop)
    }

    async fn rename_once(&self, ask: Number, from: &Path, to: &Path, when: When) -> Result<()> {
        let rename = self.change(ask, |catalog, _| {
            catalog.get(from)?;
            catalog.check(to, &when)?;
            Ok(Some((Record::Rename(from.clone(), to.clone(), (self.now)()), Vec::new())))
        });
        rename.await.map(drop)
    }

    async fn begin_once(&self, ask: Number, path: &Path, size: u64, when: When) -> Result<Upload> {
        let part_size = PART.max(size.div_ceil(1000));
        let begin = self.change(ask, |_, number| {
            let pending = Pending { size, part_size, slot: number as u32, parts: Table::default() };
            Ok(Some((Record::Begin(number.to_string(), pending), Vec::new())))
        });
        Ok(Upload { path: path.clone(), id: begin.await?.to_string(), size, part_size, when })
    }

    async fn commit_once(&self, ask: Number, upload: &Upload) -> Result<Written> {
        let parts: Vec<String> = {
            let index = self.index.borrow();
            if let Some(made) = ask.and_then(|ask| index.catalog.asked(ask)) {
                return Ok(self.written(made));
            }
            let pending = index.catalog.upload(&upload.id, &upload.path)?;
            pending.parts.keys().map(|number| part_key(pending.slot, *number)).collect()
        };
        let mut pieces = Vec::new();
        for key in &parts {
            pieces.push(self.content(key).await?.ok_or_else(|| damage("a part of an upload is missing"))?);
        }
        let whole = join("content", &pieces).await?;
        let commit = self.change(ask, |catalog, _| {
            let pending = catalog.upload(&upload.id, &upload.path)?;
            pending.check_whole(upload)?;
            catalog.check(&upload.path, &upload.when)?;
            let record = Record::Commit(upload.id.clone(), upload.path.clone(), (self.now)());
            Ok(Some((record, vec![Change::Put(content_key(pending.slot), whole)])))
        });
        Ok(self.written(commit.await?))
    }

    async fn abort_once(&self, ask: Number, upload: &Upload) -> Result<()> {
        let there = |catalog: &Catalog| {
            catalog.pending(&upload.id).map(|_| (Record::Abort(upload.id.clone()), Vec::new()))
        };
        self.change(ask, |catalog, _| Ok(there(catalog))).await.map(drop)
    }

    fn state(&self) -> State {
        self.state
    }

    fn used(&self) -> u64 {
        self.index.borrow().catalog.size()
    }

    async fn tend(&self) {}
}

#[async_trait(?Send)]
impl Store for Chest {
    fn name(&self) -> &str {
        "This browser"
    }

    fn can(&self) -> Can {
        can()
    }

    async fn stat(&self, path: &Path) -> Result<Entry> {
        let index = self.index.borrow();
        Ok(entry(path, index.catalog.get(path)?))
    }

    async fn list(&self, folder: &Path, after: Option<&str>) -> Result<Page> {
        self.index.borrow().catalog.list(folder, after)
    }

    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        for _ in 0..TRIES {
            let node = *self.index.borrow().catalog.get(path)?;
            let Place::Slot(content) = node.place else { continue };
            // It may have been replaced between the index and the carrier.
            if let Some(file) = self.content(&content_key(content)).await? {
                let file = file.range(clip(range.clone(), node.size)).renamed(path.name());
                return Ok(file.dated(Some(node.modified)));
            }
        }
        Err(damage(&format!("the content of {path} is missing")))
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
        let put = self.change(None, |catalog, _| {
            let key = part_key(catalog.upload(&upload.id, &upload.path)?.slot, number);
            let record = Record::Part(upload.id.clone(), number, size);
            Ok(Some((record, vec![Change::Put(key, body.renamed("part"))])))
        });
        Ok(Part { number, size, etag: put.await?.to_string() })
    }

    async fn parts(&self, upload: &Upload) -> Result<Vec<Part>> {
        let index = self.index.borrow();
        Ok(index.catalog.upload(&upload.id, &upload.path)?.listed())
    }

    async fn commit(&self, upload: &Upload) -> Result<Written> {
        self.commit_once(None, upload).await
    }

    async fn abort(&self, upload: &Upload) -> Result<()> {
        self.abort_once(None, upload).await
    }
}
