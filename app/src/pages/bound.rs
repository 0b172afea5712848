//! What the board reads of a row: a document as it is, a picture bound into a document of one page.

use std::cell::RefCell;
use std::collections::HashMap;

use document::edit::{Album, Fit, Paper};
use nearside::{File, Priority, Result};
use worker::pages as call;

use crate::desk;

thread_local! {
    static BOUND: RefCell<HashMap<u32, File>> = RefCell::default();
}

/// The papers that pictures can lie on.
pub const PAPERS: [(&str, Option<Paper>); 3] =
    [("picture", None), ("a4", Some(Paper::A4)), ("letter", Some(Paper::Letter))];

/// The document of a row, if it is there.
pub fn file(row: u32) -> Option<File> {
    BOUND.with_borrow(|bound| bound.get(&row).cloned()).or_else(|| desk::file(row))
}

/// Binds a picture; on paper it is turned with the picture and has a margin.
pub async fn bind(row: u32, picture: File, paper: Option<Paper>) -> Result<File> {
    let margin = if paper.is_some() { 24.0 } else { 0.0 };
    let album = Album { paper, turn: true, margin, fit: Fit::Whole, ..Album::default() };
    let bound = call::album(vec![picture], album).priority(Priority::Visible).await?;
    // Workers know what they have open by name, size and date, of which pictures of two folders may have the same.
    let bound = bound.dated(Some(f64::from(row)));
    BOUND.with_borrow_mut(|all| all.insert(row, bound.clone()));
    Ok(bound)
}

/// Lets go of all of them.
pub fn clear() {
    BOUND.with_borrow_mut(HashMap::clear);
}
