//! The changes of one document: what is drawn of them, and the steps back. They live as long as the tab, whether the reader
//! is open or not.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use document::edit::{Certificate, Colour, Field, Value, Word};
use futures_util::future::AbortHandle;
use leptos::prelude::*;

use super::covers::Cover;
use super::draft::{Draft, Mark, What};
use super::tool::{COLOURS, Tool};
use crate::awake;
use crate::undo::Undo;

/// What is edited in many small steps, which are one for a person if they follow one another closely.
const MELTING: [&str; 3] = ["write", "fill", "nudge"];

#[derive(Default)]
struct Kept {
    draft: Draft,
    undo: Undo<Draft>,
}

thread_local! {
    static KEPT: RefCell<HashMap<u32, Kept>> = RefCell::default();
}

/// What became of a redaction: the certificate, and whether the file was changed further after it was written.
pub type Proof = (Certificate, bool);

/// The changes of one document.
#[derive(Clone, Copy)]
pub struct Edits {
    /// What is to be changed.
    pub draft: RwSignal<Draft>,
    /// Where the words stand that will be removed.
    pub covers: RwSignal<Vec<Cover>>,
    /// Whether there is something to undo, and to redo.
    pub history: RwSignal<(bool, bool)>,
    /// Whether the tools are laid out.
    pub strip: RwSignal<bool>,
    /// The tool in hand.
    pub tool: RwSignal<Option<Tool>>,
    /// The colours that were chosen.
    pub colours: RwSignal<BTreeMap<Tool, Colour>>,
    /// The mark that was made or touched last.
    pub chosen: RwSignal<Option<u32>>,
    /// The fields of the form.
    pub fields: RwSignal<Vec<Field>>,
    /// Whether a signature is being drawn.
    pub signing: RwSignal<bool>,
    /// How far making the copy has come.
    pub making: RwSignal<Option<f64>>,
    /// Why it could not be made.
    pub problem: RwSignal<Option<String>>,
    /// What was removed.
    pub proof: RwSignal<Option<Proof>>,
    /// What makes the copy.
    pub job: StoredValue<Option<AbortHandle>>,
    row: u32,
}

impl Edits {
    /// The changes of a row, as they were left.
    pub fn new(row: u32) -> Edits {
        let (draft, history) = KEPT.with_borrow(|kept| {
            let kept = kept.get(&row);
            kept.map_or_else(Default::default, |kept| (kept.draft.clone(), steps(&kept.undo)))
        });
        Edits {
            draft: RwSignal::new(draft),
            covers: RwSignal::default(),
            history: RwSignal::new(history),
            strip: RwSignal::new(false),
            tool: RwSignal::new(None),
            colours: RwSignal::default(),
            chosen: RwSignal::new(None),
            fields: RwSignal::default(),
            signing: RwSignal::new(false),
            making: RwSignal::new(None),
            problem: RwSignal::new(None),
            proof: RwSignal::new(None),
            job: StoredValue::new(None),
            row,
        }
    }

    /// Changes the draft, so that it can be undone. What is edited within a moment under one key is one step.
    pub fn edit<T>(self, key: &'static str, change: impl FnOnce(&mut Draft) -> T) -> T {
        let before = self.draft.get_untracked();
        let mut after = before.clone();
        let answer = change(&mut after);
        if after != before {
            KEPT.with_borrow_mut(|kept| {
                let kept = kept.entry(self.row).or_default();
                // No time is close to none: a step of its own.
                let now = if MELTING.contains(&key) { js_sys::Date::now() } else { f64::NAN };
                kept.undo.remember(key, now, before);
                kept.draft = after;
            });
            self.problem.set(None);
            self.show();
        }
        answer
    }

    /// One step back, or forth again.
    pub fn walk(self, back: bool) {
        KEPT.with_borrow_mut(|kept| {
            let kept = kept.entry(self.row).or_default();
            let now = kept.draft.clone();
            if let Some(draft) = if back { kept.undo.back(now) } else { kept.undo.forth(now) } {
                kept.draft = draft;
            }
        });
        self.show();
    }

    fn show(self) {
        let (draft, history) = KEPT.with_borrow(|kept| {
            let kept = kept.get(&self.row);
            kept.map_or_else(Default::default, |kept| (kept.draft.clone(), steps(&kept.undo)))
        });
        awake::hold(self.row, draft.count() > 0);
        self.draft.set(draft);
        self.history.set(history);
    }

    /// Adds marks in one step. The last one is chosen.
    pub fn add(self, all: Vec<What>) {
        let last = self.edit("mark", |draft| all.into_iter().map(|what| draft.add(what)).last());
        self.chosen.set(last);
    }

    /// Puts another mark in the place of one.
    pub fn replace(self, key: &'static str, mark: Mark) {
        self.edit(key, |draft| {
            if let Some(old) = draft.marks.iter_mut().find(|old| old.id == mark.id) {
                *old = Arc::new(mark);
            }
        });
    }

    /// Takes a mark away.
    pub fn remove(self, id: u32) {
        self.edit("remove", |draft| draft.marks.retain(|mark| mark.id != id));
    }

    /// Removes a word everywhere, or no longer.
    pub fn word(self, word: Word, on: bool) {
        self.edit("word", |draft| {
            draft.words.retain(|known| *known != word);
            if on {
                draft.words.push(word);
            }
        });
    }

    /// Fills a field. What it holds already is no change.
    pub fn fill(self, field: &Field, value: Value) {
        self.edit("fill", |draft| {
            if value == field.value {
                draft.values.remove(&field.name);
            } else {
                draft.values.insert(field.name.clone(), value);
            }
        });
    }

    /// Takes everything back, in one step.
    pub fn discard(self) {
        self.edit("discard", |draft| *draft = Draft::default());
    }

    /// Takes a tool in hand, or puts it away.
    pub fn take(self, tool: Option<Tool>) {
        self.tool.set(tool);
        self.chosen.set(None);
    }

    /// The colour of a tool, tracked.
    pub fn colour(self, tool: Tool) -> Colour {
        let chosen = self.colours.with(|colours| colours.get(&tool).copied());
        chosen.or(tool.colour()).unwrap_or(COLOURS[4])
    }

    /// Ends making the copy.
    pub fn stop(self) {
        self.job.try_update_value(|job| job.take().inspect(AbortHandle::abort));
        self.making.try_set(None);
    }
}

fn steps(undo: &Undo<Draft>) -> (bool, bool) {
    (undo.can_go_back(), undo.can_go_forth())
}
