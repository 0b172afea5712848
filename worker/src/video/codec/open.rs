//! What is open: frames of pictures and sound, decoders and encoders.
//!
//! A frame that nobody closes holds a slot of the decoder's pool until the garbage is collected, and after a dozen of them a
//! hardware decoder stands still. So each is closed when its guard goes, on every path, and counted, so that a test can see it.

use std::cell::Cell;

use super::js;
use crate::video::Open;

thread_local! {
    static OPEN: Cell<Open> = const { Cell::new(Open { frames: 0, codecs: 0 }) };
}

/// What is open now.
pub fn open() -> Open {
    OPEN.get()
}

fn count(frames: i32, codecs: i32) {
    let open = OPEN.get();
    OPEN.set(Open {
        frames: open.frames.saturating_add_signed(frames),
        codecs: open.codecs.saturating_add_signed(codecs),
    });
}

/// What must be closed.
pub trait Close {
    /// Closes it.
    fn close(&self);
    /// How many frames and how many codecs it counts as.
    const COUNT: (i32, i32) = (1, 0);
}

impl Close for js::VideoFrame {
    fn close(&self) {
        js::VideoFrame::close(self);
    }
}

impl Close for js::AudioData {
    fn close(&self) {
        js::AudioData::close(self);
    }
}

impl Close for js::Codec {
    const COUNT: (i32, i32) = (0, 1);

    fn close(&self) {
        self.set_dequeue(&wasm_bindgen::JsValue::NULL);
        // One that failed is closed already.
        let _ = js::Codec::close(self);
    }
}

/// Something open, closed when this goes.
pub struct Guard<T: Close>(T);

impl<T: Close> Guard<T> {
    /// Takes care of it.
    pub fn new(inner: T) -> Self {
        count(T::COUNT.0, T::COUNT.1);
        Self(inner)
    }
}

impl<T: Close> std::ops::Deref for Guard<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Close> Drop for Guard<T> {
    fn drop(&mut self) {
        self.0.close();
        count(-T::COUNT.0, -T::COUNT.1);
    }
}
