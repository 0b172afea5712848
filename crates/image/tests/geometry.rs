//! Upright, crop, turn, flip, resize.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod support;
use nearside_image::*;
use support::*;

/// The picture as a camera held in this orientation would store it: what, set upright, gives `quarters`.
fn stored(orientation: u8) -> Picture {
    let recipe = |turn, flip| Recipe { turn, flip, ..Recipe::default() };
    // The inverse of what each orientation asks for.
    let inverse = match orientation {
        2 => recipe(Turn::None, Flip::Horizontal),
        3 => recipe(Turn::Half, Flip::None),
        4 => recipe(Turn::None, Flip::Vertical),
        5 => recipe(Turn::Right, Flip::Horizontal),
        6 => recipe(Turn::Left, Flip::None),
        7 => recipe(Turn::Left, Flip::Horizontal),
        8 => recipe(Turn::Right, Flip::None),
        _ => Recipe::default(),
    };
    shape(quarters(), &inverse).unwrap()
}

#[test]
fn turns_and_flips_move_the_corners_where_they_belong() {
    let seen = |turn, flip| corners(&shape(quarters(), &Recipe { turn, flip, ..Recipe::default() }).unwrap());
    assert_eq!(seen(Turn::None, Flip::None), "rgbw");
    assert_eq!(seen(Turn::Right, Flip::None), "brwg");
    assert_eq!(seen(Turn::Half, Flip::None), "wbgr");
    assert_eq!(seen(Turn::Left, Flip::None), "gwrb");
    assert_eq!(seen(Turn::None, Flip::Horizontal), "grwb");
    assert_eq!(seen(Turn::None, Flip::Vertical), "bwrg");
    assert_eq!(seen(Turn::Right, Flip::Horizontal), "rbgw");
}

#[test]
fn every_orientation_ends_upright_in_every_format_that_carries_it() {
    for orientation in 1..=8u8 {
        for format in [Format::Jpeg, Format::Png, Format::WebPLossless] {
            let mut picture = stored(orientation);
            picture.tags.exif = Some(exif(u16::from(orientation), orientation % 2 == 0));
            let bytes = file(&picture, format);
            assert_eq!(probe(&bytes).unwrap().orientation, orientation, "{format:?}");
            assert_eq!(probe(&bytes).unwrap().upright(), (32, 16), "{format:?} {orientation}");
            let made = made(&bytes, &Recipe { quality: Quality::Level(95), ..Recipe::to(Format::Jpeg) });
            assert_eq!((made.width, made.height), (32, 16));
            assert_eq!(corners(&open(&made.bytes)), "rgbw", "{format:?} {orientation}");
            assert_eq!(probe(&made.bytes).unwrap().orientation, 1, "or it would be turned twice");
        }
    }
}

#[test]
fn every_orientation_survives_a_resize_and_a_crop() {
    for orientation in 1..=8u8 {
        let mut picture = stored(orientation);
        picture.tags.orientation = orientation;
        let small =
            shape(picture.clone(), &Recipe { resize: Some(Resize::fit(16, 16)), ..Recipe::default() })
                .unwrap();
        assert_eq!(
            (small.width(), small.height(), corners(&small).as_str()),
            (16, 8, "rgbw"),
            "{orientation}"
        );
        let right = Crop { x: 0.5, y: 0.0, width: 0.5, height: 1.0 };
        let part = shape(picture, &Recipe { crop: Some(right), ..Recipe::default() }).unwrap();
        assert_eq!((part.width(), part.height(), corners(&part).as_str()), (16, 16, "ggww"), "{orientation}");
    }
}

#[test]
fn fill_cuts_off_evenly() {
    let filled =
        shape(quarters(), &Recipe { resize: Some(Resize::fill(8, 8)), ..Recipe::default() }).unwrap();
    assert_eq!((filled.width(), filled.height(), corners(&filled).as_str()), (8, 8, "rgbw"));
}

#[test]
fn a_resize_keeps_the_profile_and_the_depth() {
    let samples = (0..64u16 * 64).map(|v| v * 16).collect();
    let mut picture = Picture::new(64, 64, Channels::Gray, Samples::Sixteen(samples)).unwrap();
    picture.tags.icc = Some(vec![1, 2, 3]);
    let small = shape(picture, &Recipe { resize: Some(Resize::longest(16)), ..Recipe::default() }).unwrap();
    assert_eq!((small.depth(), small.tags.icc), (16, Some(vec![1, 2, 3])));
}

#[test]
fn a_resize_does_not_let_hidden_colours_bleed() {
    // Left half opaque blue, right half invisible red.
    let samples: Vec<u8> =
        (0..64 * 64).flat_map(|i| if i % 64 < 32 { [0, 0, 255, 255] } else { [255, 0, 0, 0] }).collect();
    let wide = samples.iter().map(|&v| u16::from(v) * 257).collect();
    for samples in [Samples::Eight(samples), Samples::Sixteen(wide)] {
        let picture = Picture::new(64, 64, Channels::Rgba, samples).unwrap();
        let small =
            shape(picture, &Recipe { resize: Some(Resize::exact(17, 17)), ..Recipe::default() }).unwrap();
        for pixel in small.to_rgba().chunks_exact(4).filter(|pixel| pixel[3] > 8) {
            assert!(pixel[0] < 4 && pixel[2] > 251, "{pixel:?}");
        }
    }
}

#[test]
fn a_flat_picture_stays_flat_at_any_size() {
    for side in [1, 7, 50, 100, 333] {
        for channels in [Channels::Gray, Channels::GrayAlpha, Channels::Rgb, Channels::Rgba] {
            let picture =
                Picture::new(100, 100, channels, Samples::Eight(vec![255; 10_000 * channels.count()]))
                    .unwrap();
            let recipe = Recipe { resize: Some(Resize::exact(side, side)), ..Recipe::default() };
            let Samples::Eight(samples) = shape(picture, &recipe).unwrap().into_samples() else {
                panic!("8 bits")
            };
            assert!(samples.iter().all(|&v| v == 255), "{channels:?} {side}");
        }
    }
}

#[test]
fn the_machine_computes_rightly() {
    assert!(selfcheck());
}
