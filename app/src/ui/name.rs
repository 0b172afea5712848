//! A file's name on one line.

use leptos::prelude::*;

/// The end of a name tells files of a series apart: the middle is what goes when room is short.
pub fn name(name: &str) -> AnyView {
    let cut = name.char_indices().rev().nth(9).map_or(0, |(at, _)| at);
    let (start, end) = (name[..cut].to_owned(), name[cut..].to_owned());
    view! {
        <span class="name"><span class="start">{start}</span><span class="end">{end}</span></span>
    }
    .into_any()
}
