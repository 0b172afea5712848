//! What is in a column: its figures, its most common cells, and the filters on it.

use document::table::{Filter, Stats, Test};
use leptos::prelude::*;
use worker::table;

use super::sheet::Sheet;
use super::width::BOUNDS;
use crate::browser;
use crate::number;
use crate::text::tables::tables;
use crate::ui::field;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, when};

/// The panel beside the grid.
pub fn column(sheet: Sheet) -> AnyView {
    when(
        move || sheet.column.get().is_some(),
        move || live(move || sheet.column.get().map(|index| panel(sheet, index))).into_any(),
    )
}

fn panel(sheet: Sheet, index: usize) -> AnyView {
    let t = tables();
    let name = sheet.summary.with_untracked(|summary| {
        summary.as_ref().and_then(|summary| summary.columns.get(index)).map(|column| column.name.clone())
    });
    let found = RwSignal::new(None::<Stats>);
    // The figures are those of the rows on view.
    Effect::new(move |_| {
        let view = sheet.view.get();
        if !sheet.whole.get() {
            return;
        }
        found.set(None);
        sheet.count(async move {
            let job = table::stats(sheet.file(), sheet.dialect.get_untracked(), view, index as u32);
            let stats = sheet.ask(job).await?;
            found.try_set(Some(stats));
            Ok(())
        });
    });
    view! {
        <aside class="column" aria-labelledby="column-title">
            <header>
                <h2 id="column-title">{name}</h2>
                <button
                    type="button"
                    class="quiet icon-only"
                    title=crate::text::text().close
                    aria-label=crate::text::text().close
                    data-escape=""
                    on:click=move |_| {
                        sheet.column.set(None);
                        // The heads of columns that are out of sight are not there.
                        crate::app::focus_on("#table-grid");
                        crate::app::focus_on(&format!("[aria-colindex='{}'] .about", index + 2));
                    }
                >
                    {icon(Icon::Close)}
                </button>
            </header>
            {condition(sheet, index)}
            {live(move || match found.get() {
                Some(stats) => figures(sheet, index, stats),
                None => view! { <progress aria-label=t.counting></progress> }.into_any(),
            })}
            {field::slider(
                "column-width",
                t.width,
                BOUNDS,
                move || sheet.widths.with(|widths| widths.get(index).copied().unwrap_or_default().round()),
                move |width| {
                    sheet.widths.update(|widths| {
                        if let Some(old) = widths.get_mut(index) {
                            *old = width;
                        }
                    })
                },
            )}
        </aside>
    }
    .into_any()
}

fn figures(sheet: Sheet, index: usize, stats: Stats) -> AnyView {
    let t = tables();
    let line = |name: &'static str, value: Option<String>| {
        value.map(|value| view! { <div><dt>{name}</dt><dd class="numbers">{value}</dd></div> })
    };
    let whole = |count: u64| number::whole(count as f64);
    let any = |value: Option<f64>| value.map(number::plain);
    let has_numbers = stats.numbers > 0;
    let most = stats.common.first().map_or(1, |(_, count)| *count).max(1) as f64;
    let common = stats.common.into_iter().map(|(text, count)| {
        let (title, wanted) = ((t.only_rows_with)(&text), text.clone());
        view! {
            <li>
                <button
                    type="button"
                    class="common"
                    title=title
                    on:click=move |_| filter(sheet, Some(index), Test::Equals(wanted.clone()))
                >
                    <span class="share" style:width=format!("{}%", 100.0 * count as f64 / most)></span>
                    <span class="text">{text}</span>
                    <span class="numbers muted">{whole(count)}</span>
                </button>
            </li>
        }
    });
    let common: Vec<_> = common.collect();
    view! {
        <dl class="figures">
            {line(t.cells, Some(whole(stats.cells)))}
            {line(t.empty, Some(whole(stats.empty)))}
            {line(t.distinct, Some(stats.distinct.map_or_else(|| t.many.to_string(), whole)))}
            {line(t.numbers, has_numbers.then(|| whole(stats.numbers)))}
            {line(t.least, any(stats.least))}
            {line(t.most, any(stats.most))}
            {line(t.mean, any(stats.mean))}
            {line(t.median, any(stats.median))}
            {line(t.sum, has_numbers.then(|| number::plain(stats.sum)))}
        </dl>
        {(!common.is_empty()).then(|| view! { <h3>{t.common}</h3><ul class="commons">{common}</ul> })}
    }
    .into_any()
}

/// The sorts of conditions, by the words of their options.
const TESTS: [&str; 7] = ["contains", "equals", "differs", "least", "most", "empty", "filled"];

/// What is read as the number of a bound.
const NUMBER: &str = r"\s*[+\-]?(\d+([.,]\d*)?|[.,]\d+)(e[+\-]?\d+)?\s*";

/// A form that makes a filter.
fn condition(sheet: Sheet, index: usize) -> impl IntoView {
    let t = tables();
    let numbers = sheet.summary.with_untracked(|summary| {
        summary.as_ref().and_then(|summary| summary.columns.get(index)).is_some_and(|column| column.number)
    });
    let first = if numbers { "least" } else { TESTS[0] };
    let (kind, text) = (RwSignal::new(first.to_string()), RwSignal::new(String::new()));
    // Words are no bound: the browser says so, and in which form a number is wanted.
    let bound = move || kind.with(|kind| kind == "least" || kind == "most");
    let needs_text = move || kind.with(|kind| kind != "empty" && kind != "filled");
    let made = move || {
        let text = text.get_untracked();
        let number = || browser::number(&text.trim().replace(',', "."));
        Some(match kind.get_untracked().as_str() {
            "equals" => Test::Equals(text),
            "differs" => Test::Differs(text),
            "least" => Test::AtLeast(number()?),
            "most" => Test::AtMost(number()?),
            "empty" => Test::Empty,
            "filled" => Test::Filled,
            _ => Test::Contains(text),
        })
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(test) = made() {
            filter(sheet, Some(index), test);
            text.set(String::new());
        }
    };
    view! {
        <form class="condition" on:submit=submit>
            <select aria-label=t.condition on:change=move |event| kind.set(event_target_value(&event))>
                {TESTS.map(|test| view! { <option value=test selected=test == first>{(t.test)(test)}</option> }).collect_view()}
            </select>
            {when(
                needs_text,
                move || {
                    view! {
                        <input
                            type="text"
                            aria-label=t.value
                            required
                            pattern=live(move || bound().then_some(NUMBER))
                            title=live(move || bound().then_some(t.as_number))
                            autocomplete="off"
                            prop:value=live(move || text.get())
                            on:input=move |event| text.set(event_target_value(&event))
                        />
                    }
                    .into_any()
                },
            )}
            <button type="submit">{t.filter}</button>
        </form>
    }
}

/// Keeps the rows for which this holds as well.
fn filter(sheet: Sheet, column: Option<usize>, test: Test) {
    sheet.look(|view| view.filters.push(Filter { column, test }));
}
