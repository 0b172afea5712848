//! Jobs that wait for others: which of them, and for how long.

use super::*;

/// A world of one worker that runs a job.
fn at_work() -> (World, WorkerId, JobId) {
    let mut world = World::new(Limits { cores: 1, standby: false, ..limits() });
    let job = world.call("photo", Deed::Slow, Options::default());
    (0..2).for_each(|_| world.turn(1.0));
    let worker = world.place(job).unwrap();
    (world, worker, job)
}

#[test]
fn what_a_job_asked_for_is_not_counted_against_the_next() {
    let (mut world, worker, first) = at_work();
    world.schedule.asking(worker, first, 1);
    world.schedule.settled(worker, first, 1.0);
    world.workers.get_mut(&worker).unwrap().1.clear();
    let next = world.call("photo", Deed::Slow, Options::default());
    world.act();
    assert_eq!(world.place(next), Some(worker));
    world.schedule.asking(worker, next, 1);
    // The answer to the first one comes late.
    world.schedule.asking(worker, first, -1);
    assert_eq!(world.schedule.workers[&worker].asking, 1);
    world.schedule.asking(worker, next, -1);
    assert_eq!(world.schedule.workers[&worker].asking, 0);
}

#[test]
fn a_job_that_was_cancelled_behind_another_ends_no_waiting() {
    let (mut world, worker, first) = at_work();
    world.schedule.workers.get_mut(&worker).unwrap().jobs.push_back(77);
    world.schedule.asking(worker, first, 1);
    world.schedule.settled(worker, 77, 0.0);
    assert_eq!(world.schedule.workers[&worker].asking, 1);
}

#[test]
fn one_that_was_called_back_may_be_settled() {
    let (mut world, worker, first) = at_work();
    world.schedule.broke(worker, true, 0);
    assert_eq!(world.schedule.queued(), 1);
    assert!(world.schedule.settled(worker, first, 0.0));
    assert_eq!(world.schedule.queued(), 0);
}

#[test]
fn a_stream_waits_for_its_reader() {
    let (mut world, worker, stream) = at_work();
    world.still.insert(stream);
    (0..CREDIT).for_each(|_| world.schedule.delivered(stream));
    // Its core is free meanwhile, and no watchdog looks.
    let other = world.call("photo", Deed::Slow, Options::default());
    while world.wall < 5.0 * limits().watchdog {
        world.turn(40.0);
    }
    assert_eq!((world.place(stream), world.ended.get(&other)), (Some(worker), Some(&"reply")));
    world.schedule.taken(stream);
    world.schedule.delivered(stream);
    world.schedule.taken(stream);
    // With credit again, it has to show that it is alive.
    world.still.remove(&stream);
    world.deeds.insert(stream, Deed::Spin);
    world.rest();
    assert_eq!(world.ended.get(&stream), Some(&"error"));
}
