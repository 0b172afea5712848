//! The Jobs panel: what is being done; and below, for those who want to know, how the workers do it and what went wrong in them.

use leptos::prelude::*;
use nearside_leptos::figures;

use super::page;
use crate::command::Command;
use crate::row::{Row, State};
use crate::run;
use crate::session::Session;
use crate::text::text;
use crate::ui::button::{Show, button};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{either, live};

/// The panel.
pub fn jobs(session: Session) -> impl IntoView {
    let t = text();
    page(
        t.jobs_title,
        t.jobs_lead,
        view! {
            {doing(session)}
            <details id="jobs-details">
                <summary>{t.details}</summary>
                {figures(t.jobs)}
                <div class="actions">{button(session, Command::Trace, Show::Both, "trace", "")}</div>
                <p class="hint">{t.jobs_trace}</p>
            </details>
        },
    )
}

/// What is being done with open files: how far all of it is, and what is in work now. Each can be cancelled.
fn doing(session: Session) -> AnyView {
    let t = text();
    let tally = session.tally;
    let words = move || {
        tally.with(|tally| {
            let left = tally.running + tally.queued;
            let done = (t.bar_busy)(tally.done, tally.done + left);
            format!("{} · {done}", (t.jobs_doing)(left))
        })
    };
    let lines = move || {
        let mut rows = session.rows.get();
        rows.retain(|row| row.state() == State::Running);
        rows.into_iter().map(one).collect::<Vec<AnyView>>()
    };
    either(
        move || tally.with(|tally| tally.busy()),
        move || {
            view! {
                <div class="doing-head">
                    <p id="doing" class="numbers">{live(words)}</p>
                    {button(session, Command::Cancel, Show::Words, "cancel-doing", "")}
                </div>
                <ul class="doing">{live(lines)}</ul>
            }
            .into_any()
        },
        move || view! { <p class="muted" id="idle">{t.jobs_idle}</p> }.into_any(),
    )
}

fn one(row: Row) -> AnyView {
    let (name, cancel) = (row.name(), (text().cancel_one)(&row.name()));
    let done = move || Some(row.progress.get()).filter(|done| *done > 0.0).map(|done| done.to_string());
    view! {
        <li>
            <span class="what">{name.clone()}</span>
            <progress max="1" aria-label=name value=live(done)></progress>
            <button
                type="button"
                class="quiet icon-only"
                title=cancel.clone()
                aria-label=cancel
                on:click=move |_| run::cancel(row)
            >
                {icon(Icon::Close)}
            </button>
        </li>
    }
    .into_any()
}
