//! The schedule against simulated workers that do the worst.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use proptest::prelude::*;

use super::*;

mod fair;
mod memory;
mod quick;
mod rest;
mod start;
mod waiting;

/// What a simulated call does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Deed {
    Reply,
    Panic,
    OutOfMemory,
    /// The worker vanishes whenever it runs this.
    Kill,
    Spin,
    /// Replies after 300 milliseconds and hears cancels.
    Slow,
    /// Calls another function first.
    Ask,
}

struct World {
    schedule: Schedule,
    wall: f64,
    deeds: HashMap<JobId, Deed>,
    /// Live workers, and what was posted to each, with the time since when the first one runs.
    workers: HashMap<WorkerId, (bool, VecDeque<JobId>, f64)>,
    ended: HashMap<JobId, &'static str>,
    runs: HashMap<JobId, u32>,
    asked: HashMap<JobId, (WorkerId, JobId)>,
    /// Jobs that stand still.
    still: HashSet<JobId>,
    next: JobId,
    starts_fail: bool,
    /// Modules whose engine is still on its way.
    loading: HashSet<&'static str>,
}

impl World {
    fn new(limits: Limits) -> Self {
        Self {
            schedule: Schedule::new(limits, 0.0),
            wall: 0.0,
            deeds: HashMap::new(),
            workers: HashMap::new(),
            ended: HashMap::new(),
            runs: HashMap::new(),
            asked: HashMap::new(),
            still: HashSet::new(),
            next: 1,
            starts_fail: false,
            loading: HashSet::new(),
        }
    }

    fn submit(&mut self, deed: Deed, options: Options) -> JobId {
        self.call(if self.next.is_multiple_of(3) { "video" } else { "photo" }, deed, options)
    }

    fn call(&mut self, module: &str, deed: Deed, options: Options) -> JobId {
        let id = self.next;
        self.next += 1;
        self.deeds.insert(id, deed);
        self.schedule.submit(id, &format!("{module}/{deed:?}"), options, false).unwrap();
        id
    }

    /// Every worker does one thing, and so many milliseconds pass.
    fn turn(&mut self, milliseconds: f64) {
        self.act();
        let mut ids: Vec<_> = self.workers.keys().copied().collect();
        ids.sort_unstable();
        ids.into_iter().for_each(|id| self.step(id));
        self.wall += milliseconds;
        self.schedule.advance(self.wall);
    }

    /// The worker that has the job.
    fn place(&self, job: JobId) -> Option<WorkerId> {
        self.workers.iter().find(|(_, (_, jobs, _))| jobs.contains(&job)).map(|(id, _)| *id)
    }

    /// How many of these jobs have ended.
    fn done(&self, jobs: &[JobId]) -> usize {
        jobs.iter().filter(|job| self.ended.contains_key(job)).count()
    }

    /// The live workers of a module.
    fn crew(&self, module: &str) -> Vec<WorkerId> {
        let all = self.schedule.workers().filter(|(_, name, live, ..)| *live && ***name == *module);
        all.map(|(id, ..)| id).collect()
    }

    fn end(&mut self, job: JobId, how: &'static str) {
        assert_eq!(self.ended.insert(job, how), None, "job {job} settled twice");
        if let Some((worker, asker)) = self.asked.remove(&job) {
            self.schedule.asking(worker, asker, -1);
        }
    }

