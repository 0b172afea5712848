//! The schedule: which worker does what, when.
//!
//! A state machine without a browser: events go in, [`Action`]s come out, time is an argument. So the guarantees
//! of the pool (every call settles, a crash is local, zero workers at rest) are tested natively against thousands
//! of simulated disasters, and the browser's half stays a plain translation.

use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::rc::Rc;

use rustc_hash::FxHashMap as HashMap;

use crate::service::{CREDIT, Options, Priority};
use crate::{Error, Kind};

mod assign;
mod clock;
mod grow;
mod module;
mod route;
#[cfg(test)]
mod simulation;
mod start;

use clock::Due;
use module::{LEVELS, Module, ModuleId};
pub(crate) use route::parts_of;
use route::{Route, Routes};

pub(crate) type JobId = u32;
pub(crate) type WorkerId = u32;

/// What the pool may use.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How many jobs run at once. The browser's `hardwareConcurrency` unless told otherwise.
    pub cores: usize,
    /// Whether one worker more than needed is kept ready.
    pub standby: bool,
    /// How many calls may wait; more are refused as [`Kind::Overloaded`].
    pub queue: usize,
    /// How many bytes the running jobs of all tabs may declare together.
    pub memory: u64,
    /// A worker that holds more bytes than this, beside those that it [keeps](crate::Context::keep), is replaced after its
    /// job: WebAssembly memory never shrinks.
    pub high_water: u64,
    /// After how many milliseconds without work a worker is ended.
    pub idle: f64,
    /// How many milliseconds a worker has to start, once its engine is there.
    pub start: f64,
    /// After how many milliseconds without a tick a job is given up.
    pub watchdog: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cores: 2,
            standby: true,
            queue: 65_536,
            memory: 2 << 30,
            high_water: 384 << 20,
            idle: 20_000.0,
            start: 30_000.0,
            watchdog: 30_000.0,
        }
    }
}

/// How long a job that should stop may go on before its worker is ended, in milliseconds. Engines tick every 50.
const GRACE: f64 = 50.0;
/// The same after a deadline, which the worker knew in advance.
const LATE: f64 = 20.0;
/// A worker is replaced when so many of its instances broke: the dead ones keep the addresses of their memory, gigabytes each,
/// until the browser collects them, and a process that has no addresses left starts no worker any more.
const REVIVALS: u32 = 16;
/// So is one whose broken instance held more bytes than this: the browser may keep them until long after, and gives them back at
/// once when the worker ends.
const HEAVY: u64 = 64 << 20;

/// What the browser's half has to do.
#[derive(Debug)]
pub(crate) enum Action {
    Spawn {
        worker: WorkerId,
        module: Rc<str>,
    },
    /// Hand the job to the worker; `left` is what remains of its deadline.
    Post {
        worker: WorkerId,
        job: JobId,
        left: Option<f64>,
    },
    Cancel {
        worker: WorkerId,
        job: JobId,
    },
    /// Have the job stand still, or go on.
    Pause {
        worker: WorkerId,
        job: JobId,
        on: bool,
    },
    Stop {
        worker: WorkerId,
    },
    Settle {
        job: JobId,
        error: Error,
    },
}

struct Job {
    route: Rc<Route>,
    options: Options,
    /// A worker makes it, for a job of its own.
    nested: bool,
    /// On the schedule's clock; infinite without a deadline.
    due: f64,
    worker: Option<WorkerId>,
    /// How many workers died of it.
    kills: u8,
    /// It was in a batch that died, so it runs by itself, to show which one it was.
    alone: bool,
    /// Parts of its reply have been handed out: it cannot start again.
    delivered: bool,
    /// How many of them its reader has not taken yet.
    ahead: u32,
    /// Whether it can stand still, and does. Such a job has its worker for itself.
    still: Option<bool>,
}

struct Worker {
    module: ModuleId,
    /// The priority of the call that it was started for.
    urgency: Priority,
    /// All that it needs to start has been fetched.
    loaded: bool,
    live: bool,
    /// Posted and not settled by the worker; the first one runs. The caller may have gone already.
    jobs: VecDeque<JobId>,
    /// All of `jobs` are of paths known to be quick, so that more may queue up behind them.
    quick: bool,
    /// The priority of the least urgent of them.
    least: Priority,
    /// How many milliseconds they should take together.
    load: f64,
    /// For how much the job that runs waits: calls of its own, a person who lets it stand still, the reader of its parts.
    /// Meanwhile it takes no core.
    asking: usize,
    memory: u64,
    /// How much of it calls keep for later ones.
    kept: u64,
    /// How often its instance broke and a fresh one took over.
    revivals: u32,
    /// When it was last heard of, or got work.
    heard: f64,
    /// When the job that runs began, as far as the page can see.
    began: f64,
    /// When it will be ended if the running job has not stopped by then.
    stop_at: Option<f64>,
    near: VecDeque<String>,
}

