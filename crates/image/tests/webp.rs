//! Our own WebP container, judged by libwebp's tools where they are installed.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod support;
use nearside_image::*;
use std::process::Command;
use support::*;

/// Runs one of libwebp's tools on this file; `None` if it is not installed.
fn judge(tool: &str, arguments: &[&str], bytes: &[u8], name: &str) -> Option<(bool, String)> {
    let path = std::env::temp_dir().join(format!("nearside-{}-{name}.webp", std::process::id()));
    std::fs::write(&path, bytes).unwrap();
    let output = Command::new(tool).args(arguments).arg(&path).output();
    std::fs::remove_file(&path).unwrap();
    let Ok(output) = output else {
        println!("{tool} is not installed: this test judges by itself only");
        return None;
    };
    let said = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8_lossy(&said).into_owned()))
}

fn full() -> Tags {
    Tags {
        icc: Some(vec![7; 333]),
        exif: Some(exif(1, false)),
        xmp: Some(b"<x/>".to_vec()),
        orientation: 1,
        ..Tags::default()
    }
}

#[test]
fn webpinfo_finds_no_fault_with_any_combination() {
    for (number, (picture, format)) in [
        (veil(), Format::WebP),
        (veil(), Format::WebPLossless),
        (veil().with_tags(full()), Format::WebP),
        (veil().with_tags(full()), Format::WebPLossless),
        (photo(33, 21).with_tags(full()), Format::WebP),
        (photo(33, 21), Format::WebP),
    ]
    .into_iter()
    .enumerate()
    {
        let bytes = file(&picture, format);
        if let Some((fine, said)) = judge("webpinfo", &["-diag"], &bytes, &format!("info{number}")) {
            assert!(fine && said.contains("No error detected"), "{format:?} {number}: {said}");
        }
    }
}

#[test]
fn dwebp_sees_the_same_alpha() {
    let bytes = file(&veil(), Format::WebP);
    let out = std::env::temp_dir().join(format!("nearside-{}.pam", std::process::id()));
    let arguments = ["-pam", "-o", out.to_str().unwrap()];
    if let Some((fine, said)) = judge("dwebp", &arguments, &bytes, "alpha") {
        assert!(fine, "{said}");
        let pam = std::fs::read(&out).unwrap();
        std::fs::remove_file(&out).unwrap();
        let pixels = &pam[pam.len() - 16 * 16 * 4..];
        let alphas: Vec<u8> = pixels.chunks(4).map(|pixel| pixel[3]).collect();
        assert_eq!(alphas, (0..=255).collect::<Vec<u8>>());
    }
}

#[test]
fn a_plane_that_does_not_compress_is_stored_as_it_is() {
    let noise: Vec<u8> = (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let packed = webp::alph(&noise, 64, 64).unwrap();
    assert!(packed.len() <= noise.len() + 1);
    assert!(webp::alph(&[9; 4096], 64, 64).unwrap().len() < 100);
}

#[test]
fn the_stream_of_a_browser_gets_our_alpha_and_tags() {
    // A browser's WebP is a bare lossy one: ours without alpha stands in for it.
    let browser = file(&photo(16, 16), Format::WebP);
    let alpha = webp::alph(&(0..=255).collect::<Vec<u8>>(), 16, 16).unwrap();
    let stream = webp::unwrap_vp8(&browser).unwrap();
    let whole = webp::mux(16, 16, webp::Image::Lossy(stream), Some(&alpha), &full());
    assert_eq!(tags(&whole).unwrap(), full());
    let seen = open(&whole).to_rgba();
    assert!(seen.chunks(4).map(|pixel| pixel[3]).eq(0..=255));
    assert!(probe(&whole).unwrap().alpha);
}

#[test]
fn a_png_in_place_of_a_webp_is_noticed() {
    let error = webp::unwrap_vp8(&file(&photo(8, 8), Format::Png)).unwrap_err();
    assert_eq!(error.kind, Kind::Unsupported);
}
