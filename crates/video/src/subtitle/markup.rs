//! The tags in the text of SubRip and WebVTT.
//!
//! Both know `<b>`, `<i>` and `<u>`. SubRip has `<font color>` of the web's youth, and tags of ASS in braces, because players let it;
//! WebVTT has classes, voices and escapes.

use super::{Cue, Form, Run, Style};

/// The colours that WebVTT has classes for, which are also the most frequent in SubRip.
const NAMES: [(&str, [u8; 3]); 8] = [
    ("white", [255, 255, 255]),
    ("lime", [0, 255, 0]),
    ("cyan", [0, 255, 255]),
    ("red", [255, 0, 0]),
    ("yellow", [255, 255, 0]),
    ("magenta", [255, 0, 255]),
    ("blue", [0, 0, 255]),
    ("black", [0, 0, 0]),
];

/// Appends text with tags to a cue.
pub(super) fn parse(text: &str, form: Form, cue: &mut Cue) {
    let mut stack: Vec<(String, Style)> = Vec::new();
    let mut style = Style::default();
    let mut rest = text;
    while let Some(at) = rest.find(['<', '{', '&']) {
        cue.push(&rest[..at], style);
        rest = &rest[at..];
        let Some(length) = special(rest, form, &mut style, &mut stack, cue) else {
            let (first, after) = rest.split_at(1);
            cue.push(first, style);
            rest = after;
            continue;
        };
        rest = &rest[length..];
    }
    cue.push(rest, style);
    cue.tidy();
}

/// What begins with `<`, `{` or `&`: how long it is, if it means something.
fn special(
    text: &str,
    form: Form,
    style: &mut Style,
    stack: &mut Vec<(String, Style)>,
    cue: &mut Cue,
) -> Option<usize> {
    if text.starts_with('&') {
        let end = text.get(..12).unwrap_or(text).find(';').filter(|_| form == Form::Vtt)?;
        let letter = match &text[1..end] {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "nbsp" => '\u{a0}',
            "lrm" => '\u{200e}',
            "rlm" => '\u{200f}',
            number => {
                let number = number.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => number.parse(),
                };
                char::from_u32(code.ok()?)?
            }
        };
        cue.push(letter.encode_utf8(&mut [0; 4]), *style);
        return Some(end + 1);
    }
    if text.starts_with('{') {
        let end = text.find('}').filter(|_| form == Form::Srt && text.starts_with("{\\"))?;
        super::ass::tags(&text[1..end], Style::default(), (384.0, 288.0), style, &mut cue.place);
        return Some(end + 1);
    }
    let end = text.find('>')?;
    let tag = &text[1..end];
    if let Some(name) = tag.strip_prefix('/') {
        let name = name.trim().to_ascii_lowercase();
        let known = is_tag(&name, form) || (form == Form::Vtt);
        if let Some(at) = stack.iter().rposition(|(open, _)| *open == name) {
            *style = stack[at].1;
            stack.truncate(at);
        }
        return known.then_some(end + 1);
    }
    let (name, attributes) =
        tag.split_at(tag.find(|c: char| c == '.' || c.is_whitespace()).unwrap_or(tag.len()));
    let name = name.to_ascii_lowercase();
    if !is_tag(&name, form) {
        // In WebVTT everything in angles is a tag, such as a time within the text.
        return (form == Form::Vtt).then_some(end + 1);
    }
    stack.push((name.clone(), *style));
    match name.as_str() {
        "b" => style.bold = true,
        "i" => style.italic = true,
        "u" => style.underline = true,
        "font" => {
            style.color = attributes
                .to_ascii_lowercase()
                .split_once("color")
                .and_then(|(_, color)| colour(color))
                .or(style.color)
        }
        _ => {}
    }
    if form == Form::Vtt {
        let classes = attributes.split(char::is_whitespace).next().unwrap_or("").split('.');
        for class in classes {
            let found = NAMES.iter().find(|(name, _)| *name == class);
            style.color = found.map(|(_, color)| *color).or(style.color);
        }
    }
    Some(end + 1)
}

fn is_tag(name: &str, form: Form) -> bool {
    match form {
        Form::Vtt => matches!(name, "b" | "i" | "u" | "c" | "v" | "lang" | "ruby" | "rt"),
        _ => matches!(name, "b" | "i" | "u" | "font" | "s"),
    }
}

/// A colour as an attribute has it: `="#ff0000"`, `=red`.
fn colour(text: &str) -> Option<[u8; 3]> {
    let text = text.trim_start_matches(['=', ' ', '"', '\'']);
    let end = text.find(['"', '\'', ' ']).unwrap_or(text.len());
    let text = &text[..end];
    if let Some((_, color)) = NAMES.iter().find(|(name, _)| *name == text) {
        return Some(*color);
    }
    let hex = text.strip_prefix('#').unwrap_or(text);
    let number = u32::from_str_radix(hex, 16).ok().filter(|_| hex.len() == 6)?;
    let [_, r, g, b] = number.to_be_bytes();
    Some([r, g, b])
}

/// The text of a cue with tags.
pub(super) fn write(runs: &[Run], form: Form) -> String {
    let mut out = String::new();
    for Run { text, style } in runs {
        let mut ends: Vec<&str> = Vec::new();
        for (set, start, end) in
            [(style.bold, "<b>", "</b>"), (style.italic, "<i>", "</i>"), (style.underline, "<u>", "</u>")]
        {
            if set {
                out.push_str(start);
                ends.push(end);
            }
        }
        if let Some(color) = style.color {
            if form == Form::Vtt {
                // Only colours with names can be told without a style sheet: the nearest is taken.
                let off = |other: &[u8; 3]| {
                    (0..3).map(|n| u32::from(color[n].abs_diff(other[n])).pow(2)).sum::<u32>()
                };
                if let Some((name, _)) =
                    NAMES.iter().min_by_key(|(_, other)| off(other)).filter(|(name, _)| *name != "white")
                {
                    out.push_str(&format!("<c.{name}>"));
                    ends.push("</c>");
                }
            } else {
                out.push_str(&format!("<font color=\"#{:02x}{:02x}{:02x}\">", color[0], color[1], color[2]));
                ends.push("</font>");
            }
        }
        if form == Form::Vtt {
            out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
        } else {
            out.push_str(text);
        }
        ends.iter().rev().for_each(|end| out.push_str(end));
    }
    // A line without letters would end the cue.
    let lines: Vec<&str> = out.split('\n').filter(|line| !line.trim().is_empty()).collect();
    lines.join("\n")
}
