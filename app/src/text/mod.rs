//! Every word that a person reads: one value of one struct per language.
//!
//! A missing translation does not compile, a forgotten command does not either, and no catalogue is fetched. Numbers
//! and dates are the browser's business (`Intl`). Sentence case, verbs on buttons, `…` when more input follows.

mod de;
pub mod documents;
mod en;
mod library;
pub mod pages;
pub mod studio;
pub mod tables;
pub mod writer;

use std::cell::Cell;

use image::{Format, Kind, Note};
use leptos::prelude::{document, window};
use nearside_leptos::Words;

use crate::command::Command;
use crate::route::Route;

/// The words of one language. Fields are named by what they are for; the English text says the rest.
pub struct Text {
    pub code: &'static str,
    /// What stands before tenths.
    pub point: char,
    pub title: &'static str,
    pub skip: &'static str,
    pub places: &'static str,
    pub place_name: fn(Route) -> &'static str,
    pub command: fn(Command) -> &'static str,
    pub short: fn(Command) -> &'static str,
    pub menu: &'static str,
    pub theme: &'static str,
    pub language: &'static str,
    pub close: &'static str,
    pub save: &'static str,
    pub reload: &'static str,
    pub details: &'static str,

    pub empty_title: &'static str,
    pub empty_lead: &'static str,
    pub empty_hint: fn(&str) -> String,
    pub fact_formats_title: &'static str,
    pub fact_formats: &'static str,
    pub fact_private_title: &'static str,
    pub fact_private: &'static str,
    pub fact_private_link: &'static str,
    pub fact_offline_title: &'static str,
    pub fact_offline: fn(&str) -> String,
    pub drop_now: &'static str,
    pub nothing_to_open: &'static str,
    pub new_text: &'static str,
    pub removed: fn(usize) -> String,

    pub files: fn(usize) -> String,
    pub mixed: fn(usize) -> String,
    pub pages: fn(usize) -> String,
    pub selected: fn(usize, usize) -> String,
    pub merge: &'static str,
    pub select_all: &'static str,
    pub select_one: fn(&str) -> String,
    pub save_one: fn(&str) -> String,
    pub cancel_one: fn(&str) -> String,
    pub retry_one: fn(&str) -> String,
    pub remove_one: fn(&str) -> String,
    pub state_queued: &'static str,
    pub state_failed: &'static str,
    pub state_cancelled: &'static str,
    pub converting: &'static str,
    pub locked: fn(usize) -> String,
    pub locked_one: &'static str,
    pub missing: fn(usize) -> String,
    pub missing_one: &'static str,
    pub open_again: &'static str,
    pub kept: fn(&str) -> String,
    pub kept_partly: fn(&str, usize) -> String,
    pub kept_not: &'static str,
    pub note: fn(Note) -> &'static str,

    pub convert: fn(usize, bool) -> String,
    pub total: &'static str,
    pub bar_busy: fn(usize, usize) -> String,
    pub bar_done: fn(usize, &str, &str) -> String,
    pub bar_failed: fn(usize) -> String,
    pub bar_saving: fn(&str) -> String,

