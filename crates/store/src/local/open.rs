//! Opening a shelf: from the root to the checkpoint to the end of the log, and what the carrier holds beyond.
//!
//! After a kill the slots are whole. After a power cut young ones may be missing; then all that was ever promised is in the
//! carrier, from the first record on, and the log is made again out of it. What nothing refers to is emptied.

use std::rc::Rc;

use futures_util::future::{try_join, try_join_all};

use super::carrier::{Carrier, Change};
use super::catalog::{Node, Pending, Place, Record};
use super::disk::{Disk, Handle, Slot};
use super::log::{Log, RESERVE, Segment, decode};
use super::pool::Pool;
use super::root::{Root, damage};
use super::{body_key, frame, record_key, turn};
use crate::table::{Set, Table};
use crate::{Path, Result};

/// Carried records are written to the log in batches of so many bytes.
const BATCH: usize = 1 << 20;

/// What opening found, for people and for tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Records that only the carrier had: there was a power cut soon after the first start.
    pub carried: u64,
    /// A root was there, and slots that it names were not: all of it was made again out of the carrier.
    pub begun_again: bool,
    /// Slots that nothing referred to.
    pub swept: usize,
    /// Files whose content did not survive; they had been written as [`Accepted`](crate::Durability::Accepted) only.
    pub lost: Vec<Path>,
}

pub(super) struct Opened {
    pub pool: Rc<Pool>,
    pub log: Log,
    pub recovery: Recovery,
    /// Slots whose content the carrier has too.
    pub bodies: Set<u32>,
    /// Slots that are free when the log's last records are carried.
    pub released: Vec<(u32, u64)>,
}

/// Frames by number, as the carrier has them.
type Frames = Table<u64, Vec<u8>>;

/// What the carrier has, by number: records, and what is in slots.
#[derive(Default)]
struct Carried {
    records: Set<u64>,
    bodies: Set<u32>,
}

/// What the slots say by themselves.
struct Found {
    slots: Vec<Slot>,
    exist: Set<u32>,
    roots: Rc<dyn Handle>,
    root: Option<Root>,
    /// Nothing if there is no root, or a part of what it names is missing.
    log: Option<Log>,
}

pub(super) async fn open(disk: &Rc<dyn Disk>, carrier: Option<&dyn Carrier>) -> Result<Opened> {
    let (Carried { records, bodies }, found) = try_join(carried(carrier), find(disk)).await?;
    let Found { slots, exist, roots, root, log: found } = found;
    // Without a power cut the log has whatever the carrier has, and the content of records need not be read.
    let logged = found.as_ref().map_or(0, |log| log.number);
    let frames = match carrier {
        Some(carrier) if records.last().is_some_and(|last| *last > logged) => frames(carrier).await?,
        _ => Frames::default(),
    };
    let fresh = found.is_none();
    let mut log = match found {
        Some(log) => log,
        // Missing slots are what a power cut does to young ones, and then the carrier has everything.
        None if root.is_none_or(|root| root.young) => {
            let generation = match root.filter(Root::names_something) {
                // A slot made from now on may have the number of a missing one, and nothing may take it for that.
                Some(root) => root.give_up(roots.as_ref())?,
                None => root.unwrap_or_default().generation,
            };
            Log::empty(roots, generation)
        }
        None => return Err(damage("a part of it is missing")),
    };

    let named: Set<u32> = frames
        .iter()
        .filter(|(number, _)| **number > log.number)
        .filter_map(|(_, frame)| slot_of(&record(frame)?))
        .collect();
    let own = |log: &Log| -> Set<u32> {
        log.catalog.slots().chain(log.segments.keys().copied()).chain([0, log.root.checkpoint]).collect()
    };
    let used = own(&log);
    let next = exist
        .iter()
        .chain(named.iter())
        .chain(used.iter())
        .chain(bodies.iter())
        .max()
        .map_or(1, |last| last + 1);
    let pool = Rc::new(Pool::new(disk.clone(), &slots, next));
    let mut recovery = Recovery { begun_again: fresh && root.is_some(), ..Recovery::default() };
    for number in exist.iter().filter(|slot| !used.contains(slot) && !named.contains(slot)) {
        recovery.swept += 1;
        pool.release(*number, 0);
    }
    if fresh {
        let (checkpoint, segment) =
            pool.take_own(true).await?.ok_or_else(|| damage("no files could be made in it"))?;
        log.turn(checkpoint, segment, &pool)?;
    }
    let uncarried = log.uncarried.take().unwrap_or_default();
    let mut released = catch_up(&mut log, &frames, &mut recovery)?;
    let used = own(&log);
    released.extend(named.iter().filter(|slot| !used.contains(slot)).map(|slot| (*slot, 0)));
    if log.root.young && carrier.is_some() {
        log.uncarried = missing(&records, uncarried, log.number);
    }
    let mut opened = Opened { pool, log, recovery, bodies, released };
    restore(&mut opened, &exist, carrier).await?;
    Ok(opened)
}

