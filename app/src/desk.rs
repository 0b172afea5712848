//! What the browser holds for each row: the file, the handle it came from, the result.
//!
//! Such things belong to one thread and cannot live in signals, which carry numbers instead. A row's own signals are
//! owned here too, so that they go when nothing, not even undo, can bring the row back.

use std::cell::RefCell;
use std::collections::HashMap;

use leptos::prelude::Owner;
use nearside::File;
use wasm_bindgen::JsValue;

/// What belongs to one row.
pub struct Held {
    owner: Owner,
    /// The file, unless it has to be asked for again.
    pub file: Option<File>,
    /// A `FileSystemFileHandle`, where the browser gave one.
    pub handle: Option<JsValue>,
    /// Whether the file was written here since it came from there.
    pub renewed: bool,
    /// Files that were picked beside it, in the order of the settings that speak of them.
    pub beside: Vec<File>,
    /// The newest result.
    pub made: Option<File>,
    /// Its thumbnail's address.
    pub thumb: Option<Url>,
}

/// A blob URL that is revoked when it goes.
pub struct Url(String);

impl Url {
    /// An address for a file that an encoder of ours made. Never for a foreign one.
    pub fn of(file: &File) -> Option<Url> {
        web_sys::Url::create_object_url_with_blob(&file.blob()).ok().map(Url)
    }

    /// The address.
    pub fn href(&self) -> String {
        self.0.clone()
    }
}

impl Drop for Url {
    fn drop(&mut self) {
        // It was made by the line above, so revoking cannot fail in a way that matters.
        let _ = web_sys::Url::revoke_object_url(&self.0);
    }
}

thread_local! {
    static DESK: RefCell<HashMap<u32, Held>> = RefCell::default();
}

/// Lays a row's things down.
pub fn lay(id: u32, owner: Owner, file: Option<File>, handle: Option<JsValue>) {
    let held = Held { owner, file, handle, renewed: false, beside: Vec::new(), made: None, thumb: None };
    DESK.with_borrow_mut(|desk| desk.insert(id, held));
}

/// Looks at a row's things.
pub fn with<T>(id: u32, look: impl FnOnce(&mut Held) -> T) -> Option<T> {
    DESK.with_borrow_mut(|desk| desk.get_mut(&id).map(look))
}

/// The original file.
pub fn file(id: u32) -> Option<File> {
    with(id, |held| held.file.clone()).flatten()
}

/// The newest result.
pub fn made(id: u32) -> Option<File> {
    with(id, |held| held.made.clone()).flatten()
}

/// Clears away every row that `wanted` does not name.
pub fn clear(wanted: impl Fn(u32) -> bool) {
    let gone: Vec<Held> = DESK.with_borrow_mut(|desk| {
        let ids: Vec<u32> = desk.keys().copied().filter(|id| !wanted(*id)).collect();
        ids.iter().filter_map(|id| desk.remove(id)).collect()
    });
    gone.into_iter().for_each(|held| held.owner.cleanup());
}
