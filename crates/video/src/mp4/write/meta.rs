//! What is written about a file: the list of iTunes, which most programs read, and chapters as Nero has them.

use super::out::Out;
use crate::headers::cover;
use crate::mp4::tags::WORDS;
use crate::{Chapter, Media, Tag};

/// `udta`, if there is anything to say.
pub(super) fn write(out: &mut Out, media: &Media) {
    let tags: Vec<&Tag> = media.tags.iter().filter(|tag| tag.key != "created").collect();
    if tags.is_empty() && media.cover.is_none() && media.chapters.is_empty() {
        return;
    }
    out.boxed(b"udta", |out| {
        if !tags.is_empty() || media.cover.is_some() {
            out.full(b"meta", 0, 0, |out| {
                out.full(b"hdlr", 0, 0, |out| {
                    out.put(b"\0\0\0\0mdirappl");
                    out.zeros(9);
                });
                out.boxed(b"ilst", |out| {
                    tags.iter().for_each(|tag| item(out, tag));
                    if let Some(cover) = &media.cover {
                        let kind = if cover::mime(cover) == Some("image/png") { 14 } else { 13 };
                        out.boxed(b"covr", |out| data(out, kind, |out| out.put(cover)));
                    }
                });
            });
        }
        if !media.chapters.is_empty() {
            chapters(out, &media.chapters);
        }
    });
}

fn item(out: &mut Out, tag: &Tag) {
    match tag.key.as_str() {
        "trkn" | "disk" => {
            let mut numbers = tag.value.split('/').map(|number| number.trim().parse().unwrap_or(0));
            let (number, count): (u16, u16) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
            out.boxed(if tag.key == "disk" { b"disk" } else { b"trkn" }, |out| {
                data(out, 0, |out| {
                    [0, number, count].iter().for_each(|number| out.u16(*number));
                    out.zeros(if tag.key == "disk" { 0 } else { 2 });
                });
            });
        }
        key => match WORDS.iter().find(|(_, word)| *word == key) {
            Some((name, _)) => out.boxed(name, |out| data(out, 1, |out| out.put(tag.value.as_bytes()))),
            None => out.boxed(b"----", |out| {
                out.full(b"mean", 0, 0, |out| out.put(b"com.apple.iTunes"));
                out.full(b"name", 0, 0, |out| out.put(key.as_bytes()));
                data(out, 1, |out| out.put(tag.value.as_bytes()));
            }),
        },
    }
}

fn data(out: &mut Out, kind: u32, body: impl FnOnce(&mut Out)) {
    out.full(b"data", 0, kind, |out| {
        out.u32(0);
        body(out);
    });
}

/// At most 255 of them have room.
fn chapters(out: &mut Out, chapters: &[Chapter]) {
    out.full(b"chpl", 1, 0, |out| {
        out.u32(0);
        let chapters = &chapters[..chapters.len().min(255)];
        out.u8(chapters.len() as u8);
        for chapter in chapters {
            out.u64((chapter.start.max(0.0) * 1e7).round() as u64);
            let mut length = chapter.name.len().min(255);
            while !chapter.name.is_char_boundary(length) {
                length -= 1;
            }
            out.u8(length as u8);
            out.put(&chapter.name.as_bytes()[..length]);
        }
    });
}
