//! Fields that the app's own are not enough for: choices that depend on the browser, sliders that rest in the middle.

use leptos::prelude::*;

use crate::ui::field::written;
use crate::ui::live::live;

/// One of several that can be chosen, or could be elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What it is worth.
    pub worth: String,
    /// What it is called, with the reason where it cannot be chosen.
    pub name: String,
    /// Whether it can be chosen.
    pub can: bool,
}

impl Choice {
    /// One that can be chosen.
    pub fn new(worth: impl Into<String>, name: impl Into<String>) -> Choice {
        Choice { worth: worth.into(), name: name.into(), can: true }
    }

    /// The same, which can be chosen only if there is no reason against it.
    pub fn unless(self, reason: Option<String>) -> Choice {
        match reason {
            Some(reason) => Choice { name: format!("{} – {reason}", self.name), can: false, ..self },
            None => self,
        }
    }
}

/// A choice of one among several that may change.
pub fn choice(
    id: &'static str,
    label: &'static str,
    options: impl Fn() -> Vec<Choice> + Send + Sync + 'static,
    value: impl Fn() -> String + Send + Sync + 'static,
    change: impl Fn(String) + 'static,
) -> AnyView {
    let options: Box<dyn Fn() -> Vec<Choice> + Send + Sync> = Box::new(options);
    let value: Box<dyn Fn() -> String + Send + Sync> = Box::new(value);
    let change: Box<dyn Fn(String)> = Box::new(change);
    let options = Memo::new(move |_| options());
    let value = Memo::new(move |_| value());
    let shown = move || {
        let option = |Choice { worth, name, can }: Choice| {
            let is = worth.clone();
            view! {
                <option value=worth disabled=!can prop:selected=live(move || value.get() == is)>
                    {name}
                </option>
            }
        };
        options.get().into_iter().map(option).collect_view()
    };
    view! {
        <label class="field" for=id>
            <span>{label}</span>
            <select id=id on:change=move |event| change(event_target_value(&event))>
                {live(shown)}
            </select>
        </label>
    }
    .into_any()
}

/// A slider with its value beside it; a double click puts it back to rest.
pub fn slider(
    id: &'static str,
    label: &'static str,
    bounds: (f32, f32),
    value: impl Fn() -> f32 + Send + Sync + 'static,
    change: impl Fn(f32) + Clone + 'static,
) -> AnyView {
    let value: Box<dyn Fn() -> f32 + Send + Sync> = Box::new(value);
    let value = Memo::new(move |_| value());
    let rest = change.clone();
    view! {
        <div class="field slider" class:set=live(move || value.get() != 0.0)>
            <label for=id>{label}</label>
            <output for=id>{live(move || value.get().round().to_string())}</output>
            <input
                type="range"
                id=id
                min=bounds.0
                max=bounds.1
                prop:value=live(move || value.get())
                on:input=move |event| {
                    if let Some(number) = written(&event) {
                        change(number as f32);
                    }
                }
                on:dblclick=move |_| rest(0.0)
            />
        </div>
    }
    .into_any()
}

/// A group of fields under a title.
pub fn group(title: &'static str, inside: impl IntoView) -> AnyView {
    view! {
        <fieldset class="part">
            <legend>{title}</legend>
            {inside}
        </fieldset>
    }
    .into_any()
}
