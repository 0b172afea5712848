//! The log: records in, one flush, and the index changed; all of it without waiting.
//!
//! Nothing here is asynchronous, so nobody sees a record that is in the index and not in the log, and a caller who gives up
//! cannot leave it half done.

use std::rc::Rc;

use super::catalog::{Before, Catalog, Record, Spot};
use super::disk::Handle;
use super::frame;
use super::root::{Root, damage};
use crate::table::Table;
use crate::{Error, Kind, Result};

/// The log's file grows by so much at a time, ahead of what is written.
const STEP: u64 = 256 << 10;
/// So much of it is left when there is no more room: for records that free some, and half of it for new names.
pub(super) const RESERVE: u64 = 64 << 10;

/// An open segment.
pub(super) struct Segment {
    pub handle: Rc<dyn Handle>,
    /// Bytes of frames in it.
    pub size: u64,
}

/// The log and the index that it makes.
pub(super) struct Log {
    pub catalog: Catalog,
    pub roots: Rc<dyn Handle>,
    pub root: Root,
    /// The segment that is written, and those that hold small files.
    pub segments: Table<u32, Segment>,
    /// The number of the last record, and its checksum.
    pub number: u64,
    pub chain: u32,
    /// Bytes that the file of the segment has, written or not.
    pub room: u64,
    /// Why nothing can be written any more.
    pub broken: Option<Error>,
    /// Frames are kept here for the carrier while the slots are young.
    pub uncarried: Option<Vec<(u64, Vec<u8>)>>,
}

/// Records that will go to the log together.
#[derive(Default)]
pub(super) struct Batch {
    bytes: Vec<u8>,
    chain: u32,
    first: u64,
    /// Where each frame begins in `bytes`.
    starts: Vec<usize>,
    before: Vec<Before>,
}

impl Batch {
    pub fn len(&self) -> usize {
        self.bytes.len()
    }
}

impl Log {
    /// A log without anything, not even a segment; its next root follows `generation`.
    pub fn empty(roots: Rc<dyn Handle>, generation: u64) -> Self {
        Self {
            catalog: Catalog::default(),
            roots,
            root: Root { generation, ..Root::default() },
            segments: Table::default(),
            number: 0,
            chain: 0,
            room: 0,
            broken: None,
            uncarried: None,
        }
    }

    /// Bytes in the segment that is written.
    pub fn tail(&self) -> u64 {
        self.segments.get(&self.root.segment).map_or(0, |segment| segment.size)
    }

    pub fn begin(&self) -> Batch {
        Batch { chain: self.chain, first: self.number + 1, ..Batch::default() }
    }

    /// Adds a record to a batch and applies it to the index. Returns its number.
    ///
    /// # Errors
    /// [`Kind::Quota`], and then the batch is as it was. So much of the last room is `left` by records of its kind.
    pub fn add(&mut self, batch: &mut Batch, record: Record, body: &[u8], left: u64) -> Result<u64> {
        let head = postcard::to_allocvec(&record)
            .map_err(|error| Error::new(Kind::Failed, format!("A record could not be written: {error}.")))?;
        let end = self.tail() + (batch.len() + head.len() + body.len()) as u64 + frame::HEADER as u64;
        self.grow(end, left)?;
        let start = batch.len();
        let number = batch.first + batch.starts.len() as u64;
        let body_at = frame::write(&mut batch.bytes, &mut batch.chain, number, &head, body);
        let spot = Spot { number, segment: self.root.segment, body: self.tail() + body_at as u64 };
        self.catalog.apply(record, spot, &mut batch.before);
        batch.starts.push(start);
        Ok(number)
    }

