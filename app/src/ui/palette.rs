//! The command palette: type a few letters, press Enter.

use crate::ui::live::live;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::icon::icon;
use crate::command::Command;
use crate::keys;
use crate::session::Session;
use crate::text::text;

/// Whether the letters of `query` occur in `name` in order, and how well: less is better.
fn score(name: &str, query: &str) -> Option<usize> {
    let name = name.to_lowercase();
    if let Some(at) = name.find(query) {
        return Some(at);
    }
    let mut letters = name.char_indices();
    let mut last = 0;
    for wanted in query.chars().filter(|c| !c.is_whitespace()) {
        last = letters.find(|(_, letter)| *letter == wanted)?.0;
    }
    Some(100 + last)
}

/// The palette's inside. Its dialog is named by the search field.
pub fn palette(session: Session) -> impl IntoView {
    let t = text();
    let query = RwSignal::new(String::new());
    let chosen = RwSignal::new(0usize);
    let list = NodeRef::<html::Div>::new();
    let found = Memo::new(move |_| {
        let query = query.get().trim().to_lowercase();
        let mut found: Vec<(usize, Command)> = Command::ALL
            .into_iter()
            .filter(|command| *command != Command::Palette && command.enabled(session))
            .filter_map(|command| Some((score((t.command)(command), &query)?, command)))
            .collect();
        if !query.is_empty() {
            found.sort_by_key(|(score, _)| *score);
        }
        found.into_iter().map(|(_, command)| command).collect::<Vec<_>>()
    });
    let run = move |command: Command| {
        session.dialog.set(None);
        // After the dialog has given the focus back, as the command may move it again or open the next dialog.
        request_animation_frame(move || command.run(session));
    };
    let step = move |by: isize| {
        let count = found.with_untracked(Vec::len) as isize;
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
            if let Some(command) = found.with_untracked(|found| found.get(chosen.get_untracked()).copied()) {
                run(command);
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
                each=move || found.get().into_iter().enumerate()
                key=|(index, command)| (*index, *command as u8)
                let:item
            >
                {
                    let (index, command) = item;
                    view! {
                        <div
                            id=format!("palette-{index}")
                            role="option"
                            aria-selected=live(move || (chosen.get() == index).to_string())
                            on:pointermove=move |_| chosen.set(index)
                            on:click=move |_| run(command)
                        >
                            {icon(command.icon())}
                            <span>{(t.command)(command)}</span>
                            {command.keys().first().map(|key| view! { <kbd>{keys::shown(*key)}</kbd> })}
                        </div>
                    }
                }
            </For>
        </div>
        <p class="palette-none" role="status">
            {live(move || found.with(Vec::is_empty).then_some(t.palette_none))}
        </p>
    }
}
