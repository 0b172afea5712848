//! Where the words stand that will be removed: each is looked for on its own, so that its boxes are there whatever the search
//! holds, and whether it is open or not.

use std::collections::BTreeMap;

use document::edit::Word;
use document::{Area, Hit, Search};
use futures_util::StreamExt;
use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{Kind, Priority};
use worker::document as call;

use super::place::over;
use crate::documents::reader::{Reader, State};
use crate::text::documents::fault;
use crate::ui::live::live;

/// Parts of the answer that are taken together.
const PARTS: usize = 64;

/// A word, and where it stands on each page.
#[derive(Clone)]
pub struct Cover {
    word: Word,
    areas: BTreeMap<usize, Vec<Area>>,
    handle: AbortHandle,
}

/// Looks for the words of the draft, and forgets those that are in it no longer.
pub fn watch(reader: Reader) {
    let edits = reader.edits;
    let words = Memo::new(move |_| edits.draft.with(|draft| draft.words.clone()));
    Effect::new(move |_| {
        let words = words.get();
        if reader.state.with(|state| *state != State::Open) {
            return;
        }
        edits.covers.update(|covers| {
            covers.extract_if(.., |cover| !words.contains(&cover.word)).for_each(|gone| gone.handle.abort());
            for word in words {
                if !covers.iter().any(|cover| cover.word == word) {
                    covers.push(cover(reader, word));
                }
            }
        });
    });
    on_cleanup(move || {
        edits.covers.try_update(|covers| covers.drain(..).for_each(|cover| cover.handle.abort()));
    });
}

fn cover(reader: Reader, word: Word) -> Cover {
    let (work, handle) = abortable(look(reader, word.clone()));
    spawn_local(async move {
        // Who takes the word back ends this.
        let _ = work.await;
    });
    Cover { word, areas: BTreeMap::new(), handle }
}

/// Looks for a word from the page on that is read.
async fn look(reader: Reader, word: Word) {
    let Some((file, password)) = reader.source() else { return };
    let Word { text, case, whole, accents } = word.clone();
    let from = reader.stage.page.get_untracked() as u32;
    let search = Search { needle: text, case, accents, words: whole, from, most: None };
    let near = call::key(&file);
    let parts = call::find(file, password, search).with(|job| job.near(near).priority(Priority::Visible));
    let mut parts = parts.ready_chunks(PARTS);
    while let Some(some) = parts.next().await {
        let (mut found, mut failed) = (Vec::new(), None);
        for part in some {
            match part {
                Ok(part) => found.push((part.page as usize, part.hits)),
                Err(error) => failed = Some(error),
            }
        }
        let put = |covers: &mut Vec<Cover>| {
            if let Some(cover) = covers.iter_mut().find(|cover| cover.word == word) {
                let areas = |hits: Vec<Hit>| hits.into_iter().flat_map(|hit| hit.areas).collect();
                cover.areas.extend(found.into_iter().map(|(page, hits)| (page, areas(hits))));
            }
        };
        // Who left the reader needs no boxes.
        if reader.edits.covers.try_update(put).is_none() {
            return;
        }
        if let Some(error) = failed.filter(|error| error.kind() != Kind::Cancelled) {
            return reader.edits.problem.set(Some(fault(&error)));
        }
    }
}

/// The boxes on a page.
pub fn boxes(reader: Reader, page: usize) -> AnyView {
    let areas = Memo::new(move |_| {
        reader.edits.covers.with(|covers| {
            let here = covers.iter().filter_map(|cover| cover.areas.get(&page));
            here.flatten().copied().collect::<Vec<Area>>()
        })
    });
    live(move || areas.get().into_iter().map(|area| over("covered", area)).collect::<Vec<AnyView>>())
        .into_any()
}
