//! Converting: which row is next, and how each one ends.
//!
//! Every row is a future of its own that can be dropped by itself, which is how a job is cancelled. A few more of
//! them are handed to the pool than there are cores, so that no worker waits for the page; the rest wait here, where
//! cancelling one thousand of them costs nothing.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{Kind, Priority};

use crate::desk;
use crate::row::{Fault, Outcome, Phase, Row, Source, State};
use crate::save::name;
use crate::session::Session;
use crate::text::text;

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Row>,
    running: HashMap<u32, AbortHandle>,
    /// Whose results are to be saved as soon as they are there.
    wanted: Vec<u32>,
}

thread_local! {
    static QUEUE: RefCell<Queue> = RefCell::default();
}

/// Converts every row that has no result yet, or the selected ones.
pub fn all(session: Session) {
    let selected = session.tally.with_untracked(|tally| tally.selected > 0);
    let rows =
        session.rows.get_untracked().into_iter().filter(|row| !selected || row.selected.get_untracked());
    let rows: Vec<Row> = rows.filter(|row| waits(*row)).collect();
    session.say((text().said_started)(rows.len()));
    these(session, &rows);
}

fn waits(row: Row) -> bool {
    untrack(|| {
        row.state() != State::Done
            && row.is_picture()
            && row.phase.with(|phase| matches!(phase, Phase::Idle | Phase::Cancelled))
    })
}

/// Converts these rows, whatever became of them before.
pub fn these(session: Session, rows: &[Row]) {
    for row in rows {
        row.progress.set(0.0);
        row.phase.set(Phase::Queued);
        QUEUE.with_borrow_mut(|queue| queue.waiting.push_back(*row));
    }
    pump(session);
}

/// Saves the result of a row. Where there is none yet it is made first, before all that waits.
pub fn save(session: Session, row: Row) {
    let state = untrack(|| row.state());
    if state == State::Done {
        return crate::save::one(session, row);
    }
    QUEUE.with_borrow_mut(|queue| {
        queue.wanted.push(row.id);
        if state != State::Running {
            queue.waiting.retain(|other| other.id != row.id);
            queue.waiting.push_front(row);
        }
    });
    if state != State::Running {
        row.progress.set(0.0);
        row.phase.set(Phase::Queued);
    }
    pump(session);
}

/// Converts all rows that went wrong once more.
pub fn retry(session: Session) {
    let mut rows = session.rows.get_untracked();
    rows.retain(|row| untrack(|| row.can_retry()));
    these(session, &rows);
}

/// A row's settings changed while it was in work: it starts over.
pub fn again(session: Session, row: Row) {
    let wanted = QUEUE.with_borrow(|queue| queue.wanted.contains(&row.id));
    cancel(row);
    QUEUE.with_borrow_mut(|queue| queue.wanted.extend(wanted.then_some(row.id)));
    these(session, &[row]);
}

/// Stops a row: its job is dropped and its worker is free.
pub fn cancel(row: Row) {
    let handle = QUEUE.with_borrow_mut(|queue| {
        queue.waiting.retain(|other| other.id != row.id);
        queue.wanted.retain(|other| *other != row.id);
        queue.running.remove(&row.id)
    });
    if let Some(handle) = handle {
        handle.abort();
    }
    if row.phase.with_untracked(|phase| matches!(phase, Phase::Queued | Phase::Running)) {
        row.phase.set(Phase::Cancelled);
    }
}

/// Has a row's cancel stop work of another kind, which says itself what the row is then.
pub fn hold(row: Row, work: AbortHandle) {
    QUEUE.with_borrow_mut(|queue| queue.running.insert(row.id, work));
}

/// That work is over.
pub fn let_go(row: Row) {
    QUEUE.with_borrow_mut(|queue| queue.running.remove(&row.id));
}

/// Stops everything.
pub fn cancel_all(session: Session) {
    let rows = session.rows.get_untracked();
    rows.iter().rev().for_each(|row| cancel(*row));
    session.say(text().said_cancelled);
}

