//! What was open is still there after a reload or a crash.
//!
//! A file that came with a handle is kept as the handle and costs nothing. Others are copied into the browser's
//! database as long as all copies and results together stay below [`LIMIT`]; what does not fit keeps its row and
//! its settings, and asks for the file again. The studio lays its works beside them, within a limit of their own.
//! Everything here is a convenience: where the browser forbids storage, the app says so and works on.

mod idb;
pub mod picked;
mod place;
mod restore;

use std::cell::RefCell;
use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{Either, select};
use futures_util::{StreamExt, stream};
use image::{Info, Recipe};
use js_sys::{Function, Promise};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::desk;
use crate::row::{Outcome, Row, Source};
use crate::session::Session;
use crate::wait;
use idb::{Database, Store};
use nearside::File;

pub use restore::unlock;

/// Bytes of copies and results that are kept in all.
pub const LIMIT: f64 = 200e6;
/// Edits come in bursts; this long after the last one they are written down.
const PAUSE: u32 = 300;
/// So long the empty Workbench holds back for a list that may come.
const PATIENCE: u32 = 1500;
/// A database that does not open within this time is done without, as new files wait for it.
const OPENING: u32 = 10_000;
/// So many copies are written side by side.
const AT_ONCE: usize = 16;

/// What a person should know about it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Kept {
    /// Whether the browser lets us keep anything.
    pub works: bool,
    /// Bytes of copies and results that are kept.
    pub bytes: f64,
    /// Files that were too large to be kept.
    pub left_out: usize,
    /// Results that were too large to be kept.
    pub made_left_out: usize,
}

/// One kept session, as it is written down.
#[derive(Serialize, Deserialize)]
struct Page {
    base: Arc<Recipe>,
    rows: Vec<Line>,
    bytes: f64,
    /// When, in milliseconds since 1970.
    #[serde(default)]
    written: f64,
}

/// One kept row.
#[derive(Serialize, Deserialize)]
struct Line {
    id: u32,
    source: Source,
    recipe: Arc<Recipe>,
    info: Option<Info>,
    outcome: Option<Outcome>,
    /// The names of the files beside it.
    #[serde(default)]
    beside: Vec<String>,
}

/// What is in the database for one row.
#[derive(Default)]
struct Stored {
    /// Bytes of the copy; `None` if there is neither copy nor handle.
    file: Option<f64>,
    made: Option<(Arc<Recipe>, f64)>,
    /// The files beside it.
    beside: Vec<Source>,
}

#[derive(Default)]
struct Ledger {
    stored: HashMap<u32, Stored>,
    /// What other tabs' sessions keep.
    others: f64,
    writing: bool,
    again: bool,
}

thread_local! {
    static LEDGER: RefCell<Ledger> = RefCell::default();
    /// Where this tab's session lies.
    static HOME: RefCell<Option<(Database, String)>> = const { RefCell::new(None) };
    /// A promise that is kept when the way back is over, and what keeps it.
    static RESTORED: (Promise, Option<Function>) = {
        let mut keep = None;
        (Promise::new(&mut |done, _| keep = Some(done)), keep)
    };
}

/// Waits until everything that was open is back, or nothing can come. New files wait for it, as kept rows keep their
/// numbers.
pub async fn restored() {
    // Nobody rejects it.
    let _ = JsFuture::from(RESTORED.with(|(promise, _)| promise.clone())).await;
}

/// The way back is over, wherever it led.
fn arrived(session: Session) {
    session.restoring.set(false);
    // Telling a promise that waits cannot fail.
    RESTORED.with(|(_, keep)| keep.iter().for_each(|keep| drop(keep.call0(&JsValue::NULL))));
}

/// What the studio's works are called beside the session.
pub const WORKS: &str = "works";

/// The database and the key of what lies beside this tab's session.
fn beside(what: &str) -> Option<(Database, String)> {
    HOME.with_borrow(|home| {
        home.as_ref().map(|(database, name)| (database.clone(), format!("{name}/{what}")))
    })
}

/// Lays something beside the session. False where the browser forbids it, or has no room.
pub async fn lay_aside(what: &str, value: &JsValue) -> bool {
    match beside(what) {
        Some((database, key)) => database.put(Store::Files, &key, value).await.is_ok(),
        None => false,
    }
}

/// What lies there, or undefined.
pub async fn aside(what: &str) -> JsValue {
    match beside(what) {
        Some((database, key)) => database.get(Store::Files, &key).await.unwrap_or_default(),
        None => JsValue::UNDEFINED,
    }
}

