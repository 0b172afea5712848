//! The words of the reader. They travel with its code.

mod de;
pub mod edit;
mod en;

use document::{Kind, Note, Refusal};

use super::n;
use crate::documents::Deed;

/// The words of the reader in one language. The English text says what each is for.
pub struct Documents {
    pub deed: fn(Deed) -> &'static str,
    pub tools: &'static str,
    pub more: &'static str,
    pub pages: &'static str,
    pub page: fn(usize) -> String,
    pub at_page: fn(usize, usize) -> String,
    pub of: fn(&str) -> String,
    pub page_field: &'static str,
    pub no_such_page: &'static str,
    pub zoom_field: &'static str,
    pub side_close: &'static str,

    pub seek: &'static str,
    pub seek_hint: &'static str,
    pub seek_hits: fn(usize) -> String,
    pub seek_more: fn(usize) -> String,
    pub seek_told: fn(usize, usize) -> String,
    pub seek_locked: &'static str,

    pub opening: &'static str,
    pub gone: &'static str,
    pub no_pages: &'static str,
    pub again: &'static str,
    pub slow: &'static str,
    pub cancel: &'static str,
    pub open: &'static str,

    pub locked_row: &'static str,
    pub password_title: &'static str,
    pub password_text: fn(&str) -> String,
    pub password_wrong: &'static str,
    pub password: &'static str,
    pub password_show: &'static str,
    pub shut: &'static str,
    pub enter_password: &'static str,

    pub copied_all: fn(usize) -> String,
    pub not_copied: &'static str,

    pub link_page: fn(usize) -> String,
    pub link_web: fn(&str) -> String,

    pub comment_by: fn(Option<&str>) -> String,
    pub comments_none: &'static str,
    pub comments_missed: fn(usize) -> String,
    pub comments_reading: &'static str,

    pub find: &'static str,
    pub find_close: &'static str,
    pub find_case: &'static str,
    pub find_words: &'static str,
    pub find_accents: &'static str,
    pub find_list: &'static str,
    pub finding: &'static str,
    pub find_none: &'static str,
    pub find_scan: &'static str,
    pub find_many: fn(usize) -> String,
    pub find_missed: fn(usize) -> String,
    pub hit_of: fn(usize, usize) -> String,
    pub more_hits: &'static str,

    pub fold: fn(&str) -> String,
    pub unfold: fn(&str) -> String,
    pub save_attachment: fn(&str) -> String,

    pub print_title: &'static str,
    pub print_from: &'static str,
    pub print_to: &'static str,
    pub print_parts: fn(usize) -> String,
    /// The first and the last page of the next part, and the last of all.
    pub print_next: fn(usize, usize, usize) -> String,
    pub print_here: fn(usize) -> String,
    pub print_refused: &'static str,
    pub print_drawing: fn(usize, usize) -> String,
    pub print_now: &'static str,
    pub print_failed: fn(usize, &str) -> String,

    pub fact_title: &'static str,
    pub fact_author: &'static str,
    pub fact_subject: &'static str,
    pub fact_keywords: &'static str,
    pub fact_pages: &'static str,
    pub fact_paper: &'static str,
    pub fact_size: &'static str,
    pub fact_created: &'static str,
    pub fact_changed: &'static str,
    pub fact_creator: &'static str,
    pub fact_producer: &'static str,
    pub fact_format: &'static str,
    pub fact_language: &'static str,
    pub fact_form: &'static str,
    pub fact_signed: &'static str,
    pub fact_lock: &'static str,
    pub fact_owner: &'static str,
    /// Width and height in points.
    pub paper: fn(f32, f32) -> String,
    pub form_fields: &'static str,
    pub form_xfa: &'static str,
    pub signed: &'static str,
    pub encrypted: &'static str,
    pub refusal: fn(Refusal) -> &'static str,
    pub fidelity: &'static str,
    pub faithful: &'static str,
    pub fonts: fn(&[&str]) -> String,
    pub note: fn(&Note) -> Option<&'static str>,
    pub fault: fn(Kind, &str) -> String,
}

/// The words of the language that was chosen.
pub fn text() -> &'static Documents {
    if super::text().code == "de" { &de::TEXT } else { &en::TEXT }
}

/// The failure in a person's words: the engine's own sentence, or what went wrong around it.
pub fn fault(error: &nearside::Error) -> String {
    match error.failed::<document::Error>() {
        Some(own) => (text().fault)(own.kind, &own.message),
        None => crate::run::fault(error).message,
    }
}

/// The common names of paper, by their sides in points.
const PAPERS: [(&str, f32, f32); 5] = [
    ("A3", 841.9, 1190.6),
    ("A4", 595.3, 841.9),
    ("A5", 419.5, 595.3),
    ("Letter", 612.0, 792.0),
    ("Legal", 612.0, 1008.0),
];

/// What paper of this size is called.
fn known_paper(width: f32, height: f32) -> Option<&'static str> {
    let (short, long) = (width.min(height), width.max(height));
    let same = |one: f32, other: f32| (one - other).abs() < 1.5;
    PAPERS.into_iter().find(|(_, w, h)| same(*w, short) && same(*h, long)).map(|(name, ..)| name)
}

/// Points as millimetres.
fn millimetres(points: f32) -> String {
    n((points / 72.0 * 25.4).round() as usize)
}
