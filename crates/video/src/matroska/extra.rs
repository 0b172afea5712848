//! Chapters, tags and attachments.

use super::ebml::{Elements, text, uint};
use super::ids::*;
use crate::{Chapter, Tag};

/// Nobody reads more of them than this.
const MOST: usize = 1000;

/// The chapters of all editions that are not hidden, nested ones after those that hold them.
pub(super) fn chapters(body: &[u8]) -> Vec<Chapter> {
    let mut chapters = Vec::new();
    // The first edition alone: others cut the same film differently.
    for (_, edition) in Elements(body).filter(|(id, _)| *id == EDITION_ENTRY).take(1) {
        atoms(edition, &mut chapters, 0);
    }
    chapters
}

fn atoms(body: &[u8], chapters: &mut Vec<Chapter>, depth: u8) {
    for (_, atom) in Elements(body).filter(|(id, _)| *id == CHAPTER_ATOM) {
        if chapters.len() == MOST || depth > 8 {
            return;
        }
        let (mut start, mut name, mut hidden) = (0, None, false);
        for (id, body) in Elements(atom) {
            match id {
                CHAPTER_START => start = uint(body),
                CHAPTER_HIDDEN => hidden = uint(body) == 1,
                CHAPTER_DISPLAY if name.is_none() => {
                    name = Elements(body).find(|(id, _)| *id == CHAPTER_STRING).map(|(_, body)| text(body));
                }
                _ => {}
            }
        }
        if !hidden {
            chapters.push(Chapter { start: start as f64 / 1e9, name: name.unwrap_or_default() });
        }
        atoms(atom, chapters, depth + 1);
    }
}

/// The tags about the file, and how single tracks are turned.
pub(super) fn tags(body: &[u8], tags: &mut Vec<Tag>, turns: &mut Vec<(u64, u16)>) {
    for (_, tag) in Elements(body).filter(|(id, _)| *id == TAG).take(MOST) {
        let (mut track, mut part) = (0, false);
        for (_, targets) in Elements(tag).filter(|(id, _)| *id == TARGETS) {
            for (id, body) in Elements(targets) {
                match id {
                    TAG_TRACK_UID => track = uint(body),
                    TAG_EDITION_UID | TAG_CHAPTER_UID | TAG_ATTACHMENT_UID => part |= uint(body) != 0,
                    _ => {}
                }
            }
        }
        for (_, simple) in Elements(tag).filter(|(id, _)| *id == SIMPLE_TAG).take(MOST) {
            let find = |wanted| Elements(simple).find(|(id, _)| *id == wanted).map(|(_, body)| text(body));
            let (Some(name), Some(value)) = (find(TAG_NAME), find(TAG_STRING)) else { continue };
            if track != 0 && name.eq_ignore_ascii_case("rotate") {
                let turn = value.parse().map_or(0, |turn: i32| turn.rem_euclid(360));
                turns.push((track, turn as u16));
            }
            // What is said of parts, and statistics of tracks, is not about the file.
            if track == 0 && !part {
                add(tags, key(&name), value);
            }
        }
    }
}

/// What is said later with more care replaces what the program that wrote the file said of itself.
fn add(tags: &mut Vec<Tag>, key: String, value: String) {
    let full = value.is_empty() || tags.len() == MOST;
    match tags.iter_mut().find(|tag| tag.key == key) {
        Some(tag) if key == "title" || key == "date" => tag.value = value,
        Some(tag) if tag.value == value => {}
        _ if full => {}
        _ => tags.push(Tag { key, value }),
    }
}

/// The small English word for a name of Matroska.
fn key(name: &str) -> String {
    match name.to_ascii_uppercase().as_str() {
        "DATE_RELEASED" | "DATE_RECORDED" | "DATE" => "date".into(),
        "PART_NUMBER" => "track".into(),
        "DESCRIPTION" | "SUMMARY" | "SYNOPSIS" => "description".into(),
        other => other.to_ascii_lowercase(),
    }
}

/// A date from nanoseconds since the beginning of the millennium, as `2026-02-03`.
pub(super) fn date(nanoseconds: i64) -> String {
    // Days since the first of March of the year 0, as Howard Hinnant counts them.
    let days = nanoseconds.div_euclid(86_400_000_000_000) + 730_791;
    let era = days.div_euclid(146_097);
    let day = days.rem_euclid(146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let rest = day - (365 * year + year / 4 - year / 100);
    let month = (5 * rest + 2) / 153;
    let (day, month) = (rest - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_count_from_the_millennium() {
        let days = |days: i64| date(days * 86_400_000_000_000);
        assert_eq!(days(0), "2001-01-01");
        assert_eq!(days(59), "2001-03-01");
        assert_eq!(days(365 * 3 + 59), "2004-02-29");
        assert_eq!(days(-1), "2000-12-31");
    }
}
