//! The pickers. Where the browser has the newer ones, which give handles, they are used; else two hidden inputs.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FileSystemFileHandle, HtmlInputElement};

use super::{accept, walk};
use crate::session::{Incoming, Session};

/// Asks for files.
pub fn files(session: Session) {
    let options = Object::new();
    set(&options, "multiple", JsValue::TRUE);
    let Some(promise) = modern("showOpenFilePicker", &options) else { return click("open-files") };
    spawn_local(async move {
        // A rejection means that the person closed the picker.
        let Ok(handles) = JsFuture::from(promise).await else { return };
        let mut found = Vec::new();
        for handle in handles.unchecked_into::<Array>() {
            let handle: FileSystemFileHandle = handle.unchecked_into();
            if let Ok(file) = JsFuture::from(handle.get_file()).await {
                let file: web_sys::File = file.unchecked_into();
                found.push(Incoming {
                    file: file.into(),
                    folder: String::new(),
                    handle: Some(handle.into()),
                });
            }
        }
        accept(session, found);
    });
}

/// Asks for a folder.
pub fn folder(session: Session) {
    let Some(promise) = modern("showDirectoryPicker", &Object::new()) else { return click("open-folder") };
    spawn_local(async move {
        let Ok(root) = JsFuture::from(promise).await else { return };
        let mut found = Vec::new();
        walk::handle(root.unchecked_into(), &mut found).await;
        accept(session, found);
    });
}

/// What one of the hidden inputs brought.
pub fn picked(session: Session, input: &HtmlInputElement) {
    let Some(files) = input.files() else { return };
    let found = (0..files.length()).filter_map(|index| files.get(index)).map(|file| {
        let path = Reflect::get(&file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string());
        let folder = path.and_then(|path| path.rsplit_once('/').map(|(folder, _)| folder.to_string()));
        Incoming { file: file.into(), folder: folder.unwrap_or_default(), handle: None }
    });
    let found: Vec<Incoming> = found.collect();
    // The same files can be picked again after they were removed.
    input.set_value("");
    if !found.is_empty() {
        accept(session, found);
    }
}

/// Calls a picker of the window, if it has one.
pub fn modern(name: &str, options: &Object) -> Option<Promise> {
    let window = window();
    let pick: Function = Reflect::get(&window, &name.into()).ok()?.dyn_into().ok()?;
    pick.call1(&window, options).ok()?.dyn_into().ok()
}

/// Opens the picker of an input.
pub fn click(id: &str) {
    if let Some(input) = document().get_element_by_id(id) {
        input.unchecked_into::<HtmlInputElement>().click();
    }
}

/// A property, undefined where there is none.
pub fn property(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &key.into()).unwrap_or_default()
}

/// Sets a property of a plain object, which cannot fail.
pub fn set(object: &Object, key: &str, value: JsValue) {
    let _ = Reflect::set(object, &key.into(), &value);
}
