//! What the codes of simple fonts stand for, by the names of encodings and of letters.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use super::metrics::{
    DINGBATS, GREEK, MAC, SANS, SANS_BOLD, SERIF, SERIF_BOLD, SERIF_BOLD_ITALIC, SERIF_ITALIC,
};
use super::metrics::{STANDARD, SYMBOL, WINDOWS};

/// The names of letters in fonts and what they stand for: Adobe's list.
const NAMES: &str = include_str!("glyphs.txt");

/// Codes of a byte and what they say.
#[derive(Default)]
pub(crate) struct Encoding {
    texts: HashMap<u32, String>,
    unicode: bool,
}

impl Encoding {
    /// Of codes that say nothing by themselves.
    pub fn none() -> Self {
        Self::default()
    }

    /// Of codes that are Unicode.
    pub fn unicode() -> Self {
        Self { unicode: true, ..Self::default() }
    }

    /// Of a simple font.
    pub fn new(base: Option<&[u8]>, truetype: bool, font: &str, differences: &[(u32, Vec<u8>)]) -> Self {
        let table = match base {
            Some(b"WinAnsiEncoding") => WINDOWS,
            Some(b"MacRomanEncoding") => MAC,
            Some(b"StandardEncoding") => STANDARD,
            _ if font.ends_with("Symbol") => GREEK,
            _ if truetype => WINDOWS,
            _ => STANDARD,
        };
        let known = table.chars().enumerate().filter(|(_, c)| *c != '\u{fffd}');
        let mut texts: HashMap<u32, String> = known.map(|(at, c)| (at as u32 + 32, c.to_string())).collect();
        for (code, name) in differences {
            // A name that nobody knows most often stands where the letter would be.
            if let Some(text) = spelled(name) {
                texts.insert(*code, text);
            }
        }
        Self { texts, unicode: false }
    }

    /// Whether a code says this.
    pub fn is(&self, code: u32, text: &str) -> bool {
        self.texts.get(&code).is_some_and(|own| own == text)
    }

    /// What a code says.
    pub fn text(&self, code: u32) -> Option<String> {
        if self.unicode {
            return char::from_u32(code).map(String::from);
        }
        self.texts.get(&code).cloned()
    }
}

/// Whether a name stands for one letter.
pub(crate) fn is_letter(name: &[u8]) -> bool {
    name == b".notdef" || spelled(name).is_some_and(|text| text.chars().count() == 1)
}

/// The name of a letter of a script that is written from the left, one letter beside the other.
pub(crate) fn name(letter: char) -> Option<&'static str> {
    matches!(letter, '!'..'\u{590}' | '\u{1e00}'..'\u{2300}').then_some(())?;
    let mut own = [0; 4];
    let own = &*letter.encode_utf8(&mut own);
    let lines = NAMES.lines().rev().filter_map(|line| line.split_once(' '));
    let names = lines.filter(|(name, text)| *text == own && *name != "#").map(|(name, _)| name);
    // Of several names fonts have the one that tells most; for Cyrillic that of a register.
    names.max_by_key(|name| (name.starts_with("afii"), name.len()))
}

/// The byte of a letter on the old Macintosh.
pub(crate) fn mac(letter: char) -> Option<u32> {
    MAC.chars().position(|other| other == letter).map(|at| at as u32 + 32)
}

/// What the name of a letter stands for.
fn spelled(name: &[u8]) -> Option<String> {
    static KNOWN: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let lines = NAMES.lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.split_once(' ')).collect()
    });
    let name = std::str::from_utf8(name).ok()?;
    // What stands after a dot is about the look.
    let name = name.split('.').next().filter(|name| !name.is_empty())?;
    let one = |part: &str| -> Option<String> {
        if part.len() == 1 && part.is_ascii() {
            return Some(part.to_owned());
        }
        if matches!(part, "space" | "nbspace" | "nonbreakingspace") {
            return Some(" ".to_owned());
        }
        if let Some(text) = known.get(part) {
            return Some((*text).to_owned());
        }
        let digits = part.strip_prefix("uni").or_else(|| part.strip_prefix('u'))?;
        let code = digits.get(..digits.len().min(if part.starts_with("uni") { 4 } else { 6 }))?;
        (code.len() >= 4)
            .then(|| u32::from_str_radix(code, 16).ok().and_then(char::from_u32))?
            .map(String::from)
    };
    let parts: Option<Vec<String>> = name.split('_').map(one).collect();
    parts.map(|parts| parts.concat())
}

/// How wide a letter of one of the standard's own fonts is, in thousandths; of other fonts, of the one that is most like it.
pub(crate) fn standard_width(font: &str, code: u32, says: Option<&str>) -> f64 {
    let lower = font.to_ascii_lowercase();
    let has = |part: &str| lower.contains(part);
    let at = |table: &[u16; 224], code: u32| {
        f64::from(code.checked_sub(32).and_then(|at| table.get(at as usize)).copied().unwrap_or(0))
    };
    if lower.ends_with("symbol") {
        return at(&SYMBOL, code);
    }
    if has("dingbats") {
        return at(&DINGBATS, code);
    }
    if has("courier") || has("mono") {
        return 600.0;
    }
    let (bold, italic) = (has("bold") || has("black"), has("italic") || has("oblique"));
    let table = match (has("times") || has("serif") && !has("sans") || has("roman"), bold, italic) {
        (false, false, _) => &SANS,
        (false, true, _) => &SANS_BOLD,
        (true, false, false) => &SERIF,
        (true, true, false) => &SERIF_BOLD,
        (true, false, true) => &SERIF_ITALIC,
        (true, true, true) => &SERIF_BOLD_ITALIC,
    };
    // An accent makes no letter wider.
    let plain = |letter: char| super::code(letter).or_else(|| letter.nfd().next().and_then(super::code));
    let letter = says.and_then(|says| says.chars().next()).and_then(plain);
    letter.map_or(500.0, |letter| at(table, u32::from(letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_letters_are_spelled_out() {
        for (name, text) in
            [("eacute", "é"), ("f_i", "fi"), ("uni20AC", "€"), ("a.alt", "a"), ("u1F642", "🙂")]
        {
            assert_eq!(spelled(name.as_bytes()).as_deref(), Some(text), "{name}");
        }
        assert_eq!(spelled(b"g123"), None);
    }

    #[test]
    fn letters_have_the_names_that_fonts_know() {
        for (letter, known) in
            [('Ł', "Lslash"), ('ő', "ohungarumlaut"), ('İ', "Idotaccent"), ('Ж', "afii10024")]
        {
            assert_eq!(name(letter), Some(known));
        }
        // Letters that join, or run from the right, are more than names in a row.
        assert_eq!(['日', 'ب', 'ש', '\n'].map(name), [None; 4]);
    }

    #[test]
    fn tables_are_aligned() {
        for table in [WINDOWS, MAC, STANDARD, GREEK] {
            assert_eq!(table.chars().count(), 224);
        }
        assert_eq!(standard_width("Times-Roman", 65, Some("A")), 722.0);
        assert_eq!(Encoding::new(Some(b"MacRomanEncoding"), false, "", &[]).text(0x8E).as_deref(), Some("é"));
    }
}
