//! The command palette: type a few letters, press Enter.
//!
//! It knows the app's commands. What the tool on screen can do besides, that tool says: it is loaded later than this.

use std::rc::Rc;

use crate::ui::live::live;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::icon::drawn;
use crate::browser::lower;
use crate::command::Command;
use crate::keys;
use crate::session::Session;
use crate::text::text;

/// Something that can be chosen.
pub struct Item {
    /// Its words.
    pub name: &'static str,
    /// The key that does the same, as a tooltip shows it.
    pub key: Option<String>,
    /// Its icon, as a path on the grid of the icons.
    pub path: &'static str,
    /// Does it.
    pub run: Rc<dyn Fn()>,
}

/// What a tool can do now. It goes with the view that the tool is.
pub type Offers = StoredValue<Rc<dyn Fn() -> Vec<Item>>, LocalStorage>;

/// Offers what a tool can do, as long as it is on screen.
pub fn offer(session: Session, items: impl Fn() -> Vec<Item> + 'static) {
    session.offers.set_value(Some(StoredValue::new_local(Rc::new(items))));
}

/// All that makes sense now: what the tool on screen can do, then the app's commands that it has no word of its own for.
fn items(session: Session) -> Vec<Item> {
    let t = text();
    let offers = session.offers.get_value().and_then(|offers| offers.try_get_value());
    let mut items = offers.map_or_else(Vec::new, |offers| offers());
    for command in Command::ALL {
        let name = (t.command)(command);
        if command == Command::Palette
            || !command.enabled(session)
            || items.iter().any(|item| item.name == name)
        {
            continue;
        }
        let (key, path) = (command.keys().first().copied().map(keys::shown), command.icon().path());
        items.push(Item { name, key, path, run: Rc::new(move || command.run(session)) });
    }
    items
}

/// How well a name answers a query, less is better: it has the query in it, or means the same, or has its letters in order.
fn score(name: &str, query: &str) -> Option<usize> {
    let name = lower(name);
    if let Some(at) = name.find(query) {
        return Some(at);
    }
    let said = |said: &str| query.chars().count() > 2 && said.split(", ").any(|said| said.starts_with(query));
    let meant = text().synonyms.iter().filter(|(words, _)| said(words));
    if let Some(at) = meant.flat_map(|(_, meant)| meant.split(", ")).position(|word| begins(&name, word)) {
        return Some(60 + at);
    }
    let mut letters = name.char_indices();
    let mut last = 0;
    for wanted in query.chars().filter(|c| !c.is_whitespace()) {
        last = letters.find(|(_, letter)| *letter == wanted)?.0;
    }
    Some(100 + last)
}

/// Whether a name has a word that begins so: who asks to trim does not mean shortcuts.
fn begins(name: &str, word: &str) -> bool {
    name.match_indices(word).any(|(at, _)| !name[..at].ends_with(char::is_alphanumeric))
}

/// The palette's inside. Its dialog is named by the search field.
pub fn palette(session: Session) -> impl IntoView {
    let t = text();
    let query = RwSignal::new(String::new());
    let chosen = RwSignal::new(0usize);
    let list = NodeRef::<html::Div>::new();
    let items = StoredValue::new_local(untrack(|| items(session)));
    let found = Memo::new(move |_| {
        let query = lower(query.get().trim());
        let scored = |score: &dyn Fn(&str) -> Option<usize>| -> Vec<(usize, usize)> {
            items.with_value(|items| {
                let scores = items.iter().enumerate().map(|(index, item)| Some((score(item.name)?, index)));
                scores.flatten().collect()
            })
        };
        let mut found = scored(&|name| score(name, &query));
        let none = found.is_empty();
        if none {
            // What answers one of the words is near.
            let words = || query.split_whitespace().filter(|word| word.chars().count() > 2);
            found = scored(&|name| words().filter_map(|word| score(name, word)).min());
        }
        if !query.is_empty() {
            found.sort_by_key(|(score, _)| *score);
        }
        (found.into_iter().map(|(_, index)| index).collect::<Vec<_>>(), none)
    });
    let run = move |index: usize| {
        session.dialog.set(None);
        let run = items.with_value(|items| items.get(index).map(|item| item.run.clone()));
        // After the dialog has given the focus back, as this may move it again or open the next dialog.
        request_animation_frame(move || run.iter().for_each(|run| run()));
    };
    let step = move |by: isize| {
        let count = found.with_untracked(|(found, _)| found.len()) as isize;
        if count > 0 {
            chosen.update(|chosen| *chosen = (*chosen as isize + by).rem_euclid(count) as usize);
            if let Some(option) =
                list.get_untracked().and_then(|list| list.children().item(chosen.get_untracked() as u32))
            {
                option.scroll_into_view_with_bool(false);
            }
        }
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            step(1);
        }
        "ArrowUp" => {
            event.prevent_default();
            step(-1);
        }
        "Enter" => {
            event.prevent_default();
            if let Some(index) = found.with_untracked(|(found, _)| found.get(chosen.get_untracked()).copied())
            {
                run(index);
            }
        }
        _ => {}
    };
    view! {
        <h2 id="dialog-title" class="hidden">
            {t.palette_title}
        </h2>
        <input
            type="text"
            class="palette-input"
            role="combobox"
            aria-label=t.palette_title
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant=live(move || format!("palette-{}", chosen.get()))
            placeholder=t.palette_hint
            autocomplete="off"
            spellcheck="false"
            autofocus
            on:input=move |event| {
                query.set(event_target_value(&event));
                chosen.set(0);
            }
            on:keydown=on_key
        />
        <div class="palette-list" id="palette-list" role="listbox" aria-label=t.palette_title node_ref=list>
            <For
                each=move || found.get().0.into_iter().enumerate()
                key=|line| *line
                let:line
            >
                {
                    let (at, index) = line;
                    let shown = items.with_value(|items| items.get(index).map(|item| (item.path, item.name, item.key.clone())));
                    let (path, name, key) = shown.unwrap_or_default();
                    view! {
                        <div
                            id=format!("palette-{at}")
                            role="option"
                            aria-selected=live(move || (chosen.get() == at).to_string())
                            on:pointermove=move |_| chosen.set(at)
                            on:click=move |_| run(index)
                        >
                            {drawn(path)}
                            <span>{name}</span>
                            {key.map(|key| view! { <kbd>{key}</kbd> })}
                        </div>
                    }
                }
            </For>
        </div>
        <p class="palette-none" role="status">
            {live(move || match found.with(|(found, near)| (*near, found.is_empty())) {
                (_, true) => Some(t.palette_none),
                (true, _) => Some(t.palette_near),
                _ => None,
            })}
        </p>
    }
}
