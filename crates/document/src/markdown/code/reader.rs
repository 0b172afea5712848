//! Reads code in a language that a [table](super::language) describes.

use super::Spans;
use super::language::{Language, Quote};
use crate::markdown::Colour;

/// Finds the colours of a text.
pub fn read(text: &str, language: &Language, spans: &mut Spans) {
    let mut reader = Reader { text, language, at: 0, line_start: true, value_before: false };
    while reader.at < text.len() {
        let colour = reader.step();
        spans.to(reader.at, colour);
    }
}

struct Reader<'a> {
    text: &'a str,
    language: &'a Language,
    at: usize,
    /// Whether nothing but space came on this line.
    line_start: bool,
    /// Whether what came last is a value, so that a slash divides it.
    value_before: bool,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn step(&mut self) -> Colour {
        let Some(letter) = self.rest().chars().next() else { return Colour::Plain };
        if letter.is_whitespace() {
            self.line_start |= letter == '\n';
            self.at += letter.len_utf8();
            return Colour::Plain;
        }
        let line_start = std::mem::take(&mut self.line_start);
        if let Some(colour) = self.comment(line_start) {
            return colour;
        }
        let value_before = std::mem::replace(&mut self.value_before, true);
        if let Some(colour) = self.special(letter, value_before) {
            return colour;
        }
        if let Some(quote) = self.language.quotes.iter().find(|quote| self.rest().starts_with(quote.mark)) {
            return self.string(quote);
        }
        if letter.is_ascii_digit() {
            return self.number();
        }
        if is_word(letter) {
            return self.word();
        }
        self.value_before = matches!(letter, ')' | ']' | '}');
        self.at += letter.len_utf8();
        Colour::Plain
    }

    fn comment(&mut self, line_start: bool) -> Option<Colour> {
        let ways = self.language.ways;
        if let Some((open, close)) = self.language.block
            && self.rest().starts_with(open)
        {
            self.skip_comment(open, close);
            return Some(Colour::Comment);
        }
        if ways.directives && line_start && self.rest().starts_with('#') {
            self.at += 1 + length(&self.rest()[1..], |letter| letter.is_alphabetic() || letter == ' ');
            return Some(Colour::Meta);
        }
        let mark = self.language.line.iter().find(|mark| self.rest().starts_with(**mark))?;
        // `$#`, `a#b` and `https://` are none in shells.
        let before = self.text[..self.at].chars().next_back();
        if *mark == "#" && before.is_some_and(|letter| !letter.is_whitespace() && !";({[,".contains(letter)) {
            return None;
        }
        self.at += length(self.rest(), |letter| letter != '\n');
        Some(Colour::Comment)
    }

    fn skip_comment(&mut self, open: &str, close: &str) {
        let mut depth = 0usize;
        while self.at < self.text.len() {
            if self.rest().starts_with(close) {
                self.at += close.len();
                depth -= 1;
                if depth == 0 {
                    return;
                }
            } else if self.rest().starts_with(open) && (depth == 0 || self.language.ways.nested) {
                self.at += open.len();
                depth += 1;
            } else {
                self.at += self.rest().chars().next().map_or(1, char::len_utf8);
            }
        }
    }

    /// What only some languages have.
    fn special(&mut self, letter: char, value_before: bool) -> Option<Colour> {
        let ways = self.language.ways;
        let rest = self.rest();
        let (len, colour) = match letter {
            '\'' if ways.rust => match lifetime(rest) {
                Some(len) => (len, Colour::Type),
                None => (letter_literal(rest), Colour::String),
            },
            'r' | 'b' | 'c' if ways.rust => (raw_string(rest)?, Colour::String),
            '#' if ways.rust && (rest.starts_with("#[") || rest.starts_with("#![")) => {
                (rest.find(']').map_or(rest.len(), |end| end + 1), Colour::Meta)
            }
            '@' if ways.at && rest[1..].starts_with(is_word) => {
                (1 + length(&rest[1..], |letter| is_word(letter) || letter == '.'), Colour::Meta)
            }
            '$' if ways.dollar => (variable(rest), Colour::Name),
            '/' if ways.slashes && !value_before => (expression(rest)?, Colour::String),
            '-' if ways.dashes
                && rest[1..].starts_with(|next: char| next.is_ascii_alphabetic() || next == '-') =>
            {
                (length(rest, |letter| is_word(letter) || letter == '-'), Colour::Name)
            }
            _ => return None,
        };
        self.at += len.max(letter.len_utf8());
        Some(colour)
    }

    fn string(&mut self, quote: &Quote) -> Colour {
        self.at += quote.mark.len();
        while let Some(letter) = self.rest().chars().next() {
            if self.rest().starts_with(quote.mark) {
                self.at += quote.mark.len();
                break;
            }
            if letter == '\n' && !quote.long {
                break;
            }
            self.at += letter.len_utf8();
            if letter == '\\' && quote.escapes {
                self.at += self.rest().chars().next().map_or(0, char::len_utf8);
            }
        }
        let is_key = self.language.ways.keys && self.rest().trim_start().starts_with(':');
        if is_key { Colour::Name } else { Colour::String }
    }

    fn number(&mut self) -> Colour {
        let rest = self.rest();
        let mut len = 0;
        let mut before = ' ';
        for letter in rest.chars() {
            let goes_on = letter.is_ascii_alphanumeric()
                || letter == '_'
                // Not `1..2`, nor `1.max(2)`.
                || (letter == '.' && rest[len + 1..].starts_with(|next: char| next.is_ascii_digit()) && before != '.')
                || (matches!(letter, '+' | '-') && matches!(before, 'e' | 'E') && !rest.starts_with("0x"));
            if !goes_on {
                break;
            }
            len += 1;
            before = letter;
        }
        self.at += len.max(1);
        Colour::Number
    }

    fn word(&mut self) -> Colour {
        let language = self.language;
        let ways = language.ways;
        let len = length(self.rest(), |letter| is_word(letter) || (ways.dashes && letter == '-'));
        let word = &self.text[self.at..self.at + len];
        self.at += len;
        let same = |other: &str| if ways.any_case { other.eq_ignore_ascii_case(word) } else { other == word };
        let is_in = |words: &str| words.split(' ').any(same);
        if is_in(language.keywords) {
            // A regular expression may follow `return`, and a value does not come before it.
            self.value_before = matches!(word, "this" | "self" | "super");
            return Colour::Keyword;
        }
        if is_in(language.constants) {
            return Colour::Number;
        }
        if is_in(language.types) {
            return Colour::Type;
        }
        let rest = self.rest();
        let is_macro = ways.rust && rest.starts_with('!') && !rest.starts_with("!=");
        let is_type = ways.capitals && word.starts_with(char::is_uppercase);
        match () {
            () if is_type && word.len() > 1 && word.chars().all(|letter| !letter.is_lowercase()) => {
                Colour::Number
            }
            () if is_type => Colour::Type,
            () if is_macro || rest.starts_with('(') => Colour::Function,
            () => Colour::Plain,
        }
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// How many bytes go on like this.
fn length(text: &str, goes_on: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !goes_on(letter)).unwrap_or(text.len())
}

