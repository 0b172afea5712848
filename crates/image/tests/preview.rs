//! The small picture in EXIF shows no more than the picture does.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod support;
use nearside_image::*;
use support::*;

/// Stands for the compressed small picture.
const SECRET: &[u8] = b"\xff\xd8 what was cropped away \xff\xd9";

/// EXIF with a second directory and its small picture: as a JPEG, or as two strips.
fn with_preview(strips: bool, big: bool) -> Vec<u8> {
    let short = |value: u16| if big { value.to_be_bytes() } else { value.to_le_bytes() };
    let long = |value: u32| if big { value.to_be_bytes() } else { value.to_le_bytes() };
    let mut out = exif(1, big);
    let directory = out.len() as u32;
    // The link of the first directory.
    out[46..50].copy_from_slice(&long(directory));
    let data = directory + 2 + 24 + 4;
    let half = SECRET.len() as u32 / 2;
    let entries = if strips {
        // Places and lengths of two strips lie in front of them.
        [(0x0111, 4, 2, data), (0x0117, 4, 2, data + 8)]
    } else {
        [(0x0201, 4, 1, data), (0x0202, 4, 1, SECRET.len() as u32)]
    };
    out.extend(short(2));
    for (tag, kind, count, value) in entries {
        out.extend(short(tag));
        out.extend(short(kind));
        out.extend(long(count));
        out.extend(long(value));
    }
    out.extend(long(0));
    if strips {
        [data + 16, data + 16 + half, half, SECRET.len() as u32 - half]
            .into_iter()
            .for_each(|value| out.extend(long(value)));
    }
    out.extend(SECRET);
    out
}

fn kept(exif: Vec<u8>, recipe: &Recipe) -> (Option<Vec<u8>>, Vec<Note>) {
    let mut picture = quarters();
    picture.tags.exif = Some(exif);
    let made = made(&file(&picture, Format::Png), recipe);
    (tags(&made.bytes).unwrap().exif, made.notes)
}

fn tells(exif: &[u8]) -> bool {
    exif.windows(8).any(|part| part == b"cropped ")
}

fn crop() -> Recipe {
    Recipe { crop: Some(Crop { x: 0.0, y: 0.0, width: 0.25, height: 0.5 }), ..Recipe::to(Format::Png) }
}

#[test]
fn what_was_cropped_away_is_not_in_the_small_picture_either() {
    for (strips, big) in [(false, false), (false, true), (true, false), (true, true)] {
        let whole = with_preview(strips, big);
        assert!(tells(&whole));
        for metadata in [Metadata::Keep, Metadata::DropLocation] {
            for recipe in [crop(), Recipe { turn: Turn::Right, ..Recipe::to(Format::Png) }] {
                let (exif, notes) = kept(whole.clone(), &Recipe { metadata, ..recipe });
                let exif = exif.unwrap();
                assert!(!tells(&exif), "{strips} {big}");
                assert!(exif.windows(3).any(|part| part == b"Cam"), "the camera stays");
                assert_eq!(exif[46..50], [0; 4], "nothing leads there");
                assert_eq!(notes, []);
            }
        }
    }
}

#[test]
fn a_picture_that_shows_the_same_keeps_its_small_picture() {
    let whole = with_preview(false, false);
    for resize in [None, Some(Resize::longest(16))] {
        let recipe = Recipe { resize, ..Recipe::to(Format::Png) };
        assert_eq!(kept(whole.clone(), &recipe), (Some(whole.clone()), vec![]));
    }
}

#[test]
fn exif_whose_small_picture_cannot_be_found_goes_as_a_whole() {
    let good = with_preview(false, false);
    let directory = exif(1, false).len();
    let ruined = |place: usize, value: u32| {
        let mut bad = good.clone();
        bad[place..place + 4].copy_from_slice(&value.to_le_bytes());
        bad
    };
    for bad in [
        ruined(46, 1 << 30),                 // a directory behind the end
        ruined(46, 8),                       // a loop
        ruined(directory + 10, u32::MAX),    // a picture behind the end
        ruined(directory + 10, 8),           // a picture in the first directory
        ruined(directory + 22, u32::MAX),    // an endless picture
        ruined(directory + 14, 0x0202_0300), // no length
        good[..directory + 1].to_vec(),      // cut off
    ] {
        assert_eq!(kept(bad, &crop()), (None, vec![Note::MetadataLost]));
    }
}

#[test]
fn no_flipped_byte_harms_anybody() {
    for strips in [false, true] {
        let good = with_preview(strips, true);
        for place in 0..good.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut bad = good.clone();
                bad[place] ^= change;
                let mut picture = quarters();
                picture.tags.exif = Some(bad);
                shape(picture, &crop()).unwrap();
            }
        }
    }
}

#[test]
fn a_small_picture_in_xmp_goes_with_it() {
    let mut picture = quarters();
    picture.tags.xmp = Some(b"<x:xmpmeta><xmpGImg:image>/9j/4AAQ</xmpGImg:image></x:xmpmeta>".to_vec());
    let small = shape(picture, &crop()).unwrap();
    assert_eq!((&small.tags.xmp, small.tags.left), (&None, true));
}
