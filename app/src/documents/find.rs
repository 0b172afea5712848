//! Search: a bar over the pages, hits that come while the document is still being read, and their marks on the pages.

use std::collections::BTreeMap;
use std::ops::Bound;

use document::{Found, Hit, Note, Search};
use futures_util::future::{AbortHandle, abortable};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::Kind;

use super::deed::Deed;
use super::edit;
use super::reader::Reader;
use super::side::Tab;
use super::sought;
use super::toolbar::{Face, button};
use crate::app::focus_on;
use crate::number;
use crate::seek::wish::Wish;
use crate::text::documents::{fault, text};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, when};
use crate::wait;

/// A word that rests this long is looked for, in milliseconds.
const REST: u32 = 180;
/// More hits than these nobody goes through.
const MOST: usize = 20_000;

/// Where a hit is: its page, and which one of the page.
pub type Place = (usize, usize);

/// What is looked for, and what is found.
#[derive(Clone, Copy)]
pub struct Find {
    /// Whether the bar is open.
    pub open: RwSignal<bool>,
    /// What to look for, and how.
    pub search: RwSignal<Search>,
    /// The hits by their page.
    pub hits: RwSignal<BTreeMap<usize, Vec<Hit>>>,
    /// How many there are.
    pub count: RwSignal<usize>,
    /// The one that is looked at.
    pub current: RwSignal<Option<Place>>,
    /// How much is searched; none when it is over.
    pub progress: RwSignal<Option<f64>>,
    /// Pages that could not be searched.
    failed: RwSignal<usize>,
    fault: RwSignal<Option<String>>,
    running: StoredValue<Option<AbortHandle>>,
}

impl Find {
    /// Nothing is looked for.
    pub fn new() -> Find {
        Find {
            open: RwSignal::new(false),
            search: RwSignal::default(),
            hits: RwSignal::default(),
            count: RwSignal::new(0),
            current: RwSignal::new(None),
            progress: RwSignal::new(None),
            failed: RwSignal::new(0),
            fault: RwSignal::new(None),
            running: StoredValue::new(None),
        }
    }

    /// Ends what is under way.
    pub fn stop(self) {
        self.running.try_update_value(|running| running.take().inspect(AbortHandle::abort));
    }

    /// Forgets what was found.
    fn clear(self) {
        self.stop();
        self.hits.set(BTreeMap::new());
        self.count.set(0);
        self.current.set(None);
        self.progress.set(None);
        self.failed.set(0);
        self.fault.set(None);
    }

    /// Which one of all hits the current one is, from 1, tracked.
    fn ordinal(self) -> Option<usize> {
        let (page, at) = self.current.get()?;
        Some(self.hits.with(|hits| hits.range(..page).map(|(_, hits)| hits.len()).sum::<usize>()) + at + 1)
    }

    /// The next hit after a place, or the one before, round the end.
    fn beside(self, place: Place, forward: bool) -> Option<Place> {
        let (page, at) = place;
        self.hits.with_untracked(|hits| {
            let first = || hits.first_key_value().map(|(page, _)| (*page, 0));
            let last = || hits.last_key_value().map(|(page, hits)| (*page, hits.len() - 1));
            match forward {
                true if hits.get(&page).is_some_and(|hits| at + 1 < hits.len()) => Some((page, at + 1)),
                true => {
                    let after = hits.range((Bound::Excluded(page), Bound::Unbounded)).next();
                    after.map(|(page, _)| (*page, 0)).or_else(first)
                }
                false if at > 0 && hits.contains_key(&page) => Some((page, at - 1)),
                false => {
                    hits.range(..page).next_back().map(|(page, hits)| (*page, hits.len() - 1)).or_else(last)
                }
            }
        })
    }
}

/// Shows the hit that somebody came for.
pub fn grant(reader: Reader, wish: Wish) {
    let find = reader.find;
    find.search.set(Search { needle: wish.needle, ..Search::default() });
    find.open.set(true);
    start_at(reader, Some(wish.place));
}

