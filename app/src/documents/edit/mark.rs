//! A mark on a page: to be seen, moved, made larger, written into and taken away, by pointer and by keys.

use document::edit::{Point, Rect, Shape};
use leptos::html;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

use super::draft::{Mark, What};
use super::pictures;
use super::place::{points, way};
use super::tool::shown;
use crate::app::focus_on;
use crate::documents::reader::Reader;
use crate::text::documents::edit::edit as text;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;

/// A key moves a mark so far, in points.
const STEP: f32 = 4.0;

/// What the pointer does to a mark.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Drag {
    from: (f64, f64),
    grows: bool,
    by: (f32, f32),
}

/// A mark by its number.
pub fn mark(reader: Reader, id: u32) -> AnyView {
    let edits = reader.edits;
    let node = NodeRef::<html::Div>::new();
    let drag = RwSignal::new(None::<Drag>);
    let held = Memo::new(move |_| edits.draft.with(|draft| draft.mark(id)));
    // As it looks while it is being moved.
    let now = Memo::new(move |_| {
        let mark = (*held.get()?).clone();
        Some(match drag.get() {
            Some(Drag { grows: true, by, .. }) => mark.changed((0.0, 0.0), by),
            Some(Drag { by, .. }) => mark.changed(by, (0.0, 0.0)),
            None => mark,
        })
    });
    let Some(first) = held.get_untracked() else { return ().into_any() };
    let (bound, sizable, kind) = (first.is_bound(), first.is_sizable(), word(&first));
    let edge = move |pick: fn(Rect) -> f32| move || now.get().map(|mark| points(pick(mark.frame())));
    let begin = move |event: &PointerEvent, grows: bool| {
        if event.button() != 0 || !event.is_primary() {
            return;
        }
        event.stop_propagation();
        edits.chosen.set(Some(id));
        let Some(node) = node.get_untracked().filter(|_| !bound) else { return };
        // A pointer that is down can be held.
        let _ = node.set_pointer_capture(event.pointer_id());
        let from = (event.client_x().into(), event.client_y().into());
        drag.set(Some(Drag { from, grows, by: (0.0, 0.0) }));
    };
    let moved = move |event: PointerEvent| {
        drag.maybe_update(|drag| {
            let Some(drag) = drag else { return false };
            let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
            drag.by = way(reader, x - drag.from.0, y - drag.from.1);
            true
        });
    };
    let up = move |_| {
        if let Some(mark) = now.get_untracked().filter(|_| drag.get_untracked().is_some()) {
            edits.replace("move", mark);
        }
        drag.set(None);
    };
    let remove = move || {
        edits.remove(id);
        focus_on("#pages");
    };
    let key = move |event: KeyboardEvent| {
        let own = event.target() == event.current_target();
        let by = match event.key().as_str() {
            "Delete" | "Backspace" if own => {
                event.prevent_default();
                event.stop_propagation();
                return remove();
            }
            "ArrowLeft" => (-STEP, 0.0),
            "ArrowRight" => (STEP, 0.0),
            "ArrowUp" => (0.0, -STEP),
            "ArrowDown" => (0.0, STEP),
            _ => return,
        };
        if !own || bound {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        if let Some(mark) = held.get_untracked() {
            let changed =
                if event.shift_key() { mark.changed((0.0, 0.0), by) } else { mark.changed(by, (0.0, 0.0)) };
            edits.replace("nudge", changed);
        }
    };
    let t = text();
    view! {
        <div
            class="edit-mark"
            id=format!("mark-{id}")
            node_ref=node
            data-kind=kind
            class:chosen=live(move || edits.chosen.get() == Some(id))
            class:bound=bound
            tabindex="0"
            role="group"
            aria-label=(t.mark)(kind)
            style:left=live(edge(|at| at.x))
            style:top=live(edge(|at| at.y))
            style:width=live(edge(|at| at.width))
            style:height=live(edge(|at| at.height))
            on:pointerdown=move |event| begin(&event, false)
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=move |_| drag.set(None)
            on:focusin=move |_| edits.chosen.set(Some(id))
            on:keydown=key
        >
            {inside(reader, id, now)}
            <button
                type="button"
                class="edit-mark-remove"
                title=t.remove
                aria-label=t.remove
                on:pointerdown=|event: PointerEvent| event.stop_propagation()
                on:click=move |_| remove()
            >
                {icon(Icon::Close).into_any()}
            </button>
            {sizable
                .then(|| {
                    view! {
                        <span
                            class="edit-mark-grip"
                            aria-hidden="true"
                            on:pointerdown=move |event| begin(&event, true)
                        ></span>
                    }
                })}
        </div>
    }
    .into_any()
}

/// The word of `data-kind`, for styles and names.
fn word(mark: &Mark) -> &'static str {
    match &mark.what {
        What::Redact(_) => "redact",
        What::Add(addition) => match addition.shape {
            Shape::Highlight(_) => "highlight",
            Shape::Underline(_) => "underline",
            Shape::Strike(_) => "strike",
            Shape::Note(_) => "note",
            Shape::Ink { .. } => "ink",
            Shape::Text { .. } => "text",
            Shape::Picture { .. } => "sign",
        },
    }
}

