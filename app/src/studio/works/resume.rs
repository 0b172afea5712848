//! Works that a reload, a crash or a closed tab cut short, and results that nobody has saved yet: they are written down beside the
//! session, and go on with it.
//!
//! What was half done begins anew. Files of rows come back with their rows; those that were picked beside them, and results, are
//! kept as copies as far as there is room, and a result that has none is made again. What is written down of a row, and its
//! copies, go when the row is closed.

use std::cell::Cell;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{File, Pause};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wasm_bindgen::JsCast;

use super::order::{Asked, Of, Order};
use super::{Done, QUEUE, State, Waiting, Work, list, phase, pump};
use crate::keep::{self, LIMIT, WORKS};
use crate::row::Phase;
use crate::session::Session;
use crate::text::studio::studio;
use crate::wait;

/// Changes come in bursts; this long after the last one they are written down.
const QUIET: u32 = 200;

/// A work, as it is written down.
#[derive(Serialize, Deserialize)]
struct Line {
    id: u32,
    row: u32,
    name: String,
    order: Order,
    /// A row's number for each file, or the name of one that lies beside the list.
    of: Vec<Result<u32, String>>,
    paused: bool,
    done: Option<Done>,
}

/// What was written down before is read first, and one list after the other is written.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    New,
    Reading,
    Quiet,
    Writing,
}

thread_local! {
    static STAGE: Cell<Stage> = const { Cell::new(Stage::New) };
    /// How many changes there were.
    static CHANGES: Cell<u32> = const { Cell::new(0) };
}

/// Something has changed that a reload should not lose.
pub fn changed(session: Session) {
    let now = CHANGES.get().wrapping_add(1);
    CHANGES.set(now);
    spawn_local(async move {
        wait(QUIET).await;
        if STAGE.get() == Stage::New {
            go_on(session).await;
        }
        // Who reads or writes looks for changes when it has done.
        if CHANGES.get() != now || STAGE.get() != Stage::Quiet {
            return;
        }
        STAGE.set(Stage::Writing);
        write_down(session).await;
        STAGE.set(Stage::Quiet);
        if CHANGES.get() != now {
            changed(session);
        }
    });
}

fn beside(id: u32, nth: usize) -> String {
    format!("{WORKS}/{id}/{nth}")
}

fn result(id: u32) -> String {
    format!("{WORKS}/{id}/made")
}

async fn write_down(session: Session) {
    let (mut lines, mut wanted, mut room) = (Vec::new(), Vec::new(), LIMIT);
    let open = |work: &Work| session.rows.with_untracked(|rows| rows.iter().any(|row| row.id == work.row));
    for work in list().get_untracked().into_iter().filter(open) {
        let Some(asked) = QUEUE.with_borrow(|queue| queue.asked.get(&work.id).cloned()) else { continue };
        let paused = matches!(work.state, State::Paused { .. });
        let mut done = match work.state {
            ref state if state.is_busy() => None,
            State::Done(done) if !done.kept => Some(done),
            _ => continue,
        };
        // Files first: a list that speaks of what is not there would be a promise that is not kept.
        if done.is_some() {
            let made = super::file(work.id);
            let key = result(work.id);
            match made.filter(|made| made.size() as f64 <= room) {
                Some(made) if lay(&key, &made).await => {
                    room -= made.size() as f64;
                    wanted.push(key);
                }
                _ => done = None,
            }
        }
        let mut of = Vec::new();
        for (nth, file) in asked.of.into_iter().enumerate() {
            of.push(match file {
                Of::Row(row) => Ok(row),
                Of::Beside(file) => {
                    let key = beside(work.id, nth);
                    if file.size() as f64 <= room && lay(&key, &file).await {
                        room -= file.size() as f64;
                        wanted.push(key);
                    }
                    Err(file.name().to_owned())
                }
            });
        }
        lines.push(Line { id: work.id, row: work.row, name: work.of, order: asked.order, of, paused, done });
    }
    match serde_json::to_string(&lines) {
        Ok(text) if !lines.is_empty() => drop(keep::lay_aside(WORKS, &text.into()).await),
        _ => keep::drop_aside(WORKS).await,
    }
    let laid = QUEUE.with_borrow_mut(|queue| std::mem::replace(&mut queue.laid, wanted.clone()));
    for key in laid.iter().filter(|key| !wanted.contains(key)) {
        keep::drop_aside(key).await;
    }
}

