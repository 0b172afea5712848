//! Everything that is open, as one plain struct of signals that any part of the app can copy.
//!
//! Changes that a person makes (settings, removals) go through here and can be undone. What machines do
//! (progress, results, failures) writes to the rows directly and cannot: it follows from the former.

use std::sync::Arc;

use image::{Crop, Recipe};
use leptos::prelude::*;
use nearside::File;
use wasm_bindgen::JsValue;

use crate::desk;
use crate::keep::Kept;
use crate::library::Shelf;
use crate::prefs::Prefs;
use crate::route::Route;
use crate::row::{Phase, Row, Source, State, Tool};
use crate::text::text;
use crate::ui::dialog::Dialog;
use crate::ui::palette::Offers;
use crate::ui::toast::{self, Offer, Toast};
use crate::undo::Undo;

/// What undo goes back to: which files are open, and with which settings.
#[derive(Clone, PartialEq)]
pub struct Snapshot {
    base: Arc<Recipe>,
    rows: Vec<(Row, Arc<Recipe>)>,
}

/// Everything that is open.
#[derive(Clone, Copy)]
pub struct Session {
    /// The open files, in order.
    pub rows: RwSignal<Vec<Row>>,
    /// The settings that new files get.
    pub base: RwSignal<Arc<Recipe>>,
    /// Where the person is.
    pub route: RwSignal<Route>,
    /// Whether settings are for the viewed file alone.
    pub only_this: RwSignal<bool>,
    /// Whether the frame of the crop is on view.
    pub cropping: RwSignal<bool>,
    /// The crop before that, and whom settings were for, to go back to.
    pub uncropped: StoredValue<(Option<Crop>, bool)>,
    /// Whether the settings are open on a narrow screen.
    pub sheet: RwSignal<bool>,
    /// The dialog that is open.
    pub dialog: RwSignal<Option<Dialog>>,
    /// Short messages.
    pub toasts: RwSignal<Vec<Toast>>,
    /// What a screen reader shall say next.
    pub said: RwSignal<String>,
    /// Preferences.
    pub prefs: RwSignal<Prefs>,
    /// What the library shows.
    pub shelf: Shelf,
    /// What survives a reload.
    pub kept: RwSignal<Kept>,
    /// Whether what was open before a reload is still on its way.
    pub restoring: RwSignal<bool>,
    /// Whether something is dragged over the window.
    pub dragged: RwSignal<bool>,
    /// Whether a tool has made something that can be kept.
    pub made: RwSignal<bool>,
    /// How far saving has come.
    pub saving: RwSignal<Option<f64>>,
    /// Whether there is something to undo, and to redo.
    pub history: RwSignal<(bool, bool)>,
    /// Whether the app works without a network from now on.
    pub offline_ready: RwSignal<bool>,
    /// Sums over the rows.
    pub tally: Memo<Tally>,
    /// What the tool on screen has for the palette.
    pub offers: StoredValue<Option<Offers>>,
    undo: StoredValue<Undo<Snapshot>>,
    next: StoredValue<u32>,
    anchor: StoredValue<Option<u32>>,
    /// What rows belong to, however short the view lives in which somebody opened them.
    home: StoredValue<Owner>,
}

/// A file that is about to be opened.
pub struct Incoming {
    /// The file.
    pub file: File,
    /// Folders above it.
    pub folder: String,
    /// The handle it came from.
    pub handle: Option<JsValue>,
}

/// Whom a change of settings concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All files, and those opened later.
    All,
    /// The selected ones.
    Selected,
    /// The one on view.
    This(u32),
}

