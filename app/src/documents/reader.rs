//! One document on screen: what is known of it, as signals that every part of the reader copies.

use std::sync::Arc;
use std::time::Duration;

use document::{Document, Form, Kind, Note, Target};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::{ev, html};
use nearside::{File, Priority};
use worker::document as call;

use super::comments::{self, Talk};
use super::deed::Deed;
use super::edit::{self, Edits};
use super::facts::Layers;
use super::find::{self, Find};
use super::paint::Painter;
use super::place::{self, Memory};
use super::side::{Tab, side};
use super::stage::Stage;
use super::toolbar::toolbar;
use super::{keys, pages, password, print};
use crate::command::Command;
use crate::desk;
use crate::route::Route;
use crate::row::{Leaf, Row};
use crate::seek::wish;
use crate::session::Session;
use crate::text::documents::{fault, text};
use crate::ui::button::{Show, button};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;
use crate::ui::palette;

/// The document that stands between a link and what it leads to.
const GATE: &str = "out.html";
/// Pages whose sizes are asked for at a time.
const SIZES: u32 = 4000;
/// A place that rests this long is remembered, in milliseconds.
const REST: u64 = 300;
/// An opening that takes longer than this is given up.
const PATIENCE: Duration = Duration::from_secs(120);

/// How far opening has come.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// The worker reads it.
    Opening,
    /// It wants a password; whether one was tried.
    Locked(bool),
    /// The person does not want to give the password now.
    Shut,
    /// It cannot be shown, and why; whether trying again may help.
    Failed(String, bool),
    /// It is on screen.
    Open,
}

/// One document on screen.
#[derive(Clone, Copy)]
pub struct Reader {
    /// The app.
    pub session: Session,
    /// Its row of the desk.
    pub row: Row,
    /// How far opening has come.
    pub state: RwSignal<State>,
    /// What it says about itself.
    pub document: RwSignal<Option<Arc<Document>>>,
    /// Where a person is in it.
    pub stage: Stage,
    /// What is looked for in it.
    pub find: Find,
    /// What people wrote on its pages.
    pub talk: Talk,
    /// What the side shows.
    pub tab: RwSignal<Option<Tab>>,
    /// Layers that were switched.
    pub layers: RwSignal<Layers>,
    /// What could not be shown as the file means it, on the pages that were drawn.
    pub notes: RwSignal<Vec<Note>>,
    /// What is changed in it.
    pub edits: Edits,
    /// When a stroke was drawn last, in milliseconds.
    pub stroked: StoredValue<f64>,
    /// Whether paper is dark.
    pub dark: RwSignal<bool>,
    /// How far printing has come; whether its form is open.
    pub printing: RwSignal<Option<print::Step>>,
    /// What draws pages.
    pub painter: StoredValue<Painter, LocalStorage>,
    file: StoredValue<Option<File>, LocalStorage>,
}

impl Reader {
    fn new(session: Session, row: Row) -> Reader {
        Reader {
            session,
            row,
            state: RwSignal::new(State::Opening),
            document: RwSignal::new(None),
            stage: Stage::new(),
            find: Find::new(),
            talk: Talk::new(),
            tab: RwSignal::new(None),
            layers: RwSignal::default(),
            notes: RwSignal::default(),
            edits: Edits::new(row.id),
            stroked: StoredValue::new(0.0),
            dark: RwSignal::new(Memory::load().dark),
            printing: RwSignal::new(None),
            painter: StoredValue::new_local(Painter::default()),
            file: StoredValue::new_local(desk::file(row.id)),
        }
    }

    /// The file and its password: what every call begins with. None once the reader is gone.
    pub fn source(self) -> Option<(File, String)> {
        Some((self.file.try_get_value()??, password::of(self.row.id)))
    }

    /// Opens the document, with the password that is known by now.
    pub fn open(self) {
        let Some((file, password)) = self.source() else {
            return self.state.set(State::Failed(text().gone.into(), false));
        };
        let tried = !password.is_empty();
        self.state.set(State::Opening);
        spawn_local(async move {
            let job =
                call::open(file.clone(), password).near(call::key(&file)).priority(Priority::Interactive);
            let opened = job.deadline(PATIENCE).await;
            if self.state.is_disposed() {
                return;
            }
            match opened {
                Ok(document) => self.show(document, &file),
                Err(error) => {
                    let own = error.failed::<document::Error>().map(|own| own.kind);
                    self.state.set(match own {
                        Some(Kind::Locked) => {
                            password::forget(self.row.id);
                            State::Locked(tried)
                        }
                        own => State::Failed(fault(&error), own.is_none()),
                    });
                }
            }
        });
    }

    fn show(self, document: Document, file: &File) {
        let (pages, known) = (document.pages, document.sizes.len() as u32);
        self.row.leaf.set(Some(Leaf::Pages(pages)));
        if pages == 0 {
            return self.state.set(State::Failed(text().no_pages.into(), false));
        }
        self.stage.fill(pages as usize, &document.sizes);
        self.notes.set(document.notes.clone());
        if document.form == Form::Fields {
            edit::fields::ask(self);
        }
        self.document.set(Some(Arc::new(document)));
        self.state.set(State::Open);
        let file = file.clone();
        request_animation_frame(move || {
            if self.stage.node.is_disposed() {
                return;
            }
            self.stage.resized();
            Memory::load().restore(&file, self.stage);
            if let Some(wish) = wish::take(self.row.id) {
                super::find::grant(self, wish);
            }
            if let Some(node) = self.stage.node.get_untracked() {
                // Arrow keys shall scroll at once.
                let _ = node.focus();
            }
            spawn_local(self.measure(known, pages));
        });
    }

