//! The schedule against simulated workers that do the worst.

use std::collections::HashSet;
use std::time::Duration;

use proptest::prelude::*;

use super::*;

mod fair;
mod memory;
mod quick;
mod rest;
mod start;
mod waiting;
mod world;

use world::{Deed, World};

fn limits() -> Limits {
    Limits { cores: 2, watchdog: 500.0, idle: 200.0, start: 1000.0, ..Limits::default() }
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        8 => Just(Deed::Reply), 1 => Just(Deed::Panic), 1 => Just(Deed::OutOfMemory), 1 => Just(Deed::Kill),
        1 => Just(Deed::Spin), 1 => Just(Deed::Slow), 1 => Just(Deed::Ask),
    ]
}

fn options() -> impl Strategy<Value = Options> {
    (0usize..3, prop::option::of(1u64..400), 0u64..3, any::<bool>(), 0u8..8).prop_map(
        |(priority, deadline, memory, near, gate)| Options {
            priority: Priority::ALL[priority],
            deadline: deadline.map(Duration::from_millis),
            memory: memory << 30,
            near: near.then(|| "document 7".into()),
            hard: false,
            gate: (gate == 0).then(|| "https://a.example".into()),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_call_settles_once_whatever_workers_do(
        jobs in prop::collection::vec((deed(), options(), any::<bool>(), 0usize..4), 1..60),
        starts_fail in prop::bool::weighted(0.05),
    ) {
        let mut world = World::new(limits());
        world.starts_fail = starts_fail;
        let mut cancelled = HashSet::new();
        let mut deeds = Vec::new();
        for (deed, options, cancel, steps) in jobs {
            let timed = options.deadline.is_some();
            let id = world.submit(deed, options);
            deeds.push((id, deed, timed));
            for _ in 0..steps {
                world.act();
                let ids: Vec<_> = world.workers.keys().copied().collect();
                ids.into_iter().for_each(|worker| world.step(worker));
            }
            if cancel && id.is_multiple_of(5) && world.schedule.jobs.contains_key(&id) {
                world.schedule.cancel(id);
                cancelled.insert(id);
            }
        }
        world.rest();
        for (id, deed, timed) in deeds {
            let ended = world.ended.get(&id).copied();
            if cancelled.contains(&id) {
                prop_assert_eq!(ended, None, "a cancelled job was settled");
            } else if starts_fail {
                prop_assert_eq!(ended, Some("error"));
            } else if !timed {
                let expected = match deed {
                    Deed::Reply | Deed::Slow | Deed::Ask => "reply",
                    Deed::Panic | Deed::OutOfMemory => "broke",
                    Deed::Kill | Deed::Spin => "error",
                };
                prop_assert_eq!(ended, Some(expected), "job {} {:?}", id, deed);
            } else {
                prop_assert!(ended.is_some());
            }
        }
    }
}

#[test]
fn a_call_that_kills_is_tried_twice_and_no_more() {
    let mut world = World::new(limits());
    let id = world.submit(Deed::Kill, Options::default());
    world.rest();
    assert_eq!((world.ended[&id], world.runs[&id]), ("error", 2));
}

#[test]
fn the_urgent_go_first() {
    let mut world = World::new(Limits { cores: 1, standby: false, ..limits() });
    let late = world.submit(Deed::Reply, Options { priority: Priority::Batch, ..Options::default() });
    let soon = world.submit(Deed::Reply, Options { priority: Priority::Interactive, ..Options::default() });
    world.act();
    // Both are of the module "photo", whose one worker starts.
    let worker = *world.workers.keys().next().unwrap();
    world.step(worker);
    world.act();
    assert_eq!(world.workers[&worker].1, [soon]);
    assert_ne!(late, soon);
}

#[test]
fn a_person_waits_for_no_batch() {
    let mut world = World::new(Limits { cores: 1, ..limits() });
    world.submit(Deed::Slow, Options { priority: Priority::Batch, ..Options::default() });
    for _ in 0..4 {
        world.act();
        world.workers.keys().copied().collect::<Vec<_>>().into_iter().for_each(|id| world.step(id));
    }
    let soon = world.submit(Deed::Reply, Options { priority: Priority::Interactive, ..Options::default() });
    world.act();
    assert!(world.workers.values().any(|(_, jobs, _)| jobs.front() == Some(&soon)), "the standby takes it");
}

#[test]
fn a_sleeping_tab_breaks_no_deadline() {
    let mut world = World::new(limits());
    let options = Options { deadline: Some(Duration::from_secs(10)), ..Options::default() };
    let id = world.submit(Deed::Slow, options);
    world.act();
    world.wall += 3_600_000.0;
    world.schedule.advance(world.wall);
    world.rest();
    assert_eq!(world.ended[&id], "reply");
}

#[test]
fn quick_calls_travel_together_and_slow_ones_do_not() {
    let mut world = World::new(Limits { cores: 1, standby: false, ..limits() });
    let post = |world: &mut World| {
        world.act();
        let id = *world.workers.keys().next().unwrap();
        (id, world.workers[&id].1.len())
    };
    for _ in 0..4 {
        // Every third id is of another module.
        world.next = 1;
        world.ended.clear();
        world.submit(Deed::Reply, Options::default());
        let (id, _) = post(&mut world);
        (0..3).for_each(|_| {
            world.step(id);
            world.act();
        });
    }
    for id in [1, 2, 4, 5] {
        world.next = id;
        world.ended.clear();
        world.submit(Deed::Reply, Options::default());
    }
    assert_eq!(post(&mut world).1, 4);
}

#[test]
fn a_full_queue_refuses() {
    let mut world = World::new(Limits { queue: 2, ..limits() });
    world.submit(Deed::Reply, Options::default());
    world.submit(Deed::Reply, Options::default());
    let refused = world.schedule.submit(9, "photo/Reply", Options::default(), false);
    assert_eq!(refused.unwrap_err().kind(), Kind::Overloaded);
}

#[test]
fn a_worker_that_swelled_is_replaced() {
    let mut world = World::new(limits());
    let id = world.submit(Deed::Reply, Options::default());
    for _ in 0..3 {
        world.act();
        world.workers.keys().copied().collect::<Vec<_>>().into_iter().for_each(|id| world.step(id));
    }
    assert_eq!(world.ended[&id], "reply");
    let swollen = *world.workers.keys().min().unwrap();
    world.schedule.holds(swollen, 1 << 30, 0);
    world.act();
    assert!(!world.workers.contains_key(&swollen));
}

#[test]
fn what_a_worker_keeps_is_not_held_against_it() {
    let mut world = World::new(Limits { standby: false, ..limits() });
    let id = world.submit(Deed::Reply, Options::default());
    for _ in 0..3 {
        world.act();
        world.workers.keys().copied().collect::<Vec<_>>().into_iter().for_each(|id| world.step(id));
    }
    assert_eq!(world.ended[&id], "reply");
    let keeper = *world.workers.keys().min().unwrap();
    world.schedule.holds(keeper, 1 << 30, 800 << 20);
    let mut after = |milliseconds: f64| {
        world.wall += milliseconds;
        world.schedule.advance(world.wall);
        world.act();
        world.workers.contains_key(&keeper)
    };
    assert!(after(1_500.0), "the worker is idle for longer than others may be");
    assert!(!after(1_600.0), "and not for ever");
}

#[test]
fn a_worker_that_broke_often_is_replaced() {
    let mut world = World::new(Limits { cores: 1, standby: false, ..limits() });
    let mut first = None;
    for broken in 1.. {
        world.ended.clear();
        // The first id of a module again and again.
        world.next = 1;
        world.submit(Deed::Panic, Options::default());
        for _ in 0..4 {
            world.act();
            first = first.or_else(|| world.workers.keys().next().copied());
            world.workers.keys().copied().collect::<Vec<_>>().into_iter().for_each(|id| world.step(id));
        }
        world.act();
        if first.is_some_and(|first| !world.workers.contains_key(&first)) {
            return assert_eq!(broken, REVIVALS);
        }
        assert!(broken < REVIVALS, "it is never replaced");
    }
}

#[test]
fn a_worker_that_broke_with_much_memory_is_replaced() {
    let replaced = |held: u64| {
        let mut world = World::new(Limits { cores: 1, standby: false, ..limits() });
        world.submit(Deed::Slow, Options::default());
        for _ in 0..2 {
            world.act();
            world.workers.keys().copied().collect::<Vec<_>>().into_iter().for_each(|id| world.step(id));
        }
        let broken = *world.workers.keys().next().unwrap();
        world.schedule.broke(broken, true, held);
        world.act();
        !world.workers.contains_key(&broken)
    };
    assert!(!replaced(HEAVY) && replaced(HEAVY + 1));
}

#[test]
fn declared_memory_bounds_what_runs_together() {
    let mut world = World::new(Limits { memory: 3 << 30, ..limits() });
    let options = Options { memory: 2 << 30, ..Options::default() };
    world.submit(Deed::Slow, options.clone());
    world.submit(Deed::Slow, options);
    for _ in 0..4 {
        world.act();
        world.workers.keys().copied().collect::<Vec<_>>().into_iter().for_each(|id| world.step(id));
        assert!(world.workers.values().filter(|(_, jobs, _)| !jobs.is_empty()).count() <= 1);
    }
    world.rest();
    assert!(world.ended.values().all(|how| *how == "reply"));
}

#[test]
fn tabs_share_the_declared_memory() {
    let mut world = World::new(Limits { memory: 4 << 30, ..limits() });
    let options = Options { memory: 3 << 29, ..Options::default() };
    let mut top = |tabs| {
        world.schedule.share(tabs);
        world.submit(Deed::Slow, options.clone());
        world.submit(Deed::Slow, options.clone());
        let mut top = 0;
        for _ in 0..4 {
            world.act();
            top = top.max(world.workers.values().filter(|(_, jobs, _)| !jobs.is_empty()).count());
            world.workers.keys().copied().collect::<Vec<_>>().into_iter().for_each(|id| world.step(id));
        }
        world.rest();
        top
    };
    assert_eq!([Some(1), Some(2), None, Some(1)].map(&mut top), [2, 1, 1, 2]);
}

#[test]
fn a_paused_job_leaves_its_core_to_others() {
    let mut world = World::new(Limits { cores: 1, standby: false, ..limits() });
    let still = world.submit(Deed::Slow, Options::default());
    for _ in 0..2 {
        world.act();
        world.workers.keys().copied().collect::<Vec<_>>().into_iter().for_each(|id| world.step(id));
    }
    let runs = |world: &World, job| world.workers.values().any(|(_, jobs, _)| jobs.front() == Some(&job));
    assert!(runs(&world, still));
    let next = world.submit(Deed::Slow, Options::default());
    world.act();
    assert!(!runs(&world, next), "there is one core");
    world.schedule.pause(still, true);
    // The watchdog looks away, however long it lasts.
    while world.wall < 5.0 * limits().watchdog {
        world.wall += 40.0;
        world.schedule.advance(world.wall);
        world.act();
        world.workers.keys().copied().collect::<Vec<_>>().into_iter().for_each(|id| world.step(id));
    }
    assert!(runs(&world, still) && world.ended[&next] == "reply", "the core is free");
    world.schedule.pause(still, false);
    world.rest();
    assert_eq!(world.ended[&still], "reply");
}

#[test]
fn a_job_that_stands_still_does_not_begin() {
    let mut world = World::new(Limits { cores: 1, standby: false, ..limits() });
    let jobs: Vec<JobId> = (0..20).map(|_| world.submit(Deed::Reply, Options::default())).collect();
    jobs.iter().for_each(|job| world.schedule.pause(*job, true));
    let other = world.submit(Deed::Reply, Options::default());
    for _ in 0..10 {
        world.act();
        world.workers.keys().copied().collect::<Vec<_>>().into_iter().for_each(|id| world.step(id));
    }
    assert!(world.ended.contains_key(&other) && world.ended.len() == 1, "{:?}", world.ended);
    assert!(world.workers.len() <= 2, "{} workers for jobs that stand still", world.workers.len());
    jobs.iter().for_each(|job| world.schedule.pause(*job, false));
    world.rest();
    assert_eq!(world.ended.len(), 21);
}
