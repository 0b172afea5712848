//! What the library page shows, as one plain struct of signals: the places, where a person is, what is there, and what of
//! it is chosen.

use leptos::prelude::*;
use store::{Path, Place, PlaceKind};
use worker::store::Health;

use super::carry::Transfer;
use super::line::{Between, Kind, Line, Order, Span, Wish, shown};
use crate::app::focus_on;
use crate::route::{self, Route};

/// The mark of this browser among the places.
const BROWSER: &str = "browser";
/// The mark of the trash.
const TRASH: &str = "trash";

/// Where in the library a person is.
#[derive(Clone, Debug, PartialEq)]
pub struct Where {
    /// The place's mark.
    pub place: String,
    /// The folder in it.
    pub folder: Path,
}

impl Default for Where {
    fn default() -> Self {
        Where { place: BROWSER.into(), folder: Path::root() }
    }
}

impl Where {
    /// The top of a place.
    pub fn top(place: &str) -> Where {
        Where { place: place.into(), folder: Path::root() }
    }

    /// What lies in the trash.
    pub fn trash() -> Where {
        Where::top(TRASH)
    }

    /// Reads the part of an address that says where.
    pub fn parse(hash: &str) -> Where {
        let Some(rest) = route::shelf(hash) else { return Where::default() };
        let (place, folder) = rest.split_once('/').unwrap_or((rest, ""));
        let folder = js_sys::decode_uri_component(folder).ok().map(String::from).unwrap_or_default();
        match place {
            "" => Where::default(),
            // A folder that cannot be is none: the top of its place is near enough.
            place => Where { place: place.into(), folder: Path::new(folder).unwrap_or_default() },
        }
    }

    /// The address.
    pub fn hash(&self) -> String {
        let folder = String::from(js_sys::encode_uri_component(self.folder.as_str())).replace("%2F", "/");
        let slash = if folder.is_empty() { "" } else { "/" };
        [&Route::Library.hash(), "/", &self.place, slash, &folder].concat()
    }

    /// Another folder of the same place.
    pub fn folder(&self, folder: Path) -> Where {
        Where { place: self.place.clone(), folder }
    }

    /// Whether this is the trash.
    pub fn is_trash(&self) -> bool {
        self.place == TRASH
    }

    /// Whether this is this browser, which keeps versions and notes of copies.
    pub fn is_browser(&self) -> bool {
        self.place == BROWSER
    }

    /// Goes there.
    pub fn go(&self) {
        // Assigning a hash cannot fail.
        let _ = window().location().set_hash(&self.hash());
    }
}

/// How far the looking is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Look {
    /// It goes on.
    #[default]
    Busy,
    /// Everything is there.
    Done,
    /// It could not be seen: a sentence, and what kind of failure the store had.
    Failed(String, Option<store::Kind>),
}

/// The days of a span, in the time of this device.
pub fn between(span: Span) -> Between {
    // Days that are no days of their month count on into the one before or after it, and each has its own length.
    let midnight =
        |year: u32, month: i32, day: i32| js_sys::Date::new_with_year_month_day(year, month, day).get_time();
    let now = js_sys::Date::new_0();
    let (year, month, day) = (now.get_full_year(), now.get_month() as i32, now.get_date() as i32);
    let since = |days: i32| (midnight(year, month, day - days), f64::MAX);
    match span {
        Span::Today => since(0),
        Span::Week => since(6),
        Span::Month => since(29),
        Span::Year => (midnight(year, 0, 1), f64::MAX),
        Span::Earlier => (f64::MIN, midnight(year, 0, 1)),
    }
}

/// What the library page shows.
#[derive(Clone, Copy)]
pub struct Shelf {
    /// This browser and the connected places.
    pub places: RwSignal<Vec<Place>>,
    /// Where the person is.
    pub at: RwSignal<Where>,
    /// What is there.
    pub lines: RwSignal<Vec<Line>>,
    /// How far the looking is.
    pub look: RwSignal<Look>,
    /// Words that names have to contain.
    pub query: RwSignal<String>,
    /// The only kind to show.
    pub kind: RwSignal<Option<Kind>>,
    /// How long ago it may have been changed.
    pub span: RwSignal<Option<Span>>,
    /// The order.
    pub order: RwSignal<Order>,
    /// Which lines are shown, in order.
    pub shown: Memo<Vec<u32>>,
    /// Which lines are chosen.
    pub chosen: RwSignal<Vec<u32>>,
    /// The line that keys are about, by its place among those shown.
    pub cursor: RwSignal<usize>,
    /// Where a range of chosen lines begins.
    pub anchor: StoredValue<usize>,
    /// How the files of this browser are.
    pub health: RwSignal<Option<Health>>,
    /// What is on its way.
    pub transfers: RwSignal<Vec<Transfer>>,
    /// What was moved to the trash last, as long as that can be taken back.
    pub thrown: RwSignal<Vec<Path>>,
    /// Whether the places and what was cut short have been asked for.
    pub begun: StoredValue<bool>,
    /// Counts the lookings, so that a late answer cannot overwrite a newer one.
    pub ticket: StoredValue<u32>,
}

