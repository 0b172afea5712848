//! Thin bindings for `ImageDecoder` and `OffscreenCanvas`, so that nobody needs `web_sys_unstable_apis`.

use image::{Picture, Tags};
use js_sys::{Object, Promise, Reflect, Uint8Array, Uint8ClampedArray};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type ImageDecoder;
    #[wasm_bindgen(constructor, catch)]
    fn new(init: &Object) -> Result<ImageDecoder, JsValue>;
    #[wasm_bindgen(static_method_of = ImageDecoder, catch, js_name = isTypeSupported)]
    fn supports(kind: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn decode(this: &ImageDecoder) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &ImageDecoder);

    type VideoFrame;
    #[wasm_bindgen(method, getter, js_name = codedWidth)]
    fn coded_width(this: &VideoFrame) -> u32;
    #[wasm_bindgen(method, getter, js_name = codedHeight)]
    fn coded_height(this: &VideoFrame) -> u32;
    #[wasm_bindgen(method, catch, js_name = copyTo)]
    fn copy_to(this: &VideoFrame, to: &Uint8Array, options: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &VideoFrame);

    #[wasm_bindgen(catch, js_name = createImageBitmap)]
    fn create_image_bitmap(blob: &JsValue, options: &Object) -> Result<Promise, JsValue>;
    type ImageBitmap;
    #[wasm_bindgen(method, getter)]
    fn width(this: &ImageBitmap) -> u32;
    #[wasm_bindgen(method, getter)]
    fn height(this: &ImageBitmap) -> u32;
    #[wasm_bindgen(method)]
    fn close(this: &ImageBitmap);

    type Blob;
    #[wasm_bindgen(constructor)]
    fn new(parts: &js_sys::Array, options: &Object) -> Blob;
    #[wasm_bindgen(method, getter, js_name = type)]
    fn kind(this: &Blob) -> String;
    #[wasm_bindgen(method, js_name = arrayBuffer)]
    fn array_buffer(this: &Blob) -> Promise;

    type OffscreenCanvas;
    #[wasm_bindgen(constructor, catch)]
    fn new(width: u32, height: u32) -> Result<OffscreenCanvas, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getContext)]
    fn context(this: &OffscreenCanvas, kind: &str) -> Result<Option<Canvas2d>, JsValue>;
    #[wasm_bindgen(method, catch, js_name = convertToBlob)]
    fn to_blob(this: &OffscreenCanvas, options: &Object) -> Result<Promise, JsValue>;
    type Canvas2d;
    #[wasm_bindgen(method, catch, js_name = putImageData)]
    fn put(this: &Canvas2d, data: &ImageData, x: f64, y: f64) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = drawImage)]
    fn draw(this: &Canvas2d, bitmap: &ImageBitmap, x: f64, y: f64) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = getImageData)]
    fn take(this: &Canvas2d, x: f64, y: f64, width: f64, height: f64) -> Result<ImageData, JsValue>;
    type ImageData;
    #[wasm_bindgen(constructor, catch)]
    fn new(data: &Uint8ClampedArray, width: u32, height: u32) -> Result<ImageData, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn data(this: &ImageData) -> Uint8ClampedArray;
}

