//! What is written about a file: the lists of iTunes and of QuickTime, and the single boxes of 3GP.

use super::bytes::{Boxed, Bytes, Name, boxes, child, full, path};
use super::entry::letters;
use crate::Tag;
use crate::headers::cover;

/// What is said of a file is not a place for megabytes.
const LONGEST: usize = 64 << 10;

/// The words that others use for the names of the lists; writing turns them round.
pub(super) const WORDS: [(&Name, &str); 30] = [
    (b"\xa9nam", "title"),
    (b"\xa9ART", "artist"),
    (b"aART", "album_artist"),
    (b"\xa9alb", "album"),
    (b"\xa9day", "date"),
    (b"\xa9cmt", "comment"),
    (b"\xa9gen", "genre"),
    (b"\xa9too", "encoder"),
    (b"\xa9wrt", "composer"),
    (b"\xa9grp", "grouping"),
    (b"\xa9lyr", "lyrics"),
    (b"\xa9xyz", "location"),
    (b"\xa9mak", "make"),
    (b"\xa9mod", "model"),
    (b"\xa9swr", "software"),
    (b"\xa9cpy", "copyright"),
    (b"cprt", "copyright"),
    (b"desc", "description"),
    (b"ldes", "synopsis"),
    (b"tvsh", "show"),
    (b"tven", "episode_id"),
    (b"tvnn", "network"),
    (b"keyw", "keywords"),
    (b"catg", "category"),
    (b"titl", "title"),
    (b"auth", "artist"),
    (b"dscp", "description"),
    (b"gnre", "genre"),
    (b"perf", "performer"),
    (b"albm", "album"),
];

/// All that a film's boxes say, each thing once.
pub(super) fn read(moov: &[u8]) -> Vec<Tag> {
    let udta = child(moov, b"udta").unwrap_or_default();
    let mut tags = Vec::new();
    for meta in [child(udta, b"meta"), child(moov, b"meta")].into_iter().flatten() {
        list(meta, &mut tags);
    }
    for found in boxes(udta) {
        if let Some(value) = single(found) {
            add(&mut tags, word(found.name), value);
        }
    }
    if let Some(created) = created(moov) {
        add(&mut tags, "created".into(), created);
    }
    tags
}

/// The picture that stands for it.
pub(super) fn covered(moov: &[u8]) -> Option<Vec<u8>> {
    let meta = path(moov, &[b"udta", b"meta"])?;
    // Version and flags, then a kind and a language before the picture.
    let list = child(meta.get(4..)?, b"ilst")?;
    cover::of(path(list, &[b"covr", b"data"])?.get(8..)?)
}

/// The name of a track in its `udta`.
pub(super) fn name(udta: &[u8]) -> Option<String> {
    let found = boxes(udta).find(|found| matches!(&found.name, b"name" | b"titl" | b"\xa9nam"))?;
    match &found.name {
        b"name" => text(found.body),
        _ => single(found),
    }
}

fn add(tags: &mut Vec<Tag>, key: String, value: String) {
    if !key.is_empty() && !tags.iter().any(|tag| tag.key == key) {
        tags.push(Tag { key, value });
    }
}

fn word(name: Name) -> String {
    let known = WORDS.iter().find(|(known, _)| **known == name);
    known.map_or_else(|| letters(name), |(_, word)| (*word).into())
}

/// `meta` with `ilst`, and `keys` where its names are numbers.
fn list(meta: &[u8], tags: &mut Vec<Tag>) {
    // QuickTime has no version and flags here.
    let meta = if meta.get(4..8) == Some(b"hdlr") { meta } else { meta.get(4..).unwrap_or_default() };
    let keys: Vec<&[u8]> = full(meta, b"keys")
        .and_then(|(.., mut body)| body.skip(4).map(|()| boxes(body.0).map(|found| found.body).collect()))
        .unwrap_or_default();
    for item in boxes(child(meta, b"ilst").unwrap_or_default()) {
        let number = u32::from_be_bytes(item.name) as usize;
        let key = match keys.get(number.wrapping_sub(1)) {
            Some(key) => {
                let key = String::from_utf8_lossy(key);
                match key.rsplit('.').next().unwrap_or(&key) {
                    "creationdate" => "date".into(),
                    "ISO6709" => "location".into(),
                    last => last.to_owned(),
                }
            }
            None if &item.name == b"----" => {
                full(item.body, b"name").and_then(|(.., body)| text(body.0)).unwrap_or_default()
            }
            None => word(item.name),
        };
        if let Some(value) = data(item) {
            add(tags, key, value);
        }
    }
}

