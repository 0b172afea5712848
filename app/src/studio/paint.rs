//! From pixels that a worker decoded to a canvas.

use js_sys::{ArrayBuffer, Uint8ClampedArray};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};
use worker::video::Frame;

/// Lays a picture on a canvas, which becomes as large as the picture. Nothing where the browser has no memory for it.
pub async fn lay(frame: &Frame, canvas: &HtmlCanvasElement) -> Option<()> {
    let pixels: ArrayBuffer = match frame.pixels.buffer() {
        Some(buffer) => buffer.clone(),
        None => JsFuture::from(frame.pixels.blob().array_buffer()).await.ok()?.dyn_into().ok()?,
    };
    // The pixels never pass through the app's own memory.
    let pixels = Uint8ClampedArray::new(&pixels);
    let data = ImageData::new_with_js_u8_clamped_array_and_sh(&pixels, frame.width, frame.height).ok()?;
    canvas.set_width(frame.width);
    canvas.set_height(frame.height);
    pen(canvas)?.put_image_data(&data, 0.0, 0.0).ok()
}

/// A canvas of its own for a picture.
pub async fn canvas(frame: &Frame) -> Option<HtmlCanvasElement> {
    let canvas = blank()?;
    lay(frame, &canvas).await.map(|()| canvas)
}

/// Another canvas with the same picture.
pub fn copy(of: &HtmlCanvasElement) -> Option<HtmlCanvasElement> {
    let canvas = blank()?;
    canvas.set_width(of.width());
    canvas.set_height(of.height());
    pen(&canvas)?.draw_image_with_html_canvas_element(of, 0.0, 0.0).ok()?;
    Some(canvas)
}

/// What draws on a canvas.
pub fn pen(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

fn blank() -> Option<HtmlCanvasElement> {
    document().create_element("canvas").ok()?.dyn_into().ok()
}
