//! What is on its way: files between places, from the desk into a place, from a place to the desk or the downloads.
//!
//! One transfer is what one gesture asked for, be it one file or a thousand. Its files travel a few at a time; it is one future
//! that can be dropped, which is how it is paused and cancelled, and what is left to do is a list, which is how it goes on.
//!
//! Copies between places are [`noted`] in the browser before the first of them travels, so they go on after a reload. A move
//! that was cut short so goes on as a copy: its originals stay.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use futures_util::future::{AbortHandle, abortable};
use futures_util::stream::{self, StreamExt};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{File, Kind};
use store::{Path, Place, When};
use worker::archive;
use worker::store::{self as calls, Spot, Transfer as Noted, at, between};

use super::folders::clear;
use super::load::{again, fault, kind};
use super::noted;
use crate::awake;
use crate::row::Row;
use crate::save;
use crate::session::{Incoming, Session};
use crate::text::text;
use crate::ui::toast;
use crate::wait;

/// Files of one transfer that travel at a time; a large one takes several connections for itself.
pub(super) const LANES: usize = 3;

/// For how long a transfer says that it is done, in milliseconds.
const STAY: u32 = 5000;

/// Where a file comes from.
#[derive(Clone)]
pub enum From {
    /// A place.
    Place(Spot),
    /// A place, by a copy that is noted and may have been begun.
    Noted(Box<Noted>),
    /// The desk: a result and the row that it belongs to, or a file that was just picked.
    Desk(File, Option<Row>),
    /// A place, from which a file leaves sealed with a passphrase, as one of age.
    Sealed(Spot, String),
    /// Everything in this browser, as one zip.
    Everything,
    /// A zip, whose files are meant.
    Zip(File),
}

/// Where files go.
#[derive(Clone)]
pub enum To {
    /// A folder of a place.
    Place(Place, Path),
    /// The desk.
    Desk,
    /// The browser's downloads.
    Downloads,
}

/// One file that is to be carried.
#[derive(Clone)]
pub struct Piece {
    /// Where it is.
    pub from: From,
    /// What it shall be called, with the folders that it keeps.
    pub name: Path,
    /// Bytes.
    pub size: u64,
    /// What to do when the name is taken.
    pub when: When,
}

/// Of a move, whose originals go once the copies have arrived: the folders that go with the last of them, what is inside first.
pub type Moving = Option<Vec<Spot>>;

/// How a transfer is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// It goes on.
    Running,
    /// A person holds it.
    Paused,
    /// Everything has arrived.
    Done,
    /// So many files did not arrive, and why the first of them did not.
    Failed(usize, String),
}

/// A transfer as it is shown. Its files are beside it, as handles belong to one thread.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    /// Its number.
    pub id: u32,
    /// What it is, in words.
    pub words: String,
    /// How it is.
    pub stage: Stage,
    /// Files that have arrived.
    pub done: usize,
    /// All its files.
    pub of: usize,
    /// How much of it is done, 0 to 1.
    pub share: f64,
}

struct Load {
    todo: Vec<Piece>,
    /// Which of them have arrived since it went on.
    arrived: Vec<usize>,
    to: To,
    moving: Moving,
    bytes: f64,
    /// Bytes of those that have arrived.
    carried: f64,
    /// Bytes of those that are travelling, by place in `todo`.
    travelling: HashMap<usize, f64>,
    /// What came for the desk, opened together.
    opened: Vec<Incoming>,
    handle: Option<AbortHandle>,
    /// Whether it was found at start, and another tab may be at it.
    recovered: bool,
    /// Whether it has failed for want of a connection.
    cut_off: bool,
    /// Whether a connection came while it went on.
    came_back: bool,
}

impl Load {
    fn forget_arrived(&mut self) {
        let arrived = std::mem::take(&mut self.arrived);
        let mut at = 0..;
        self.todo.retain(|_| at.next().is_none_or(|at| !arrived.contains(&at)));
    }
}

thread_local! {
    static LOADS: RefCell<HashMap<u32, Load>> = RefCell::default();
    static HEARS: Cell<bool> = const { Cell::new(false) };
}

/// Carries files, or moves them.
pub fn carry(session: Session, words: String, pieces: Vec<Piece>, to: To, moving: Moving) {
    add(session, words, pieces, to, moving, false);
}

