//! What a file was before: each write kept what it replaced.

use leptos::prelude::*;
use leptos::task::spawn_local;
use store::Aside;
use worker::store::versions;

use super::act;
use super::load::fault;
use crate::number;
use crate::session::Session;
use crate::text::text;
use crate::ui::dialog::head;
use crate::ui::live::live;

/// The inside of its dialog.
pub fn form(session: Session) -> AnyView {
    let t = &text().library;
    let line = untrack(|| session.shelf.picked()).into_iter().next();
    let found = RwSignal::new(None::<Result<Vec<Aside>, String>>);
    let name = line.as_ref().map(|line| line.path().name().to_owned()).unwrap_or_default();
    if let Some(line) = line {
        spawn_local(async move {
            let answer = versions(line.path().clone()).await;
            // The dialog may be closed by now.
            found.try_set(Some(answer.map_err(|error| fault(&error))));
        });
    }
    let body = move || match found.get() {
        None => view! { <progress aria-label=t.looking></progress> }.into_any(),
        Some(Err(why)) => view! { <p class="bad" role="alert">{why}</p> }.into_any(),
        Some(Ok(found)) if found.is_empty() => view! { <p class="muted">{t.no_versions}</p> }.into_any(),
        Some(Ok(found)) => {
            let lines = found.into_iter().map(|version| line_of(session, version)).collect::<Vec<AnyView>>();
            view! { <ul class="versions">{lines}</ul> }.into_any()
        }
    };
    view! {
        {head(session, (t.versions_of)(&name))}
        <p class="muted">{t.versions_lead}</p>
        {live(body)}
    }
    .into_any()
}

fn line_of(session: Session, version: Aside) -> AnyView {
    let t = &text().library;
    let (date, size) = (number::date(version.since), number::bytes(version.size as f64));
    let label = (t.revert_to)(&date);
    view! {
        <li>
            <span class="numbers">{date}</span>
            <span class="muted numbers">{size}</span>
            <button
                type="button"
                aria-label=label
                on:click=move |_| {
                    session.dialog.set(None);
                    act::revert(session, version.clone());
                }
            >
                {t.revert}
            </button>
        </li>
    }
    .into_any()
}
