//! The shell: header, the place that the address names, and what lies over it.

use crate::ui::live::{live, when};
use leptos::attr::custom::CustomAttribute;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use crate::command::Command;
use crate::documents;
use crate::library;
use crate::panel::{self, network};
use crate::prefs::{Prefs, Theme};
use crate::route::Route;
use crate::row::Tool;
use crate::session::Session;
use crate::studio;
use crate::tables;
use crate::text::{self, text};
use crate::tool::{bar::bar, empty::empty, files::files, preview::preview, settings::settings};
use crate::ui::button::{Show as Face, button};
use crate::ui::dialog::dialogs;
use crate::ui::drop::veil;
use crate::ui::icon::{Icon, icon};
use crate::ui::lazy::lazy;
use crate::ui::toast::{self, Offer, toasts};
use crate::writer;
use crate::{awake, keep, keys, link, open};

/// What takes the focus when a person comes to a place.
const TITLE: &str = "#view-title, #title, #files-title";

/// Goes to a place.
pub fn go(route: Route) {
    // Assigning a hash cannot fail.
    let _ = window().location().set_hash(&route.hash());
}

/// The app.
#[component]
pub fn App() -> impl IntoView {
    let prefs = Prefs::load();
    prefs.keep();
    let hash = window().location().hash().unwrap_or_default();
    let session = Session::new(prefs, &hash);
    link::follow(session, hash);
    listen(session);
    // Another language builds the page anew around the same session, so no text has to be a signal.
    let language = Memo::new(move |_| session.prefs.with(|prefs| prefs.language.clone()));
    let spoken = RwSignal::new(text().code);
    Effect::new(move |before: Option<()>| {
        let wanted = language.get();
        if before.is_none() {
            return; // it was fetched before the app was there
        }
        spawn_local(async move {
            let fetched = text::fetch(wanted.as_deref()).await;
            // The person may have chosen again meanwhile.
            if language.get_untracked() != wanted {
                return;
            }
            match fetched {
                Ok(words) => {
                    text::choose(words);
                    spoken.set(words.code);
                }
                Err(_) => toast::show(session, text().part_missing),
            }
        });
    });
    move || {
        spoken.track();
        shell(session)
    }
}

/// What is listened to for the life of the page.
fn listen(session: Session) {
    open::listen(session);
    open::receive(session);
    keys::listen(session);
    awake::watch(session);
    keep::start(session);
    network::listen();
    library::start(session);
    let _ = window_event_listener(ev::hashchange, move |_| {
        let hash = window().location().hash().unwrap_or_default();
        link::follow(session, hash.clone());
        let route = Route::parse(&hash);
        if route == Route::Library {
            session.shelf.visit(&hash);
        }
        let before = session.route.get_untracked();
        if route != before {
            session.sheet.set(false);
            session.route.set(route);
            request_animation_frame(move || match (before, route) {
                (Route::View(id), Route::Files) => focus_on(&format!("li[data-id='{id}'] .open")),
                _ => focus_on(TITLE),
            });
        }
    });
    // Links within the page are relative to the base address, which need not be the document's.
    let _ = window_event_listener(ev::click, |event| {
        let link = event.target().and_then(|t| t.dyn_into::<Element>().ok());
        let link = link.and_then(|element| element.closest("a[href^='#']").ok().flatten());
        let Some(hash) = link.and_then(|link| link.get_attribute("href")) else { return };
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        event.prevent_default();
        match hash.strip_prefix("#/") {
            // Assigning a hash cannot fail.
            Some(_) => drop(window().location().set_hash(&hash)),
            None => focus_on(&hash),
        }
    });
    let _ = window_event_listener_untyped("nearside:update", move |_| {
        toast::offer(session, text().update_ready, Offer::Reload);
    });
    let _ = window_event_listener_untyped("nearside:offline-ready", move |event| {
        session.offline_ready.set(true);
        // Only the first time is news.
        let detail =
            event.dyn_ref::<web_sys::CustomEvent>().map(web_sys::CustomEvent::detail).unwrap_or_default();
        if js_sys::Reflect::get(&detail, &"first".into()).is_ok_and(|first| first.is_truthy()) {
            toast::show(session, text().offline_ready);
        }
    });
    Effect::new(move |_| {
        let t = text();
        let place = match session.route.get() {
            Route::View(id) => session.row(id).map(|row| row.name()).unwrap_or_default(),
            Route::Files => String::new(),
            place => (t.place_name)(place).to_string(),
        };
        document().set_title(&if place.is_empty() { t.title.into() } else { format!("{place} · Nearside") });
    });
}

/// Moves the focus to the first element of a selector.
pub fn focus_on(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        let element: HtmlElement = element.unchecked_into();
        // It fails only for what cannot take the focus, and then nothing moves.
        let _ = element.focus();
    }
}

