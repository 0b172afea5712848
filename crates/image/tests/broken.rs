//! Truncated, mislabelled, empty and hostile files: each ends in a typed error with a sentence.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod support;
use nearside_image::*;
use support::*;

const FORMATS: [Format; 7] =
    [Format::Jpeg, Format::Png, Format::WebP, Format::WebPLossless, Format::Tiff, Format::Bmp, Format::Qoi];

fn refused(bytes: &[u8], limits: &Limits) -> Error {
    let error = decode(bytes, limits).unwrap_err();
    assert!(error.message.ends_with('.') && error.message.len() > 40, "a sentence: {error}");
    error
}

#[test]
fn an_empty_file_is_called_empty() {
    assert_eq!(refused(&[], &Limits::default()).kind, Kind::Empty);
}

#[test]
fn what_is_no_picture_is_called_unsupported() {
    for bytes in [&b"%PDF-1.7"[..], b"<svg/>", b"\0", b"BZh", b"<!DOCTYPE html><html></html>"] {
        assert_eq!(refused(bytes, &Limits::default()).kind, Kind::Unsupported);
    }
}

#[test]
fn formats_that_only_browsers_read_are_recognised_and_measured() {
    for (folder, source) in [("avif", Source::Avif), ("jxl", Source::Jxl)] {
        for path in corpus(folder) {
            let bytes = std::fs::read(&path).unwrap();
            // Links that were checked out as their text.
            if bytes.starts_with(b"..") {
                continue;
            }
            let info = probe(&bytes).unwrap();
            assert_eq!(info.source, source);
            assert!(info.width > 0 && info.width < 10_000, "{}: {info:?}", path.display());
            assert_eq!(refused(&bytes, &Limits::default()).kind, Kind::Feature);
        }
    }
}

#[test]
fn a_truncated_file_is_an_error_wherever_it_ends() {
    for format in FORMATS {
        let bytes = file(&photo(64, 48), format);
        // PNG and the containers can do without their last few bytes, which hold no pixels.
        for part in 0..60 {
            let length = bytes.len() * part / 64;
            let error = refused(&bytes[..length], &Limits::default());
            assert!(
                matches!(error.kind, Kind::Broken | Kind::Unsupported | Kind::Feature | Kind::Empty),
                "{format:?} {length}: {error:?}"
            );
        }
    }
}

#[test]
fn a_jpeg_without_its_end_is_not_half_a_picture() {
    for effort in [Effort::Fast, Effort::Smallest] {
        let bytes = encode(&photo(64, 48), &Recipe { effort, ..Recipe::default() }).unwrap().bytes;
        let error = refused(&bytes[..bytes.len() - 2], &Limits::default());
        assert_eq!(error.kind, Kind::Broken);
        assert!(error.message.contains("ends too early"), "{error}");
    }
}

#[test]
fn a_flipped_byte_never_panics() {
    for format in FORMATS {
        let bytes = file(&photo(24, 16), format);
        let step = bytes.len().div_ceil(400);
        for place in (0..bytes.len()).step_by(step) {
            for change in [0x01, 0x80, 0xff] {
                let mut bytes = bytes.clone();
                bytes[place] ^= change;
                let _ = convert(
                    &bytes,
                    &Recipe::to(Format::Png),
                    &Limits { bytes: 64 << 20, pixels: 1 << 20 },
                    &mut |_| true,
                );
            }
        }
    }
}

#[test]
fn a_header_that_claims_too_much_is_refused_before_decoding() {
    let mut png = file(&photo(8, 8), Format::Png);
    png[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    let mut qoi = file(&photo(8, 8), Format::Qoi);
    qoi[4..12].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    let mut bmp = file(&photo(8, 8), Format::Bmp);
    bmp[18..26].copy_from_slice(&[0xa0, 0x86, 1, 0, 0xa0, 0x86, 1, 0]);
    for bytes in [png, qoi, bmp] {
        let error = refused(&bytes, &Limits::default());
        assert_eq!(error.kind, Kind::BudgetExceeded);
        assert!(error.message.contains("100000 × 100000"), "{error}");
    }
    let jpeg = file(&photo(64, 64), Format::Jpeg);
    let error = refused(&jpeg, &Limits { bytes: 10_000, pixels: 1 << 30 });
    assert_eq!(error.kind, Kind::BudgetExceeded);
    assert!(error.message.contains("64 × 64"), "{error}");
}

#[test]
fn a_result_that_would_be_too_large_is_refused_before_decoding() {
    let recipe = Recipe { resize: Some(Resize::exact(100_000, 100_000)), ..Recipe::default() };
    let error =
        convert(&file(&photo(8, 8), Format::Png), &recipe, &Limits::default(), &mut |_| true).unwrap_err();
    assert_eq!(error.kind, Kind::BudgetExceeded);
}

#[test]
fn a_side_that_the_format_cannot_hold_is_refused_with_a_sentence() {
    let wide = Picture::new(17_000, 1, Channels::Gray, Samples::Eight(vec![0; 17_000])).unwrap();
    for format in [Format::WebP, Format::WebPLossless] {
        let error = encode(&wide, &Recipe::to(format)).unwrap_err();
        assert_eq!(error.kind, Kind::Settings);
        assert!(error.message.contains("16383"), "{error}");
    }
    assert!(encode(&wide, &Recipe::default()).is_ok());
}

#[test]
fn a_feature_that_is_not_read_here_is_not_called_an_unknown_format() {
    let mut twelve_bits = file(&photo(16, 16), Format::Jpeg);
    let frame = twelve_bits.windows(2).position(|pair| matches!(pair, [0xff, 0xc0..=0xc2])).unwrap();
    let mut arithmetic = twelve_bits.clone();
    twelve_bits[frame + 4] = 12;
    arithmetic[frame + 1] = 0xc9;
    for bytes in [twelve_bits, arithmetic] {
        assert_eq!(refused(&bytes, &Limits::default()).kind, Kind::Feature);
    }
}

#[test]
fn peak_memory_of_a_hundred_megapixels_stays_under_450_megabytes() {
    let info = Info {
        width: 11_585,
        height: 8_660,
        channels: 3,
        alpha: false,
        bytes: 20 << 20,
        ..probe(&file(&photo(8, 8), Format::Jpeg)).unwrap()
    };
    let recipe = Recipe { resize: Some(Resize::longest(1600)), ..Recipe::default() };
    let peak = info.peak_bytes(&recipe);
    assert!((320 << 20..450 << 20).contains(&peak), "{} MB", peak >> 20);
}
