//! What must be the same in wasm with SIMD as natively: run by `cargo test`, and again in a browser by `cargo xtask test`. A
//! compiler may miscompile wasm's SIMD (rust-lang/rust#157456), and then only this notices.

#![cfg(feature = "pixels")]

use nearside_video::pixels::selfcheck;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[test]
fn the_engine_knows_its_answers() {
    assert!(selfcheck());
}
