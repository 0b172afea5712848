//! Words that are selected: which lines of which pages they are, and the small bar that says what can be done with them.

use std::collections::BTreeMap;
use std::time::Duration;

use document::edit::Rect;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, Node, Range};

use super::place::box_on_page;
use super::tool::Tool;
use crate::documents::deed::Deed;
use crate::documents::reader::Reader;
use crate::documents::toolbar::{Face, button};
use crate::text::documents::edit::edit as text;
use crate::ui::live::live;

/// A selection that rests so long gets its bar, in milliseconds.
const REST: u64 = 220;
/// So much of the bar's height, and of its width, in pixels.
const BAR: (f64, f64) = (48.0, 180.0);

/// The lines that are selected, by their pages.
pub fn lines(reader: Reader) -> BTreeMap<usize, Vec<Rect>> {
    let mut pages: BTreeMap<usize, Vec<Rect>> = BTreeMap::new();
    let Some(range) = range() else { return pages };
    let Ok(spans) = document().query_selector_all(".reader .words span") else { return pages };
    for at in 0..spans.length() {
        let Some(span) = spans.item(at).filter(|span| range.intersects_node(span).unwrap_or(false)) else {
            continue;
        };
        let paper = span.dyn_ref::<Element>().and_then(|span| span.closest(".paper").ok().flatten());
        let Some((paper, page)) = paper.and_then(|paper| Some((paper.clone(), page_of(&paper)?))) else {
            continue;
        };
        if let Some(bounds) = part(&range, &span) {
            let bounds = box_on_page(reader, page, &paper, &bounds);
            if bounds.width > 0.1 && bounds.height > 0.1 {
                join(pages.entry(page).or_default(), bounds);
            }
        }
    }
    pages
}

fn range() -> Option<Range> {
    let selection = window().get_selection().ok()??;
    (!selection.is_collapsed() && selection.range_count() > 0).then(|| selection.get_range_at(0).ok())?
}

fn page_of(paper: &Element) -> Option<usize> {
    let sheet = paper.closest(".sheet").ok()??;
    sheet.get_attribute("data-page")?.parse::<usize>().ok()?.checked_sub(1)
}

/// The part of a piece of text that is selected, on the screen.
fn part(range: &Range, span: &Node) -> Option<web_sys::DomRect> {
    let words = span.first_child()?;
    // What stands at the end of a line only parts it from the next one.
    let length = span.text_content()?.trim_end().encode_utf16().count() as u32;
    let ends = |node: Option<Node>, offset: u32, other: u32| {
        if node.as_ref() == Some(&words) { offset.min(length) } else { other }
    };
    let from = ends(range.start_container().ok(), range.start_offset().ok()?, 0);
    let to = ends(range.end_container().ok(), range.end_offset().ok()?, length);
    let part = document().create_range().ok()?;
    part.set_start(&words, from).ok()?;
    part.set_end(&words, to).ok()?;
    (from < to).then(|| part.get_bounding_client_rect())
}

/// Pieces that stand in one line become one box.
fn join(lines: &mut Vec<Rect>, piece: Rect) {
    if let Some(line) = lines.last_mut() {
        let shared = (line.y + line.height).min(piece.y + piece.height) - line.y.max(piece.y);
        let close = piece.x - (line.x + line.width) < line.height && piece.x >= line.x;
        if close && shared > 0.6 * line.height.min(piece.height) {
            let (right, low) = (
                (line.x + line.width).max(piece.x + piece.width),
                (line.y + line.height).max(piece.y + piece.height),
            );
            line.y = line.y.min(piece.y);
            (line.width, line.height) = (right - line.x, low - line.y);
            return;
        }
    }
    lines.push(piece);
}

/// Does with the selected words what a tool does. False if there are none.
pub fn apply(reader: Reader, tool: Tool) -> bool {
    let lines = lines(reader);
    if lines.is_empty() {
        return false;
    }
    let colour = untrack(|| reader.edits.colour(tool));
    let all = lines.into_iter().flat_map(|(page, lines)| tool.over(page as u32, lines, colour)).collect();
    reader.edits.add(all);
    reader.edits.chosen.set(None);
    if let Ok(Some(selection)) = window().get_selection() {
        // Nothing stays selected: the bar has done its work.
        let _ = selection.remove_all_ranges();
    }
    true
}