fn object(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in entries {
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object
}

fn has(name: &str) -> bool {
    Reflect::has(&js_sys::global(), &name.into()).unwrap_or(false)
}

/// Whether this browser says that it reads such files, so that one which it does not read must be damaged.
pub(super) async fn reads(kind: &str) -> bool {
    if !has("ImageDecoder") {
        return false;
    }
    let Ok(answer) = ImageDecoder::supports(kind) else { return false };
    JsFuture::from(answer).await.is_ok_and(|answer| answer.is_truthy())
}

/// Decodes the first frame, at about the wanted size if the decoder can. `None` if this browser cannot. A JPEG is as it is
/// stored, whatever its EXIF says; the tags of others say how they must be turned.
pub(super) async fn decode(kind: &str, bytes: &[u8], wanted: Option<(u32, u32)>) -> Option<Picture> {
    if has("ImageDecoder") {
        return by_decoder(kind, bytes, wanted).await;
    }
    // A bitmap takes a round trip through a canvas and is turned as its EXIF says, in the canvas's colours: nothing for a
    // JPEG, whose tags and profile are kept, and which the engine reads as fast.
    if kind != "image/jpeg" && has("OffscreenCanvas") { by_bitmap(kind, bytes).await } else { None }
}

async fn by_decoder(kind: &str, bytes: &[u8], wanted: Option<(u32, u32)>) -> Option<Picture> {
    let data = Uint8Array::from(bytes);
    if kind == "image/jpeg" {
        // Firefox turns a picture as its EXIF says, Chromium does not (mozilla/pdf.js#19356): so nobody may see it.
        for mark in image::exif_marks(bytes) {
            data.fill(0, mark.start as u32, mark.end as u32);
        }
    }
    let mut init = vec![
        ("type", kind.into()),
        ("data", data.into()),
        ("premultiplyAlpha", "none".into()),
        // The file's profile is kept, so its numbers must stay as they are; what only the browser reads becomes sRGB.
        ("colorSpaceConversion", if kind == "image/jpeg" { "none" } else { "default" }.into()),
    ];
    if let Some((width, height)) = wanted {
        init.extend([("desiredWidth", width.into()), ("desiredHeight", height.into())]);
    }
    let decoder = ImageDecoder::new(&object(&init)).ok()?;
    let frame = first_frame(&decoder).await;
    decoder.close();
    let frame = frame?;
    let picture = pixels(&frame).await;
    frame.close();
    picture
}

async fn first_frame(decoder: &ImageDecoder) -> Option<VideoFrame> {
    let result = JsFuture::from(decoder.decode().ok()?).await.ok()?;
    Reflect::get(&result, &"image".into()).ok().map(JsCast::unchecked_into)
}

async fn pixels(frame: &VideoFrame) -> Option<Picture> {
    let (width, height) = (frame.coded_width(), frame.coded_height());
    let target = Uint8Array::new_with_length(width.checked_mul(height)?.checked_mul(4)?);
    let rect =
        object(&[("x", 0.into()), ("y", 0.into()), ("width", width.into()), ("height", height.into())]);
    let options = object(&[("format", "RGBA".into()), ("rect", rect.into())]);
    JsFuture::from(frame.copy_to(&target, &options).ok()?).await.ok()?;
    let orientation = orientation(frame);
    Some(
        Picture::from_rgba(width, height, target.to_vec())
            .ok()?
            .with_tags(Tags { orientation, ..Tags::default() }),
    )
}

/// How a frame must be turned to stand upright, as EXIF says it: clockwise first, mirrored then. Browsers that do not say it
/// have turned it themselves.
fn orientation(frame: &VideoFrame) -> u8 {
    let get = |name: &str| Reflect::get(frame, &name.into()).unwrap_or(JsValue::UNDEFINED);
    match (get("rotation").as_f64().unwrap_or(0.0) as u16, get("flip").is_truthy()) {
        (0, true) => 2,
        (180, false) => 3,
        (180, true) => 4,
        (90, true) => 5,
        (90, false) => 6,
        (270, true) => 7,
        (270, false) => 8,
        _ => 1,
    }
}

async fn by_bitmap(kind: &str, bytes: &[u8]) -> Option<Picture> {
    let parts = js_sys::Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new(&parts, &object(&[("type", kind.into())]));
    let options = object(&[("premultiplyAlpha", "none".into())]);
    let bitmap = JsFuture::from(create_image_bitmap(&blob, &options).ok()?).await.ok()?;
    let bitmap: ImageBitmap = bitmap.unchecked_into();
    let (width, height) = (bitmap.width(), bitmap.height());
    let context = OffscreenCanvas::new(width, height).ok()?.context("2d").ok()??;
    context.draw(&bitmap, 0.0, 0.0).ok()?;
    bitmap.close();
    let data = context.take(0.0, 0.0, width.into(), height.into()).ok()?;
    Picture::from_rgba(width, height, data.data().to_vec()).ok()
}

/// Encodes opaque pixels. `None` if this browser cannot: it would make a PNG instead.
pub(super) async fn encode(
    kind: &str,
    width: u32,
    height: u32,
    rgba: &[u8],
    quality: f64,
) -> Option<Vec<u8>> {
    if !has("OffscreenCanvas") {
        return None;
    }
    let canvas = OffscreenCanvas::new(width, height).ok()?;
    let context = canvas.context("2d").ok()??;
    context.put(&ImageData::new(&Uint8ClampedArray::from(rgba), width, height).ok()?, 0.0, 0.0).ok()?;
    let options = object(&[("type", kind.into()), ("quality", quality.into())]);
    let blob: Blob = JsFuture::from(canvas.to_blob(&options).ok()?).await.ok()?.unchecked_into();
    if blob.kind() != kind {
        return None;
    }
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}