/// Takes it away. What cannot be deleted now is written over by what comes next.
pub async fn drop_aside(what: &str) {
    if let Some((database, key)) = beside(what) {
        let _ = database.delete(Store::Files, &key).await;
    }
}

/// Brings back what was open, then keeps what is open from now on.
pub fn start(session: Session) {
    let owner = Owner::current();
    spawn_local(async move {
        // A database that another tab blocks must not hold the app.
        wait(PATIENCE).await;
        session.restoring.set(false);
    });
    spawn_local(async move {
        let Some(database) = opened().await else { return arrived(session) };
        let (name, others) = restore::restore(session, &database).await;
        LEDGER.with_borrow_mut(|ledger| ledger.others = others);
        session.kept.set(Kept { works: true, bytes: used(), ..Kept::default() });
        HOME.replace(Some((database.clone(), name.clone())));
        arrived(session);
        if aside(WORKS).await.is_string() {
            crate::studio::go_on(session);
        }
        if let Some(owner) = owner {
            owner.with(|| watch(session, database, name));
        }
    });
}

async fn opened() -> Option<Database> {
    match select(pin!(Database::open()), pin!(wait(OPENING))).await {
        Either::Left((database, _)) => database.ok(),
        Either::Right(_) => None,
    }
}

fn watch(session: Session, database: Database, name: String) {
    let write = move || {
        let (database, name) = (database.clone(), name.clone());
        spawn_local(async move {
            let busy = LEDGER.with_borrow_mut(|ledger| {
                ledger.again = true;
                std::mem::replace(&mut ledger.writing, true)
            });
            if busy {
                return;
            }
            while LEDGER.with_borrow_mut(|ledger| std::mem::take(&mut ledger.again)) {
                wait(PAUSE).await;
                write_down(session, &database, &name).await;
            }
            LEDGER.with_borrow_mut(|ledger| ledger.writing = false);
        });
    };
    Effect::new(move |_| {
        session.base.track();
        session.rows.with(|rows| {
            for row in rows {
                row.recipe.track();
                row.outcome.track();
                row.info.track();
            }
        });
        write();
    });
}

/// A number for a name, the same in every version of the app: FNV-1a.
pub fn sum(name: &str) -> u64 {
    // JSON numbers are exact up to 53 bits.
    name.bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
        >> 11
}

fn key(session: &str, id: u32) -> String {
    format!("{session}/{id}")
}

async fn write_down(session: Session, database: &Database, name: &str) {
    let rows = session.rows.get_untracked();
    let gone: Vec<(u32, Stored)> = LEDGER.with_borrow_mut(|ledger| {
        ledger.stored.extract_if(|id, _| !rows.iter().any(|row| row.id == *id)).collect()
    });
    for (id, stored) in gone {
        // What cannot be deleted now is deleted with its session.
        let _ = database.delete(Store::Files, &key(name, id)).await;
        let _ = database.delete(Store::Made, &key(name, id)).await;
        if !stored.beside.is_empty() {
            let _ = database.delete(Store::Files, &picked::place(name, id)).await;
        }
    }
    // The list first, as copies take their time: a crash meanwhile costs files, which the rows ask for, but no settings.
    list(session, database, name).await;
    let kept = rows.iter().map(async |row| {
        picked::keep(*row, database, name).await;
        (keep_file(*row, database, name).await, keep_made(*row, database, name).await)
    });
    let (mut left_out, mut made_left_out) = (0, 0);
    let mut kept = stream::iter(kept).buffer_unordered(AT_ONCE);
    while let Some((file, made)) = kept.next().await {
        left_out += usize::from(!file);
        made_left_out += usize::from(!made);
    }
    let works = list(session, database, name).await;
    session.kept.set(Kept { works, bytes: used(), left_out, made_left_out });
}

