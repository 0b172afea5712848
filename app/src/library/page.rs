//! The library page: the places at the side, the files of one of them, and what can be done with those that are chosen.

use leptos::prelude::*;
use store::{PlaceKind, State};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};
use worker::store::FOUND;

use super::act;
use super::line::{Column, Kind, Span};
use super::list::list;
use super::load;
use super::shelf::{Look, Shelf};
use super::side::{name, side};
use crate::command::Command;
use crate::number;
use crate::session::Session;
use crate::text::text;
use crate::ui::button::{Show, button};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{either, live, when};

/// What can be done with chosen files, in the order of the bar and the menu.
const VERBS: [Command; 11] = [
    Command::ItemsOpen,
    Command::OpenAge,
    Command::Download,
    Command::SealAge,
    Command::ShareLink,
    Command::CopyTo,
    Command::MoveTo,
    Command::Rename,
    Command::Versions,
    Command::Restore,
    Command::Discard,
];

/// Those of them that are asked for too rarely to have words in the bar, where there is room for those of the others.
const RARE: [Command; 3] = [Command::OpenAge, Command::SealAge, Command::ShareLink];

/// Room that the browser speaks of is told when it is less, in bytes.
const SCARCE: f64 = 2e9;

/// The page.
pub fn page(session: Session) -> AnyView {
    let t = &text().library;
    let shelf = session.shelf;
    load::begin(session);
    load::watch(shelf);
    view! {
        <section class="library" aria-labelledby="title">
            {side(session)}
            <div class="shelf">
                <header class="shelf-head">
                    {live(move || crumbs(shelf))}
                    <span class="grow"></span>
                    {either(move || shelf.hides(), move || reach(session), move || seek(shelf))}
                    {when(
                        move || shelf.takes(),
                        move || view! {
                            {button(session, Command::NewFolder, Show::Icon, "new-folder", "quiet")}
                            {button(session, Command::OpenFiles, Show::Both, "add-files", "")}
                        }
                        .into_any(),
                    )}
                </header>
                <div class="shelf-tools">
                    <p class="muted" role="status">{live(move || summary(shelf))}</p>
                    <span class="grow"></span>
                    {live(move || verbs(session, Show::Icon, "quiet"))}
                    {when(move || shelf.at.with(|at| at.is_trash()), move || button(session, Command::EmptyTrash, Show::Words, "empty-trash", ""))}
                </div>
                {heads(shelf)}
                {list(session)}
                {live(move || said(session))}
                <footer class="shelf-foot">{live(move || foot(session))}</footer>
            </div>
            <input
                type="file"
                id="import-zip"
                class="hidden"
                accept=".zip"
                tabindex="-1"
                aria-hidden="true"
                on:change=move |event| {
                    let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else { return };
                    if let Some(zip) = input.files().and_then(|files| files.get(0)) {
                        act::import(session, zip.into());
                    }
                    // The same zip can be picked again.
                    input.set_value("");
                }
            />
            <div class="menu" id="items-menu" popover role="group" aria-label=t.actions on:click=|_| close_menu()>
                {live(move || verbs(session, Show::Both, "quiet wide"))}
            </div>
        </section>
    }
    .into_any()
}

/// Where a person is: each folder on the way leads back to it.
fn crumbs(shelf: Shelf) -> AnyView {
    let t = &text().library;
    let at = shelf.at.get();
    let top = match shelf.place() {
        Some(place) => name(&place),
        None if at.is_trash() => t.trash.into(),
        None => String::new(),
    };
    let mut folders = vec![at.folder.clone()];
    while let Some(folder) = folders.last().filter(|folder| !folder.is_root()) {
        folders.push(folder.parent());
    }
    let last = folders.len() - 1;
    let steps = folders.into_iter().rev().enumerate().map(|(depth, folder)| {
        let name = if folder.is_root() { top.clone() } else { folder.name().to_owned() };
        match depth == last {
            true => view! { <h1 id="title" tabindex="-1" title=name.clone()>{name.clone()}</h1> }.into_any(),
            false => view! { <a href=at.folder(folder).hash()>{name}</a> }.into_any(),
        }
    });
    view! { <div class="crumbs">{steps.collect::<Vec<AnyView>>()}</div> }.into_any()
}

