//! JPEG decoded at a fraction of its size: the same picture, faster.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod support;
use nearside_image::*;
use support::*;

fn small(side: u32) -> Recipe {
    Recipe { resize: Some(Resize::longest(side)), ..Recipe::to(Format::Png) }
}

/// A JPEG as cameras make them: with hardly anything in its finest details, unlike what is drawn pixel by pixel.
fn camera(width: u32, height: u32) -> Vec<u8> {
    let to = Size::Exact { width, height };
    let recipe = Recipe { resize: Some(Resize { to, enlarge: true }), ..Recipe::default() };
    made(&file(&photo(width / 5, height / 5), Format::Png), &recipe).bytes
}

/// What the engine makes of it with the whole picture decoded, and without.
fn both(jpeg: &[u8], recipe: &Recipe) -> (Picture, Picture) {
    let whole = shape(decode(jpeg, &Limits::default()).unwrap(), recipe).unwrap();
    let (picture, rest) = decode_for(recipe, jpeg, &Limits::default()).unwrap();
    (whole, shape(picture, &rest).unwrap())
}

#[test]
fn a_photo_looks_the_same_at_every_scale() {
    let jpeg = camera(1600, 1200);
    for (side, decoded) in [(900, 1600), (640, 800), (320, 400), (100, 200)] {
        let recipe = small(side);
        let (picture, _) = decode_for(&recipe, &jpeg, &Limits::default()).unwrap();
        assert_eq!(picture.width(), decoded, "for {side} pixels");
        let (whole, reduced) = both(&jpeg, &recipe);
        let likeness = psnr(&whole, &reduced);
        assert!(likeness > 40.0, "{likeness:.1} dB at {side} pixels");
    }
}

#[test]
fn so_do_real_photos() {
    for path in corpus("kodak").into_iter().step_by(6) {
        let png = std::fs::read(&path).unwrap();
        let jpeg = made(&png, &Recipe { quality: Quality::Level(90), ..Recipe::default() }).bytes;
        for side in [300, 150, 75] {
            let (whole, reduced) = both(&jpeg, &small(side));
            let likeness = psnr(&whole, &reduced);
            assert!(likeness > 35.0, "{likeness:.1} dB at {side} pixels: {}", path.display());
        }
    }
}

#[test]
fn crop_turn_and_orientation_mean_the_same() {
    let jpeg = camera(803, 601);
    let crop = Some(Crop { x: 0.25, y: 0.1, width: 0.5, height: 0.7 });
    for recipe in [
        Recipe { crop, ..small(90) },
        Recipe { crop, turn: Turn::Right, ..small(90) },
        Recipe {
            flip: Flip::Vertical,
            resize: Some(Resize { to: Size::Fill { width: 64, height: 64 }, enlarge: false }),
            ..small(1)
        },
        Recipe { resize: Some(Resize { to: Size::Percent { percent: 13.0 }, enlarge: false }), ..small(1) },
    ] {
        let (whole, reduced) = both(&jpeg, &recipe);
        assert_eq!((whole.width(), whole.height()), (reduced.width(), reduced.height()), "{recipe:?}");
        assert!(psnr(&whole, &reduced) > 30.0, "{:.1} dB: {recipe:?}", psnr(&whole, &reduced));
    }
}

#[test]
fn fast_and_thumbnails_use_it_and_tell_what_is_broken_as_ever() {
    let jpeg = made(&file(&photo(800, 600), Format::Png), &Recipe::default()).bytes;
    assert_eq!(thumbnail(&jpeg, 96, &Limits::default()).unwrap().width(), 96);
    let recipe = Recipe { effort: Effort::Fast, ..small(96) };
    let mut torn = jpeg.clone();
    torn.truncate(jpeg.len() / 2);
    let tell = |bytes: &[u8], recipe: &Recipe| {
        convert(bytes, recipe, &Limits::default(), &mut |_| true).unwrap_err().to_string()
    };
    assert_eq!(tell(&torn, &recipe), tell(&torn, &small(96)));
    let bomb = Limits { pixels: 1000, ..Limits::default() };
    assert_eq!(decode_for(&recipe, &jpeg, &bomb).unwrap_err().kind, Kind::BudgetExceeded);
}