    fn act(&mut self) {
        for action in self.schedule.actions() {
            match action {
                Action::Spawn { worker, .. } => {
                    drop(self.workers.insert(worker, (false, VecDeque::new(), 0.0)))
                }
                Action::Stop { worker } => drop(self.workers.remove(&worker)),
                Action::Pause { job, on: true, .. } => drop(self.still.insert(job)),
                Action::Pause { job, .. } => drop(self.still.remove(&job)),
                Action::Settle { job, .. } => self.end(job, "error"),
                Action::Cancel { worker, job } => {
                    if let Some((_, jobs, _)) = self.workers.get_mut(&worker)
                        && (jobs.front() != Some(&job) || self.deeds[&job] == Deed::Slow)
                    {
                        jobs.retain(|posted| *posted != job);
                        self.schedule.settled(worker, job, 1.0);
                    }
                }
                Action::Post { worker, job, .. } => {
                    let (live, jobs, since) = self.workers.get_mut(&worker).expect("posted to nobody");
                    assert!(*live, "posted to a worker that is not ready");
                    if jobs.is_empty() {
                        *since = self.wall;
                    }
                    jobs.push_back(job);
                }
            }
        }
        let limits = &self.schedule.limits;
        let busy = |(id, (_, jobs, _)): (&WorkerId, &(bool, VecDeque<JobId>, f64))| {
            let module = self.schedule.workers.get(id).map(|worker| &self.schedule.modules[worker.module]);
            let gated = module.is_some_and(|module| module.gated);
            !gated && !jobs.is_empty() && !self.asked.values().any(|(asker, _)| asker == id)
        };
        let running = self.workers.iter().filter(|entry| busy(*entry)).count();
        // A worker that goes on after its own call's reply may find its core taken: one more, for a while.
        let asks = self.deeds.values().filter(|deed| **deed == Deed::Ask).count();
        assert!(running <= limits.cores + 1 + asks, "{running} jobs on {} cores", limits.cores);
        let most = limits.cores + usize::from(limits.standby) + asks + self.still.len();
        assert!(self.schedule.present() <= most, "{} workers", self.schedule.present());
    }

    /// One worker does one thing.
    fn step(&mut self, id: WorkerId) {
        let Some((live, jobs, since)) = self.workers.get_mut(&id) else { return };
        if !*live {
            if self.loading.contains(&*self.schedule.modules[self.schedule.workers[&id].module].name) {
                return;
            }
            if !self.schedule.workers[&id].loaded && !self.schedule.loaded(id) {
                self.workers.remove(&id);
                return;
            }
            if self.starts_fail {
                self.workers.remove(&id);
                return self.schedule.unready(id, &Error::new(Kind::WorkerLost, "no"));
            }
            *live = true;
            return self.schedule.ready(id);
        }
        let Some(job) = jobs.front().copied().filter(|job| !self.still.contains(job)) else { return };
        let since = *since;
        *self.runs.entry(job).or_default() += 1;
        match self.deeds[&job] {
            Deed::Spin => self.runs.remove(&job).map_or((), drop),
            Deed::Slow if self.wall - since < 300.0 => {}
            Deed::Ask
                if !self.asked.values().any(|(_, asker)| *asker == job)
                    && !self.ended.contains_key(&(job + 1_000_000)) =>
            {
                let inner = job + 1_000_000;
                self.deeds.insert(inner, Deed::Reply);
                self.asked.insert(inner, (id, job));
                self.schedule.asking(id, job, 1);
                // As large as its caller, and behind the same gate.
                let caller = self.schedule.jobs.get(&job).map(|job| job.options.clone()).unwrap_or_default();
                let options = Options { memory: caller.memory, gate: caller.gate, ..Options::default() };
                self.schedule.submit(inner, "photo/inner", options, true).unwrap();
            }
            Deed::Ask if self.asked.values().any(|(_, asker)| *asker == job) => {}
            Deed::Kill => {
                self.workers.remove(&id);
                self.schedule.died(id);
            }
            Deed::OutOfMemory | Deed::Panic => {
                let revived = self.deeds[&job] == Deed::Panic;
                if self.schedule.settled(id, job, 0.1) {
                    self.end(job, "broke");
                }
                if let Some((_, jobs, _)) = self.workers.get_mut(&id) {
                    jobs.clear();
                }
                self.schedule.broke(id, revived, 1 << 20);
            }
            _ => {
                jobs.pop_front();
                if let Some((_, _, since)) = self.workers.get_mut(&id) {
                    *since = self.wall;
                }
                let run = if self.deeds[&job] == Deed::Slow { 300.0 } else { 0.1 };
                if self.schedule.settled(id, job, run) {
                    self.end(job, "reply");
                }
            }
        }
    }

    /// Runs until every worker is gone, and looks at what is left.
    fn rest(&mut self) {
        for _ in 0..20_000 {
            self.act();
            let mut ids: Vec<_> = self.workers.keys().copied().collect();
            ids.sort_unstable();
            ids.into_iter().for_each(|id| self.step(id));
            let Some(wait) = self.schedule.wake() else { break };
            self.wall += wait.clamp(0.1, 40.0);
            self.schedule.advance(self.wall);
        }
        self.act();
        assert!(self.workers.is_empty(), "workers at rest");
        assert!(self.schedule.jobs.is_empty() && self.schedule.queued == 0, "jobs hang");
    }
}

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
