//! What must be the same in wasm with SIMD as natively: run by `cargo test`, and again in a browser by
//! `cargo xtask test`. A compiler may miscompile wasm's SIMD (rust-lang/rust#157456), and then only this notices.

#![cfg(feature = "codecs")]
#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

use fast_image_resize::images::Image;
use fast_image_resize::{CpuExtensions, PixelType, ResizeOptions, Resizer};
use nearside_image::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Something like a photo: waves with a little noise.
fn samples(count: usize) -> Vec<u8> {
    let mut noise = 7_u32;
    let sample = |index: u64| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let wave = (index * index / 97 + index / 3) % 512;
        (wave.min(511 - wave) as u32 / 2 + (noise >> 28)).min(255) as u8
    };
    (0..count as u64).map(sample).collect()
}

/// What another resampler makes of a part of the middle of a picture, without SIMD. Knows nothing of alpha.
fn resized(picture: &Picture, middle: (f64, f64), (width, height): (u32, u32)) -> Vec<u8> {
    let Samples::Eight(bytes) = picture.samples() else { panic!("8 bits") };
    let pixels = if picture.channels() == Channels::Rgb { PixelType::U8x3 } else { PixelType::U8x4 };
    let from = Image::from_vec_u8(picture.width(), picture.height(), bytes.clone(), pixels).unwrap();
    let mut to = Image::new(width, height, pixels);
    let mut resizer = Resizer::new();
    // SAFETY: `None` runs everywhere.
    #[allow(unsafe_code)]
    unsafe {
        resizer.set_cpu_extensions(CpuExtensions::None);
    }
    let left = (f64::from(picture.width()) - middle.0) / 2.0;
    let top = (f64::from(picture.height()) - middle.1) / 2.0;
    let options = ResizeOptions::new().crop(left, top, middle.0, middle.1).use_alpha(false);
    resizer.resize(&from, &mut to, &options).unwrap();
    to.into_vec()
}

/// A picture of so many pixels; with four samples each, of this alpha, or of changing alpha if it is 0.
fn picture(width: u32, height: u32, channels: Channels, alpha: u8) -> Picture {
    let count = channels.count();
    let mut samples = samples((width * height) as usize * count);
    if channels == Channels::Rgba && alpha != 0 {
        samples.iter_mut().skip(3).step_by(4).for_each(|sample| *sample = alpha);
    }
    Picture::new(width, height, channels, Samples::Eight(samples)).unwrap()
}

fn shaped(picture: Picture, to: Size) -> Vec<u8> {
    let recipe = Recipe { resize: Some(Resize { to, enlarge: true }), ..Recipe::default() };
    match shape(picture, &recipe).unwrap().into_samples() {
        Samples::Eight(samples) => samples,
        Samples::Sixteen(_) => panic!("8 bits"),
    }
}

/// From and to: odd and even sides, whole multiples, mere lines, one side kept, larger than before.
const SIZES: &[[(u32, u32); 2]] = &[
    [(173, 131), (61, 40)],
    [(172, 130), (171, 129)],
    [(400, 300), (100, 75)],
    [(401, 299), (16, 17)],
    [(1000, 37), (3, 2)],
    [(9, 1500), (8, 1)],
    [(1, 1), (7, 5)],
    [(3, 2), (64, 63)],
    [(50, 40), (50, 13)],
    [(50, 40), (21, 40)],
    [(61, 47), (122, 200)],
];

#[test]
fn pictures_are_resampled_as_another_library_does_it_without_simd() {
    for &[(w, h), (width, height)] in SIZES {
        for channels in [Channels::Rgb, Channels::Rgba] {
            let picture = picture(w, h, channels, 255);
            let whole = resized(&picture, (w.into(), h.into()), (width, height));
            assert!(
                shaped(picture.clone(), Size::Exact { width, height }) == whole,
                "{w} × {h} {channels:?}"
            );
            // A part that begins between two pixels.
            let cover = (f64::from(width) / f64::from(w)).max(f64::from(height) / f64::from(h));
            let middle =
                ((f64::from(width) / cover).min(w.into()), (f64::from(height) / cover).min(h.into()));
            let part = resized(&picture, middle, (width, height));
            assert!(
                shaped(picture, Size::Fill { width, height }) == part,
                "a part of {w} × {h} {channels:?}"
            );
        }
    }
}

/// Weighs colours by alpha before and undoes it afterwards, around the other library.
fn resized_by_alpha(picture: &Picture, to: (u32, u32)) -> Vec<u8> {
    let (width, height) = (picture.width(), picture.height());
    let Samples::Eight(mut bytes) = picture.samples().clone() else { panic!("8 bits") };
    for pixel in bytes.chunks_mut(4) {
        let alpha = u32::from(pixel[3]);
        pixel[..3].iter_mut().for_each(|sample| *sample = ((u32::from(*sample) * alpha + 127) / 255) as u8);
    }
    let weighted = Picture::from_rgba(width, height, bytes).unwrap();
    let mut bytes = resized(&weighted, (width.into(), height.into()), to);
    for pixel in bytes.chunks_mut(4) {
        let alpha = u32::from(pixel[3]);
        let whole =
            |sample: u8| (u32::from(sample) * 255 + alpha / 2).checked_div(alpha).unwrap_or(0).min(255);
        pixel[..3].iter_mut().for_each(|sample| *sample = whole(*sample) as u8);
    }
    bytes
}

#[test]
fn alpha_weighs_colours_exactly() {
    for &[(w, h), to] in SIZES {
        let (width, height) = to;
        for alpha in [0, 1, 254] {
            let picture = picture(w, h, Channels::Rgba, alpha);
            let expected = resized_by_alpha(&picture, to);
            assert!(shaped(picture, Size::Exact { width, height }) == expected, "{w} × {h}, {alpha}");
        }
    }
}

/// One pixel that is not opaque, wherever it is, changes its surroundings and nothing else.
#[test]
fn a_single_veiled_pixel_is_seen() {
    let (from, to) = ((45, 39), (15, 13));
    for at in [0, 44, 45 * 20 + 43, 45 * 38, 45 * 39 - 1] {
        let Samples::Eight(mut samples) = picture(from.0, from.1, Channels::Rgba, 255).into_samples() else {
            panic!("8 bits")
        };
        samples[at * 4 + 3] = 9;
        let picture = Picture::from_rgba(from.0, from.1, samples).unwrap();
        let expected = resized_by_alpha(&picture, to);
        assert!(shaped(picture, Size::Exact { width: to.0, height: to.1 }) == expected, "{at}");
    }
}

#[test]
fn the_engine_knows_its_answers() {
    assert!(selfcheck());
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn the_same_input_gives_the_same_bytes_on_every_machine() {
    let picture = Picture::new(200, 150, Channels::Rgb, Samples::Eight(samples(200 * 150 * 3))).unwrap();
    let resize = Some(Resize::longest(120));
    for (format, expected) in GOLDEN {
        let recipe = Recipe { resize, ..Recipe::to(*format) };
        let made = finish(picture.clone(), &recipe, None, &mut |_| true).unwrap();
        assert_eq!(hash(&made.bytes), *expected, "{format:?}: {:#x}", hash(&made.bytes));
    }
}

/// What `finish` makes of the picture above. A change means that the engine makes other files than before.
const GOLDEN: &[(Format, u64)] = &[
    (Format::Jpeg, 0xc5efb278ed19efc6),
    (Format::Png, 0x79e74b16e5a511aa),
    (Format::WebP, 0x76fcd92f86124328),
    (Format::WebPLossless, 0xf04efd1dc0bec4bd),
];
