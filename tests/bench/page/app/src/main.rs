//! The page's Rust half: what is measured is called as an app calls it, and exported to the scripts that take the time.

mod calls;
mod files;
mod hostile;
mod photos;

use std::time::Duration;

use nearside::{Error, Pool};
use wasm_bindgen::JsValue;

fn main() {
    // The page keeps the key of an open vault for its workers.
    store::session::keep();
    nearside::start(|| ());
}

/// Milliseconds on the page's clock, in steps of a tenth.
fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

async fn sleep(milliseconds: u64) {
    gloo_timers::future::sleep(Duration::from_millis(milliseconds)).await;
}

/// A pool that runs one job at a time, as on a machine with one core; everything else is as usual.
fn one_core() -> Pool {
    Pool::new(nearside::pool::Limits { cores: 1, ..Default::default() })
}

fn thrown(error: Error) -> JsValue {
    js_sys::Error::new(&format!("{error:?}")).into()
}

fn wrong(what: impl std::fmt::Display) -> JsValue {
    js_sys::Error::new(&format!("a wrong answer: {what}")).into()
}
