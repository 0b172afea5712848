//! What a document brings along: files inside it, layers, and what is known of it, with how faithfully it is shown.

use document::{Document, Form, Layer, Note};
use leptos::prelude::*;
use leptos::task::spawn_local;
use worker::document as call;

use super::reader::Reader;
use crate::number;
use crate::save;
use crate::text::documents::{fault, text};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;
use crate::ui::toast;

/// Layers that were switched to what the document does not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layers {
    /// To be hidden.
    pub hide: Vec<u32>,
    /// To be shown.
    pub show: Vec<u32>,
}

impl Layers {
    fn shows(&self, layer: &Layer) -> bool {
        if layer.shown { !self.hide.contains(&layer.id) } else { self.show.contains(&layer.id) }
    }

    fn switch(&mut self, layer: &Layer, on: bool) {
        self.hide.retain(|id| *id != layer.id);
        self.show.retain(|id| *id != layer.id);
        match (layer.shown, on) {
            (true, false) => self.hide.push(layer.id),
            (false, true) => self.show.push(layer.id),
            _ => {}
        }
    }
}

/// The files inside the document.
pub fn attachments(reader: Reader) -> AnyView {
    let t = text();
    let Some(document) = reader.document.get_untracked() else { return ().into_any() };
    let lines = document.attachments.iter().map(|attachment| {
        let (id, name) = (attachment.id, attachment.name.clone());
        let page = attachment.page.map(|page| page as usize);
        let size = attachment.size.map(|size| number::bytes(size as f64));
        view! {
            <li class="attachment">
                {icon(Icon::File).into_any()}
                <span class="line-words">
                    <span>{name.clone()}</span>
                    <span class="hint">{attachment.about.clone()} " " {size}</span>
                </span>
                {page.map(|page| view! {
                    <button type="button" class="quiet" on:click=move |_| reader.stage.go(page, None)>
                        {(t.page)(page + 1)}
                    </button>
                })}
                <button
                    type="button"
                    class="quiet icon-only"
                    title=(t.save_attachment)(&name)
                    aria-label=(t.save_attachment)(&name)
                    on:click=move |_| take(reader, id)
                >
                    {icon(Icon::Save).into_any()}
                </button>
            </li>
        }
        .into_any()
    });
    view! { <ul class="lines">{lines.collect::<Vec<AnyView>>()}</ul> }.into_any()
}

/// Hands an attachment to the browser's downloads.
fn take(reader: Reader, id: u32) {
    let Some((file, password)) = reader.source() else { return };
    spawn_local(async move {
        let near = call::key(&file);
        match call::attachment(file, password, id).near(near).await {
            Ok(attachment) => save::download(&attachment.blob(), attachment.name()),
            Err(error) => toast::show(reader.session, fault(&error)),
        }
    });
}

/// The layers, each with a switch.
pub fn layers(reader: Reader) -> AnyView {
    let Some(document) = reader.document.get_untracked() else { return ().into_any() };
    let lines = document.layers.iter().cloned().map(|layer| {
        let (name, other) = (layer.name.clone(), layer.clone());
        view! {
            <li>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=live(move || reader.layers.with(|layers| layers.shows(&other)))
                        on:change=move |event| {
                            let on = event_target_checked(&event);
                            reader.layers.update(|layers| layers.switch(&layer, on));
                        }
                    />
                    <span>{name}</span>
                </label>
            </li>
        }
        .into_any()
    });
    view! { <ul class="lines layers">{lines.collect::<Vec<AnyView>>()}</ul> }.into_any()
}

/// What is known of it.
pub fn about(reader: Reader) -> AnyView {
    let Some(document) = reader.document.get_untracked() else { return ().into_any() };
    let lines = known(reader, &document).into_iter().map(|(name, value)| {
        view! {
            <dt>{name}</dt>
            <dd>{value}</dd>
        }
        .into_any()
    });
    view! {
        <div class="about-document">
            <dl>{lines.collect::<Vec<AnyView>>()}</dl>
            <h3>{text().fidelity}</h3>
            {live(move || fidelity(reader))}
        </div>
    }
    .into_any()
}

/// Names and values, as far as the file has them.
fn known(reader: Reader, document: &Document) -> Vec<(&'static str, String)> {
    let t = text();
    let facts = document.facts.clone();
    let size = document.sizes.first().map(|size| (t.paper)(size.width, size.height));
    let version = document.version.as_ref().map(|version| format!("PDF {version}"));
    let date = |written: Option<String>| written.map(|written| day(&written));
    let owner = (!document.refused.is_empty())
        .then(|| document.refused.iter().map(|refusal| (t.refusal)(*refusal)).collect::<Vec<_>>().join(", "));
    let form = match document.form {
        Form::None => None,
        Form::Fields => Some(t.form_fields.to_owned()),
        Form::Xfa => Some(t.form_xfa.to_owned()),
    };
    let all = [
        (t.fact_title, facts.title),
        (t.fact_author, facts.author),
        (t.fact_subject, facts.subject),
        (t.fact_keywords, facts.keywords),
        (t.fact_pages, Some(number::whole(f64::from(document.pages)))),
        (t.fact_paper, size),
        (t.fact_size, Some(number::bytes(reader.row.size()))),
        (t.fact_created, date(facts.created)),
        (t.fact_changed, date(facts.changed)),
        (t.fact_creator, facts.creator),
        (t.fact_producer, facts.producer),
        (t.fact_format, version),
        (t.fact_language, facts.language),
        (t.fact_form, form),
        (t.fact_signed, document.signed.then(|| t.signed.to_owned())),
        (t.fact_lock, document.encrypted.then(|| t.encrypted.to_owned())),
        (t.fact_owner, owner),
    ];
    all.into_iter()
        .filter_map(|(name, value)| Some((name, value.filter(|value| !value.trim().is_empty())?)))
        .collect()
}

/// A date as the reader's language writes it; as the file does where it is none.
pub(super) fn day(written: &str) -> String {
    match js_sys::Date::parse(written) {
        millis if millis.is_finite() => number::date(millis),
        _ => written.to_owned(),
    }
}

/// How faithfully it is shown, on the pages that were drawn so far.
fn fidelity(reader: Reader) -> AnyView {
    let t = text();
    let notes = reader.notes.get();
    if notes.is_empty() {
        return view! { <p class="faithful">{icon(Icon::Check).into_any()} {t.faithful}</p> }.into_any();
    }
    let fonts: Vec<&str> = notes
        .iter()
        .filter_map(|note| match note {
            Note::FontSubstituted(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    let fonts = (!fonts.is_empty()).then(|| (t.fonts)(&fonts));
    let others = notes.iter().filter_map(|note| (t.note)(note)).map(str::to_owned);
    let lines = fonts.into_iter().chain(others).map(|words| view! { <li>{words}</li> }.into_any());
    view! { <ul class="notes">{lines.collect::<Vec<AnyView>>()}</ul> }.into_any()
}
