//! The bar under the pages: how many changes there are, and what becomes of them.

use document::edit::Word;
use leptos::prelude::*;

use super::also;
use super::make::Way;
use crate::documents::deed::Deed;
use crate::documents::reader::Reader;
use crate::documents::toolbar::{Face, button};
use crate::number;
use crate::text::documents::edit::edit as text;
use crate::text::documents::text as words;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, when};

/// What is looked for, as a word to be removed, tracked.
pub fn sought(reader: Reader) -> Word {
    reader.find.search.with(|search| Word {
        text: search.needle.trim().to_owned(),
        case: search.case,
        whole: search.words,
        accents: search.accents,
    })
}

/// In the search: removes all hits, or no longer.
pub fn redact_hits(reader: Reader) -> AnyView {
    let t = text();
    let edits = reader.edits;
    let on = move || {
        let word = sought(reader);
        edits.draft.with(|draft| draft.words.contains(&word))
    };
    view! {
        <button
            type="button"
            class="quiet"
            id="redact-hits"
            title=t.redact_hits_title
            aria-pressed=live(move || on().to_string())
            on:click=move |_| {
                let (word, on) = untrack(|| (sought(reader), on()));
                edits.word(word, !on);
            }
        >
            {t.redact_hits}
        </button>
    }
    .into_any()
}

/// The bar, while there is something to say.
pub fn bar(reader: Reader) -> AnyView {
    let edits = reader.edits;
    let any = move || {
        let (back, forth) = edits.history.get();
        edits.draft.with(|draft| draft.count() > 0) || back || forth
    };
    when(any, move || inside(reader))
}

fn inside(reader: Reader) -> AnyView {
    let t = text();
    let edits = reader.edits;
    let count = move || edits.draft.with(|draft| draft.count());
    let idle = move || edits.making.with(Option::is_none);
    let chips = move || {
        let words = edits.draft.with(|draft| draft.words.clone());
        let chips = words.into_iter().map(|word| {
            let name = (t.keep_word)(&word.text);
            view! {
                <span class="edit-word">
                    <span>{(t.everywhere)(&word.text)}</span>
                    <button
                        type="button"
                        class="quiet icon-only"
                        title=name.clone()
                        aria-label=name
                        on:click=move |_| edits.word(word.clone(), false)
                    >
                        {icon(Icon::Close).into_any()}
                    </button>
                </span>
            }
            .into_any()
        });
        chips.collect::<Vec<AnyView>>()
    };
    let way = move |id: &'static str, class: &'static str, name: &'static str, way: Way| {
        view! {
            <button
                type="button"
                id=id
                class=class
                disabled=live(move || count() == 0)
                on:click=move |_| super::make::make(reader, way)
            >
                {name}
            </button>
        }
        .into_any()
    };
    let actions = move || {
        view! {
            {button(reader, Deed::Undo, Face::Icon, "quiet")}
            {button(reader, Deed::Redo, Face::Icon, "quiet")}
            <button
                type="button"
                class="quiet"
                id="edit-discard"
                disabled=live(move || count() == 0)
                on:click=move |_| edits.discard()
            >
                {t.discard}
            </button>
            {way("edit-open", "", t.open_beside, Way::Open)}
            {way("edit-save", "primary", t.save_copy, Way::Save)}
        }
        .into_any()
    };
    let running = move || {
        let done = move || edits.making.get().unwrap_or(1.0);
        view! {
            <progress max="1" aria-label=t.making prop:value=live(done)></progress>
            <span class="numbers muted">{live(move || number::percent(done()))}</span>
            <button type="button" id="edit-stop" on:click=move |_| edits.stop()>{words().cancel}</button>
        }
        .into_any()
    };
    let locked = reader.source().is_some_and(|(_, password)| !password.is_empty());
    let signed = reader.document.with_untracked(|document| document.as_ref().is_some_and(|it| it.signed));
    view! {
        <section class="edit-bar" aria-label=t.changes_title>
            {live(move || {
                edits.problem.get().map(|words| {
                    view! {
                        <p class="problem" role="alert">{icon(Icon::Warn).into_any()} <span>{words}</span></p>
                    }
                    .into_any()
                })
            })}
            {crate::ui::live::when(
                move || edits.draft.with(|draft| draft.redaction().is_some()),
                move || view! { <p class="hint">{t.also_removed}</p> {also::switches(reader)} }.into_any(),
            )}
            {locked.then(|| view! { <p class="hint">{t.unlocked}</p> })}
            {signed.then(|| view! { <p class="hint">{t.signed}</p> })}
            <div class="edit-bar-line">
                <output id="edit-count" class="numbers">{live(move || (t.changes)(count()))}</output>
                {live(chips)}
                <span class="grow"></span>
                {crate::ui::live::either(idle, actions, running)}
            </div>
        </section>
    }
    .into_any()
}