pub(super) fn add(
    session: Session,
    words: String,
    pieces: Vec<Piece>,
    to: To,
    moving: Moving,
    recovered: bool,
) {
    if pieces.is_empty() {
        return;
    }
    let shelf = session.shelf;
    let id = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    let bytes = pieces.iter().map(|piece| piece.size as f64).sum();
    let transfer = Transfer { id, words, stage: Stage::Running, done: 0, of: pieces.len(), share: 0.0 };
    let load = Load {
        todo: pieces,
        arrived: Vec::new(),
        to,
        moving,
        bytes,
        carried: 0.0,
        travelling: HashMap::new(),
        opened: Vec::new(),
        handle: None,
        recovered,
        cut_off: false,
        came_back: false,
    };
    hear(session);
    LOADS.with_borrow_mut(|loads| loads.insert(id, load));
    shelf.transfers.update(|transfers| transfers.push(transfer));
    go_on(session, id);
}

/// Sees to it that what failed for want of a connection goes on when there is one.
fn hear(session: Session) {
    if HEARS.replace(true) {
        return;
    }
    let _ = window_event_listener_untyped("online", move |_| {
        let cut_off = |(id, load): (&u32, &mut Load)| {
            load.came_back = true;
            load.cut_off.then_some(*id)
        };
        let ids: Vec<u32> = LOADS.with_borrow_mut(|loads| loads.iter_mut().filter_map(cut_off).collect());
        ids.into_iter().for_each(|id| go_on(session, id));
    });
}

/// Lets a transfer go on that was paused or has failed.
pub fn go_on(session: Session, id: u32) {
    let (work, handle) = abortable(run(session, id));
    with(id, |load| load.handle = Some(handle));
    change(session, id, |transfer| transfer.stage = Stage::Running);
    spawn_local(async move {
        let on_its_way = awake::work();
        let end = work.await;
        drop(on_its_way);
        // One that was dropped says nothing: whoever dropped it has.
        let Ok(Some(failed)) = end else { return };
        // The connection may have come back while other files were on their way; the next one is heard of anew.
        match with(id, |load| load.cut_off && load.came_back) {
            Some(true) => go_on(session, id),
            _ => ended(session, id, failed),
        }
    });
}

/// Holds a transfer. Files that have arrived stay; those on their way begin again.
pub fn pause(session: Session, id: u32) {
    stop(id);
    change(session, id, |transfer| transfer.stage = Stage::Paused);
}

/// Ends a transfer, and forgets it.
pub fn cancel(session: Session, id: u32) {
    stop(id);
    if let Some(mut load) = LOADS.with_borrow_mut(|loads| loads.remove(&id)) {
        load.forget_arrived();
        spawn_local(async move {
            for piece in load.todo {
                if let From::Noted(noted) = piece.from {
                    noted::give_up(&noted).await;
                }
            }
            noted::settle().await;
        });
    }
    session.shelf.transfers.update(|transfers| transfers.retain(|transfer| transfer.id != id));
    again(session.shelf);
}

fn stop(id: u32) {
    if let Some(handle) = with(id, |load| load.handle.take()).flatten() {
        handle.abort();
    }
}

fn with<T>(id: u32, look: impl FnOnce(&mut Load) -> T) -> Option<T> {
    LOADS.with_borrow_mut(|loads| loads.get_mut(&id).map(look))
}

fn change(session: Session, id: u32, change: impl FnOnce(&mut Transfer)) {
    session.shelf.transfers.update(|transfers| {
        transfers.iter_mut().find(|transfer| transfer.id == id).map(change);
    });
}

fn progress(session: Session, id: u32) {
    let share = with(id, |load| {
        let travelling: f64 = load.travelling.values().sum();
        if load.bytes > 0.0 { (load.carried + travelling) / load.bytes } else { 0.0 }
    });
    change(session, id, |transfer| transfer.share = share.unwrap_or(0.0).min(1.0));
}

