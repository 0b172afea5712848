//! What outlives the page of copies between places: each is noted in this browser before it travels, and found again.

use futures_util::stream::{self, StreamExt};
use leptos::prelude::*;
use store::{Path, Place};
use worker::store::{self as calls, Spot, Transfer, between};

use super::carry::{From, LANES, Piece, To, add};
use super::side::name;
use crate::session::Session;
use crate::text::text;

/// Says to the next start of the app that copies are under way, so that nobody else starts a worker to ask.
const MARK: &str = "nearside-transfers";

/// Whether copies were under way when the app was here last.
pub fn is_marked() -> bool {
    storage().is_some_and(|storage| storage.get_item(MARK).is_ok_and(|mark| mark.is_some()))
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Sets the mark, or takes it away.
pub(super) fn mark(on: bool) {
    if let Some(storage) = storage() {
        // Without the mark the copies go on when the library is opened.
        let _ = if on { storage.set_item(MARK, "1") } else { storage.remove_item(MARK) };
    }
}

/// Goes on with copies that a reload, a crash or a closed tab cut short.
pub async fn recover(session: Session) {
    // Whoever cannot list them cannot go on with them either, and they stay noted.
    let Ok(found) = calls::transfers().await else { return };
    mark(!found.is_empty());
    let mut targets: Vec<(Place, Vec<Piece>)> = Vec::new();
    for noted in found {
        let place = noted.to.place.clone();
        let piece = Piece {
            name: noted.to.path.clone(),
            size: noted.size,
            when: noted.when.clone(),
            from: From::Noted(Box::new(noted)),
        };
        match targets.iter_mut().find(|(target, _)| target.id == place.id) {
            Some((_, pieces)) => pieces.push(piece),
            None => targets.push((place, vec![piece])),
        }
    }
    let t = &text().library;
    for (place, pieces) in targets {
        let what = match pieces.as_slice() {
            [one] => one.name.name().to_owned(),
            many => (t.count)(many.len()),
        };
        add(session, (t.copying)(&what, &name(&place)), pieces, To::Place(place, Path::root()), None, true);
    }
}

/// Notes the copies of a transfer that are not noted yet.
pub(super) async fn note(todo: &mut [Piece], to: &To, moving: bool, known: impl Fn(usize, &From)) {
    let To::Place(place, folder) = to else { return };
    let known = &known;
    let notes = stream::iter(todo.iter_mut().enumerate().map(|(at, piece)| async move {
        let From::Place(from) = &piece.from else { return };
        if moving && from.place.id == place.id {
            return;
        }
        let Ok(path) = folder.join(&piece.name) else { return };
        let spot = Spot { place: place.clone(), path };
        let job = calls::begin(from.clone(), spot, piece.when.clone());
        // What cannot be noted is tried, and its error said, when its turn comes.
        if let Ok(noted) = between(&from.place, place, job).await {
            mark(true);
            piece.from = From::Noted(Box::new(noted));
            known(at, &piece.from);
        }
    }));
    notes.buffer_unordered(LANES).collect::<()>().await;
}

/// Gives up a copy that is noted.
pub(super) async fn give_up(noted: &Transfer) {
    // It is forgotten here all the same; what may have stayed there, the server clears away in its own time.
    let _ = between(&noted.from.place, &noted.to.place, calls::abandon(noted.clone())).await;
}

/// Takes the mark away when nothing is noted any more.
pub(super) async fn settle() {
    if is_marked()
        && let Ok(left) = calls::transfers().await
    {
        mark(!left.is_empty());
    }
}