/// Opens the bar, or goes back to it. A selection of one line is looked for.
pub fn open(reader: Reader) {
    let find = reader.find;
    let selected = window().get_selection().ok().flatten().and_then(|it| String::from(it.to_string()).into());
    let selected = selected.map(|words: String| words.trim().to_owned());
    let selected = selected.filter(|words| !words.is_empty() && words.len() < 100 && !words.contains('\n'));
    if let Some(needle) = selected {
        find.search.update(|search| search.needle = needle);
    }
    find.open.set(true);
    request_animation_frame(|| {
        focus_on("#find");
        if let Some(field) = document().get_element_by_id("find") {
            use wasm_bindgen::JsCast;
            field.unchecked_into::<web_sys::HtmlInputElement>().select();
        }
    });
    if find.count.get_untracked() == 0 {
        start(reader);
    }
}

/// Closes the bar and takes the marks away.
pub fn close(reader: Reader) {
    reader.find.clear();
    reader.find.open.set(false);
    reader.tab.update(|tab| *tab = tab.filter(|tab| *tab != Tab::Hits));
    focus_on("#pages");
}

/// Goes to the next hit, or to the one before.
pub fn step(reader: Reader, forward: bool) {
    let find = reader.find;
    if !find.open.get_untracked() {
        return open(reader);
    }
    let from = find.current.get_untracked().unwrap_or((reader.stage.page.get_untracked(), usize::MAX - 1));
    if let Some(next) = find.beside(from, forward) {
        go(reader, next);
        let count = find.count.get_untracked();
        let ordinal = untrack(|| find.ordinal()).unwrap_or(1);
        reader.session.say((text().hit_of)(ordinal, count));
    }
}

/// Goes to a hit.
pub fn go(reader: Reader, place: Place) {
    let find = reader.find;
    find.current.set(Some(place));
    let area = find.hits.with_untracked(|hits| hits.get(&place.0)?.get(place.1)?.areas.first().copied());
    reader.stage.reveal(place.0, area.unwrap_or_default());
}

/// Looks for the needle from the page on that is read.
fn start(reader: Reader) {
    start_at(reader, None);
}

/// Looks for the needle from a hit on, and shows that.
fn start_at(reader: Reader, wanted: Option<Place>) {
    let find = reader.find;
    find.clear();
    let from = wanted.map_or_else(|| reader.stage.page.get_untracked(), |(page, _)| page) as u32;
    let search = Search { from, ..find.search.get_untracked() };
    let Some((file, password)) = reader.source().filter(|_| !search.needle.trim().is_empty()) else { return };
    find.progress.set(Some(0.0));
    let pages = reader.stage.pages() as u32;
    let work = async move {
        wait(REST).await;
        let told = move |done: f64| {
            find.progress.try_update(|progress| *progress = progress.map(|_| done));
        };
        let searched = sought::search(&file, &password, &search, pages, told, |found| {
            if find.count.is_disposed() {
                return false;
            }
            take(reader, found, wanted);
            find.count.get_untracked() <= MOST
        });
        match searched.await {
            Err(error) if error.kind() != Kind::Cancelled => {
                find.fault.try_set(Some(fault(&error)));
            }
            _ => {}
        }
    };
    let (work, handle) = abortable(work);
    find.running.set_value(Some(handle));
    spawn_local(async move {
        if work.await.is_ok() {
            find.progress.try_set(None);
        }
    });
}

/// Takes in what was found on a page; what is known of it already stays.
fn take(reader: Reader, found: Found, wanted: Option<Place>) {
    let find = reader.find;
    if found.failed.is_some() {
        find.failed.update(|failed| *failed += 1);
    }
    let (page, hits) = (found.page as usize, found.hits.len());
    if hits == 0 || find.hits.with_untracked(|known| known.contains_key(&page)) {
        return;
    }
    find.count.update(|count| *count += hits);
    find.hits.update(|all| drop(all.insert(page, found.hits)));
    if find.current.get_untracked().is_none() {
        let at = wanted.filter(|wanted| wanted.0 == page).map_or(0, |wanted| wanted.1);
        go(reader, (page, at.min(hits - 1)));
    }
}

/// The marks of a page, tracked.
pub fn marks(find: Find, page: usize) -> AnyView {
    let current = find.current.get().filter(|place| place.0 == page).map(|place| place.1);
    let marks = find.hits.with(|hits| {
        let areas = hits.get(&page).into_iter().flatten().enumerate().flat_map(|(at, hit)| {
            let class = if current == Some(at) { "mark-hit current" } else { "mark-hit" };
            hit.areas.iter().map(move |area| edit::place::over(class, *area))
        });
        areas.collect::<Vec<AnyView>>()
    });
    view! { <div class="marks" aria-hidden="true">{marks}</div> }.into_any()
}

