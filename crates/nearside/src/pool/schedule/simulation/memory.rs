//! Declared memory: it is kept for those who are more urgent, and nobody waits for what his own caller holds.

use super::*;

fn large(priority: Priority, megabytes: u64) -> Options {
    Options { priority, memory: megabytes << 20, ..Options::default() }
}

#[test]
fn memory_is_kept_for_the_more_urgent() {
    for module in ["photo", "video"] {
        let mut world = World::new(Limits { cores: 4, ..limits() });
        let batch: Vec<_> =
            (0..16).map(|_| world.call("photo", Deed::Slow, large(Priority::Batch, 800))).collect();
        (0..12).for_each(|_| world.turn(40.0));
        let before = world.done(&batch);
        let soon = world.call(module, Deed::Reply, large(Priority::Interactive, 1500));
        while !world.ended.contains_key(&soon) {
            world.turn(40.0);
        }
        assert!(world.done(&batch) - before <= 4, "{} of the batch went first", world.done(&batch) - before);
        world.rest();
        assert!(world.ended.values().all(|how| *how == "reply"));
    }
}

#[test]
fn one_that_waits_for_memory_is_not_passed_by_small_ones() {
    let mut world = World::new(Limits { cores: 4, ..limits() });
    // Two at a time leave no room for the large one, and their lane never ends while it waits.
    let mut small = Vec::new();
    let mut large_one = None;
    for turn in 0..120 {
        while small.len() - world.done(&small) < 6 {
            small.push(world.call("photo", Deed::Slow, large(Priority::Batch, 800)));
        }
        if turn == 20 {
            large_one = Some(world.call("video", Deed::Slow, large(Priority::Batch, 1500)));
        }
        // A third engine keeps taking its turn meanwhile.
        if turn >= 20 {
            world.call("store", Deed::Reply, large(Priority::Batch, 0));
        }
        world.turn(40.0);
    }
    assert!(large_one.is_some_and(|job| world.ended.contains_key(&job)), "it starves");
    world.rest();
}

#[test]
fn a_call_of_a_worker_waits_for_no_memory_of_its_caller() {
    let mut world = World::new(Limits { memory: 512 << 20, ..limits() });
    let outer = world.call("photo", Deed::Ask, large(Priority::Visible, 300));
    world.rest();
    assert_eq!(world.ended[&outer], "reply");
}

#[test]
fn nor_behind_a_call_that_waits_for_that_memory() {
    let mut world = World::new(Limits { memory: 512 << 20, ..limits() });
    let outer = world.call("photo", Deed::Ask, large(Priority::Batch, 300));
    (0..2).for_each(|_| world.turn(1.0));
    let next: Vec<_> = [Priority::Interactive, Priority::Visible]
        .map(|priority| world.call("photo", Deed::Slow, large(priority, 300)))
        .into();
    (0..6).for_each(|_| world.turn(1.0));
    assert_eq!((world.ended.get(&outer), world.done(&next)), (Some(&"reply"), 0));
    world.rest();
    assert!(world.ended.values().all(|how| *how == "reply"));
}

#[test]
fn callers_leave_a_gate_to_their_calls() {
    let mut world = World::new(limits());
    let options = Options { gate: Some("https://a.example".into()), ..Options::default() };
    // As many workers as there may be, all of which ask at once.
    for _ in 0..24 {
        world.call("photo", Deed::Slow, options.clone());
    }
    (0..8).for_each(|_| world.turn(1.0));
    world.schedule.limits.idle = 10_000.0;
    assert_eq!(world.crew("photo https://a.example").len(), 6);
    while !world.schedule.jobs.is_empty() {
        world.turn(40.0);
    }
    let outer: Vec<_> = (0..6).map(|_| world.call("photo", Deed::Ask, options.clone())).collect();
    world.rest();
    assert!(outer.iter().all(|job| world.ended.get(job) == Some(&"reply")));
}
