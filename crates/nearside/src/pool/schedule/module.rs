//! What the schedule knows of a module: the calls that wait for it, and how its workers start.
//!
//! Workers and calls name it by its number, so that nothing on a call's way compares texts.

use std::collections::VecDeque;
use std::rc::Rc;

use super::{Job, JobId, parts_of};
use crate::service::Priority;

pub(super) type ModuleId = usize;

/// How many lanes a module has: two for each priority. Calls that workers make go before those of the page, whose callers
/// hold nothing that others wait for.
pub(super) const LEVELS: usize = 2 * Priority::ALL.len();
/// The first pause after a failed start, and the longest, in milliseconds.
const PAUSES: (f64, f64) = (1_000.0, 64_000.0);

pub(super) struct Module {
    pub name: Rc<str>,
    /// Its work is waiting for a network: it takes no core.
    pub gated: bool,
    pub lanes: [VecDeque<JobId>; LEVELS],
    /// Its engine has been fetched.
    pub loaded: bool,
    /// A call of a higher level waits, as far as this turn has seen.
    pub pressed: bool,
    /// When a call of it last went to a worker, or began to wait.
    pub served: f64,
    /// In how many attempts in a row no worker of it started.
    pub failed: u32,
    /// None is started before.
    pub not_before: f64,
}

impl Module {
    pub fn new(name: Rc<str>) -> Self {
        Self {
            gated: parts_of(&name).1.is_some(),
            name,
            lanes: Default::default(),
            loaded: false,
            pressed: false,
            served: 0.0,
            failed: 0,
            not_before: 0.0,
        }
    }

    /// A worker did not start. Several of one attempt count once.
    pub fn fail(&mut self, now: f64) {
        if now >= self.not_before {
            let (first, longest) = PAUSES;
            self.not_before = now + (first * 2_f64.powi(self.failed.min(16) as i32)).min(longest);
            self.failed += 1;
        }
    }

    /// The next attempt is the first one.
    pub fn recover(&mut self) {
        (self.failed, self.not_before) = (0, 0.0);
    }
}

/// The lane in which it waits.
pub(super) fn level_of(job: &Job) -> usize {
    2 * job.options.priority as usize + usize::from(!job.nested)
}

/// The priority of a level's calls.
pub(super) fn priority_of(level: usize) -> Priority {
    Priority::ALL[level / 2]
}