/// Writes down which files are open with which settings. False if the browser refused. Called while no copy is on its
/// way, so that what is booked is there.
async fn list(session: Session, database: &Database, name: &str) -> bool {
    let rows = session.rows.get_untracked();
    let base = session.base.get_untracked();
    if rows.is_empty() && *base == Recipe::default() && !aside(WORKS).await.is_string() {
        // There is nothing to come back to.
        return database.delete(Store::Sessions, name).await.is_ok();
    }
    let lines = rows.iter().map(|row| Line {
        id: row.id,
        source: row.source.get_value(),
        recipe: row.recipe.get_untracked(),
        info: row.info.get_untracked(),
        outcome: row.outcome.get_untracked().filter(|outcome| is_kept(row.id, outcome)),
        beside: LEDGER.with_borrow(|ledger| {
            let stored = ledger.stored.get(&row.id).into_iter().flat_map(|stored| &stored.beside);
            stored.map(|source| source.name.clone()).collect()
        }),
    });
    let page = Page { base, rows: lines.collect(), bytes: used(), written: js_sys::Date::now() };
    match serde_json::to_string(&page) {
        Ok(json) => database.put(Store::Sessions, name, &JsValue::from(json)).await.is_ok(),
        Err(_) => false,
    }
}

fn used() -> f64 {
    LEDGER.with_borrow(|ledger| {
        let each = |stored: &Stored| {
            let beside = stored.beside.iter().map(|source| source.size);
            let sizes = stored.file.into_iter().chain(stored.made.as_ref().map(|made| made.1)).chain(beside);
            sizes.sum::<f64>()
        };
        // The sum of none at all would be -0.
        ledger.stored.values().map(each).fold(0.0, |sum, size| sum + size)
    })
}

fn fits(more: f64) -> bool {
    used() + LEDGER.with_borrow(|ledger| ledger.others) + more <= LIMIT
}

/// The file of a row was written anew: it is kept instead of what it came from.
pub fn renew(session: Session, row: Row, file: File) {
    row.source.update_value(|source| {
        (source.size, source.modified) = (file.size() as f64, file.modified());
    });
    desk::with(row.id, |held| (held.file, held.renewed) = (Some(file), true));
    LEDGER.with_borrow_mut(|ledger| {
        if let Some(stored) = ledger.stored.get_mut(&row.id) {
            stored.file = None;
        }
    });
    session.rows.notify();
}

/// Keeps the original. False if it does not fit.
async fn keep_file(row: Row, database: &Database, name: &str) -> bool {
    if LEDGER.with_borrow(|ledger| ledger.stored.get(&row.id).is_some_and(|stored| stored.file.is_some())) {
        return true;
    }
    let held = |held: &mut desk::Held| {
        // What a handle leads to is not what was written since.
        (held.file.clone(), held.handle.clone().filter(|_| !held.renewed))
    };
    let Some((file, handle)) = desk::with(row.id, held) else { return true };
    let (value, size) = match (handle, file) {
        (Some(handle), _) => (handle, 0.0),
        (None, Some(file)) if fits(row.size()) => (file.blob().into(), row.size()),
        (None, _) => return false,
    };
    // Booked before it is written, as others are on their way at the same time.
    let book = |entry| LEDGER.with_borrow_mut(|ledger| ledger.stored.entry(row.id).or_default().file = entry);
    book(Some(size));
    let kept = database.put(Store::Files, &key(name, row.id), &value).await.is_ok();
    if !kept {
        book(None);
    }
    kept
}

/// Keeps the result. False if it does not fit.
async fn keep_made(row: Row, database: &Database, name: &str) -> bool {
    let Some(outcome) = row.outcome.get_untracked() else { return true };
    if is_kept(row.id, &outcome) {
        return true;
    }
    let old = LEDGER.with_borrow(|ledger| ledger.stored.get(&row.id).and_then(|stored| stored.made.clone()));
    let more = outcome.size - old.as_ref().map_or(0.0, |old| old.1);
    let key = key(name, row.id);
    let book = |entry| LEDGER.with_borrow_mut(|ledger| ledger.stored.entry(row.id).or_default().made = entry);
    if let Some(made) = desk::made(row.id).filter(|_| fits(more)) {
        book(Some((outcome.recipe, outcome.size)));
        if database.put(Store::Made, &key, &made.blob()).await.is_ok() {
            return true;
        }
    }
    // What lies there is the result of other settings.
    let gone = old.is_none() || database.delete(Store::Made, &key).await.is_ok();
    book(old.filter(|_| !gone));
    false
}

/// Whether the bytes of a row's result are in the database.
fn is_kept(id: u32, outcome: &Outcome) -> bool {
    LEDGER.with_borrow(|ledger| {
        let made = ledger.stored.get(&id).and_then(|stored| stored.made.as_ref());
        made.is_some_and(|(recipe, size)| *recipe == outcome.recipe && *size == outcome.size)
    })
}
