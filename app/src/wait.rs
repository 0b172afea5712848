//! A pause, as a future.

use std::time::Duration;

use futures_util::FutureExt;
use js_sys::Promise;
use leptos::prelude::set_timeout;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Waits this many milliseconds.
pub async fn wait(millis: u32) {
    let promise = Promise::new(&mut |done, _| {
        // Telling a promise that waits cannot fail.
        let done = move || drop(done.call0(&JsValue::NULL));
        set_timeout(done, Duration::from_millis(millis.into()));
    });
    // Nobody rejects it.
    JsFuture::from(promise).map(drop).await;
}
