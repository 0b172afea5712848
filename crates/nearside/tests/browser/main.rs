//! What only a browser has. The pool itself is tested end to end (tests/tests/e2e/faults.rs, pool.rs).
#![cfg(target_arch = "wasm32")]

mod door;
mod file;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
