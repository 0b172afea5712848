//! The shelf: files on a disk of slots, so that no kill and no power cut takes one away.
//!
//! Writers put what they want into a queue; whoever comes first writes the queue to the log, all of it with one flush.
//! While the slots are young the same records go to the carrier before anybody hears that they are kept.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use futures_util::lock::Mutex;
use nearside::File;

use super::carrier::{Carrier, Change};
use super::catalog::{Node, Pending, Place, Record, incomplete};
use super::disk::{Disk, Handle};
use super::keeper::Number;
use super::log::{Log, RESERVE};
use super::open::{self, Recovery};
use super::pool::{Pool, Reserved};
use super::{SMALL, body_key, record_key};
use crate::body::read;
use crate::table::{Set, Table};
use crate::{Durability, Error, Kind, Path, Result, Upload, When, Written};

/// One batch of the log has about so many bytes.
const BATCH: usize = 4 << 20;
/// With more bytes than this waiting for a carrier that fails, it is given up.
const WAITING: usize = 64 << 20;

/// What a writer wants.
#[derive(Clone)]
pub(super) enum Wish {
    Put { path: Path, size: u64, body: Body, when: When },
    Delete(Path),
    Rename(Path, Path, When),
    Begin(String, Pending),
    Part(Upload, u32, u64),
    Unpart(Upload, u32),
    Commit(Upload),
    Abort(Upload),
}

/// Where the body of a new file is.
#[derive(Clone)]
pub(super) enum Body {
    Small(Vec<u8>),
    Slot(u32),
}

/// A wish that waits in the queue, then for its answer.
struct Ticket {
    wish: Wish,
    ask: Number,
    /// Whether its body survives a power cut.
    kept: Cell<bool>,
    /// The number of its record, when it has one.
    number: Cell<u64>,
    answer: RefCell<Option<Result<(u64, Durability)>>>,
}

/// Files on a disk of slots.
pub struct Shelf {
    pub(super) disk: Rc<dyn Disk>,
    carrier: Option<Rc<dyn Carrier>>,
    pub(super) pool: Rc<Pool>,
    pub(super) log: RefCell<Log>,
    recovery: Recovery,
    queue: RefCell<VecDeque<Rc<Ticket>>>,
    /// In the log, to be answered when carried.
    logged: RefCell<Vec<Rc<Ticket>>>,
    /// Free when what was logged is carried.
    released: RefCell<Vec<(u32, u64)>>,
    /// Slots whose content the carrier has too.
    bodies: RefCell<Set<u32>>,
    turn: Mutex<()>,
    /// Open slots of uploads.
    handles: Mutex<Table<u32, Rc<dyn Handle>>>,
    /// How many parts of each upload are being written.
    pub(super) busy: RefCell<Table<String, u32>>,
}

impl Shelf {
    /// Opens what is on a disk, or begins there.
    ///
    /// # Errors
    /// [`Kind::Corrupt`] when what is there cannot be what a kill or a power cut left, [`Kind::Unsupported`] when a newer
    /// program wrote it, [`Kind::Quota`] when there is no room to begin.
    pub async fn open(disk: Rc<dyn Disk>, carrier: Option<Rc<dyn Carrier>>) -> Result<Self> {
        let opened = open::open(&disk, carrier.as_deref()).await?;
        Ok(Self {
            disk,
            carrier,
            pool: opened.pool,
            log: RefCell::new(opened.log),
            recovery: opened.recovery,
            queue: RefCell::default(),
            logged: RefCell::default(),
            released: RefCell::new(opened.released),
            bodies: RefCell::new(opened.bodies),
            turn: Mutex::default(),
            handles: Mutex::default(),
            busy: RefCell::default(),
        })
    }

    /// What opening found.
    pub fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    /// Does what need not be done at once: empties slots, makes new ones, takes out of the carrier what has aged. To be called
    /// now and then.
    pub async fn tend(&self) {
        {
            let _turn = self.turn.lock().await;
            self.carry().await;
            self.turn_page(false).await;
            // If it cannot be noted, the next write tells.
            let _ = self.log.borrow_mut().settle(&self.pool);
        }
        // Slots by the dozen take a while, and whoever writes meanwhile does not wait for them.
        self.pool.empty(usize::MAX).await;
        // Without new slots the old ones are used again, and there is nobody to tell.
        let _ = self.pool.fill_up().await;
        let _turn = self.turn.lock().await;
        self.retire().await;
    }