/// Keeps a copy, unless there is one. Whether there is one now.
async fn lay(key: &str, file: &File) -> bool {
    if QUEUE.with_borrow(|queue| queue.laid.iter().any(|known| known == key)) {
        return true;
    }
    let laid = keep::lay_aside(key, &file.blob().into()).await;
    if laid {
        QUEUE.with_borrow_mut(|queue| queue.laid.push(key.to_owned()));
    }
    laid
}

/// Goes on with what was written down.
pub async fn go_on(session: Session) {
    if STAGE.get() != Stage::New {
        return;
    }
    STAGE.set(Stage::Reading);
    let text = keep::aside(WORKS).await.as_string().unwrap_or_default();
    // One that another version has written otherwise costs itself only.
    let lines: Vec<Value> = serde_json::from_str(&text).unwrap_or_default();
    let lines = lines.into_iter().rev().filter_map(|line| serde_json::from_value::<Line>(line).ok());
    for line in lines.collect::<Vec<_>>() {
        bring_back(session, line).await;
    }
    STAGE.set(Stage::Quiet);
    session.keeps(move || {
        Effect::new(move |_| {
            session.rows.track();
            untrack(|| super::forget(session));
            changed(session);
        });
        // A file may have to be asked for first.
        Effect::new(move |_| {
            session.rows.with(|rows| rows.iter().for_each(|row| row.phase.track()));
            untrack(pump);
        });
    });
}

async fn bring_back(session: Session, line: Line) {
    let Line { id, row, name, order, of, paused, done } = line;
    // Numbers begin anew with an empty list: another file may have that of one that was closed.
    let open = session.rows.with_untracked(|rows| rows.iter().copied().find(|open| open.id == row));
    let Some(open) = open.filter(|open| open.name() == name) else {
        let copies = (0..of.len()).map(|nth| beside(id, nth)).chain([result(id)]);
        return QUEUE.with_borrow_mut(|queue| queue.laid.extend(copies));
    };
    let made = match &done {
        Some(done) => copy(&result(id), &done.name).await,
        None => None,
    };
    let (mut files, mut lost) = (Vec::new(), false);
    for (nth, known) in of.into_iter().enumerate() {
        match known {
            Ok(row) => files.push(Of::Row(row)),
            Err(name) => match copy(&beside(id, nth), &name).await {
                Some(file) => files.push(Of::Beside(file)),
                None => lost = true,
            },
        }
    }
    let asked = Asked { order, of: files };
    let what = asked.what();
    let state = match done.zip(made) {
        Some((done, made)) => {
            QUEUE.with_borrow_mut(|queue| queue.files.insert(id, made));
            State::Done(done)
        }
        None if !lost => {
            let pause = Pause::default();
            pause.set(paused);
            if !paused {
                phase(open, Phase::Queued);
            }
            let waiting = Waiting { id, session, row: open, pause };
            QUEUE.with_borrow_mut(|queue| queue.waiting.push_back(waiting));
            if paused { State::Paused { done: 0.0, spent: 0.0 } } else { State::Waiting }
        }
        _ => State::Failed(studio().closed.to_owned()),
    };
    QUEUE.with_borrow_mut(|queue| queue.asked.insert(id, asked));
    list().update(|list| {
        // What was begun meanwhile is newer.
        let at = list.iter().position(|work| work.id < id).unwrap_or(list.len());
        list.insert(at, Work { id, row, what, of: name, state });
    });
}

/// A copy that was kept.
async fn copy(key: &str, name: &str) -> Option<File> {
    let blob: web_sys::Blob = keep::aside(key).await.dyn_into().ok()?;
    QUEUE.with_borrow_mut(|queue| queue.laid.push(key.to_owned()));
    Some(File::from_blob(name, blob))
}