fn inside(reader: Reader, id: u32, now: Memo<Option<Mark>>) -> AnyView {
    let Some(first) = now.get_untracked() else { return ().into_any() };
    let What::Add(addition) = &first.what else { return ().into_any() };
    match &addition.shape {
        Shape::Text { .. } => written(reader, id, now),
        Shape::Note(_) => view! {
            <span class="edit-note" style:background=shown(addition.colour)>
                {icon(Icon::Pencil).into_any()}
            </span>
            {written(reader, id, now)}
        }
        .into_any(),
        Shape::Picture { picture, .. } => {
            let address = pictures::get(*picture).map(|picture| picture.address);
            view! { <img src=address alt="" draggable="false" /> }.into_any()
        }
        // What moves or grows is drawn anew.
        _ => live(move || now.get().map_or(().into_any(), |mark| drawn(&mark))).into_any(),
    }
}

fn drawn(mark: &Mark) -> AnyView {
    let (What::Add(addition), frame) = (&mark.what, mark.frame()) else { return ().into_any() };
    let colour = shown(addition.colour);
    match &addition.shape {
        Shape::Ink { strokes: all, width } => strokes(all, frame, *width, colour, false),
        Shape::Highlight(lines) | Shape::Underline(lines) | Shape::Strike(lines) => {
            let lines = lines.iter().map(|at| {
                view! {
                    <span
                        class="edit-line"
                        style:--colour=colour.clone()
                        style:left=points(at.x - frame.x)
                        style:top=points(at.y - frame.y)
                        style:width=points(at.width)
                        style:height=points(at.height)
                    ></span>
                }
                .into_any()
            });
            lines.collect::<Vec<AnyView>>().into_any()
        }
        _ => ().into_any(),
    }
}

/// Strokes of a pen in their frame; `placed` if the drawing itself has to go where the frame is.
pub fn strokes(all: &[Vec<Point>], frame: Rect, width: f32, colour: String, placed: bool) -> AnyView {
    let mut path = String::new();
    for stroke in all {
        for (at, point) in stroke.iter().enumerate() {
            let sign = if at == 0 { 'M' } else { 'L' };
            path.push_str(&format!("{sign}{:.1} {:.1}", point.x - frame.x, point.y - frame.y));
        }
        if stroke.len() == 1 {
            // A dot.
            path.push_str("h0.1");
        }
    }
    let place = move |value: f32| placed.then(|| points(value));
    view! {
        <svg
            class="edit-ink"
            viewBox=format!("0 0 {} {}", frame.width.max(1.0), frame.height.max(1.0))
            style:left=place(frame.x)
            style:top=place(frame.y)
            style:width=place(frame.width.max(1.0))
            style:height=place(frame.height.max(1.0))
            aria-hidden="true"
        >
            <path
                d=path
                fill="none"
                stroke=colour
                stroke-width=width
                stroke-linecap="round"
                stroke-linejoin="round"
            ></path>
        </svg>
    }
    .into_any()
}

/// What a box says, or a note: a field to write into.
fn written(reader: Reader, id: u32, now: Memo<Option<Mark>>) -> AnyView {
    let edits = reader.edits;
    let t = text();
    let value = move || {
        now.with(|mark| match &mark.as_ref()?.what {
            What::Add(addition) => Some(match &addition.shape {
                Shape::Text { text, .. } => text.clone(),
                _ => addition.comment.clone(),
            }),
            What::Redact(_) => None,
        })
        .unwrap_or_default()
    };
    let write = move |written: String| {
        let mark = edits.draft.with_untracked(|draft| draft.mark(id));
        let Some(mut mark) = mark.map(|mark| (*mark).clone()) else { return };
        if let What::Add(addition) = &mut mark.what {
            match &mut addition.shape {
                Shape::Text { text, .. } => *text = written,
                _ => addition.comment = written,
            }
        }
        edits.replace("write", mark);
    };
    let look = untrack(|| {
        now.with(|mark| match mark.as_ref().map(|mark| &mark.what) {
            Some(What::Add(addition)) => match &addition.shape {
                Shape::Text { size, .. } => Some((points(*size), shown(addition.colour))),
                _ => None,
            },
            _ => None,
        })
    });
    let (size, colour) = look.unzip();
    let name = if size.is_some() { t.text_field } else { t.note_field };
    view! {
        <textarea
            aria-label=name
            placeholder=name
            spellcheck="false"
            style:font-size=size
            style:color=colour
            prop:value=live(value)
            on:pointerdown=|event: PointerEvent| event.stop_propagation()
            on:input=move |event| write(event_target_value(&event))
        ></textarea>
    }
    .into_any()
}