    /// Begins a new segment although the old one is not long yet, and tidies up.
    pub async fn checkpoint(&self) {
        let _turn = self.turn.lock().await;
        self.carry().await;
        self.turn_page(true).await;
    }

    /// Queues a wish and waits until it has come true, and says what it survives.
    pub(super) async fn fulfil(&self, ask: Number, wish: Wish, kept: bool) -> Result<(u64, Durability)> {
        let (kept, number, answer) = (Cell::new(kept), Cell::new(0), RefCell::default());
        let ticket = Rc::new(Ticket { wish, ask, kept, number, answer });
        self.queue.borrow_mut().push_back(ticket.clone());
        loop {
            let _turn = self.turn.lock().await;
            if let Some(answer) = ticket.answer.borrow_mut().take() {
                return answer;
            }
            self.disk.pause().await;
            if !self.write_queue(false) {
                self.pool.reclaim().await;
                self.write_queue(true);
            }
            self.carry().await;
            self.turn_page(false).await;
        }
    }

    /// From the queue to the log, with one flush. Without room it ends early and is false: there may be some that readers hold.
    /// The `last` time what has no room is refused.
    fn write_queue(&self, last: bool) -> bool {
        let mut roomy = true;
        let mut log = self.log.borrow_mut();
        let mut batch = log.begin();
        let mut tickets = Vec::new();
        while batch.len() < BATCH {
            let Some(ticket) = self.queue.borrow_mut().pop_front() else { break };
            if let Some(made) = ticket.ask.and_then(|ask| log.catalog.asked(ask)) {
                self.spare(&ticket.wish);
                ticket.number.set(made);
                ticket.kept.set(self.is_kept(&log, &ticket.wish, made));
                tickets.push(ticket);
                continue;
            }
            let number = match self.record(&log, &ticket.wish) {
                Ok(Some((record, body))) => {
                    let numbered = |record, ask| Record::Asked(ask, Box::new(record));
                    let record = ticket.ask.into_iter().fold(record, numbered);
                    log.add(&mut batch, record, body, ticket.wish.leaves())
                }
                Ok(None) => Ok(0),
                Err(error) => Err(error),
            };
            match number {
                Ok(number) => {
                    ticket.number.set(number);
                    tickets.push(ticket);
                }
                Err(error) if error.kind() == Kind::Quota && !last => {
                    self.queue.borrow_mut().push_front(ticket);
                    roomy = false;
                    break;
                }
                Err(error) => self.refuse(&ticket, error),
            }
        }
        if batch.len() == 0 {
            // All of it was refused, or was there already.
            self.logged.borrow_mut().extend(tickets);
            return roomy;
        }
        match log.land(batch) {
            Ok(released) => {
                self.released.borrow_mut().extend(released);
                self.logged.borrow_mut().extend(tickets);
            }
            Err(error) => tickets.iter().for_each(|ticket| self.refuse(ticket, error.clone())),
        }
        roomy
    }

    fn refuse(&self, ticket: &Ticket, error: Error) {
        self.spare(&ticket.wish);
        ticket.answer.replace(Some(Err(error)));
    }

    /// Gives back the slot of a wish that needs none.
    fn spare(&self, wish: &Wish) {
        if let Wish::Put { body: Body::Slot(slot), .. } | Wish::Begin(_, Pending { slot, .. }) = wish {
            self.pool.release(*slot, 0);
        }
    }

    /// Whether what a change made, when it was asked for the first time, survives a power cut.
    fn is_kept(&self, log: &Log, wish: &Wish, made: u64) -> bool {
        let (Wish::Put { path, .. } | Wish::Commit(Upload { path, .. })) = wish else { return true };
        match log.catalog.find(path) {
            Some(Node { mark, place: Place::Slot(slot), .. }) if *mark == made => {
                self.pool.aged(*slot) || self.bodies.borrow().contains(slot)
            }
            _ => true,
        }
    }

