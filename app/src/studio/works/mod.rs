//! What is being made, and what was: a list that outlives the place, so that nobody has to stay and watch.
//!
//! Long work waits for its turn, as each keeps a worker busy and one has to be left for whoever goes on cutting. While a file is
//! worked on, its row says so; the row's cancel and the list's are the same. What was not done when the page went goes on after a
//! reload ([`resume`]). A work belongs to its row: it goes when that is closed, and undo brings both back.

pub mod batch;
mod order;
mod resume;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{File, Kind, Pause, Result};
use serde::{Deserialize, Serialize};
use worker::video::Made;

pub use order::{Asked, Of, Order};
pub use resume::go_on;

use crate::desk;
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
    /// It stands still: how much is done, and in how many milliseconds.
    Paused {
        /// From 0 to 1.
        done: f64,
        /// Milliseconds.
        spent: f64,
    },
    /// It is there; the file is in [`file`].
    Done(Done),
    /// It went wrong, and why.
    Failed(String),
    /// A person stopped it.
    Cancelled,
}

impl State {
    /// Whether something is still to be done.
    pub fn is_busy(&self) -> bool {
        matches!(self, State::Waiting | State::Running(..) | State::Paused { .. })
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

#[derive(Clone)]
struct Waiting {
    id: u32,
    session: Session,
    row: Row,
    pause: Pause,
}

struct Running {
    handle: AbortHandle,
    work: Waiting,
}

#[derive(Default)]
struct Queue {
    next: u32,
    /// The first work of the batch that is under way, or was the last one, and when it was started.
    first: u32,
    since: f64,
    waiting: VecDeque<Waiting>,
    running: HashMap<u32, Running>,
    asked: HashMap<u32, Asked>,
    files: HashMap<u32, File>,
    /// Which of those that run stood still once: a browser may have taken their codecs away meanwhile.
    stood: HashSet<u32>,
    /// Under which keys files were laid down.
    laid: Vec<String>,
}

thread_local! {
    static QUEUE: RefCell<Queue> = RefCell::default();
    static LIST: ArcRwSignal<Vec<Work>> = ArcRwSignal::new(Vec::new());
}

/// The list, newest first. Works of closed rows are in it as long as undo can bring these back.
pub fn list() -> ArcRwSignal<Vec<Work>> {
    LIST.with(Clone::clone)
}

/// What a work has made.
pub fn file(id: u32) -> Option<File> {
    QUEUE.with_borrow(|queue| queue.files.get(&id).cloned())
}

/// Starts a work, or has it wait for its turn.
pub fn start(session: Session, row: Row, asked: Asked) {
    let (what, long) = (asked.what(), asked.is_long());
    let id = QUEUE.with_borrow_mut(|queue| {
        // Later than those of an earlier visit, which may not have been read yet.
        queue.next = queue.next.max((js_sys::Date::now() / 1000.0) as u32) + 1;
        queue.asked.insert(queue.next, asked);
        queue.next
    });
    batch::begins(id);
    list().update(|list| {
        list.insert(0, Work { id, row: row.id, what, of: row.name(), state: State::Waiting });
    });
    let waiting = Waiting { id, session, row, pause: Pause::default() };
    if !long {
        return run(waiting);
    }
    phase(row, Phase::Queued);
    QUEUE.with_borrow_mut(|queue| queue.waiting.push_back(waiting));
    pump();
    resume::changed(session);
}

/// Has a work stand still, or go on.
pub fn pause(id: u32, on: bool) {
    let switch = QUEUE.with_borrow(|queue| {
        let waits = queue.waiting.iter().find(|waiting| waiting.id == id);
        let waits = waits.or(queue.running.get(&id).map(|running| &running.work));
        waits.map(|Waiting { session, row, pause, .. }| (pause.clone(), *session, *row))
    });
    let Some((switch, session, row)) = switch else { return };
    switch.set(on);
    let now = js_sys::Date::now();
    let runs = QUEUE.with_borrow(|queue| queue.running.contains_key(&id));
    let state = list().with_untracked(|list| Some(list.iter().find(|work| work.id == id)?.state.clone()));
    match state {
        Some(State::Running(done, since)) if on => {
            QUEUE.with_borrow_mut(|queue| queue.stood.insert(id));
            become_(id, State::Paused { done, spent: now - since });
        }
        Some(State::Waiting) if on => become_(id, State::Paused { done: 0.0, spent: 0.0 }),
        Some(State::Paused { done, spent }) if runs => become_(id, State::Running(done, now - spent)),
        Some(State::Paused { .. }) => become_(id, State::Waiting),
        _ => {}
    }
    // What stands still keeps no screen awake, and asks nobody to stay.
    let shown = match (on, runs) {
        (true, _) => Phase::Idle,
        (false, true) => Phase::Running,
        (false, false) => Phase::Queued,
    };
    phase(row, shown);
    pump();
    resume::changed(session);
}

/// Stops a work.
pub fn cancel(id: u32) {
    let (waiting, running) = QUEUE.with_borrow_mut(|queue| {
        let at = queue.waiting.iter().position(|waiting| waiting.id == id);
        (at.and_then(|at| queue.waiting.remove(at)), queue.running.remove(&id))
    });
    if let Some(running) = &running {
        running.handle.abort();
    }
    become_(id, State::Cancelled);
    let work = waiting.or(running.map(|running| running.work));
    if let Some(Waiting { session, row, .. }) = work {
        phase(row, Phase::Idle);
        resume::changed(session);
    }
}

/// Takes a work from the list, whatever became of it.
pub fn dismiss(session: Session, id: u32) {
    cancel(id);
    QUEUE.with_borrow_mut(|queue| (queue.files.remove(&id), queue.asked.remove(&id)));
    list().update(|list| list.retain(|work| work.id != id));
    resume::changed(session);
}

/// Takes works from the list whose rows nothing can bring back.
fn forget(session: Session) {
    let lost = |work: &&Work| desk::with(work.row, |_| ()).is_none();
    let lost = |list: &Vec<Work>| list.iter().filter(lost).map(|work| work.id).collect::<Vec<u32>>();
    list().with_untracked(lost).into_iter().for_each(|id| dismiss(session, id));
}

/// Remembers that a result was saved or opened.
pub fn kept(session: Session, id: u32) {
    list().update(|list| {
        if let Some(State::Done(done)) =
            list.iter_mut().find(|work| work.id == id).map(|work| &mut work.state)
        {
            done.kept = true;
        }
    });
    resume::changed(session);
}

/// One core stays free for who goes on cutting.
fn limit() -> usize {
    (window().navigator().hardware_concurrency() as usize).saturating_sub(1).clamp(1, 3)
}

/// What becomes of a work that waits, now.
enum Turn {
    /// It runs.
    Run,
    /// A person stopped it, or closed its row for good.
    Stop,
    /// One of its files was closed for good.
    Lose,
}

impl Queue {
    /// Nothing yet, where there is no room, where it stands still, and where a file has to be asked for first.
    fn turn(&self, waiting: &Waiting) -> Option<Turn> {
        let phase = waiting.row.phase.try_get_untracked();
        if phase.is_none_or(|phase| phase == Phase::Cancelled) {
            return Some(Turn::Stop);
        }
        let Some(asked) = self.asked.get(&waiting.id).filter(|asked| !asked.is_lost()) else {
            return Some(Turn::Lose);
        };
        let busy = self.running.values().filter(|running| !running.work.pause.is_set()).count();
        let runs = busy < limit() && !waiting.pause.is_set() && asked.files().is_some();
        runs.then_some(Turn::Run)
    }

    fn next(&mut self) -> Option<(Waiting, Turn)> {
        let turns = self.waiting.iter().map(|waiting| self.turn(waiting)).enumerate();
        let (at, turn) = turns.filter_map(|(at, turn)| Some((at, turn?))).next()?;
        Some((self.waiting.remove(at)?, turn))
    }
}

/// Starts what waits, as far as there is room.
fn pump() {
    while let Some((work, turn)) = QUEUE.with_borrow_mut(Queue::next) {
        let (id, session, row) = (work.id, work.session, work.row);
        match turn {
            Turn::Run => run(work),
            Turn::Stop => become_(id, State::Cancelled),
            Turn::Lose => {
                become_(id, State::Failed(studio().closed.to_owned()));
                phase(row, Phase::Idle);
            }
        }
        resume::changed(session);
    }
}

fn run(work: Waiting) {
    let Waiting { id, session, row, pause } = work.clone();
    let Some(asked) = QUEUE.with_borrow(|queue| queue.asked.get(&id).cloned()) else { return };
    let since = js_sys::Date::now();
    become_(id, State::Running(0.0, since));
    row.progress.try_set(0.0);
    phase(row, Phase::Running);
    let progress = Rc::new(move |done| {
        advance(id, done);
        row.progress.try_set(done);
    });
    let (done, handle) = abortable(asked.run(order::Told { progress, pause }));
    // The list of files has a cancel of its own, as has whoever closes the file.
    crate::run::hold(row, handle.clone());
    QUEUE.with_borrow_mut(|queue| queue.running.insert(id, Running { handle, work: work.clone() }));
    spawn_local(async move {
        let ended = done.await;
        let stood = QUEUE.with_borrow_mut(|queue| {
            queue.running.remove(&id);
            queue.stood.remove(&id)
        });
        crate::run::let_go(row);
        phase(row, Phase::Idle);
        match ended {
            // Once more, from the beginning.
            Ok(Err(error)) if stood && error.kind() == Kind::Failed => {
                become_(id, State::Waiting);
                phase(row, Phase::Queued);
                QUEUE.with_borrow_mut(|queue| queue.waiting.push_back(work));
            }
            Ok(made) => end(id, session, made),
            Err(_) => become_(id, State::Cancelled),
        }
        pump();
        resume::changed(session);
    });
}

/// Says how far a work is.
fn advance(id: u32, done: f64) {
    let since = list().with_untracked(|list| match list.iter().find(|work| work.id == id)?.state {
        State::Running(_, since) => Some(since),
        _ => None,
    });
    // What stands still may have been a little further than was known.
    if let Some(since) = since {
        become_(id, State::Running(done, since));
    }
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
        Err(error) if error.kind() == Kind::Cancelled => become_(id, State::Cancelled),
        Err(error) => {
            session.say(t.said_failed);
            become_(id, State::Failed(fault(&error)));
        }
    }
}

/// A work that is over stays what it is.
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
