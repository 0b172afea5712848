//! The few things of the browser that its storage needs: time, a pause, and what went wrong.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::browser::{name_of, part};
use crate::{Error, Kind};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(then: &JsValue, wait: f64) -> JsValue;

    type MessageChannel;
    #[wasm_bindgen(constructor)]
    fn new() -> MessageChannel;
    #[wasm_bindgen(method, getter)]
    fn port1(this: &MessageChannel) -> Port;
    #[wasm_bindgen(method, getter)]
    fn port2(this: &MessageChannel) -> Port;

    type Port;
    #[wasm_bindgen(method, setter)]
    fn set_onmessage(this: &Port, then: &JsValue);
    #[wasm_bindgen(method, js_name = postMessage)]
    fn post(this: &Port, message: &JsValue);
    #[wasm_bindgen(method)]
    fn close(this: &Port);
}

/// Milliseconds since 1970.
pub(super) fn now() -> f64 {
    js_sys::Date::now()
}

/// Resolves after some milliseconds.
pub(super) async fn sleep(wait: f64) {
    let promise = Promise::new(&mut |resolve, _| drop(set_timeout(&resolve, wait)));
    // A timer's promise never rejects.
    let _ = JsFuture::from(promise).await;
}

/// Lets the messages in that have arrived already. A timer would wait for 4 ms when it is set often.
pub(super) async fn pause() {
    let channel = MessageChannel::new();
    let port = channel.port1();
    let promise = Promise::new(&mut |resolve, _| {
        port.set_onmessage(&resolve);
        channel.port2().post(&JsValue::NULL);
    });
    // A message's promise never rejects.
    let _ = JsFuture::from(promise).await;
    port.close();
}

/// Whether the browser has promised to keep what is stored here until a person deletes it.
pub(super) async fn persisted() -> bool {
    let storage = part(&part(&js_sys::global(), "navigator"), "storage");
    let asked = part(&storage, "persisted").dyn_into::<Function>().and_then(|ask| ask.call0(&storage));
    match asked.map(JsCast::dyn_into::<Promise>) {
        Ok(Ok(answer)) => JsFuture::from(answer).await.is_ok_and(|answer| answer.is_truthy()),
        _ => false,
    }
}

/// An exception of the browser as an error: what was being done, what the browser says, what to do.
pub(super) fn failure(doing: &str, error: &JsValue) -> Error {
    let message = part(error, "message").as_string().unwrap_or_default();
    let said = message.trim_end_matches('.');
    match name_of(error).as_str() {
        "QuotaExceededError" => Error::new(
            Kind::Quota,
            format!(
                "{doing}: it has no more room. Delete files that you do not need, or move some to another place."
            ),
        ),
        "SecurityError" | "NotAllowedError" => Error::new(
            Kind::Denied,
            format!(
                "{doing}: it is not allowed here ({said}). Allow this site to store data and reload the page."
            ),
        ),
        "NotFoundError" | "NotReadableError" => Error::new(
            Kind::Failed,
            format!("{doing}: it may have been moved, changed or deleted ({said}). Open it again."),
        ),
        name => Error::new(Kind::Failed, format!("{doing} ({name}: {said}). Reload the page and try again.")),
    }
}
