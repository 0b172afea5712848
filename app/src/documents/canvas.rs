//! From pixels that a worker drew to a canvas.
//!
//! The pixels stay where the browser put them and never pass through the app's own memory; they are laid on the canvas in
//! strips, so that a large page holds nobody up for longer than a frame.

use std::time::Duration;

use js_sys::{ArrayBuffer, Uint8ClampedArray};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};
use worker::document::Sheet;

use crate::open::set;
use crate::wait;

/// A page that nobody looks at alone, and that takes longer than this, is given up: some never end.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// Pixels that are laid down without a pause.
const STRIP: u32 = 1 << 20;

/// A canvas of what was drawn. None if the browser has no memory for it.
pub async fn canvas(sheet: &Sheet) -> Option<HtmlCanvasElement> {
    let pixels: ArrayBuffer = match sheet.pixels.buffer() {
        Some(buffer) => buffer.clone(),
        None => JsFuture::from(sheet.pixels.blob().array_buffer()).await.ok()?.dyn_into().ok()?,
    };
    let (width, height) = (sheet.width, sheet.height);
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let options = js_sys::Object::new();
    set(&options, "alpha", false.into());
    let context = canvas.get_context_with_context_options("2d", &options).ok()??;
    let context: CanvasRenderingContext2d = context.dyn_into().ok()?;
    let rows = (STRIP / width.max(1)).max(1);
    let mut row = 0;
    while row < height {
        let some = rows.min(height - row);
        let (from, length) = (row * width * 4, some * width * 4);
        let part = Uint8ClampedArray::new_with_byte_offset_and_length(&pixels, from, length);
        let part = ImageData::new_with_js_u8_clamped_array_and_sh(&part, width, some).ok()?;
        context.put_image_data(&part, 0.0, f64::from(row)).ok()?;
        row += some;
        if row < height {
            wait(0).await;
        }
    }
    Some(canvas)
}

/// Gives its memory back at once; some browsers wait long for it.
pub fn discard(canvas: &HtmlCanvasElement) {
    canvas.remove();
    canvas.set_width(0);
    canvas.set_height(0);
}
