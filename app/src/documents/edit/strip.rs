//! The tools, laid out under the bar when they are wanted.

use leptos::prelude::*;

use super::tool::{COLOURS, Tool, shown};
use crate::documents::deed::Deed;
use crate::documents::reader::Reader;
use crate::documents::toolbar::{Face, button};
use crate::text::documents::edit::edit as text;
use crate::ui::live::{live, when};

/// The tools in their order.
const TOOLS: [Deed; 8] = [
    Deed::Redact,
    Deed::Highlight,
    Deed::Underline,
    Deed::Strike,
    Deed::Note,
    Deed::Text,
    Deed::Ink,
    Deed::Sign,
];

/// The strip, while it is wanted.
pub fn strip(reader: Reader) -> AnyView {
    when(move || reader.edits.strip.get(), move || inside(reader))
}

fn inside(reader: Reader) -> AnyView {
    let t = text();
    let edits = reader.edits;
    let tools =
        TOOLS.into_iter().map(|deed| button(reader, deed, Face::Icon, "quiet")).collect::<Vec<AnyView>>();
    view! {
        <div class="edit-strip">
            <div class="edit-tools" role="toolbar" aria-label=t.tools>{tools}</div>
            {live(move || match edits.tool.get() {
                Some(tool) if tool.colour().is_some() => colours(reader, tool),
                Some(Tool::Sign) => {
                    view! {
                        <button type="button" class="quiet" on:click=move |_| edits.signing.set(true)>
                            {t.sign_new}
                        </button>
                    }
                    .into_any()
                }
                _ => ().into_any(),
            })}
            <p class="edit-hint muted" role="status">
                {live(move || edits.tool.get().map_or("", t.hint))}
            </p>
        </div>
    }
    .into_any()
}

fn colours(reader: Reader, tool: Tool) -> AnyView {
    let t = text();
    let edits = reader.edits;
    let choices = COLOURS.into_iter().zip(t.colours).map(|(colour, name)| {
        view! {
            <label class="edit-colour" title=name>
                <input
                    type="radio"
                    name="edit-colour"
                    aria-label=name
                    prop:checked=live(move || edits.colour(tool) == colour)
                    on:change=move |_| edits.colours.update(|colours| {
                        colours.insert(tool, colour);
                    })
                />
                <span aria-hidden="true" style:background=shown(colour)></span>
            </label>
        }
        .into_any()
    });
    view! { <div class="edit-colours" role="group" aria-label=t.colour>{choices.collect::<Vec<AnyView>>()}</div> }
        .into_any()
}
