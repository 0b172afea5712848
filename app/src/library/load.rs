//! Looking: what is in a place, how safe this browser is, and failures in a person's words.

use std::collections::HashSet;

use js_sys::JsString;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{Job, Kind, Pool};
use store::{Item, Place};
use worker::store::{self as calls, Spot, at};

use super::line::Line;
use super::noted;
use super::shelf::{Look, Shelf, Where, between};
use crate::session::Session;
use crate::text::text;
use crate::wait;

/// So long somebody types on before the whole library is searched.
const PAUSE: u32 = 200;

/// What anybody's first need of the library begins with: the places, and what a reload cut short.
pub fn begin(session: Session) {
    let shelf = session.shelf;
    if !shelf.begun.try_update_value(|begun| std::mem::replace(begun, true)).unwrap_or(true) {
        spawn_local(async move {
            places(shelf).await;
            noted::recover(session).await;
        });
    }
}

/// Looks when the page is shown, when a person goes somewhere else on it, or seeks something.
pub fn watch(shelf: Shelf) {
    // Only this browser is searched through all its folders; elsewhere every folder is a request.
    let words = Memo::new(move |_| shelf.query.with(|query| !query.trim().is_empty()));
    Effect::new(move |_| {
        let everywhere = shelf.at.with(Where::is_browser) && {
            let dated = shelf.span.get().is_some();
            words.get() || dated
        };
        if everywhere {
            shelf.query.track();
        }
        shelf.at.track();
        look(shelf, if everywhere { PAUSE } else { 0 });
    });
}

/// The connected places, whose gates are opened.
pub async fn places(shelf: Shelf) {
    // Without them this browser is still there, and looking says what is wrong.
    if let Ok(mut places) = calls::places().await {
        for origin in places.iter().filter_map(|place| place.origin.as_deref()) {
            Pool::get().open_gate(origin);
        }
        places.insert(0, Place::browser());
        shelf.places.set(places);
    }
}

/// Looks again, where the person is.
pub fn again(shelf: Shelf) {
    look(shelf, 0);
}

fn look(shelf: Shelf, pause: u32) {
    shelf.ticket.update_value(|ticket| *ticket += 1);
    let ticket = shelf.ticket.get_value();
    let late = move || shelf.ticket.get_value() != ticket;
    spawn_local(async move {
        if pause > 0 {
            wait(pause).await;
        }
        if late() {
            return;
        }
        let found = lines(shelf).await;
        if late() {
            return;
        }
        match found {
            Ok(lines) => {
                shelf.fill(lines);
                shelf.look.set(Look::Done);
            }
            Err(error) => {
                shelf.lines.set(Vec::new());
                shelf.look.set(Look::Failed(fault(&error), kind(&error)));
            }
        }
        if let Ok(health) = calls::health().await {
            shelf.health.set(Some(health));
        }
    });
}

async fn lines(shelf: Shelf) -> nearside::Result<Vec<Line>> {
    let (at_, query) = (shelf.at.get_untracked(), shelf.query.get_untracked());
    let line = |item| Line { item, since: None };
    if at_.is_trash() {
        let thrown = calls::trash().await?;
        return Ok(thrown.into_iter().map(Line::thrown).collect());
    }
    if at_.is_browser() {
        let items = match (query.trim(), shelf.span.get_untracked().map(between)) {
            (query, Some((from, to))) => found(query, |query| calls::find_dated(query, from, to)).await?,
            ("", None) => calls::items(at_.folder).await?,
            (query, None) => found(query, calls::find).await?,
        };
        return Ok(items.into_iter().map(line).collect());
    }
    let place = match untrack(|| shelf.place()) {
        Some(place) => Some(place),
        // The places themselves may be on their way still.
        None => {
            places(shelf).await;
            untrack(|| shelf.place())
        }
    };
    let place = place.ok_or_else(|| nearside::Error::new(Kind::Unsupported, text().library.no_place))?;
    if !place.can.list {
        // What was asked for by its path stays.
        return Ok(shelf.lines.get_untracked());
    }
    let inside = !at_.folder.is_root();
    match list(place, at_.folder).await {
        // A new folder is there as soon as something is in it.
        Err(error) if inside && self::kind(&error) == Some(store::Kind::NotFound) => Ok(Vec::new()),
        items => Ok(items?.into_iter().map(line).collect()),
    }
}

/// What fits words, however a name spells their letters: keys make one sign of an ä, Macs name files with two.
async fn found(query: &str, find: impl Fn(String) -> Job<Vec<Item>>) -> nearside::Result<Vec<Item>> {
    let spelt = |form| String::from(JsString::from(query).normalize(form));
    let (whole, apart) = (spelt("NFC"), spelt("NFD"));
    let other = whole != apart;
    let mut items = find(whole).await?;
    if other {
        let known: HashSet<store::Path> = items.iter().map(|item| item.entry.path.clone()).collect();
        let more = find(apart).await?;
        items.extend(more.into_iter().filter(|item| !known.contains(&item.entry.path)));
    }
    Ok(items)
}

/// All that is directly in a folder of any place.
pub async fn list(place: Place, folder: store::Path) -> nearside::Result<Vec<Item>> {
    let spot = Spot { place: place.clone(), path: folder };
    let (mut items, mut after) = (Vec::new(), None);
    loop {
        let page = at(&place, calls::list(spot.clone(), after)).await?;
        items.extend(page.entries.into_iter().map(|entry| Item { entry, backup: None }));
        after = page.next;
        if after.is_none() {
            return Ok(items);
        }
    }
}

/// What kind of failure a store had, if it was one's.
pub fn kind(error: &nearside::Error) -> Option<store::Kind> {
    error.failed::<store::Error>().map(|own| own.kind())
}

/// A failure in a person's words: the store's own sentence, or what the end of the call means.
pub fn fault(error: &nearside::Error) -> String {
    match error.failed::<store::Error>() {
        Some(own) => (text().library.fault)(own.kind(), &own.to_string()),
        None => crate::run::fault(error).message,
    }
}
