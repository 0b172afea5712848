//! What is where, in memory: the index of files and of uploads, and the records that change it.
//!
//! A record is applied in one way whether it was just made, is read back from the log, or was carried: so what is
//! there after a crash is what was there before it.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;

use serde::{Deserialize, Serialize};

use crate::table::Table;
use crate::{Entry, Error, Kind, Page, Part, Path, Result, Upload, When, sort_by};

/// Entries of one page of a listing.
const PAGE: usize = 1000;
/// So many numbered changes are remembered: more than can be without an answer when a tab dies.
pub(super) const ASKED: usize = 4096;

/// Where the content of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Place {
    /// In the frame of the record that says so. Only records hold this, the index never does.
    Here,
    /// In a segment of the log, from a byte on.
    Log(u32, u64),
    /// In a slot of its own.
    Slot(u32),
}

/// What the index knows of a file.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Node {
    pub size: u64,
    pub modified: f64,
    /// The number of the record that wrote this content.
    pub mark: u64,
    pub place: Place,
}

/// A write in parts that has not been committed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Pending {
    pub size: u64,
    pub part_size: u64,
    pub slot: u32,
    /// Size and mark of each part.
    pub parts: Table<u32, (u64, u64)>,
}

impl Pending {
    /// The parts that have arrived.
    pub fn listed(&self) -> Vec<Part> {
        let part = |(number, (size, mark)): (&u32, &(u64, u64))| Part {
            number: *number,
            size: *size,
            etag: mark.to_string(),
        };
        self.parts.iter().map(part).collect()
    }

    /// Fails unless every part has arrived.
    pub fn check_whole(&self, upload: &Upload) -> Result<()> {
        let arrived = |number: u32| {
            let range = upload.range(number);
            self.parts.get(&number).is_some_and(|(size, _)| *size == range.end - range.start)
        };
        if (0..upload.parts()).all(arrived) { Ok(()) } else { Err(incomplete(upload)) }
    }
}

/// The error for an upload that cannot be committed yet.
pub(super) fn incomplete(upload: &Upload) -> Error {
    let text = format!("{} is not complete yet: send the parts that are missing.", upload.path);
    Error::new(Kind::Corrupt, text)
}

/// One change of the index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Record {
    /// A file has this content. A mark of 0 stands for the number of this record.
    Put(Path, Node),
    Delete(Path),
    Rename(Path, Path, f64),
    Begin(String, Pending),
    /// A part arrived: number and size.
    Part(String, u32, u64),
    /// A part is about to be written again.
    Unpart(String, u32),
    /// An upload becomes a file.
    Commit(String, Path, f64),
    Abort(String),
    /// A change with the number it was asked for under.
    Asked(u64, Box<Record>),
}

/// What a frame tells besides its record: where it lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub number: u64,
    pub segment: u32,
    /// Where in the segment its body begins.
    pub body: u64,
}

/// Something as it was before, to take a change back.
#[derive(Debug)]
pub(super) enum Before {
    File(Path, Option<Node>),
    Upload(String, Option<Pending>),
    Asked,
}

/// The index.
#[derive(Clone, Debug, Default)]
pub(super) struct Catalog {
    files: BTreeMap<Path, Node>,
    uploads: Table<String, Pending>,
    /// Under which numbers the last changes were asked for, and those of their records.
    asked: VecDeque<(u64, u64)>,
    /// Bytes of files in each segment of the log.
    live: Table<u32, u64>,
    /// How many files and uploads are in a slot: 0 or 1, for a moment 2.
    slots: BTreeMap<u32, u32>,
}

impl Catalog {
    pub fn new(files: Vec<(Path, Node)>, uploads: Vec<(String, Pending)>, asked: Vec<(u64, u64)>) -> Self {
        let mut catalog = Self { asked: asked.into(), ..Self::default() };
        files.into_iter().for_each(|(path, node)| drop(catalog.set(path, Some(node))));
        uploads.into_iter().for_each(|(id, pending)| drop(catalog.set_upload(id, Some(pending))));
        catalog
    }

