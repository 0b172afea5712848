//! Stills: the picture under the playhead as a file, or many on one sheet.

use leptos::prelude::*;
use video::settings::StillFormat;

use super::fields::group;
use super::ours::{scope, seen};
use super::start;
use crate::studio::clock;
use crate::studio::icons;
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::field;
use crate::ui::icon::{Icon, drawn, icon};
use crate::ui::live::live;

fn formats() -> Vec<(StillFormat, AnyView)> {
    [(StillFormat::Png, "PNG"), (StillFormat::Jpeg, "JPEG"), (StillFormat::WebP, "WebP")]
        .map(|(format, name)| (format, name.into_any()))
        .into()
}

/// Its form; the buttons stand with what they make.
pub fn parts(studio: Studio) -> (AnyView, AnyView) {
    let t = words();
    let (still, sheet) = (studio.forms.still, studio.forms.sheet);
    let count = |id,
                 name,
                 get: fn(&video::settings::Sheet) -> u32,
                 set: fn(&mut video::settings::Sheet, u32),
                 most: f64| {
        field::number(
            id,
            name,
            "",
            (1.0, most),
            move || f64::from(sheet.with(get)),
            move |value| {
                sheet.update(|sheet| set(sheet, value as u32));
            },
        )
    };
    let form = view! {
        {scope(studio)}
        {group(t.this_picture, view! {
            {field::segments("still-format", t.format, formats(), move || still.get(), move |format| still.set(format))}
            <button type="button" class="wide primary" id="studio-still-now" on:click=move |_| start::still(studio)>
                {drawn(icons::CAMERA)}
                <span>
                    {live(move || {
                        let time = clock::exact(studio.player.time.get());
                        match start::rows(studio).len() {
                            1 => (t.still_now)(&time),
                            count => (t.still_all)(count, &time),
                        }
                    })}
                </span>
            </button>
        })}
        {group(t.contact_sheet, view! {
            <div class="grid-2">
                {count("sheet-columns", t.columns, |sheet| sheet.columns, |sheet, to| sheet.columns = to, 20.0)}
                {count("sheet-rows", t.rows, |sheet| sheet.rows, |sheet, to| sheet.rows = to, 50.0)}
            </div>
            {field::number("sheet-width", t.width, "px", (200.0, 8000.0), move || f64::from(sheet.with(|sheet| sheet.width)), move |value| {
                sheet.update(|sheet| sheet.width = value as u32);
            })}
            {field::segments(
                "sheet-format",
                t.format,
                formats(),
                move || sheet.with(|sheet| sheet.format),
                move |format| sheet.update(|sheet| sheet.format = format),
            )}
            <button type="button" class="wide" id="studio-sheet-now" on:click=move |_| start::sheet(studio)>
                {icon(Icon::Pages)}
                <span>
                    {live(move || match start::rows(studio).len() {
                        1 => t.sheet_now.to_owned(),
                        count => (t.sheet_all)(count),
                    })}
                </span>
            </button>
        })}
    };
    (form.into_any(), seen(studio))
}
