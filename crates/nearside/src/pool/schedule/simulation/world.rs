//! Simulated workers and what they are asked to do.

use std::collections::{HashMap, HashSet};

use super::*;

/// What a simulated call does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Deed {
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

pub(super) struct World {
    pub schedule: Schedule,
    pub wall: f64,
    pub deeds: HashMap<JobId, Deed>,
    /// Live workers, and what was posted to each, with the time since when the first one runs.
    pub workers: HashMap<WorkerId, (bool, VecDeque<JobId>, f64)>,
    pub ended: HashMap<JobId, &'static str>,
    pub runs: HashMap<JobId, u32>,
    pub asked: HashMap<JobId, (WorkerId, JobId)>,
    /// Jobs that stand still.
    pub still: HashSet<JobId>,
    pub next: JobId,
    pub starts_fail: bool,
    /// Modules whose engine is still on its way.
    pub loading: HashSet<&'static str>,
}

impl World {
    pub fn new(limits: Limits) -> Self {
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

    pub fn submit(&mut self, deed: Deed, options: Options) -> JobId {
        self.call(if self.next.is_multiple_of(3) { "video" } else { "photo" }, deed, options)
    }

    pub fn call(&mut self, module: &str, deed: Deed, options: Options) -> JobId {
        let id = self.next;
        self.next += 1;
        self.deeds.insert(id, deed);
        self.schedule.submit(id, &format!("{module}/{deed:?}"), options, false).unwrap();
        id
    }

    /// Every worker does one thing, and so many milliseconds pass.
    pub fn turn(&mut self, milliseconds: f64) {
        self.act();
        let mut ids: Vec<_> = self.workers.keys().copied().collect();
        ids.sort_unstable();
        ids.into_iter().for_each(|id| self.step(id));
        self.wall += milliseconds;
        self.schedule.advance(self.wall);
    }

    /// The worker that has the job.
    pub fn place(&self, job: JobId) -> Option<WorkerId> {
        self.workers.iter().find(|(_, (_, jobs, _))| jobs.contains(&job)).map(|(id, _)| *id)
    }

    /// How many of these jobs have ended.
    pub fn done(&self, jobs: &[JobId]) -> usize {
        jobs.iter().filter(|job| self.ended.contains_key(job)).count()
    }

    /// The live workers of a module.
    pub fn crew(&self, module: &str) -> Vec<WorkerId> {
        let all = self.schedule.workers().filter(|(_, name, live, ..)| *live && ***name == *module);
        all.map(|(id, ..)| id).collect()
    }

    pub fn end(&mut self, job: JobId, how: &'static str) {
        assert_eq!(self.ended.insert(job, how), None, "job {job} settled twice");
        if let Some((worker, asker)) = self.asked.remove(&job) {
            self.schedule.asking(worker, asker, -1);
        }
    }

    pub fn act(&mut self) {
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
    pub fn step(&mut self, id: WorkerId) {
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
    pub fn rest(&mut self) {
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
