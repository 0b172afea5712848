//! The words of tables. They travel with the code that shows them, in both languages.

mod de;
mod en;

use super::text;

/// The words of tables in one language. The English text says what each is for.
pub struct Tables {
    pub grid: &'static str,
    pub row: &'static str,
    pub rows: fn(u64) -> String,
    pub rows_of: fn(&str, &str) -> String,
    pub columns: fn(usize) -> String,
    pub reading: &'static str,
    pub working: &'static str,
    pub counting: &'static str,
    pub again: &'static str,
    pub nothing: &'static str,
    pub only_names: &'static str,
    pub uneven: fn(u64) -> String,
    pub recoded: &'static str,

    pub search: &'static str,
    pub read_as: &'static str,
    pub separator: &'static str,
    pub form: fn(&str) -> &'static str,
    pub header: &'static str,
    pub export: &'static str,
    pub exported: fn(&str) -> String,
    pub filters: &'static str,
    pub take_away: &'static str,

    pub sort_by: fn(&str) -> String,
    pub about_column: fn(&str) -> String,
    pub copied: &'static str,
    pub not_copied: &'static str,
    pub too_many: &'static str,
    pub width: &'static str,
    pub condition: &'static str,
    pub test: fn(&str) -> &'static str,
    pub value: &'static str,
    pub as_number: &'static str,
    pub filter: &'static str,
    pub only_rows_with: fn(&str) -> String,
    pub cells: &'static str,
    pub empty: &'static str,
    pub distinct: &'static str,
    pub many: &'static str,
    pub numbers: &'static str,
    pub least: &'static str,
    pub most: &'static str,
    pub mean: &'static str,
    pub median: &'static str,
    pub sum: &'static str,
    pub common: &'static str,
}

/// The words of the language that is spoken.
pub fn tables() -> &'static Tables {
    match text().code {
        "de" => &de::TEXT,
        _ => &en::TEXT,
    }
}
