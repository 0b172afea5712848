//! Workers that are slow to start, or fail to.

use super::*;

#[test]
fn a_slow_line_is_waited_for() {
    let mut world = World::new(limits());
    world.loading.insert("photo");
    let job = world.call("photo", Deed::Reply, Options::default());
    while world.wall < 5.0 * limits().start {
        world.turn(40.0);
    }
    world.loading.clear();
    world.rest();
    assert_eq!(world.ended[&job], "reply");
}

#[test]
fn an_engine_that_never_comes_is_given_up() {
    let mut world = World::new(limits());
    world.loading.insert("photo");
    let jobs: Vec<_> = (0..4).map(|_| world.call("photo", Deed::Reply, Options::default())).collect();
    world.rest();
    assert!(jobs.iter().all(|job| world.ended[job] == "error"));
}

#[test]
fn failed_starts_have_pauses_between_them() {
    let mut world = World::new(Limits { cores: 4, ..limits() });
    world.call("photo", Deed::Reply, Options::default());
    (0..3).for_each(|_| world.turn(40.0));
    // From now on no second worker starts, and the first one has enough to do.
    world.starts_fail = true;
    let batch: Vec<_> = (0..100).map(|_| world.call("photo", Deed::Slow, Options::default())).collect();
    let (first, begun) = (world.schedule.next_worker, world.wall);
    while world.wall < begun + 20_000.0 {
        world.turn(40.0);
    }
    // After 0, 1, 3, 7 and 15 seconds, at most three at a time.
    let starts = world.schedule.next_worker - first;
    assert!((5..=15).contains(&starts), "{starts} starts");
    assert!(world.done(&batch) > 10);
    world.starts_fail = false;
    world.rest();
    assert_eq!(world.done(&batch), 100);
}

#[test]
fn a_worker_that_nobody_needs_any_more_does_not_start() {
    let mut world = World::new(limits());
    world.loading.insert("photo");
    let job = world.call("photo", Deed::Reply, Options::default());
    world.turn(40.0);
    world.schedule.cancel(job);
    world.loading.clear();
    (0..2).for_each(|_| world.turn(40.0));
    assert!(world.workers.is_empty());
}
