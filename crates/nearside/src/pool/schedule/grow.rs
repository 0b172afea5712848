//! When there should be more workers, and when one makes room for another.
//!
//! A worker whose engine is still being fetched takes nobody's place: one of a module is enough until it is there.

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::module::{Module, ModuleId, priority_of};
use super::{Action, Schedule, Worker};
use crate::service::Priority;

/// How many workers there are behind one gate: as many as browsers keep connections to a host.
const GATED: usize = 6;
/// After so many milliseconds without a turn a module takes the place of another one whose calls are as urgent.
const SHARE: f64 = 1_000.0;

impl Schedule {
    /// Starts workers for what waits in a lane.
    pub(super) fn grow(&mut self, module: ModuleId, level: usize) {
        let starting = self.workers.values().filter(|worker| worker.module == module && !worker.live);
        let starting = starting.count();
        for _ in starting..self.wanted(module, level) {
            if !self.has_room(module, level) {
                break;
            }
            self.spawn(module, priority_of(level));
        }
    }

    /// Starts one to stand by, of a module that has all its workers at work.
    pub(super) fn stand_by(&mut self) {
        let starting = |worker: &Worker| !worker.live && self.counts(worker);
        if !self.limits.standby || self.workers.values().any(starting) || self.present() > self.limits.cores {
            return;
        }
        let lacks = |worker: &&Worker| {
            let module = &self.modules[worker.module];
            !worker.jobs.is_empty() && !module.gated && module.failed == 0 && !self.has_idle(worker.module)
        };
        let lacking = self.workers.values().find(lacks).map(|worker| worker.module);
        if let Some(module) = lacking {
            self.spawn(module, Priority::Batch);
        }
    }

    /// How many workers a lane could use. It may be long; more than the cores is as good as all.
    pub(super) fn wanted(&self, module: ModuleId, level: usize) -> usize {
        let Module { lanes, loaded, .. } = &self.modules[module];
        let waiting = lanes[level].iter().filter_map(|id| self.jobs.get(id));
        let waiting = waiting.filter(|job| job.worker.is_none() && job.still != Some(true));
        // Nobody passes one that waits for memory.
        waiting.take_while(|job| !loaded || self.fits(job)).take(self.limits.cores).count()
    }

    /// Whether a worker counts against the limit: all but those that wait for others, for a network or for their engine.
    fn counts(&self, worker: &Worker) -> bool {
        let module = &self.modules[worker.module];
        !module.gated && worker.asking == 0 && module.loaded
    }

    /// Workers that count against the limit.
    pub(super) fn present(&self) -> usize {
        self.workers.values().filter(|worker| self.counts(worker)).count()
    }

    fn has_idle(&self, module: ModuleId) -> bool {
        self.workers.values().any(|worker| worker.module == module && worker.jobs.is_empty())
    }

    pub(super) fn has_room(&mut self, id: ModuleId, level: usize) -> bool {
        // Where others lived there was only no room for more. Now there is none.
        if self.modules[id].failed > 1 && !self.workers.values().any(|worker| worker.module == id) {
            self.modules[id].recover();
        }
        let module = &self.modules[id];
        let mut ours = self.workers.values().filter(|worker| worker.module == id);
        if self.now < module.not_before {
            return false;
        }
        if !module.loaded {
            return ours.next().is_none();
        }
        if module.gated {
            return ours.filter(|worker| worker.asking == 0).count() < GATED;
        }
        let alone = !ours.any(|worker| worker.asking == 0);
        self.rivals(priority_of(level)) < self.limits.cores && self.make_room(id, level, alone)
    }

    /// How many cores are taken, or will be, by work that may not be held up for a worker of this priority.
    fn rivals(&self, priority: Priority) -> usize {
        let rival = |worker: &&Worker| {
            let urgency = match (worker.live, worker.jobs.front()) {
                (false, _) if self.counts(worker) => worker.urgency,
                // Its caller may have gone, and its worker will stop it soon.
                (true, Some(job)) if self.takes_core(worker) => {
                    self.jobs.get(job).map_or(Priority::Interactive, |job| job.options.priority)
                }
                _ => return false,
            };
            urgency <= priority
        };
        self.workers.values().filter(rival).count()
    }

    /// Ends an idle worker of another module if there are too many.
    fn make_room(&mut self, id: ModuleId, level: usize, alone: bool) -> bool {
        let most = self.limits.cores + usize::from(self.limits.standby);
        if self.present() < most {
            return true;
        }
        let its_turn = alone && self.now - self.modules[id].served >= SHARE;
        let idle = self.workers.iter().filter(|(_, worker)| {
            let module = &self.modules[worker.module];
            let free = worker.live && worker.jobs.is_empty() && !module.gated;
            // The turn of others may come yet.
            free && worker.module != id && (its_turn || module.lanes[level].is_empty())
        });
        // Those that keep something last.
        let loss = |worker: &Worker| (worker.kept > 0, worker.heard);
        let oldest = idle.min_by(|(_, a), (_, b)| loss(a).partial_cmp(&loss(b)).unwrap_or(Ordering::Equal));
        let oldest = oldest.map(|(id, _)| *id);
        oldest.inspect(|id| self.end(*id)).is_some()
    }

    fn spawn(&mut self, module: ModuleId, urgency: Priority) {
        let id = self.next_worker;
        self.next_worker += 1;
        let worker = Worker {
            module,
            urgency,
            loaded: false,
            live: false,
            jobs: VecDeque::new(),
            quick: false,
            least: urgency,
            load: 0.0,
            asking: 0,
            memory: 0,
            kept: 0,
            revivals: 0,
            heard: self.now,
            began: self.now,
            stop_at: None,
            near: VecDeque::new(),
        };
        self.workers.insert(id, worker);
        self.actions.push(Action::Spawn { worker: id, module: self.modules[module].name.clone() });
    }
}
