//! The bar over the pages, and the menu with everything else.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::deed::Deed;
use super::reader::Reader;
use super::stage::FULL;
use crate::app::focus_on;
use crate::browser;
use crate::keys;
use crate::number;
use crate::text::documents::text;
use crate::ui::field::overwrite;
use crate::ui::icon::drawn;
use crate::ui::live::live;

/// How much of itself a button shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// The icon; the words are in the tooltip.
    Icon,
    /// Icon, words and key, in a menu.
    Line,
}

/// A button for a deed: words, key and state come from it.
pub fn button(reader: Reader, deed: Deed, face: Face, class: &'static str) -> AnyView {
    let name = (text().deed)(deed);
    let key = deed.keys().first().copied();
    let title = match key {
        Some(key) => format!("{name} ({})", keys::shown(key)),
        None => name.to_string(),
    };
    let line = face == Face::Line;
    let inside = line.then(|| {
        view! {
            <span class="grow">{name}</span>
            {key.map(|key| view! { <kbd>{keys::shown(key)}</kbd> })}
        }
    });
    view! {
        <button
            type="button"
            class=class
            class:icon-only=!line
            data-deed=format!("{deed:?}")
            title=(!line).then_some(title)
            aria-label=(!line).then_some(name)
            aria-keyshortcuts=key.map(keys::spoken)
            aria-pressed=live(move || deed.is_on(reader).map(|on| on.to_string()))
            disabled=live(move || !deed.is_possible(reader))
            on:click=move |_| deed.run(reader)
        >
            {drawn(deed.path()).into_any()}
            {inside}
        </button>
    }
    .into_any()
}

/// The bar.
pub fn toolbar(reader: Reader) -> AnyView {
    let t = text();
    let name = reader.row.name();
    let tool = move |deed: Deed, class: &'static str| button(reader, deed, Face::Icon, class);
    view! {
        <header class="reader-bar">
            <div class="reader-part">
                {tool(Deed::Back, "quiet")}
                {tool(Deed::Side, "quiet spare")}
                <h1 id="view-title" tabindex="-1" title=name.clone()>{name.clone()}</h1>
            </div>
            <div class="reader-part middle" role="toolbar" aria-label=t.tools>
                {tool(Deed::PreviousPage, "quiet roomy")}
                {tool(Deed::NextPage, "quiet roomy")}
                {page_field(reader)}
                <span class="reader-gap" aria-hidden="true"></span>
                {tool(Deed::ZoomOut, "quiet")}
                {zoom_field(reader)}
                {tool(Deed::ZoomIn, "quiet")}
                {tool(Deed::FitWidth, "quiet roomy")}
                {tool(Deed::FitPage, "quiet roomy")}
            </div>
            <div class="reader-part end">
                {tool(Deed::Edit, "quiet")}
                {tool(Deed::Find, "quiet")}
                {tool(Deed::TurnRight, "quiet roomy")}
                {tool(Deed::Dark, "quiet roomy")}
                {tool(Deed::Print, "quiet roomy")}
                <button
                    type="button"
                    class="quiet icon-only"
                    id="reader-more"
                    title=t.more
                    aria-label=t.more
                    popovertarget="reader-menu"
                >
                    {drawn("M5 12h.01M12 12h.01M19 12h.01").into_any()}
                </button>
            </div>
            {menu(reader)}
        </header>
    }
    .into_any()
}

/// What the menu offers.
const MENU: [Deed; 14] = [
    Deed::FitWidth,
    Deed::FitPage,
    Deed::Full,
    Deed::TurnRight,
    Deed::TurnLeft,
    Deed::Dark,
    Deed::Print,
    Deed::Arrange,
    Deed::Pages,
    Deed::Outline,
    Deed::Comments,
    Deed::Attachments,
    Deed::Layers,
    Deed::About,
];

