//! Letters and numbers as the browser knows them: tables of our own would be a tenth of the app's download.

#[cfg(target_arch = "wasm32")]
use js_sys::JsString;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::JsValue;

/// In small letters.
#[cfg(target_arch = "wasm32")]
pub fn lower(text: &str) -> String {
    // Most names are, and a list has thousands.
    if text.is_ascii() { text.to_ascii_lowercase() } else { JsString::from(text).to_lower_case().into() }
}

/// In capitals.
#[cfg(target_arch = "wasm32")]
pub fn upper(text: &str) -> String {
    JsString::from(text).to_upper_case().into()
}

/// The number that a text is.
#[cfg(target_arch = "wasm32")]
pub fn number(text: &str) -> Option<f64> {
    // Nothing at all would be 0.
    let number = Some(JsValue::from(text).unchecked_into_f64()).filter(|number| number.is_finite());
    number.filter(|_| !text.trim().is_empty())
}

// What is pure is tried natively.

#[cfg(not(target_arch = "wasm32"))]
pub fn lower(text: &str) -> String {
    text.to_lowercase()
}

#[cfg(not(target_arch = "wasm32"))]
pub fn upper(text: &str) -> String {
    text.to_uppercase()
}

#[cfg(not(target_arch = "wasm32"))]
pub fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}
