//! What is being made, and what was: a list that outlives the place, so that nobody has to stay and watch.
//!
//! Long work waits for its turn, as each keeps a worker busy and one has to be left for whoever goes on cutting. While a file is
//! worked on, its row says so; the row's cancel and the list's are the same.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use futures_util::future::{AbortHandle, LocalBoxFuture, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{File, Job, Priority, Result};
use serde::de::DeserializeOwned;
use worker::video::Made;

use crate::row::{Phase, Row};
use crate::session::Session;
use crate::text::studio::{fault, studio};

/// One thing that is made.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// Its number.
    pub id: u32,
    /// The row of the file that it is made of.
    pub row: u32,
    /// What is done, as a person reads it.
    pub what: &'static str,
    /// The name of the file that it is made of.
    pub of: String,
    /// How far it is.
    pub state: State,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// It waits for its turn.
    Waiting,
    /// It runs: how much is done, and the milliseconds when it began.
    Running(f64, f64),
    /// It is there; the file is in [`file`].
    Done(Done),
    /// It went wrong, and why.
    Failed(String),
    /// A person stopped it.
    Cancelled,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// The name of the file.
    pub name: String,
    /// Its bytes.
    pub size: f64,
    /// How long it plays, in seconds, if it plays.
    pub duration: Option<f64>,
    /// What a person should know about it.
    pub notes: Vec<String>,
    /// Whether it was saved or opened.
    pub kept: bool,
}

/// How a call tells how far it is.
pub type Told = Rc<dyn Fn(f64)>;
/// What makes a file when its turn comes.
pub type Make = Box<dyn FnOnce(Told) -> LocalBoxFuture<'static, Result<Made>>>;

/// Whether something waits for its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// It takes a moment, and starts at once.
    Short,
    /// It takes long.
    Long,
}

struct Waiting {
    id: u32,
    session: Session,
    row: Row,
    make: Make,
}

#[derive(Default)]
struct Queue {
    next: u32,
    waiting: VecDeque<Waiting>,
    running: HashMap<u32, AbortHandle>,
    files: HashMap<u32, File>,
}

thread_local! {
    static QUEUE: RefCell<Queue> = RefCell::default();
    static LIST: ArcRwSignal<Vec<Work>> = ArcRwSignal::new(Vec::new());
}

/// The list, newest first.
pub fn list() -> ArcRwSignal<Vec<Work>> {
    LIST.with(Clone::clone)
}

/// What a work has made.
pub fn file(id: u32) -> Option<File> {
    QUEUE.with_borrow(|queue| queue.files.get(&id).cloned())
}

/// A call with its progress told.
pub fn told<T: DeserializeOwned>(job: Job<T>, told: Told) -> Job<T> {
    job.priority(Priority::Batch).on_progress(move |done| told(done))
}

/// Starts a work, or has it wait for its turn.
pub fn start(session: Session, row: Row, what: &'static str, pace: Pace, make: Make) {
    let id = QUEUE.with_borrow_mut(|queue| {
        queue.next += 1;
        queue.next
    });
    list().update(|list| {
        list.insert(0, Work { id, row: row.id, what, of: row.name(), state: State::Waiting });
    });
    if pace == Pace::Short {
        return run(id, session, row, make);
    }
    phase(row, Phase::Queued);
    QUEUE.with_borrow_mut(|queue| queue.waiting.push_back(Waiting { id, session, row, make }));
    pump();
}

/// Stops a work.
pub fn cancel(id: u32) {
    let (row, handle) = QUEUE.with_borrow_mut(|queue| {
        let at = queue.waiting.iter().position(|waiting| waiting.id == id);
        let row = at.and_then(|at| queue.waiting.remove(at)).map(|waiting| waiting.row);
        (row, queue.running.remove(&id))
    });
    if let Some(handle) = handle {
        handle.abort();
    }
    become_(id, State::Cancelled);
    if let Some(row) = row {
        phase(row, Phase::Idle);
    }
}

/// Takes a work from the list, whatever became of it.
pub fn dismiss(id: u32) {
    cancel(id);
    QUEUE.with_borrow_mut(|queue| queue.files.remove(&id));
    list().update(|list| list.retain(|work| work.id != id));
}

/// Remembers that a result was saved or opened.
pub fn kept(id: u32) {
    list().update(|list| {
        if let Some(State::Done(done)) =
            list.iter_mut().find(|work| work.id == id).map(|work| &mut work.state)
        {
            done.kept = true;
        }
    });
}

/// One core stays free for who goes on cutting.
fn limit() -> usize {
    (window().navigator().hardware_concurrency() as usize).saturating_sub(1).clamp(1, 3)
}

fn pump() {
    loop {
        let next = QUEUE.with_borrow_mut(|queue| match queue.running.len() < limit() {
            true => queue.waiting.pop_front(),
            false => None,
        });
        let Some(Waiting { id, session, row, make }) = next else { return };
        match row.phase.try_get_untracked() {
            None | Some(Phase::Cancelled) => cancel(id),
            _ => run(id, session, row, make),
        }
    }
}

fn run(id: u32, session: Session, row: Row, make: Make) {
    let since = js_sys::Date::now();
    become_(id, State::Running(0.0, since));
    row.progress.try_set(0.0);
    phase(row, Phase::Running);
    let told: Told = Rc::new(move |done| {
        become_(id, State::Running(done, since));
        row.progress.try_set(done);
    });
    let (work, handle) = abortable(make(told));
    // The list of files has a cancel of its own, as has whoever closes the file.
    crate::run::hold(row, handle.clone());
    QUEUE.with_borrow_mut(|queue| queue.running.insert(id, handle));
    spawn_local(async move {
        let ended = work.await;
        QUEUE.with_borrow_mut(|queue| queue.running.remove(&id));
        crate::run::let_go(row);
        phase(row, Phase::Idle);
        match ended {
            Ok(made) => end(id, session, made),
            Err(_) => become_(id, State::Cancelled),
        }
        pump();
    });
}

fn end(id: u32, session: Session, made: Result<Made>) {
    let t = studio();
    match made {
        Ok(Made { file, duration, notes, .. }) => {
            let done = Done {
                name: file.name().to_owned(),
                size: file.size() as f64,
                duration: (duration > 0.0).then_some(duration),
                notes,
                kept: false,
            };
            session.say((t.said_done)(&done.name));
            QUEUE.with_borrow_mut(|queue| queue.files.insert(id, file));
            become_(id, State::Done(done));
        }
        Err(error) if error.kind() == nearside::Kind::Cancelled => become_(id, State::Cancelled),
        Err(error) => {
            session.say(t.said_failed);
            become_(id, State::Failed(fault(&error)));
        }
    }
}

fn become_(id: u32, state: State) {
    list().maybe_update(|list| {
        let Some(work) = list.iter_mut().find(|work| work.id == id) else { return false };
        let over = matches!(work.state, State::Done(_) | State::Failed(_) | State::Cancelled);
        let changes = !over && work.state != state;
        if changes {
            work.state = state;
        }
        changes
    });
}

/// What a row says of itself. A row whose file is gone says nothing.
fn phase(row: Row, phase: Phase) {
    row.phase.try_maybe_update(|now| {
        let changes = !matches!(now, Phase::Missing | Phase::Locked) && *now != phase;
        if changes {
            *now = phase;
        }
        (changes, ())
    });
}

/// Seconds that are left, once that can be told.
pub fn left(done: f64, since: f64) -> Option<f64> {
    let spent = (js_sys::Date::now() - since) / 1000.0;
    (spent > 1.5 && done > 0.01).then(|| spent * (1.0 - done) / done)
}
