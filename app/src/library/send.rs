//! The forms: where files shall go, a new name, and which of the other dialogs of the library is open.

use leptos::prelude::*;
use leptos::task::spawn_local;
use store::{Path, Place};

use super::code::Form;
use super::load::list;
use super::{act, connect, load, side, vault, versions};
use crate::command::Command;
use crate::save;
use crate::session::Session;
use crate::text::text;
use crate::ui::button::{Show, button};
use crate::ui::dialog::{Dialog, head};
use crate::ui::field::entry;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;
use crate::ui::toast;

/// The inside of the dialog that is open.
pub fn form(session: Session) -> AnyView {
    let Some(Dialog::Library(form)) = session.dialog.get_untracked() else { return ().into_any() };
    match form {
        Form::Connect => connect::form(session),
        Form::Rename => rename(session),
        Form::Versions => versions::form(session),
        Form::Vault => vault::form(session),
        Form::Copy => target(session, Command::CopyTo),
        Form::Move => target(session, Command::MoveTo),
        Form::Save => target(session, Command::SaveTo),
    }
}

/// Keeps the results of the desk in this browser's library.
pub fn keep(session: Session) {
    into(session, Place::browser(), Path::root());
}

fn into(session: Session, place: Place, folder: Path) {
    let pieces = save::items(session).into_iter().filter_map(|item| {
        let name = Path::new(&item.path).ok()?;
        Some(act::piece(item.file, name, Some(item.row)))
    });
    act::put(session, pieces.collect(), place, folder);
}

/// Asks for a place and a folder in it.
fn target(session: Session, command: Command) -> AnyView {
    let t = &text().library;
    let shelf = session.shelf;
    load::begin(session);
    let here = untrack(|| shelf.place()).filter(|place| command != Command::SaveTo && place.can.write);
    let start = here.map_or_else(|| Place::browser().id, |place| place.id);
    let (id, folder, below) =
        (RwSignal::new(start), RwSignal::new(String::new()), RwSignal::new(Vec::<String>::new()));
    let place = move || untrack(|| id.with(|id| shelf.known(id)));
    // The folders that are there, to be clicked instead of typed.
    Effect::new(move |_| {
        let (_, typed) = (id.get(), folder.get());
        let (Some(place), Ok(path)) = (place(), Path::new(typed)) else { return below.set(Vec::new()) };
        spawn_local(async move {
            let found = list(place, path).await.unwrap_or_default();
            let folders = found.into_iter().filter(|item| item.entry.folder);
            let names = folders.map(|item| item.entry.path.as_str().to_owned()).collect();
            // The dialog may be closed by now.
            below.try_set(names);
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(place) = place() else { return };
        let folder = match Path::new(folder.get_untracked()) {
            Ok(folder) => folder,
            Err(error) => return toast::show(session, (t.fault)(error.kind(), &error.to_string())),
        };
        session.dialog.set(None);
        match command {
            Command::SaveTo => into(session, place, folder),
            command => act::send(session, place, folder, command == Command::MoveTo),
        }
    };
    let option = move |place: Place| {
        let (name, worth) = (side::name(&place), place.id.clone());
        view! { <option value=worth prop:selected=move || id.with(|id| *id == place.id)>{name}</option> }
            .into_any()
    };
    let places = move || {
        let places = shelf.places.get().into_iter().filter(|place| place.can.write);
        places.map(option).collect::<Vec<AnyView>>()
    };
    let folders = move || {
        let up = folder.with(|folder| !folder.is_empty()).then(|| {
            let above = folder.with(|folder| folder.rsplit_once('/').map(|(above, _)| above.to_owned()));
            step(folder, above.unwrap_or_default(), t.above.into(), Icon::Left)
        });
        let below = below.get().into_iter().map(|path| {
            let name = path.rsplit('/').next().unwrap_or_default().to_owned();
            step(folder, path, name, Icon::Folder)
        });
        up.into_iter().chain(below).collect::<Vec<AnyView>>()
    };
    let title = (text().command)(command).trim_end_matches('…').to_owned();
    let verb = title.clone();
    view! {
        {head(session, title)}
        <form class="stack" on:submit=submit>
            <label class="stack">
                <span>{t.to_place}</span>
                <select
                    id="to-place"
                    autofocus
                    on:change=move |event| {
                        folder.set(String::new());
                        id.set(event_target_value(&event));
                    }
                >
                    {live(places)}
                </select>
            </label>
            {entry("to-folder", t.to_folder, "text", folder, false, t.to_folder_hint)}
            <div class="folders">{live(folders)}</div>
            <div class="actions">
                {button(session, Command::Connect, Show::Both, "connect-here", "quiet")}
                <button type="submit" class="primary">
                    {verb}
                </button>
            </div>
        </form>
    }
    .into_any()
}

fn step(folder: RwSignal<String>, path: String, name: String, picture: Icon) -> AnyView {
    view! {
        <button type="button" class="quiet" on:click=move |_| folder.set(path.clone())>
            {icon(picture).into_any()}
            <span>{name}</span>
        </button>
    }
    .into_any()
}

fn rename(session: Session) -> AnyView {
    let t = &text().library;
    let before = untrack(|| session.shelf.picked());
    let before = before.first().map(|line| line.path().name().to_owned()).unwrap_or_default();
    let name = RwSignal::new(before.clone());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked().trim().to_owned();
        session.dialog.set(None);
        if name != before {
            act::rename(session, name);
        }
    };
    let title = (text().command)(Command::Rename).trim_end_matches('…').to_owned();
    view! {
        {head(session, title.clone())}
        <form class="stack" on:submit=submit>
            {entry("new-name", t.name, "text", name, true, "")}
            <div class="actions">
                <button type="submit" class="primary">
                    {title}
                </button>
            </div>
        </form>
    }
    .into_any()
}
