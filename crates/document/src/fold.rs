//! How letters are compared: what is looked for is found whatever its case, its accents and the width of its dashes.
//!
//! Search and redaction share it, so that what one shows the other removes.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What makes a difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Folding {
    /// Capitals do.
    pub case: bool,
    /// Accents and the form of quotes do.
    pub accents: bool,
}

impl Folding {
    /// A letter as it is compared: none, one or several.
    pub fn of(self, c: char) -> Vec<char> {
        let plain = match c {
            '’' | '‘' | '‚' | '‛' if !self.accents => '\'',
            '“' | '”' | '„' | '«' | '»' if !self.accents => '"',
            '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
            '\u{ad}' => return Vec::new(),
            c if c.is_whitespace() => ' ',
            c => c,
        };
        let parts: Vec<char> = match self.accents {
            true => plain.nfkc().collect(),
            false => plain.nfkd().filter(|c| !is_combining_mark(*c)).collect(),
        };
        if self.case {
            return parts;
        }
        parts
            .into_iter()
            .flat_map(|c| if c == 'ß' || c == 'ẞ' { vec!['s', 's'] } else { c.to_lowercase().collect() })
            .collect()
    }
}