/// Carries everything that is left. The number is that of the files that did not arrive, the sentence the first failure's.
async fn run(session: Session, id: u32) -> Option<(usize, String)> {
    let (mut todo, to, moving) = with(id, |load| {
        load.travelling.clear();
        load.forget_arrived();
        (load.cut_off, load.came_back) = (false, false);
        (load.todo.clone(), load.to.clone(), load.moving.is_some())
    })?;
    noted::note(&mut todo, &to, moving, |at, from| {
        with(id, |load| load.todo[at].from = from.clone());
    })
    .await;
    let mut travels = stream::iter(todo.into_iter().enumerate().map(|(at, piece)| {
        let to = to.clone();
        async move { (at, one(session, id, at, piece, &to, moving).await) }
    }))
    .buffer_unordered(LANES);
    let (mut failed, mut why, mut cut_off) = (0, String::new(), false);
    let recovered = with(id, |load| std::mem::take(&mut load.recovered)).unwrap_or_default();
    let mut elsewhere = recovered;
    while let Some((at, end)) = travels.next().await {
        match end {
            Ok(()) => {
                with(id, |load| {
                    load.travelling.remove(&at);
                    load.arrived.push(at);
                    load.carried += load.todo[at].size as f64;
                });
                change(session, id, |transfer| transfer.done += 1);
                progress(session, id);
            }
            Err(error) => {
                failed += 1;
                cut_off |= kind(&error) == Some(store::Kind::Offline);
                elsewhere &= kind(&error) == Some(store::Kind::Temporary);
                if why.is_empty() {
                    why = fault(&error);
                }
            }
        }
    }
    if failed > 0 && elsewhere {
        // Most likely another tab is at it.
        change(session, id, |transfer| transfer.stage = Stage::Paused);
        return None;
    }
    noted::settle().await;
    // Last, as whoever hears of a connection goes on with what is cut off.
    with(id, |load| load.cut_off = cut_off);
    Some((failed, why))
}

fn ended(session: Session, id: u32, (failed, why): (usize, String)) {
    let opened = with(id, |load| std::mem::take(&mut load.opened)).unwrap_or_default();
    if !opened.is_empty() {
        crate::open::open(session, opened);
    }
    let all = failed == 0;
    let stage = if all { Stage::Done } else { Stage::Failed(failed, why) };
    let mut words = String::new();
    change(session, id, |transfer| {
        transfer.stage = stage;
        transfer.share = 1.0;
        words = (text().library.arrived)(&transfer.words);
    });
    if all {
        session.say(words);
        let load = LOADS.with_borrow_mut(|loads| loads.remove(&id));
        let quiet = load.as_ref().is_some_and(|load| matches!(load.to, To::Desk));
        if let Some(folders) = load.and_then(|load| load.moving).filter(|folders| !folders.is_empty()) {
            spawn_local(clear_after(session, folders));
        }
        spawn_local(async move {
            // Opening shows by itself that it is done.
            wait(if quiet { 0 } else { STAY }).await;
            session.shelf.transfers.update(|transfers| transfers.retain(|transfer| transfer.id != id));
        });
    }
    again(session.shelf);
}

/// Deletes the folders that a move has emptied.
async fn clear_after(session: Session, folders: Vec<Spot>) {
    match clear(&folders).await {
        // What was skipped, or came since, is in it still.
        Err(error) if kind(&error) != Some(store::Kind::Invalid) => toast::show(session, fault(&error)),
        _ => {}
    }
    again(session.shelf);
}

