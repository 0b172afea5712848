//! What is above the grid: search, filters, how the file is written, export.

use document::table::{Dialect, Filter, Form, Test};
use leptos::prelude::*;
use worker::table;

use super::sheet::{Sheet, Task};
use crate::number;
use crate::save;
use crate::session::Session;
use crate::text::tables::tables;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, when};
use crate::wait;

/// Letters that rest this long shall be looked for, in milliseconds.
const REST: u32 = 250;

/// The forms of files, by the words of their options.
const FORMS: [(Form, &str); 5] = [
    (Form::Comma, "comma"),
    (Form::Semicolon, "semicolon"),
    (Form::Tab, "tab"),
    (Form::Bar, "bar"),
    (Form::JsonLines, "json"),
];

fn word(form: Form) -> &'static str {
    FORMS.into_iter().find(|(other, _)| *other == form).map_or("comma", |(_, word)| word)
}

fn form(word: &str) -> Form {
    FORMS.into_iter().find(|(_, other)| *other == word).map_or(Form::Comma, |(form, _)| form)
}

/// The bar.
pub fn bar(session: Session, sheet: Sheet) -> impl IntoView {
    let t = tables();
    let resting = StoredValue::new_local(None::<Task>);
    on_cleanup(move || drop(resting.try_update_value(Option::take)));
    let search = move |text: String| {
        resting.set_value(Some(Task::start(async move {
            wait::wait(REST).await;
            sheet.search(text.trim());
        })));
    };
    view! {
        <div class="table-bar">
            <label class="search">
                {icon(Icon::Search)}
                <input
                    type="search"
                    id="table-search"
                    placeholder=t.search
                    aria-label=t.search
                    autocomplete="off"
                    spellcheck="false"
                    on:input=move |event| search(event_target_value(&event))
                />
            </label>
            <p class="count numbers muted" id="table-count">{live(move || count(sheet))}</p>
            {written(sheet)}
            <span class="grow"></span>
            {export(session, sheet)}
        </div>
        {live(move || filters(sheet))}
    }
}

/// How many rows there are and how many of them are on view.
fn count(sheet: Sheet) -> String {
    let t = tables();
    let whole = |count: u64| number::whole(count as f64);
    let Some(summary) = sheet.summary.get() else { return String::new() };
    let columns = (t.columns)(summary.columns.len());
    match (sheet.whole.get(), sheet.total.get()) {
        (false, _) => t.reading.to_string(),
        (true, shown) if shown == summary.rows => format!("{} · {columns}", (t.rows)(shown)),
        (true, shown) => (t.rows_of)(&whole(shown), &whole(summary.rows)),
    }
}

/// The filters on columns, each of which can be taken away.
fn filters(sheet: Sheet) -> AnyView {
    let t = tables();
    let named = |column: usize| {
        sheet.summary.with(|summary| {
            summary.as_ref().and_then(|summary| summary.columns.get(column)).map(|column| column.name.clone())
        })
    };
    let shown = |(index, filter): (usize, Filter)| {
        let name = named(filter.column?)?;
        let words = describe(&filter.test);
        Some(view! {
            <li>
                <span>{format!("{name} {words}")}</span>
                <button
                    type="button"
                    class="quiet icon-only"
                    title=t.take_away
                    aria-label=format!("{}: {name} {words}", t.take_away)
                    on:click=move |_| {
                        sheet.look(|view| {
                            if index < view.filters.len() {
                                view.filters.remove(index);
                            }
                        })
                    }
                >
                    {icon(Icon::Close)}
                </button>
            </li>
        })
    };
    let chips: Vec<_> = sheet.view.get().filters.into_iter().enumerate().filter_map(shown).collect();
    if chips.is_empty() {
        ().into_any()
    } else {
        view! { <ul class="chips" aria-label=t.filters>{chips}</ul> }.into_any()
    }
}

fn describe(test: &Test) -> String {
    let t = tables();
    let with = |word: &'static str, value: &str| format!("{} “{value}”", (t.test)(word));
    match test {
        Test::Contains(text) => with("contains", text),
        Test::Equals(text) => with("equals", text),
        Test::Differs(text) => with("differs", text),
        Test::AtLeast(number) => format!("≥ {}", number::plain(*number)),
        Test::AtMost(number) => format!("≤ {}", number::plain(*number)),
        Test::Empty => (t.test)("empty").to_string(),
        Test::Filled => (t.test)("filled").to_string(),
    }
}

/// How the file is written, where the guess is wrong.
fn written(sheet: Sheet) -> impl IntoView {
    let t = tables();
    let shown = Memo::new(move |_| sheet.dialect.get().map_or(("comma", true), |d| (word(d.form), d.header)));
    let change = move |change: &dyn Fn(Dialect) -> Dialect| {
        if let Some(dialect) = sheet.dialect.get_untracked() {
            sheet.read(Some(change(dialect)));
        }
    };
    view! {
        <label class="read-as" title=t.separator>
            <span>{t.read_as}</span>
            <select
                id="table-form"
                prop:value=live(move || shown.get().0)
                on:change=move |event| change(&|dialect| Dialect { form: form(&event_target_value(&event)), ..dialect })
            >
                {FORMS.map(|(_, word)| view! { <option value=word prop:selected=live(move || shown.get().0 == word)>{(t.form)(word)}</option> }).collect_view()}
            </select>
        </label>
        {when(
            move || shown.get().0 != "json",
            move || {
                view! {
                    <label class="check">
                        <input
                            type="checkbox"
                            id="table-header"
                            prop:checked=live(move || shown.get().1)
                            on:change=move |event| {
                                let header = event_target_checked(&event);
                                change(&|dialect| Dialect { header, ..dialect });
                            }
                        />
                        <span>{t.header}</span>
                    </label>
                }
                .into_any()
            },
        )}
    }
}

/// A menu of forms; choosing one saves the rows on view.
fn export(session: Session, sheet: Sheet) -> impl IntoView {
    let t = tables();
    let save = move |form: Form| {
        let (view, dialect) = (sheet.view.get_untracked(), sheet.dialect.get_untracked());
        sheet.count(async move {
            let made = sheet.ask(table::export(sheet.file(), dialect, view, form)).await?;
            save::made(session, &made, (t.exported)(made.name()));
            Ok(())
        });
    };
    let choices = FORMS.map(|(form, word)| {
        view! {
            <button
                type="button"
                class="quiet wide"
                popovertarget="table-export"
                popovertargetaction="hide"
                on:click=move |_| save(form)
            >
                {(t.form)(word)}
            </button>
        }
    });
    view! {
        <button type="button" id="export-table" popovertarget="table-export" disabled=live(move || !sheet.whole.get())>
            {icon(Icon::Save)}
            <span>{t.export}</span>
        </button>
        <div class="menu" id="table-export" popover>
            {choices.collect_view()}
        </div>
    }
}
