//! The settings: what they default to, how they look as JSON, what size they lead to.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

use nearside_image::*;

fn size(resize: Resize, width: u32, height: u32) -> (u32, u32) {
    Recipe { resize: Some(resize), ..Recipe::default() }.target_size(width, height)
}

#[test]
fn the_default_recipe_makes_a_jpeg_of_quality_80_and_keeps_everything() {
    let recipe = Recipe::default();
    assert_eq!((recipe.format, recipe.quality), (Format::Jpeg, Quality::Level(80)));
    assert_eq!((recipe.metadata, recipe.depth, recipe.codecs), (Metadata::Keep, Depth::Keep, Codecs::Exact));
    assert_eq!(recipe.background, Background([255; 3]));
    assert_eq!(recipe.target_size(4000, 3000), (4000, 3000));
}

#[test]
fn a_recipe_is_plain_json_and_what_is_missing_is_default() {
    let json = r#"{"format":"webp","resize":{"fit":{"width":1600,"height":1200}},"quality":{"bytes":{"atMost":200000}}}"#;
    let recipe: Recipe = serde_json::from_str(json).unwrap();
    assert_eq!(recipe.format, Format::WebP);
    assert_eq!(recipe.resize, Some(Resize::fit(1600, 1200)));
    assert_eq!(recipe.quality, Quality::Bytes { at_most: 200_000 });
    let again: Recipe = serde_json::from_str(&serde_json::to_string(&recipe).unwrap()).unwrap();
    assert_eq!(again, recipe);
}

#[test]
fn fit_keeps_proportions_and_does_not_enlarge_unless_told() {
    assert_eq!(size(Resize::fit(1600, 1600), 4000, 3000), (1600, 1200));
    assert_eq!(size(Resize::fit(1600, 1600), 400, 300), (400, 300));
    assert_eq!(size(Resize { enlarge: true, ..Resize::fit(1600, 1600) }, 400, 300), (1600, 1200));
}

#[test]
fn fill_makes_exactly_the_box_or_its_proportions() {
    assert_eq!(size(Resize::fill(1000, 1000), 4000, 3000), (1000, 1000));
    assert_eq!(size(Resize::fill(1000, 500), 400, 400), (400, 200));
}

#[test]
fn exact_percent_and_longest_do_as_they_say() {
    assert_eq!(size(Resize::exact(10, 900), 400, 300), (10, 900));
    assert_eq!(size(Resize::percent(50.0), 401, 300), (201, 150));
    assert_eq!(size(Resize::longest(100), 300, 400), (75, 100));
    assert_eq!(size(Resize::longest(1), 1000, 2), (1, 1));
}

#[test]
fn crop_and_turn_come_before_the_size() {
    let recipe = Recipe {
        crop: Some(Crop { x: 0.25, y: 0.0, width: 0.5, height: 1.0 }),
        turn: Turn::Right,
        resize: Some(Resize::longest(300)),
        ..Recipe::default()
    };
    assert_eq!(recipe.target_size(400, 600), (300, 100));
}

#[test]
fn settings_that_make_no_sense_are_refused_with_a_sentence() {
    let wrong = [
        Recipe { crop: Some(Crop { x: 0.5, y: 0.0, width: 0.0, height: 1.0 }), ..Recipe::default() },
        Recipe { crop: Some(Crop { x: f32::NAN, y: 0.0, width: 1.0, height: 1.0 }), ..Recipe::default() },
        Recipe { resize: Some(Resize::fit(0, 10)), ..Recipe::default() },
        Recipe { resize: Some(Resize::percent(f32::INFINITY)), ..Recipe::default() },
        Recipe { quality: Quality::Level(0), ..Recipe::default() },
        Recipe { quality: Quality::Metric { score: f32::NAN }, ..Recipe::default() },
    ];
    for recipe in wrong {
        let error = recipe.check().unwrap_err();
        assert_eq!(error.kind, Kind::Settings);
        assert!(error.message.ends_with('.'), "{}", error.message);
    }
}

#[test]
fn a_settled_recipe_leads_to_the_same_size_from_a_smaller_decoding() {
    for resize in
        [Resize::percent(25.0), Resize::fit(1000, 300), Resize::fill(500, 400), Resize::longest(640)]
    {
        let crop = Some(Crop { x: 0.1, y: 0.2, width: 0.5, height: 0.6 });
        let recipe = Recipe { crop, turn: Turn::Left, resize: Some(resize), ..Recipe::default() };
        let settled = recipe.settled(4000, 3000);
        assert_eq!(settled.target_size(2000, 1500), recipe.target_size(4000, 3000), "{resize:?}");
        assert_eq!(settled.target_size(4000, 3000), recipe.target_size(4000, 3000), "{resize:?}");
    }
}

#[test]
fn the_hint_for_decoders_is_just_large_enough() {
    let recipe = |resize| Recipe { resize: Some(resize), ..Recipe::default() };
    assert_eq!(recipe(Resize::longest(1000)).decode_size(4000, 3000), (1000, 750));
    assert_eq!(recipe(Resize::fill(1000, 1000)).decode_size(4000, 3000), (1334, 1000));
    assert_eq!(recipe(Resize::exact(8000, 8000)).decode_size(4000, 3000), (4000, 3000));
    let half = Some(Crop { x: 0.0, y: 0.0, width: 0.5, height: 0.5 });
    let cropped = Recipe { crop: half, turn: Turn::Right, ..recipe(Resize::longest(1000)) };
    assert_eq!(cropped.decode_size(4000, 3000), (2000, 1500));
}

#[test]
fn an_absurd_header_is_estimated_and_not_added_up() {
    let info = Info {
        source: Source::Gif,
        width: u32::MAX,
        height: u32::MAX,
        depth: 16,
        channels: 4,
        alpha: false,
        orientation: 1,
        animated: false,
        progressive: false,
        icc: false,
        exif: false,
        location: false,
        xmp: false,
        bytes: 30,
    };
    let recipe = Recipe { resize: Some(Resize::longest(1600)), ..Recipe::default() };
    assert_eq!(info.peak_bytes(&recipe), u64::MAX);
}
