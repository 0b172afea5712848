//! The list of open files.

use crate::ui::live::{either, live, when};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

use super::file::file;
use crate::command::Command;
use crate::number;
use crate::row::Row;
use crate::session::Session;
use crate::text::text;
use crate::ui::button::{Show as Face, button, named};
use crate::ui::icon::{Icon, icon};

/// The list with its head.
pub fn files(session: Session) -> impl IntoView {
    let t = text();
    let list = NodeRef::<html::Ul>::new();
    watch(session, list);
    let rows = move || session.rows.get();
    let tally = session.tally;
    let all_selected = move || tally.with(|tally| tally.selected == tally.all && tally.all > 0);
    let head = move || {
        tally.with(|tally| match tally.selected {
            0 if tally.pictures < tally.all => (t.mixed)(tally.all),
            0 => (t.files)(tally.all),
            selected => (t.selected)(selected, tally.all),
        })
    };
    let documents = Memo::new(move |_| tally.with(|tally| tally.documents.min(2)));
    let locked = move || tally.with(|tally| tally.locked);
    let missing = move || tally.with(|tally| tally.missing);
    view! {
        <section class="files" aria-labelledby="files-title">
            <header class="files-head">
                <label class="check">
                    <input
                        type="checkbox"
                        id="select-all"
                        aria-label=t.select_all
                        prop:checked=live(all_selected)
                        prop:indeterminate=live(move || tally.with(|tally| tally.selected > 0 && tally.selected < tally.all))
                        on:change=move |event| session.select_all(event_target_checked(&event))
                    />
                </label>
                <h2 id="files-title" tabindex="-1">{live(head)}</h2>
                <span class="muted size">{live(move || number::bytes(tally.with(|tally| tally.size)))}</span>
                <span class="grow"></span>
                {button(session, Command::Undo, Face::Icon, "undo", "quiet")}
                {button(session, Command::Redo, Face::Icon, "redo", "quiet")}
                {either(move || { tally.with(|tally| tally.selected > 0) }, move || button(session, Command::Remove, Face::Icon, "remove", "quiet").into_any(), move || button(session, Command::Clear, Face::Icon, "clear", "quiet").into_any())}
                {live(move || match documents.get() {
                    0 => ().into_any(),
                    1 => button(session, Command::Arrange, Face::Both, "arrange", ""),
                    _ => named(session, Command::Arrange, t.merge, Face::Both, "arrange", ""),
                })}
                {when(
                    move || tally.with(|tally| tally.documents == 0 && tally.pictures > 0),
                    move || button(session, Command::Album, Face::Icon, "album", "quiet"),
                )}
                {button(session, Command::OpenFolder, Face::Icon, "add-folder", "quiet")}
                {button(session, Command::OpenFiles, Face::Both, "add-files", "")}
            </header>
            {when(move || { locked() > 0 }, move || view! { <p class="banner">
                    {icon(Icon::Lock)} <span>{live(move || (t.locked)(locked()))}</span>
                    {button(session, Command::Unlock, Face::Words, "unlock", "primary")}
                </p> }.into_any())}
            {when(move || { missing() > 0 }, move || view! { <p class="banner">
                    {icon(Icon::Warn)} <span>{live(move || (t.missing)(missing()))}</span>
                    {button(session, Command::OpenFiles, Face::Words, "reopen", "")}
                </p> }.into_any())}
            <ul class="rows" id="files" node_ref=list>
                <For each=rows key=|row| row.id let:row>
                    {file(session, row)}
                </For>
            </ul>
            <p class="kept muted">{live(move || kept(session))}</p>
        </section>
    }
}

fn kept(session: Session) -> String {
    let t = text();
    session.kept.with(|kept| match kept.works {
        true if kept.left_out > 0 => (t.kept_partly)(&number::bytes(kept.bytes), kept.left_out),
        true => (t.kept)(&number::bytes(kept.bytes)),
        false => t.kept_not.to_string(),
    })
}

/// Rows near the screen get their thumbnails; those that leave it give up their place in the queue.
fn watch(session: Session, list: NodeRef<html::Ul>) {
    let seen = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        for entry in entries.iter() {
            let entry: IntersectionObserverEntry = entry.unchecked_into();
            let Some(row) = row_of(session, &entry.target()) else { continue };
            match entry.is_intersecting() {
                true => crate::look::want(row),
                false => crate::look::forget(row),
            }
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin("200px 0px");
    let observer = IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &options).ok();
    let observer = StoredValue::new_local(observer.map(|observer| (observer, seen)));
    Effect::new(move |known: Option<usize>| {
        let rows = session.rows.with(Vec::len);
        let Some(list) = list.get() else { return 0 };
        // Rows are in the page after this turn.
        request_animation_frame(move || {
            observer.try_with_value(|observer| {
                let Some((observer, _)) = observer else { return };
                let items = list.children();
                let fresh = known.filter(|known| *known <= rows).unwrap_or(0);
                (fresh as u32..items.length())
                    .filter_map(|i| items.item(i))
                    .for_each(|li| observer.observe(&li));
            });
        });
        rows
    });
    on_cleanup(move || {
        observer.try_update_value(|observer| {
            if let Some((observer, _)) = observer.take() {
                observer.disconnect();
            }
        });
    });
}

fn row_of(session: Session, element: &Element) -> Option<Row> {
    let id = element.get_attribute("data-id")?.parse().ok()?;
    untrack(|| session.row(id))
}