    /// Asks for the sizes of the other pages, a part at a time.
    async fn measure(self, known: u32, pages: u32) {
        let mut from = known;
        while from < pages {
            let Some((file, password)) = self.source() else { return };
            let near = call::key(&file);
            let to = from.saturating_add(SIZES).min(pages);
            match call::sizes(file, password, from, to).near(near).await {
                // A page whose size is not known is as large as the others.
                Err(_) => return,
                Ok(_) if self.state.is_disposed() => return,
                Ok(sizes) => self.stage.learn(from as usize, &sizes),
            }
            from = to;
        }
    }

    /// Tells what could not be shown as the file means it.
    pub fn note(self, notes: Vec<Note>) {
        self.notes.try_maybe_update(|known| {
            let before = known.len();
            known.extend(notes.into_iter().filter(|note| !matches!(note, Note::Reduced(_))));
            known.sort_by_key(|note| format!("{note:?}"));
            known.dedup();
            (known.len() != before, ())
        });
    }

    /// Follows a link or a line of the outline. What leads outside is asked about first.
    pub fn follow(self, target: &Target) {
        match target {
            Target::Page { page, top } => {
                self.stage.go(*page as usize, top.map(f64::from));
            }
            Target::Web(address) => self.leave(address),
            _ => {}
        }
    }

    /// Opens the gate to what lies outside: it names the address and asks.
    fn leave(self, address: &str) {
        let gate = format!("{GATE}#{}", String::from(js_sys::encode_uri_component(address.trim())));
        // A browser that opens no window says so itself.
        let _ = window().open_with_url_and_target_and_features(&gate, "_blank", "noopener");
    }
}

/// The reader of the row that the address names.
pub fn reader(session: Session) -> AnyView {
    let Route::View(id) = session.route.get_untracked() else { return ().into_any() };
    let Some(row) = untrack(|| session.row(id)) else { return ().into_any() };
    let reader = Reader::new(session, row);
    reader.open();
    remember(reader);
    edit::covers::watch(reader);
    keys::listen(reader);
    palette::offer(reader.session, move || Deed::offers(reader));
    on_cleanup(move || {
        reader.find.stop();
        reader.talk.stop();
        reader.edits.stop();
    });
    let root = NodeRef::<html::Section>::new();
    view! {
        <section
            class="reader"
            node_ref=root
            aria-labelledby="view-title"
            class:dark-paper=live(move || reader.dark.get())
            data-state=live(move || match reader.state.get() {
                State::Open => "open",
                State::Opening => "opening",
                _ => "told",
            })
        >
            {toolbar(reader)}
            {edit::strip::strip(reader)}
            {live(move || match reader.state.get() {
                State::Open => open(reader),
                state => told(reader, state),
            })}
            {print::form(reader)}
            {edit::bar::bar(reader)}
            {edit::sign::form(reader)}
            {edit::certificate::dialog(reader)}
        </section>
    }
    .into_any()
}

fn open(reader: Reader) -> AnyView {
    view! {
        <div class="reader-body">
            {side(reader)}
            {pages::pages(reader)}
            {find::bar(reader)}
            {edit::selection::bar(reader)}
            {comments::card(reader)}
        </div>
    }
    .into_any()
}

/// Instead of pages: that it is being opened, what it wants, or why it is not shown.
fn told(reader: Reader, state: State) -> AnyView {
    let t = text();
    let retry = move |words: &'static str| {
        view! { <button type="button" class="primary" id="again" on:click=move |_| reader.open()>{words}</button> }
            .into_any()
    };
    let (picture, words, action) = match state {
        State::Opening => {
            return view! {
                <div class="reader-told" role="status">
                    <span class="hidden">{t.opening}</span>
                    <div class="paper-blank" aria-hidden="true"><div class="shimmer"></div></div>
                </div>
            }
            .into_any();
        }
        State::Locked(tried) => {
            return view! { <div class="reader-told">{password::ask(reader, tried)}</div> }.into_any();
        }
        State::Shut => (Icon::Lock, t.shut.to_owned(), retry(t.enter_password)),
        State::Failed(words, again) => {
            let action = if again { retry(t.again) } else { ().into_any() };
            (Icon::Warn, words, action)
        }
        State::Open => return ().into_any(),
    };
    view! {
        <div class="reader-told" role="alert">
            {icon(picture).into_any()}
            <p>{words}</p>
            <div class="actions">
                {action}
                {button(reader.session, Command::Back, Show::Words, "", "")}
            </div>
        </div>
    }
    .into_any()
}

/// Keeps the place whenever it rests.
fn remember(reader: Reader) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stage = reader.stage;
    let keep = move || {
        if let (Some((file, _)), State::Open) = (reader.source(), reader.state.get_untracked()) {
            place::keep(&file, stage);
        }
    };
    // Who closes the tab does not wait until the place rests.
    let hidden = window_event_listener(ev::pagehide, move |_| keep());
    on_cleanup(move || hidden.remove());
    Effect::new(move |_| {
        stage.seen.track();
        stage.turn.track();
        let fresh = set_timeout_with_handle(
            move || {
                if !stage.page.is_disposed() {
                    stage.rested();
                    keep();
                }
            },
            Duration::from_millis(REST),
        );
        let before = timer.try_update_value(|timer| std::mem::replace(timer, fresh.ok()));
        before.flatten().inspect(TimeoutHandle::clear);
    });
}
