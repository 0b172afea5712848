//! Any sequence of operations, kills and power cuts against a map in memory.

use std::collections::BTreeMap;

use futures_executor::block_on;
use proptest::prelude::*;

use super::super::AGE;
use super::super::simulated::{Cut, Machine};
use super::{aged, assert_tidy, content, file, open, path};
use crate::{Durability, Kind, Store, When};

#[derive(Clone, Debug)]
enum Step {
    Write(u8, u64, usize, u8),
    Delete(u8),
    Rename(u8, u8, bool),
    Checkpoint,
    Tend,
    Wait,
    Kill,
    Cut(u64, u64, u64),
}

fn step() -> impl Strategy<Value = Step> {
    let name = || 0_u8..6;
    let size = prop_oneof![Just(0_usize), 1_usize..200, 60_000_usize..70_000, 100_000_usize..200_000];
    prop_oneof![
        6 => (name(), any::<u64>(), size, 0_u8..4).prop_map(|(n, s, z, w)| Step::Write(n, s, z, w)),
        2 => name().prop_map(Step::Delete),
        2 => (name(), name(), any::<bool>()).prop_map(|(a, b, new)| Step::Rename(a, b, new)),
        1 => Just(Step::Checkpoint),
        1 => Just(Step::Tend),
        1 => Just(Step::Wait),
        1 => Just(Step::Kill),
        1 => (any::<u64>(), 0_u64..100, 0_u64..100).prop_map(|(seed, s, v)| Step::Cut(seed, s, v)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn it_is_a_map_that_survives(old in any::<bool>(), steps in prop::collection::vec(step(), 1..60)) {
        let mut machine = if old { aged() } else { Machine::new() };
        block_on(async {
            let mut shelf = open(&machine).await;
            let mut model: BTreeMap<String, (u64, usize, Option<String>)> = BTreeMap::new();
            for step in steps {
                machine.clock.set(machine.clock.get() + 500.0);
                match step {
                    Step::Write(name, seed, size, when) => {
                        let name = format!("f{name}");
                        let mark = model.get(&name).and_then(|(.., mark)| mark.clone());
                        let (when, wanted) = match (when, &mark) {
                            (0, None) => (When::New, Ok(())),
                            (0, Some(_)) => (When::New, Err(Kind::Exists)),
                            (1, Some(mark)) => (When::Unchanged(mark.clone()), Ok(())),
                            (1, None) => (When::Unchanged("0".into()), Err(Kind::Changed)),
                            (2, Some(_)) => (When::Unchanged("0".into()), Err(Kind::Changed)),
                            _ => (When::Always, Ok(())),
                        };
                        let done = shelf.write(&path(&name), file(seed, size), when).await;
                        assert_eq!(done.as_ref().map(drop).map_err(|error| error.kind()), wanted);
                        if let Ok(written) = done {
                            assert_eq!(written.durability, Durability::Flushed);
                            model.insert(name, (seed, size, written.etag));
                        }
                    }
                    Step::Delete(name) => {
                        shelf.delete(&path(&format!("f{name}"))).await.unwrap();
                        model.remove(&format!("f{name}"));
                    }
                    Step::Rename(from, to, new) => {
                        let (from, to) = (format!("f{from}"), format!("f{to}"));
                        let when = if new { When::New } else { When::Always };
                        let done = shelf.rename(&path(&from), &path(&to), when).await;
                        let wanted = match (model.contains_key(&from), new && model.contains_key(&to)) {
                            (false, _) => Err(Kind::NotFound),
                            (true, true) => Err(Kind::Exists),
                            (true, false) => Ok(()),
                        };
                        assert_eq!(done.map_err(|error| error.kind()), wanted);
                        if wanted.is_ok() {
                            let (seed, size, _) = model.remove(&from).unwrap();
                            let mark = shelf.stat(&path(&to)).await.unwrap().etag;
                            model.insert(to, (seed, size, mark));
                        }
                    }
                    Step::Checkpoint => shelf.checkpoint().await,
                    Step::Tend => shelf.tend().await,
                    Step::Wait => machine.clock.set(machine.clock.get() + AGE / 2.0),
                    Step::Kill => {
                        machine = machine.restarted();
                        shelf = open(&machine).await;
                    }
                    Step::Cut(seed, survive, vanish) => {
                        machine = machine.cut(Cut { seed, sector: 512, survive, vanish });
                        shelf = open(&machine).await;
                        assert_tidy(&machine, &shelf).await;
                    }
                }
                let found: Vec<_> = shelf.list(&path(""), None).await.unwrap().entries;
                let found: Vec<_> = found.iter().map(|e| (e.path.to_string(), e.size, e.etag.clone())).collect();
                let wanted: Vec<_> = model.iter().map(|(n, (_, z, m))| (n.clone(), *z as u64, m.clone())).collect();
                assert_eq!(found, wanted);
                for (name, (seed, size, _)) in &model {
                    assert_eq!(super::read(&shelf, name).await, content(*seed, *size));
                }
            }
        });
    }
}