fn shell(session: Session) -> impl IntoView {
    let t = text();
    let none = Memo::new(move |_| session.tally.with(|tally| tally.all == 0));
    let place = move || match session.route.get() {
        Route::Library => lazy(session, Some(TITLE), library::page),
        Route::Pages => lazy(session, Some(TITLE), documents::arrange),
        Route::Seek => lazy(session, Some(TITLE), documents::seek),
        place @ (Route::Jobs | Route::Network | Route::Privacy | Route::About) => {
            lazy(session, Some(TITLE), move || panel::of(place))
        }
        _ if none.get() && session.restoring.get() => ().into_any(),
        _ if none.get() => empty(session).into_any(),
        route => {
            let view = match route {
                Route::View(id) => untrack(|| session.row(id)),
                _ => None,
            };
            let list = match view {
                Some(row) => match row.tool() {
                    Tool::Reader => return lazy(session, Some(TITLE), documents::reader),
                    Tool::Grid => return lazy(session, Some(TITLE), tables::page),
                    Tool::Studio { .. } => return lazy(session, Some(TITLE), studio::page),
                    Tool::Pen => return lazy(session, Some(TITLE), writer::page),
                    Tool::Darkroom => preview(session, row).into_any(),
                },
                None => files(session).into_any(),
            };
            view! {
                <h1 class="hidden">{t.title}</h1>
                <div class="work" class:plain=live(move || session.tally.with(|tally| tally.pictures == 0))>
                    <div class="stageside">{list}</div>
                    {settings(session)}
                    {bar(session)}
                </div>
            }
            .into_any()
        }
    };
    view! {
        <a class="skip" href="#main">
            {t.skip}
        </a>
        {header(session)}
        <main id="main" tabindex="-1">
            {live(place)}
        </main>
        <div class="hidden" role="status" aria-live="polite" id="said">
            {live(move || session.said.get())}
        </div>
        {input(session, "open-files", false)}
        {input(session, "open-folder", true)}
        {veil(session)}
        {when(
            move || session.shelf.transfers.with(|all| !all.is_empty()),
            move || lazy(session, None, library::transfers),
        )}
        {toasts(session)}
        {dialogs(session)}
    }
}

/// The pickers of browsers that have only this kind; tests use them too.
fn input(session: Session, id: &'static str, folder: bool) -> impl IntoView {
    view! {
        <input
            type="file"
            id=id
            class="hidden"
            multiple
            tabindex="-1"
            aria-hidden="true"
            on:change=move |event| {
                if let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) {
                    open::picked(session, &input);
                }
            }
        />
    }
    .attr("webkitdirectory", folder.then_some(""))
}

fn header(session: Session) -> impl IntoView {
    let t = text();
    let here = move |place: Route| {
        let route = session.route.get();
        // What is done with the open files is done there.
        let with_files = matches!(route, Route::View(_) | Route::Pages | Route::Seek);
        let same = route == place || (place == Route::Files && with_files);
        same.then_some("page")
    };
    let busy = Memo::new(move |_| session.tally.with(|tally| tally.busy()));
    let places: Vec<_> = Route::PLACES
        .into_iter()
        .map(|place| {
            view! {
                <li>
                    <a href=place.hash() aria-current=live(move || here(place))>
                        {(t.place_name)(place)}
                        {(place == Route::Jobs)
                            .then(|| view! { <span class="dot" class:on=live(move || busy.get())></span> })}
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        <header class="top">
            <a class="brand" href="#/">
                <span class="mark" aria-hidden="true"></span>
                "Nearside"
            </a>
            <nav aria-label=t.places>
                <ul>{places}</ul>
            </nav>
            <span class="grow"></span>
            {button(session, Command::Palette, Face::Icon, "palette", "quiet")}
            {menu(session)}
        </header>
    }
}

/// Theme, language, keys: a popover that the browser opens and closes.
fn menu(session: Session) -> impl IntoView {
    let t = text();
    let option = move |group: &'static str, command: Command, on: Box<dyn Fn() -> bool + Send + Sync>| {
        view! {
            <label>
                <input type="radio" name=group prop:checked=on on:change=move |_| command.run(session) />
                <span>{(t.short)(command)}</span>
            </label>
        }
    };
    let theme = move |theme: Theme| move || session.prefs.with(|prefs| prefs.theme == theme);
    let language = move |code: &'static str| {
        move || {
            session.prefs.track();
            text().code == code
        }
    };
    view! {
        <button type="button" class="quiet icon-only" id="menu" title=t.menu aria-label=t.menu popovertarget="menu-list">
            {icon(Icon::Sun)}
        </button>
        <div class="menu" id="menu-list" popover>
            <fieldset>
                <legend>{t.theme}</legend>
                <div class="segments">
                {option("theme", Command::ThemeSystem, Box::new(theme(Theme::System)))}
                {option("theme", Command::ThemeLight, Box::new(theme(Theme::Light)))}
                {option("theme", Command::ThemeDark, Box::new(theme(Theme::Dark)))}
                </div>
            </fieldset>
            <fieldset>
                <legend>{t.language}</legend>
                <div class="segments">
                {option("language", Command::English, Box::new(language("en")))}
                {option("language", Command::German, Box::new(language("de")))}
                </div>
            </fieldset>
            {button(session, Command::Shortcuts, Face::Both, "shortcuts", "quiet wide")}
        </div>
    }
}
