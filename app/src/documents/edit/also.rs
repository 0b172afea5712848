//! What else is removed when something is redacted, and what its boxes look like: the switches of a redaction.

use document::edit::{Colour, Redaction};
use leptos::prelude::*;

use crate::documents::reader::Reader;
use crate::text::documents::edit::edit as text;
use crate::ui::field;

/// What the boxes that are left behind can look like.
const BOXES: [(&str, Option<Colour>); 3] = [
    ("black", Some(Colour { r: 0, g: 0, b: 0 })),
    ("white", Some(Colour { r: 255, g: 255, b: 255 })),
    ("none", None),
];

/// The switches.
pub fn switches(reader: Reader) -> AnyView {
    let t = text();
    let edits = reader.edits;
    let switch = move |id: &'static str, name: &'static str, part: fn(&mut Redaction) -> &mut bool| {
        field::check(
            id,
            name,
            move || *part(&mut edits.draft.with(|draft| draft.also.clone())),
            move |on| edits.edit("also", |draft| *part(&mut draft.also) = on),
        )
    };
    let fill = move || {
        let fill = edits.draft.with(|draft| draft.also.fill);
        BOXES.into_iter().find(|(_, known)| *known == fill).map_or("none", |(word, _)| word)
    };
    let choose = move |word: String| {
        let fill = BOXES.into_iter().find(|(known, _)| *known == word).and_then(|(_, fill)| fill);
        edits.edit("also", |draft| draft.also.fill = fill);
    };
    view! {
        <details class="edit-also">
            <summary>{t.also}</summary>
            <div class="edit-also-list">
                {switch("redact-hidden", t.also_hidden, |also| &mut also.hidden)}
                {switch("redact-notes", t.also_notes, |also| &mut also.annotations)}
                {switch("redact-files", t.also_files, |also| &mut also.attachments)}
                {switch("redact-about", t.also_about, |also| &mut also.metadata)}
                {field::select("redact-fill", t.boxes, t.box_fills.to_vec(), fill, choose)}
            </div>
        </details>
    }
    .into_any()
}
