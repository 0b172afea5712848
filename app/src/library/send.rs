//! The forms: where files shall go, a new name, and which of the other dialogs of the library is open.

use leptos::prelude::*;
use leptos::task::spawn_local;
use store::{Path, Place};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::code::Form;
use super::load::list;
use super::{act, age, connect, load, share, side, vault, versions};
use crate::command::Command;
use crate::save;
use crate::save::name::{safe, split};
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
        Form::Rename => naming(session, Command::Rename),
        Form::Folder => naming(session, Command::NewFolder),
        Form::Versions => versions::form(session),
        Form::Vault => vault::form(session),
        Form::SealAge => age::sealing(session),
        Form::OpenAge => age::opening(session),
        Form::Link => share::form(session),
        Form::Copy => target(session, Command::CopyTo),
        Form::Move => target(session, Command::MoveTo),
        Form::Save => target(session, Command::SaveTo),
        Form::SaveMade => target(session, Command::SaveMade),
    }
}

/// Keeps the results of the desk in this browser's library.
pub fn keep(session: Session) {
    into(session, Place::browser(), Path::root());
}

fn into(session: Session, place: Place, folder: Path) {
    let items = save::items(session).into_iter().map(|item| (item.path, item.file, Some(item.row)));
    act::put(session, act::pieces(session, items), place, folder);
}

/// Keeps what a tool has made last in a folder of a place.
pub fn keep_made(session: Session, place: Place, folder: Path) {
    let made = save::last().into_iter().map(|file| (file.name().to_owned(), file, None));
    act::put(session, act::pieces(session, made), place, folder);
}

/// Asks for a place and a folder in it.
fn target(session: Session, command: Command) -> AnyView {
    let t = &text().library;
    let shelf = session.shelf;
    load::begin(session);
    let of_desk = matches!(command, Command::SaveTo | Command::SaveMade);
    let here = untrack(|| shelf.place()).filter(|place| !of_desk && place.can.write);
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
            Command::SaveMade => keep_made(session, place, folder),
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

/// Asks for a name: another one for what is chosen, or that of a new folder.
fn naming(session: Session, command: Command) -> AnyView {
    let t = &text().library;
    let picked = untrack(|| session.shelf.picked());
    let line = picked.first().filter(|_| command == Command::Rename);
    let before = line.map(|line| line.path().name().to_owned()).unwrap_or_default();
    // What is mostly meant is selected: the name without its ending.
    let stem = if line.is_some_and(|line| line.item.entry.folder) { &*before } else { split(&before).0 };
    let stem = stem.encode_utf16().count() as u32;
    let select = move |event: leptos::ev::FocusEvent| {
        let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        // A line of text has a selection.
        field.into_iter().for_each(|field| drop(field.set_selection_range(0, stem)));
    };
    let (name, why) = (RwSignal::new(before.clone()), RwSignal::new(None::<&'static str>));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked().trim().to_owned();
        why.set(refused(&name).filter(|_| name != before));
        if why.with_untracked(Option::is_some) {
            return;
        }
        session.dialog.set(None);
        match command {
            Command::NewFolder => act::folder(session, &name),
            _ if name != before => act::rename(session, name),
            _ => {}
        }
    };
    let title = (text().command)(command).trim_end_matches('…').to_owned();
    let lead = (command == Command::NewFolder).then(|| (t.folder_is)(picked.len()));
    view! {
        {head(session, title.clone())}
        <form class="stack" on:submit=submit on:focusin=select>
            {entry("new-name", t.name, "text", name, true, "")}
            {live(move || why.get().map(|words| view! { <p class="bad" id="name-refused" role="alert">{words}</p> }))}
            {lead.map(|words| view! { <p class="muted">{words}</p> })}
            <div class="actions">
                <button type="submit" class="primary">
                    {title}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// Why nothing can have this name, if that is so.
fn refused(name: &str) -> Option<&'static str> {
    let t = &text().library;
    match name {
        _ if name.contains('/') => Some(t.name_with_slash),
        _ if safe(name) != name => Some(t.name_with_signs),
        _ => None,
    }
}
