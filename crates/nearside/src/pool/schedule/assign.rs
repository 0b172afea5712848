//! Who gets the next job, and when there should be more or fewer workers.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::rc::Rc;

use super::{Action, Job, JobId, Schedule, Worker, WorkerId, parts_of};
use crate::service::Priority;

/// How many quick calls one worker holds. They still run one at a time, but travel in batches.
const PIPELINE: usize = 512;
/// How many keys a worker is known for.
const NEAR: usize = 8;
/// How many workers there are behind one gate: as many as browsers keep connections to a host.
const GATED: usize = 6;

impl Schedule {
    /// Hands out what can be handed out, and returns all that is to do.
    pub fn actions(&mut self) -> Vec<Action> {
        for priority in Priority::ALL {
            let modules: Vec<Rc<str>> =
                self.lanes.keys().filter(|(lane, _)| *lane == priority).map(|(_, m)| m.clone()).collect();
            for module in modules {
                self.hand_out(priority, &module);
            }
        }
        self.grow();
        std::mem::take(&mut self.actions)
    }

    fn hand_out(&mut self, priority: Priority, module: &Rc<str>) {
        let key = (priority, module.clone());
        let Some(mut lane) = self.lanes.remove(&key) else { return };
        let mut still = VecDeque::new();
        while let Some(id) = lane.front().copied() {
            match self.jobs.get(&id).filter(|job| job.worker.is_none()) {
                Some(job) if job.still == Some(true) => still.push_back(id),
                Some(_) => {
                    let Some(worker) = self.place(id) else { break };
                    self.post(worker, id);
                }
                // Cancelled ones stay in their lane until they come to the front.
                None => {}
            }
            lane.pop_front();
        }
        still.append(&mut lane);
        let lane = still;
        if !lane.is_empty() {
            self.lanes.insert(key, lane);
        }
    }

    /// The worker that takes the job now, if one can.
    fn place(&self, id: JobId) -> Option<WorkerId> {
        let job = self.jobs.get(&id)?;
        let ours =
            || self.workers.iter().filter(|(_, worker)| worker.live && worker.module == job.route.module);
        if is_quick(job) && job.options.memory == 0 {
            // Not behind one that waits for a call of its own: it may wait for this very one.
            let open = |worker: &Worker| {
                worker.quick && worker.asking == 0 && (1..PIPELINE).contains(&worker.jobs.len())
            };
            if let Some((id, _)) = ours().find(|(_, worker)| open(worker)) {
                return Some(*id);
            }
        }
        // A person who waits may use the standby.
        let extra = usize::from(job.options.priority == Priority::Interactive);
        let cores = self.limits.cores + extra;
        if (job.options.gate.is_none() && self.busy() >= cores) || !self.fits(job.options.memory) {
            return None;
        }
        let idle = || ours().filter(|(_, worker)| worker.jobs.is_empty());
        let near =
            idle().find(|(_, worker)| job.options.near.as_ref().is_some_and(|key| worker.near.contains(key)));
        near.or_else(|| idle().next()).map(|(id, _)| *id)
    }

    /// Workers that take a core.
    fn busy(&self) -> usize {
        self.workers
            .values()
            .filter(|worker| !worker.gated && !worker.jobs.is_empty() && worker.asking == 0)
            .count()
    }

    /// Whether the declared peaks leave room for this one. The first one always has it.
    fn fits(&self, memory: u64) -> bool {
        if memory == 0 {
            return true;
        }
        let running = self.workers.values().flat_map(|worker| &worker.jobs);
        let peaks = running.filter_map(|id| Some(self.jobs.get(id)?.options.memory));
        let held = peaks.fold(0, u64::saturating_add);
        held == 0 || held.saturating_add(memory) <= self.memory
    }

