//! The places: this browser, what was connected, the trash. Files can be dragged onto each.

use leptos::ev::DragEvent;
use leptos::prelude::*;
use store::{Path, Place, PlaceKind};

use super::act;
use super::list::DRAG;
use super::shelf::Where;
use crate::command::Command;
use crate::session::Session;
use crate::text::text;
use crate::ui::button::{Show, button};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;

/// What a person calls a place.
pub fn name(place: &Place) -> String {
    match place.kind {
        PlaceKind::Browser => text().library.this_browser.into(),
        _ => place.name.clone(),
    }
}

fn face(kind: PlaceKind) -> Icon {
    match kind {
        PlaceKind::Browser => Icon::Browser,
        PlaceKind::Bucket => Icon::Bucket,
        PlaceKind::Azure => Icon::Bucket,
        PlaceKind::WebDav | PlaceKind::Web => Icon::Globe,
        PlaceKind::Folder => Icon::Folder,
    }
}

/// The places.
pub fn side(session: Session) -> AnyView {
    let t = &text().library;
    let places = move || {
        let places = session.shelf.places.get();
        let lines = places.into_iter().map(|place| {
            let (at, name, picture) = (Where::top(&place.id), name(&place), face(place.kind));
            entry(session, at, name, picture, Some(place))
        });
        let trash = entry(session, Where::trash(), t.trash.into(), Icon::Trash, None);
        lines.chain([trash]).collect::<Vec<AnyView>>()
    };
    view! {
        <div class="places">
            <ul aria-label=t.places>{live(places)}</ul>
            {button(session, Command::Connect, Show::Both, "connect", "quiet")}
            <span class="grow"></span>
            {button(session, Command::Vault, Show::Both, "vault", "quiet")}
            {button(session, Command::Import, Show::Both, "import", "quiet")}
            {button(session, Command::Export, Show::Both, "export", "quiet")}
        </div>
    }
    .into_any()
}

fn entry(session: Session, at: Where, name: String, picture: Icon, place: Option<Place>) -> AnyView {
    let over = RwSignal::new(false);
    let private = place.as_ref().is_some_and(|place| place.private);
    let (href, mark, title) = (at.hash(), at.place.clone(), name.clone());
    let here = move || session.shelf.at.with(|now| (now.place == mark).then_some("page"));
    let takes = |event: &DragEvent| {
        event.data_transfer().is_some_and(|transfer| transfer.types().includes(&DRAG.into(), 0))
    };
    let drop = move |event: DragEvent| {
        over.set(false);
        if !takes(&event) {
            return;
        }
        event.prevent_default();
        match &place {
            Some(place) => act::send(session, place.clone(), Path::root(), event.shift_key()),
            None => act::discard(session),
        }
    };
    view! {
        <li>
            <a
                class="place"
                href=href
                title=title
                aria-current=live(here)
                class:over=live(move || over.get())
                draggable="false"
                on:dragover=move |event| {
                    if takes(&event) {
                        event.prevent_default();
                        over.set(true);
                    }
                }
                on:dragleave=move |_| over.set(false)
                on:drop=drop
            >
                {icon(picture).into_any()}
                <span class="name">{name}</span>
                {private.then(|| icon(Icon::Lock))}
            </a>
        </li>
    }
    .into_any()
}
