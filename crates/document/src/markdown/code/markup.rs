//! Tags, and the style sheets and scripts between them.

use super::Spans;
use super::language;
use super::reader;
use crate::markdown::Colour;

/// HTML and XML.
pub fn read(text: &str, spans: &mut Spans) {
    let mut at = 0;
    while let Some(open) = text[at..].find(['<', '&']).map(|open| at + open) {
        spans.to(open, Colour::Plain);
        let rest = &text[open..];
        if rest.starts_with("<!--") {
            at = open + rest.find("-->").map_or(rest.len(), |end| end + 3);
            spans.to(at, Colour::Comment);
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            at = open + rest.find('>').map_or(rest.len(), |end| end + 1);
            spans.to(at, Colour::Meta);
        } else if rest.starts_with('&') {
            let end = rest.find(';').filter(|end| *end < 12).map_or(1, |end| end + 1);
            at = open + end;
            spans.to(at, if end > 1 { Colour::Meta } else { Colour::Plain });
        } else if rest[1..].starts_with(|letter: char| letter.is_alphabetic() || letter == '/') {
            at = tag(text, open, spans);
            at = within(text, open, at, spans);
        } else {
            at = open + 1;
            spans.to(at, Colour::Plain);
        }
    }
}

/// A tag; answers with its end.
fn tag(text: &str, open: usize, spans: &mut Spans) -> usize {
    let is_name = |letter: char| letter.is_alphanumeric() || "-_:.@#".contains(letter);
    let mut at = open + 1 + usize::from(text[open + 1..].starts_with('/'));
    spans.to(at, Colour::Plain);
    at += text[at..].find(|letter| !is_name(letter)).unwrap_or(text.len() - at);
    spans.to(at, Colour::Type);
    while let Some(letter) = text[at..].chars().next() {
        match letter {
            '>' => {
                spans.to(at + 1, Colour::Plain);
                return at + 1;
            }
            '"' | '\'' => {
                at += 1 + text[at + 1..].find(letter).map_or(text.len() - at - 1, |end| end + 1);
                spans.to(at, Colour::String);
            }
            _ if is_name(letter) => {
                at += text[at..].find(|letter| !is_name(letter)).unwrap_or(text.len() - at);
                spans.to(at, Colour::Name);
            }
            _ => {
                at += letter.len_utf8();
                spans.to(at, Colour::Plain);
            }
        }
    }
    at
}

/// What lies in a `<style>` or `<script>` that begins at `open` and whose tag ends at `at`; answers with its end.
fn within(text: &str, open: usize, at: usize, spans: &mut Spans) -> usize {
    let head = text[open..at].to_ascii_lowercase();
    let close = if head.starts_with("<style") { "</style" } else { "</script" };
    if !(head.starts_with("<style") || head.starts_with("<script")) || head.ends_with("/>") {
        return at;
    }
    let end = at + text[at..].find(close).unwrap_or(text.len() - at);
    let mut inner = Spans::new(end - at);
    match (close, language::find("js")) {
        ("</script", Some(script)) => reader::read(&text[at..end], script, &mut inner),
        _ => style(&text[at..end], &mut inner),
    }
    let mut place = at;
    for (count, colour) in inner.finish() {
        place += count as usize;
        spans.to(place, colour);
    }
    end
}

/// CSS and what is like it.
pub fn style(text: &str, spans: &mut Spans) {
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    let mut at = 0;
    let mut depth = 0;
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        let name =
            |from: usize| rest[from..].find(|letter| !is_name(letter)).map_or(rest.len(), |end| from + end);
        let (len, colour) = match letter {
            '/' if rest.starts_with("/*") => {
                (rest.find("*/").map_or(rest.len(), |end| end + 2), Colour::Comment)
            }
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), Colour::Comment),
            '"' | '\'' => (rest[1..].find(letter).map_or(rest.len(), |end| end + 2), Colour::String),
            '@' => (name(1), Colour::Keyword),
            '$' => (name(1), Colour::Name),
            '#' if depth > 0 && !rest.contains('{') => (name(1), Colour::Number),
            '#' | '.' if rest[1..].starts_with(|next: char| next.is_alphabetic()) => (name(1), Colour::Type),
            '#' => (name(1), Colour::Number),
            _ if letter.is_ascii_digit() => {
                let len =
                    rest.find(|letter: char| !letter.is_alphanumeric() && letter != '.' && letter != '%');
                (len.unwrap_or(rest.len()), Colour::Number)
            }
            _ if is_name(letter) => {
                let end = name(0);
                let after = rest[end..].trim_start();
                let is_property = depth > 0 && after.starts_with(':') && !before_brace(after);
                let colour = match () {
                    () if is_property || rest.starts_with("--") => Colour::Name,
                    () if after.starts_with('(') => Colour::Function,
                    () if depth == 0 || before_brace(after) => Colour::Type,
                    () => Colour::Plain,
                };
                (end, colour)
            }
            _ => {
                depth += i32::from(letter == '{') - i32::from(letter == '}');
                (letter.len_utf8(), Colour::Plain)
            }
        };
        at += len.max(1);
        spans.to(at, colour);
    }
}

/// Whether a block begins before a declaration ends.
fn before_brace(text: &str) -> bool {
    text.find(['{', ';', '}']).is_some_and(|at| text[at..].starts_with('{'))
}