    fn post(&mut self, id: WorkerId, job_id: JobId) {
        let (Some(worker), Some(job)) = (self.workers.get_mut(&id), self.jobs.get_mut(&job_id)) else {
            return;
        };
        let quick = is_quick(job);
        if worker.jobs.is_empty() {
            worker.heard = self.now;
            worker.quick = quick;
        }
        worker.jobs.push_back(job_id);
        if let Some(key) = &job.options.near {
            worker.near.retain(|known| known != key);
            worker.near.push_back(key.clone());
            worker.near.drain(..worker.near.len().saturating_sub(NEAR));
        }
        job.worker = Some(id);
        self.queued -= 1;
        let left = job.due.is_finite().then_some(job.due - self.now);
        self.actions.push(Action::Post { worker: id, job: job_id, left });
    }

    /// Starts workers for what waits, then one to stand by.
    fn grow(&mut self) {
        let waiting: Vec<(Rc<str>, usize)> =
            self.lanes.iter().map(|((_, module), lane)| (module.clone(), self.waiting(lane))).collect();
        for (module, waiting) in waiting {
            let starting =
                || self.workers.values().filter(|worker| !worker.live && worker.module == module).count();
            let mut wanted = waiting.saturating_sub(starting());
            while wanted > 0 && self.has_room(&module) {
                self.spawn(&module);
                wanted -= 1;
            }
        }
        if self.limits.standby && self.starting() == 0 && self.present() <= self.limits.cores {
            let lacking = self
                .workers
                .values()
                .find(|worker| !worker.gated && !worker.jobs.is_empty() && !self.has_idle(&worker.module));
            if let Some(module) = lacking.map(|worker| worker.module.clone()) {
                self.spawn(&module);
            }
        }
    }

    fn waiting(&self, lane: &VecDeque<JobId>) -> usize {
        // A lane may be long; more than the cores is as good as all.
        let live = lane.iter().filter(|id| {
            self.jobs.get(id).is_some_and(|job| job.still != Some(true) && self.fits(job.options.memory))
        });
        live.take(self.limits.cores).count()
    }

    fn starting(&self) -> usize {
        self.workers.values().filter(|worker| !worker.gated && !worker.live).count()
    }

    /// Workers that count against the limit: all but those that wait for others.
    fn present(&self) -> usize {
        self.workers.values().filter(|worker| !worker.gated && worker.asking == 0).count()
    }

    fn has_idle(&self, module: &Rc<str>) -> bool {
        self.workers.values().any(|worker| worker.module == *module && worker.jobs.is_empty())
    }

    fn has_room(&mut self, module: &Rc<str>) -> bool {
        match parts_of(module) {
            (_, Some(_)) => self.workers.values().filter(|worker| worker.module == *module).count() < GATED,
            _ => self.busy() + self.starting() < self.limits.cores && self.make_room(module),
        }
    }

    /// Ends an idle worker of another module if there are too many.
    fn make_room(&mut self, module: &Rc<str>) -> bool {
        let most = self.limits.cores + usize::from(self.limits.standby);
        if self.present() < most {
            return true;
        }
        let idle = self.workers.iter().filter(|(_, worker)| {
            !worker.gated && worker.live && worker.jobs.is_empty() && worker.module != *module
        });
        // Those that keep something last.
        let loss = |worker: &Worker| (worker.kept > 0, worker.heard);
        let oldest = idle.min_by(|(_, a), (_, b)| loss(a).partial_cmp(&loss(b)).unwrap_or(Ordering::Equal));
        let oldest = oldest.map(|(id, _)| *id);
        oldest.inspect(|id| self.end(*id)).is_some()
    }

    fn spawn(&mut self, module: &Rc<str>) {
        let id = self.next_worker;
        self.next_worker += 1;
        let worker = Worker {
            module: module.clone(),
            gated: parts_of(module).1.is_some(),
            live: false,
            jobs: VecDeque::new(),
            quick: false,
            asking: 0,
            memory: 0,
            kept: 0,
            revivals: 0,
            heard: self.now,
            stop_at: None,
            near: VecDeque::new(),
        };
        self.workers.insert(id, worker);
        self.actions.push(Action::Spawn { worker: id, module: module.clone() });
    }
}

/// Whether it may queue up behind others.
fn is_quick(job: &Job) -> bool {
    !job.alone && job.still.is_none() && job.route.is_quick()
}
