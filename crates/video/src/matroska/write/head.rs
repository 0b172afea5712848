//! The head of a file: what comes before the clusters, the index among it.

use super::super::ids::*;
use super::{Writer, ebml};
use crate::Container;

/// The name of who wrote the file.
const APP: &str = "Nearside";

/// The head, when all clusters are written.
pub(super) fn head(writer: &Writer) -> Vec<u8> {
    let mut parts = vec![(INFO, info(writer)), (TRACKS, tracks(writer))];
    if !writer.media.chapters.is_empty() {
        parts.push((CHAPTERS, chapters(writer)));
    }
    if writer.media.tags.iter().any(|tag| name(&tag.key).is_some()) {
        parts.push((TAGS, tags(writer)));
    }
    // Where clusters are depends on how large the index is, but how large it is does not depend on where they are.
    parts.push((CUES, cues(writer, 0)));
    let seek = seeks(&parts, 0).len() as u64;
    let before = seek + parts.iter().map(|(_, part)| part.len() as u64).sum::<u64>();
    if let Some((_, last)) = parts.last_mut() {
        *last = cues(writer, before);
    }
    let mut out = begin(writer);
    ebml::id(&mut out, SEGMENT);
    ebml::sized(&mut out, before + writer.size, 8);
    out.extend_from_slice(&seeks(&parts, seek));
    parts.iter().for_each(|(_, part)| out.extend_from_slice(part));
    out
}

/// The head of a file that is played while it is made: its size is not known, and all else that only its end tells.
pub(super) fn live(writer: &Writer) -> Vec<u8> {
    let mut out = begin(writer);
    out.extend_from_slice(&SEGMENT.to_be_bytes());
    // All ones: not known.
    out.extend_from_slice(&[1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    out.extend_from_slice(&info(writer));
    out.extend_from_slice(&tracks(writer));
    out
}

fn begin(writer: &Writer) -> Vec<u8> {
    let mut out = Vec::new();
    ebml::master(&mut out, EBML, |out| {
        ebml::uint(out, EBML_VERSION, 1);
        ebml::uint(out, EBML_READ_VERSION, 1);
        ebml::uint(out, EBML_MAX_ID, 4);
        ebml::uint(out, EBML_MAX_SIZE, 8);
        ebml::text(
            out,
            DOC_TYPE,
            if writer.media.container == Container::WebM { "webm" } else { "matroska" },
        );
        ebml::uint(out, DOC_VERSION, 4);
        ebml::uint(out, DOC_READ_VERSION, 2);
    });
    out
}

/// An element with a number of so many bytes, whatever its value.
fn fixed(out: &mut Vec<u8>, id: u32, value: u64, width: usize) {
    ebml::element(out, id, &value.to_be_bytes()[8 - width..]);
}

/// Where the parts are, the first of which begins here.
fn seeks(parts: &[(u32, Vec<u8>)], mut at: u64) -> Vec<u8> {
    let mut out = Vec::new();
    ebml::master(&mut out, SEEK_HEAD, |out| {
        for (id, part) in parts {
            ebml::master(out, SEEK, |out| {
                ebml::element(out, SEEK_ID, &id.to_be_bytes());
                fixed(out, SEEK_POSITION, at, 8);
            });
            at += part.len() as u64;
        }
    });
    out
}

fn info(writer: &Writer) -> Vec<u8> {
    let mut out = Vec::new();
    ebml::master(&mut out, INFO, |out| {
        ebml::uint(out, TIMESTAMP_SCALE, 1_000_000);
        if !writer.live {
            ebml::float(out, DURATION, writer.end as f64);
        }
        if let Some(title) = writer.media.tags.iter().find(|tag| tag.key == "title") {
            ebml::text(out, TITLE, &title.value);
        }
        ebml::text(out, MUXING_APP, APP);
        ebml::text(out, WRITING_APP, APP);
    });
    out
}

fn tracks(writer: &Writer) -> Vec<u8> {
    let mut out = Vec::new();
    ebml::master(&mut out, TRACKS, |out| writer.lanes.iter().for_each(|lane| lane.write(out)));
    out
}

fn chapters(writer: &Writer) -> Vec<u8> {
    let mut out = Vec::new();
    ebml::master(&mut out, CHAPTERS, |out| {
        ebml::master(out, EDITION_ENTRY, |out| {
            for (nth, chapter) in writer.media.chapters.iter().enumerate() {
                ebml::master(out, CHAPTER_ATOM, |out| {
                    ebml::uint(out, CHAPTER_UID, nth as u64 + 1);
                    ebml::uint(out, CHAPTER_START, (chapter.start.max(0.0) * 1e9).round() as u64);
                    ebml::master(out, CHAPTER_DISPLAY, |out| {
                        ebml::text(out, CHAPTER_STRING, &chapter.name);
                        ebml::text(out, CHAPTER_LANGUAGE, "und");
                    });
                });
            }
        });
    });
    out
}

/// The name of a tag in Matroska; none for what is said elsewhere.
fn name(key: &str) -> Option<String> {
    match key {
        "title" | "encoder" => None,
        "date" => Some("DATE_RELEASED".into()),
        "track" => Some("PART_NUMBER".into()),
        key => Some(key.to_ascii_uppercase()),
    }
}

fn tags(writer: &Writer) -> Vec<u8> {
    let mut out = Vec::new();
    ebml::master(&mut out, TAGS, |out| {
        ebml::master(out, TAG, |out| {
            ebml::master(out, TARGETS, |out| ebml::uint(out, TARGET_TYPE_VALUE, 50));
            for tag in &writer.media.tags {
                let Some(name) = name(&tag.key) else { continue };
                ebml::master(out, SIMPLE_TAG, |out| {
                    ebml::text(out, TAG_NAME, &name);
                    ebml::text(out, TAG_STRING, &tag.value);
                });
            }
        });
    });
    out
}

/// The index; the first cluster begins here, from the beginning of the segment's body.
fn cues(writer: &Writer, start: u64) -> Vec<u8> {
    // Four bytes do for all but the largest files; the head adds little.
    let width = if writer.size < 0xf000_0000 { 4 } else { 8 };
    let mut out = Vec::new();
    ebml::master(&mut out, CUES, |out| {
        for cue in &writer.cues {
            ebml::master(out, CUE_POINT, |out| {
                ebml::uint(out, CUE_TIME, cue.time as u64);
                ebml::master(out, CUE_TRACK_POSITIONS, |out| {
                    ebml::uint(out, CUE_TRACK, cue.track as u64 + 1);
                    fixed(out, CUE_CLUSTER_POSITION, start + cue.cluster, width);
                    ebml::uint(out, CUE_RELATIVE_POSITION, cue.block);
                });
            });
        }
    });
    out
}
