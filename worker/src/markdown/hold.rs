//! What a worker keeps of the texts that it was asked about.

use std::cell::RefCell;
use std::rc::Rc;

use ::document::markdown::{Change, Draft, Edit, Flavour, Tree, admit, read};
use nearside::prelude::*;

use crate::document::error::spoken;

/// Drafts weigh so many times as much as their text.
const WEIGHT: u64 = 3;

/// A text with some changes.
pub(super) struct Held {
    pub draft: Draft,
    edits: Vec<Edit>,
}

impl Held {
    /// Changes the text further.
    pub(super) fn apply(&mut self, edits: &[Edit]) -> ::document::Result<Change> {
        // One that fails leaves the others made, and what is remembered must be what was made.
        let before = self.edits.len();
        self.edits.extend_from_slice(edits);
        let change = self.draft.edit_all(edits);
        if change.is_err() {
            self.edits.truncate(before);
            self.edits.push(Edit { at: usize::MAX, removed: 0, inserted: String::new() });
        }
        change
    }
}

/// The text with these changes, made now or before.
pub(super) async fn hold(text: &File, edits: &[Edit], cx: &Context) -> Result<Rc<RefCell<Held>>> {
    let key = super::key(text);
    let held = match cx.recall::<RefCell<Held>>(&key).filter(|held| edits.starts_with(&held.borrow().edits)) {
        Some(held) => held,
        None => {
            let draft = Draft::new(whole(text).await?, Flavour::Github);
            let held = Held { draft, edits: Vec::new() };
            cx.keep(&key, WEIGHT * text.size(), RefCell::new(held))
        }
    };
    let known = held.borrow().edits.len();
    held.borrow_mut().apply(&edits[known..]).map_err(|error| spoken(&error))?;
    Ok(held)
}

pub(crate) async fn whole(text: &File) -> Result<String> {
    admit(text.name(), text.size()).map_err(|error| spoken(&error))?;
    let reading = read(text.name(), text.bytes().await?).map_err(|error| spoken(&error))?;
    Ok(reading.text)
}

/// All of a text.
pub(crate) async fn tree(text: &File) -> Result<Tree> {
    Ok(Draft::new(whole(text).await?, Flavour::Github).tree())
}

/// A name without its ending.
pub(crate) fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
