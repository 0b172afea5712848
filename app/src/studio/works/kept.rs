//! Works that a reload, a crash or a closed tab cut short, and results that nobody has saved yet: they are written down beside the
//! session, and go on with it.
//!
//! What was half done begins anew. Files of rows come back with their rows; those that were picked beside them, and results, are
//! kept as copies.

use std::cell::Cell;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{File, Pause};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};

use super::order::{Asked, Of, Order};
use super::{Done, QUEUE, State, Waiting, Work, list, phase, pump};
use crate::keep::{self, LIMIT};
use crate::row::Phase;
use crate::session::Session;
use crate::wait;

/// Under which key the list lies.
const LIST: &str = keep::WORKS;
/// Changes come in bursts; this long after the last one they are written down.
const PAUSE: u32 = 200;

/// A work, as it is written down.
#[derive(Serialize, Deserialize)]
struct Line {
    id: u32,
    row: u32,
    order: Order,
    /// A row's number for each file, or the name of one that lies beside the list.
    of: Vec<Result<u32, String>>,
    paused: bool,
    done: Option<Done>,
}

thread_local! {
    /// How many changes there were.
    static CHANGES: Cell<u32> = const { Cell::new(0) };
}

/// Something has changed that a reload should not lose.
pub fn changed() {
    let now = CHANGES.get().wrapping_add(1);
    CHANGES.set(now);
    spawn_local(async move {
        wait(PAUSE).await;
        if CHANGES.get() == now {
            write_down().await;
        }
    });
}

fn beside(id: u32, nth: usize) -> String {
    format!("{LIST}/{id}/{nth}")
}

fn result(id: u32) -> String {
    format!("{LIST}/{id}/made")
}

async fn write_down() {
    let works = list().get_untracked();
    let (mut lines, mut files, mut room) = (Vec::new(), Vec::new(), LIMIT);
    for work in works {
        let Some(asked) = QUEUE.with_borrow(|queue| queue.asked.get(&work.id).cloned()) else { continue };
        let paused = matches!(work.state, State::Paused { .. });
        let done = match work.state {
            State::Waiting | State::Running(..) | State::Paused { .. } => None,
            State::Done(done) if !done.kept => Some(done),
            _ => continue,
        };
        // A result that has no room is made again.
        let made = done.as_ref().and_then(|_| super::file(work.id)).filter(|file| file.size() as f64 <= room);
        if let Some(made) = &made {
            room -= made.size() as f64;
            files.push((result(work.id), made.clone()));
        }
        let of = asked.of.into_iter().enumerate().map(|(nth, of)| match of {
            Of::Row(row) => Ok(row),
            Of::Beside(file) => {
                let name = file.name().to_owned();
                files.push((beside(work.id, nth), file));
                Err(name)
            }
        });
        let of = of.collect();
        lines.push(Line {
            id: work.id,
            row: work.row,
            order: asked.order,
            of,
            paused,
            done: made.is_some().then_some(done).flatten(),
        });
    }
    // Files first: a list that speaks of what is not there would be a promise that is not kept.
    let wanted: Vec<String> = files.iter().map(|(key, _)| key.clone()).collect();
    let known = QUEUE.with_borrow_mut(|queue| std::mem::replace(&mut queue.laid, wanted.clone()));
    for (key, file) in files.into_iter().filter(|(key, _)| !known.contains(key)) {
        keep::lay_aside(&key, &file.blob().into()).await;
    }
    match serde_json::to_string(&lines) {
        Ok(text) if !lines.is_empty() => keep::lay_aside(LIST, &text.into()).await,
        _ => keep::drop_aside(LIST).await,
    }
    for key in known.iter().filter(|key| !wanted.contains(key)) {
        keep::drop_aside(key).await;
    }
}

/// Goes on with what was written down.
pub async fn go_on(session: Session) {
    let Some(text) = keep::aside(LIST).await.as_string() else { return };
    let mut lines: Vec<Line> = serde_json::from_str(&text).unwrap_or_default();
    lines.reverse();
    // What lies beside the list is not laid there again, and is taken away when nobody speaks of it any more.
    let laid = lines.iter().flat_map(|line| {
        let files = line.of.iter().enumerate().filter(|(_, of)| of.is_err());
        let files = files.map(|(nth, _)| beside(line.id, nth));
        files.chain(line.done.is_some().then(|| result(line.id)))
    });
    let laid = laid.collect();
    QUEUE.with_borrow_mut(|queue| queue.laid = laid);
    for line in lines {
        let row = session.rows.with_untracked(|rows| rows.iter().copied().find(|row| row.id == line.row));
        let Some(row) = row else { continue };
        let id = line.id;
        let mut of = Vec::new();
        for (nth, known) in line.of.into_iter().enumerate() {
            match known {
                Ok(row) => of.push(Of::Row(row)),
                Err(name) => of.extend(file(&beside(id, nth), &name).await.map(Of::Beside)),
            }
        }
        let asked = Asked { order: line.order, of };
        let what = asked.what();
        let made = match &line.done {
            Some(done) => file(&result(id), &done.name).await,
            None => None,
        };
        let state = match (line.done, made) {
            (Some(done), Some(made)) => {
                QUEUE.with_borrow_mut(|queue| queue.files.insert(id, made));
                State::Done(done)
            }
            _ => {
                let pause = Pause::default();
                pause.set(line.paused);
                phase(row, Phase::Queued);
                QUEUE.with_borrow_mut(|queue| queue.waiting.push_back(Waiting { id, session, row, pause }));
                if line.paused { State::Paused { done: 0.0, spent: 0.0 } } else { State::Waiting }
            }
        };
        QUEUE.with_borrow_mut(|queue| {
            queue.next = queue.next.max(id);
            queue.asked.insert(id, asked);
        });
        list().update(|list| list.insert(0, Work { id, row: row.id, what, of: row.name(), state }));
    }
    changed();
    // A file may have to be asked for first.
    session.keeps(move || {
        Effect::new(move |_| {
            session.rows.with(|rows| rows.iter().for_each(|row| row.phase.track()));
            untrack(pump);
        });
    });
}

async fn file(key: &str, name: &str) -> Option<File> {
    let blob: web_sys::Blob = keep::aside(key).await.dyn_into::<JsValue>().ok()?.dyn_into().ok()?;
    Some(File::from_blob(name, blob))
}
