//! Works that were started together, or while others were still to be done: how far all of them are.

use leptos::prelude::*;

use super::{QUEUE, State, Work, list};

/// How far they are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Batch {
    /// How many they are.
    pub of: usize,
    /// How many have come to something.
    pub done: usize,
    /// How many went wrong.
    pub failed: usize,
    /// How many were stopped.
    pub stopped: usize,
    /// The share of all of it that is over, 0 to 1.
    pub share: f64,
    /// When the first of them began, in milliseconds.
    pub since: f64,
}

impl Batch {
    /// How many are still to be done.
    pub fn rest(&self) -> usize {
        self.of - self.done - self.failed - self.stopped
    }
}

/// The works of the batch among these.
fn members(list: &[Work]) -> impl Iterator<Item = &Work> {
    let first = QUEUE.with_borrow(|queue| queue.first);
    list.iter().filter(move |work| work.id >= first)
}

/// How far the batch is, tracked.
pub fn batch() -> Batch {
    let since = QUEUE.with_borrow(|queue| queue.since);
    list().with(|list| {
        let mut batch = Batch { since, ..Batch::default() };
        for work in members(list) {
            batch.of += 1;
            batch.share += match &work.state {
                State::Waiting => 0.0,
                State::Running(done, _) | State::Paused { done, .. } => *done,
                _ => 1.0,
            };
            match &work.state {
                State::Done(_) => batch.done += 1,
                State::Failed(_) => batch.failed += 1,
                State::Cancelled => batch.stopped += 1,
                _ => {}
            }
        }
        batch.share /= batch.of.max(1) as f64;
        batch
    })
}

/// Stops all that is still to be done.
pub fn stop() {
    let ids = list().with_untracked(|list| {
        members(list).filter(|work| work.state.is_busy()).map(|work| work.id).collect::<Vec<u32>>()
    });
    ids.into_iter().for_each(super::cancel);
}

/// Those that have made something, by their numbers, the first one first. Untracked.
pub fn made() -> Vec<u32> {
    let done = |work: &&Work| matches!(work.state, State::Done(_));
    let mut ids =
        list().with_untracked(|list| members(list).filter(done).map(|work| work.id).collect::<Vec<u32>>());
    ids.reverse();
    ids
}

/// Remembers where a batch begins: with a work that is started when no other is to be done.
pub(super) fn begins(id: u32) {
    if !list().with_untracked(|list| list.iter().any(|work| work.state.is_busy())) {
        QUEUE.with_borrow_mut(|queue| (queue.first, queue.since) = (id, js_sys::Date::now()));
    }
}
