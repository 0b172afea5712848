//! What JavaScript gets: replies as arrays of files, errors as errors of its own.

use js_sys::{Array, JSON, Object, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use crate::browser::{get, set};
use crate::wire::Parcel;
use crate::{Error, Kind, Result};

/// The files of a reply as an array, with the reply itself as its `value`.
pub(super) fn to_js(reply: &Parcel) -> JsValue {
    around(reply, reply.files.iter().map(|file| JsValue::from(file.to_js())).collect())
}

/// The same with the bytes of each file: of what the worker had in memory, the very buffer that came.
pub(super) async fn with_buffers(reply: Parcel) -> Result<JsValue> {
    let Parcel { text, files } = reply;
    let all = Array::new();
    for file in files {
        let file = file.loaded().await?;
        let buffer = match file.buffer() {
            Some(buffer) => buffer.clone(),
            None => Uint8Array::from(file.bytes().await?.as_slice()).buffer(),
        };
        all.push(&buffer);
    }
    Ok(around(&Parcel { text, files: Vec::new() }, all))
}

fn around(reply: &Parcel, files: Array) -> JsValue {
    let value = JSON::parse(&reply.text).unwrap_or_default();
    set(&files, "value", if files.length() == 0 { value } else { place(value, &files) });
    files.into()
}

/// Puts the files where the reply speaks of them.
fn place(value: JsValue, files: &Array) -> JsValue {
    let Some(object) = value.dyn_ref::<Object>() else { return value };
    if let Some(file) = get(object, "$file").as_f64() {
        return files.get(file as u32);
    }
    for key in Object::keys(object).iter() {
        let inner = Reflect::get(object, &key).unwrap_or_default();
        if inner.is_object() {
            let _ = Reflect::set(object, &key, &place(inner, files));
        }
    }
    value
}

pub(super) fn thrown(error: &Error) -> JsValue {
    let js = js_sys::Error::new(error.message());
    js.set_name("NearsideError");
    set(&js, "kind", format!("{:?}", error.kind()));
    set(&js, "detail", error.detail().and_then(|detail| JSON::parse(detail).ok()).unwrap_or_default());
    set(&js, "stackTrace", error.stack());
    js.into()
}

/// What a call ends with whose signal fired, with the signal's reason as its cause.
pub(super) fn cancelled(signal: &AbortSignal) -> JsValue {
    let error = thrown(&Error::new(Kind::Cancelled, "The call was cancelled."));
    set(&error, "cause", get(signal, "reason"));
    error
}
