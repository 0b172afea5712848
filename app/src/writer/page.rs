//! The place: name and bar, source and preview.

use std::ops::Range;
use std::time::Duration;

use leptos::html::{Div, Section};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{File, Kind};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, ResizeObserver};
use worker::markdown as call;
use worker::markdown::Written;

use super::bar::bar;
use super::draft::Draft;
use super::history::History;
use super::keep;
use super::preview::Preview;
use super::surface::Surface;
use super::sync::{self, Leader};
use crate::app::go;
use crate::desk;
use crate::route::Route;
use crate::row::Row;
use crate::seek::wish::{self, Wish};
use crate::session::Session;
use crate::text::writer::writer as text;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, when};
use crate::ui::toast;

/// Words are counted and the text is kept when so long nothing was typed, in milliseconds.
const REST: u64 = 400;
/// The padding at both sides of the source, in pixels; the style sheet says the same.
const PADDING: f64 = 56.0;

/// What is on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// Source and preview; on a narrow screen the source.
    #[default]
    Both,
    /// The source.
    Source,
    /// The preview.
    Preview,
}

/// How far opening has come.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// It is being read.
    Reading,
    /// It can be written.
    Open,
    /// It cannot, and why.
    Failed(String),
}

/// A text that is written.
#[derive(Clone, Copy)]
pub struct Writer {
    pub session: Session,
    pub row: Row,
    /// Whether it is text as it is, without a preview.
    pub plain: bool,
    pub state: RwSignal<State>,
    pub show: RwSignal<Show>,
    /// How many words there are.
    pub words: RwSignal<usize>,
    /// Whether there is something to undo, and to redo.
    pub can: RwSignal<(bool, bool)>,
    /// Whether all of it is kept in this browser.
    pub kept: RwSignal<bool>,
    /// Whether the preview has something to show.
    pub ready: RwSignal<bool>,
    /// What went wrong with the preview, or with what was to be made.
    pub problem: RwSignal<Option<String>>,
    /// Whether something is being made, and how far that is.
    pub making: RwSignal<Option<f64>>,
    pub surface: StoredValue<Option<Surface>, LocalStorage>,
    pub preview: StoredValue<Option<Preview>, LocalStorage>,
    pub draft: StoredValue<Option<Draft>, LocalStorage>,
    pub history: StoredValue<History, LocalStorage>,
    pub written: StoredValue<Written>,
    pub leader: StoredValue<Leader>,
    pub aligning: StoredValue<bool>,
    /// The piece that somebody was led to, until they move on.
    pub aim: StoredValue<Option<usize>>,
    pub frame: NodeRef<Div>,
    resting: StoredValue<Option<TimeoutHandle>>,
}

impl Writer {
    fn new(session: Session, row: Row) -> Writer {
        Writer {
            session,
            row,
            plain: worker::press::is_plain(&row.name()),
            state: RwSignal::new(State::Reading),
            show: RwSignal::default(),
            words: RwSignal::new(0),
            can: RwSignal::new((false, false)),
            kept: RwSignal::new(true),
            ready: RwSignal::new(false),
            problem: RwSignal::new(None),
            making: RwSignal::new(None),
            surface: StoredValue::new_local(None),
            preview: StoredValue::new_local(None),
            draft: StoredValue::new_local(None),
            history: StoredValue::new_local(History::default()),
            written: StoredValue::new(Written::default()),
            leader: StoredValue::new(Leader::Source),
            aligning: StoredValue::new(false),
            aim: StoredValue::new(None),
            frame: NodeRef::new(),
            resting: StoredValue::new(None),
        }
    }

    /// Whether source and preview are both on the screen.
    pub fn both(self) -> bool {
        self.show.try_get_untracked() == Some(Show::Both) && !self.plain
    }

    /// What is told of an error.
    pub fn fault(self, error: &nearside::Error) -> String {
        let name = self.row.name();
        match error.failed::<document::Error>().map(|error| error.kind) {
            Some(document::Kind::Unsupported) => (text().no_text)(&name),
            _ if error.kind() == Kind::BudgetExceeded => (text().too_long)(&name),
            _ => crate::run::fault(error).message,
        }
    }

    /// The text as it is now.
    pub fn text(self) -> Option<String> {
        self.surface
            .try_with_value(|surface| surface.as_ref().map(|surface| surface.source().text()))
            .flatten()
    }

    fn open(self, file: File, root: HtmlElement) {
        spawn_local(async move {
            match self.read(file).await {
                Ok((base, words, at)) => self.begin(base, &words, at, root),
                Err(error) => drop(self.state.try_set(State::Failed(self.fault(&error)))),
            }
        });
    }

