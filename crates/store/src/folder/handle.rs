//! What the browser calls handles, and what it says when it refuses.

use js_sys::{AsyncIterator, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::browser::{name_of, part};
use crate::{Error, Kind};

#[wasm_bindgen]
extern "C" {
    /// A directory.
    #[derive(Clone)]
    pub(super) type Directory;
    #[wasm_bindgen(method, getter)]
    pub(super) fn name(this: &Directory) -> String;
    #[wasm_bindgen(method, catch, js_name = getDirectoryHandle)]
    pub(super) async fn directory(
        this: &Directory,
        name: &str,
        options: &JsValue,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getFileHandle)]
    pub(super) async fn document(this: &Directory, name: &str, options: &JsValue)
    -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeEntry)]
    pub(super) async fn remove(this: &Directory, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    pub(super) fn entries(this: &Directory) -> AsyncIterator;
    #[wasm_bindgen(method, catch, js_name = queryPermission)]
    pub(super) async fn query(this: &Directory, what: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = requestPermission)]
    pub(super) async fn request(this: &Directory, what: &JsValue) -> Result<JsValue, JsValue>;

    /// A file.
    #[derive(Clone)]
    pub(super) type Document;
    #[wasm_bindgen(method, catch, js_name = getFile)]
    pub(super) async fn file(this: &Document) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = createWritable)]
    pub(super) async fn writer(this: &Document, options: &JsValue) -> Result<JsValue, JsValue>;

    /// What the content of a file is written into, and replaces it when it is closed.
    pub(super) type Writer;
    #[wasm_bindgen(method, catch)]
    pub(super) async fn write(this: &Writer, body: &web_sys::Blob) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) async fn close(this: &Writer) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) async fn abort(this: &Writer) -> Result<JsValue, JsValue>;
}

/// An object of one property.
pub(super) fn option(key: &str, value: impl Into<JsValue>) -> JsValue {
    let options = Object::new();
    // A plain object takes any property.
    let _ = Reflect::set(&options, &key.into(), &value.into());
    options.into()
}

/// What leave is asked for.
pub(super) fn writing() -> JsValue {
    option("mode", "readwrite")
}

/// Whether a handle, or the page, has a function of this name: browsers differ.
pub(super) fn has(object: &JsValue, name: &str) -> bool {
    part(object, name).is_function()
}

/// The error of something that was asked of `what` (a file) in `folder`.
pub(super) fn refused(folder: &str, what: &str, error: &JsValue) -> Error {
    let (kind, text) = match name_of(error).as_str() {
        "NotFoundError" | "TypeMismatchError" => {
            (Kind::NotFound, format!("{what} is not in {folder}. It may have been moved or deleted."))
        }
        "NotAllowedError" | "SecurityError" => return shut(folder),
        "QuotaExceededError" => (
            Kind::Quota,
            format!("There is no more room for {what} in {folder}. Delete something there, and try again."),
        ),
        "NoModificationAllowedError" => {
            (Kind::Temporary, format!("{what} is being written by another tab. Try again in a moment."))
        }
        "InvalidModificationError" => {
            (Kind::Invalid, format!("{what} in {folder} is not empty. Delete what is in it first."))
        }
        "TypeError" => (
            Kind::Invalid,
            format!("This device allows no file of the name {what}. Rename it and try again."),
        ),
        name => (
            Kind::Failed,
            format!("{what} in {folder} could not be used ({name}). Look whether it is still there."),
        ),
    };
    Error::new(kind, text)
}

/// The error of a folder for which leave has to be given again.
pub(super) fn shut(folder: &str) -> Error {
    let text =
        format!("This browser wants to be asked again before it opens {folder}. Allow it, and try again.");
    Error::new(Kind::Denied, text)
}
