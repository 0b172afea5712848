//! What a worker knows of the text, and the calls that tell it of changes and bring blocks.
//!
//! One call at a time goes out. What is typed meanwhile goes with the next one, so however fast somebody types, the worker is
//! one call behind and not more. The text that it reads is a file of some moments ago with all changes since; when there are
//! many of them and nobody types, the file that was [kept](super::keep) takes its place.

use document::markdown::{Block, Change, Edit, Piece};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{File, Job, Priority, Result};
use serde::de::DeserializeOwned;
use worker::markdown as call;

use super::page::Writer;

/// Blocks that come with a change; more are asked for when they are on the screen.
const MOST: u32 = 64;
/// With so many changes, the text is read anew when there is time.
const MANY: usize = 300;

/// What the worker knows.
pub struct Draft {
    base: File,
    edits: Vec<Edit>,
    /// So many of the changes are shown.
    shown: usize,
    busy: bool,
    /// Whether the pieces are known.
    read: bool,
}

impl Draft {
    /// A text that no worker has read yet.
    pub fn new(base: File) -> Draft {
        Draft { base, edits: Vec::new(), shown: 0, busy: false, read: false }
    }

    /// Remembers a change, to be told.
    pub fn push(&mut self, edit: Edit) {
        self.edits.push(edit);
    }

    fn next(&mut self) -> Option<Wish> {
        match () {
            () if !self.read => Some(Wish::Read),
            () if self.shown < self.edits.len() => Some(Wish::Change),
            () => None,
        }
    }
}

enum Wish {
    Read,
    Change,
    Blocks(u32, u32, u32),
}

impl Writer {
    /// A call to the worker that has the text.
    fn ask<T: DeserializeOwned + 'static>(self, base: &File, job: Job<T>) -> Job<T> {
        job.near(call::key(base)).priority(Priority::Interactive)
    }

    /// Asks for what is missing, until nothing is.
    pub fn follow(self) {
        if self.plain
            || self
                .draft
                .try_update_value(|draft| draft.as_mut().map(|d| std::mem::replace(&mut d.busy, true)))
                != Some(Some(false))
        {
            return;
        }
        spawn_local(async move {
            while let Some(wish) = self.wish() {
                if let Err(error) = self.grant(wish).await {
                    self.problem.try_set(Some(self.fault(&error)));
                    break;
                }
                self.problem.try_maybe_update(|problem| (problem.take().is_some(), ()));
            }
            self.draft.try_update_value(|draft| draft.as_mut().map(|draft| draft.busy = false));
        });
    }

    fn wish(self) -> Option<Wish> {
        let change = self.draft.try_update_value(|draft| draft.as_mut().and_then(Draft::next)).flatten();
        change.or_else(|| {
            let (id, from, count) = self
                .preview
                .try_update_value(|preview| preview.as_mut().and_then(|p| p.wanted()))
                .flatten()?;
            Some(Wish::Blocks(id, from, count))
        })
    }

    async fn grant(self, wish: Wish) -> Result<()> {
        let Some((base, edits, shown)) = self
            .draft
            .try_with_value(|draft| draft.as_ref().map(|d| (d.base.clone(), d.edits.clone(), d.shown)))
            .flatten()
        else {
            return Ok(());
        };
        let count = edits.len();
        match wish {
            Wish::Read => {
                let pieces: Vec<Piece> = self.ask(&base, call::pieces(base.clone(), edits)).await?;
                self.known(count);
                self.preview
                    .try_update_value(|preview| preview.as_mut().map(|preview| preview.reset(&pieces)));
                self.ready.try_set(true);
            }
            Wish::Change => {
                let news = self.ask(&base, call::change(base.clone(), edits, shown as u32, MOST)).await?;
                self.known(count);
                self.changed(&news.change, &news.blocks);
            }
            Wish::Blocks(id, from, count) => {
                let blocks: Vec<Vec<Block>> =
                    self.ask(&base, call::blocks(base.clone(), edits, from, count)).await?;
                self.preview
                    .try_update_value(|preview| preview.as_mut().map(|preview| preview.fill(id, &blocks)));
                super::sync::again(self);
            }
        }
        Ok(())
    }

    fn known(self, count: usize) {
        self.draft.try_update_value(|draft| {
            if let Some(draft) = draft {
                (draft.shown, draft.read) = (count, true);
            }
        });
    }

    fn changed(self, change: &Change, blocks: &[Vec<Block>]) {
        self.preview
            .try_update_value(|preview| preview.as_mut().map(|preview| preview.apply(change, blocks)));
    }

    /// The text was kept in this file: the worker reads it anew if there are many changes since it did.
    pub fn rebase(self, file: File) {
        let due = self.draft.try_update_value(|draft| {
            let Some(draft) =
                draft.as_mut().filter(|d| !d.busy && d.edits.len() > MANY && d.shown == d.edits.len())
            else {
                return false;
            };
            // Its pieces are the same: they follow from the text alone.
            (draft.base, draft.edits, draft.shown) = (file.clone(), Vec::new(), 0);
            draft.busy = true;
            true
        });
        if due == Some(true) {
            spawn_local(async move {
                // If it fails, the next call says why.
                let _ = self.ask(&file, call::pieces(file.clone(), Vec::new())).await;
                self.draft.try_update_value(|draft| draft.as_mut().map(|draft| draft.busy = false));
                self.follow();
            });
        }
    }

    /// Where a name within the text leads to.
    pub fn find(self, name: String) {
        let Some((base, edits)) = self
            .draft
            .try_with_value(|draft| draft.as_ref().map(|d| (d.base.clone(), d.edits.clone())))
            .flatten()
        else {
            return;
        };
        spawn_local(async move {
            if let Ok(Some(piece)) = self.ask(&base, call::find(base.clone(), edits, name)).await {
                super::sync::go(self, piece);
            }
        });
    }
}