    pub fn files(&self) -> impl Iterator<Item = (&Path, &Node)> {
        self.files.iter()
    }

    /// The bytes of all files and of the parts of all uploads.
    pub fn size(&self) -> u64 {
        let parts = self.uploads.values().flat_map(|pending| pending.parts.values().map(|(size, _)| *size));
        self.files.values().map(|node| node.size).chain(parts).sum()
    }

    pub fn uploads(&self) -> impl Iterator<Item = (&String, &Pending)> {
        self.uploads.iter()
    }

    /// The last numbered changes, oldest first.
    pub fn all_asked(&self) -> impl DoubleEndedIterator<Item = (u64, u64)> + ExactSizeIterator {
        self.asked.iter().copied()
    }

    /// The record that was made when a change was asked for under this number.
    pub fn asked(&self, ask: u64) -> Option<u64> {
        self.asked.iter().rev().find(|(known, _)| *known == ask).map(|(_, number)| *number)
    }

    /// Bytes of files in a segment.
    pub fn live(&self, segment: u32) -> u64 {
        self.live.get(&segment).copied().unwrap_or(0)
    }

    /// The segments that files are in.
    pub fn segments(&self) -> impl Iterator<Item = u32> {
        self.live.iter().filter(|(_, bytes)| **bytes > 0).map(|(segment, _)| *segment)
    }

    /// Whether something is in a slot.
    pub fn uses(&self, slot: u32) -> bool {
        self.slots.get(&slot).is_some_and(|count| *count > 0)
    }

    /// The slots that something is in.
    pub fn slots(&self) -> impl Iterator<Item = u32> {
        self.slots.iter().filter(|(_, count)| **count > 0).map(|(slot, _)| *slot)
    }

    pub fn get(&self, path: &Path) -> Result<&Node> {
        self.files.get(path).ok_or_else(|| {
            Error::new(
                Kind::NotFound,
                format!("{path} is not in this browser. It may have been moved or deleted."),
            )
        })
    }

    pub fn find(&self, path: &Path) -> Option<&Node> {
        self.files.get(path)
    }

    pub fn pending(&self, id: &str) -> Option<&Pending> {
        self.uploads.get(id)
    }

    pub fn upload(&self, id: &str, path: &Path) -> Result<&Pending> {
        self.pending(id).ok_or_else(|| {
            Error::new(Kind::NotFound, format!("The upload of {path} is not there any more. Begin it again."))
        })
    }

    /// Whether a write may happen.
    pub fn check(&self, path: &Path, when: &When) -> Result<()> {
        match (when, self.files.get(path)) {
            (When::New, Some(_)) => {
                Err(Error::new(Kind::Exists, format!("{path} is there already. Choose another name.")))
            }
            (When::Unchanged(mark), found) if found.is_none_or(|node| node.mark.to_string() != *mark) => {
                Err(Error::new(
                    Kind::Changed,
                    format!("{path} has been changed meanwhile. Open it again before saving."),
                ))
            }
            _ => Ok(()),
        }
    }

