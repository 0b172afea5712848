//! The place: name, bar, grid, and a column's figures beside it.

use leptos::prelude::*;

use super::bar::bar;
use super::column::column;
use super::grid::grid;
use super::sheet::Sheet;
use crate::command::Command;
use crate::desk;
use crate::number;
use crate::route::Route;
use crate::seek::wish;
use crate::session::Session;
use crate::text::tables::tables;
use crate::ui::button::{Show as Face, button};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, when};

/// The table that the address names.
pub fn page(session: Session) -> AnyView {
    let row = match session.route.get() {
        Route::View(id) => session.row(id),
        _ => None,
    };
    let Some(row) = row else { return ().into_any() };
    let name = row.name();
    let title = view! {
        <header class="view-head">
            {button(session, Command::Back, Face::Icon, "back", "quiet")}
            <h1 id="view-title" tabindex="-1" title=name.clone()>
                {name.clone()}
            </h1>
            <span class="muted numbers">{number::bytes(row.size())}</span>
        </header>
    };
    let body = match desk::file(row.id) {
        Some(file) => {
            let needle = wish::take(row.id).map(|wish| wish.needle);
            inside(session, Sheet::open(file, needle)).into_any()
        }
        None => problem(crate::text::text().missing_one.to_string(), None),
    };
    view! { <section class="table-place" aria-labelledby="view-title">{title} {body}</section> }.into_any()
}

fn inside(session: Session, sheet: Sheet) -> impl IntoView {
    let t = tables();
    let again = move || match sheet.whole.get_untracked() {
        true => sheet.look(|_| {}),
        false => sheet.read(sheet.dialect.get_untracked()),
    };
    let notes = move || {
        let summary = sheet.summary.get().filter(|_| sheet.whole.get())?;
        let uneven = (summary.uneven > 0).then(|| (t.uneven)(summary.uneven));
        let notes: Vec<String> =
            uneven.into_iter().chain(summary.recoded.then(|| t.recoded.to_string())).collect();
        (!notes.is_empty()).then(|| view! { <p class="notes muted">{notes.join(" ")}</p> })
    };
    let nothing = move || sheet.whole.get() && sheet.total.get() == 0 && sheet.busy.get().is_none();
    view! {
        {bar(session, sheet)}
        <div class="table-body">
            {grid(session, sheet)}
            {column(sheet)}
            {when(nothing, move || view! { <p class="nothing muted" role="status">{live(move || if sheet.view.with(|view| view.filters.is_empty()) { t.only_names } else { t.nothing })}</p> }.into_any())}
            {when(
                move || sheet.busy.get().is_some(),
                move || {
                    let done = move || sheet.busy.get().filter(|done| *done > 0.0).map(|done| done.to_string());
                    view! { <progress class="working" aria-label=t.working value=live(done)></progress> }.into_any()
                },
            )}
            {live(move || sheet.fault.get().map(|message| problem(message, Some(Box::new(again)))))}
        </div>
        {live(notes)}
    }
}

fn problem(message: String, again: Option<Box<dyn Fn()>>) -> AnyView {
    let again = again.map(|again| {
        view! {
            <button type="button" on:click=move |_| again()>
                {tables().again}
            </button>
        }
    });
    view! {
        <div class="problem" role="alert">
            {icon(Icon::Warn)}
            <p>{message}</p>
            {again}
        </div>
    }
    .into_any()
}