/// The length of a lifetime or label; `None` if it is a letter in quotes.
fn lifetime(rest: &str) -> Option<usize> {
    let mut letters = rest.chars().skip(1);
    let (first, second) = (letters.next()?, letters.next());
    (is_word(first) && second != Some('\'')).then(|| 1 + length(&rest[1..], is_word))
}

/// The length of a letter in quotes.
fn letter_literal(rest: &str) -> usize {
    let escaped = rest[1..].starts_with('\\');
    let from = if escaped { 3 } else { 1 };
    let end = rest.char_indices().skip(from).take(12).find(|(_, letter)| *letter == '\'');
    end.map_or(1, |(at, _)| at + 1)
}

/// The length of `r"…"`, `r#"…"#` and `b"…"`, with a `b` or `c` before them.
fn raw_string(rest: &str) -> Option<usize> {
    let prefix = length(rest, |letter| matches!(letter, 'r' | 'b' | 'c'));
    let is_raw = rest[..prefix].contains('r');
    let hashes = length(&rest[prefix..], |letter| letter == '#');
    let open = prefix + hashes;
    if prefix > 2 || !rest[open..].starts_with('"') || (hashes > 0 && !is_raw) {
        return None;
    }
    if !is_raw {
        // The string follows by itself.
        return Some(prefix);
    }
    let close = format!("\"{}", "#".repeat(hashes));
    let body = &rest[open + 1..];
    Some(body.find(&close).map_or(rest.len(), |end| open + 1 + end + close.len()))
}

/// The length of `$name`, `${…}`, `$1`.
fn variable(rest: &str) -> usize {
    match rest[1..].chars().next() {
        Some('{') => rest.find('}').map_or(2, |end| end + 1),
        Some(letter) if is_word(letter) => 1 + length(&rest[1..], is_word),
        Some('@' | '#' | '?' | '!' | '*' | '$' | '-') => 2,
        _ => 1,
    }
}

/// The length of a regular expression between slashes.
fn expression(rest: &str) -> Option<usize> {
    let (mut escaped, mut in_class) = (false, false);
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            '\n' => return None,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => {
                return (at > 1).then(|| at + 1 + length(&rest[at + 1..], |flag| flag.is_ascii_lowercase()));
            }
            _ => {}
        }
    }
    None
}