/// The first value of an item, if it is text or a number.
fn data(item: Boxed) -> Option<String> {
    let mut body = Bytes(child(item.body, b"data")?);
    let kind = body.u32()?;
    body.skip(4)?;
    match (&item.name, kind) {
        (b"trkn" | b"disk", _) => {
            body.skip(2)?;
            let (number, count) = (body.u16()?, body.u16().unwrap_or_default());
            Some(if count > 0 { format!("{number}/{count}") } else { number.to_string() })
        }
        (_, 1) => text(body.0),
        (_, 2) => utf16(body.0),
        (_, 21 | 22) if (1..=4).contains(&body.0.len()) => {
            let value = body.0.iter().fold(0_u32, |value, byte| value << 8 | u32::from(*byte));
            Some(value.to_string())
        }
        _ => None,
    }
}

/// A box of its own: QuickTime counts its letters, 3GP has version, flags and language before them.
fn single(found: Boxed) -> Option<String> {
    let mut body = Bytes(found.body);
    if found.name[0] == 0xa9 {
        let length = body.u16()?;
        body.skip(2)?;
        return text(body.take(usize::from(length).min(body.0.len()))?);
    }
    if !matches!(&found.name, b"titl" | b"auth" | b"dscp" | b"gnre" | b"perf" | b"albm" | b"cprt") {
        return None;
    }
    body.skip(6)?;
    if body.0.starts_with(&[0xfe, 0xff]) { utf16(&body.0[2..]) } else { text(body.0) }
}

pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.split(|byte| *byte == 0).next()?;
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST)]).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

pub(super) fn utf16(bytes: &[u8]) -> Option<String> {
    let units =
        bytes[..bytes.len().min(LONGEST)].chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let text =
        char::decode_utf16(units.take_while(|unit| *unit != 0)).map(|letter| letter.unwrap_or('\u{fffd}'));
    let text = text.collect::<String>().trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// When the film was made: seconds since 1904 in `mvhd`, as a date.
fn created(moov: &[u8]) -> Option<String> {
    let (version, _, mut body) = path(moov, &[]).and_then(|moov| full(moov, b"mvhd"))?;
    let seconds =
        i64::try_from(body.wide(version)?).ok()?.checked_sub(2_082_844_800).filter(|seconds| *seconds > 0)?;
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days).filter(|(year, ..)| *year < 10_000)?;
    Some(format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60))
}

/// The date so many days after 1970 began, counted in eras of 400 years that begin with March.
fn date(days: i64) -> Option<(i64, i64, i64)> {
    let days = days.checked_add(719_468)?;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let after = i64::from(month >= 10);
    Some((era * 400 + year + after, month + 3 - 12 * after, day - (153 * month + 2) / 5 + 1))
}

/// Such a date and time as seconds since 1904.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let (year, month, day) = (part(0..4)?, part(5..7)?, part(8..10)?);
    let time = part(11..13).unwrap_or(0) * 3600 + part(14..16).unwrap_or(0) * 60 + part(17..19).unwrap_or(0);
    // Years that begin with March, as above.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + day
        - 1;
    u64::try_from((days - 719_468) * 86_400 + time + 2_082_844_800).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_becomes_a_date() {
        assert_eq!(date(0), Some((1970, 1, 1)));
        assert_eq!(date(11_016), Some((2000, 2, 29)));
        assert_eq!(date(20_786), Some((2026, 11, 29)));
        assert_eq!(seconds("2000-02-29T01:02:03Z"), Some(11_016 * 86_400 + 3723 + 2_082_844_800));
        assert_eq!(seconds("soon"), None);
    }
}