/// All calls and workers of a page.
pub(crate) struct Schedule {
    limits: Limits,
    /// What this tab may have of [`Limits::memory`].
    memory: u64,
    now: f64,
    /// The browser's clock at the last event.
    wall: f64,
    jobs: HashMap<JobId, Job>,
    modules: Vec<Module>,
    /// Which module is the first in each level's next round.
    turns: [ModuleId; LEVELS],
    /// Memory for jobs that wait and are more urgent than those that are looked at.
    reserved: u64,
    queued: usize,
    workers: BTreeMap<WorkerId, Worker>,
    routes: Routes,
    dues: BinaryHeap<Due>,
    next_worker: WorkerId,
    actions: Vec<Action>,
}

impl Schedule {
    pub fn new(limits: Limits, wall: f64) -> Self {
        Self {
            memory: limits.memory,
            limits,
            now: 0.0,
            wall,
            jobs: HashMap::default(),
            modules: Vec::new(),
            turns: [0; LEVELS],
            reserved: 0,
            queued: 0,
            workers: BTreeMap::new(),
            routes: Routes::default(),
            dues: BinaryHeap::new(),
            next_worker: 1,
            actions: Vec::new(),
        }
    }

    /// So many tabs share the memory; while that is not known, only one job that declares any runs at a time.
    pub fn share(&mut self, tabs: Option<u32>) {
        self.memory = tabs.map_or(0, |tabs| self.limits.memory / u64::from(tabs.max(1)));
    }

    /// A new call. One that a worker makes goes first: its caller holds what others wait for.
    pub fn submit(&mut self, id: JobId, path: &str, options: Options, nested: bool) -> Result<(), Error> {
        if self.queued >= self.limits.queue {
            let text = format!("{} calls are waiting already. Try again when some are done.", self.queued);
            return Err(Error::new(Kind::Overloaded, text));
        }
        let route = self.routes.of(path, options.gate.as_deref(), &mut self.modules);
        let due = options.deadline.map_or(f64::INFINITY, |deadline| self.now + deadline.as_secs_f64() * 1e3);
        if due.is_finite() {
            self.dues.push(Due { at: due, job: id });
        }
        let (worker, kills, alone, delivered, ahead, still) = Default::default();
        let job = Job { route, options, nested, due, worker, kills, alone, delivered, ahead, still };
        self.line_up(id, job, nested);
        Ok(())
    }

    /// Nobody wants the reply any more.
    pub fn cancel(&mut self, id: JobId) {
        let Some(job) = self.jobs.remove(&id) else { return };
        match job.worker {
            None => self.queued -= 1,
            Some(worker) => self.call_off(worker, id, if job.options.hard { 0.0 } else { GRACE }),
        }
    }

    /// Asks the worker to stop a job, and ends it if it does not.
    fn call_off(&mut self, id: WorkerId, job: JobId, grace: f64) {
        let Some(worker) = self.workers.get_mut(&id) else { return };
        let runs = worker.jobs.front() == Some(&job);
        if runs && grace == 0.0 {
            return self.end(id);
        }
        if runs {
            worker.stop_at = Some(self.now + grace);
        }
        self.actions.push(Action::Cancel { worker: id, job });
    }

    /// The worker said something.
    pub fn heard(&mut self, id: WorkerId) {
        let now = self.now;
        if let Some(worker) = self.workers.get_mut(&id) {
            worker.heard = now;
        }
    }

