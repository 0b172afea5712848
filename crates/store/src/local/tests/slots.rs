//! Slots that several ask for at once.

use std::ops::Range;

use async_trait::async_trait;
use futures_util::future::{join, join_all};

use super::super::disk::{Disk, Handle, Slot};
use super::super::pool::Pool;
use super::*;
use crate::Result;

/// A disk that takes its time, as those of browsers do: others come to their turn meanwhile.
struct Slow(Rc<dyn Disk>, RefCell<Dice>);

impl Slow {
    async fn dawdle(&self) {
        let turns = self.1.borrow_mut().roll(6);
        for _ in 0..turns {
            self.0.pause().await;
        }
    }
}

#[async_trait(?Send)]
impl Disk for Slow {
    async fn slots(&self) -> Result<Vec<Slot>> {
        self.0.slots().await
    }

    async fn create(&self, number: u32) -> Result<Slot> {
        self.0.create(number).await
    }

    async fn remove(&self, number: u32) -> Result<()> {
        self.dawdle().await;
        self.0.remove(number).await
    }

    async fn open(&self, number: u32) -> Result<Rc<dyn Handle>> {
        self.dawdle().await;
        self.0.open(number).await
    }

    async fn file(&self, number: u32, range: Range<u64>, name: &str) -> Result<File> {
        self.0.file(number, range, name).await
    }

    fn now(&self) -> f64 {
        self.0.now()
    }

    async fn pause(&self) {
        self.0.pause().await;
    }
}

/// A list of slots to empty that was made before somebody else emptied one, and filled it again, cost the new content.
#[test]
fn a_slot_is_emptied_once_however_many_empty_slots() {
    (1..200).for_each(|seed| block_on(fill_while_others_empty(seed)));
}

async fn fill_while_others_empty(seed: u64) {
    let disk: Rc<dyn Disk> = Rc::new(Slow(Machine::new().disk(), RefCell::new(Dice(seed))));
    let pool = Rc::new(Pool::new(disk.clone(), &[], 1));
    let mut used = Vec::new();
    for _ in 0..8 {
        let reserved = pool.take().await.unwrap();
        reserved.handle.truncate(100).unwrap();
        used.push(reserved.keep());
    }
    used.iter().for_each(|slot| pool.release(*slot, 100));
    let fill = async || {
        let mut filled = Vec::new();
        for _ in 0..3 {
            let reserved = pool.take().await.unwrap();
            reserved.handle.truncate(70).unwrap();
            filled.push(reserved.keep());
        }
        filled
    };
    let (_, filled) = join(pool.empty(8), join_all([fill(), fill(), fill()])).await;
    for slot in filled.into_iter().flatten() {
        let size = disk.open(slot).await.unwrap().size().unwrap();
        assert_eq!(size, 70, "slot {slot} lost what was in it (seed {seed})");
    }
}
