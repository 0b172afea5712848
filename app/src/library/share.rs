//! A link to one file of a place, for somebody else: how long it is valid, and who can use it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use worker::store::{Spot, at, link};

use super::load::fault;
use super::vault::Talk;
use crate::app::focus_on;
use crate::browser;
use crate::session::Session;
use crate::text::text;
use crate::ui::dialog::head;
use crate::ui::field::select;
use crate::ui::live::{live, when};

/// How long links last, in seconds as the list of choices has them. A week is the most that buckets allow.
const SPANS: [&str; 3] = ["3600", "86400", "604800"];

/// Asks how long a link to the chosen file shall last, and copies it.
pub fn form(session: Session) -> AnyView {
    let t = &text().library;
    let shelf = session.shelf;
    let (place, line) = untrack(|| (shelf.place(), shelf.picked().into_iter().next()));
    let (Some(place), Some(line)) = (place, line) else { return ().into_any() };
    let name = line.path().name().to_owned();
    let spot = StoredValue::new(Spot { place, path: line.path().clone() });
    let (lasts, made, talk) = (RwSignal::new(SPANS[1]), RwSignal::new(None::<String>), Talk::default());
    let (words, label) = (RwSignal::new(""), StoredValue::new((t.link_title)(&name)));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        talk.begin();
        made.set(None);
        let (spot, lasts) = (spot.get_value(), lasts.get_untracked());
        let seconds = browser::number(lasts).unwrap_or_default() as u32;
        spawn_local(async move {
            let answer = at(&spot.place.clone(), link(spot, seconds)).await;
            let Some(address) = talk.end(answer.map_err(|error| fault(&error))) else { return };
            let clipboard = window().navigator().clipboard();
            let copied = JsFuture::from(clipboard.write_text(&address)).await.is_ok();
            // The dialog may be closed by now.
            let _ = made.try_set(Some(address));
            let _ = words.try_set(if copied { t.link_copied } else { text().link_not_copied });
            request_animation_frame(|| focus_on("#link"));
        });
    };
    let spans = SPANS.into_iter().zip(t.link_spans).collect();
    let change = move |worth: String| {
        made.set(None);
        SPANS.into_iter().filter(|span| *span == worth).for_each(|span| lasts.set(span));
    };
    view! {
        {head(session, label.get_value())}
        <form class="stack" id="link-form" on:submit=submit>
            {select("link-lasts", t.link_lasts, spans, move || lasts.get(), change)}
            <p class="muted">{t.link_lead}</p>
            {talk.told()}
            {when(
                move || made.with(Option::is_some),
                move || view! {
                    <div class="stack">
                        <p role="status">{live(move || words.get())}</p>
                        <input
                            type="text"
                            id="link"
                            readonly
                            aria-label=label.get_value()
                            prop:value=live(move || made.get().unwrap_or_default())
                            on:focus=|event| crate::ui::field::overwrite(&event)
                        />
                    </div>
                }
                .into_any(),
            )}
            <div class="actions">
                <button type="submit" class="primary" disabled=live(move || talk.busy.get())>
                    {t.link_copy}
                </button>
            </div>
        </form>
    }
    .into_any()
}
