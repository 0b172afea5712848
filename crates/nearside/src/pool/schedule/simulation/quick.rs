//! Queues of quick calls: short, and nobody who is more urgent stands in one.

use super::*;

fn with(priority: Priority) -> Options {
    Options { priority, ..Options::default() }
}

/// So many idle workers, and a path that is known to be quick.
fn warm(cores: usize) -> World {
    let mut world = World::new(Limits { cores, standby: false, ..limits() });
    (0..4).for_each(|_| {
        for _ in 0..cores {
            world.call("photo", Deed::Slow, Options::default());
        }
        world.call("photo", Deed::Reply, Options::default());
        (0..20).for_each(|_| world.turn(40.0));
        // They stay for longer than that only with work.
        world.schedule.limits.idle = 30_000.0;
    });
    assert_eq!((world.crew("photo").len(), world.schedule.jobs.len()), (cores, 0));
    world
}

fn quick(world: &mut World, count: usize, options: &Options) -> Vec<JobId> {
    (0..count).map(|_| world.call("photo", Deed::Reply, options.clone())).collect()
}

#[test]
fn a_person_takes_the_idle_worker() {
    let mut world = warm(2);
    let batch = quick(&mut world, 40, &with(Priority::Batch));
    world.act();
    let queue = world.place(batch[0]).unwrap();
    assert!(batch.iter().all(|job| world.place(*job) == Some(queue)), "they travel together");
    let soon = quick(&mut world, 1, &with(Priority::Interactive))[0];
    world.act();
    assert!(world.place(soon).is_some_and(|worker| worker != queue));
    world.rest();
}

#[test]
fn the_queue_drains_for_a_person() {
    let mut world = warm(1);
    let first = quick(&mut world, 40, &with(Priority::Batch));
    world.act();
    let soon = quick(&mut world, 1, &with(Priority::Interactive))[0];
    let second = quick(&mut world, 40, &with(Priority::Batch));
    while !world.ended.contains_key(&soon) {
        world.turn(0.1);
    }
    assert_eq!((world.done(&first), world.done(&second)), (40, 0));
    world.rest();
}

#[test]
fn a_queue_is_as_long_as_it_should_take() {
    let mut world = warm(2);
    let batch = quick(&mut world, 400, &Options::default());
    world.act();
    // A tenth of a millisecond each, eight in all.
    let lengths: Vec<_> = world.workers.values().map(|(_, jobs, _)| jobs.len()).collect();
    assert!(lengths.iter().all(|length| (75..=85).contains(length)), "{lengths:?}");
    world.rest();
    assert_eq!(world.done(&batch), 400);
}

#[test]
fn nobody_queues_behind_one_that_takes_longer_than_was_thought() {
    let mut world = warm(1);
    let first = quick(&mut world, 1, &Options::default())[0];
    world.act();
    let worker = world.place(first);
    world.wall += 20.0;
    world.schedule.advance(world.wall);
    let second = quick(&mut world, 1, &Options::default())[0];
    world.act();
    assert!(worker.is_some() && world.place(second).is_none());
    world.rest();
}

#[test]
fn a_quick_call_goes_to_the_worker_that_remembers() {
    let mut world = warm(2);
    let near = Options { near: Some("document 7".into()), ..Options::default() };
    // The first worker is at work, so the second one learns of the document.
    world.call("photo", Deed::Slow, Options::default());
    world.act();
    let learned = quick(&mut world, 1, &near)[0];
    world.act();
    let second = world.place(learned).unwrap();
    (0..20).for_each(|_| world.turn(40.0));
    let others = quick(&mut world, 5, &Options::default());
    world.act();
    assert!(others.iter().all(|job| world.place(*job) != Some(second)));
    let again = quick(&mut world, 1, &near)[0];
    world.act();
    assert_eq!(world.place(again), Some(second));
    world.rest();
}
