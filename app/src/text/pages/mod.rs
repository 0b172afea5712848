//! The words of the place where documents are made of documents. They travel with its code, in both languages.

mod de;
mod en;

use super::text;
use crate::pages::verbs::Verb;

/// The words in one language. The English text says what each is for.
pub struct Pages {
    pub heading: &'static str,
    pub verb: fn(Verb) -> &'static str,
    pub cards: &'static str,
    pub card: fn(usize, &str, usize) -> String,
    pub blank_card: fn(usize) -> String,
    pub blank: &'static str,
    pub insert_blank: &'static str,
    pub pages: fn(usize) -> String,
    pub chosen: fn(usize, usize) -> String,
    pub earlier: &'static str,
    pub later: &'static str,
    pub turn_left: &'static str,
    pub turn_right: &'static str,
    pub double: &'static str,
    pub remove: &'static str,

    pub opening: &'static str,
    pub password: &'static str,
    pub unlock: &'static str,
    pub wrong: &'static str,

    pub result: &'static str,
    pub name: &'static str,
    pub unnamed: &'static str,
    /// End of the name of a document that is made of several.
    pub merged: &'static str,
    pub marks: &'static str,
    pub numbers: &'static str,
    pub place: fn(&str) -> &'static str,
    pub head: &'static str,
    pub foot: &'static str,
    pub mark_hint: &'static str,
    pub watermark: &'static str,
    pub watermark_hint: &'static str,
    pub paper: &'static str,
    pub papers: fn(&str) -> &'static str,
    pub recipes: &'static str,
    pub recipe_name: &'static str,
    pub recipe_save: &'static str,
    pub recipe_hint: &'static str,
    pub recipe_saved: fn(&str) -> String,
    pub recipe_delete: fn(&str) -> String,
    pub recipe_unkept: &'static str,
    pub size: &'static str,
    pub pictures: &'static str,
    pub smaller: fn(&str) -> &'static str,
    pub quality: &'static str,
    pub sheet: &'static str,
    pub per_sheet: fn(&str) -> &'static str,
    pub crop: &'static str,
    pub crop_left: &'static str,
    pub crop_right: &'static str,
    pub crop_top: &'static str,
    pub crop_bottom: &'static str,
    pub flatten: &'static str,
    pub about: &'static str,
    pub title: &'static str,
    pub author: &'static str,
    pub subject: &'static str,
    pub keywords: &'static str,
    /// Stands in an empty field.
    pub as_is: &'static str,
    pub lock: &'static str,
    pub lock_hint: &'static str,
    pub unlock_repair: &'static str,
    pub unlock_hint: &'static str,
    pub decrypt: &'static str,
    pub repair: &'static str,
    /// Ends of the names of such documents.
    pub unlocked: &'static str,
    pub repaired: &'static str,
    /// How many were damaged, of how many.
    pub repairs: fn(usize, usize) -> String,
    pub cut: &'static str,
    pub cut_how: &'static str,
    pub cut_by: fn(&str) -> &'static str,
    pub cut_count: &'static str,
    pub cut_pages: &'static str,
    pub cut_ranges: &'static str,
    pub bad_ranges: fn(usize) -> String,
    pub cut_now: &'static str,
    pub as_pictures: &'static str,
    pub format: &'static str,
    pub formats: fn(&str) -> &'static str,
    pub dots: &'static str,
    pub pictures_now: &'static str,
    pub making: &'static str,
    pub save: &'static str,
    pub each: &'static str,
    pub open: &'static str,
    pub saved: fn(&str) -> String,
    pub opened: fn(&str) -> String,
}

/// The words of the language that is spoken.
pub fn pages() -> &'static Pages {
    match text().code {
        "de" => &de::TEXT,
        _ => &en::TEXT,
    }
}