impl Shelf {
    /// An empty shelf.
    pub fn new(hash: &str) -> Shelf {
        let lines = RwSignal::new(Vec::<Line>::new());
        let (query, kind, order) = (RwSignal::new(String::new()), RwSignal::new(None), RwSignal::default());
        let span = RwSignal::new(None);
        Shelf {
            places: RwSignal::new(vec![Place::browser()]),
            at: RwSignal::new(Where::parse(hash)),
            lines,
            look: RwSignal::default(),
            query,
            kind,
            span,
            order,
            shown: Memo::new(move |_| {
                let between = span.get().map(between);
                lines.with(|lines| {
                    query.with(|query| shown(lines, &Wish { query, kind: kind.get(), between }, order.get()))
                })
            }),
            chosen: RwSignal::default(),
            cursor: RwSignal::new(0),
            anchor: StoredValue::new(0),
            health: RwSignal::new(None),
            transfers: RwSignal::default(),
            thrown: RwSignal::default(),
            begun: StoredValue::new(false),
            ticket: StoredValue::new(0),
        }
    }

    /// The place that a person is in, tracked; none in the trash, or when it was forgotten.
    pub fn place(self) -> Option<Place> {
        self.at.with(|at| self.known(&at.place))
    }

    /// The place with this mark, tracked.
    pub fn known(self, id: &str) -> Option<Place> {
        self.places.with(|places| places.iter().find(|place| place.id == id).cloned())
    }

    /// Whether this place does not say what is in it, so that files are asked for by their paths, tracked.
    pub fn hides(self) -> bool {
        self.place().is_some_and(|place| place.kind != PlaceKind::Browser && !place.can.list)
    }

    /// Whether files can be written here, tracked: not in the trash, and not in a place to read from.
    pub fn takes(self) -> bool {
        self.place().is_some_and(|place| place.can.write)
    }

    /// The lines that are chosen, in the order in which they are shown.
    pub fn picked(self) -> Vec<Line> {
        self.chosen.with(|chosen| {
            self.shown.with(|shown| {
                self.lines.with(|lines| {
                    let chosen = shown.iter().filter(|at| chosen.contains(at));
                    chosen.filter_map(|at| lines.get(*at as usize).cloned()).collect()
                })
            })
        })
    }

    /// Chooses the line at a place of the list: alone, in addition, or with all from the last one.
    pub fn choose(self, at: usize, more: bool, range: bool) {
        let shown = self.shown.get_untracked();
        let Some(&line) = shown.get(at) else { return };
        self.cursor.set(at);
        match (range, more) {
            (true, _) => {
                let from = self.anchor.get_value().min(shown.len() - 1);
                self.chosen.set(shown[from.min(at)..=from.max(at)].to_vec());
            }
            (false, true) => self.chosen.update(|chosen| match chosen.iter().position(|one| *one == line) {
                Some(was) => drop(chosen.swap_remove(was)),
                None => chosen.push(line),
            }),
            (false, false) => self.chosen.set(vec![line]),
        }
        if !range {
            self.anchor.set_value(at);
        }
    }

    /// Chooses everything that is shown, or nothing.
    pub fn choose_all(self, all: bool) {
        self.chosen.set(if all { self.shown.get_untracked() } else { Vec::new() });
    }

    /// Shows what was found; what was chosen before and is still there stays chosen.
    pub fn fill(self, lines: Vec<Line>) {
        let chosen = untrack(|| self.picked());
        let still = |line: &Line| chosen.iter().any(|old| old.is(line));
        self.chosen.set((0..).zip(&lines).filter(|(_, line)| still(line)).map(|(at, _)| at).collect());
        self.lines.set(lines);
        let most = self.shown.with_untracked(Vec::len).saturating_sub(1);
        self.cursor.update(|cursor| *cursor = (*cursor).min(most));
    }

    /// The address has changed.
    pub fn visit(self, hash: &str) {
        let at = Where::parse(hash);
        if self.at.with_untracked(|now| *now != at) {
            self.chosen.set(Vec::new());
            self.query.set(String::new());
            if at.is_browser() {
                // There a date is sought in all folders, as words are.
                self.span.set(None);
            }
            self.lines.set(Vec::new());
            self.cursor.set(0);
            self.look.set(Look::Busy);
            self.at.set(at);
        }
    }

    /// Moves the focus to the list.
    pub fn focus(self) {
        request_animation_frame(|| focus_on("#shelf"));
    }
}
