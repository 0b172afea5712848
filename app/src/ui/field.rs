//! Fields of the settings: a label and a native control, bound to one value of the recipe.

use crate::browser;
use crate::ui::live::live;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{AddEventListenerOptions, Event, FocusEvent, HtmlInputElement};

/// What is written in a field that got the focus is ready to be written over.
pub fn overwrite(event: &FocusEvent) {
    let Some(field) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) else { return };
    field.select();
    // WebKit takes the selection away again when the button goes up that brought the focus.
    let stay = Closure::once_into_js(|event: Event| event.prevent_default());
    let once = AddEventListenerOptions::new();
    once.set_once(true);
    // Every element hears events.
    let _ = field.add_event_listener_with_callback_and_add_event_listener_options(
        "mouseup",
        stay.unchecked_ref(),
        &once,
    );
}

/// Options of a select: what it is worth, what it is called.
pub type Options = Vec<(&'static str, &'static str)>;

/// A choice of one among several.
pub fn select(
    id: &'static str,
    label: &'static str,
    options: Options,
    value: impl Fn() -> &'static str + Send + Sync + 'static,
    change: impl Fn(String) + 'static,
) -> AnyView {
    let value = Memo::new(move |_| value());
    let options: Vec<_> = options
        .into_iter()
        .map(|(worth, name)| {
            view! {
                <option value=worth prop:selected=live(move || value.get() == worth)>
                    {name}
                </option>
            }
        })
        .collect();
    view! {
        <label class="field" for=id>
            <span>{label}</span>
            <select id=id prop:value=live(move || value.get()) on:change=move |event| change(event_target_value(&event))>
                {options}
            </select>
        </label>
    }
    .into_any()
}

/// A number with a unit.
pub fn number(
    id: &'static str,
    label: &'static str,
    unit: &'static str,
    bounds: (f64, f64),
    value: impl Fn() -> f64 + Send + Sync + 'static,
    change: impl Fn(f64) + 'static,
) -> AnyView {
    let value = Memo::new(move |_| value());
    view! {
        <label class="field" for=id>
            <span>{label}</span>
            <span class="unit">
                <input
                    type="number"
                    id=id
                    min=bounds.0
                    max=bounds.1
                    step="any"
                    inputmode="decimal"
                    prop:value=live(move || value.get())
                    on:change=move |event| {
                        if let Some(number) = written(&event) {
                            change(number.clamp(bounds.0, bounds.1));
                        }
                    }
                />
                <span aria-hidden="true">{unit}</span>
            </span>
        </label>
    }
    .into_any()
}

/// The number that was written into an input.
pub fn written(event: &leptos::ev::Event) -> Option<f64> {
    browser::number(&event_target_value(event))
}

/// A slider with its value beside it.
pub fn slider(
    id: &'static str,
    label: &'static str,
    bounds: (f64, f64),
    value: impl Fn() -> f64 + Send + Sync + 'static,
    change: impl Fn(f64) + 'static,
) -> AnyView {
    let value = Memo::new(move |_| value());
    view! {
        <div class="field slider">
            <label for=id>{label}</label>
            <output for=id>{live(move || value.get())}</output>
            <input
                type="range"
                id=id
                min=bounds.0
                max=bounds.1
                prop:value=live(move || value.get())
                on:input=move |event| {
                    if let Some(number) = written(&event) {
                        change(number);
                    }
                }
            />
        </div>
    }
    .into_any()
}

/// Yes or no.
pub fn check(
    id: &'static str,
    label: &'static str,
    value: impl Fn() -> bool + Send + Sync + 'static,
    change: impl Fn(bool) + 'static,
) -> AnyView {
    view! {
        <label class="check" for=id>
            <input
                type="checkbox"
                id=id
                prop:checked=value
                on:change=move |event| change(event_target_checked(&event))
            />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// A choice of few, side by side: radio buttons that look like one bar.
pub fn segments<T: Copy + PartialEq + Send + Sync + 'static>(
    name: &'static str,
    label: &'static str,
    options: Vec<(T, AnyView)>,
    value: impl Fn() -> T + Copy + Send + Sync + 'static,
    change: impl Fn(T) + Copy + 'static,
) -> AnyView {
    let options: Vec<_> = options
        .into_iter()
        .map(|(worth, face)| {
            view! {
                <label>
                    <input
                        type="radio"
                        name=name
                        prop:checked=live(move || value() == worth)
                        on:change=move |_| change(worth)
                    />
                    <span>{face}</span>
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="segments">
            <legend class="hidden">{label}</legend>
            {options}
        </fieldset>
    }
    .into_any()
}

/// A line of text, with its label above. `kind` is that of an input: `text`, `url`, `password`.
pub fn entry(
    id: &'static str,
    label: &'static str,
    kind: &'static str,
    value: RwSignal<String>,
    required: bool,
    hint: &'static str,
) -> AnyView {
    view! {
        <label class="stack" for=id>
            <span>{label}</span>
            <input
                type=kind
                id=id
                placeholder=hint
                autocomplete="off"
                spellcheck="false"
                required=required
                prop:value=live(move || value.get())
                on:input=move |event| value.set(event_target_value(&event))
            />
        </label>
    }
    .into_any()
}
