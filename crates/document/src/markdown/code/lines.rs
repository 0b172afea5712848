//! Languages whose lines say what they are.

use super::Spans;
use super::language;
use super::reader;
use crate::markdown::Colour;

/// The lines of a text with their ends, and where each begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line)
    })
}

/// Differences between files.
pub fn diff(text: &str, spans: &mut Spans) {
    for (at, line) in lines(text) {
        let colour = match line.as_bytes() {
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] | [b'd', b'i', b'f', b'f', ..] => Colour::Keyword,
            [b'i', b'n', b'd', b'e', b'x', b' ', ..] => Colour::Comment,
            [b'@', b'@', ..] => Colour::Meta,
            [b'+' | b'>', ..] => Colour::Added,
            [b'-' | b'<', ..] => Colour::Removed,
            _ => Colour::Plain,
        };
        spans.to(at + line.len(), colour);
    }
}

/// A value of YAML or TOML from `at` on.
fn value(text: &str, at: usize, spans: &mut Spans) {
    let word = text.trim();
    let lead = at + text.len() - text.trim_start().len();
    spans.to(lead, Colour::Plain);
    let comment = match word.as_bytes().first() {
        Some(quote @ (b'"' | b'\'')) => {
            let end = word[1..].find(char::from(*quote)).map_or(word.len(), |end| end + 2);
            spans.to(lead + end, Colour::String);
            word[end..].find('#').map(|from| end + from)
        }
        Some(b'#') => Some(0),
        _ => {
            let comment = word.find(" #").map(|at| at + 1);
            let plain = word[..comment.unwrap_or(word.len())].trim_end();
            let is_number = plain.parse::<f64>().is_ok()
                || plain.starts_with(|letter: char| letter.is_ascii_digit())
                || matches!(plain, "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "~");
            let colour = match plain.as_bytes().first() {
                Some(b'&' | b'*' | b'!' | b'|' | b'>') => Colour::Meta,
                Some(b'[' | b'{') => Colour::Plain,
                _ if is_number => Colour::Number,
                _ => Colour::String,
            };
            spans.to(lead + plain.len(), colour);
            comment
        }
    };
    if let Some(comment) = comment {
        spans.to(lead + comment, Colour::Plain);
        spans.to(at + text.len(), Colour::Comment);
    }
    spans.to(at + text.len(), Colour::Plain);
}

/// YAML.
pub fn yaml(text: &str, spans: &mut Spans) {
    for (at, line) in lines(text) {
        let indent = line.len() - line.trim_start_matches([' ', '-']).len();
        let rest = &line[indent..];
        if rest.starts_with('#') || line.starts_with("---") || rest.starts_with('%') {
            let colour = if rest.starts_with('#') { Colour::Comment } else { Colour::Meta };
            spans.to(at + line.len(), colour);
            continue;
        }
        spans.to(at + indent, Colour::Plain);
        let colon = rest.find(": ").or_else(|| rest.trim_end().strip_suffix(':').map(str::len));
        match colon.filter(|colon| !rest[..*colon].contains(['"', '{', '['])) {
            Some(colon) => {
                spans.to(at + indent + colon, Colour::Name);
                spans.to(at + indent + colon + 1, Colour::Plain);
                value(&rest[colon + 1..], at + indent + colon + 1, spans);
            }
            None => value(rest, at + indent, spans),
        }
    }
}

/// TOML, INI and the like.
pub fn settings(text: &str, spans: &mut Spans) {
    for (at, line) in lines(text) {
        let rest = line.trim_start();
        let end = at + line.len();
        match rest.as_bytes().first() {
            Some(b'#' | b';' | b'!') => spans.to(end, Colour::Comment),
            Some(b'[') if !line.starts_with(' ') => spans.to(end, Colour::Type),
            _ => match line.find(['=', ':']) {
                Some(sign) => {
                    spans.to(at + line[..sign].trim_end().len(), Colour::Name);
                    spans.to(at + sign + 1, Colour::Plain);
                    value(&line[sign + 1..], at + sign + 1, spans);
                }
                None => value(line, at, spans),
            },
        }
    }
}

/// Markdown within Markdown.
pub fn markdown(text: &str, spans: &mut Spans) {
    let mut fenced = false;
    for (at, line) in lines(text) {
        let rest = line.trim_start();
        let is_fence = rest.starts_with("```") || rest.starts_with("~~~");
        let end = at + line.len();
        match rest.as_bytes().first() {
            _ if is_fence || fenced => spans.to(end, Colour::String),
            Some(b'#') => spans.to(end, Colour::Keyword),
            Some(b'>') => spans.to(end, Colour::Comment),
            Some(b'-' | b'*' | b'+') if rest[1..].starts_with(' ') => {
                spans.to(at + line.len() - rest.len() + 1, Colour::Name);
                spans.to(end, Colour::Plain);
            }
            _ => spans.to(end, Colour::Plain),
        }
        fenced ^= is_fence;
    }
}

/// What was typed into a shell and what it answered.
pub fn console(text: &str, spans: &mut Spans) {
    for (at, line) in lines(text) {
        let Some(command) = line.strip_prefix("$ ").or_else(|| line.strip_prefix("> ")) else {
            spans.to(at + line.len(), Colour::Comment);
            continue;
        };
        spans.to(at + 2, Colour::Meta);
        let mut typed = Spans::new(command.len());
        if let Some(shell) = language::find("sh") {
            reader::read(command, shell, &mut typed);
        }
        let mut end = at + 2;
        for (count, colour) in typed.finish() {
            end += count as usize;
            spans.to(end, colour);
        }
    }
}
