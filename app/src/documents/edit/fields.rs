//! The fields of a form, as real fields over the drawn ones.

use document::edit::{Field, FieldKind, Value, Widget};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlSelectElement};
use worker::pages as call;

use super::place::points;
use crate::documents::reader::Reader;
use crate::text::documents::edit::edit as text;
use crate::ui::live::live;

/// The largest letters in a field of one line, in points, and the share of its height that they have.
const LETTERS: (f32, f32) = (12.0, 0.66);

/// Asks for the fields of the form.
pub fn ask(reader: Reader) {
    let Some((file, password)) = reader.source() else { return };
    spawn_local(async move {
        // A form that cannot be read is shown as it is drawn.
        if let Ok(fields) = call::fields(file, password).await {
            reader.edits.fields.try_set(fields);
        }
    });
}

/// The fields of a page, in the order in which they are passed through: from above, then from the left.
pub fn fields(reader: Reader, page: usize) -> AnyView {
    live(move || {
        reader.edits.fields.with(|fields| {
            let mut here: Vec<(&Field, &Widget)> = fields
                .iter()
                .filter(|field| !matches!(field.kind, FieldKind::Button | FieldKind::Signature))
                .flat_map(|field| field.widgets.iter().map(move |widget| (field, widget)))
                .filter(|(_, widget)| widget.page as usize == page)
                .collect();
            // Fields of one line seldom stand at exactly one height.
            let row = |widget: &Widget| (widget.at.y / 8.0).round();
            here.sort_by(|(_, a), (_, b)| row(a).total_cmp(&row(b)).then(a.at.x.total_cmp(&b.at.x)));
            here.into_iter().map(|(field, widget)| placed(reader, field, widget)).collect::<Vec<AnyView>>()
        })
    })
    .into_any()
}

fn placed(reader: Reader, field: &Field, widget: &Widget) -> AnyView {
    let at = widget.at;
    let lines = matches!(field.kind, FieldKind::Text { lines: true, .. });
    let letters = if lines { LETTERS.0 } else { LETTERS.0.min(at.height * LETTERS.1) };
    view! {
        <div
            class="edit-field"
            class:required=field.required
            class:locked=field.locked
            style:left=points(at.x)
            style:top=points(at.y)
            style:width=points(at.width)
            style:height=points(at.height)
            style:font-size=points(letters)
        >
            {input(reader, field, widget)}
        </div>
    }
    .into_any()
}

/// What a field shall hold, tracked.
fn value(reader: Reader, field: &Field) -> Value {
    let draft = reader.edits.draft;
    draft.with(|draft| draft.values.get(&field.name).cloned()).unwrap_or_else(|| field.value.clone())
}

fn said(value: &Value) -> String {
    match value {
        Value::None => String::new(),
        Value::Text(text) => text.clone(),
        Value::Several(all) => all.join(", "),
    }
}

fn input(reader: Reader, field: &Field, widget: &Widget) -> AnyView {
    let (own, on) = (field.clone(), widget.on.clone());
    let label = field.label.clone().unwrap_or_else(|| field.name.clone());
    let label = if field.locked { (text().locked_field)(&label) } else { label };
    let (locked, required) = (field.locked, field.required);
    let title = label.clone();
    let words = {
        let own = own.clone();
        move || said(&value(reader, &own))
    };
    let write = {
        let own = own.clone();
        move |written: String| {
            let value = if written.is_empty() { Value::None } else { Value::Text(written) };
            reader.edits.fill(&own, value);
        }
    };
    match &field.kind {
        FieldKind::Text { lines: true, max, .. } => view! {
            <textarea
                aria-label=label
                title=title
                readonly=locked
                aria-required=required.then_some("true")
                maxlength=max.map(|max| max.to_string())
                data-field=own.name
                prop:value=live(words)
                on:input=move |event| write(event_target_value(&event))
            ></textarea>
        }
        .into_any(),
        FieldKind::Text { max, password, .. } => {
            line(&own, label, if *password { "password" } else { "text" }, *max, live(words), Box::new(write))
        }
        FieldKind::Choice { free: true, several: false, .. } => {
            line(&own, label, "text", None, live(words), Box::new(write))
        }
        FieldKind::Check | FieldKind::Radio => {
            let radio = field.kind == FieldKind::Radio;
            let sign = on.unwrap_or_else(|| "Yes".into());
            let is_on = {
                let (own, sign) = (own.clone(), sign.clone());
                move || value(reader, &own) == Value::Text(sign.clone())
            };
            let name = if radio { format!("{label}: {sign}") } else { label };
            let group = radio.then(|| own.name.clone());
            view! {
                <input
                    type=if radio { "radio" } else { "checkbox" }
                    aria-label=name
                    title=title
                    name=group
                    disabled=locked
                    aria-required=required.then_some("true")
                    data-field=own.name.clone()
                    prop:checked=live(is_on)
                    on:change=move |event| {
                        let value = if event_target_checked(&event) { Value::Text(sign.clone()) } else { Value::None };
                        reader.edits.fill(&own, value);
                    }
                />
            }
            .into_any()
        }
        FieldKind::Choice { options, several, .. } => choice(reader, &own, label, options.clone(), *several),
        FieldKind::Button | FieldKind::Signature => ().into_any(),
    }
}

fn line(
    field: &Field,
    label: String,
    kind: &'static str,
    max: Option<u32>,
    words: crate::ui::live::Live<String>,
    write: Box<dyn Fn(String) + Send>,
) -> AnyView {
    view! {
        <input
            type=kind
            title=label.clone()
            aria-label=label
            autocomplete="off"
            readonly=field.locked
            aria-required=field.required.then_some("true")
            maxlength=max.map(|max| max.to_string())
            data-field=field.name.clone()
            prop:value=words
            on:input=move |event| write(event_target_value(&event))
        />
    }
    .into_any()
}

fn choice(
    reader: Reader,
    field: &Field,
    label: String,
    options: Vec<(String, String)>,
    several: bool,
) -> AnyView {
    let own = field.clone();
    let lines = options.into_iter().map(|(sign, words)| {
        let (own, mine) = (own.clone(), sign.clone());
        let is_on = move || match value(reader, &own) {
            Value::None => false,
            Value::Text(one) => one == mine,
            Value::Several(all) => all.contains(&mine),
        };
        view! { <option value=sign prop:selected=live(is_on)>{words}</option> }.into_any()
    });
    let lines: Vec<AnyView> = lines.collect();
    let filled = field.clone();
    let change = move |event: Event| {
        let Some(select) = event.target().and_then(|it| it.dyn_into::<HtmlSelectElement>().ok()) else {
            return;
        };
        let chosen = select.selected_options();
        let all = (0..chosen.length()).filter_map(|at| chosen.item(at)?.get_attribute("value"));
        let mut all: Vec<String> = all.filter(|value| !value.is_empty()).collect();
        let value = match all.len() {
            0 => Value::None,
            1 => Value::Text(all.remove(0)),
            _ => Value::Several(all),
        };
        reader.edits.fill(&filled, value);
    };
    view! {
        <select
            title=label.clone()
            aria-label=label
            multiple=several
            disabled=field.locked
            aria-required=field.required.then_some("true")
            data-field=field.name.clone()
            on:change=change
        >
            {(!several).then(|| view! { <option value=""></option> })}
            {lines}
        </select>
    }
    .into_any()
}
