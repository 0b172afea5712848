//! The bar: the name, what is shown, undo, save and export.

use leptos::prelude::*;

use super::export::{Form, export, save};
use super::page::{Show, State, Writer};
use crate::command::Command;
use crate::text::writer::writer as text;
use crate::ui::button::{Show as Face, button};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;

/// The bar.
pub fn bar(writer: Writer) -> impl IntoView {
    let t = text();
    let name = writer.row.name();
    let open = move || writer.state.get() == State::Open;
    let tool = move |id: &'static str,
                     face: Icon,
                     words: &'static str,
                     can: fn((bool, bool)) -> bool,
                     run: fn(Writer)| {
        view! {
            <button
                type="button"
                id=id
                class="quiet icon-only"
                title=words
                aria-label=words
                disabled=live(move || !can(writer.can.get()))
                on:click=move |_| run(writer)
            >
                {icon(face)}
            </button>
        }
    };
    view! {
        <header class="writer-bar">
            <div class="writer-part">
                {button(writer.session, Command::Back, Face::Icon, "back", "quiet")}
                <h1 id="view-title" tabindex="-1" title=name.clone()>
                    {name.clone()}
                </h1>
            </div>
            {(!writer.plain).then(|| switch(writer))}
            <div class="writer-part end">
                {tool("writer-undo", Icon::Undo, t.undo, |can| can.0, Writer::undo)}
                {tool("writer-redo", Icon::Redo, t.redo, |can| can.1, Writer::redo)}
                <button type="button" id="writer-save" disabled=live(move || !open()) on:click=move |_| save(writer)>
                    {icon(Icon::Save)}
                    <span>{t.save}</span>
                </button>
                <button
                    type="button"
                    id="writer-export"
                    popovertarget="writer-forms"
                    disabled=live(move || !open() || writer.making.get().is_some())
                >
                    {icon(Icon::Open)}
                    <span>{t.export}</span>
                </button>
                {forms(writer)}
            </div>
        </header>
    }
}

/// What is shown: source, preview or both.
fn switch(writer: Writer) -> impl IntoView {
    let t = text();
    let option = move |show: Show, word: &'static str, id: &'static str| {
        view! {
            <label class=id>
                <input
                    type="radio"
                    name="writer-show"
                    id=id
                    prop:checked=live(move || writer.show.get() == show)
                    on:change=move |_| writer.show.set(show)
                />
                <span>{word}</span>
            </label>
        }
    };
    view! {
        <div class="segments" role="group" aria-label=t.show>
            {option(Show::Source, t.show_source, "show-source")}
            {option(Show::Both, t.show_both, "show-both")}
            {option(Show::Preview, t.show_preview, "show-preview")}
        </div>
    }
}

/// A menu of forms; choosing one makes and saves it.
fn forms(writer: Writer) -> impl IntoView {
    let t = text();
    let all: &[Form] = match writer.plain {
        true => &[Form::A4, Form::Letter],
        false => &[Form::A4, Form::Letter, Form::Html, Form::Plain],
    };
    let choices: Vec<_> = all
        .iter()
        .map(|form| {
            let form = *form;
            view! {
                <button
                    type="button"
                    class="quiet wide"
                    data-form=form.word()
                    popovertarget="writer-forms"
                    popovertargetaction="hide"
                    on:click=move |_| export(writer, form)
                >
                    {(t.form)(form)}
                </button>
            }
        })
        .collect();
    view! {
        <div class="menu" id="writer-forms" popover>
            {choices}
        </div>
    }
}