    /// The text of the file, or what was written before the page was loaded again.
    async fn read(self, file: File) -> nearside::Result<(File, String, usize)> {
        let (base, written) = call::read(file).near("writer").await?;
        self.written.try_set_value(written);
        // A buffer belongs to whom it is sent; the browser's file can be sent again and again.
        let base = File::from(base.to_js());
        let left = keep::left(self.row);
        if let Some((Some(words), at)) = left {
            let file = keep::file(base.name(), &words).unwrap_or(base);
            self.kept.try_set(false);
            return Ok((file, words, at));
        }
        let words = JsFuture::from(base.blob().text()).await.ok().and_then(|words| words.as_string());
        Ok((base, words.unwrap_or_default(), left.map_or(0, |(_, at)| at)))
    }

    fn begin(self, base: File, words: &str, at: usize, root: HtmlElement) {
        if self.state.is_disposed() {
            return;
        }
        self.surface.set_value(Some(Surface::new(root.clone(), words)));
        self.draft.set_value(Some(Draft::new(base)));
        self.state.set(State::Open);
        self.rest();
        if let (false, Some(frame)) = (self.plain, self.frame.get_untracked()) {
            let frame: HtmlElement = (*frame).clone();
            if let Some(sheet) = frame.first_element_child() {
                let near = move |news: Vec<(u32, bool)>| {
                    self.preview.try_update_value(|preview| preview.iter_mut().for_each(|p| p.near(&news)));
                    self.follow();
                };
                self.preview.set_value(Some(Preview::new(&frame, sheet.unchecked_into(), near)));
            }
        }
        self.follow();
        request_animation_frame(move || {
            if self.state.is_disposed() {
                return;
            }
            let at = self.surface.with_value(|s| s.as_ref().map_or(0, |s| keep::sound(s.source(), at)));
            let sought = wish::take(self.row.id).and_then(|wish| self.sought(&wish));
            let range = sought.unwrap_or(at..at);
            // It fails only for what cannot take the focus.
            let _ = root.focus();
            self.select(range.clone());
            self.reveal(range.end);
        });
    }

    /// What a search found in the text.
    fn sought(self, wish: &Wish) -> Option<Range<usize>> {
        self.surface.with_value(|s| s.as_ref().map(|s| s.source().find_on(wish.place.0, &wish.needle)))
    }

    /// The text was changed.
    pub fn edited(self) {
        self.kept.set(false);
        if let Some(before) = self.resting.get_value() {
            before.clear();
        }
        let later = set_timeout_with_handle(move || self.rest(), Duration::from_millis(REST));
        self.resting.set_value(later.ok());
    }

    /// Nobody has typed for a moment.
    fn rest(self) {
        let Some(words) = self.surface.try_with_value(|s| s.as_ref().map(|s| s.source().words())).flatten()
        else {
            return;
        };
        self.words.set(words);
        if !self.kept.get_untracked() {
            keep::keep(self);
        }
    }
}

/// The text that the address names.
pub fn page(session: Session) -> AnyView {
    let row = match session.route.get_untracked() {
        Route::View(id) => untrack(|| session.row(id)),
        _ => None,
    };
    let Some(row) = row else { return ().into_any() };
    let writer = Writer::new(session, row);
    let body = match desk::file(row.id) {
        Some(file) => inside(writer, file).into_any(),
        None => problem(crate::text::text().missing_one.to_string()),
    };
    keep::listen(writer);
    let root = NodeRef::<Section>::new();
    view! {
        <section
            class="writer"
            class:plain=writer.plain
            node_ref=root
            aria-labelledby="view-title"
            data-show=live(move || match writer.show.get() {
                Show::Both => "both",
                Show::Source => "source",
                Show::Preview => "preview",
            })
            data-state=live(move || match writer.state.get() {
                State::Reading => "reading",
                State::Open => "open",
                State::Failed(_) => "failed",
            })
            on:keydown=move |event| super::export::key(writer, &event)
        >
            {bar(writer)}
            {body}
        </section>
    }
    .into_any()
}