/// The bar.
pub fn bar(reader: Reader) -> AnyView {
    when(move || reader.find.open.get(), move || inside(reader))
}

fn inside(reader: Reader) -> AnyView {
    let t = text();
    let find = reader.find;
    let field = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            step(reader, !event.shift_key());
        }
    };
    let option = move |id: &'static str,
                       words: &'static str,
                       sign: &'static str,
                       part: fn(&mut Search) -> &mut bool| {
        view! {
            <label class="chip" title=words>
                <input
                    type="checkbox"
                    id=id
                    aria-label=words
                    prop:checked=live(move || *part(&mut find.search.get()))
                    on:change=move |event| {
                        find.search.update(|search| *part(search) = event_target_checked(&event));
                        start(reader);
                    }
                />
                <span aria-hidden="true">{sign}</span>
            </label>
        }
        .into_any()
    };
    view! {
        <search class="find" aria-label=t.find>
            <div class="find-line">
                <input
                    type="search"
                    id="find"
                    aria-label=t.find
                    placeholder=t.find
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=live(move || find.search.with(|search| search.needle.clone()))
                    on:input=move |event| {
                        find.search.update(|search| search.needle = event_target_value(&event));
                        start(reader);
                    }
                    on:keydown=field
                />
                {button(reader, Deed::FindPrevious, Face::Icon, "quiet")}
                {button(reader, Deed::FindNext, Face::Icon, "quiet")}
                <button
                    type="button"
                    class="quiet icon-only"
                    title=format!("{} (Esc)", t.find_close)
                    aria-label=t.find_close
                    on:click=move |_| close(reader)
                >
                    {icon(Icon::Close).into_any()}
                </button>
            </div>
            <div class="find-line">
                {option("find-case", t.find_case, "Aa", |search| &mut search.case)}
                {option("find-words", t.find_words, "[ab]", |search| &mut search.words)}
                {option("find-accents", t.find_accents, "é", |search| &mut search.accents)}
                <output class="numbers muted" id="find-count" role="status">{live(move || told(reader, find))}</output>
                <span class="grow"></span>
                {when(
                    move || find.count.get() > 0,
                    move || view! {
                        {edit::bar::redact_hits(reader)}
                        <button
                            type="button"
                            class="quiet"
                            id="find-list"
                            aria-pressed=live(move || (reader.tab.get() == Some(Tab::Hits)).to_string())
                            on:click=move |_| reader.tab.update(|tab| {
                                *tab = if *tab == Some(Tab::Hits) { None } else { Some(Tab::Hits) };
                            })
                        >
                            {t.find_list}
                        </button>
                    }
                    .into_any(),
                )}
            </div>
            {live(move || {
                let missed = find.failed.get();
                let words = find.fault.get().or_else(|| (missed > 0).then(|| (t.find_missed)(missed)));
                words.map(|words| view! { <p class="find-told" role="status">{words}</p> }.into_any())
            })}
            {when(
                move || find.progress.get().is_some(),
                move || view! {
                    <progress
                        max="1"
                        aria-label=t.finding
                        prop:value=live(move || find.progress.get().unwrap_or(1.0))
                    ></progress>
                }
                .into_any(),
            )}
        </search>
    }
    .into_any()
}

/// How many there are, tracked.
fn told(reader: Reader, find: Find) -> String {
    let t = text();
    let count = find.count.get();
    if find.search.with(|search| search.needle.trim().is_empty()) {
        return String::new();
    }
    match (count, find.progress.get()) {
        (0, Some(_)) => t.finding.into(),
        (0, None) if reader.notes.with(|notes| notes.contains(&Note::Scanned)) => t.find_scan.into(),
        (0, None) => t.find_none.into(),
        (count, _) if count > MOST => (t.find_many)(MOST),
        (count, _) => match find.ordinal() {
            Some(ordinal) => (t.hit_of)(ordinal, count),
            None => number::whole(count as f64),
        },
    }
}
