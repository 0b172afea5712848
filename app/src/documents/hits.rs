//! All hits with the words around them, to choose from.

use leptos::prelude::*;

use super::find;
use super::reader::Reader;
use crate::text::documents::text;
use crate::ui::live::{live, when};

/// So many are listed at first, and with each click more.
const SOME: usize = 200;

/// The list.
pub fn hits(reader: Reader) -> AnyView {
    let t = text();
    let find = reader.find;
    let most = RwSignal::new(SOME);
    let lines = move || {
        let most = most.get();
        find.hits.with(|hits| {
            let all = hits.iter().flat_map(|(page, hits)| {
                hits.iter().enumerate().map(move |(at, hit)| line(reader, (*page, at), hit))
            });
            all.take(most).collect::<Vec<AnyView>>()
        })
    };
    view! {
        <ul class="lines" aria-label=t.find_list>{live(lines)}</ul>
        {when(
            move || find.count.get() > most.get(),
            move || view! {
                <button type="button" class="quiet wide" on:click=move |_| most.update(|most| *most += SOME)>
                    {t.more_hits}
                </button>
            }
            .into_any(),
        )}
    }
    .into_any()
}

fn line(reader: Reader, place: find::Place, hit: &document::Hit) -> AnyView {
    let current = move || (reader.find.current.get() == Some(place)).then_some("true");
    view! {
        <li>
            <button type="button" class="quiet hit" aria-current=live(current) on:click=move |_| find::go(reader, place)>
                <span class="numbers muted">{place.0 + 1}</span>
                <span>
                    {hit.before.clone()} <mark>{hit.text.clone()}</mark> {hit.after.clone()}
                </span>
            </button>
        </li>
    }
    .into_any()
}
