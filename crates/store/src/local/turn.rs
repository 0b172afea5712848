//! Turning the page: a checkpoint of the index, a new segment for the log, a new root that names both.
//!
//! So the log that is read at start stays short. What the old root named is left as it was until the new root is flushed.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::catalog::{Catalog, Node, Pending, Place, Record};
use super::disk::Handle;
use super::log::{Log, RESERVE, Segment};
use super::pool::{Pool, Reserved};
use super::root::{Root, damage};
use crate::zip::crc;
use crate::{Error, Kind, Path, Result};

/// The log turns to a new segment after so many bytes, or twice the checkpoint if that is more.
const LONG: u64 = 8 << 20;
/// Small files are moved out of a segment in batches of so many bytes.
const BATCH: usize = 1 << 20;

/// The index as a checkpoint holds it.
#[derive(Serialize, Deserialize)]
struct Checkpoint {
    files: Vec<(Path, Node)>,
    uploads: Vec<(String, Pending)>,
    asked: Vec<(u64, u64)>,
    /// Bytes of frames in each segment.
    segments: Vec<(u32, u64)>,
}

/// Reads the checkpoint that a root names: the index, and the segments with their sizes.
pub(super) fn read(root: &Root, from: &dyn Handle) -> Result<(Catalog, Vec<(u32, u64)>)> {
    let mut bytes = vec![0; usize::try_from(root.length).unwrap_or(0)];
    let read = from.read_at(0, &mut bytes)?;
    if read != bytes.len() || crc(0, &bytes) != root.sum {
        return Err(damage("its index is unreadable"));
    }
    let checkpoint: Checkpoint =
        postcard::from_bytes(&bytes).map_err(|_| damage("its index cannot be understood"))?;
    Ok((Catalog::new(checkpoint.files, checkpoint.uploads, checkpoint.asked), checkpoint.segments))
}

impl Log {
    /// Whether it is time.
    pub fn is_long(&self) -> bool {
        self.tail() >= LONG.max(2 * self.root.length)
    }

    /// Turns. Returns the slots that are not used any more.
    ///
    /// # Errors
    /// What the medium said; then the log goes on as before, unless it cannot be known which root is there.
    pub fn turn(&mut self, checkpoint: Reserved, segment: Reserved, pool: &Pool) -> Result<Vec<(u32, u64)>> {
        let content = Checkpoint {
            files: self.catalog.files().map(|(path, node)| (path.clone(), *node)).collect(),
            uploads: self.catalog.uploads().map(|(id, pending)| (id.clone(), pending.clone())).collect(),
            asked: self.catalog.all_asked().collect(),
            segments: self.segments.iter().map(|(number, segment)| (*number, segment.size)).collect(),
        };
        let bytes = postcard::to_allocvec(&content)
            .map_err(|error| Error::new(Kind::Failed, format!("The index could not be written: {error}.")))?;
        for slot in [&checkpoint, &segment] {
            slot.handle.truncate(0)?;
        }
        checkpoint.handle.write_at(0, &bytes)?;
        checkpoint.handle.flush()?;
        segment.handle.flush()?;
        let root = Root {
            generation: self.root.generation + 1,
            checkpoint: checkpoint.number,
            length: bytes.len() as u64,
            sum: crc(0, &bytes),
            segment: segment.number,
            number: self.number,
            chain: 0,
            young: self.stands_on_young(pool)
                || [&checkpoint, &segment].iter().any(|slot| !pool.aged(slot.number)),
        };
        let root = root.chained();
        if let Err(error) = root.write(self.roots.as_ref()) {
            // Both slots stay as they are: the root that names them may have reached the disk.
            checkpoint.keep();
            segment.keep();
            self.broken = Some(error.clone());
            return Err(error);
        }
        let old = self.root.checkpoint;
        let handle: Rc<dyn Handle> = segment.handle.clone();
        checkpoint.keep();
        segment.keep();
        self.root = root;
        self.chain = root.chain;
        self.room = 0;
        self.segments.insert(root.segment, Segment { handle, size: 0 });
        let mut released = self.drop_empty();
        if old != 0 {
            released.push((old, 0));
        }
        Ok(released)
    }

    fn stands_on_young(&self, pool: &Pool) -> bool {
        let mut own = [0, self.root.checkpoint].into_iter().chain(self.segments.keys().copied());
        own.any(|number| !pool.aged(number))
    }

    /// Notes in a new root that everything has aged, if it has: from then on the carrier is not needed.
    ///
    /// # Errors
    /// What the medium said; then nothing can be written any more, because it cannot be known which root is there.
    pub fn settle(&mut self, pool: &Pool) -> Result<()> {
        if !self.root.young || self.broken.is_some() || self.stands_on_young(pool) {
            return Ok(());
        }
        let root = Root { generation: self.root.generation + 1, young: false, ..self.root };
        match root.write(self.roots.as_ref()) {
            Ok(()) => self.root = root,
            Err(error) => {
                self.broken = Some(error.clone());
                return Err(error);
            }
        }
        Ok(())
    }

    /// Moves what is left out of segments that are more than half empty. Returns the slots that are not used any more.
    ///
    /// # Errors
    /// What the medium said; what was moved has been moved.
    pub fn compact(&mut self) -> Result<Vec<(u32, u64)>> {
        let mut released = Vec::new();
        let sparse = |(number, segment): (&u32, &Segment)| {
            let live = self.catalog.live(*number);
            (*number != self.root.segment && live * 2 < segment.size).then_some(*number)
        };
        let sparse: Vec<u32> = self.segments.iter().filter_map(sparse).collect();
        for number in sparse {
            let inside = |(path, node): (&Path, &Node)| match node.place {
                Place::Log(segment, at) if segment == number => Some((path.clone(), *node, at)),
                _ => None,
            };
            let files: Vec<(Path, Node, u64)> = self.catalog.files().filter_map(inside).collect();
            let mut batch = self.begin();
            for (path, node, at) in files {
                let body = self.read(number, at, node.size)?;
                let record = Record::Put(path, Node { place: Place::Here, ..node });
                if let Err(error) = self.add(&mut batch, record, &body, RESERVE) {
                    released.extend(self.land(batch)?);
                    return if released.is_empty() { Err(error) } else { Ok(released) };
                }
                if batch.len() >= BATCH {
                    let full = std::mem::replace(&mut batch, self.begin());
                    released.extend(self.land(full)?);
                    batch = self.begin();
                }
            }
            released.extend(self.land(batch)?);
        }
        Ok(released)
    }
}
