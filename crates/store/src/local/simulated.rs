//! A disk that can be killed and can lose its power, at any step.
//!
//! What is written is seen at once and is safe after [`Handle::flush`]; a power cut keeps any mixture of the rest, in pieces of
//! 512 or 4,096 bytes, in any order. Files younger than [`AGE`] may vanish whole, flushed or not, as OPFS files do. The carrier
//! keeps what it said it kept. Both count steps, and stop at the one they are told to.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::{Rc, Weak};

use async_trait::async_trait;
use nearside::File;

use super::carrier::{Carrier, Change};
use super::disk::{AGE, Disk, Handle, Slot};
use crate::{Error, Kind, Result};

/// How the power goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    pub seed: u64,
    /// What is written whole or not at all: 512 or 4,096 bytes.
    pub sector: usize,
    /// Of a hundred unflushed pieces so many survive.
    pub survive: u64,
    /// Of a hundred young files so many vanish.
    pub vanish: u64,
}

#[derive(Clone)]
enum Unflushed {
    Write(u64, Vec<u8>),
    Size(u64),
}

#[derive(Clone, Default)]
struct Content {
    born: f64,
    now: Vec<u8>,
    flushed: Vec<u8>,
    since: Vec<Unflushed>,
}

#[derive(Clone, Default)]
struct Media {
    slots: BTreeMap<u32, Content>,
    carried: BTreeMap<String, (String, Vec<u8>)>,
}

/// The machine: what its disk and its carrier hold, how late it is, and when it dies.
#[derive(Default)]
pub(super) struct Machine {
    media: RefCell<Media>,
    open: RefCell<BTreeMap<u32, Weak<Opened>>>,
    /// Milliseconds.
    pub clock: Cell<f64>,
    pub steps: Cell<u64>,
    /// At which step everything stops.
    pub dies_at: Cell<Option<u64>>,
    /// So many bytes may be in slots.
    pub quota: Cell<Option<u64>>,
    /// Whether the carrier answers with errors.
    pub refuses: Cell<bool>,
    /// Whether it has no room for bodies.
    pub full: Cell<bool>,
    pub flushes: Cell<u64>,
}

/// A small generator, so that a failure can be seen again.
pub(super) struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % below.max(1)
    }
}

fn dead() -> Error {
    Error::new(Kind::Failed, "The machine has stopped.")
}

impl Machine {
    pub fn new() -> Rc<Self> {
        let machine = Self::default();
        machine.clock.set(1_790_000_000_000.0);
        Rc::new(machine)
    }

    /// The same machine after its programs were killed.
    pub fn restarted(&self) -> Rc<Self> {
        self.with(self.media.borrow().clone())
    }

