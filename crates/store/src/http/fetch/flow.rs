//! A body as it comes in: each piece is a sign of life, and goes from the worker's memory to the browser's when some are together.
//!
//! A browser that is asked for the whole body tells nothing until it is there, so whether a long one has stalled could be judged
//! by its size alone, and one of unknown size not at all.

use js_sys::{Array, IteratorNext, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, Response};

use super::Exchange;

/// Bytes that are held until the browser is given them.
const BLOCK: u32 = 4 << 20;

#[wasm_bindgen]
extern "C" {
    type Body;
    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn reader(this: &Body) -> Result<Reader, JsValue>;

    type Reader;
    #[wasm_bindgen(method, catch)]
    async fn read(this: &Reader) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(extends = Response)]
    type Answer;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Answer) -> Option<Body>;
}

fn as_blob(pieces: &Array) -> Result<JsValue, JsValue> {
    Ok(Blob::new_with_u8_array_sequence(pieces)?.into())
}

/// The whole body, however long it takes, as long as something comes.
pub(super) async fn drain(answer: &Response, exchange: &mut Exchange) -> Result<Blob, JsValue> {
    let (blobs, pieces) = (Array::new(), Array::new());
    let mut held = 0;
    if let Some(body) = answer.unchecked_ref::<Answer>().body() {
        let reader = body.reader()?;
        loop {
            exchange.allow(0.0);
            let next: IteratorNext = reader.read().await?.unchecked_into();
            if next.done() {
                break;
            }
            let piece: Uint8Array = next.value().unchecked_into();
            held += piece.length();
            pieces.push(&piece);
            if held >= BLOCK {
                blobs.push(&as_blob(&pieces)?);
                pieces.set_length(0);
                held = 0;
            }
        }
    }
    blobs.push(&as_blob(&pieces)?);
    let kind = BlobPropertyBag::new();
    kind.set_type(&answer.headers().get("content-type")?.unwrap_or_default());
    Blob::new_with_blob_sequence_and_options(&blobs, &kind)
}