    pub settings: &'static str,
    pub for_whom: &'static str,
    pub for_all: fn(usize) -> String,
    pub for_selected: fn(usize) -> String,
    pub for_this: &'static str,
    pub all_of: fn(usize) -> String,
    pub only_this: &'static str,
    pub differ: &'static str,
    pub make_same: &'static str,
    pub preset: &'static str,
    pub preset_none: &'static str,
    pub preset_plain: &'static str,
    pub preset_web: &'static str,
    pub preset_mail: &'static str,
    pub preset_smallest: &'static str,
    pub preset_lossless: &'static str,
    pub preset_name: &'static str,
    pub preset_saved: &'static str,
    pub preset_rename: fn(&str) -> String,
    pub preset_delete: fn(&str) -> String,
    pub format_label: &'static str,
    pub format: fn(Format) -> &'static str,
    pub quality: &'static str,
    pub quality_how: &'static str,
    pub quality_level: &'static str,
    pub quality_bytes: &'static str,
    pub quality_metric: &'static str,
    pub quality_bytes_label: &'static str,
    pub quality_metric_label: &'static str,
    pub quality_metric_hint: &'static str,
    pub size: &'static str,
    pub size_keep: &'static str,
    pub size_longest: &'static str,
    pub size_fit: &'static str,
    pub size_fill: &'static str,
    pub size_exact: &'static str,
    pub size_percent: &'static str,
    pub longest: &'static str,
    pub percent: &'static str,
    pub width: &'static str,
    pub height: &'static str,
    pub enlarge: &'static str,
    pub turn: &'static str,
    pub turn_left: &'static str,
    pub turn_right: &'static str,
    pub flip_across: &'static str,
    pub flip_down: &'static str,
    pub crop: &'static str,
    pub ratio: &'static str,
    pub ratio_free: &'static str,
    pub crop_on: &'static str,
    pub crop_left: &'static str,
    pub crop_right: &'static str,
    pub crop_top: &'static str,
    pub crop_bottom: &'static str,
    pub metadata: &'static str,
    pub metadata_keep: &'static str,
    pub metadata_place: &'static str,
    pub metadata_drop: &'static str,
    pub metadata_there: fn(bool) -> &'static str,
    pub metadata_placed: &'static str,
    /// Camera, lens, when, exposure, where, caption, author, rights, software.
    pub shot: [&'static str; 9],
    pub shot_empty: &'static str,
    pub more: &'static str,
    pub effort: &'static str,
    pub effort_fast: &'static str,
    pub effort_balanced: &'static str,
    pub effort_smallest: &'static str,
    pub codecs: &'static str,
    pub codecs_exact: &'static str,
    pub codecs_fast: &'static str,
    pub codecs_hint: &'static str,
    pub background: &'static str,
    pub eight_bits: &'static str,
    pub names: &'static str,

    pub place: fn(usize, usize) -> String,
    pub before: &'static str,
    pub after: &'static str,
    pub alt_before: fn(&str) -> String,
    pub alt_after: fn(&str) -> String,
    pub split: &'static str,

    pub shortcuts_title: &'static str,
    pub single_keys: &'static str,
    pub palette_title: &'static str,
    pub palette_hint: &'static str,
    pub palette_none: &'static str,
    pub palette_near: &'static str,
    /// What people say who do not know what commands are called, and the words of the names that they mean.
    pub synonyms: &'static [(&'static str, &'static str)],
    pub clash_title: fn(usize) -> String,
    pub clash_question: &'static str,
    pub keep_both: &'static str,
    pub replace: &'static str,
    pub skip_these: &'static str,

    pub zip_name: &'static str,
    pub save_failed: &'static str,
    pub save_partly: fn(usize, usize) -> String,
    pub said_opened: fn(usize) -> String,
    pub said_started: fn(usize) -> String,
    pub said_finished: fn(usize, usize) -> String,
    pub said_cancelled: &'static str,
    pub said_saved: fn(usize) -> String,
    pub link_copied: &'static str,
    pub link_not_copied: &'static str,
    pub offline_ready: &'static str,
    pub update_ready: &'static str,

    pub fault_unknown: &'static str,
    pub fault_own: fn(Kind, &str) -> String,
    pub fault_crash: &'static str,
    pub fault_memory: &'static str,
    pub fault_time: &'static str,
    pub fault_worker: &'static str,
    pub fault_version: &'static str,
    pub fault_overloaded: &'static str,

    pub part_missing: &'static str,
    pub part_advice: &'static str,
    pub part_again: &'static str,
    pub jobs_title: &'static str,
    pub jobs_lead: &'static str,
    pub jobs_doing: fn(usize) -> String,
    pub jobs_idle: &'static str,
    pub jobs_trace: &'static str,
    pub jobs: Words,

    pub net_title: &'static str,
    pub net_lead: &'static str,
    pub net_none: &'static str,
    pub net_some: fn(usize) -> String,
    pub net_places: fn(&str) -> String,
    pub net_sum: fn(usize, &str) -> String,
    pub net_what: &'static str,
    pub net_where: &'static str,
    pub net_by: &'static str,
    pub net_size: &'static str,
    pub net_from: &'static str,
    pub net_own: &'static str,
    pub net_other: &'static str,
    pub net_cache: &'static str,
    pub net_line: &'static str,
    pub net_hint: &'static str,

    pub privacy_title: &'static str,
    pub privacy_lead: &'static str,
    pub privacy_points: &'static [&'static str],
    pub test_title: &'static str,
    pub test_lead: &'static str,
    pub test_start: &'static str,
    pub test_running: &'static str,
    pub test_impossible: &'static str,
    pub test_result: fn(usize, usize) -> String,
    pub test_all: &'static str,
    pub test_not_all: &'static str,
    pub test_channel: &'static str,
    pub test_verdict: &'static str,
    pub test_how: &'static str,
    /// A way out, and how its verdict is known: what the self-test tells in English.
    pub test_way: fn(&str) -> Option<&'static str>,
    pub test_reason: fn(&str, &str) -> Option<String>,
    pub test_blocked: &'static str,
    pub test_open: &'static str,
    pub test_absent: &'static str,
    pub air_title: &'static str,
    pub air_lead: &'static str,
    pub air_on: &'static str,
    pub air_off: &'static str,
    pub air_reload: &'static str,
    pub air_impossible: &'static str,

    pub library: &'static library::Library,

    pub about_title: &'static str,
    pub about_lead: &'static str,
    pub about_text: &'static [&'static str],
}

/// The languages that we speak.
const CODES: [&str; 2] = ["en", "de"];

thread_local! {
    static CHOSEN: Cell<&'static Text> = const { Cell::new(&en::TEXT) };
}

/// The words of the language that was chosen.
pub fn text() -> &'static Text {
    CHOSEN.get()
}

/// The words of the wanted language, or of the first of the browser's that we speak, or English, which is built in.
pub async fn fetch(wanted: Option<&str>) -> nearside::Result<&'static Text> {
    let languages = window().navigator().languages();
    let known = |code: &str| CODES.into_iter().find(|known| code.split('-').next() == Some(known));
    let browser = || languages.iter().find_map(|code| known(&code.as_string()?));
    match wanted.and_then(known).or_else(browser) {
        Some("de") => german().await,
        _ => Ok(&en::TEXT),
    }
}

/// Speaks these from now on.
pub fn choose(words: &'static Text) {
    CHOSEN.set(words);
    if let Some(root) = document().document_element() {
        // `lang` is an attribute like any other.
        let _ = root.set_attribute("lang", words.code);
    }
}

/// Nobody waits for a language that they do not read.
#[nearside::lazy(german)]
fn german() -> &'static Text {
    &de::TEXT
}

/// A whole number in the chosen language.
fn n(value: usize) -> String {
    crate::number::whole(value as f64)
}
