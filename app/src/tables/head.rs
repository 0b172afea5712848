//! The heads of the columns: a name that sorts, a button for the column's figures, an edge that can be dragged.

use std::ops::Range;

use document::table::Column;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

use super::grid::GUTTER;
use super::sheet::Sheet;
use super::width::BOUNDS;
use crate::text::tables::tables;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;

/// The heads of the columns that are on the screen.
pub fn head(sheet: Sheet, shown: RwSignal<Range<usize>>, edges: Memo<Vec<f64>>) -> impl IntoView {
    let heads = move || {
        let Some(summary) = sheet.summary.get() else { return ().into_any() };
        let heads =
            shown.get().filter_map(|index| Some(one(sheet, index, summary.columns.get(index)?, edges)));
        heads.collect::<Vec<_>>().into_any()
    };
    view! {
        <div class="head corner" role="columnheader" aria-colindex="1">
            <span class="hidden">{tables().row}</span>
        </div>
        {live(heads)}
    }
}

fn one(sheet: Sheet, index: usize, column: &Column, edges: Memo<Vec<f64>>) -> AnyView {
    let t = tables();
    let name = column.name.clone();
    let edge = move |at: usize| edges.with(|edges| edges.get(at).copied().unwrap_or_default());
    let sorted = move || match sheet.sorted(index) {
        None => "none",
        Some(false) => "ascending",
        Some(true) => "descending",
    };
    let arrow = move || match sheet.sorted(index) {
        None => "",
        Some(false) => "↑",
        Some(true) => "↓",
    };
    view! {
        <div
            class="head"
            class:numbers=column.number
            class:chosen=live(move || sheet.column.get() == Some(index))
            role="columnheader"
            aria-colindex=(index + 2).to_string()
            aria-sort=live(sorted)
            style:left=live(move || format!("{}px", GUTTER + edge(index)))
            style:width=live(move || format!("{}px", edge(index + 1) - edge(index)))
        >
            <button type="button" class="name" title=(t.sort_by)(&name) on:click=move |event| sheet.sort(index, event.shift_key())>
                <span>{name.clone()}</span>
                <span aria-hidden="true">{live(arrow)}{live(move || sheet.rank(index))}</span>
            </button>
            <button
                type="button"
                class="quiet about"
                title=(t.about_column)(&name)
                aria-label=(t.about_column)(&name)
                aria-expanded=live(move || (sheet.column.get() == Some(index)).to_string())
                on:click=move |_| sheet.column.update(|shown| *shown = (*shown != Some(index)).then_some(index))
            >
                {icon(Icon::Sliders)}
            </button>
            {handle(sheet, index)}
        </div>
    }
    .into_any()
}

/// The edge. A drag moves it; the sliders of the column's figures do the same with keys.
fn handle(sheet: Sheet, index: usize) -> impl IntoView {
    // Where the drag began: the pointer, and the width.
    let from = StoredValue::new(None::<(f64, f64)>);
    let begin = move |event: PointerEvent| {
        let width = sheet.widths.with_untracked(|widths| widths.get(index).copied());
        from.set_value(width.map(|width| (f64::from(event.client_x()), width)));
        event.prevent_default();
        if let Some(edge) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
            // The drag works without it as long as the pointer stays close.
            let _ = edge.set_pointer_capture(event.pointer_id());
        }
    };
    let drag = move |event: PointerEvent| {
        if let Some((start, width)) = from.get_value() {
            let wide = (width + f64::from(event.client_x()) - start).clamp(BOUNDS.0, BOUNDS.1);
            sheet.widths.update(|widths| {
                if let Some(width) = widths.get_mut(index) {
                    *width = wide;
                }
            });
        }
    };
    view! {
        <span
            class="edge"
            aria-hidden="true"
            on:pointerdown=begin
            on:pointermove=drag
            on:pointerup=move |_| from.set_value(None)
            on:pointercancel=move |_| from.set_value(None)
        ></span>
    }
}
