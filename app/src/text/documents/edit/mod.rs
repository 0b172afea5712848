//! The words of the reader's tools.

mod de;
mod en;

use super::super::n;
use crate::documents::Tool;

/// The words of the tools in one language. The English text says what each is for.
pub struct Edit {
    pub tools: &'static str,
    pub hint: fn(Tool) -> &'static str,
    pub colour: &'static str,
    pub colours: [&'static str; 5],
    pub selection: &'static str,
    pub mark: fn(&str) -> &'static str,
    pub remove: &'static str,
    pub text_field: &'static str,
    pub note_field: &'static str,
    pub locked_field: fn(&str) -> String,

    pub redact_hits: &'static str,
    pub redact_hits_title: &'static str,
    pub everywhere: fn(&str) -> String,
    pub keep_word: fn(&str) -> String,

    pub changes_title: &'static str,
    pub changes: fn(usize) -> String,
    pub discard: &'static str,
    pub open_beside: &'static str,
    pub save_copy: &'static str,
    pub making: &'static str,
    pub signed: &'static str,
    pub unlocked: &'static str,
    pub also_removed: &'static str,
    pub also: &'static str,
    pub also_hidden: &'static str,
    pub also_notes: &'static str,
    pub also_files: &'static str,
    pub also_about: &'static str,
    pub boxes: &'static str,
    pub box_fills: [(&'static str, &'static str); 3],
    /// Ends of the new file's name.
    pub edited: &'static str,
    pub redacted: &'static str,
    pub saved: fn(&str) -> String,
    pub opened: fn(&str) -> String,

    pub sign_title: &'static str,
    pub sign_text: &'static str,
    pub sign_pad: &'static str,
    pub sign_name: &'static str,
    pub sign_use: &'static str,
    pub sign_clear: &'static str,
    pub sign_new: &'static str,
    pub sign_empty: &'static str,
    pub sign_place: &'static str,

    pub certificate: &'static str,
    pub none_left: &'static str,
    pub only_areas: &'static str,
    pub some_left: fn(usize) -> String,
    pub some_under: fn(usize) -> String,
    /// How many boxes; letters, pictures and lines that are still inside.
    pub boxes_checked: fn(usize, [usize; 3]) -> String,
    pub touched: fn(usize, usize) -> String,
    /// Characters, pictures, lines, annotations, attachments, earlier states.
    pub removed: [&'static str; 6],
    pub nothing_removed: &'static str,
    pub word: &'static str,
    pub was_there: &'static str,
    pub is_there: &'static str,
    pub how_checked: &'static str,
    pub further: &'static str,
    pub sum: &'static str,
    pub save_certificate: &'static str,
    pub close: &'static str,
}

/// The words of the language that was chosen.
pub fn edit() -> &'static Edit {
    if crate::text::text().code == "de" { &de::TEXT } else { &en::TEXT }
}
