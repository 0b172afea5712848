//! What the shelf promises, tried on a machine that fails on purpose.

mod asked;
mod crash;
#[cfg(not(target_arch = "wasm32"))]
mod model;
mod room;
mod slots;
mod young;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use futures_executor::block_on;
use nearside::File;

use super::simulated::{Dice, Machine};
use super::{AGE, Shelf};
use crate::suite::Suite;
use crate::{Durability, Path, Store, When};

fn path(name: &str) -> Path {
    Path::new(name).unwrap()
}

/// Bytes that look random; made once, because these tests compare the same ones a million times.
fn content(seed: u64, size: usize) -> Vec<u8> {
    thread_local! {
        static KNOWN: RefCell<HashMap<(u64, usize), Vec<u8>>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        // Long runs make too many to keep.
        if known.len() > 1000 {
            known.clear();
        }
        known.entry((seed, size)).or_insert_with(|| noise(seed, size)).clone()
    })
}

fn noise(seed: u64, size: usize) -> Vec<u8> {
    let mut dice = Dice(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) | 1);
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        bytes.extend(dice.roll(u64::MAX).to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}

fn file(seed: u64, size: usize) -> File {
    File::new("body", content(seed, size))
}

async fn open(machine: &Rc<Machine>) -> Shelf {
    Shelf::open(machine.disk(), Some(machine.carrier())).await.unwrap()
}

async fn read(shelf: &Shelf, name: &str) -> Vec<u8> {
    shelf.read(&path(name), None).await.unwrap().bytes().await.unwrap()
}

/// A machine whose shelf was begun long ago.
fn aged() -> Rc<Machine> {
    let machine = Machine::new();
    block_on(async {
        let shelf = open(&machine).await;
        for _ in 0..8 {
            shelf.tend().await;
        }
        machine.clock.set(machine.clock.get() + AGE);
        shelf.tend().await;
    });
    machine.restarted()
}

/// Nothing is in a slot that nothing refers to, and the carrier has nothing it need not have.
async fn assert_tidy(machine: &Machine, shelf: &Shelf) {
    shelf.tend().await;
    let used = shelf.used();
    for (slot, size) in machine.slots() {
        assert!(size == 0 || used.contains(&slot), "{size} bytes in slot {slot} are nobody's");
    }
}

#[test]
fn it_behaves_as_every_store_does() {
    for machine in [Machine::new(), aged()] {
        let report = block_on(async {
            let shelf = open(&machine).await;
            Suite::new(&shelf, path("trial")).run().await
        });
        assert_eq!(report.failures(), [""; 0]);
    }
}

#[test]
fn writes_that_come_together_share_a_flush() {
    let machine = aged();
    block_on(async {
        let shelf = open(&machine).await;
        let before = machine.flushes.get();
        let write = |n: u64| {
            let shelf = &shelf;
            async move { shelf.write(&path(&format!("f/{n}")), file(n, 1000), When::New).await.unwrap() }
        };
        let written = futures_util::future::join_all((0..1000).map(write)).await;
        assert!(written.iter().all(|written| written.durability == Durability::Flushed));
        assert_eq!(machine.flushes.get() - before, 1);
        let shelf = open(&machine.restarted()).await;
        assert_eq!(read(&shelf, "f/999").await, content(999, 1000));
    });
}

#[test]
fn a_reader_never_meets_what_was_written_after_he_came() {
    let machine = aged();
    block_on(async {
        let shelf = open(&machine).await;
        for round in 0..200 {
            shelf.write(&path("a"), file(round, 100_000), When::Always).await.unwrap();
            let slot = shelf.slot_of(&path("a"));
            shelf.read(&path("a"), None).await.unwrap();
            shelf.delete(&path("a")).await.unwrap();
            shelf.tend().await;
            shelf.write(&path("b"), file(round, 90_000), When::Always).await.unwrap();
            assert_ne!(shelf.slot_of(&path("b")), slot);
        }
    });
}

#[test]
fn a_long_log_turns_and_loses_nothing() {
    let machine = aged();
    block_on(async {
        let shelf = open(&machine).await;
        // 40 MB into 100 names: most of every segment is overwritten and has to be given back.
        for round in 0..800_u64 {
            let name = format!("f/{}", round % 100);
            shelf.write(&path(&name), file(round, 50_000), When::Always).await.unwrap();
        }
        assert_tidy(&machine, &shelf).await;
        assert!(machine.bytes() < 24 << 20, "{} bytes for 5 MB of files", machine.bytes());
        drop(shelf);
        let shelf = open(&machine.restarted()).await;
        for name in 0..100 {
            assert_eq!(read(&shelf, &format!("f/{name}")).await, content(700 + name, 50_000));
        }
    });
}

#[test]
fn damage_that_no_power_cut_does_is_told_and_nothing_is_overwritten() {
    let machine = aged();
    block_on(async {
        let shelf = open(&machine).await;
        shelf.write(&path("a"), file(1, 10), When::Always).await.unwrap();
        drop(shelf);
        let machine = machine.restarted();
        let roots = machine.disk().open(0).await.unwrap();
        roots.write_at(8, &[0xff; 8]).unwrap();
        roots.write_at(4096, b"nearlog\x01garbage").unwrap();
        roots.flush().unwrap();
        drop(roots);
        let machine = machine.restarted();
        let slots = machine.slots();
        let error = Shelf::open(machine.disk(), Some(machine.carrier())).await.err().unwrap();
        assert_eq!(error.kind(), crate::Kind::Corrupt);
        assert_eq!(machine.slots(), slots);
    });
}