/// Sums over the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Open files.
    pub all: usize,
    /// Those of them that are pictures.
    pub pictures: usize,
    /// Those of them that are documents.
    pub documents: usize,
    /// Those of them that are tables.
    pub tables: usize,
    /// Those of them that are texts.
    pub texts: usize,
    /// Not made yet.
    pub waiting: usize,
    /// Of those, how many wait for their turn.
    pub queued: usize,
    /// Being made.
    pub running: usize,
    /// Made.
    pub done: usize,
    /// Went wrong.
    pub failed: usize,
    /// Those of them that may go better the next time.
    pub again: usize,
    /// Stopped.
    pub cancelled: usize,
    /// Waiting for permission.
    pub locked: usize,
    /// To be opened again.
    pub missing: usize,
    /// Those that a click on Convert would convert.
    pub convertible: usize,
    /// Selected.
    pub selected: usize,
    /// Made and not saved.
    pub unsaved: usize,
    /// Bytes of the originals of those that are made.
    pub before: f64,
    /// Bytes of the results.
    pub after: f64,
    /// Bytes of the originals: of those that are selected, or of all.
    pub size: f64,
    /// Files' worth of work done in the present batch.
    pub progress: f64,
}

impl Tally {
    /// Whether work is going on.
    pub fn busy(&self) -> bool {
        self.running + self.queued > 0
    }
}

impl Session {
    /// An empty session.
    pub fn new(prefs: Prefs, hash: &str) -> Session {
        let rows = RwSignal::new(Vec::<Row>::new());
        Session {
            rows,
            base: RwSignal::default(),
            route: RwSignal::new(Route::parse(hash)),
            only_this: RwSignal::new(false),
            cropping: RwSignal::new(false),
            uncropped: StoredValue::new((None, false)),
            sheet: RwSignal::new(false),
            dialog: RwSignal::new(None),
            toasts: RwSignal::new(Vec::new()),
            said: RwSignal::new(String::new()),
            prefs: RwSignal::new(prefs),
            shelf: Shelf::new(hash),
            kept: RwSignal::default(),
            restoring: RwSignal::new(true),
            dragged: RwSignal::new(false),
            made: RwSignal::new(false),
            saving: RwSignal::new(None),
            history: RwSignal::new((false, false)),
            offline_ready: RwSignal::new(false),
            tally: Memo::new(move |_| rows.with(|rows| tally(rows))),
            offers: StoredValue::new(None),
            undo: StoredValue::new(Undo::default()),
            next: StoredValue::new(1),
            anchor: StoredValue::new(None),
            home: StoredValue::new(Owner::current().unwrap_or_default()),
        }
    }

    /// Opens files, in order. Rows that lost their file get it back when name and size agree.
    pub fn open(self, files: Vec<Incoming>) -> usize {
        // Before the new rows are laid: what no step of the history knows is cleared away.
        self.remember("open");
        let mut fresh = Vec::new();
        let mut count = 0;
        for Incoming { file, folder, handle } in files {
            count += 1;
            let source = Source {
                name: file.name().to_string(),
                folder,
                size: file.size() as f64,
                modified: file.modified(),
            };
            let lost = self.rows.with_untracked(|rows| {
                rows.iter().copied().find(|row| {
                    matches!(row.phase.get_untracked(), Phase::Missing | Phase::Locked)
                        && row.source.with_value(|s| s.name == source.name && s.size == source.size)
                })
            });
            match lost {
                Some(row) => self.give_back(row, file, handle),
                None => fresh.push(self.lay(None, source, self.base.get_untracked(), Some(file), handle)),
            }
        }
        if !fresh.is_empty() {
            self.rows.update(|rows| rows.extend(fresh));
        }
        count
    }

    /// A row that lost its file over a reload has it again.
    pub fn give_back(self, row: Row, file: File, handle: Option<JsValue>) {
        desk::with(row.id, |held| {
            held.file = Some(file);
            if handle.is_some() {
                held.handle = handle;
            }
        });
        row.phase.set(Phase::Idle);
        crate::look::want(row);
    }

