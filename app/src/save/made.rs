//! What a tool has made leaves: at once as a download, and from there by an offer into the library or a place.
//!
//! One way for all tools, so that each of them offers the same. A result outlives the view that it was made in: the offer goes
//! after some seconds, and the palette has it until the next result.

use std::cell::RefCell;

use leptos::prelude::*;
use nearside::File;

use super::download;
use crate::session::Session;
use crate::ui::toast::{self, Offer};

thread_local! {
    /// The last result.
    static MADE: RefCell<Option<File>> = const { RefCell::new(None) };
}

/// Hands a result to the browser's downloads, says so, and offers to keep it.
pub fn made(session: Session, file: &File, words: String) {
    let file = File::from_blob(file.name(), file.blob());
    download(&file.blob(), file.name());
    offer(session, file, words);
}

/// Says what became of a result that was saved in another way, and offers to keep it.
pub fn offer(session: Session, file: File, words: String) {
    MADE.set(Some(file));
    session.made.set(true);
    // It is about the one result that is remembered.
    toast::retract(session, Offer::Keep);
    toast::offer(session, words, Offer::Keep);
}

/// The last result.
pub fn last() -> Option<File> {
    MADE.with_borrow(Clone::clone)
}