    /// The same machine after a power cut.
    pub fn cut(&self, cut: Cut) -> Rc<Self> {
        let mut dice = Dice(cut.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut media = self.media.borrow().clone();
        let now = self.clock.get();
        media.slots.retain(|_, content| now - content.born >= AGE || dice.roll(100) >= cut.vanish);
        for content in media.slots.values_mut() {
            let mut left = std::mem::take(&mut content.flushed);
            for step in std::mem::take(&mut content.since) {
                match step {
                    Unflushed::Write(at, bytes) => {
                        let at = usize::try_from(at).unwrap();
                        let mut from = 0;
                        while from < bytes.len() {
                            let to = ((at + from) / cut.sector + 1) * cut.sector - at;
                            let to = to.min(bytes.len());
                            if dice.roll(100) < cut.survive {
                                left.resize(left.len().max(at + to), 0);
                                left[at + from..at + to].copy_from_slice(&bytes[from..to]);
                            }
                            from = to;
                        }
                    }
                    Unflushed::Size(size) if dice.roll(100) < cut.survive => {
                        left.resize(usize::try_from(size).unwrap(), 0);
                    }
                    Unflushed::Size(_) => {}
                }
            }
            content.now = left.clone();
            content.flushed = left;
        }
        self.with(media)
    }

    fn with(&self, media: Media) -> Rc<Self> {
        let next = Self { media: RefCell::new(media), ..Self::default() };
        next.clock.set(self.clock.get() + 1000.0);
        next.quota.set(self.quota.get());
        Rc::new(next)
    }

    /// Bytes in all slots.
    pub fn bytes(&self) -> u64 {
        self.media.borrow().slots.values().map(|content| content.now.len() as u64).sum()
    }

    pub fn slots(&self) -> BTreeMap<u32, u64> {
        let media = self.media.borrow();
        media.slots.iter().map(|(number, content)| (*number, content.now.len() as u64)).collect()
    }

    pub fn carried(&self) -> usize {
        self.media.borrow().carried.len()
    }

    pub fn disk(self: &Rc<Self>) -> Rc<dyn Disk> {
        Rc::new(Simulated(self.clone()))
    }

    pub fn carrier(self: &Rc<Self>) -> Rc<dyn Carrier> {
        Rc::new(Simulated(self.clone()))
    }

    /// One step; an error if it is the last: then the caller does half of it, or nothing.
    fn step(&self) -> Result<()> {
        let step = self.steps.get() + 1;
        self.steps.set(step);
        match self.dies_at.get() {
            Some(last) if step >= last => Err(dead()),
            _ => Ok(()),
        }
    }

    fn is_last(&self) -> bool {
        self.dies_at.get() == Some(self.steps.get())
    }

    fn admit(&self, more: i64) -> Result<()> {
        match self.quota.get() {
            Some(quota) if more > 0 && self.bytes() + more as u64 > quota => {
                Err(Error::new(Kind::Quota, "There is no room."))
            }
            _ => Ok(()),
        }
    }
}

struct Simulated(Rc<Machine>);

struct Opened {
    machine: Rc<Machine>,
    number: u32,
}

#[async_trait(?Send)]
impl Disk for Simulated {
    async fn slots(&self) -> Result<Vec<Slot>> {
        self.0.step()?;
        let media = self.0.media.borrow();
        Ok(media.slots.iter().map(|(number, content)| Slot { number: *number, born: content.born }).collect())
    }

    async fn create(&self, number: u32) -> Result<Slot> {
        self.0.step()?;
        let born = self.0.clock.get();
        let old = self.0.media.borrow_mut().slots.insert(number, Content { born, ..Content::default() });
        assert!(old.is_none(), "slot {number} is made twice");
        Ok(Slot { number, born })
    }

    async fn remove(&self, number: u32) -> Result<()> {
        self.0.step()?;
        assert!(self.0.open.borrow().get(&number).is_none_or(|open| open.strong_count() == 0));
        self.0.media.borrow_mut().slots.remove(&number);
        Ok(())
    }

    async fn open(&self, number: u32) -> Result<Rc<dyn Handle>> {
        self.0.step()?;
        assert!(self.0.media.borrow().slots.contains_key(&number), "slot {number} is not there");
        let mut open = self.0.open.borrow_mut();
        assert!(open.get(&number).is_none_or(|open| open.strong_count() == 0), "slot {number} is open");
        let handle = Rc::new(Opened { machine: self.0.clone(), number });
        open.insert(number, Rc::downgrade(&handle));
        Ok(handle)
    }

    async fn file(&self, number: u32, range: Range<u64>, name: &str) -> Result<File> {
        self.0.step()?;
        let media = self.0.media.borrow();
        let content = &media.slots.get(&number).ok_or_else(dead)?.now;
        Ok(File::new(name, content.clone()).range(range))
    }

    fn now(&self) -> f64 {
        self.0.clock.get()
    }

