//! What was set for each file and where a person was in it: kept in `localStorage`, so that a file opens as it was closed.
//!
//! Under a sum of its name, size and date: what was cut leaves no names behind, nor do files that were picked beside it.

use nearside::File;
use serde::{Deserialize, Serialize};

use super::captions::Wish;
use super::plan::Plan;
use super::tasks::Task;
use crate::keep;
use crate::prefs::storage;

const KEY: &str = "nearside-studio";
/// So many files are remembered.
const MOST: usize = 40;

/// What is remembered of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Memory {
    /// What was set.
    pub plan: Plan,
    /// Where the playhead was, in seconds.
    pub time: f64,
    /// Which task was open.
    pub task: Task,
    /// Whether subtitles were shown, and whose.
    #[serde(default)]
    pub captions: Wish,
}

/// What was remembered of a file.
pub fn load(file: &File) -> Option<Memory> {
    let sum = sum(file);
    all().into_iter().find(|(known, _)| *known == sum).map(|(_, memory)| memory)
}

/// Remembers it.
pub fn store(file: &File, mut memory: Memory) {
    let nameless = memory.plan.beside.named(std::iter::repeat_with(String::new));
    memory.plan.beside = nameless.unwrap_or_default();
    let (mut all, sum) = (all(), sum(file));
    all.retain(|(known, _)| *known != sum);
    all.insert(0, (sum, memory));
    all.truncate(MOST);
    if let (Some(storage), Ok(json)) = (storage(), serde_json::to_string(&all)) {
        // A full or forbidden storage costs what was set, nothing else.
        let _ = storage.set_item(KEY, &json);
    }
}

fn all() -> Vec<(u64, Memory)> {
    let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

fn sum(file: &File) -> u64 {
    keep::sum(&worker::video::key(file))
}