    /// Makes a row and lays its things on the desk. `id` is given when it comes back after a reload.
    pub fn lay(
        self,
        id: Option<u32>,
        source: Source,
        recipe: Arc<Recipe>,
        file: Option<File>,
        handle: Option<JsValue>,
    ) -> Row {
        let id = id.unwrap_or_else(|| self.next.get_value());
        self.next.update_value(|next| *next = (*next).max(id + 1));
        let owner = self.home.with_value(Owner::child);
        let row = owner.with(|| Row::new(id, source, recipe));
        desk::lay(id, owner, file, handle);
        row
    }

    /// Has something belong to the session, and not to the view that is open.
    pub fn keeps(self, make: impl FnOnce()) {
        self.home.with_value(|owner| owner.with(make));
    }

    /// The row with this number.
    pub fn row(self, id: u32) -> Option<Row> {
        self.rows.with(|rows| rows.iter().copied().find(|row| row.id == id))
    }

    /// Whom a change of settings concerns now.
    pub fn scope(self) -> Scope {
        match self.route.get() {
            Route::View(id) if self.only_this.get() => Scope::This(id),
            Route::View(_) => Scope::All,
            _ if self.tally.with(|tally| tally.selected > 0) => Scope::Selected,
            _ => Scope::All,
        }
    }

    /// The rows of a scope.
    pub fn rows_of(self, scope: Scope) -> Vec<Row> {
        let mut rows = self.rows.get();
        match scope {
            Scope::All => {}
            Scope::Selected => rows.retain(|row| row.selected.get()),
            Scope::This(id) => rows.retain(|row| row.id == id),
        }
        rows
    }

    /// The settings that the panel shows.
    pub fn recipe(self) -> Arc<Recipe> {
        match self.scope() {
            Scope::All => self.base.get(),
            scope => match self.rows_of(scope).first() {
                Some(row) => row.recipe.get(),
                None => self.base.get(),
            },
        }
    }

    /// Changes the settings of everything in scope. `key` names what is changed, so that a drag is one step of undo.
    pub fn edit(self, key: &'static str, change: impl Fn(&mut Recipe)) {
        untrack(|| {
            self.remember(key);
            let scope = self.scope();
            let changed = |recipe: &Arc<Recipe>| {
                let mut recipe = Recipe::clone(recipe);
                change(&mut recipe);
                Arc::new(recipe)
            };
            if scope == Scope::All {
                self.base.update(|base| *base = changed(base));
            }
            for row in self.rows_of(scope) {
                let next = row.recipe.with(changed);
                self.set_recipe(row, next);
            }
        });
    }

    fn set_recipe(self, row: Row, recipe: Arc<Recipe>) {
        if row.recipe.with_untracked(|now| *now == recipe) {
            return;
        }
        row.recipe.set(recipe);
        match row.phase.get_untracked() {
            Phase::Running | Phase::Queued if row.is_picture() => crate::run::again(self, row),
            Phase::Failed(_) | Phase::Cancelled => row.phase.set(Phase::Idle),
            _ => {}
        }
    }

    /// Closes rows. Undo opens them again.
    pub fn remove(self, gone: &[Row]) {
        if gone.is_empty() {
            return;
        }
        self.remember("remove");
        gone.iter().for_each(|row| {
            crate::run::cancel(*row);
            row.selected.set(false);
        });
        self.rows.update(|rows| rows.retain(|row| !gone.contains(row)));
        toast::offer(self, (text().removed)(gone.len()), Offer::Undo);
    }

    /// Selects a row, or all rows between it and the last one that was touched.
    pub fn select(self, row: Row, on: bool, range: bool) {
        let rows = self.rows.get_untracked();
        let place = |id| rows.iter().position(|row| row.id == id);
        let from = self.anchor.get_value().filter(|_| range).and_then(place);
        match (from, place(row.id)) {
            (Some(from), Some(to)) => {
                rows[from.min(to)..=from.max(to)].iter().for_each(|row| row.selected.set(on))
            }
            _ => row.selected.set(on),
        }
        self.anchor.set_value(Some(row.id));
    }

    /// Selects all rows, or none.
    pub fn select_all(self, on: bool) {
        self.rows.with_untracked(|rows| rows.iter().for_each(|row| row.selected.set(on)));
    }

