//! The slots: which are free, which are old enough, which a reader may still have in hand.
//!
//! A slot is made long before it is needed, because a new one does not survive a power cut. It is emptied before it is used
//! again, and not used again in this session once a reader was given a handle of it: he may read late, and must find what he
//! asked for or an error, never what somebody else wrote.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use super::disk::{AGE, Disk, Handle, Slot};
use crate::Result;
use crate::table::{Set, Table};

/// So many free slots are kept ready: a hundred photos dropped at once should find most of theirs.
const READY: usize = 64;
/// So many are made at a time.
const MAKE: usize = 8;
/// So many old ones are left for the log itself.
const OWN: usize = 4;
/// So many that are not used any more may wait for whoever tends.
const UNTIDY: usize = 4;
/// So many bytes of deleted files stay for readers; the oldest go first.
const LINGER: u64 = 512 << 20;

/// All slots but those of the log's own bookkeeping.
pub(super) struct Pool {
    disk: Rc<dyn Disk>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    born: Table<u32, f64>,
    next: u32,
    /// Empty, closed.
    free: Set<u32>,
    /// Not used any more, to be emptied.
    dirty: Set<u32>,
    handed: Set<u32>,
    /// Not used any more, but handed out: with sizes, oldest first.
    lingering: VecDeque<(u32, u64)>,
}

/// A slot that somebody is about to use; dropped before it was [kept](Reserved::keep), it goes back.
pub(super) struct Reserved {
    pool: Rc<Pool>,
    pub number: u32,
    pub handle: Rc<dyn Handle>,
    kept: bool,
}

impl Reserved {
    /// From now on something refers to it.
    pub fn keep(mut self) -> u32 {
        self.kept = true;
        self.number
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        if !self.kept {
            // Frees the room at once where the medium allows; the slot is emptied again before it is used.
            let _ = self.handle.truncate(0);
            self.pool.state.borrow_mut().dirty.insert(self.number);
        }
    }
}

impl Pool {
    /// `next` is above every number that anything refers to.
    pub fn new(disk: Rc<dyn Disk>, slots: &[Slot], next: u32) -> Self {
        let born = slots.iter().map(|slot| (slot.number, slot.born)).collect();
        let state = State { born, next, ..State::default() };
        Self { disk, state: RefCell::new(state) }
    }

    /// Whether a slot survives a power cut.
    pub fn aged(&self, number: u32) -> bool {
        let now = self.disk.now();
        self.state.borrow().born.get(&number).is_some_and(|born| now - born >= AGE)
    }

    /// Whether nothing is in a slot, or it is not there.
    pub fn is_free(&self, number: u32) -> bool {
        let state = self.state.borrow();
        state.free.contains(&number) || state.dirty.contains(&number) || !state.born.contains_key(&number)
    }

    /// A slot that was used is not any more.
    pub fn release(&self, number: u32, size: u64) {
        let mut state = self.state.borrow_mut();
        if !state.born.contains_key(&number) {
            return;
        }
        if !state.handed.contains(&number) {
            state.dirty.insert(number);
            return;
        }
        state.lingering.push_back((number, size));
        let mut sum: u64 = state.lingering.iter().map(|(_, size)| size).sum();
        while sum > LINGER
            && let Some((number, size)) = state.lingering.pop_front()
        {
            sum -= size;
            state.dirty.insert(number);
        }
    }

    /// A reader has a handle of it from now on.
    pub fn hand(&self, number: u32) {
        self.state.borrow_mut().handed.insert(number);
    }

    /// A slot for a body: an old one if the log can spare it, else a young one.
    pub async fn take(self: &Rc<Self>) -> Result<Reserved> {
        let fit = || {
            let state = self.state.borrow();
            let (old, young): (Vec<u32>, Vec<u32>) =
                state.free.iter().copied().partition(|slot| self.aged(*slot));
            if old.len() > OWN { old.last().copied() } else { young.first().copied() }
        };
        let mut found = fit();
        // Emptying one takes as long as writing some megabytes. Whoever tends does it, unless much is left to him.
        if found.is_none() || self.state.borrow().dirty.len() > UNTIDY {
            self.empty(2).await;
            found = fit();
        }
        let number = match found {
            Some(number) => number,
            None => self.make().await?,
        };
        self.reserve(number).await
    }

    /// Two slots for the log itself; old ones, unless everything is `young`. `None` when there are none yet.
    pub async fn take_own(self: &Rc<Self>, young: bool) -> Result<Option<(Reserved, Reserved)>> {
        self.empty(2).await;
        let free = self.state.borrow().free.clone();
        let mut fit = free.iter().copied().filter(|slot| young || self.aged(*slot));
        let (first, second) = match (fit.next(), fit.next()) {
            (Some(first), Some(second)) => (first, second),
            _ if young => (self.make().await?, self.make().await?),
            _ => return Ok(None),
        };
        Ok(Some((self.reserve(first).await?, self.reserve(second).await?)))
    }

    async fn reserve(self: &Rc<Self>, number: u32) -> Result<Reserved> {
        self.state.borrow_mut().free.remove(&number);
        let opened = self.disk.open(number).await;
        if opened.is_err() {
            self.state.borrow_mut().dirty.insert(number);
        }
        Ok(Reserved { pool: self.clone(), number, handle: opened?, kept: false })
    }

    async fn make(&self) -> Result<u32> {
        let number = {
            let mut state = self.state.borrow_mut();
            state.next += 1;
            state.next - 1
        };
        let slot = self.disk.create(number).await?;
        let mut state = self.state.borrow_mut();
        state.born.insert(number, slot.born);
        state.free.insert(number);
        Ok(number)
    }

    /// Empties up to `most` slots that are not used any more. One that cannot be emptied now is tried again later.
    pub async fn empty(&self, most: usize) {
        let dirty: Vec<u32> = self.state.borrow().dirty.iter().copied().take(most).collect();
        for number in dirty {
            // A number is never used twice, so a reader who holds a handle of this file meets an error, not another file.
            let gone = {
                let mut state = self.state.borrow_mut();
                // Whoever else empties slots may have come to it first; by now there may be something in it again.
                if !state.dirty.remove(&number) {
                    continue;
                }
                state.free.len() >= READY || state.handed.contains(&number)
            };
            let done = if gone { self.disk.remove(number).await } else { self.clear(number).await };
            let mut state = self.state.borrow_mut();
            match (done, gone) {
                (Err(_), _) => drop(state.dirty.insert(number)),
                (Ok(()), true) => drop(state.born.remove(&number)),
                (Ok(()), false) => drop(state.free.insert(number)),
            }
        }
    }

    async fn clear(&self, number: u32) -> Result<()> {
        let handle = self.disk.open(number).await?;
        match handle.size()? {
            0 => Ok(()),
            _ => handle.truncate(0),
        }
    }

    /// Makes room: readers of deleted files get an error from now on.
    pub async fn reclaim(&self) {
        {
            let mut state = self.state.borrow_mut();
            while let Some((number, _)) = state.lingering.pop_front() {
                state.dirty.insert(number);
            }
        }
        self.empty(usize::MAX).await;
    }

    /// Sees to it that free slots are ready.
    ///
    /// # Errors
    /// When the browser makes no more; what there are can be used all the same.
    pub async fn fill_up(&self) -> Result<()> {
        for _ in 0..MAKE {
            if self.state.borrow().free.len() >= READY {
                break;
            }
            self.make().await?;
        }
        Ok(())
    }
}
