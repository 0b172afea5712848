//! How workers start, or do not.

use super::module::{LEVELS, ModuleId};
use super::{Action, Schedule, WorkerId};
use crate::{Error, Kind};

impl Schedule {
    /// All that the worker needs has been fetched. Whether it may start: the first one of a module took no place until now,
    /// and there may be none, or no need.
    pub fn loaded(&mut self, id: WorkerId) -> bool {
        let Some(mut worker) = self.workers.remove(&id) else { return false };
        let module = worker.module;
        if !std::mem::replace(&mut self.modules[module].loaded, true) {
            let level = (0..LEVELS).find(|level| self.wanted(module, *level) > 0);
            if !level.is_some_and(|level| self.has_room(module, level)) {
                self.actions.push(Action::Stop { worker: id });
                return false;
            }
        }
        (worker.loaded, worker.heard) = (true, self.now);
        self.workers.insert(id, worker);
        true
    }

    /// The worker is ready for work.
    pub fn ready(&mut self, id: WorkerId) {
        if let Some(worker) = self.workers.get_mut(&id) {
            worker.live = true;
            worker.heard = self.now;
            self.modules[worker.module].recover();
        }
    }

    /// The worker could not start. After a second attempt nobody waits for the module any more.
    pub fn unready(&mut self, id: WorkerId, error: &Error) {
        let Some(worker) = self.workers.remove(&id) else { return };
        self.actions.push(Action::Stop { worker: id });
        let module = &mut self.modules[worker.module];
        module.fail(self.now);
        let is_in_vain =
            module.failed > 1 || matches!(error.kind(), Kind::VersionMismatch | Kind::Unsupported);
        let others = self.workers.values().any(|other| other.module == worker.module && other.live);
        if is_in_vain && !others {
            self.give_up(worker.module, error);
        }
    }

    fn give_up(&mut self, module: ModuleId, error: &Error) {
        let module = &mut self.modules[module];
        module.recover();
        for job in module.lanes.iter_mut().flat_map(std::mem::take) {
            if self.jobs.get(&job).is_some_and(|job| job.worker.is_none()) {
                self.jobs.remove(&job);
                self.queued -= 1;
                self.actions.push(Action::Settle { job, error: error.clone() });
            }
        }
    }
}
