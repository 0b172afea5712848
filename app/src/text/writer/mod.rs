//! The words of writing. They travel with the code that shows them, in both languages.

mod de;
mod en;

use super::text;
use crate::writer::Form;

/// The words of writing in one language. The English text says what each is for.
pub struct Writer {
    pub source: &'static str,
    pub preview: &'static str,
    pub nothing: &'static str,
    pub show: &'static str,
    pub show_source: &'static str,
    pub show_both: &'static str,
    pub show_preview: &'static str,
    pub undo: &'static str,
    pub redo: &'static str,
    pub save: &'static str,
    pub saved: fn(&str) -> String,
    pub downloaded: fn(&str) -> String,
    pub export: &'static str,
    pub form: fn(Form) -> &'static str,
    pub making: &'static str,
    pub exported: fn(&str) -> String,
    pub exported_without: fn(&str, &str) -> String,
    pub words: fn(usize) -> String,
    pub kept: &'static str,
    pub keeping: &'static str,
    pub done: &'static str,
    pub open: &'static str,
    pub picture: fn(&str) -> String,
    pub not_loaded: &'static str,
    pub nowhere: &'static str,
    pub not_open: fn(&str) -> String,
    pub no_text: fn(&str) -> String,
    pub too_long: fn(&str) -> String,
}

/// The words of the language that is spoken.
pub fn writer() -> &'static Writer {
    match text().code {
        "de" => &de::TEXT,
        _ => &en::TEXT,
    }
}
