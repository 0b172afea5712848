//! Where a person was in each document: kept in `localStorage`, so that a document opens where it was closed.
//!
//! Under a sum of its name, size and date: what was read leaves no names behind.

use document::Turn;
use nearside::File;
use serde::{Deserialize, Serialize};

use super::layout::GAP;
use super::stage::{FULL, Fit, Spot, Stage};
use crate::keep;
use crate::prefs::storage;

const KEY: &str = "nearside-reading";
/// So many documents are remembered.
const MOST: usize = 100;

/// What is remembered.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// Whether paper is dark.
    pub dark: bool,
    places: Vec<(u64, Place)>,
}

/// Where somebody was in a document.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Place {
    page: usize,
    down: f64,
    fit: Fit,
    scale: f64,
    turn: Turn,
}

impl Memory {
    /// What was kept; nothing where the browser forbids it.
    pub fn load() -> Memory {
        let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
        kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
    }

    fn keep(&self) {
        if let (Some(storage), Ok(json)) = (storage(), serde_json::to_string(self)) {
            // A full or forbidden storage costs a place, nothing else.
            let _ = storage.set_item(KEY, &json);
        }
    }

    /// Shows the document where it was left.
    pub fn restore(&self, file: &File, stage: Stage) {
        let sum = sum(file);
        let place = self.places.iter().find(|(known, _)| *known == sum).map(|(_, place)| *place);
        let new = Place { page: 0, down: -GAP, fit: Fit::Reading, scale: FULL, turn: Turn::None };
        let Place { page, down, fit, scale, turn } = place.unwrap_or(new);
        stage.restore(fit, scale, turn, Spot { page, down });
    }
}

/// Remembers whether paper is dark.
pub fn keep_dark(dark: bool) {
    Memory { dark, ..Memory::load() }.keep();
}

/// Remembers where the document is now.
pub fn keep(file: &File, stage: Stage) {
    use leptos::prelude::GetUntracked;
    let spot = stage.spot();
    let place = Place {
        page: spot.page,
        down: spot.down,
        fit: stage.fit.get_untracked(),
        scale: stage.scale.get_untracked(),
        turn: stage.turn.get_untracked(),
    };
    let (mut memory, sum) = (Memory::load(), sum(file));
    memory.places.retain(|(known, _)| *known != sum);
    memory.places.insert(0, (sum, place));
    memory.places.truncate(MOST);
    memory.keep();
}

fn sum(file: &File) -> u64 {
    keep::sum(&worker::document::key(file))
}