/// Narrows the list to one of some choices, or to none of them.
fn narrow<T: Copy + PartialEq + Send + Sync + 'static>(
    shelf: Shelf,
    (id, label, all): (&'static str, &'static str, &'static str),
    choices: &'static [T],
    name: fn(T) -> &'static str,
    chosen: RwSignal<Option<T>>,
) -> AnyView {
    let options = choices.iter().enumerate().map(|(at, choice)| {
        view! {
            <option value=at.to_string() prop:selected=live(move || chosen.get() == Some(*choice))>
                {name(*choice)}
            </option>
        }
        .into_any()
    });
    let options: Vec<AnyView> = options.collect();
    view! {
        <select
            id=id
            aria-label=label
            on:change=move |event| {
                let choice = event_target_value(&event).parse().ok().and_then(|at: usize| choices.get(at).copied());
                shelf.chosen.set(Vec::new());
                chosen.set(choice);
            }
        >
            <option value="" prop:selected=live(move || chosen.get().is_none())>
                {all}
            </option>
            {options}
        </select>
    }
    .into_any()
}

/// Words, a kind and a date to look for.
fn seek(shelf: Shelf) -> AnyView {
    let t = &text().library;
    view! {
        <input
            type="search"
            id="seek"
            aria-label=t.find
            placeholder=t.find
            autocomplete="off"
            spellcheck="false"
            prop:value=live(move || shelf.query.get())
            on:input=move |event| {
                shelf.chosen.set(Vec::new());
                shelf.query.set(event_target_value(&event));
            }
            on:keydown=move |event| {
                if event.key() == "ArrowDown" {
                    event.prevent_default();
                    shelf.focus();
                }
            }
        />
        {narrow(shelf, ("kind", t.kind_label, t.all_kinds), &Kind::ALL, t.kinds, shelf.kind)}
        {narrow(shelf, ("span", t.date, t.any_time), &Span::ALL, t.span, shelf.span)}
    }
    .into_any()
}

/// The path of a file, where there is no list to look through.
fn reach(session: Session) -> AnyView {
    let t = &text().library;
    let path = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        act::reach(session, &path.get_untracked());
    };
    view! {
        <form class="reach" on:submit=submit>
            <input
                type="text"
                id="reach"
                aria-label=t.reach
                placeholder=t.reach
                autocomplete="off"
                spellcheck="false"
                required
                on:input=move |event| path.set(event_target_value(&event))
            />
            <button type="submit">{t.reach_now}</button>
        </form>
    }
    .into_any()
}

/// How many there are, or how many of them are chosen.
fn summary(shelf: Shelf) -> String {
    let t = &text().library;
    let (all, chosen) = (shelf.shown.with(Vec::len), shelf.picked());
    if shelf.look.get() != Look::Done {
        return String::new();
    }
    let size: u64 = match chosen.is_empty() {
        false => chosen.iter().map(|line| line.item.entry.size).sum(),
        true => shelf.lines.with(|lines| {
            shelf.shown.with(|shown| {
                shown.iter().filter_map(|at| Some(lines.get(*at as usize)?.item.entry.size)).sum()
            })
        }),
    };
    let size = number::bytes(size as f64);
    // Only a search ends before it has seen all.
    let sought = shelf.at.with(|at| at.is_browser())
        && (shelf.span.get().is_some() || shelf.query.with(|query| !query.trim().is_empty()));
    let more = sought && shelf.lines.with(|lines| lines.len() >= FOUND);
    match (chosen.len(), all) {
        (0, 0) => String::new(),
        (0, all) if more => format!("{} · {}", (t.count)(all), t.not_all),
        (0, all) => format!("{} · {size}", (t.count)(all)),
        (some, all) => format!("{} · {size}", (text().selected)(some, all)),
    }
}

fn verbs(session: Session, show: Show, class: &'static str) -> AnyView {
    let verbs = VERBS.into_iter().filter(|verb| verb.enabled(session));
    let class = |verb| if show == Show::Icon && RARE.contains(&verb) { "quiet rare" } else { class };
    verbs.map(|verb| button(session, verb, show, "", class(verb))).collect::<Vec<AnyView>>().into_any()
}