    async fn pause(&self) {
        let mut paused = false;
        std::future::poll_fn(|context| {
            context.waker().wake_by_ref();
            if std::mem::replace(&mut paused, true) {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
    }
}

impl Opened {
    fn edit<T>(&self, edit: impl FnOnce(&mut Content) -> T) -> T {
        edit(self.machine.media.borrow_mut().slots.get_mut(&self.number).unwrap())
    }
}

#[async_trait(?Send)]
impl Handle for Opened {
    fn read_at(&self, at: u64, into: &mut [u8]) -> Result<usize> {
        self.edit(|content| {
            let from = content.now.get(usize::try_from(at).unwrap()..).unwrap_or_default();
            let length = from.len().min(into.len());
            into[..length].copy_from_slice(&from[..length]);
            Ok(length)
        })
    }

    fn write_at(&self, at: u64, bytes: &[u8]) -> Result<()> {
        let whole = self.machine.step();
        let half = match &whole {
            Ok(()) => bytes.len(),
            Err(_) if self.machine.is_last() => bytes.len() / 2,
            Err(_) => 0,
        };
        let size = self.edit(|content| content.now.len() as u64);
        self.machine.admit((at + half as u64) as i64 - size as i64)?;
        self.edit(|content| {
            let (start, bytes) = (usize::try_from(at).unwrap(), &bytes[..half]);
            content.now.resize(content.now.len().max(start + half), 0);
            content.now[start..start + half].copy_from_slice(bytes);
            content.since.push(Unflushed::Write(at, bytes.to_vec()));
        });
        whole
    }

    fn truncate(&self, size: u64) -> Result<()> {
        self.machine.step()?;
        let old = self.edit(|content| content.now.len() as u64);
        self.machine.admit(size as i64 - old as i64)?;
        self.edit(|content| {
            content.now.resize(usize::try_from(size).unwrap(), 0);
            content.since.push(Unflushed::Size(size));
        });
        Ok(())
    }

    fn flush(&self) -> Result<()> {
        self.machine.step()?;
        self.machine.flushes.set(self.machine.flushes.get() + 1);
        self.edit(|content| {
            content.flushed = content.now.clone();
            content.since.clear();
        });
        Ok(())
    }

    fn size(&self) -> Result<u64> {
        Ok(self.edit(|content| content.now.len() as u64))
    }

    async fn fill(&self, at: u64, body: &File) -> Result<()> {
        let bytes = crate::body::read(body).await?;
        for (index, block) in bytes.chunks(64 << 10).enumerate() {
            self.write_at(at + (index * (64 << 10)) as u64, block)?;
        }
        Ok(())
    }
}

#[async_trait(?Send)]
impl Carrier for Simulated {
    async fn keys(&self, prefix: &str) -> Result<Vec<String>> {
        self.0.step()?;
        let media = self.0.media.borrow();
        Ok(media.carried.keys().filter(|key| key.starts_with(prefix)).cloned().collect())
    }

    async fn values(&self, prefix: &str) -> Result<Vec<(String, File)>> {
        self.0.step()?;
        let media = self.0.media.borrow();
        let found = media.carried.iter().filter(|(key, _)| key.starts_with(prefix));
        Ok(found.map(|(key, (name, bytes))| (key.clone(), File::new(name, bytes.clone()))).collect())
    }

    async fn get(&self, key: &str) -> Result<Option<File>> {
        self.0.step()?;
        let media = self.0.media.borrow();
        Ok(media.carried.get(key).map(|(name, bytes)| File::new(name, bytes.clone())))
    }

    async fn apply(&self, changes: Vec<Change>) -> Result<()> {
        let mut values = Vec::new();
        for change in changes {
            values.push(match change {
                Change::Put(key, file) => (key, Some((file.name().to_owned(), file.bytes().await.unwrap()))),
                Change::Remove(key) => (key, None),
            });
        }
        let result = self.0.step();
        // Dying here, half of the time it had happened and nobody heard of it.
        let happens = result.is_ok() || (self.0.is_last() && self.0.steps.get().is_multiple_of(2));
        if self.0.refuses.get() {
            return Err(Error::new(Kind::Temporary, "The carrier does not answer."));
        }
        if self.0.full.get() && values.iter().any(|(key, value)| value.is_some() && key.starts_with("body/"))
        {
            return Err(Error::new(Kind::Quota, "The carrier is full."));
        }
        let mut media = self.0.media.borrow_mut();
        for (key, value) in values.into_iter().filter(|_| happens) {
            match value {
                Some(value) => drop(media.carried.insert(key, value)),
                None => drop(media.carried.remove(&key)),
            }
        }
        result
    }
}
