//! Real and hostile files from the corpus beside the repository, where it is.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod support;
use nearside_image::*;
use std::panic::catch_unwind;
use std::path::Path;
use std::time::{Duration, Instant};
use support::*;

/// A budget as a phone's worker has it.
const SMALL: Limits = Limits { bytes: 512 << 20, pixels: 100_000_000 };

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Decodes a file and says what came of it: fine, a typed error, or a panic.
fn outcome(path: &Path) -> Result<Picture> {
    let bytes = std::fs::read(path).unwrap();
    let start = Instant::now();
    let result = catch_unwind(|| any(&bytes, &SMALL));
    assert!(start.elapsed() < Duration::from_secs(10), "{} took {:?}", path.display(), start.elapsed());
    let result = result.unwrap_or_else(|_| panic!("{} panicked", path.display()));
    if let Err(error) = &result {
        assert!(error.message.ends_with('.'), "{}: {error}", path.display());
    }
    result
}

#[test]
fn pngsuite_valid_files_decode_and_broken_ones_fail() {
    for path in corpus("pngsuite").into_iter().filter(|path| path.extension().is_some_and(|e| e == "png")) {
        let broken = name(&path).starts_with('x');
        assert_eq!(outcome(&path).is_err(), broken, "{}: {:?}", name(&path), outcome(&path).err());
    }
}

#[test]
fn pngsuite_goes_to_png_and_back_unchanged() {
    for path in corpus("pngsuite").into_iter().filter(|path| path.extension().is_some_and(|e| e == "png")) {
        let Ok(picture) = outcome(&path) else { continue };
        let again = open(&made(&std::fs::read(&path).unwrap(), &Recipe::to(Format::Same)).bytes);
        assert_eq!(again.to_rgba(), picture.to_rgba(), "{}", name(&path));
        assert!(again.depth() == picture.depth(), "{}", name(&path));
    }
}

#[test]
fn every_orientation_example_looks_like_the_first() {
    for kind in ["Landscape", "Portrait"] {
        let files: Vec<_> =
            corpus("orientation").into_iter().filter(|path| name(path).starts_with(kind)).collect();
        let small = |path: &Path| thumbnail(&std::fs::read(path).unwrap(), 64, &Limits::default()).unwrap();
        for path in &files {
            let (seen, first) = (small(path), small(&files[0]));
            assert_eq!((seen.width(), seen.height()), (first.width(), first.height()), "{}", name(path));
            assert!(psnr(&seen, &first) > 20.0, "{}: {:.1} dB", name(path), psnr(&seen, &first));
        }
    }
}

#[test]
fn hostile_files_end_in_an_answer() {
    let files = corpus("hostile");
    let mut panics = Vec::new();
    for path in &files {
        if catch_unwind(|| outcome(path)).is_err() {
            panics.push(name(path));
        }
    }
    assert!(panics.is_empty(), "{} of {}: {panics:?}", panics.len(), files.len());
}

#[test]
fn heic_files_end_in_a_picture_or_an_error() {
    let opened = corpus("heic").iter().filter(|path| outcome(path).is_ok()).count();
    assert!(opened >= 1 || corpus("heic").is_empty());
}

#[test]
fn other_formats_decode_as_far_as_they_are_sound() {
    // Broken on purpose, or of a dialect that nobody writes any more.
    let unsound = ["badplanes.bmp", "rle_overflow.bmp", "rgb24rle24.bmp"];
    for path in corpus("formats") {
        let known = path
            .extension()
            .is_some_and(|e| ["bmp", "gif", "ico", "tif", "tiff", "webp", "qoi"].iter().any(|k| e == *k));
        let fine = known && !unsound.contains(&name(&path).as_str());
        assert_eq!(outcome(&path).is_ok(), fine, "{}: {:?}", name(&path), outcome(&path).err());
    }
}

#[test]
fn photos_of_real_cameras_decode() {
    for path in ["exif", "orientation", "kodak", "clic"].into_iter().flat_map(corpus) {
        assert!(outcome(&path).is_ok(), "{}: {:?}", name(&path), outcome(&path).err());
    }
}

#[test]
fn exif_examples_keep_their_exif() {
    for path in corpus("exif") {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(info) = probe(&bytes) else { continue };
        let Ok(made) = convert(&bytes, &Recipe::default(), &SMALL, &mut |_| true) else { continue };
        let kept = probe(&made.bytes).unwrap();
        assert_eq!(
            (kept.exif, kept.icc, kept.location),
            (info.exif, info.icc, info.location),
            "{}",
            name(&path)
        );
        let recipe = Recipe { metadata: Metadata::DropLocation, ..Recipe::default() };
        let private = convert(&bytes, &recipe, &SMALL, &mut |_| true).unwrap();
        assert!(!probe(&private.bytes).unwrap().location, "{}", name(&path));
    }
}

#[test]
fn kodak_survives_jpeg() {
    for path in corpus("kodak").into_iter().step_by(4) {
        let picture = outcome(&path).unwrap();
        for effort in [Effort::Fast, Effort::Balanced] {
            let encoded = encode(&picture, &Recipe { effort, ..Recipe::default() }).unwrap();
            let quality = psnr(&picture, &open(&encoded.bytes));
            assert!(quality > 29.0, "{} {effort:?}: {quality:.1} dB", name(&path));
        }
    }
}
