//! The place: one field, and below it the files in which something was found.

use futures_util::future::join_all;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::group::Group;
use super::wish;
use crate::app::focus_on;
use crate::command::Command;
use crate::session::Session;
use crate::text::documents::text;
use crate::ui::button::{Show as Face, button};
use crate::ui::live::{live, when};
use crate::wait::wait;

/// A word that rests this long is looked for, in milliseconds.
const REST: u32 = 250;

/// The search over everything that is open.
pub fn page(session: Session) -> AnyView {
    let t = text();
    let needle = RwSignal::new(wish::needle());
    let groups = RwSignal::new(Vec::<Group>::new());
    // Counts searches, so that an old one does not go on.
    let turn = StoredValue::new(0_u32);
    let start = move || {
        wish::keep(&needle.get_untracked());
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        spawn_local(async move {
            wait(REST).await;
            if turn.try_get_value() != Some(mine) {
                return;
            }
            let words = needle.get_untracked().trim().to_owned();
            let rows = untrack(|| session.rows.get());
            let fresh: Vec<Group> = match words.is_empty() {
                true => Vec::new(),
                false => rows.into_iter().filter_map(Group::of).collect(),
            };
            groups.set(fresh.clone());
            join_all(fresh.into_iter().map(|group| group.search(words.clone()))).await;
        });
    };
    Effect::watch(move || needle.get(), move |_, _, _| start(), true);
    request_animation_frame(|| focus_on("#seek-all"));
    let busy = move || groups.with(|groups| groups.iter().any(|group| group.busy.get()));
    let told = move || {
        if needle.with(|needle| needle.trim().is_empty()) {
            return String::new();
        }
        let count = groups.with(|groups| groups.iter().map(|group| group.count.get()).sum::<usize>());
        let files = groups.with(|groups| groups.iter().filter(|group| group.count.get() > 0).count());
        match (count, busy()) {
            (0, true) => t.finding.into(),
            (0, false) => t.find_none.into(),
            (count, _) => (t.seek_told)(count, files),
        }
    };
    view! {
        <section class="seek" aria-labelledby="view-title">
            <header class="view-head">
                {button(session, Command::Back, Face::Icon, "back", "quiet")}
                <h1 id="view-title" tabindex="-1">{t.seek}</h1>
            </header>
            <search class="seek-field">
                <input
                    type="search"
                    id="seek-all"
                    aria-label=t.seek
                    placeholder=t.seek_hint
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=live(move || needle.get())
                    on:input=move |event| needle.set(event_target_value(&event))
                />
                <output class="numbers muted" id="seek-count" role="status">{live(told)}</output>
            </search>
            {when(busy, move || view! { <progress aria-label=t.finding></progress> }.into_any())}
            <div class="seek-groups">
                {live(move || groups.get().into_iter().map(|group| group.view(needle.into())).collect::<Vec<_>>())}
            </div>
        </section>
    }
    .into_any()
}