/// The bar at the selection.
pub fn bar(reader: Reader) -> AnyView {
    let place = RwSignal::new(None::<(f64, f64)>);
    listen(reader, place);
    let tools = [Deed::Highlight, Deed::Underline, Deed::Strike, Deed::Redact];
    live(move || {
        let Some((left, top)) = place.get() else { return ().into_any() };
        let tools =
            tools.into_iter().map(|deed| button(reader, deed, Face::Icon, "quiet")).collect::<Vec<AnyView>>();
        view! {
            <div
                class="edit-selection"
                role="toolbar"
                aria-label=text().selection
                style:left=format!("{left}px")
                style:top=format!("{top}px")
                // A press must not take the selection away.
                on:pointerdown=|event: web_sys::PointerEvent| event.prevent_default()
            >
                {tools}
            </div>
        }
        .into_any()
    })
    .into_any()
}

/// Hears the selection rest. With a tool for words in hand it is marked at once.
fn listen(reader: Reader, place: RwSignal<Option<(f64, f64)>>) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let pressed = StoredValue::new(false);
    let look = move || {
        if place.is_disposed() || pressed.try_get_value() != Some(false) {
            return;
        }
        let tool = reader.edits.tool.get_untracked().filter(|tool| tool.takes_words());
        let there = spot(reader);
        if let Some(tool) = tool.filter(|_| there.is_some()) {
            apply(reader, tool);
        }
        place.set(there.filter(|_| tool.is_none()));
    };
    let soon = move || {
        let fresh = set_timeout_with_handle(look, Duration::from_millis(REST)).ok();
        let before = timer.try_update_value(|timer| std::mem::replace(timer, fresh));
        before.flatten().inspect(TimeoutHandle::clear);
    };
    let mut heard = Vec::new();
    for name in ["selectionchange", "pointerdown", "pointerup", "pointercancel"] {
        let hear = Closure::<dyn Fn()>::new(move || {
            if place.is_disposed() {
                return;
            }
            match name {
                "pointerdown" => pressed.set_value(true),
                "selectionchange" => {
                    if range().is_none() {
                        place.set(None);
                    }
                }
                _ => pressed.set_value(false),
            }
            soon();
        });
        // A listener is nothing that a document refuses.
        let _ = document().add_event_listener_with_callback(name, hear.as_ref().unchecked_ref());
        heard.push((name, hear));
    }
    let heard = StoredValue::new_local(heard);
    on_cleanup(move || {
        heard.try_with_value(|heard| {
            for (name, hear) in heard {
                let _ = document().remove_event_listener_with_callback(name, hear.as_ref().unchecked_ref());
            }
        });
    });
    // The bar goes where the words go.
    Effect::new(move |_| {
        reader.stage.seen.track();
        reader.stage.scale.track();
        soon();
    });
}

/// Where the bar stands, in the body of the reader: above the selection, or below it.
fn spot(reader: Reader) -> Option<(f64, f64)> {
    let range = range()?;
    let ground = reader.stage.ground.get_untracked()?;
    if !ground.contains(range.start_container().ok().as_ref()) {
        return None;
    }
    let node = reader.stage.node.get_untracked()?;
    let body = node.parent_element()?.get_bounding_client_rect();
    let window = node.get_bounding_client_rect();
    let words = range.get_bounding_client_rect();
    if words.bottom() < window.top() || words.top() > window.bottom() || words.width() < 1.0 {
        return None;
    }
    let above = words.top() - BAR.0;
    let top = if above > window.top() { above } else { (words.bottom() + 8.0).min(window.bottom() - BAR.0) };
    let left = words.left() + words.width() / 2.0 - BAR.1 / 2.0;
    let left = left.min(window.right() - BAR.1 - 8.0).max(window.left() + 4.0);
    Some((left - body.left(), top - body.top()))
}
