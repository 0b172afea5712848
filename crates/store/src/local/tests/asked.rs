//! Changes that are asked for twice, because the first tab that made them died before it answered.

use std::rc::Rc;

use futures_executor::block_on;

use super::super::ask::{Answer, Ask, perform};
use super::super::chest::Chest;
use super::super::keeper::Keeper;
use super::super::simulated::{Cut, Machine};
use super::{aged, content, file, open, path};
use crate::suite::Suite;
use crate::{Durability, Kind, State, Store, Upload, When, Written};

fn clock() -> f64 {
    1.0
}

async fn chest(machine: &Rc<Machine>) -> Chest {
    Chest::open(machine.carrier(), Durability::Flushed, State::Database, clock).await.unwrap()
}

/// What keeps files, opened on a machine.
#[derive(Clone, Copy, Debug)]
enum Which {
    Shelf,
    Chest,
}

impl Which {
    async fn open(self, machine: &Rc<Machine>) -> Box<dyn Keeper> {
        match self {
            Self::Shelf => Box::new(open(machine).await),
            Self::Chest => Box::new(chest(machine).await),
        }
    }
}

async fn ask(
    keeper: &dyn Keeper,
    number: u64,
    ask: Ask,
    body: Option<(u64, usize)>,
) -> crate::Result<Answer> {
    let body = body.map(|(seed, size)| file(seed, size));
    perform(keeper, Some(number), ask, body).await.map(|(answer, _)| answer)
}

async fn read(keeper: &dyn Keeper, name: &str) -> Vec<u8> {
    keeper.read(&path(name), None).await.unwrap().bytes().await.unwrap()
}

/// Every keeper on every machine, and what can happen between the first time and the second.
fn everywhere(test: impl AsyncFn(Which, Rc<Machine>, &dyn Fn(&Rc<Machine>) -> Rc<Machine>)) {
    let gone = Cut { seed: 5, sector: 512, survive: 0, vanish: 100 };
    let kill = |machine: &Rc<Machine>| machine.restarted();
    let cut = |machine: &Rc<Machine>| machine.cut(gone);
    for which in [Which::Shelf, Which::Chest] {
        for begin in [Machine::new as fn() -> Rc<Machine>, aged] {
            block_on(test(which, begin(), &kill));
            block_on(test(which, begin(), &cut));
        }
    }
}

#[test]
fn many_writes_are_made_once_each() {
    everywhere(async |which, machine, then| {
        let bodies = [1_u64, 2, 3].map(|seed| content(seed, 100 * seed as usize));
        let names: Vec<_> =
            bodies.iter().enumerate().map(|(n, body)| (path(&format!("{n}")), body.len() as u64)).collect();
        let all = Ask::WriteAll(names, When::New);
        let written = async |machine: &Rc<Machine>| {
            let keeper = which.open(machine).await;
            let body = nearside::File::new("files", bodies.concat());
            let answer = perform(keeper.as_ref(), Some(40), all.clone(), Some(body)).await.unwrap().0;
            for (n, body) in bodies.iter().enumerate() {
                assert_eq!(read(keeper.as_ref(), &format!("{n}")).await, *body);
            }
            answer
        };
        let first = written(&machine).await;
        assert_eq!(written(&then(&machine)).await, first);
    });
}

#[test]
fn a_write_is_made_once() {
    everywhere(async |which, machine, then| {
        for (number, size) in [(7, 100), (8, 100_000)] {
            let name = path(&format!("a{size}"));
            let write = || Ask::Write(name.clone(), When::New);
            let keeper = which.open(&machine).await;
            let first = ask(&*keeper, number, write(), Some((1, size))).await.unwrap();
            drop(keeper);
            let machine = then(&machine);
            let keeper = which.open(&machine).await;
            assert_eq!(ask(&*keeper, number, write(), Some((1, size))).await.unwrap(), first, "{which:?}");
            assert_eq!(read(&*keeper, name.as_str()).await, content(1, size));
            // Somebody else's later write stays.
            keeper.write(&name, file(2, size), When::Always).await.unwrap();
            ask(&*keeper, number, write(), Some((1, size))).await.unwrap();
            assert_eq!(read(&*keeper, name.as_str()).await, content(2, size));
            let another = ask(&*keeper, number + 100, write(), Some((1, size))).await.unwrap_err();
            assert_eq!(another.kind(), Kind::Exists);
        }
    });
}

