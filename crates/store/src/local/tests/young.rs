//! The first minutes of a profile, when slots do not survive a power cut yet.

use futures_executor::block_on;

use super::super::simulated::{Cut, Machine};
use super::super::{AGE, Shelf};
use super::{aged, content, file, open, path, read};
use crate::{Durability, Kind, Store, When};

const ALL_GONE: Cut = Cut { seed: 1, sector: 512, survive: 0, vanish: 100 };

#[test]
fn the_very_first_save_survives_a_power_cut() {
    for size in [10, 64 << 10, 1 << 20] {
        let machine = Machine::new();
        block_on(async {
            let shelf = open(&machine).await;
            let written = shelf.write(&path("a"), file(1, size), When::New).await.unwrap();
            assert_eq!(written.durability, Durability::Flushed);
            let machine = machine.cut(ALL_GONE);
            let shelf = open(&machine).await;
            assert_eq!(read(&shelf, "a").await, content(1, size));
            assert_eq!(shelf.stat(&path("a")).await.unwrap().etag, written.etag);
        });
    }
}

#[test]
fn when_the_slots_have_aged_the_carrier_is_empty_and_not_asked_any_more() {
    let machine = Machine::new();
    block_on(async {
        let shelf = open(&machine).await;
        shelf.write(&path("a"), file(1, 100), When::New).await.unwrap();
        shelf.write(&path("b"), file(2, 100_000), When::New).await.unwrap();
        assert!(machine.carried() >= 3);
        machine.clock.set(machine.clock.get() + AGE);
        shelf.tend().await;
        assert_eq!(machine.carried(), 0);
        let written = shelf.write(&path("c"), file(3, 100), When::New).await.unwrap();
        assert_eq!((written.durability, machine.carried()), (Durability::Flushed, 0));
        let shelf = open(&machine.cut(ALL_GONE)).await;
        assert_eq!(read(&shelf, "b").await, content(2, 100_000));
        assert_eq!(read(&shelf, "c").await, content(3, 100));
    });
}

#[test]
fn without_a_carrier_a_young_slot_promises_less_and_says_so() {
    let machine = Machine::new();
    block_on(async {
        let shelf = Shelf::open(machine.disk(), None).await.unwrap();
        let written = shelf.write(&path("a"), file(1, 100), When::New).await.unwrap();
        assert_eq!(written.durability, Durability::Accepted);
        let shelf = Shelf::open(machine.restarted().disk(), None).await.unwrap();
        assert_eq!(read(&shelf, "a").await, content(1, 100));
    });
}

#[test]
fn a_carrier_that_fails_for_a_while_makes_up_for_it() {
    let machine = Machine::new();
    block_on(async {
        let shelf = open(&machine).await;
        machine.refuses.set(true);
        for name in ["a", "b"] {
            let written = shelf.write(&path(name), file(1, 100), When::New).await.unwrap();
            assert_eq!(written.durability, Durability::Accepted);
        }
        machine.refuses.set(false);
        let written = shelf.write(&path("c"), file(1, 100), When::New).await.unwrap();
        assert_eq!(written.durability, Durability::Flushed);
        let shelf = open(&machine.cut(ALL_GONE)).await;
        assert_eq!(shelf.list(&path(""), None).await.unwrap().entries.len(), 3);
    });
}

/// The page was turned over records that the carrier lacked: after a kill nobody had them, and nothing was kept any more.
#[test]
fn the_page_is_turned_only_over_what_the_carrier_has() {
    let machine = Machine::new();
    block_on(async {
        let shelf = open(&machine).await;
        machine.refuses.set(true);
        shelf.write(&path("a"), file(1, 100), When::New).await.unwrap();
        for _ in 0..2 {
            shelf.checkpoint().await;
        }
        drop(shelf);
        let machine = machine.restarted();
        let shelf = open(&machine).await;
        let written = shelf.write(&path("b"), file(2, 100), When::New).await.unwrap();
        assert_eq!(written.durability, Durability::Flushed);
        let shelf = open(&machine.cut(ALL_GONE)).await;
        assert_eq!(read(&shelf, "a").await, content(1, 100));
        assert_eq!(read(&shelf, "b").await, content(2, 100));
    });
}

/// The copy of what was in a slot before came back as a file that the carrier had refused.
#[test]
fn what_was_in_a_slot_before_does_not_come_back_as_another_file() {
    for size in [100_000, 200_000] {
        let machine = Machine::new();
        block_on(async {
            let shelf = open(&machine).await;
            shelf.write(&path("a"), file(1, 100_000), When::New).await.unwrap();
            let slot = shelf.slot_of(&path("a"));
            shelf.delete(&path("a")).await.unwrap();
            machine.full.set(true);
            let mut reused = None;
            for n in 0..100 {
                let written = shelf.write(&path(&n.to_string()), file(n + 2, size), When::New).await.unwrap();
                if shelf.slot_of(&path(&n.to_string())) == slot {
                    assert_eq!(written.durability, Durability::Accepted);
                    reused = Some(n);
                    break;
                }
            }
            let reused = reused.expect("the slot is used again");
            machine.full.set(false);
            // The records are carried, the body is not.
            shelf.write(&path("small"), file(1, 10), When::New).await.unwrap();
            let shelf = open(&machine.cut(ALL_GONE)).await;
            assert_eq!(shelf.stat(&path(&reused.to_string())).await.unwrap_err().kind(), Kind::NotFound);
            assert!(shelf.recovery().lost.contains(&path(&reused.to_string())));
        });
    }
}

#[test]
fn more_large_files_than_there_are_old_slots_survive_too() {
    let machine = aged();
    block_on(async {
        let shelf = open(&machine).await;
        for n in 0..90_u64 {
            let written = shelf.write(&path(&format!("{n}")), file(n, 70_000), When::New).await.unwrap();
            assert_eq!(written.durability, Durability::Flushed);
        }
        let shelf = open(&machine.cut(ALL_GONE)).await;
        for n in 0..90 {
            assert_eq!(read(&shelf, &format!("{n}")).await, content(n, 70_000));
        }
    });
}

#[test]
fn what_only_a_young_slot_had_is_named_when_it_is_gone() {
    let machine = aged();
    block_on(async {
        let shelf = Shelf::open(machine.disk(), None).await.unwrap();
        let mut accepted = Vec::new();
        for n in 0..70_u64 {
            let name = path(&format!("{n}"));
            let written = shelf.write(&name, file(n, 70_000), When::New).await.unwrap();
            if written.durability == Durability::Accepted {
                accepted.push(name);
            }
        }
        assert!(!accepted.is_empty() && accepted.len() < 70);
        let shelf = Shelf::open(machine.cut(ALL_GONE).disk(), None).await.unwrap();
        let mut lost = shelf.recovery().lost.clone();
        lost.sort();
        accepted.sort();
        assert_eq!(lost, accepted);
    });
}
