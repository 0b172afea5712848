//! What several rooms need of the browser: its databases, its channels, and the names of what goes wrong in them.
//!
//! One room, because a binding that stands twice is corrected once.

mod channel;
mod database;

use js_sys::Reflect;
use wasm_bindgen::JsValue;

pub(crate) use channel::{BroadcastChannel, Channel};
#[cfg(feature = "adapters")]
pub(crate) use database::{Database, has_databases};
pub(crate) use database::{Request, Table, answer, done, open_database};

/// A property of what may be no object at all.
pub(crate) fn part(object: &JsValue, key: &str) -> JsValue {
    match object.is_object() {
        true => Reflect::get(object, &key.into()).unwrap_or_default(),
        false => JsValue::UNDEFINED,
    }
}

/// The name of an exception, such as `QuotaExceededError`.
pub(crate) fn name_of(error: &JsValue) -> String {
    part(error, "name").as_string().unwrap_or_default()
}
