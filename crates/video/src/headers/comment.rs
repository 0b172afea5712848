//! Vorbis comments: what Vorbis, Opus and FLAC say about a piece.

use crate::{Chapter, Tag};

/// Nobody reads more of them than this.
const MOST: usize = 1000;

/// Reads the list behind the magic word: who wrote it, then `KEY=value` each. Pictures are left out; chapters are given apart. Tells
/// whether there were pictures.
pub(crate) fn read(bytes: &[u8], tags: &mut Vec<Tag>, chapters: &mut Vec<Chapter>) -> Option<bool> {
    let (vendor, rest) = text(bytes)?;
    let (count, mut rest) = rest.split_first_chunk()?;
    let mut pictures = false;
    for _ in 0..(u32::from_le_bytes(*count) as usize).min(MOST) {
        let (comment, after) = text(rest)?;
        rest = after;
        let Some((key, value)) = comment.split_once('=') else { continue };
        let key = key.to_ascii_lowercase();
        let picture = key == "metadata_block_picture" || key == "coverart";
        pictures |= picture;
        if picture || value.is_empty() {
            continue;
        }
        if !chapter(&key, value, chapters) {
            let key = if key == "tracknumber" { "track".into() } else { key };
            tags.push(Tag { key, value: value.into() });
        }
    }
    if !vendor.is_empty() && !tags.iter().any(|tag| tag.key == "encoder") {
        tags.push(Tag { key: "encoder".into(), value: vendor });
    }
    Some(pictures)
}

fn text(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    Some((String::from_utf8_lossy(text).into_owned(), rest))
}

/// `CHAPTER001=00:01:02.500` and `CHAPTER001NAME=…`.
fn chapter(key: &str, value: &str, chapters: &mut Vec<Chapter>) -> bool {
    let Some(number) = key.strip_prefix("chapter") else { return false };
    if let Some(number) = number.strip_suffix("name") {
        let nth = number.parse::<usize>().ok();
        if let Some(last) = chapters.last_mut().filter(|_| nth.is_some()) {
            last.name = value.into();
        }
        return nth.is_some();
    }
    if number.parse::<usize>().is_err() {
        return false;
    }
    let seconds = value.split(':').try_fold(0.0, |sum, part| Some(sum * 60.0 + part.parse::<f64>().ok()?));
    match seconds.filter(|start| start.is_finite()) {
        Some(start) => chapters.push(Chapter { start, name: String::new() }),
        None => return false,
    }
    true
}

/// Writes the list: what `tags` say, and the chapters.
pub(crate) fn write(tags: &[Tag], chapters: &[Chapter]) -> Vec<u8> {
    let mut lines: Vec<_> = tags
        .iter()
        .filter(|tag| tag.key != "encoder")
        .map(|tag| match tag.key.as_str() {
            "track" => format!("TRACKNUMBER={}", tag.value),
            key => format!("{}={}", key.to_ascii_uppercase(), tag.value),
        })
        .collect();
    for (nth, chapter) in chapters.iter().enumerate() {
        let ms = (chapter.start.max(0.0) * 1000.0).round() as u64;
        let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
        lines.push(format!("CHAPTER{nth:03}={hours:02}:{minutes:02}:{seconds:02}.{:03}", ms % 1000));
        lines.push(format!("CHAPTER{nth:03}NAME={}", chapter.name));
    }
    let text = |text: &str| [&(text.len() as u32).to_le_bytes(), text.as_bytes()].concat();
    let mut out = text("Nearside");
    out.extend_from_slice(&(lines.len() as u32).to_le_bytes());
    lines.iter().for_each(|line| out.extend(text(line)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_read_back() {
        let tags = [("title", "A piece"), ("artist", "Nobody"), ("track", "3")];
        let tags = tags.map(|(key, value)| Tag { key: key.into(), value: value.into() });
        let chapters =
            [Chapter { start: 0.0, name: "One".into() }, Chapter { start: 3725.25, name: "Two".into() }];
        let (mut read_tags, mut read_chapters) = (Vec::new(), Vec::new());
        read(&write(&tags, &chapters), &mut read_tags, &mut read_chapters).unwrap();
        assert_eq!(read_tags[..3], tags);
        assert_eq!(read_tags[3].value, "Nearside");
        assert_eq!(read_chapters, chapters);
    }
}