async fn one(
    session: Session,
    id: u32,
    at_: usize,
    piece: Piece,
    to: &To,
    moving: bool,
) -> nearside::Result<()> {
    let size = piece.size as f64;
    let report = move |share: f64| {
        with(id, |load| load.travelling.insert(at_, share * size));
        progress(session, id);
    };
    match (piece.from, to) {
        (From::Place(from), To::Place(place, folder)) => {
            let path = join(folder, &piece.name)?;
            if moving && from.place.id == place.id {
                return at(&from.place, calls::rename(from.clone(), path, piece.when)).await;
            }
            let to = Spot { place: place.clone(), path };
            let noted = between(&from.place, place, calls::begin(from.clone(), to, piece.when)).await?;
            noted::mark(true);
            copy(id, at_, noted, moving, report).await
        }
        (From::Noted(noted), _) => copy(id, at_, *noted, moving, report).await,
        (From::Sealed(from, passphrase), to) => {
            let half = move |share: f64| report(share / 2.0);
            let file = at(&from.place, calls::read(from.clone(), None).on_progress(half)).await?;
            let sealed = archive::seal(file, passphrase).await?;
            report(0.5);
            match to {
                To::Place(place, folder) => {
                    let to = Spot { place: place.clone(), path: join(folder, &piece.name)? };
                    at(place, calls::write(to, sealed, piece.when)).await?;
                }
                To::Desk | To::Downloads => save::download(&sealed.blob(), piece.name.as_str()),
            }
            Ok(())
        }
        (From::Everything, _) => {
            let begun = js_sys::Date::now();
            let zip = archive::export(true, true).on_progress(report).await?;
            save::download(&zip.blob(), piece.name.as_str());
            // Without the note files are safer than they say.
            let _ = archive::exported(piece.name.as_str().to_owned(), begun).await;
            Ok(())
        }
        (From::Zip(zip), To::Place(_, folder)) => {
            let came = archive::import(zip, folder.clone()).on_progress(report).await?;
            match came.left.first() {
                None => Ok(()),
                Some(left) => {
                    let words = (text().library.left_out)(came.left.len(), &left.name, &left.why);
                    Err(nearside::Error::own(&store::Error::new(store::Kind::Failed, words)))
                }
            }
        }
        (From::Desk(file, row), To::Place(place, folder)) => {
            let to = Spot { place: place.clone(), path: join(folder, &piece.name)? };
            at(place, calls::write(to, file, piece.when).on_progress(report)).await?;
            row.into_iter().for_each(save::saved);
            Ok(())
        }
        (From::Place(from), To::Desk) => {
            let file = at(&from.place, calls::read(from.clone(), None).on_progress(report)).await?;
            let folder = piece.name.parent().as_str().to_owned();
            with(id, |load| load.opened.push(Incoming { file, folder, handle: None }));
            Ok(())
        }
        (From::Place(from), To::Downloads) => {
            let file = at(&from.place, calls::read(from.clone(), None).on_progress(report)).await?;
            save::download(&file.blob(), from.path.name());
            // Browsers drop downloads that follow one another too quickly.
            wait(150).await;
            Ok(())
        }
        (From::Desk(..) | From::Zip(_), _) => Ok(()),
    }
}

/// Goes on with a noted copy until it is there.
async fn copy(
    id: u32,
    at_: usize,
    noted: Noted,
    moving: bool,
    report: impl Fn(f64) + 'static,
) -> nearside::Result<()> {
    let job = calls::resume(noted.clone()).on_progress(report);
    match between(&noted.from.place, &noted.to.place, job).await {
        Ok(written) if moving => leave(id, at_, noted, written.etag).await,
        Ok(_) => Ok(()),
        Err(error) => {
            // The note is about another content, or is no more: the next try begins anew.
            if matches!(kind(&error), Some(store::Kind::Changed | store::Kind::NotFound)) {
                noted::give_up(&noted).await;
                with(id, |load| load.todo[at_].from = From::Place(noted.from));
            }
            Err(error)
        }
    }
}

/// Deletes the original of a copy that has arrived, unless it has another content by now: then the next try is about that.
async fn leave(id: u32, at_: usize, noted: Noted, arrived: Option<String>) -> nearside::Result<()> {
    let place = &noted.from.place;
    let entry = match at(place, calls::stat(noted.from.clone())).await {
        Err(error) if kind(&error) == Some(store::Kind::NotFound) => return Ok(()),
        entry => entry?,
    };
    if (entry.size, &entry.etag) == (noted.size, &noted.etag) {
        return at(place, calls::delete(noted.from.clone())).await;
    }
    let words = (text().library.changed_on_the_way)(noted.from.path.name());
    let mark = arrived.filter(|_| noted.to.place.can.write_unchanged);
    with(id, |load| {
        load.todo[at_].from = From::Place(noted.from);
        load.todo[at_].when = mark.map_or(When::Always, When::Unchanged);
    });
    Err(nearside::Error::own(&store::Error::new(store::Kind::Failed, words)))
}

fn join(folder: &Path, name: &Path) -> nearside::Result<Path> {
    folder.join(name).map_err(|error| nearside::Error::new(Kind::Unsupported, error.to_string()))
}