    /// Applies a record; notes in `before` how to take it back.
    pub fn apply(&mut self, record: Record, spot: Spot, before: &mut Vec<Before>) {
        match record {
            Record::Put(path, mut node) => {
                if node.place == Place::Here {
                    node.place = Place::Log(spot.segment, spot.body);
                }
                if node.mark == 0 {
                    node.mark = spot.number;
                }
                before.push(self.set(path, Some(node)));
            }
            Record::Delete(path) => before.push(self.set(path, None)),
            Record::Rename(from, to, modified) => {
                let Some(node) = self.files.get(&from).copied() else { return };
                before.push(self.set(from, None));
                before.push(self.set(to, Some(Node { mark: spot.number, modified, ..node })));
            }
            Record::Begin(id, pending) => before.push(self.set_upload(id, Some(pending))),
            Record::Part(id, number, size) => self.edit(id, before, |parts| {
                parts.insert(number, (size, spot.number));
            }),
            Record::Unpart(id, number) => self.edit(id, before, |parts| {
                parts.remove(&number);
            }),
            Record::Commit(id, path, modified) => {
                let Some(Pending { size, slot, .. }) = self.uploads.get(&id) else { return };
                let node = Node { size: *size, modified, mark: spot.number, place: Place::Slot(*slot) };
                before.push(self.set_upload(id, None));
                before.push(self.set(path, Some(node)));
            }
            Record::Abort(id) => before.push(self.set_upload(id, None)),
            Record::Asked(ask, record) => {
                before.push(Before::Asked);
                self.asked.push_back((ask, spot.number));
                // Taking it back does not bring the oldest one back, which nobody will ask for again.
                if self.asked.len() > ASKED {
                    self.asked.pop_front();
                }
                self.apply(*record, spot, before);
            }
        }
    }

    /// Takes back what `before` notes.
    pub fn undo(&mut self, before: Vec<Before>) {
        for was in before.into_iter().rev() {
            match was {
                Before::File(path, node) => drop(self.set(path, node)),
                Before::Upload(id, pending) => drop(self.set_upload(id, pending)),
                Before::Asked => drop(self.asked.pop_back()),
            }
        }
    }

    /// The slots that were used before and are not any more.
    pub fn released(&self, before: &[Before]) -> Vec<(u32, u64)> {
        let slot = |was: &Before| match was {
            Before::File(_, Some(Node { place: Place::Slot(slot), size, .. })) => Some((*slot, *size)),
            Before::Upload(_, Some(Pending { slot, size, .. })) => Some((*slot, *size)),
            _ => None,
        };
        let mut slots: Vec<(u32, u64)> =
            before.iter().filter_map(slot).filter(|(slot, _)| !self.uses(*slot)).collect();
        sort_by(&mut slots, Ord::cmp);
        slots.dedup();
        slots
    }

    fn edit(&mut self, id: String, before: &mut Vec<Before>, edit: impl FnOnce(&mut Table<u32, (u64, u64)>)) {
        let Some(mut pending) = self.uploads.get(&id).cloned() else { return };
        edit(&mut pending.parts);
        before.push(self.set_upload(id, Some(pending)));
    }

    fn set(&mut self, path: Path, node: Option<Node>) -> Before {
        if let Some(node) = &node {
            self.count(node.place, node.size, 1);
        }
        let old = match node {
            Some(node) => self.files.insert(path.clone(), node),
            None => self.files.remove(&path),
        };
        if let Some(old) = &old {
            self.count(old.place, old.size, -1);
        }
        Before::File(path, old)
    }

    fn set_upload(&mut self, id: String, pending: Option<Pending>) -> Before {
        if let Some(pending) = &pending {
            self.count(Place::Slot(pending.slot), 0, 1);
        }
        let old = match pending {
            Some(pending) => self.uploads.insert(id.clone(), pending),
            None => self.uploads.remove(&id),
        };
        if let Some(old) = &old {
            self.count(Place::Slot(old.slot), 0, -1);
        }
        Before::Upload(id, old)
    }

    fn count(&mut self, place: Place, size: u64, by: i32) {
        match place {
            Place::Log(segment, _) => {
                let live = self.live.at(segment);
                *live = if by > 0 { *live + size } else { live.saturating_sub(size) };
            }
            Place::Slot(slot) => {
                let count = self.slots.entry(slot).or_default();
                *count = count.saturating_add_signed(by);
                if *count == 0 {
                    self.slots.remove(&slot);
                }
            }
            Place::Here => {}
        }
    }

