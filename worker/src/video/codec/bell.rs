//! One bell for all codecs: it rings when something came out, failed, or has room again.
//!
//! A job waits for several codecs at once and looks at all of them afterwards, which is cheaper than to know which it was; and a
//! worker runs one job at a time.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::task::{Poll, Waker};

use nearside::{Context, Result};
use wasm_bindgen::prelude::*;

use super::js;

/// If nothing is heard for so long, in milliseconds, it is looked again: browsers have lost events before.
const AGAIN: f64 = 500.0;

#[derive(Default)]
struct Bell {
    rung: Cell<bool>,
    waker: RefCell<Option<Waker>>,
    /// Whether a timer is on its way.
    timed: Cell<bool>,
}

thread_local! {
    static BELL: Bell = Bell::default();
}

/// Rings.
pub fn ring() {
    BELL.with(|bell| {
        bell.rung.set(true);
        if let Some(waker) = bell.waker.take() {
            waker.wake();
        }
    });
}

/// Waits until it has rung since the last time.
///
/// # Errors
/// The job is not wanted any more.
pub async fn heard(cx: &Context) -> Result<()> {
    if !BELL.with(|bell| bell.timed.replace(true)) {
        let look = Closure::once_into_js(|| {
            BELL.with(|bell| bell.timed.set(false));
            ring();
        });
        js::set_timeout(&look, AGAIN);
    }
    cx.wait(poll_fn(|task| {
        BELL.with(|bell| {
            if bell.rung.replace(false) {
                return Poll::Ready(());
            }
            bell.waker.replace(Some(task.waker().clone()));
            Poll::Pending
        })
    }))
    .await
}