/// The heads of the columns, which sort.
fn heads(shelf: Shelf) -> AnyView {
    let t = &text().library;
    let head = |by: Column, class: &'static str, words: &'static str| {
        let sort = move || {
            let order = shelf.order.get();
            (order.by == by).then_some(if order.down { "down" } else { "up" })
        };
        let hint = move || match sort() {
            Some(way) => format!("{words}, {}", if way == "down" { t.sorted_down } else { t.sorted_up }),
            None => words.to_owned(),
        };
        view! {
            <button
                type="button"
                class=class
                data-sort=live(sort)
                aria-label=live(hint)
                on:click=move |_| shelf.order.update(|order| *order = order.click(by))
            >
                {words}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="heads" role="group" aria-label=t.sort>
            {head(Column::Name, "what", t.name)}
            <span class="kind">{t.kind_label}</span>
            {head(Column::Size, "size", t.size)}
            {head(Column::Date, "date", t.date)}
            <span class="safe">{live(move || shelf.at.with(|at| at.is_browser()).then_some(t.copies))}</span>
        </div>
    }
    .into_any()
}

/// Instead of a list: that it is on its way, that there is nothing, or why it cannot be seen.
fn said(session: Session) -> AnyView {
    let t = &text().library;
    let shelf = session.shelf;
    let (empty, sought) = (
        shelf.shown.with(Vec::is_empty),
        shelf.query.with(|query| !query.trim().is_empty())
            || shelf.kind.get().is_some()
            || shelf.span.get().is_some(),
    );
    let words = match shelf.look.get() {
        Look::Busy => {
            return view! { <div class="said"><progress aria-label=t.looking></progress></div> }.into_any();
        }
        Look::Failed(why, kind) => {
            return view! {
                <div class="said bad" role="alert">
                    {icon(Icon::Warn).into_any()}
                    <p>{why}</p>
                    {match kind {
                        Some(store::Kind::Locked) => button(session, Command::Vault, Show::Words, "open-vault", ""),
                        _ => view! {
                            <button type="button" on:click=move |_| {
                                act::refresh(session);
                                shelf.look.set(Look::Busy);
                            }>{t.again}</button>
                        }.into_any(),
                    }}
                </div>
            }
            .into_any();
        }
        Look::Done if !empty => return ().into_any(),
        Look::Done if sought => t.none_found,
        Look::Done if shelf.at.with(|at| at.is_trash()) => t.empty_trash,
        Look::Done if shelf.at.with(|at| at.is_browser()) => t.empty_browser,
        Look::Done if shelf.hides() => t.empty_hidden,
        Look::Done => t.empty_place,
    };
    view! { <div class="said">{icon(Icon::Folder).into_any()}<p>{words}</p></div> }.into_any()
}

/// Where it is kept, and how safe that is.
fn foot(session: Session) -> AnyView {
    let t = &text().library;
    let shelf = session.shelf;
    let words = |words: String| view! { <p class="muted">{words}</p> }.into_any();
    if shelf.at.with(|at| at.is_trash()) {
        return words(t.trash_keeps.into());
    }
    let Some(place) = shelf.place() else { return ().into_any() };
    if place.kind != PlaceKind::Browser {
        let origin = place.origin.unwrap_or_default();
        return view! {
            {words((t.place_at)(place.kind, &origin))}
            <span class="grow"></span>
            {button(session, Command::Forget, Show::Words, "forget", "quiet")}
        }
        .into_any();
    }
    let Some(health) = shelf.health.get() else { return ().into_any() };
    // What the browser says is a guess, mostly far too much: only that it is little is worth to be told.
    let (used, room) =
        (health.used as f64, health.room.map(|room| room as f64).filter(|room| *room < SCARCE));
    let meter = room.map(|room| {
        let share = used / (used + room).max(1.0);
        view! { <meter min="0" max="1" high="0.8" value=share.to_string() aria-label=t.meter></meter> }
            .into_any()
    });
    // A sentence that warns has no green dot.
    let class = if health.state == State::Safe { "state good" } else { "state warn" };
    let room = room.map(number::bytes);
    view! {
        <p class="muted"><span class=class></span> {(t.state)(health.state)}</p>
        <span class="grow"></span>
        {meter}
        <p class="muted numbers" title=t.room_hint>{(t.used)(&number::bytes(used), room.as_deref())}</p>
    }
    .into_any()
}

fn menu() -> Option<HtmlElement> {
    document().get_element_by_id("items-menu")?.dyn_into().ok()
}

fn close_menu() {
    if let Some(menu) = menu() {
        // It fails when the menu is closed already.
        let _ = menu.hide_popover();
    }
}

/// Opens the menu of the chosen files where the pointer is.
pub fn open_menu(x: f64, y: f64) {
    let Some(menu) = menu() else { return };
    let style = menu.style();
    for (name, at, room) in [("--x", x, 272.0), ("--y", y, 420.0)] {
        let size = if name == "--x" { window().inner_width() } else { window().inner_height() };
        let most = size.ok().and_then(|size| size.as_f64()).unwrap_or(room) - room;
        // A property of our own takes any value.
        let _ = style.set_property(name, &format!("{}px", at.min(most).max(0.0)));
    }
    let _ = menu.show_popover();
    request_animation_frame(|| crate::app::focus_on("#items-menu button"));
}