    fn grow(&mut self, end: u64, left: u64) -> Result<()> {
        if let Some(error) = &self.broken {
            return Err(error.clone());
        }
        if end + RESERVE <= self.room {
            return Ok(());
        }
        let grown = (end + RESERVE).next_multiple_of(STEP);
        match self.handle()?.truncate(grown) {
            Ok(()) => {
                self.room = grown;
                Ok(())
            }
            Err(_) if end + left <= self.room => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn handle(&self) -> Result<Rc<dyn Handle>> {
        let segment = self.segments.get(&self.root.segment);
        segment.map(|segment| segment.handle.clone()).ok_or_else(|| damage("the log is not open"))
    }

    /// Writes a batch and flushes it; or takes all of it back. Returns the slots, with sizes, that nothing uses any more.
    ///
    /// # Errors
    /// What the medium said.
    pub fn land(&mut self, batch: Batch) -> Result<Vec<(u32, u64)>> {
        let tail = self.tail();
        let handle = self.handle()?;
        if let Err(error) = handle.write_at(tail, &batch.bytes).and_then(|()| handle.flush()) {
            self.catalog.undo(batch.before);
            // What did reach the file must not be taken for written: if it cannot be cut off, nothing may follow it.
            if let Err(second) = handle.truncate(tail).and_then(|()| handle.flush()) {
                self.broken = Some(second);
            }
            self.room = tail;
            return Err(error);
        }
        if let Some(uncarried) = &mut self.uncarried {
            let ends = batch.starts.iter().skip(1).copied().chain([batch.bytes.len()]);
            for ((number, start), end) in (batch.first..).zip(&batch.starts).zip(ends) {
                uncarried.push((number, batch.bytes[*start..end].to_vec()));
            }
        }
        self.number += batch.starts.len() as u64;
        self.chain = batch.chain;
        if let Some(segment) = self.segments.get_mut(&self.root.segment) {
            segment.size = tail + batch.bytes.len() as u64;
        }
        let mut released = self.catalog.released(&batch.before);
        released.extend(self.drop_empty());
        Ok(released)
    }

    /// Closes the segments that no file is in any more.
    pub fn drop_empty(&mut self) -> Vec<(u32, u64)> {
        let Self { segments, catalog, root, .. } = self;
        let empty = |number: &u32| *number != root.segment && catalog.live(*number) == 0;
        let gone: Vec<u32> = segments.keys().copied().filter(empty).collect();
        gone.into_iter().filter_map(|number| Some((number, segments.remove(&number)?.size))).collect()
    }

    /// Bytes of a small file. An empty one may outlive its segment.
    pub fn read(&self, segment: u32, at: u64, size: u64) -> Result<Vec<u8>> {
        if size == 0 {
            return Ok(Vec::new());
        }
        let segment = self.segments.get(&segment).ok_or_else(|| damage("a part of the log is missing"))?;
        let mut bytes = vec![0; usize::try_from(size).unwrap_or(0)];
        match segment.handle.read_at(at, &mut bytes)? {
            read if read as u64 == size => Ok(bytes),
            _ => Err(damage("a part of the log is too short")),
        }
    }

    /// Reads on from where the index is, to the end of what was written whole.
    ///
    /// # Errors
    /// [`Kind::Corrupt`] for a whole frame that is no record.
    pub fn replay(&mut self) -> Result<()> {
        let handle = self.handle()?;
        let size = handle.size()?;
        let mut bytes = vec![0; usize::try_from(size).unwrap_or(0)];
        let read = handle.read_at(0, &mut bytes)?;
        let mut at = 0;
        while let Some(frame) = frame::read(&bytes[at..read], self.chain, self.number + 1) {
            let record = decode(frame.head)?;
            let body = (at + frame.body_at()) as u64;
            self.number += 1;
            self.chain = frame.chain;
            let spot = Spot { number: self.number, segment: self.root.segment, body };
            self.catalog.apply(record, spot, &mut Vec::new());
            if let Some(uncarried) = &mut self.uncarried {
                uncarried.push((self.number, bytes[at..at + frame.len()].to_vec()));
            }
            at += frame.len();
        }
        let mut room = size;
        // The next record must not make an old tail whole. Reserved room is no such tail, and cutting it off takes a while.
        if bytes[at..read].iter().any(|byte| *byte != 0) {
            handle.truncate(at as u64)?;
            room = at as u64;
        }
        // Whoever wrote the last records may have been killed before the disk had them, and from now on others build on them.
        handle.flush()?;
        self.room = room;
        if let Some(segment) = self.segments.get_mut(&self.root.segment) {
            segment.size = at as u64;
        }
        Ok(())
    }
}

/// A record out of the head of a frame.
pub(super) fn decode(head: &[u8]) -> Result<Record> {
    postcard::from_bytes(head).map_err(|_| damage("a record cannot be read"))
}