/// The slots, the newest root, and what it names.
async fn find(disk: &Rc<dyn Disk>) -> Result<Found> {
    let mut slots = disk.slots().await?;
    if !slots.iter().any(|slot| slot.number == 0) {
        slots.push(disk.create(0).await?);
    }
    let exist: Set<u32> = slots.iter().map(|slot| slot.number).collect();
    let roots = disk.open(0).await?;
    let root = Root::read(roots.as_ref())?;
    let log = match root {
        Some(root) => load(disk, &exist, root, &roots).await?,
        None => None,
    };
    Ok(Found { slots, exist, roots, root, log })
}

/// What a root names; `None` if a part of it is missing.
async fn load(
    disk: &Rc<dyn Disk>,
    exist: &Set<u32>,
    root: Root,
    roots: &Rc<dyn Handle>,
) -> Result<Option<Log>> {
    let there = exist.contains(&root.checkpoint) && exist.contains(&root.segment);
    if !there || !root.names_something() {
        return Ok(None);
    }
    let (checkpoint, handle) = try_join(disk.open(root.checkpoint), disk.open(root.segment)).await?;
    let (catalog, sizes) = turn::read(&root, checkpoint.as_ref())?;
    drop(checkpoint);
    let mut log = Log { catalog, root, number: root.number, ..Log::empty(roots.clone(), 0) };
    log.chain = root.chain;
    log.uncarried = Some(Vec::new());
    log.segments.insert(root.segment, Segment { handle, size: 0 });
    log.replay()?;
    let older: Vec<u32> = log.catalog.segments().filter(|number| *number != root.segment).collect();
    if older.iter().any(|number| !exist.contains(number)) {
        return Ok(None);
    }
    let handles = try_join_all(older.iter().map(|number| disk.open(*number))).await?;
    for (number, handle) in older.into_iter().zip(handles) {
        let size = sizes.iter().find(|(known, _)| *known == number).map_or(0, |(_, size)| *size);
        log.segments.insert(number, Segment { handle, size });
    }
    Ok(Some(log))
}

/// Applies what the carrier has and the log has not. Returns the slots that are not used any more.
fn catch_up(log: &mut Log, frames: &Frames, recovery: &mut Recovery) -> Result<Vec<(u32, u64)>> {
    let mut released = Vec::new();
    let mut batch = log.begin();
    let mut next = log.number + 1;
    while let Some((frame, _)) = frames.get(&next).and_then(|frame| frame::parse(frame)) {
        log.add(&mut batch, decode(frame.head)?, frame.body, RESERVE)?;
        recovery.carried += 1;
        next += 1;
        if batch.len() >= BATCH {
            let empty = log.begin();
            released.extend(log.land(std::mem::replace(&mut batch, empty))?);
            batch = log.begin();
        }
    }
    if batch.len() > 0 {
        released.extend(log.land(batch)?);
    }
    Ok(released)
}

/// The frames that the carrier still has to get, so that it has all up to `last`; `None` if nobody has them any more.
fn missing(carried: &Set<u64>, logged: Vec<(u64, Vec<u8>)>, last: u64) -> Option<Vec<(u64, Vec<u8>)>> {
    let carried = (1..).take_while(|number| carried.contains(number)).count() as u64;
    let missing: Vec<_> = logged.into_iter().filter(|(number, _)| *number > carried).collect();
    let first = missing.first().map_or(last + 1, |(number, _)| *number);
    (first == carried + 1).then_some(missing)
}

