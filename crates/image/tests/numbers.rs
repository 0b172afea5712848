//! Colours that a PNG tells in numbers instead of a profile.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod support;
use nearside_image::*;
use support::*;

/// A picture of one even color as PNG, with these chunks before its pixels.
fn png(channels: Channels, chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let samples = [128, 64, 200].repeat(4)[..4 * channels.count()].to_vec();
    let picture = Picture::new(2, 2, channels, Samples::Eight(samples)).unwrap();
    let mut bytes = file(&picture, Format::Png);
    for (name, body) in chunks {
        let named = [&name[..], body].concat();
        let length = (body.len() as u32).to_be_bytes();
        let chunk = [&length[..], &named, &crc32fast::hash(&named).to_be_bytes()].concat();
        bytes.splice(33..33, chunk);
    }
    bytes
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// The first pixel in sRGB, and what came of the wish.
fn seen(bytes: &[u8]) -> (Vec<u8>, Vec<Note>) {
    let made = made(bytes, &Recipe::to(Format::Bmp));
    (open(&made.bytes).to_rgba()[..3].to_vec(), made.notes)
}

const WIDE: [u32; 8] = [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000];
const SRGB: [u32; 8] = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000];

#[test]
fn linear_light_stays_linear_light() {
    for channels in [Channels::Gray, Channels::Rgb] {
        let bytes = png(channels, &[(b"gAMA", &numbers(&[100_000]))]);
        let (pixel, notes) = seen(&bytes);
        assert!(pixel[0].abs_diff(188) < 2, "{channels:?} {pixel:?}");
        assert_eq!(notes, [Note::ConvertedToSrgb]);
        for format in [Format::Png, Format::WebPLossless, Format::Tiff] {
            let again = made(&bytes, &Recipe::to(format)).bytes;
            let picture = open(&again);
            assert!(seen(&again).0[0].abs_diff(188) < 2, "{channels:?} {format:?}");
            assert!(picture.tags.icc.is_some() || format == Format::WebPLossless, "{format:?}");
        }
        assert_eq!(open(&made(&bytes, &Recipe::to(Format::Png)).bytes).to_rgba()[0], 128, "as it was");
    }
}

#[test]
fn a_profile_of_linear_light_is_not_srgb_whatever_its_name_is() {
    let mut profile = moxcms::ColorProfile::new_srgb();
    let srgb = profile.encode().unwrap();
    profile.cicp = None;
    let line = Some(moxcms::ToneReprCurve::Parametric(vec![1.0]));
    (profile.red_trc, profile.green_trc, profile.blue_trc) = (line.clone(), line.clone(), line);
    let linear = profile.encode().unwrap();
    for (icc, value) in [(srgb, 128), (linear, 188)] {
        let mut picture = Picture::new(1, 1, Channels::Rgb, Samples::Eight(vec![128; 3])).unwrap();
        picture.tags.icc = Some(icc);
        assert!(seen(&file(&picture, Format::Png)).0[0].abs_diff(value) < 2, "{value}");
    }
}

#[test]
fn wide_colours_stay_wide_however_they_are_named() {
    let gamma = numbers(&[45_455]);
    let named = seen(&png(Channels::Rgb, &[(b"cICP", &[12, 13, 0, 1])]));
    let told = seen(&png(Channels::Rgb, &[(b"cHRM", &numbers(&WIDE)), (b"gAMA", &gamma)]));
    assert_eq!(named, told);
    assert!(named.0[1] < 64 && named.0[2] > 200, "{named:?}");
}

#[test]
fn what_says_srgb_needs_no_profile() {
    let (gamma, points, other) = (numbers(&[45_455]), numbers(&SRGB), numbers(&[100_000]));
    let files: [&[(&[u8; 4], &[u8])]; 5] = [
        &[(b"gAMA", &gamma)],
        &[(b"gAMA", &gamma), (b"cHRM", &points)],
        &[(b"sRGB", &[0]), (b"gAMA", &other)],
        &[(b"cICP", &[1, 13, 0, 1]), (b"gAMA", &other)],
        &[(b"cICP", &[1, 1, 0, 1])],
    ];
    for chunks in files {
        let bytes = png(Channels::Rgb, chunks);
        assert!(!probe(&bytes).unwrap().icc, "{chunks:?}");
        assert_eq!(seen(&bytes), (vec![128, 64, 200], vec![]));
    }
}

#[test]
fn numbers_that_no_profile_says_are_told() {
    let (none, flat) = (numbers(&[0]), numbers(&[1; 8]));
    let files: [(&[u8; 4], &[u8]); 3] = [(b"gAMA", &none), (b"cHRM", &flat), (b"cICP", &[9, 16, 0, 1])];
    for chunk in files {
        assert_eq!(seen(&png(Channels::Rgb, &[chunk])).1, [Note::MetadataLost], "{chunk:?}");
    }
}
