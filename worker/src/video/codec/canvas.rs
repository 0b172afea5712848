//! What only a browser can draw or read: letters, and the formats of pictures.

use ::video::pixels::{Frame, Pixels};
use nearside::{Context, Error, File, Kind, Result};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::picture::Picture;
use crate::video::error::spoken;

#[wasm_bindgen]
extern "C" {
    type OffscreenCanvas;
    #[wasm_bindgen(constructor, catch)]
    fn new(width: u32, height: u32) -> Result<OffscreenCanvas, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getContext)]
    fn context(this: &OffscreenCanvas, kind: &str) -> Result<Option<Pen>, JsValue>;

    type Pen;
    #[wasm_bindgen(method, setter)]
    fn set_font(this: &Pen, font: &str);
    #[wasm_bindgen(method, setter, js_name = fillStyle)]
    fn set_fill(this: &Pen, style: &str);
    #[wasm_bindgen(method, setter, js_name = strokeStyle)]
    fn set_stroke(this: &Pen, style: &str);
    #[wasm_bindgen(method, setter, js_name = lineWidth)]
    fn set_width(this: &Pen, width: f64);
    #[wasm_bindgen(method, setter, js_name = lineJoin)]
    fn set_join(this: &Pen, join: &str);
    #[wasm_bindgen(method, setter, js_name = textAlign)]
    fn set_align(this: &Pen, align: &str);
    #[wasm_bindgen(method, js_name = measureText)]
    fn measure(this: &Pen, text: &str) -> Metrics;
    #[wasm_bindgen(method, js_name = strokeText)]
    fn outline(this: &Pen, text: &str, x: f64, y: f64);
    #[wasm_bindgen(method, js_name = fillText)]
    fn write(this: &Pen, text: &str, x: f64, y: f64);
    #[wasm_bindgen(method, catch, js_name = getImageData)]
    fn take(this: &Pen, x: f64, y: f64, width: f64, height: f64) -> Result<ImageData, JsValue>;
    type Metrics;
    #[wasm_bindgen(method, getter)]
    fn width(this: &Metrics) -> f64;
    type ImageData;
    #[wasm_bindgen(method, getter)]
    fn data(this: &ImageData) -> js_sys::Uint8ClampedArray;

    #[wasm_bindgen(catch, js_name = createImageBitmap)]
    fn bitmap(blob: &JsValue) -> Result<js_sys::Promise, JsValue>;
    type ImageBitmap;
    #[wasm_bindgen(method)]
    fn close(this: &ImageBitmap);
}

/// Letters of this height in pixels, white with a dark edge, line by line in the middle; everything else is transparent.
///
/// # Errors
/// The browser has no letters for workers.
pub fn lettered(words: &str, height: u32) -> Result<Frame> {
    let missing = || {
        let text = "This browser cannot write upon pictures. Leave the text out, or use another browser.";
        Error::new(Kind::Unsupported, text)
    };
    let lines: Vec<&str> = words.lines().collect();
    let font = format!("600 {height}px system-ui, sans-serif");
    let pen = |width, height| OffscreenCanvas::new(width, height).ok()?.context("2d").ok()?;
    let ruler = pen(1, 1).ok_or_else(missing)?;
    ruler.set_font(&font);
    let widest = lines.iter().map(|line| ruler.measure(line).width()).fold(1.0, f64::max);
    let edge = f64::from(height) / 6.0;
    let step = f64::from(height) * 1.25;
    let size = ((widest + 2.0 * edge).ceil(), (step * lines.len().max(1) as f64 + edge).ceil());
    let (wide, high) = ((size.0 as u32).clamp(1, 8192), (size.1 as u32).clamp(1, 8192));
    let pen = pen(wide, high).ok_or_else(missing)?;
    pen.set_font(&font);
    pen.set_align("center");
    pen.set_join("round");
    pen.set_stroke("rgb(0 0 0 / 85%)");
    pen.set_fill("white");
    pen.set_width(edge);
    for (nth, line) in lines.iter().enumerate() {
        let (x, y) = (f64::from(wide) / 2.0, step * nth as f64 + f64::from(height));
        pen.outline(line, x, y);
        pen.write(line, x, y);
    }
    let data = pen.take(0.0, 0.0, wide.into(), high.into()).map_err(|_| missing())?;
    Frame::from_bytes(Pixels::Rgba, wide, high, &data.data().to_vec()).map_err(|error| spoken(&error))
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
    let bitmap = bitmap(&file.blob()).map_err(|_| unknown())?;
    let bitmap: ImageBitmap = cx.wait(JsFuture::from(bitmap)).await?.map_err(|_| unknown())?.unchecked_into();
    let picture = Picture::drawn(&bitmap, 0);
    bitmap.close();
    let mut frame = Frame::default();
    picture?.copy_rgba(&mut frame).await?;
    Ok(frame)
}