fn inside(writer: Writer, file: File) -> impl IntoView {
    let t = text();
    let source = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(root) = source.get() {
            let root: HtmlElement = (*root).clone();
            listen(writer, &root);
            writer.open(file.clone(), root);
        }
    });
    let failed = move || match writer.state.get() {
        State::Failed(words) => Some(problem(words)),
        _ => writer.problem.get().map(problem),
    };
    view! {
        <div class="writer-body">
            <div
                class="source"
                id="source"
                node_ref=source
                role="textbox"
                aria-multiline="true"
                aria-label=t.source
                contenteditable=live(move || if writer.state.get() == State::Open { "plaintext-only" } else { "false" })
                spellcheck="true"
                autocapitalize="sentences"
                tabindex="0"
            ></div>
            {(!writer.plain).then(|| preview(writer))}
            {when(
                move || writer.making.get().is_some(),
                move || {
                    let done = move || writer.making.get().filter(|done| *done > 0.0).map(|done| done.to_string());
                    view! { <progress class="working" aria-label=t.making value=live(done)></progress> }.into_any()
                },
            )}
            {live(failed)}
        </div>
        <footer class="writer-foot muted">
            <span class="numbers" id="writer-words">{live(move || (t.words)(writer.words.get()))}</span>
            <span class="grow"></span>
            <span id="writer-kept" data-kept=live(move || writer.kept.get().to_string())>
                {live(move || if writer.kept.get() { t.kept } else { t.keeping })}
            </span>
        </footer>
    }
}

fn preview(writer: Writer) -> impl IntoView {
    let t = text();
    view! {
        <div
            class="preview"
            id="preview"
            node_ref=writer.frame
            role="region"
            tabindex="0"
            aria-label=t.preview
            on:scroll=move |_| sync::scrolled(writer, Leader::Preview)
            on:wheel=move |_| sync::lead(writer, Leader::Preview)
            on:pointerdown=move |_| sync::lead(writer, Leader::Preview)
            on:keydown=move |event| {
                sync::lead(writer, Leader::Preview);
                if event.key() == "Enter" {
                    followed(writer, &event);
                }
            }
            on:click=move |event| followed(writer, &event)
        >
            <article class="prose"></article>
            {when(
                move || writer.ready.get() && writer.words.get() == 0,
                move || view! { <p class="nothing muted">{t.nothing}</p> }.into_any(),
            )}
        </div>
    }
}

/// A link of the text was followed that stays in the app.
fn followed(writer: Writer, event: &web_sys::Event) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let Some(link) = target.closest("[data-to]").ok().flatten() else { return };
    event.prevent_default();
    let Some(path) = link.get_attribute("data-beside") else {
        return writer.find(link.get_attribute("data-to").unwrap_or_default());
    };
    let name = path.split(['#', '?']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    let name = js_sys::decode_uri_component(name).map_or_else(|_| name.to_owned(), String::from);
    let row = writer.session.rows.with_untracked(|rows| rows.iter().copied().find(|row| row.name() == name));
    match row {
        Some(row) => go(Route::View(row.id)),
        None => toast::show(writer.session, (text().not_open)(&name)),
    }
}

/// Hears what happens in the source, for as long as the place is there.
fn listen(writer: Writer, root: &HtmlElement) {
    let on = |name: &'static str, hear: Box<dyn Fn(web_sys::Event)>| {
        let hear = Closure::<dyn Fn(web_sys::Event)>::wrap(hear);
        // Every element hears events.
        let _ = root.add_event_listener_with_callback(name, hear.as_ref().unchecked_ref());
        hear
    };
    let lead = move |_| sync::lead(writer, Leader::Source);
    let kept = vec![
        on("beforeinput", Box::new(move |event| writer.before_input(event.unchecked_ref()))),
        on("input", Box::new(move |_| writer.after_input())),
        on("compositionend", Box::new(move |_| writer.composed())),
        on("copy", Box::new(move |event| writer.copy(&event, false))),
        on("cut", Box::new(move |event| writer.copy(&event, true))),
        on("paste", Box::new(move |event| writer.paste(&event))),
        on("scroll", Box::new(move |_| sync::scrolled(writer, Leader::Source))),
        on("wheel", Box::new(lead)),
        on("pointerdown", Box::new(lead)),
        on(
            "keydown",
            Box::new(move |event| {
                sync::lead(writer, Leader::Source);
                writer.key(event.unchecked_ref());
            }),
        ),
    ];
    let watched = root.clone();
    let size = Closure::<dyn Fn()>::new(move || {
        let width = f64::from(watched.client_width()) - 2.0 * PADDING;
        // A letter of the font is about so wide: it only has to be near.
        let columns = (width / 8.4).max(20.0) as usize;
        writer.surface.try_update_value(|surface| surface.iter_mut().for_each(|s| s.fit(columns)));
    });
    let observer = ResizeObserver::new(size.as_ref().unchecked_ref()).ok();
    observer.iter().for_each(|observer| observer.observe(root));
    let held = StoredValue::new_local(Some((kept, size, observer)));
    on_cleanup(move || {
        if let Some((_, _, Some(observer))) = held.try_update_value(Option::take).flatten() {
            observer.disconnect();
        }
    });
}

fn problem(words: String) -> AnyView {
    view! {
        <div class="problem" role="alert">
            {icon(Icon::Warn)}
            <p>{words}</p>
        </div>
    }
    .into_any()
}
