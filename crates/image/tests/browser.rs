//! What must be the same in wasm with SIMD as natively: run by `cargo test`, and again in a browser by
//! `cargo xtask test`. A compiler may miscompile wasm's SIMD (rust-lang/rust#157456), and then only this notices.

#![cfg(feature = "codecs")]
#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

use fast_image_resize::images::Image;
use fast_image_resize::{CpuExtensions, PixelType, Resizer};
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

fn resized(pixels: PixelType, bytes: &[u8], extensions: CpuExtensions) -> Vec<u8> {
    let from = Image::from_vec_u8(173, 131, bytes.to_vec(), pixels).unwrap();
    let mut to = Image::new(61, 40, pixels);
    let mut resizer = Resizer::new();
    // SAFETY: `None` runs everywhere, and the other one is what the resizer found by itself.
    #[allow(unsafe_code)]
    unsafe {
        resizer.set_cpu_extensions(extensions);
    }
    resizer.resize(&from, &mut to, None).unwrap();
    to.into_vec()
}

fn most_different(one: &[u8], other: &[u8]) -> u8 {
    assert_eq!(one.len(), other.len());
    one.iter().zip(other).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0)
}

#[test]
fn simd_resizes_as_scalar_code_does() {
    let simd = Resizer::new().cpu_extensions();
    assert_ne!(simd, CpuExtensions::None, "this was built without SIMD");
    for seed in 0..8 {
        let bytes = samples(173 * 131 * 4 + seed * 99).split_off(seed * 99);
        for (pixels, bytes) in [(PixelType::U8x4, &bytes[..]), (PixelType::U8x3, &bytes[..173 * 131 * 3])] {
            let scalar = resized(pixels, bytes, CpuExtensions::None);
            assert!(most_different(&resized(pixels, bytes, simd), &scalar) <= 1, "{pixels:?}");
        }
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
