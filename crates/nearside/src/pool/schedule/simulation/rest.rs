//! What happens when nothing does: workers leave, in the time that was said.

use super::*;

/// After how many milliseconds the last worker leaves, when the schedule is only woken as it asks to be.
fn leaves_after(keeps: u64) -> f64 {
    let mut world = World::new(Limits { idle: 20_000.0, ..Limits::default() });
    world.call("photo", Deed::Reply, Options::default());
    while !world.schedule.jobs.is_empty() {
        world.turn(1.0);
    }
    world.schedule.holds(world.crew("photo")[0], 1 << 20, keeps);
    let begun = world.wall;
    while !world.workers.is_empty() {
        world.act();
        world.wall += world.schedule.wake().unwrap_or(0.0) + 5.0;
        world.schedule.advance(world.wall);
        world.act();
    }
    world.wall - begun
}

#[test]
fn an_idle_worker_leaves_in_time() {
    assert!((19_000.0..22_000.0).contains(&leaves_after(0)), "{}", leaves_after(0));
}

#[test]
fn one_that_keeps_something_leaves_after_minutes() {
    assert!((290_000.0..310_000.0).contains(&leaves_after(1 << 20)), "{}", leaves_after(1 << 20));
}

#[test]
fn sleep_is_no_work() {
    let mut world = World::new(Limits::default());
    let job = world.call("photo", Deed::Slow, Options::default());
    (0..2).for_each(|_| world.turn(1.0));
    let before = world.schedule.now;
    world.wall += 3_600_000.0;
    world.schedule.advance(world.wall);
    assert!(world.schedule.now - before <= 2_000.0, "with work it looks at the clock every second");
    assert!(world.schedule.jobs.contains_key(&job));
}
