//! The signatures that were made: kept for as long as the tab lives, and never written down.

use std::cell::RefCell;

use nearside::File;

/// A picture that can be put on pages.
#[derive(Clone)]
pub struct Picture {
    /// The picture, as PNG.
    pub file: File,
    /// Where the page shows it from.
    pub address: String,
    /// Its height, if it were 1 wide.
    pub shape: f32,
}

thread_local! {
    static ALL: RefCell<Vec<Picture>> = RefCell::default();
}

/// Keeps a picture.
pub fn keep(file: File, shape: f32) {
    // A browser out of memory shows none, and the copy has it all the same.
    let address = web_sys::Url::create_object_url_with_blob(&file.blob()).unwrap_or_default();
    ALL.with_borrow_mut(|all| all.push(Picture { file, address, shape }));
}

/// A picture by its number.
pub fn get(number: usize) -> Option<Picture> {
    ALL.with_borrow(|all| all.get(number).cloned())
}

/// The newest one's number.
pub fn last() -> Option<usize> {
    ALL.with_borrow(|all| all.len().checked_sub(1))
}