    /// A page of what is directly in a folder. `after` is where the page begins, as the page before said.
    pub fn list(&self, folder: &Path, after: Option<&str>) -> Result<Page> {
        let prefix = if folder.is_root() { String::new() } else { format!("{folder}/") };
        let mut page = Page::default();
        let mut start = after.unwrap_or(&prefix).to_owned();
        loop {
            let next = self.files.range::<str, _>((Bound::Included(start.as_str()), Bound::Unbounded)).next();
            let Some((path, node)) = next else { return Ok(page) };
            let Some(below) = path.as_str().strip_prefix(&prefix) else { return Ok(page) };
            if page.entries.len() == PAGE {
                page.next = Some(start);
                return Ok(page);
            }
            // The first text after a file's name is its name and a zero; after all that begins with "name/", "name0".
            let (child, past) = match below.split_once('/') {
                None => (entry(path, node), '\0'),
                Some((name, _)) => {
                    let path = folder.join(name)?;
                    (Entry { path, folder: true, size: 0, modified: None, etag: None }, '0')
                }
            };
            start = format!("{}{past}", child.path);
            page.entries.push(child);
        }
    }
}

/// What a store says of a file.
pub(super) fn entry(path: &Path, node: &Node) -> Entry {
    Entry {
        path: path.clone(),
        folder: false,
        size: node.size,
        modified: Some(node.modified),
        etag: Some(node.mark.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog(paths: impl IntoIterator<Item = impl AsRef<str>>) -> Catalog {
        let node = |mark| Node { size: 3, modified: 0.0, mark, place: Place::Log(9, 0) };
        let named = |(mark, path): (usize, _)| (Path::new(path).unwrap(), node(mark as u64));
        Catalog::new(paths.into_iter().enumerate().map(named).collect(), Vec::new(), Vec::new())
    }

    #[test]
    fn a_folder_is_listed_once_whatever_is_in_it() {
        let catalog = catalog(["a", "a-b", "a/x", "a/y/z", "a0", "b/c"]);
        let list = |folder: &str| -> Vec<String> {
            let page = catalog.list(&Path::new(folder).unwrap(), None).unwrap();
            let mark = |entry: Entry| format!("{}{}", entry.path, if entry.folder { "/" } else { "" });
            page.entries.into_iter().map(mark).collect()
        };
        assert_eq!(list(""), ["a", "a-b", "a/", "a0", "b/"]);
        assert_eq!(list("a"), ["a/x", "a/y/"]);
        assert_eq!(list("a/x"), [""; 0]);
    }

    #[test]
    fn pages_hold_everything_once() {
        let paths: Vec<String> = (0..2500).map(|n| format!("f/{n}{}", ["", "/in"][n % 2])).collect();
        let catalog = catalog(&paths);
        let (folder, mut after, mut seen) = (Path::new("f").unwrap(), None, Vec::new());
        loop {
            let page = catalog.list(&folder, after.as_deref()).unwrap();
            seen.extend(page.entries.into_iter().map(|entry| entry.path.to_string()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let mut all: Vec<String> = (0..2500).map(|n| format!("f/{n}")).collect();
        all.sort_by_key(|path| path.clone());
        seen.sort();
        assert_eq!(seen, all);
    }

    #[test]
    fn what_was_taken_back_never_was() {
        let mut catalog = catalog(["a"]);
        let (a, b) = (Path::new("a").unwrap(), Path::new("b").unwrap());
        let was = format!("{catalog:?}");
        let spot = |number| Spot { number, segment: 4, body: 20 };
        let node = Node { size: 8, modified: 1.0, mark: 0, place: Place::Here };
        let mut before = Vec::new();
        catalog.apply(Record::Put(a.clone(), node), spot(5), &mut before);
        let rename = Record::Rename(a.clone(), b.clone(), 2.0);
        catalog.apply(Record::Asked(77, Box::new(rename)), spot(6), &mut before);
        assert_eq!(catalog.asked(77), Some(6));
        assert_eq!(catalog.get(&b).unwrap().mark, 6);
        assert_eq!((catalog.live(4), catalog.live(9)), (8, 0));
        catalog.undo(before);
        catalog.live.remove(&4);
        assert_eq!(format!("{catalog:?}"), was);
    }
}
