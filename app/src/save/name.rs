//! Names of results: a template filled in, made safe for every file system, and unique in its batch.
//!
//! A name that one system accepts and another refuses (`CON.png`, a trailing dot, a colon) would lose a file of a zip
//! on somebody's Windows machine, so the strictest system's rules hold everywhere.

use std::collections::HashSet;

use crate::browser::{lower, upper};

/// What a template may speak of.
pub struct Facts<'a> {
    /// Original name without its ending.
    pub name: &'a str,
    /// Width of the result in pixels.
    pub width: u32,
    /// Height of the result in pixels.
    pub height: u32,
    /// Place in the batch, from 1.
    pub n: usize,
    /// How many files the batch has, so that numbers sort by name.
    pub of: usize,
    /// Ending of the result, without the dot.
    pub format: &'a str,
    /// Date of the original, `2026-11-23`; empty when it is unknown.
    pub date: &'a str,
}

/// The template that changes nothing but the ending.
pub const PLAIN: &str = "{name}";

/// What people call files of this ending.
pub fn known_as(ending: &str) -> String {
    match ending.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "JPEG".into(),
        "tif" | "tiff" => "TIFF".into(),
        "webp" => "WebP".into(),
        other => upper(other),
    }
}

/// Bytes of a name without its ending. Systems end at 255, and a number may follow.
const MOST: usize = 235;

/// Fills in `template` and adds the ending. Words in braces that mean nothing stay as they are. Where the name would be too
/// long for a system, the original one in it is shortened before anything else.
pub fn fill(template: &str, facts: &Facts) -> String {
    let mut name = filled(template, facts);
    let over = name.len().saturating_sub(MOST);
    if over > 0 {
        let short = start(facts.name, facts.name.len().saturating_sub(over));
        name = filled(template, &Facts { name: short, ..*facts });
    }
    let mut name = safe(start(&name, MOST));
    name.push('.');
    name.push_str(facts.format);
    name
}

/// At most so many bytes of the beginning, in whole letters.
fn start(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

fn filled(template: &str, facts: &Facts) -> String {
    let mut name = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}') else { break };
        name.push_str(&rest[..open]);
        match &rest[open + 1..open + close] {
            "name" => name.push_str(facts.name),
            "width" => name.push_str(&facts.width.to_string()),
            "height" => name.push_str(&facts.height.to_string()),
            "format" => name.push_str(facts.format),
            "date" => name.push_str(facts.date),
            "n" => {
                let n = facts.n.to_string();
                let digits = facts.of.to_string().len();
                (n.len()..digits).for_each(|_| name.push('0'));
                name.push_str(&n);
            }
            _ => name.push_str(&rest[open..=open + close]),
        }
        rest = &rest[open + close + 1..];
    }
    name.push_str(rest);
    name
}

/// `name` without what Windows, macOS or Linux forbid in the name of one file.
pub fn safe(name: &str) -> String {
    let clean: String =
        name.chars().map(|c| if c.is_control() || "<>:\"/\\|?*".contains(c) { '_' } else { c }).collect();
    let clean = clean.trim().trim_end_matches('.');
    let stem = clean.split('.').next().unwrap_or("");
    let taken = ["con", "prn", "aux", "nul"].iter().any(|w| stem.eq_ignore_ascii_case(w))
        || matches!(stem.as_bytes(), [port @ .., digit] if digit.is_ascii_digit()
            && (port.eq_ignore_ascii_case(b"com") || port.eq_ignore_ascii_case(b"lpt")));
    match clean {
        "" => "_".into(),
        _ if taken => format!("_{clean}"),
        _ => clean.into(),
    }
}

/// Splits a name before its last dot: `("photo.of.me", "jpg")`. A leading dot begins a name, not an ending.
pub fn split(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(dot) if dot > 0 => (&name[..dot], &name[dot + 1..]),
        _ => (name, ""),
    }
}

/// Names already given in one batch. Case is ignored, as most disks do.
#[derive(Default)]
pub struct Taken(HashSet<String>);

impl Taken {
    /// `path`, or `path (2)` and so on when it was given before.
    pub fn unique(&mut self, path: &str) -> String {
        let mut candidate = path.to_string();
        let mut n = 1;
        while !self.0.insert(lower(&candidate)) {
            n += 1;
            candidate = numbered(path, n);
        }
        candidate
    }
}

/// `photo.jpg` becomes `photo (2).jpg`.
pub fn numbered(path: &str, n: usize) -> String {
    let start = path.rfind('/').map_or(0, |slash| slash + 1);
    let (stem, ending) = split(&path[start..]);
    let dot = if ending.is_empty() { "" } else { "." };
    format!("{}{stem} ({n}){dot}{ending}", &path[..start])
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: Facts =
        Facts { name: "sea", width: 1600, height: 900, n: 7, of: 120, format: "webp", date: "2026-11-23" };

    #[test]
    fn a_template_is_filled_in() {
        assert_eq!(fill(PLAIN, &FACTS), "sea.webp");
        assert_eq!(fill("{date} {name}-{width}x{height}", &FACTS), "2026-11-23 sea-1600x900.webp");
    }

    #[test]
    fn a_format_is_called_the_same_before_and_after() {
        assert_eq!(["jpg", "JPEG", "webp", "mp4"].map(known_as), ["JPEG", "JPEG", "WebP", "MP4"]);
    }

    #[test]
    fn a_name_that_is_too_long_keeps_what_the_template_adds() {
        let long = "ü😀".repeat(60);
        let name = fill("{name} {width}-{n}", &Facts { name: &long, ..FACTS });
        assert!(name.len() <= MOST + 5 && name.starts_with("ü😀"), "{name}");
        assert!(name.ends_with(" 1600-007.webp"), "{name}");
        assert!(fill(&long, &FACTS).len() <= MOST + 5);
        assert_eq!(fill("{name}", &Facts { name: "sea ", ..FACTS }), "sea.webp");
    }

    #[test]
    fn numbers_sort_by_name() {
        assert_eq!(fill("{n}", &FACTS), "007.webp");
    }

    #[test]
    fn unknown_words_and_open_braces_stay() {
        assert_eq!(fill("{name}{what}", &FACTS), "sea{what}.webp");
        assert_eq!(fill("a{name", &FACTS), "a{name.webp");
    }

    #[test]
    fn no_name_leaves_its_folder_or_offends_a_system() {
        assert_eq!(safe("../../etc/passwd"), ".._.._etc_passwd");
        assert_eq!(safe("a:b?"), "a_b_");
        assert_eq!(safe("CON"), "_CON");
        assert_eq!(["com1.old", "LPT9"].map(safe), ["_com1.old", "_LPT9"]);
        // As long as a port's name in bytes, and not in letters.
        assert_eq!(["да", "14é", "😀"].map(safe), ["да", "14é", "😀"]);
        assert_eq!(safe("dots..."), "dots");
        assert_eq!(safe(" "), "_");
    }

    #[test]
    fn the_second_of_a_name_gets_a_number() {
        let mut taken = Taken::default();
        assert_eq!(taken.unique("a/x.jpg"), "a/x.jpg");
        assert_eq!(taken.unique("a/X.jpg"), "a/X (2).jpg");
        assert_eq!(taken.unique("a/x.jpg"), "a/x (3).jpg");
        assert_eq!(taken.unique("x.jpg"), "x.jpg");
    }

    #[test]
    fn only_the_last_dot_begins_the_ending() {
        assert_eq!(split("me.and.you.png"), ("me.and.you", "png"));
        assert_eq!(split(".hidden"), (".hidden", ""));
        assert_eq!(split("none"), ("none", ""));
    }
}
