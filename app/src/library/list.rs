//! The list: as many rows in the page as somebody can see, however many files there are.
//!
//! One element has the focus and all the listeners; rows are only looks. So ten thousand files cost what fifty do, and the
//! focus never gets lost with a row that was scrolled away.

use leptos::ev::{DragEvent, KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::act;
use super::line::{Kind, Line};
use super::shelf::Shelf;
use crate::command::Command;
use crate::number;
use crate::session::Session;
use crate::text::text;
use crate::ui;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;

/// Rows above and below the visible ones that are in the page already.
const SPARE: usize = 12;
/// Rows come and go in groups of so many.
const GROUP: usize = 8;

/// What is being dragged says this of itself, so that other drags are left alone.
pub const DRAG: &str = "application/x-nearside";

/// How the list is scrolled.
#[derive(Clone, Copy)]
struct Frame {
    node: NodeRef<html::Div>,
    /// Height of a row, height of the list, and how far it is scrolled, in pixels.
    size: RwSignal<(f64, f64, f64)>,
}

impl Frame {
    fn measure(self) {
        let Some(list) = self.node.get_untracked() else { return };
        let row = list.query_selector(".ruler").ok().flatten();
        let row = row.map_or(0.0, |row| row.get_bounding_client_rect().height());
        self.size.set((row.max(1.0), f64::from(list.client_height()), f64::from(list.scroll_top())));
    }

    /// The rows that are in the page.
    fn rows(self, all: usize) -> (usize, usize) {
        let (row, height, top) = self.size.get();
        let first = (top / row) as usize;
        let last = ((top + height) / row) as usize + 1;
        let from = first.saturating_sub(SPARE) / GROUP * GROUP;
        (from.min(all), (last + SPARE).next_multiple_of(GROUP).min(all))
    }

    /// Scrolls as little as is needed to show a row.
    fn show(self, at: usize) {
        let Some(list) = self.node.get_untracked() else { return };
        let (row, height, top) = self.size.get_untracked();
        let (from, to) = (at as f64 * row, (at + 1) as f64 * row);
        if from < top {
            list.set_scroll_top(from as i32);
        } else if to > top + height {
            list.set_scroll_top((to - height).ceil() as i32);
        }
    }
}

/// The list.
pub fn list(session: Session) -> AnyView {
    let t = &text().library;
    let shelf = session.shelf;
    let frame = Frame { node: NodeRef::new(), size: RwSignal::new((1.0, 0.0, 0.0)) };
    let all = Memo::new(move |_| shelf.shown.with(Vec::len));
    let span = Memo::new(move |_| frame.rows(all.get()));
    Effect::new(move |_| {
        frame.node.track();
        all.track();
        request_animation_frame(move || frame.measure());
    });
    let resize = window_event_listener(leptos::ev::resize, move |_| frame.measure());
    on_cleanup(move || resize.remove());
    let rows = move || {
        let (from, to) = span.get();
        shelf.shown.with(|shown| {
            shelf.lines.with(|lines| {
                let rows = (from..to).filter_map(|at| {
                    Some(row(shelf, at, lines.get(*shown.get(at)? as usize)?, *shown.get(at)?))
                });
                rows.collect::<Vec<AnyView>>()
            })
        })
    };
    let hit = |event: &web_sys::Event| -> Option<usize> {
        let element: Element = event.target()?.dyn_into().ok()?;
        element.closest(".item").ok()??.get_attribute("data-at")?.parse().ok()
    };
    let click = move |event: MouseEvent| {
        let Some(at) = hit(&event) else { return shelf.chosen.set(Vec::new()) };
        let touch = js_sys::Reflect::get(&event, &"pointerType".into()).is_ok_and(|kind| kind == "touch");
        shelf.choose(at, event.ctrl_key() || event.meta_key() || touch, event.shift_key());
    };
    let menu = move |event: MouseEvent| {
        let at = hit(&event).unwrap_or_else(|| shelf.cursor.get_untracked());
        event.prevent_default();
        let known = shelf.shown.with_untracked(|shown| shown.get(at).copied());
        if known.is_some_and(|line| !shelf.chosen.with_untracked(|chosen| chosen.contains(&line))) {
            shelf.choose(at, false, false);
        }
        if known.is_some() {
            super::page::open_menu(f64::from(event.client_x()), f64::from(event.client_y()));
        }
    };
    let drag = move |event: DragEvent| {
        let (Some(at), Some(transfer)) = (hit(&event), event.data_transfer()) else { return };
        let line = shelf.shown.with_untracked(|shown| shown.get(at).copied());
        if line.is_some_and(|line| !shelf.chosen.with_untracked(|chosen| chosen.contains(&line))) {
            shelf.choose(at, false, false);
        }
        // Both are plain words to the browser.
        let _ = transfer.set_data(DRAG, "");
        transfer.set_effect_allowed("copyMove");
    };
    let over = move |event: DragEvent| {
        if onto(session, &event).is_some() {
            event.prevent_default();
        }
    };
    let drop = move |event: DragEvent| {
        if let Some(line) = onto(session, &event) {
            event.prevent_default();
            let place = untrack(|| shelf.place());
            if let Some(place) = place {
                act::send(session, place, line.path().clone(), true);
            }
        }
    };
    view! {
        <div
            class="items"
            id="shelf"
            role="listbox"
            tabindex="0"
            aria-multiselectable="true"
            aria-label=t.files
            aria-activedescendant=live(move || (all.get() > 0).then(|| format!("item-{}", shelf.cursor.get())))
            node_ref=frame.node
            on:scroll=move |_| frame.measure()
            on:click=click
            on:dblclick=move |event| if hit(&event).is_some() { Command::ItemsOpen.run(session) }
            on:contextmenu=menu
            on:keydown=move |event| keys(shelf, frame, &event)
            on:dragstart=drag
            on:dragover=over
            on:drop=drop
        >
            <div class="ruler" aria-hidden="true"></div>
            <div class="runway" role="presentation" style:--all=live(move || all.get().to_string())>
                {live(rows)}
            </div>
        </div>
    }
    .into_any()
}

/// The folder that something is dragged onto.
fn onto(session: Session, event: &DragEvent) -> Option<Line> {
    if !event.data_transfer()?.types().includes(&DRAG.into(), 0) {
        return None;
    }
    let row = event.target()?.dyn_into::<Element>().ok()?.closest(".item").ok()??;
    let at: usize = row.get_attribute("data-at")?.parse().ok()?;
    let shelf = session.shelf;
    let line = shelf.shown.with_untracked(|shown| shown.get(at).copied())?;
    let chosen = shelf.chosen.with_untracked(|chosen| chosen.contains(&line));
    let line = shelf.lines.with_untracked(|lines| lines.get(line as usize).cloned())?;
    (line.item.entry.folder && !chosen).then_some(line)
}

fn keys(shelf: Shelf, frame: Frame, event: &KeyboardEvent) {
    let all = shelf.shown.with_untracked(Vec::len);
    let at = shelf.cursor.get_untracked();
    let (row, height, _) = frame.size.get_untracked();
    let page = ((height / row) as usize).max(2) - 1;
    let more = event.ctrl_key() || event.meta_key();
    let to = match event.key().as_str() {
        "ArrowDown" if shelf.chosen.with_untracked(Vec::is_empty) && at == 0 => 0,
        "ArrowDown" => at + 1,
        // With the command key it leads to the folder above.
        "ArrowUp" if !more => at.saturating_sub(1),
        "PageDown" => at + page,
        "PageUp" => at.saturating_sub(page),
        "Home" => 0,
        "End" => all,
        " " => at,
        _ => return,
    };
    event.prevent_default();
    if all == 0 {
        return;
    }
    let to = to.min(all - 1);
    if event.key() == " " || !more {
        shelf.choose(to, event.key() == " ", event.shift_key());
    } else {
        shelf.cursor.set(to);
    }
    frame.show(to);
}

/// What stands for a kind.
fn face(kind: Kind) -> Icon {
    match kind {
        Kind::Folder => Icon::Folder,
        Kind::Picture => Icon::Picture,
        Kind::Film => Icon::Film,
        Kind::Sound => Icon::Sound,
        Kind::Document => Icon::Document,
        Kind::Archive => Icon::Zip,
        Kind::Other => Icon::File,
    }
}

fn row(shelf: Shelf, at: usize, line: &Line, id: u32) -> AnyView {
    let t = &text().library;
    let (name, kind) = (line.path().name().to_owned(), line.kind());
    let folder = line.path().parent();
    // What was found anywhere, and what lies in the trash, says where it is.
    let away = shelf.at.with_untracked(|at| at.is_trash() || at.folder != folder);
    let away = (away && !folder.is_root())
        .then(|| view! { <span class="folder">{folder.as_str().to_owned()}</span> });
    let size = (kind != Kind::Folder).then(|| number::bytes(line.item.entry.size as f64));
    let safe = (kind != Kind::Folder
        && line.since.is_none()
        && shelf.at.with_untracked(|at| at.is_browser()))
    .then(|| {
        let (class, words) = match &line.item.backup {
            Some(backup) if line.item.is_backed_up() => {
                ("good", (t.backed_up)(&backup.place, &number::day(backup.at)))
            }
            Some(backup) => ("old", (t.backed_up_old)(&backup.place)),
            None => ("", t.nowhere_else.to_owned()),
        };
        view! { <span class=class>{words}</span> }
    });
    let chosen = Memo::new(move |_| shelf.chosen.with(|chosen| chosen.contains(&id)));
    view! {
        <div
            class="item"
            role="option"
            id=format!("item-{at}")
            data-at=at
            data-kind=if kind == Kind::Folder { "folder" } else { "file" }
            class:cursor=live(move || shelf.cursor.get() == at)
            style:--at=at.to_string()
            aria-selected=live(move || chosen.get().to_string())
            aria-setsize=shelf.shown.with_untracked(Vec::len)
            aria-posinset=at + 1
            draggable="true"
        >
            {icon(face(kind)).into_any()}
            <span class="what" title=name.clone()>
                {ui::name::name(&name)}
                {away}
            </span>
            <span class="kind">{(t.kind)(kind)}</span>
            <span class="size numbers">{size}</span>
            <span class="date numbers">{line.date().map(number::date)}</span>
            <span class="safe">{safe}</span>
        </div>
    }
    .into_any()
}