    /// The record that makes a wish come true, if one is needed.
    fn record<'a>(&self, log: &Log, wish: &'a Wish) -> Result<Option<(Record, &'a [u8])>> {
        let catalog = &log.catalog;
        let now = self.disk.now();
        let record = match wish {
            Wish::Put { path, size, body, when } => {
                catalog.check(path, when)?;
                let (place, bytes): (Place, &[u8]) = match body {
                    Body::Small(bytes) => (Place::Here, bytes),
                    Body::Slot(slot) => (Place::Slot(*slot), &[]),
                };
                let node = Node { size: *size, modified: now, mark: 0, place };
                return Ok(Some((Record::Put(path.clone(), node), bytes)));
            }
            Wish::Delete(path) if catalog.find(path).is_none() => return Ok(None),
            Wish::Delete(path) => Record::Delete(path.clone()),
            Wish::Rename(from, to, when) => {
                catalog.get(from)?;
                catalog.check(to, when)?;
                Record::Rename(from.clone(), to.clone(), now)
            }
            Wish::Begin(id, pending) => Record::Begin(id.clone(), pending.clone()),
            Wish::Part(upload, number, size) => {
                catalog.upload(&upload.id, &upload.path)?;
                Record::Part(upload.id.clone(), *number, *size)
            }
            Wish::Unpart(upload, number) => {
                catalog.upload(&upload.id, &upload.path)?;
                Record::Unpart(upload.id.clone(), *number)
            }
            Wish::Commit(upload) => {
                catalog.upload(&upload.id, &upload.path)?.check_whole(upload)?;
                if self.busy.borrow().contains_key(&upload.id) {
                    return Err(incomplete(upload));
                }
                catalog.check(&upload.path, &upload.when)?;
                Record::Commit(upload.id.clone(), upload.path.clone(), now)
            }
            Wish::Abort(upload) => match catalog.upload(&upload.id, &upload.path) {
                Ok(_) => Record::Abort(upload.id.clone()),
                Err(_) => return Ok(None),
            },
        };
        Ok(Some((record, &[])))
    }

    /// From the log to the carrier, while the slots are young; then the answers.
    async fn carry(&self) {
        let young = self.log.borrow().root.young;
        let frames = match (&self.carrier, young) {
            (Some(_), true) => self.log.borrow().uncarried.clone(),
            _ => None,
        };
        let kept = match (frames, &self.carrier) {
            (Some(frames), Some(carrier)) if !frames.is_empty() => {
                let bytes: usize = frames.iter().map(|(_, frame)| frame.len()).sum();
                let count = frames.len();
                let put = |(number, frame)| Change::Put(record_key(Some(number)), File::new("record", frame));
                let kept = carrier.apply(frames.into_iter().map(put).collect()).await.is_ok();
                let mut log = self.log.borrow_mut();
                match (kept, &mut log.uncarried) {
                    (true, Some(uncarried)) => drop(uncarried.drain(..count)),
                    (false, uncarried) if bytes > WAITING => *uncarried = None,
                    _ => {}
                }
                kept
            }
            (Some(_), _) => true,
            (None, _) => !young,
        };
        if !young {
            self.log.borrow_mut().uncarried = None;
        }
        for ticket in self.logged.take() {
            let kept = kept && ticket.kept.get();
            let durability = if kept { Durability::Flushed } else { Durability::Accepted };
            ticket.answer.replace(Some(Ok((ticket.number.get(), durability))));
        }
        // What the carrier still speaks of must stay where it is.
        if kept || self.log.borrow().uncarried.is_none() {
            let released = self.released.take();
            released.into_iter().for_each(|(slot, size)| self.pool.release(slot, size));
        }
    }

    async fn turn_page(&self, now: bool) {
        let young = {
            let log = self.log.borrow();
            // A new root leaves the records behind it, and what the carrier lacks of them would be in no log any more.
            let behind = log.root.young && log.uncarried.as_ref().is_some_and(|frames| !frames.is_empty());
            if log.broken.is_some() || behind || !(now || log.is_long()) {
                return;
            }
            log.root.young
        };
        // There is no hurry: without old slots, or without room, the log grows on.
        let Ok(Some((checkpoint, segment))) = self.pool.take_own(young).await else { return };
        let mut log = self.log.borrow_mut();
        for released in [log.turn(checkpoint, segment, &self.pool), log.compact()].into_iter().flatten() {
            self.released.borrow_mut().extend(released);
        }
    }

    /// Takes out of the carrier what the slots keep by themselves.
    async fn retire(&self) {
        let Some(carrier) = &self.carrier else { return };
        let (young, behind) = {
            let log = self.log.borrow();
            (log.root.young, log.uncarried.as_ref().is_some_and(|frames| !frames.is_empty()))
        };
        if behind {
            return;
        }
        let needless = |slot: &u32| self.pool.aged(*slot) || self.pool.is_free(*slot);
        let slots: Vec<u32> = self.bodies.borrow().iter().copied().filter(needless).collect();
        let mut keys: Vec<String> = slots.iter().map(|slot| body_key(Some(*slot))).collect();
        if !young {
            keys.extend(carrier.keys(&record_key(None)).await.unwrap_or_default());
        }
        if !keys.is_empty() && carrier.apply(keys.into_iter().map(Change::Remove).collect()).await.is_ok() {
            let mut bodies = self.bodies.borrow_mut();
            for slot in &slots {
                bodies.remove(slot);
            }
        }
    }

    /// Puts a body where it stays: says where, and whether it survives a power cut there.
    pub(super) async fn place(&self, body: &File) -> Result<(Body, bool)> {
        if body.size() <= SMALL {
            return Ok((Body::Small(read(body).await?), true));
        }
        let reserved = self.fill(body).await?;
        let kept = self.keep(reserved.number, body).await;
        Ok((Body::Slot(reserved.keep()), kept))
    }

    async fn fill(&self, body: &File) -> Result<Reserved> {
        self.roomy(async || {
            let reserved = self.slot(body.size()).await?;
            reserved.handle.fill(0, body).await?;
            reserved.handle.flush()?;
            Ok(reserved)
        })
        .await
    }

    /// A slot of a size. Asking for all of the room first finds a full disk before any byte is copied.
    async fn slot(&self, size: u64) -> Result<Reserved> {
        let reserved = self.pool.take().await?;
        reserved.handle.truncate(size)?;
        Ok(reserved)
    }

    /// Does what needs room: once more, if there was none, when readers of deleted files have given theirs back.
    async fn roomy(&self, make: impl AsyncFn() -> Result<Reserved>) -> Result<Reserved> {
        match make().await {
            Err(error) if error.kind() == Kind::Quota => {
                self.pool.reclaim().await;
                make().await
            }
            made => made,
        }
    }

    /// A slot for an upload of a size.
    pub(super) async fn roomy_slot(&self, size: u64) -> Result<Reserved> {
        self.roomy(async || self.slot(size).await).await
    }

    /// Gives a body to the carrier as well if its slot is young. Says whether it survives a power cut now.
    pub(super) async fn keep(&self, slot: u32, body: &File) -> bool {
        if self.pool.aged(slot) {
            return true;
        }
        let Some(carrier) = &self.carrier else { return false };
        if self.bodies.borrow_mut().remove(&slot) {
            // What was in this slot before must not be taken for this body; by itself, as there may be no room for the new one.
            let _ = carrier.apply(vec![Change::Remove(body_key(Some(slot)))]).await;
        }
        let kept = carrier.apply(vec![Change::Put(body_key(Some(slot)), body.clone())]).await.is_ok();
        if kept {
            self.bodies.borrow_mut().insert(slot);
        }
        kept
    }

    /// The open slot of an upload.
    pub(super) async fn handle(&self, slot: u32) -> Result<Rc<dyn Handle>> {
        let mut handles = self.handles.lock().await;
        if let Some(handle) = handles.get(&slot) {
            return Ok(handle.clone());
        }
        let handle = self.disk.open(slot).await?;
        handles.insert(slot, handle.clone());
        Ok(handle)
    }

    /// Closes the slot of an upload.
    pub(super) async fn close(&self, slot: u32) {
        self.handles.lock().await.remove(&slot);
    }

    /// The slots that something is in.
    #[cfg(test)]
    pub(super) fn used(&self) -> Set<u32> {
        let log = self.log.borrow();
        let own = log.catalog.slots().chain(log.segments.keys().copied());
        own.chain([0, log.root.checkpoint]).collect()
    }

    /// The slot of a large file.
    #[cfg(test)]
    pub(super) fn slot_of(&self, path: &Path) -> Option<u32> {
        match self.log.borrow().catalog.find(path)?.place {
            Place::Slot(slot) => Some(slot),
            _ => None,
        }
    }

    /// The answer to a write.
    pub(super) fn written(&self, (number, durability): (u64, Durability)) -> Written {
        Written { etag: Some(number.to_string()), durability }
    }
}

impl Wish {
    /// How much of the last room in the log it leaves to others. What frees room may use all of it; a rename is small, and the
    /// second of two must not fail for want of room when the first one has been made.
    fn leaves(&self) -> u64 {
        match self {
            Self::Delete(_) | Self::Abort(_) => 0,
            Self::Rename(..) => RESERVE / 2,
            _ => RESERVE,
        }
    }
}