    fn snapshot(self) -> Snapshot {
        let rows = self
            .rows
            .with_untracked(|rows| rows.iter().map(|row| (*row, row.recipe.get_untracked())).collect());
        Snapshot { base: self.base.get_untracked(), rows }
    }

    fn remember(self, key: &'static str) {
        let before = self.snapshot();
        self.undo.update_value(|undo| undo.remember(key, js_sys::Date::now(), before));
        self.undone();
    }

    /// Takes the last change back.
    pub fn undo(self) {
        let now = self.snapshot();
        if let Some(earlier) = self.undo.try_update_value(|undo| undo.back(now)).flatten() {
            self.restore(earlier);
        }
    }

    /// Makes the last undone change again.
    pub fn redo(self) {
        let now = self.snapshot();
        if let Some(later) = self.undo.try_update_value(|undo| undo.forth(now)).flatten() {
            self.restore(later);
        }
    }

    fn restore(self, snapshot: Snapshot) {
        self.base.set(snapshot.base);
        let rows: Vec<Row> = snapshot.rows.iter().map(|(row, _)| *row).collect();
        let gone: Vec<Row> =
            self.rows.get_untracked().into_iter().filter(|row| !rows.contains(row)).collect();
        gone.iter().for_each(|row| crate::run::cancel(*row));
        self.rows.set(rows);
        snapshot.rows.into_iter().for_each(|(row, recipe)| self.set_recipe(row, recipe));
        self.undone();
    }

    /// After the history has changed: what it can no longer reach is cleared away.
    fn undone(self) {
        let (back, forth) = self.undo.with_value(|undo| (undo.can_go_back(), undo.can_go_forth()));
        self.history.set((back, forth));
        toast::retract(self, Offer::Undo);
        let here = self.rows.get_untracked();
        self.undo.with_value(|undo| {
            desk::clear(|id| {
                here.iter().any(|row| row.id == id)
                    || undo.reachable().any(|past| past.rows.iter().any(|(row, _)| row.id == id))
            });
        });
    }

    /// Says something to screen readers.
    pub fn say(self, words: impl Into<String>) {
        self.said.set(words.into());
    }
}

fn tally(rows: &[Row]) -> Tally {
    let mut sum = Tally { all: rows.len(), ..Tally::default() };
    let (mut chosen, mut chosen_size) = (0, 0.0);
    for row in rows {
        let size = row.size();
        sum.size += size;
        sum.pictures += usize::from(row.is_picture() && !row.is_unknown());
        sum.documents += usize::from(row.tool() == Tool::Reader);
        sum.tables += usize::from(row.tool() == Tool::Grid);
        sum.texts += usize::from(row.tool() == Tool::Pen);
        if row.selected.get() {
            sum.selected += 1;
            chosen_size += size;
        }
        let state = row.state();
        match state {
            State::Waiting => sum.waiting += 1,
            State::Running => {
                sum.running += 1;
                sum.progress += row.progress.get();
            }
            State::Done => {
                sum.done += 1;
                sum.progress += 1.0;
                sum.before += size;
                row.outcome.with(|outcome| {
                    if let Some(outcome) = outcome {
                        sum.after += outcome.size;
                        sum.unsaved += usize::from(!outcome.saved);
                    }
                });
            }
            State::Failed => {
                sum.failed += 1;
                sum.again += usize::from(row.can_retry());
            }
            State::Cancelled => sum.cancelled += 1,
        }
        row.phase.with(|phase| match phase {
            Phase::Queued => sum.queued += 1,
            Phase::Locked => sum.locked += 1,
            Phase::Missing => sum.missing += 1,
            Phase::Idle | Phase::Cancelled if state != State::Done && row.is_picture() => {
                sum.convertible += 1;
                chosen += usize::from(row.selected.get());
            }
            _ => {}
        });
    }
    if sum.selected > 0 {
        (sum.convertible, sum.size) = (chosen, chosen_size);
    }
    sum
}