/// Brings back bodies whose slots are gone.
async fn restore(opened: &mut Opened, exist: &Set<u32>, carrier: Option<&dyn Carrier>) -> Result<()> {
    let Opened { pool, log, recovery, bodies, released } = opened;
    let gone = |slot: u32| !exist.contains(&slot);
    let file = |(path, node): (&Path, &Node)| match node.place {
        Place::Slot(slot) if gone(slot) => Some((path.clone(), *node, slot)),
        _ => None,
    };
    let files: Vec<(Path, Node, u32)> = log.catalog.files().filter_map(file).collect();
    let upload =
        |(id, pending): (&String, &Pending)| gone(pending.slot).then(|| (id.clone(), pending.clone()));
    let uploads: Vec<(String, Pending)> = log.catalog.uploads().filter_map(upload).collect();
    for (path, node, slot) in files {
        let body = match carrier {
            Some(carrier) if bodies.contains(&slot) => carrier.get(&body_key(Some(slot))).await?,
            _ => None,
        };
        let record = match (body, carrier) {
            // One of another size is of a file that was in the slot before.
            (Some(body), Some(carrier)) if body.size() == node.size => {
                let reserved = pool.take().await?;
                reserved.handle.fill(0, &body).await?;
                reserved.handle.flush()?;
                if !pool.aged(reserved.number) {
                    let key = body_key(Some(reserved.number));
                    carrier.apply(vec![Change::Put(key, body)]).await?;
                    bodies.insert(reserved.number);
                }
                Record::Put(path, Node { place: Place::Slot(reserved.keep()), ..node })
            }
            _ => {
                recovery.lost.push(path.clone());
                Record::Delete(path)
            }
        };
        land(log, record, released)?;
    }
    for (id, pending) in uploads {
        let slot = pool.take().await?.keep();
        land(log, Record::Begin(id, Pending { slot, parts: Table::default(), ..pending }), released)?;
    }
    released.retain(|(slot, _)| exist.contains(slot));
    Ok(())
}

fn land(log: &mut Log, record: Record, released: &mut Vec<(u32, u64)>) -> Result<()> {
    let mut batch = log.begin();
    log.add(&mut batch, record, &[], RESERVE)?;
    released.extend(log.land(batch)?);
    Ok(())
}

async fn frames(carrier: &dyn Carrier) -> Result<Frames> {
    let mut frames = Frames::default();
    for (_, file) in carrier.values(&record_key(None)).await? {
        let bytes = file.bytes().await.map_err(|_| damage("a carried record is unreadable"))?;
        if let Some((_, number)) = frame::parse(&bytes) {
            frames.insert(number, bytes);
        }
    }
    Ok(frames)
}

async fn carried(carrier: Option<&dyn Carrier>) -> Result<Carried> {
    let Some(carrier) = carrier else { return Ok(Carried::default()) };
    let (record, body) = (record_key(None), body_key(None));
    let (records, bodies) = try_join(carrier.keys(&record), carrier.keys(&body)).await?;
    let number = |key: &str, prefix: &str| u64::from_str_radix(&key[prefix.len()..], 16).ok();
    let slot = |key: &String| number(key, &body).and_then(|slot| u32::try_from(slot).ok());
    let mut carried = Carried::default();
    carried.records.extend(records.iter().filter_map(|key| number(key, &record)));
    carried.bodies.extend(bodies.iter().filter_map(slot));
    Ok(carried)
}

fn record(frame: &[u8]) -> Option<Record> {
    frame::parse(frame).and_then(|(frame, _)| decode(frame.head).ok())
}

/// The slot that a record puts to use.
fn slot_of(record: &Record) -> Option<u32> {
    match record {
        Record::Put(_, Node { place: Place::Slot(slot), .. }) => Some(*slot),
        Record::Begin(_, pending) => Some(pending.slot),
        Record::Asked(_, record) => slot_of(record),
        _ => None,
    }
}
