//! Quality by size and by score.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod support;
use nearside_image::*;
use support::*;

fn within(picture: &Picture, format: Format, at_most: u64) -> Encoded {
    encode(
        picture,
        &Recipe { quality: Quality::Bytes { at_most }, effort: Effort::Fast, ..Recipe::to(format) },
    )
    .unwrap()
}

#[test]
fn at_most_n_bytes_is_kept_and_used() {
    for format in [Format::Jpeg, Format::WebP] {
        let encoded = within(&photo(200, 150), format, 6_000);
        let length = encoded.bytes.len();
        assert!((4_000..=6_000).contains(&length), "{format:?}: {length}");
        assert_eq!(encoded.notes, []);
        let better = Quality::Level(encoded.quality.unwrap() + 2);
        let recipe = Recipe { quality: better, effort: Effort::Fast, ..Recipe::to(format) };
        assert!(encode(&photo(200, 150), &recipe).unwrap().bytes.len() > 6_000, "the best level that fits");
    }
}

#[test]
fn a_limit_with_room_makes_no_file_larger() {
    let level =
        |level| Recipe { quality: Quality::Level(level), effort: Effort::Fast, ..Recipe::to(Format::Jpeg) };
    let made = |file: &[u8], format| {
        let recipe = Recipe {
            quality: Quality::Bytes { at_most: 500_000 },
            effort: Effort::Fast,
            ..Recipe::to(format)
        };
        convert(file, &recipe, &Limits::default(), &mut |_| true).unwrap()
    };
    let fine = encode(&photo(400, 300), &level(92)).unwrap().bytes;
    let again = made(&fine, Format::Jpeg);
    assert!(
        again.bytes.len() <= fine.len() && again.quality > Some(80),
        "{} of {}",
        again.bytes.len(),
        fine.len()
    );
    // A coarse one is not made coarser.
    let coarse = encode(&photo(400, 300), &level(30)).unwrap().bytes;
    assert_eq!(made(&coarse, Format::Jpeg).quality, Some(80));
}

#[test]
fn the_limit_counts_the_metadata_too() {
    let mut picture = photo(100, 100);
    picture.tags.icc = Some(vec![1; 3_000]);
    assert!(within(&picture, Format::Jpeg, 6_000).bytes.len() <= 6_000);
}

#[test]
fn a_limit_that_no_level_meets_makes_the_picture_smaller_and_says_so() {
    let encoded = within(&photo(400, 300), Format::Jpeg, 1_500);
    assert!(encoded.bytes.len() <= 1_500);
    assert_eq!(encoded.notes, [Note::MadeSmaller]);
    assert!(probe(&encoded.bytes).unwrap().width < 400);
}

#[test]
fn a_limit_that_nothing_meets_gives_the_smallest_and_says_so() {
    assert_eq!(within(&photo(64, 64), Format::Jpeg, 10).notes, [Note::AboveLimit]);
    assert_eq!(within(&photo(64, 64), Format::Png, 10).notes, [Note::AboveLimit]);
}

#[test]
fn a_score_is_met_by_the_lowest_level_that_meets_it() {
    let photo = photo(160, 120);
    let level = |wanted: f32| {
        let recipe =
            Recipe { quality: Quality::Metric { score: wanted }, effort: Effort::Fast, ..Recipe::default() };
        let encoded = encode(&photo, &recipe).unwrap();
        assert!(score(&photo, &open(&encoded.bytes)).unwrap() >= f64::from(wanted));
        encoded.quality.unwrap()
    };
    assert!(level(40.0) < level(75.0));
}

#[test]
fn a_score_that_no_level_meets_gives_the_best_and_says_so() {
    let recipe = Recipe { quality: Quality::Metric { score: 100.0 }, ..Recipe::default() };
    let encoded = encode(&photo(64, 64), &recipe).unwrap();
    assert_eq!((encoded.quality, encoded.notes), (Some(100), vec![Note::BelowScore]));
}

#[test]
fn equal_pictures_score_a_hundred_and_tiny_ones_can_be_scored() {
    for side in [1, 7, 40] {
        assert!(score(&photo(side, side), &photo(side, side)).unwrap() > 99.9);
    }
}

#[test]
fn a_limit_that_the_metadata_alone_exceed_is_told_and_ruins_no_picture() {
    let mut picture = photo(200, 150);
    picture.tags.exif = Some([exif(1, false), vec![1; 20_000]].concat());
    let within = |at_most, metadata| {
        let quality = Quality::Bytes { at_most };
        encode(&picture, &Recipe { quality, metadata, effort: Effort::Fast, ..Recipe::default() })
    };
    let error = within(8_000, Metadata::Keep).unwrap_err();
    assert_eq!(error.kind, Kind::Settings);
    assert!(error.message.contains("21 kB"), "{error}");
    assert!(within(8_000, Metadata::Drop).is_ok());
    // What the metadata leave is used: the picture is not shrunk as if all of the file were pixels.
    let tight = within(21_500, Metadata::Keep).unwrap();
    assert_eq!(tight.notes, [Note::MadeSmaller]);
    assert!(tight.bytes.len() <= 21_500);
    assert!(probe(&tight.bytes).unwrap().width > 60);
}

#[test]
fn a_limit_that_is_missed_says_as_well_what_was_done_to_meet_it() {
    let encoded = within(&photo(400, 300), Format::Jpeg, 640);
    assert_eq!(encoded.notes, [Note::MadeSmaller, Note::AboveLimit]);
}
