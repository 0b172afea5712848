//! A channel that all pages and workers of this origin hear, but for what they said themselves.
//!
//! It ends when it is dropped. An instance of WebAssembly that breaks drops nothing: who joins a channel again and again
//! notes its [`js`](Channel::js) where the next instance finds it.

use wasm_bindgen::prelude::*;

use super::part;

#[wasm_bindgen]
extern "C" {
    pub(crate) type BroadcastChannel;
    #[wasm_bindgen(constructor, catch)]
    fn new(name: &str) -> Result<BroadcastChannel, JsValue>;
    #[wasm_bindgen(method, catch, js_name = postMessage)]
    fn post(this: &BroadcastChannel, message: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, setter)]
    fn set_onmessage(this: &BroadcastChannel, then: &JsValue);
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &BroadcastChannel);
}

/// One end of a channel.
pub(crate) struct Channel {
    js: BroadcastChannel,
    _hear: Closure<dyn Fn(JsValue)>,
}

impl Channel {
    /// Joins; `hear` gets each message.
    ///
    /// # Errors
    /// What the browser says when it has no such channels for us.
    pub fn join(name: &str, hear: impl Fn(JsValue) + 'static) -> Result<Self, JsValue> {
        let js = BroadcastChannel::new(name)?;
        let hear = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| hear(part(&event, "data")));
        js.set_onmessage(hear.as_ref());
        Ok(Self { js, _hear: hear })
    }

    /// Says something to all others.
    ///
    /// # Errors
    /// What the browser says of a message that cannot be handed over.
    pub fn say(&self, message: &JsValue) -> Result<(), JsValue> {
        self.js.post(message)
    }

    /// The end itself, for whoever has to close it in place of a broken instance.
    pub fn js(&self) -> &BroadcastChannel {
        &self.js
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.js.set_onmessage(&JsValue::NULL);
        // Closing twice is no error.
        self.js.close();
    }
}
