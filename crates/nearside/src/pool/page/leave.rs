//! The moment at which a page goes away for good.
//!
//! Its workers are ended then, not when the browser comes to it a while later: another tab may wait for what they hold,
//! a lock or a file.

use wasm_bindgen::prelude::*;

use crate::browser::get;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = addEventListener)]
    fn listen(event: &str, then: &JsValue);
    #[wasm_bindgen(js_name = removeEventListener)]
    fn unlisten(event: &str, then: &JsValue);
}

const EVENT: &str = "pagehide";

/// Whoever wants to know, until it is dropped.
pub(super) struct Leave(Closure<dyn Fn(JsValue)>);

impl Leave {
    pub fn new(leave: impl Fn() + 'static) -> Self {
        let hear = Closure::<dyn Fn(JsValue)>::new(move |event| {
            // A page that is only laid aside comes back and goes on.
            if get(&event, "persisted").is_falsy() {
                leave();
            }
        });
        listen(EVENT, hear.as_ref());
        Self(hear)
    }
}

impl Drop for Leave {
    fn drop(&mut self) {
        unlisten(EVENT, self.0.as_ref());
    }
}
