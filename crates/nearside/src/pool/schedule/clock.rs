//! The schedule's clock, and all that happens because time passes.

use std::cmp::Ordering;

use super::{Action, JobId, LATE, Schedule, WorkerId};
use crate::{Error, Kind};

/// A longer silence of the browser's timers means that the tab slept: that time does not count.
const NAP: f64 = 2_000.0;
/// So while anything is under way the schedule looks at the clock this often.
const LOOK: f64 = 1_000.0;
/// An engine may come over a slow line: so many times as long as a worker has to start it has to be there.
const LOADS: f64 = 10.0;
/// A worker that keeps something dear stays so many times longer without work.
const KEEPS: f64 = 15.0;

/// A job's deadline; the heap gives the earliest first.
pub(super) struct Due {
    pub at: f64,
    pub job: JobId,
}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        other.at.total_cmp(&self.at).then(other.job.cmp(&self.job))
    }
}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Due {}

/// What a worker may have waited for too long.
enum Overdue {
    Stop,
    Silence,
    Load,
    Start,
    Idle,
}

impl Schedule {
    /// Moves the clock to the browser's time and does what has become due.
    pub fn advance(&mut self, wall: f64) {
        let gap = (wall - self.wall).max(0.0);
        // At rest nobody looks at the clock for long, and nobody sleeps.
        self.now += if gap > NAP { gap.min(self.wake().map_or(NAP, |wait| wait.max(NAP))) } else { gap };
        self.wall = wall;
        self.expire();
        let overdue: Vec<(WorkerId, Overdue)> = self.overdue().collect();
        for (id, what) in overdue {
            match what {
                Overdue::Stop | Overdue::Idle => self.end(id),
                // Whoever fetches it a second time waits for the same fetch.
                Overdue::Load => {
                    let text = "The engine did not come in time. Check the connection and try again.";
                    self.unready(id, &Error::new(Kind::Unsupported, text));
                }
                Overdue::Start => {
                    let text = "The worker did not start in time. Check the connection and try again.";
                    self.unready(id, &Error::new(Kind::WorkerLost, text));
                }
                Overdue::Silence => {
                    let Some(worker) = self.workers.remove(&id) else { continue };
                    self.actions.push(Action::Stop { worker: id });
                    let text = "The function gave no sign of life for too long and was stopped.";
                    self.bury(worker.jobs, Kind::DeadlineExceeded, text);
                }
            }
        }
    }

    fn expire(&mut self) {
        while let Some(due) = self.dues.peek().filter(|due| due.at <= self.now) {
            let id = due.job;
            self.dues.pop();
            let Some(job) = self.jobs.remove(&id) else { continue };
            let error = Error::new(Kind::DeadlineExceeded, "The job was not done before its deadline.");
            self.actions.push(Action::Settle { job: id, error });
            match job.worker {
                None => self.queued -= 1,
                Some(worker) => self.call_off(worker, id, LATE),
            }
        }
    }

    fn overdue(&self) -> impl Iterator<Item = (WorkerId, Overdue)> {
        self.workers.keys().filter_map(|id| {
            let (at, what) = self.next_due(*id)?;
            (at <= self.now).then_some((*id, what))
        })
    }

    /// When something happens to a worker by itself, and what.
    fn next_due(&self, id: WorkerId) -> Option<(f64, Overdue)> {
        let worker = self.workers.get(&id)?;
        if let Some(at) = worker.stop_at {
            return Some((at, Overdue::Stop));
        }
        if !worker.loaded {
            return Some((worker.heard + self.limits.start * LOADS, Overdue::Load));
        }
        if !worker.live {
            return Some((worker.heard + self.limits.start, Overdue::Start));
        }
        let Some(job) = worker.jobs.front() else {
            let patience = if worker.kept > 0 { KEEPS } else { 1.0 };
            return Some((worker.heard + self.limits.idle * patience, Overdue::Idle));
        };
        let hard = self.jobs.get(job).is_some_and(|job| job.options.hard);
        (!hard && worker.asking == 0).then_some((worker.heard + self.limits.watchdog, Overdue::Silence))
    }

    /// In how many milliseconds [`advance`](Schedule::advance) has something to do.
    pub fn wake(&self) -> Option<f64> {
        let workers = self.workers.keys().filter_map(|id| Some(self.next_due(*id)?.0));
        let pauses = self.modules.iter().map(|module| module.not_before);
        let pauses = pauses.filter(|at| self.queued > 0 && *at > self.now);
        let next = workers.chain(self.dues.peek().map(|due| due.at)).chain(pauses).reduce(f64::min);
        let look = (!self.jobs.is_empty()).then_some(self.now + LOOK);
        next.into_iter().chain(look).reduce(f64::min).map(|at| (at - self.now).max(0.0))
    }
}
