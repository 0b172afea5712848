//! Who gets the next job.

use std::collections::VecDeque;

use super::module::{LEVELS, ModuleId, level_of};
use super::{Action, Job, JobId, Schedule, Worker, WorkerId};
use crate::service::Priority;

/// How many quick calls one worker holds. They still run one at a time, but travel in batches.
const PIPELINE: usize = 512;
/// And only as many as should take so long together, in milliseconds: what is behind them waits for all.
const AHEAD: f64 = 8.0;
/// How many keys a worker is known for.
const NEAR: usize = 8;

impl Schedule {
    /// Hands out what can be handed out, and returns all that is to do.
    pub fn actions(&mut self) -> Vec<Action> {
        self.reserved = 0;
        self.modules.iter_mut().for_each(|module| module.pressed = false);
        for level in 0..LEVELS {
            self.serve(level);
        }
        self.stand_by();
        std::mem::take(&mut self.actions)
    }

    /// Hands out the calls of one level, the modules taking turns. Workers start for what is left before a lower level is
    /// looked at, so that an idle worker makes room for a more urgent one and is not filled again.
    fn serve(&mut self, level: usize) {
        let (first, count) = (self.turns[level], self.modules.len());
        let mut held = None;
        for module in (first..count).chain(0..first) {
            if self.modules[module].lanes[level].is_empty() {
                continue;
            }
            let (posted, waits) = self.hand_out(module, level);
            if posted {
                self.turns[level] = (module + 1) % count;
            }
            let Some(id) = waits else { continue };
            self.grow(module, level);
            self.modules[module].pressed = true;
            let Some(job) = self.jobs.get(&id) else { continue };
            if !posted && job.options.memory > 0 {
                held.get_or_insert(module);
            }
            if self.modules[module].loaded {
                self.reserved = self.reserved.saturating_add(job.options.memory);
            }
        }
        // One that needs memory stays the first, or small ones would take it away again and again.
        self.turns[level] = held.unwrap_or(self.turns[level]);
    }

    /// Whether anything was handed out, and the first one that was not.
    fn hand_out(&mut self, module: ModuleId, level: usize) -> (bool, Option<JobId>) {
        let mut lane = std::mem::take(&mut self.modules[module].lanes[level]);
        let mut still = VecDeque::new();
        let (mut posted, mut waits) = (false, None);
        while let Some(id) = lane.front().copied() {
            match self.jobs.get(&id).filter(|job| job.worker.is_none()) {
                Some(job) if job.still == Some(true) => still.push_back(id),
                Some(job) => {
                    let Some(worker) = self.place(job) else {
                        waits = Some(id);
                        break;
                    };
                    self.post(worker, id);
                    posted = true;
                }
                // Cancelled ones stay in their lane until they come to the front.
                None => {}
            }
            lane.pop_front();
        }
        if !still.is_empty() {
            still.append(&mut lane);
            lane = still;
        }
        self.modules[module].lanes[level] = lane;
        (posted, waits)
    }

    /// The worker that takes the job now, if one can: the one that remembers something for it, then one to whose queue it can
    /// be added, then an idle one.
    fn place(&self, job: &Job) -> Option<WorkerId> {
        let module = &self.modules[job.route.module];
        let quick = is_quick(job) && job.options.memory == 0 && !module.pressed;
        let mut room = None;
        let candidates = self.workers.iter().filter(|(_, worker)| {
            worker.live
                && worker.module == job.route.module
                && match worker.jobs.is_empty() {
                    true => *room.get_or_insert_with(|| {
                        (module.gated || self.busy() < self.cores_for(job)) && self.fits(job)
                    }),
                    false => quick && self.is_open(worker, job),
                }
        });
        let knows = |worker: &Worker| job.options.near.as_ref().is_some_and(|key| worker.near.contains(key));
        let best = candidates.min_by_key(|(_, worker)| (!knows(worker), worker.jobs.is_empty()));
        best.map(|(id, _)| *id)
    }

    /// A person who waits may use the standby.
    fn cores_for(&self, job: &Job) -> usize {
        self.limits.cores + usize::from(job.options.priority == Priority::Interactive)
    }

    /// Whether a quick call may queue up in a worker that is at work: behind none that is less urgent, not behind many, not
    /// behind one that waits for a call of its own (it may wait for this very one), and not behind one that takes longer than
    /// was thought.
    fn is_open(&self, worker: &Worker, job: &Job) -> bool {
        worker.quick
            && worker.asking == 0
            && worker.least <= job.options.priority
            && worker.jobs.len() < PIPELINE
            && worker.load < AHEAD
            && self.now - worker.began < AHEAD
    }

    /// Workers that take a core.
    pub(super) fn busy(&self) -> usize {
        self.workers.values().filter(|worker| self.takes_core(worker)).count()
    }

    pub(super) fn takes_core(&self, worker: &Worker) -> bool {
        !worker.jobs.is_empty() && worker.asking == 0 && !self.modules[worker.module].gated
    }

    /// Whether the declared peaks leave room for this one, and for the more urgent ones that wait. The first one always has it;
    /// so has a call of a worker, when all others who hold memory wait as its caller does: they end after it.
    pub(super) fn fits(&self, job: &Job) -> bool {
        let memory = job.options.memory;
        if memory == 0 {
            return true;
        }
        let (mut runs, mut waits) = (0_u64, 0_u64);
        for worker in self.workers.values() {
            let held = if worker.asking == 0 { &mut runs } else { &mut waits };
            for job in worker.jobs.iter().filter_map(|id| self.jobs.get(id)) {
                *held = held.saturating_add(job.options.memory);
            }
        }
        if job.nested && runs == 0 {
            return true;
        }
        let reserved = if job.nested { 0 } else { self.reserved };
        let held = runs.saturating_add(waits).saturating_add(reserved);
        held == 0 || held.saturating_add(memory) <= self.memory
    }

    fn post(&mut self, id: WorkerId, job_id: JobId) {
        let (Some(worker), Some(job)) = (self.workers.get_mut(&id), self.jobs.get_mut(&job_id)) else {
            return;
        };
        if worker.jobs.is_empty() {
            (worker.heard, worker.began) = (self.now, self.now);
            worker.quick = is_quick(job);
            (worker.least, worker.load) = (job.options.priority, 0.0);
        }
        worker.least = worker.least.max(job.options.priority);
        worker.load += job.route.run();
        worker.jobs.push_back(job_id);
        if let Some(key) = &job.options.near {
            worker.near.retain(|known| known != key);
            worker.near.push_back(key.clone());
            worker.near.drain(..worker.near.len().saturating_sub(NEAR));
        }
        job.worker = Some(id);
        self.modules[worker.module].served = self.now;
        self.queued -= 1;
        let left = job.due.is_finite().then_some(job.due - self.now);
        self.actions.push(Action::Post { worker: id, job: job_id, left });
    }

    /// Puts a job into its lane.
    pub(super) fn line_up(&mut self, id: JobId, job: Job, first: bool) {
        let module = &mut self.modules[job.route.module];
        let lane = &mut module.lanes[level_of(&job)];
        if lane.is_empty() {
            module.served = self.now;
        }
        if first {
            lane.push_front(id)
        } else {
            lane.push_back(id)
        }
        self.queued += 1;
        self.jobs.insert(id, job);
    }
}

/// Whether it may queue up behind others.
fn is_quick(job: &Job) -> bool {
    !job.alone && job.still.is_none() && job.route.is_quick()
}