/// As many as the machine has cores, and half as many again to be ready when one ends.
fn limit() -> usize {
    let cores = window().navigator().hardware_concurrency().max(1.0) as usize;
    cores + cores.div_ceil(2)
}

fn pump(session: Session) {
    loop {
        let next = QUEUE.with_borrow_mut(|queue| match queue.running.len() < limit() {
            true => queue.waiting.pop_front(),
            false => None,
        });
        let Some(row) = next else { return };
        let (work, handle) = abortable(convert(row));
        QUEUE.with_borrow_mut(|queue| queue.running.insert(row.id, handle));
        row.phase.set(Phase::Running);
        spawn_local(async move {
            // Whoever aborted it has already said what the row is now, and another run may own its place.
            if let Ok(phase) = work.await {
                let wanted = QUEUE.with_borrow_mut(|queue| {
                    queue.running.remove(&row.id);
                    let before = queue.wanted.len();
                    queue.wanted.retain(|other| *other != row.id);
                    queue.wanted.len() < before
                });
                row.phase.set(phase);
                if wanted && untrack(|| row.is_fresh()) {
                    crate::save::one(session, row);
                }
                if session.tally.with_untracked(|tally| !tally.busy()) {
                    finished(session);
                }
            }
            pump(session);
        });
    }
}

fn finished(session: Session) {
    let (done, failed) = session.tally.with_untracked(|tally| (tally.done, tally.failed));
    session.say((text().said_finished)(done, failed));
}

async fn convert(row: Row) -> Phase {
    let Some(file) = desk::file(row.id) else { return Phase::Missing };
    let recipe = row.recipe.get_untracked();
    let made = match crate::tool::preview::ahead(row.id, &recipe) {
        Some(made) => Ok(made),
        None => {
            let mut job = worker::photo::convert(file, (*recipe).clone())
                .priority(Priority::Batch)
                .on_progress(move |done| row.progress.set(done));
            if let Some(info) = row.info.get_untracked() {
                job = job.memory(info.peak_bytes(&recipe));
            }
            job.await
        }
    };
    match made {
        Ok(made) => {
            row.outcome.set(Some(Outcome {
                size: made.file.size() as f64,
                width: made.width,
                height: made.height,
                ending: name::split(made.file.name()).1.to_string(),
                notes: made.notes,
                recipe,
                saved: false,
            }));
            desk::with(row.id, |held| held.made = Some(made.file));
            Phase::Idle
        }
        Err(error) if error.kind() == Kind::Cancelled => Phase::Cancelled,
        Err(error) => Phase::Failed(fault_of(row, &error)),
    }
}

/// The failure of a row. What is no picture by its name either is of no kind that is known here.
pub fn fault_of(row: Row, error: &nearside::Error) -> Fault {
    let mut fault = fault(error);
    if fault.own == Some(image::Kind::Unsupported) && !row.source.with_value(Source::is_named_picture) {
        let t = text();
        fault.message = [t.fault_unknown, " ", t.fact_formats].concat();
    }
    fault
}

/// The failure in a person's words: the engine's own sentence, or what a crash means for them.
pub fn fault(error: &nearside::Error) -> Fault {
    let t = text();
    let own = error.failed::<image::Error>();
    let message = match error.kind() {
        Kind::Panicked | Kind::Trapped => format!("{} {}", t.fault_crash, error.message()),
        Kind::BudgetExceeded => (t.fault_own)(image::Kind::BudgetExceeded, error.message()),
        Kind::OutOfMemory => t.fault_memory.into(),
        Kind::DeadlineExceeded => t.fault_time.into(),
        Kind::WorkerLost => t.fault_worker.into(),
        Kind::VersionMismatch => t.fault_version.into(),
        Kind::Overloaded => t.fault_overloaded.into(),
        _ => match &own {
            Some(own) => (t.fault_own)(own.kind, &own.message),
            None => error.message().to_string(),
        },
    };
    let own = own.map(|own| own.kind).filter(|kind| {
        use image::Kind::{Broken, Empty, Feature, Unsupported};
        matches!(kind, Broken | Empty | Feature | Unsupported)
    });
    Fault { kind: error.kind(), message, stack: error.stack().map(str::to_string), own }
}