fn menu(reader: Reader) -> AnyView {
    let lines = move || {
        let offered = MENU.into_iter().filter(|deed| deed.is_offered(reader));
        offered.map(|deed| button(reader, deed, Face::Line, "quiet wide")).collect::<Vec<AnyView>>()
    };
    let close = |_| {
        let menu =
            document().get_element_by_id("reader-menu").and_then(|menu| menu.dyn_into::<HtmlElement>().ok());
        // It fails when the menu is closed already.
        menu.into_iter().for_each(|menu| drop(menu.hide_popover()));
    };
    view! {
        <div class="menu" id="reader-menu" popover role="group" aria-label=text().more on:click=close>
            {live(lines)}
        </div>
    }
    .into_any()
}

/// "3 of 500", the number to be written over.
fn page_field(reader: Reader) -> AnyView {
    let t = text();
    let stage = reader.stage;
    let label = move |page: usize| {
        let label = reader.document.with(|document| document.as_ref()?.labels.get(page).cloned());
        label.filter(|label| !label.is_empty()).unwrap_or_else(|| (page + 1).to_string())
    };
    let shown = Memo::new(move |_| label(stage.page.get()));
    let pages =
        move || reader.document.with(|document| document.as_ref().map_or(0, |document| document.pages));
    let of = move || match pages() {
        0 => String::new(),
        pages => {
            let page = stage.page.get() + 1;
            // Where pages are called otherwise, their number is told as well.
            match shown.get() == page.to_string() {
                true => (t.of)(&number::whole(f64::from(pages))),
                false => format!("({page} {})", (t.of)(&number::whole(f64::from(pages)))),
            }
        }
    };
    let change = move |written: String| {
        let written = written.trim();
        let labels = reader.document.with_untracked(|document| {
            document.as_ref()?.labels.iter().position(|label| label.eq_ignore_ascii_case(written))
        });
        let number = written.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        match labels.or(number) {
            Some(page) => stage.go(page.min(stage.pages().saturating_sub(1)), None),
            None => reader.session.say(t.no_such_page),
        }
    };
    view! {
        <label class="reader-field">
            <span class="hidden">{t.page_field}</span>
            <input
                type="text"
                id="page-number"
                inputmode="numeric"
                autocomplete="off"
                title=format!("{} ({})", t.page_field, keys::shown(Deed::PageField.keys()[0]))
                aria-keyshortcuts=keys::spoken(Deed::PageField.keys()[0])
                disabled=live(move || !Deed::PageField.is_possible(reader))
                prop:value=live(move || shown.get())
                on:focus=|event| overwrite(&event)
                on:keydown=leave
                on:change=move |event| {
                    change(event_target_value(&event));
                    written_anew(&event, &shown.get_untracked());
                }
            />
            <span class="muted numbers" id="page-count">{live(of)}</span>
        </label>
    }
    .into_any()
}

/// The scale in percent, to be written over.
fn zoom_field(reader: Reader) -> AnyView {
    let t = text();
    let stage = reader.stage;
    let shown = Memo::new(move |_| number::percent((stage.scale.get() / FULL * 100.0).round() / 100.0));
    let change = move |written: String| {
        let digits: String = written.chars().filter(|sign| sign.is_ascii_digit() || *sign == '.').collect();
        if let Some(percent) = browser::number(&digits) {
            stage.zoom(percent / 100.0 * FULL, None);
        }
    };
    view! {
        <label class="reader-field roomy">
            <span class="hidden">{t.zoom_field}</span>
            <input
                type="text"
                id="zoom"
                inputmode="numeric"
                autocomplete="off"
                title=t.zoom_field
                disabled=live(move || !Deed::ZoomIn.is_possible(reader))
                prop:value=live(move || shown.get())
                on:focus=|event| overwrite(&event)
                on:keydown=leave
                on:change=move |event| {
                    change(event_target_value(&event));
                    written_anew(&event, &shown.get_untracked());
                }
            />
        </label>
    }
    .into_any()
}

/// Enter takes what is written, and goes back to the pages.
fn leave(event: web_sys::KeyboardEvent) {
    if event.key() == "Enter" {
        event.prevent_default();
        focus_on("#pages");
    }
}

/// What cannot be done goes back to what is so, also where the value is the same as before.
fn written_anew(event: &web_sys::Event, value: &str) {
    if let Some(field) = event.target().and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        field.set_value(value);
    }
}
