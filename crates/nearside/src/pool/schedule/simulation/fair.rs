//! No engine's calls starve those of another one.

use super::*;

fn with(priority: Priority) -> Options {
    Options { priority, ..Options::default() }
}

/// How many calls of a batch end before a call to another engine, which has no worker yet.
fn batch_before(priority: Priority, standby: bool) -> usize {
    let mut world = World::new(Limits { standby, ..limits() });
    let batch: Vec<_> = (0..20).map(|_| world.call("photo", Deed::Slow, with(Priority::Batch))).collect();
    (0..20).for_each(|_| world.turn(40.0));
    let before = world.done(&batch);
    assert!((1..10).contains(&before), "the batch is at work: {before}");
    let soon = world.call("video", Deed::Reply, with(priority));
    while !world.ended.contains_key(&soon) {
        world.turn(40.0);
    }
    let after = world.done(&batch);
    world.rest();
    assert_eq!(world.done(&batch), 20);
    after - before
}

#[test]
fn a_person_waits_for_no_batch_of_another_engine() {
    assert!(batch_before(Priority::Interactive, true) <= 2);
    assert!(batch_before(Priority::Interactive, false) <= 4);
}

#[test]
fn nor_for_a_single_long_job_of_it() {
    let mut world = World::new(limits());
    let batch: Vec<_> = (0..4).map(|_| world.call("photo", Deed::Spin, with(Priority::Batch))).collect();
    world.schedule.limits.watchdog = 1e6;
    (0..8).for_each(|_| world.turn(1.0));
    let soon = world.call("video", Deed::Reply, with(Priority::Interactive));
    (0..8).for_each(|_| world.turn(1.0));
    assert_eq!((world.ended.get(&soon), world.done(&batch)), (Some(&"reply"), 0));
}

#[test]
fn what_is_on_the_screen_waits_for_one_job_of_a_batch() {
    assert!(batch_before(Priority::Visible, true) <= 3);
    assert!(batch_before(Priority::Visible, false) <= 4);
}

#[test]
fn an_engine_on_its_way_keeps_no_other_from_starting() {
    let mut world = World::new(limits());
    world.loading = ["video", "store", "document"].into();
    let late: Vec<_> = ["video", "video", "store", "document", "document"]
        .map(|module| world.call(module, Deed::Slow, Options::default()))
        .into();
    world.turn(40.0);
    let batch: Vec<_> = (0..4).map(|_| world.call("photo", Deed::Slow, with(Priority::Batch))).collect();
    (0..30).for_each(|_| world.turn(40.0));
    assert_eq!((world.done(&late), world.done(&batch)), (0, 4));
    world.loading.clear();
    world.rest();
    assert!(world.ended.values().all(|how| *how == "reply"), "{:?}", world.ended);
}

#[test]
fn engines_take_turns() {
    for standby in [true, false] {
        let mut world = World::new(Limits { standby, ..limits() });
        // The first engine that is ever called would always be the first.
        let long: Vec<_> = (0..30).map(|_| world.call("document", Deed::Slow, Options::default())).collect();
        (0..10).for_each(|_| world.turn(40.0));
        let short: Vec<_> = (0..3).map(|_| world.call("photo", Deed::Slow, Options::default())).collect();
        while world.done(&short) < 3 {
            world.turn(40.0);
        }
        assert!(world.done(&long) <= 20, "{} of the long lane went first", world.done(&long));
        world.rest();
    }
}

#[test]
fn three_engines_on_two_workers_take_few_turns() {
    let mut world = World::new(Limits { standby: false, ..limits() });
    for _ in 0..30 {
        for module in ["photo", "video", "document"] {
            world.call(module, Deed::Slow, Options::default());
        }
    }
    let mut least = usize::MAX;
    while world.ended.len() < 60 {
        world.turn(40.0);
        if world.wall > 5_000.0 {
            let done = |rest: JobId| world.ended.keys().filter(|job| *job % 3 == rest).count();
            least = least.min(done(0)).min(done(1)).min(done(2));
        }
    }
    let (starts, seconds) = (f64::from(world.schedule.next_worker), world.wall / 1e3);
    assert!(least > 2, "each has had its turn in five seconds");
    assert!(starts < 5.0 + 2.0 * seconds, "{starts} starts in {seconds} seconds");
    world.rest();
}