    /// The worker handed out a part of a streamed reply.
    pub fn delivered(&mut self, id: JobId) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.delivered = true;
        job.ahead += 1;
        let full = job.worker.filter(|_| job.ahead == CREDIT);
        full.into_iter().for_each(|worker| self.asking(worker, id, 1));
    }

    /// The reader has taken a part.
    pub fn taken(&mut self, id: JobId) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let was_full = job.worker.filter(|_| job.ahead == CREDIT);
        job.ahead = job.ahead.saturating_sub(1);
        was_full.into_iter().for_each(|worker| self.asking(worker, id, -1));
    }

    /// A job of the worker waits for `more` calls of its own (or fewer). One that has ended waits for nothing.
    pub fn asking(&mut self, id: WorkerId, job: JobId, more: isize) {
        let now = self.now;
        if let Some(worker) = self.workers.get_mut(&id).filter(|worker| worker.jobs.front() == Some(&job)) {
            worker.asking = worker.asking.saturating_add_signed(more);
            worker.heard = now;
        }
    }

    /// A job stands still, or goes on. Meanwhile its worker waits for a person, who may need the core for something else; one
    /// that has not begun does not begin.
    pub fn pause(&mut self, id: JobId, on: bool) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let was = job.still.replace(on).unwrap_or(false);
        let Some(worker) = job.worker.filter(|_| was != on) else { return };
        self.asking(worker, id, if on { 1 } else { -1 });
        self.actions.push(Action::Pause { worker, job: id, on });
    }

    /// The worker settled a job, well or not, after `run` milliseconds. Whether its caller still waits.
    pub fn settled(&mut self, id: WorkerId, job: JobId, run: f64) -> bool {
        let now = self.now;
        if let Some(worker) = self.workers.get_mut(&id) {
            worker.heard = now;
            // Almost always the one that ran; others were cancelled where they waited.
            if worker.jobs.front() == Some(&job) {
                worker.load *= 1.0 - 1.0 / worker.jobs.len() as f64;
                worker.jobs.pop_front();
                worker.began = now;
                let next = worker.jobs.front().map(|next| self.jobs.get(next));
                worker.asking = usize::from(next.flatten().is_some_and(|next| next.still == Some(true)));
                // What runs now may be a job that nobody waits for.
                worker.stop_at = matches!(next, Some(None)).then_some(now + GRACE);
            } else {
                worker.jobs.retain(|posted| *posted != job);
            }
        }
        let Some(job) = self.jobs.remove(&job) else { return false };
        if job.worker.is_none() {
            // It was called back from the worker.
            self.queued -= 1;
        }
        job.route.ran(run);
        true
    }

    /// How much memory the worker holds now, and how much of it for calls to come.
    pub fn holds(&mut self, id: WorkerId, memory: u64, kept: u64) {
        let Some(worker) = self.workers.get_mut(&id) else { return };
        (worker.memory, worker.kept) = (memory, kept);
        if memory.saturating_sub(kept) > self.limits.high_water && worker.jobs.is_empty() {
            self.end(id);
        }
    }

    /// The instance broke, and held so many bytes, while it ran a job, which is settled. The jobs behind it never started.
    pub fn broke(&mut self, id: WorkerId, revived: bool, held: u64) {
        let Some(worker) = self.workers.get_mut(&id) else { return };
        worker.revivals += 1;
        if revived && held <= HEAVY && worker.revivals < REVIVALS {
            let rest = std::mem::take(&mut worker.jobs);
            (worker.asking, worker.stop_at) = (0, None);
            self.requeue(rest);
        } else {
            self.end(id);
        }
    }

    /// The worker is gone, without a word.
    pub fn died(&mut self, id: WorkerId) {
        if self.workers.get(&id).is_some_and(|worker| !worker.live) {
            // It never worked: counts as a failed start.
            return self.unready(id, &Error::new(Kind::WorkerLost, "The worker ended while it started. Reload the page; a page with a policy of its own has to allow `worker-src blob:`."));
        }
        let Some(worker) = self.workers.remove(&id) else { return };
        self.actions.push(Action::Stop { worker: id });
        self.bury(
            worker.jobs,
            Kind::WorkerLost,
            "The browser ended the worker, twice. It may be out of memory.",
        );
    }

    /// Ends a worker. Its jobs are blameless and start again.
    fn end(&mut self, id: WorkerId) {
        let Some(worker) = self.workers.remove(&id) else { return };
        self.actions.push(Action::Stop { worker: id });
        self.requeue(worker.jobs);
    }

    /// A worker died with these jobs. One by itself is to blame: it has a second try, and no third. One of several
    /// may be: each runs alone from now on.
    fn bury(&mut self, jobs: VecDeque<JobId>, kind: Kind, text: &str) {
        let several = jobs.len() > 1;
        let mut rest = VecDeque::new();
        for id in jobs {
            let Some(job) = self.jobs.get_mut(&id) else { continue };
            job.alone = true;
            job.kills += u8::from(!several);
            let again = kind == Kind::WorkerLost && job.kills < 2 && !job.delivered;
            if several && !job.delivered || again {
                rest.push_back(id);
            } else {
                self.jobs.remove(&id);
                self.actions.push(Action::Settle { job: id, error: Error::new(kind, text) });
            }
        }
        self.requeue(rest);
    }

    /// Puts jobs back to the front of their lanes, in order.
    fn requeue(&mut self, jobs: VecDeque<JobId>) {
        for id in jobs.into_iter().rev() {
            let Some(mut job) = self.jobs.remove(&id) else { continue };
            job.worker = None;
            self.line_up(id, job, true);
        }
    }

    /// The browser's time at the last event. Reading the clock itself for every call of a batch takes longer than the rest.
    pub fn wall(&self) -> f64 {
        self.wall
    }

    /// How many calls wait.
    pub fn queued(&self) -> usize {
        self.queued
    }

    /// Every worker: its module, whether it is live, how many jobs it has, the bytes that it holds.
    pub fn workers(&self) -> impl Iterator<Item = (WorkerId, &Rc<str>, bool, usize, u64)> {
        self.workers.iter().map(|(id, worker)| {
            (*id, &self.modules[worker.module].name, worker.live, worker.jobs.len(), worker.memory)
        })
    }
}
