//! Thin bindings for WebCodecs, so that nobody needs `web_sys_unstable_apis`.
//!
//! The four codecs are of one make and differ in names only; so they are one type here, built by its name. What a browser lacks
//! is then a value that is missing, and not an exception.

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `VideoDecoder`, `VideoEncoder`, `AudioDecoder` or `AudioEncoder`.
    pub type Codec;
    #[wasm_bindgen(method, catch)]
    pub fn configure(this: &Codec, config: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn decode(this: &Codec, chunk: &Chunk) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn encode(this: &Codec, data: &JsValue, options: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn flush(this: &Codec) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn close(this: &Codec) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter, js_name = decodeQueueSize)]
    pub fn decode_queue(this: &Codec) -> u32;
    #[wasm_bindgen(method, getter, js_name = encodeQueueSize)]
    pub fn encode_queue(this: &Codec) -> u32;
    #[wasm_bindgen(method, setter, js_name = ondequeue)]
    pub fn set_dequeue(this: &Codec, listener: &JsValue);

    /// The constructor of a codec.
    pub type Class;
    #[wasm_bindgen(method, catch, js_name = isConfigSupported)]
    pub fn supports(this: &Class, config: &Object) -> Result<Promise, JsValue>;

    /// `EncodedVideoChunk` or `EncodedAudioChunk`.
    pub type Chunk;
    #[wasm_bindgen(method, getter, js_name = type)]
    pub fn kind(this: &Chunk) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn timestamp(this: &Chunk) -> f64;
    #[wasm_bindgen(method, getter)]
    pub fn duration(this: &Chunk) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = byteLength)]
    pub fn size(this: &Chunk) -> u32;
    #[wasm_bindgen(method, js_name = copyTo)]
    pub fn copy_to(this: &Chunk, to: &Uint8Array);

    #[derive(Clone)]
    pub type VideoFrame;
    #[wasm_bindgen(constructor, catch)]
    pub fn new(data: &JsValue, init: &Object) -> Result<VideoFrame, JsValue>;
    #[wasm_bindgen(method, getter)]
    pub fn format(this: &VideoFrame) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub fn timestamp(this: &VideoFrame) -> f64;
    #[wasm_bindgen(method, getter)]
    pub fn duration(this: &VideoFrame) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = visibleRect)]
    pub fn visible(this: &VideoFrame) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = colorSpace)]
    pub fn color(this: &VideoFrame) -> JsValue;
    #[wasm_bindgen(method, catch, js_name = copyTo)]
    pub fn copy_to(this: &VideoFrame, to: &Uint8Array, options: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method)]
    pub fn close(this: &VideoFrame);

    pub type AudioData;
    #[wasm_bindgen(constructor, catch)]
    pub fn new(init: &Object) -> Result<AudioData, JsValue>;
    #[wasm_bindgen(method, getter)]
    pub fn timestamp(this: &AudioData) -> f64;
    #[wasm_bindgen(method, getter, js_name = numberOfFrames)]
    pub fn frames(this: &AudioData) -> u32;
    #[wasm_bindgen(method, getter, js_name = numberOfChannels)]
    pub fn channels(this: &AudioData) -> u32;
    #[wasm_bindgen(method, getter, js_name = sampleRate)]
    pub fn rate(this: &AudioData) -> f64;
    #[wasm_bindgen(method, catch, js_name = copyTo)]
    pub fn copy_to(this: &AudioData, to: &Uint8Array, options: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    pub fn close(this: &AudioData);

    #[wasm_bindgen(js_name = setTimeout)]
    pub fn set_timeout(then: &JsValue, wait: f64);
}

/// A class of this name, where the browser has it.
pub fn class(name: &str) -> Option<Class> {
    let class = get(&js_sys::global(), name);
    class.is_function().then(|| class.unchecked_into())
}

/// `new Name(init)`.
pub fn construct<T: JsCast>(name: &str, init: &Object) -> Result<T, JsValue> {
    let class = class(name).ok_or(JsValue::NULL)?;
    Reflect::construct(class.unchecked_ref::<js_sys::Function>(), &Array::of1(init))
        .map(JsCast::unchecked_into)
}

/// An object with these properties.
pub fn object(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in entries {
        set(&object, key, value);
    }
    object
}

/// Sets a property of a plain object, which cannot fail.
pub fn set(object: &Object, key: &str, value: &JsValue) {
    let _ = Reflect::set(object, &key.into(), value);
}

/// A property, or undefined.
pub fn get(object: &JsValue, key: &str) -> JsValue {
    if object.is_object() {
        Reflect::get(object, &key.into()).unwrap_or_default()
    } else {
        JsValue::UNDEFINED
    }
}

/// The words of whatever was thrown.
pub fn words(thrown: &JsValue) -> String {
    let message = get(thrown, "message").as_string().filter(|text| !text.is_empty());
    message.or_else(|| thrown.as_string()).unwrap_or_else(|| "no reason was given".into())
}

/// Bytes of this instance, for JavaScript to read. Like the others, the view ends when the memory grows.
pub fn from(bytes: &[u8]) -> Uint8Array {
    place(bytes.as_ptr() as u32, bytes.len())
}

/// Bytes of this instance, for JavaScript to write.
pub fn into(bytes: &mut [u8]) -> Uint8Array {
    place(bytes.as_mut_ptr() as u32, bytes.len())
}

/// Numbers of this instance, for JavaScript to read.
pub fn from_floats(numbers: &[f32]) -> Uint8Array {
    place(numbers.as_ptr() as u32, size_of_val(numbers))
}

/// Numbers of this instance, for JavaScript to write.
pub fn into_floats(numbers: &mut [f32]) -> Uint8Array {
    place(numbers.as_mut_ptr() as u32, size_of_val(numbers))
}

fn place(at: u32, size: usize) -> Uint8Array {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    Uint8Array::new_with_byte_offset_and_length(&memory.buffer(), at, size as u32)
}
