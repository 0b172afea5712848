//! The table of contents. Only what is unfolded is in the page.

use std::collections::HashSet;

use document::{Entry, Target};
use leptos::prelude::*;

use super::reader::Reader;
use crate::text::documents::text;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;

/// More lines than these are not shown at once.
const MOST: usize = 3000;

/// The table of contents.
pub fn outline(reader: Reader) -> AnyView {
    let t = text();
    let Some(document) = reader.document.get_untracked() else { return ().into_any() };
    let unfolded: HashSet<usize> =
        document.outline.iter().enumerate().filter(|(_, entry)| entry.open).map(|(at, _)| at).collect();
    let unfolded = RwSignal::new(unfolded);
    // The last line that begins at or before the page that is read.
    let here = {
        let document = document.clone();
        Memo::new(move |_| {
            let page = reader.stage.page.get();
            let before = document.outline.iter().enumerate().filter_map(|(at, entry)| match entry.target {
                Some(Target::Page { page: start, .. }) if start as usize <= page => Some((start, at)),
                _ => None,
            });
            before.max_by_key(|(start, at)| (*start, std::cmp::Reverse(*at))).map(|(_, at)| at)
        })
    };
    let lines = move || {
        let entries = &document.outline;
        let lines = shown(entries, &unfolded.get()).into_iter().take(MOST);
        lines.map(|at| line(reader, entries, at, unfolded, here)).collect::<Vec<AnyView>>()
    };
    view! { <ul class="lines outline" aria-label=(t.deed)(super::deed::Deed::Outline)>{live(lines)}</ul> }
        .into_any()
}

/// The lines that nothing folds away.
fn shown(entries: &[Entry], unfolded: &HashSet<usize>) -> Vec<usize> {
    let mut lines = Vec::new();
    let mut folded = u8::MAX;
    for (at, entry) in entries.iter().enumerate() {
        if entry.depth > folded {
            continue;
        }
        folded = if unfolded.contains(&at) { u8::MAX } else { entry.depth };
        lines.push(at);
    }
    lines
}

fn line(
    reader: Reader,
    entries: &[Entry],
    at: usize,
    unfolded: RwSignal<HashSet<usize>>,
    here: Memo<Option<usize>>,
) -> AnyView {
    let t = text();
    let Some(entry) = entries.get(at) else { return ().into_any() };
    let has_more = entries.get(at + 1).is_some_and(|next| next.depth > entry.depth);
    let open = unfolded.with_untracked(|unfolded| unfolded.contains(&at));
    let fold = has_more.then(|| {
        let name = if open { (t.fold)(&entry.title) } else { (t.unfold)(&entry.title) };
        let toggle = move |_| {
            unfolded.update(|unfolded| {
                if !unfolded.remove(&at) {
                    unfolded.insert(at);
                }
            });
        };
        view! {
            <button
                type="button"
                class="quiet fold"
                aria-expanded=open.to_string()
                aria-label=name
                on:click=toggle
            >
                {icon(Icon::Right).into_any()}
            </button>
        }
    });
    let page = match &entry.target {
        Some(Target::Page { page, .. }) => Some(page + 1),
        _ => None,
    };
    let target = entry.target.clone();
    view! {
        <li style:--depth=entry.depth.min(12).to_string()>
            {fold}
            <button
                type="button"
                class="quiet line"
                disabled=target.is_none()
                title=entry.title.clone()
                aria-current=live(move || (here.get() == Some(at)).then_some("location"))
                on:click=move |_| target.iter().for_each(|target| reader.follow(target))
            >
                <span class="line-words">{entry.title.clone()}</span>
                <span class="numbers muted">{page}</span>
            </button>
        </li>
    }
    .into_any()
}