#[test]
fn a_rename_and_a_delete_are_made_once() {
    everywhere(async |which, machine, then| {
        let keeper = which.open(&machine).await;
        keeper.write(&path("a"), file(1, 10), When::New).await.unwrap();
        keeper.write(&path("c"), file(2, 10), When::New).await.unwrap();
        let rename = || Ask::Rename(path("a"), path("b"), When::New);
        ask(&*keeper, 1, rename(), None).await.unwrap();
        ask(&*keeper, 2, Ask::Delete(path("c")), None).await.unwrap();
        drop(keeper);
        let keeper = which.open(&then(&machine)).await;
        ask(&*keeper, 1, rename(), None).await.unwrap();
        keeper.write(&path("c"), file(3, 10), When::New).await.unwrap();
        ask(&*keeper, 2, Ask::Delete(path("c")), None).await.unwrap();
        assert_eq!(read(&*keeper, "b").await, content(1, 10));
        assert_eq!(read(&*keeper, "c").await, content(3, 10));
        assert_eq!(ask(&*keeper, 3, rename(), None).await.unwrap_err().kind(), Kind::NotFound);
    });
}

#[test]
fn an_upload_begins_and_ends_once() {
    everywhere(async |which, machine, then| {
        let begin = || Ask::Begin(path("a"), 90_000, When::New);
        let keeper = which.open(&machine).await;
        let upload = |answer| match answer {
            Answer::Upload(upload) => upload,
            other => panic!("{other:?}"),
        };
        let first: Upload = upload(ask(&*keeper, 1, begin(), None).await.unwrap());
        drop(keeper);
        let machine = then(&machine);
        let keeper = which.open(&machine).await;
        assert_eq!(upload(ask(&*keeper, 1, begin(), None).await.unwrap()), first);
        ask(&*keeper, 2, Ask::Put(first.clone(), 0), Some((1, 90_000))).await.unwrap();
        let done = ask(&*keeper, 3, Ask::Commit(first.clone()), None).await.unwrap();
        assert!(matches!(&done, Answer::Written(Written { durability: Durability::Flushed, .. })));
        drop(keeper);
        let keeper = which.open(&then(&machine)).await;
        assert_eq!(ask(&*keeper, 3, Ask::Commit(first.clone()), None).await.unwrap(), done);
        assert_eq!(read(&*keeper, "a").await, content(1, 90_000));
    });
}

#[test]
fn a_number_is_known_after_a_checkpoint() {
    let machine = aged();
    block_on(async {
        let shelf = open(&machine).await;
        let write = || Ask::Write(path("a"), When::New);
        let first = ask(&shelf, 1, write(), Some((1, 10))).await.unwrap();
        shelf.checkpoint().await;
        drop(shelf);
        let shelf = open(&machine.restarted()).await;
        assert_eq!(ask(&shelf, 1, write(), Some((1, 10))).await.unwrap(), first);
    });
}

#[test]
fn a_carrier_alone_behaves_as_every_store_does() {
    let machine = Machine::new();
    let report = block_on(async { Suite::new(&chest(&machine).await, path("trial")).run().await });
    assert_eq!(report.failures(), [""; 0]);
    assert!(machine.carried() <= super::super::catalog::ASKED, "{} values are left", machine.carried());
}

#[test]
fn a_carrier_alone_keeps_nothing_that_is_deleted() {
    let machine = Machine::new();
    block_on(async {
        let keeper = chest(&machine).await;
        keeper.write(&path("a"), file(1, 10), When::New).await.unwrap();
        keeper.write(&path("a"), file(2, 10), When::Always).await.unwrap();
        keeper.rename(&path("a"), &path("b"), When::New).await.unwrap();
        let upload = keeper.begin(&path("c"), 10, When::New).await.unwrap();
        keeper.put(&upload, 0, file(3, 10)).await.unwrap();
        keeper.abort(&upload).await.unwrap();
        let upload = keeper.begin(&path("b"), 10, When::Always).await.unwrap();
        keeper.put(&upload, 0, file(4, 10)).await.unwrap();
        keeper.commit(&upload).await.unwrap();
        assert_eq!(machine.carried(), 2, "one file is its name and its content");
        keeper.delete(&path("b")).await.unwrap();
        assert_eq!(machine.carried(), 0);
    });
}

#[test]
fn every_step_of_a_carrier_alone_may_be_the_last() {
    for last in 1..60 {
        let machine = Machine::new();
        machine.dies_at.set(Some(last));
        let mut kept = 0;
        block_on(async {
            let Ok(keeper) =
                Chest::open(machine.carrier(), Durability::Flushed, State::Database, clock).await
            else {
                return;
            };
            for n in 0..20 {
                let done = keeper.write(&path("a"), file(n, 1000), When::Always).await;
                if done.is_err() || machine.steps.get() >= last {
                    break;
                }
                kept = n + 1;
            }
        });
        block_on(async {
            let keeper = chest(&machine.restarted()).await;
            match keeper.read(&path("a"), None).await {
                Ok(file) => {
                    let found = file.bytes().await.unwrap();
                    let whole = [kept.saturating_sub(1), kept].into_iter().any(|n| found == content(n, 1000));
                    assert!(whole, "after step {last}");
                }
                Err(error) => assert_eq!((kept, error.kind()), (0, Kind::NotFound)),
            }
        });
    }
}
