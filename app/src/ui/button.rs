//! Buttons that are views of a command: words, key and state come from it.

use crate::ui::live::live;
use leptos::prelude::*;

use super::icon::icon;
use crate::command::Command;
use crate::keys;
use crate::session::Session;
use crate::text::text;

/// How much of itself a button shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// Icon and words.
    Both,
    /// Words.
    Words,
    /// The icon; the words are in the tooltip.
    Icon,
}

/// A button for a command. `id` and `class` are for styles and tests.
pub fn button(
    session: Session,
    command: Command,
    show: Show,
    id: &'static str,
    class: &'static str,
) -> AnyView {
    named(session, command, (text().command)(command), show, id, class)
}

/// The same under another name, where that says more.
pub fn named(
    session: Session,
    command: Command,
    name: &'static str,
    show: Show,
    id: &'static str,
    class: &'static str,
) -> AnyView {
    let key = command.keys().first().copied();
    let title = match key {
        Some(key) => format!("{name} ({})", keys::shown(key)),
        None => name.to_string(),
    };
    view! {
        <button
            type="button"
            id=(!id.is_empty()).then_some(id)
            class=class
            class:icon-only=show == Show::Icon
            title=title
            aria-label=(show == Show::Icon).then_some(name)
            aria-keyshortcuts=key.map(keys::spoken)
            disabled=live(move || !command.enabled(session))
            on:click=move |_| command.run(session)
        >
            {(show != Show::Words).then(|| icon(command.icon()))}
            {(show != Show::Icon).then(|| view! { <span>{name}</span> })}
        </button>
    }
    .into_any()
}
