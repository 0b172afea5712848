//! HEIC, of files that the decoder's own encoder makes: large enough to be cut into tiles, as iPhones do.

#![cfg(feature = "heic")]
#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod support;
use nearside_image::*;
use support::*;

/// A HEIC of this picture with 8 or 10 bits, with alpha or without, with the tags of the picture.
fn heic(picture: &Picture, depth: u8) -> Vec<u8> {
    let scale =
        |value: u8| if depth == 8 { u16::from(value) } else { u16::from(value) * 4 + u16::from(value) / 64 };
    let image = heifer::Image {
        width: picture.width(),
        height: picture.height(),
        bit_depth: depth,
        has_alpha: picture.channels().has_alpha(),
        data: picture.to_rgba().into_iter().map(scale).collect(),
    };
    let tags = &picture.tags;
    let metadata =
        heifer::Metadata { exif: tags.exif.clone(), xmp: tags.xmp.clone(), icc_profile: tags.icc.clone() };
    heifer::encode_with_metadata(&image, &metadata, &heifer::EncodeOptions { quality: 90, max_threads: 1 })
        .unwrap()
}

#[test]
fn pixels_come_close_and_the_header_says_what_they_are() {
    let large = photo(700, 530);
    for (picture, depth) in [(photo(64, 48), 8), (large, 8), (photo(64, 48), 10)] {
        let bytes = heic(&picture, depth);
        let info = probe(&bytes).unwrap();
        assert_eq!((info.source, info.width, info.height), (Source::Heic, picture.width(), picture.height()));
        assert_eq!((info.depth, info.alpha), (if depth == 8 { 8 } else { 16 }, false));
        let seen = open(&bytes);
        assert_eq!(seen.depth(), info.depth);
        assert!(psnr(&picture, &seen) > 30.0, "{depth}: {:.1} dB", psnr(&picture, &seen));
    }
}

#[test]
fn alpha_is_seen() {
    let bytes = heic(&veil(), 8);
    assert!(probe(&bytes).unwrap().alpha);
    let seen = open(&bytes).to_rgba();
    assert!(seen.chunks(4).enumerate().all(|(i, pixel)| (i as i32 - i32::from(pixel[3])).abs() < 12));
}

#[test]
fn profile_and_exif_are_kept_and_nothing_is_turned_twice() {
    let icc = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let wanted = Tags {
        icc: Some(icc),
        exif: Some(exif(6, true)),
        xmp: Some(b"<x/>".to_vec()),
        orientation: 1,
        ..Tags::default()
    };
    let bytes = heic(&photo(64, 48).with_tags(wanted.clone()), 8);
    assert!(probe(&bytes).unwrap().location);
    let made = finish(open(&bytes), &Recipe::default(), None, &mut |_| true).unwrap();
    let kept = tags(&made.bytes).unwrap();
    assert_eq!((kept.icc, kept.xmp, kept.orientation), (wanted.icc, wanted.xmp, 1));
    assert_eq!(kept.exif, Some(exif(1, true)), "the container turns, EXIF must not");
}

#[test]
fn a_truncated_file_is_an_error() {
    let bytes = heic(&photo(64, 48), 8);
    for part in 0..16 {
        let error = any(&bytes[..bytes.len() * part / 16], &Limits::default()).unwrap_err();
        assert!(error.message.ends_with('.'), "{error}");
    }
}
