//! What only a browser can draw or read: a canvas, and the formats of pictures.

use ::video::pixels::Frame;
use nearside::{Context, Error, File, Kind, Result};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::js;
use super::picture::Picture;

#[wasm_bindgen]
extern "C" {
    pub(super) type OffscreenCanvas;
    #[wasm_bindgen(constructor, catch)]
    pub(super) fn new(width: u32, height: u32) -> Result<OffscreenCanvas, JsValue>;
    #[wasm_bindgen(method, catch, js_name = convertToBlob)]
    fn to_blob(this: &OffscreenCanvas, options: &js_sys::Object) -> Result<js_sys::Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getContext)]
    pub(super) fn context(this: &OffscreenCanvas, kind: &str) -> Result<Option<Pen>, JsValue>;

    pub(super) type Pen;
    #[wasm_bindgen(method, setter)]
    pub(super) fn set_font(this: &Pen, font: &str);
    #[wasm_bindgen(method, setter, js_name = fillStyle)]
    pub(super) fn set_fill(this: &Pen, style: &str);
    #[wasm_bindgen(method, setter, js_name = strokeStyle)]
    pub(super) fn set_stroke(this: &Pen, style: &str);
    #[wasm_bindgen(method, setter, js_name = lineWidth)]
    pub(super) fn set_width(this: &Pen, width: f64);
    #[wasm_bindgen(method, setter, js_name = lineJoin)]
    pub(super) fn set_join(this: &Pen, join: &str);
    #[wasm_bindgen(method, js_name = measureText)]
    pub(super) fn measure(this: &Pen, text: &str) -> Metrics;
    #[wasm_bindgen(method, js_name = strokeText)]
    pub(super) fn outline(this: &Pen, text: &str, x: f64, y: f64);
    #[wasm_bindgen(method, js_name = fillText)]
    pub(super) fn write(this: &Pen, text: &str, x: f64, y: f64);
    #[wasm_bindgen(method, js_name = fillRect)]
    pub(super) fn bar(this: &Pen, x: f64, y: f64, width: f64, height: f64);
    #[wasm_bindgen(method, catch, js_name = getImageData)]
    pub(super) fn take(this: &Pen, x: f64, y: f64, width: f64, height: f64) -> Result<ImageData, JsValue>;
    #[wasm_bindgen(method, catch, js_name = putImageData)]
    fn put(this: &Pen, data: &ImageData, x: f64, y: f64) -> Result<(), JsValue>;
    pub(super) type Metrics;
    #[wasm_bindgen(method, getter)]
    pub(super) fn width(this: &Metrics) -> f64;
    pub(super) type ImageData;
    #[wasm_bindgen(constructor, catch)]
    fn new(data: &js_sys::Uint8ClampedArray, width: u32, height: u32) -> Result<ImageData, JsValue>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn data(this: &ImageData) -> js_sys::Uint8ClampedArray;

    type Blob;
    #[wasm_bindgen(constructor, catch)]
    fn new(parts: &js_sys::Array, options: &js_sys::Object) -> Result<Blob, JsValue>;
    #[wasm_bindgen(method, getter, js_name = type)]
    fn kind(this: &Blob) -> String;
    #[wasm_bindgen(method, js_name = arrayBuffer)]
    fn bytes(this: &Blob) -> js_sys::Promise;

    #[wasm_bindgen(catch, js_name = createImageBitmap)]
    fn bitmap(blob: &JsValue) -> Result<js_sys::Promise, JsValue>;
    type ImageBitmap;
    #[wasm_bindgen(method)]
    fn close(this: &ImageBitmap);
}

/// A picture of a file that the browser reads, as RGBA.
///
/// # Errors
/// The browser does not read it.
pub async fn decoded(file: &File, cx: &Context) -> Result<Frame> {
    let unknown = || {
        let text =
            format!("{} is no picture that this browser reads. Choose a PNG, JPEG or WebP.", file.name());
        Error::new(Kind::Failed, text)
    };
    let picture = read(&file.blob(), 0, cx).await?.ok_or_else(unknown)?;
    let mut frame = Frame::default();
    picture.copy_rgba(&mut frame).await?;
    Ok(frame)
}

/// The picture of a JPEG, shown at `time`; `None` if it is damaged.
///
/// # Errors
/// The browser cannot take it, or the job is not wanted any more.
pub async fn drawn(jpeg: &[u8], time: i64, cx: &Context) -> Result<Option<Picture>> {
    let options = js::object(&[("type", "image/jpeg".into())]);
    match Blob::new(&js_sys::Array::of1(&js::from(jpeg)), &options) {
        Ok(blob) => read(&blob, time, cx).await,
        Err(_) => Ok(None),
    }
}

async fn read(blob: &JsValue, time: i64, cx: &Context) -> Result<Option<Picture>> {
    let Ok(bitmap) = bitmap(blob) else { return Ok(None) };
    let Ok(bitmap) = cx.wait(JsFuture::from(bitmap)).await? else { return Ok(None) };
    let bitmap: ImageBitmap = bitmap.unchecked_into();
    let picture = Picture::drawn(&bitmap, time);
    bitmap.close();
    picture.map(Some)
}

/// Writes pictures of one size as files of a format that the browser has, such as `image/webp`.
pub struct Printer {
    canvas: OffscreenCanvas,
    pen: Pen,
    size: (u32, u32),
    kind: &'static str,
}

impl Printer {
    /// For pictures of this size.
    ///
    /// # Errors
    /// The browser cannot draw in workers.
    pub fn new(width: u32, height: u32, kind: &'static str) -> Result<Self> {
        let canvas = OffscreenCanvas::new(width, height).ok();
        let pen = canvas.as_ref().and_then(|canvas| canvas.context("2d").ok()?);
        let Some((canvas, pen)) = canvas.zip(pen) else { return Err(unprinted(kind)) };
        Ok(Self { canvas, pen, size: (width, height), kind })
    }

    /// A picture of RGBA as a file.
    ///
    /// # Errors
    /// The browser does not write this format, or the job is not wanted any more.
    pub async fn print(&mut self, rgba: &[u8], quality: f64, cx: &Context) -> Result<Vec<u8>> {
        let failed = || unprinted(self.kind);
        // A canvas takes no view of this instance's memory that could move; so it gets a copy.
        let data = ImageData::new(&js_sys::Uint8ClampedArray::from(rgba), self.size.0, self.size.1);
        self.pen.put(&data.map_err(|_| failed())?, 0.0, 0.0).map_err(|_| failed())?;
        let options = super::js::object(&[("type", self.kind.into()), ("quality", quality.into())]);
        let blob = self.canvas.to_blob(&options).map_err(|_| failed())?;
        let blob: Blob = cx.wait(JsFuture::from(blob)).await?.map_err(|_| failed())?.unchecked_into();
        // What it does not write becomes a PNG.
        if blob.kind() != self.kind {
            return Err(failed());
        }
        let bytes = cx.wait(JsFuture::from(blob.bytes())).await?.map_err(|_| failed())?;
        Ok(js_sys::Uint8Array::new(&bytes).to_vec())
    }
}

fn unprinted(kind: &str) -> Error {
    let name = kind.rsplit('/').next().unwrap_or(kind).to_uppercase();
    Error::new(
        Kind::Unsupported,
        format!("This browser does not write {name}. Choose another format, or another browser."),
    )
}
