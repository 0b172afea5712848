//! Every step of a day's work is the last one once: by a kill, and by power cuts of every kind.

use std::collections::BTreeMap;
use std::rc::Rc;

use futures_executor::block_on;
use futures_util::future::join_all;

use super::super::simulated::{Cut, Machine};
use super::super::{AGE, Shelf};
use super::{aged, assert_tidy, content, file, open, path};
use crate::{Durability, Result, Store, Upload, When};

/// Seed and size of what is in each file.
type Files = BTreeMap<String, (u64, usize)>;

#[derive(Clone, Debug)]
enum Act {
    Write(&'static str, u64, usize),
    /// Several at once.
    Together(Vec<(&'static str, u64, usize)>),
    Delete(&'static str),
    Rename(&'static str, &'static str),
    /// In parts of 8 MiB would take long here, so parts are small: see [`upload`].
    Upload(&'static str, u64, usize),
    Abandon(&'static str, u64, usize),
    Checkpoint,
    Tend,
    Wait(f64),
}

/// Small and large files, written, overwritten, renamed onto one another, deleted and uploaded, over checkpoints.
fn day() -> Vec<Act> {
    use Act::*;
    vec![
        Write("a", 1, 100),
        Write("b", 2, 150_000),
        Together(vec![("c", 3, 10), ("d", 4, 5000), ("e", 5, 70_000), ("a", 6, 300)]),
        Write("b", 7, 160_000),
        Rename("a", "f"),
        Checkpoint,
        Write("c", 8, 2000),
        Rename("b", "c"),
        Delete("d"),
        Upload("g", 9, 120_000),
        Tend,
        Wait(AGE / 3.0),
        Write("e", 10, 50),
        Together(vec![("h", 11, 90_000), ("i", 12, 80_000), ("h", 13, 64)]),
        Abandon("j", 14, 100_000),
        Delete("g"),
        Checkpoint,
        Write("k", 15, 60_000),
        Delete("k"),
        Checkpoint,
        Upload("c", 16, 70_000),
        Tend,
        Wait(AGE),
        Write("a", 17, 66_000),
        Tend,
        Rename("c", "a"),
        Write("l", 18, 0),
        Checkpoint,
        Tend,
    ]
}

fn after(files: &Files, act: &Act) -> Files {
    let mut files = files.clone();
    match act {
        Act::Write(name, seed, size) | Act::Upload(name, seed, size) => {
            files.insert((*name).into(), (*seed, *size));
        }
        Act::Together(writes) => {
            files.extend(writes.iter().map(|(name, seed, size)| ((*name).into(), (*seed, *size))));
        }
        Act::Delete(name) => drop(files.remove(*name)),
        Act::Rename(from, to) => {
            let file = files.remove(*from).unwrap();
            files.insert((*to).into(), file);
        }
        Act::Abandon(..) | Act::Checkpoint | Act::Tend | Act::Wait(_) => {}
    }
    files
}

async fn upload(shelf: &Shelf, name: &str, seed: u64, size: usize) -> Result<Upload> {
    let upload = shelf.begin(&path(name), size as u64, When::Always).await?;
    // A part is sent twice, as after a lost answer.
    for _ in 0..2 {
        shelf.put(&upload, 0, file(seed, size)).await?;
    }
    Ok(upload)
}

/// Does one thing; an error says that the machine died meanwhile.
async fn act(machine: &Machine, shelf: &Shelf, act: &Act) -> Result<()> {
    // What a dead machine says, nobody hears.
    let flushed = |written: crate::Written| {
        assert!(is_dead(machine) || written.durability == Durability::Flushed, "{written:?}");
    };
    machine.clock.set(machine.clock.get() + 100.0);
    match act {
        Act::Write(name, seed, size) => {
            flushed(shelf.write(&path(name), file(*seed, *size), When::Always).await?);
        }
        Act::Together(writes) => {
            let writes = writes.iter().map(|(name, seed, size)| async move {
                shelf.write(&path(name), file(*seed, *size), When::Always).await
            });
            for written in join_all(writes).await {
                flushed(written?);
            }
        }
        Act::Delete(name) => shelf.delete(&path(name)).await?,
        Act::Rename(from, to) => shelf.rename(&path(from), &path(to), When::Always).await?,
        Act::Upload(name, seed, size) => {
            let upload = upload(shelf, name, *seed, *size).await?;
            flushed(Store::commit(shelf, &upload).await?);
        }
        Act::Abandon(name, seed, size) => {
            let upload = upload(shelf, name, *seed, *size).await?;
            shelf.abort(&upload).await?;
        }
        Act::Checkpoint => shelf.checkpoint().await,
        Act::Tend => shelf.tend().await,
        Act::Wait(time) => machine.clock.set(machine.clock.get() + time),
    }
    if is_dead(machine) { Err(crate::Error::new(crate::Kind::Failed, "dead")) } else { Ok(()) }
}

fn is_dead(machine: &Machine) -> bool {
    machine.dies_at.get().is_some_and(|last| machine.steps.get() >= last)
}

/// Works until the machine dies or the day is over: what was acknowledged, and what was being done.
async fn work(machine: &Rc<Machine>) -> (Files, Option<Act>) {
    let mut files = Files::new();
    let Ok(shelf) = Shelf::open(machine.disk(), Some(machine.carrier())).await else { return (files, None) };
    for next in day() {
        if act(machine, &shelf, &next).await.is_err() {
            return (files, Some(next));
        }
        files = after(&files, &next);
    }
    (files, None)
}

/// What is on a shelf; panics if anything there is not what somebody wrote.
async fn everything(shelf: &Shelf, known: &[&Files]) -> Files {
    let mut found = Files::new();
    for entry in shelf.list(&path(""), None).await.unwrap().entries {
        let name = entry.path.to_string();
        let bytes = super::read(shelf, &name).await;
        let same = |(seed, size): &&(u64, usize)| bytes.len() == *size && bytes == content(*seed, *size);
        let candidates: Vec<(u64, usize)> = known.iter().flat_map(|files| files.values()).copied().collect();
        let which = candidates.iter().find(same);
        found.insert(name.clone(), *which.unwrap_or_else(|| panic!("{name} is torn: {entry:?}")));
    }
    found
}

/// After whatever happened: all that was acknowledged is there, what was being done is done or not, nothing else is.
async fn assert_kept(machine: &Rc<Machine>, acked: &Files, doing: Option<&Act>, what: &str) {
    let shelf = match Shelf::open(machine.disk(), Some(machine.carrier())).await {
        Ok(shelf) => shelf,
        Err(error) => panic!("{what}: {error}"),
    };
    let done = doing.map_or_else(|| acked.clone(), |act| after(acked, act));
    let together: Files = match doing {
        Some(Act::Together(writes)) => {
            writes.iter().map(|(name, seed, size)| (format!("{name}{seed}"), (*seed, *size))).collect()
        }
        _ => Files::new(),
    };
    let found = everything(&shelf, &[acked, &done, &together]).await;
    match doing {
        Some(Act::Together(writes)) => {
            for (name, file) in found.iter().filter(|(name, _)| done.contains_key(*name)) {
                let own = writes.iter().any(|(other, seed, _)| other == name && *seed == file.0);
                assert!(own || acked.get(name) == Some(file), "{what}: {name} is {file:?}");
            }
            for (name, file) in acked {
                let touched = writes.iter().any(|(other, ..)| other == name);
                assert!(touched || found.get(name) == Some(file), "{what}: {name} was lost");
                assert!(found.contains_key(name), "{what}: {name} was lost");
            }
        }
        _ => assert!(found == *acked || found == done, "{what} during {doing:?}: {found:?}, not {acked:?}"),
    }
    assert_eq!(shelf.recovery().lost, [], "{what}");
    assert_tidy(machine, &shelf).await;
    shelf.write(&path("after"), file(99, 70_000), When::Always).await.unwrap();
    drop(shelf);
    let again = machine.restarted();
    let shelf = open(&again).await;
    assert_eq!(super::read(&shelf, "after").await, content(99, 70_000), "{what}");
    shelf.delete(&path("after")).await.unwrap();
    assert_eq!(everything(&shelf, &[acked, &done, &together]).await, found, "{what}, opened again");
}

/// The power cuts that are tried at every step.
fn cuts(step: u64) -> [Cut; 5] {
    let cut = |seed, sector, survive, vanish| Cut { seed: step * 8 + seed, sector, survive, vanish };
    [
        cut(0, 512, 0, 100),
        cut(1, 512, 50, 50),
        cut(2, 4096, 50, 100),
        cut(3, 4096, 90, 0),
        cut(4, 512, 10, 80),
    ]
}

fn every_step(begin: impl Fn() -> Rc<Machine>, stride: usize) {
    let machine = begin();
    block_on(work(&machine));
    let steps = machine.steps.get();
    assert!(steps > 200, "{steps} steps are too few to mean anything");
    for step in (1..=steps).step_by(stride) {
        let machine = begin();
        machine.dies_at.set(Some(step));
        let (acked, doing) = block_on(work(&machine));
        let kept = |machine: &Rc<Machine>, what: String| {
            block_on(assert_kept(machine, &acked, doing.as_ref(), &what));
        };
        kept(&machine.restarted(), format!("killed at step {step}"));
        for cut in cuts(step) {
            kept(&machine.cut(cut), format!("step {step}, {cut:?}"));
        }
    }
}

#[test]
fn no_step_loses_anything_on_an_old_profile() {
    every_step(aged, 1);
}

#[test]
fn no_step_loses_anything_on_a_fresh_profile() {
    every_step(Machine::new, 1);
}

#[test]
fn recovery_may_be_cut_short_as_well() {
    for begin in [Machine::new as fn() -> Rc<Machine>, aged] {
        let machine = begin();
        block_on(work(&machine));
        for step in (1..=machine.steps.get()).step_by(13) {
            let machine = begin();
            machine.dies_at.set(Some(step));
            let (acked, doing) = block_on(work(&machine));
            for (index, cut) in cuts(step).into_iter().enumerate() {
                for second in (1..60).step_by(7) {
                    let machine = machine.cut(cut);
                    machine.dies_at.set(Some(second));
                    if let Ok(shelf) = block_on(Shelf::open(machine.disk(), Some(machine.carrier()))) {
                        block_on(shelf.tend());
                    }
                    let what = format!("step {step}, {cut:?}, then {second} steps of recovery");
                    let machine =
                        if index % 2 == 0 { machine.restarted() } else { machine.cut(cuts(second)[index]) };
                    block_on(assert_kept(&machine, &acked, doing.as_ref(), &what));
                }
            }
        }
    }
}

/// Whoever opens after a kill finds records that the disk may not have yet, and must not build on them as if it had: neither a
/// checkpoint nor the emptying of slots that they left.
#[test]
fn what_is_done_after_a_kill_stands_on_what_the_disk_has() {
    let sizes = [(100, 60_000), (90_000, 80_000)];
    for (machine, (old, new)) in
        [aged(), Machine::new()].into_iter().flat_map(|m| sizes.map(|s| (m.clone(), s)))
    {
        let start = machine.restarted();
        for last in 1.. {
            let machine = start.restarted();
            let (died, written) = block_on(async {
                let shelf = open(&machine).await;
                shelf.write(&path("a"), file(1, old), When::Always).await.unwrap();
                machine.dies_at.set(Some(machine.steps.get() + last));
                let written = shelf.write(&path("a"), file(2, new), When::Always).await;
                (is_dead(&machine), written.is_ok())
            });
            let machine = machine.restarted();
            block_on(async {
                let shelf = open(&machine).await;
                shelf.checkpoint().await;
                shelf.tend().await;
            });
            let machine = machine.cut(Cut { seed: last, sector: 512, survive: 0, vanish: 0 });
            let found = block_on(async { super::read(&open(&machine).await, "a").await });
            let right = found == content(2, new) || (!written && found == content(1, old));
            assert!(right, "{old} and {new} bytes, dead at step {last}");
            if !died {
                break;
            }
        }
    }
}
