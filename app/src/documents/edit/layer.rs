//! What is changed on a page, over its words: fields, marks, and what a tool is drawing right now.

use std::sync::Arc;

use document::edit::{Area, Point, Rect, Shape};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

use super::draft::{Mark, What};
use super::place::{between, middle, on_page, points};
use super::tool::{LETTERS, PEN, Tool, added, shown};
use super::{covers, fields, mark, pictures};
use crate::app::focus_on;
use crate::documents::reader::Reader;
use crate::ui::live::live;

/// A box that is smaller than this was a slip of the hand, in points.
const SLIP: f32 = 4.0;
/// Points of a stroke are at least so far apart.
const STEP: f32 = 0.4;
/// More points than these a stroke does not get.
const MOST: usize = 20_000;
/// A stroke that follows within this time belongs to the drawing before it, in milliseconds.
const CLOSE: f64 = 1500.0;
/// A box for text that is only clicked, and the width of a signature, in points.
const BOX: (f32, f32) = (200.0, 40.0);
const SIGNATURE: f32 = 160.0;

/// What is being drawn.
#[derive(Clone, Debug, PartialEq)]
enum Sketch {
    Box(Point, Point),
    Stroke(Vec<Point>),
}

/// The layer of a page.
pub fn layer(reader: Reader, page: usize) -> AnyView {
    let edits = reader.edits;
    let node = NodeRef::<html::Div>::new();
    let sketch = RwSignal::new(None::<Sketch>);
    let marks = Memo::new(move |_| {
        edits.draft.with(|draft| {
            let here = draft.marks.iter().filter(|mark| mark.page() as usize == page);
            here.map(|mark| mark.id).collect::<Vec<u32>>()
        })
    });
    let armed = move || edits.tool.get().filter(|tool| tool.takes_pointer());
    let at = move |event: &PointerEvent| {
        let node = node.get_untracked()?;
        Some(on_page(reader, page, &node, (event.client_x().into(), event.client_y().into())))
    };
    let down = move |event: PointerEvent| {
        let on_layer = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let on_layer = on_layer.is_some_and(|it| it.class_list().contains("edits"));
        let Some(tool) = untrack(armed).filter(|_| on_layer && event.is_primary() && event.button() == 0)
        else {
            return;
        };
        let (Some(point), Some(node)) = (at(&event), node.get_untracked()) else { return };
        event.prevent_default();
        // A pointer that is down can be held.
        let _ = node.set_pointer_capture(event.pointer_id());
        sketch.set(Some(match tool {
            Tool::Ink => Sketch::Stroke(vec![point]),
            _ => Sketch::Box(point, point),
        }));
    };
    let moved = move |event: PointerEvent| {
        if let Some(point) = at(&event).filter(|_| event.is_primary()) {
            sketch.maybe_update(|sketch| match sketch {
                Some(Sketch::Box(_, to)) => {
                    *to = point;
                    true
                }
                Some(Sketch::Stroke(stroke)) => {
                    let far = stroke
                        .last()
                        .is_none_or(|last| (last.x - point.x).abs() + (last.y - point.y).abs() >= STEP);
                    if far && stroke.len() < MOST {
                        stroke.push(point);
                    }
                    far
                }
                None => false,
            });
        }
    };
    let up = move |_| {
        let done = sketch.try_update(Option::take).flatten();
        if let (Some(done), Some(tool)) = (done, edits.tool.get_untracked()) {
            finish(reader, page, tool, done);
        }
    };
    view! {
        <div
            class="edits"
            node_ref=node
            data-tool=live(move || armed().map(Tool::word))
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=move |_| sketch.set(None)
        >
            {fields::fields(reader, page)}
            {covers::boxes(reader, page)}
            <For each=move || marks.get() key=|id| *id let:id>
                {mark::mark(reader, id)}
            </For>
            {live(move || sketched(reader, sketch))}
        </div>
    }
    .into_any()
}

fn sketched(reader: Reader, sketch: RwSignal<Option<Sketch>>) -> AnyView {
    match sketch.get() {
        None => ().into_any(),
        Some(Sketch::Box(from, to)) => {
            let at = between(from, to);
            view! {
                <div
                    class="sketch"
                    style:left=points(at.x)
                    style:top=points(at.y)
                    style:width=points(at.width)
                    style:height=points(at.height)
                ></div>
            }
            .into_any()
        }
        Some(Sketch::Stroke(stroke)) => {
            let colour = shown(reader.edits.colour(Tool::Ink));
            let frame = Mark { id: 0, what: ink(0, vec![stroke.clone()], reader) }.frame();
            mark::strokes(&[stroke], frame, PEN, colour, true)
        }
    }
}

fn ink(page: u32, strokes: Vec<Vec<Point>>, reader: Reader) -> What {
    let colour = untrack(|| reader.edits.colour(Tool::Ink));
    added(page, Shape::Ink { strokes, width: PEN }, colour)
}

/// Puts what the tool in hand makes on the page that is read, in the middle of what is seen of it.
pub fn put(reader: Reader) {
    if let Some(tool) = reader.edits.tool.get_untracked() {
        let page = reader.stage.page.get_untracked();
        let at = middle(reader, page);
        finish(reader, page, tool, Sketch::Box(at, at));
    }
}

fn finish(reader: Reader, page: usize, tool: Tool, sketch: Sketch) {
    let edits = reader.edits;
    let (number, colour) = (page as u32, untrack(|| edits.colour(tool)));
    let size = reader.stage.with(|layout| layout.points(page));
    let fresh = |at: Point, width: f32, height: f32| Rect {
        x: at.x.min(size.width - width).max(0.0),
        y: at.y.min(size.height - height).max(0.0),
        width: width.min(size.width),
        height: height.min(size.height),
    };
    let what = match (tool, sketch) {
        (Tool::Ink, Sketch::Stroke(stroke)) => return draw(reader, number, stroke),
        (Tool::Redact, Sketch::Box(from, to)) => {
            let mut at = between(from, to);
            if at.width < SLIP || at.height < SLIP {
                if from != to {
                    return;
                }
                at = fresh(from, BOX.0 / 2.0, BOX.1 / 2.0);
            }
            What::Redact(Area { page: number, at })
        }
        (Tool::Note, Sketch::Box(at, _)) => added(number, Shape::Note(at), colour),
        (Tool::Text, Sketch::Box(from, to)) => {
            let drawn = between(from, to);
            let large = drawn.width > 3.0 * SLIP && drawn.height > 3.0 * SLIP;
            let at = if large { drawn } else { fresh(from, BOX.0, BOX.1) };
            added(number, Shape::Text { at, text: String::new(), size: LETTERS }, colour)
        }
        (Tool::Sign, Sketch::Box(at, _)) => {
            let Some((number_of, picture)) = pictures::last().and_then(|at| Some((at, pictures::get(at)?)))
            else {
                return edits.signing.set(true);
            };
            let (width, height) = (SIGNATURE, SIGNATURE * picture.shape);
            let at = fresh(Point { x: at.x - width / 2.0, y: at.y - height / 2.0 }, width, height);
            added(number, Shape::Picture { at, picture: number_of }, colour)
        }
        _ => return,
    };
    edits.add(vec![what]);
    if matches!(tool, Tool::Note | Tool::Text | Tool::Sign) {
        // One at a time: what was put there is now written into, or moved.
        edits.tool.set(None);
        if let Some(id) = edits.chosen.get_untracked() {
            let inner = if tool == Tool::Sign { "" } else { " textarea" };
            request_animation_frame(move || focus_on(&format!("#mark-{id}{inner}")));
        }
    }
}

/// Adds a stroke: to the drawing that was begun just before, or as a new one.
fn draw(reader: Reader, page: u32, stroke: Vec<Point>) {
    let edits = reader.edits;
    let now = js_sys::Date::now();
    let close = reader.stroked.get_value() + CLOSE > now;
    reader.stroked.set_value(now);
    let colour = untrack(|| edits.colour(Tool::Ink));
    let last = edits.draft.with_untracked(|draft| draft.marks.last().cloned()).filter(|_| close);
    if let Some(mut mark) = last.map(|mark: Arc<Mark>| (*mark).clone())
        && let What::Add(addition) = &mut mark.what
        && addition.page == page
        && addition.colour == colour
        && let Shape::Ink { strokes, .. } = &mut addition.shape
    {
        strokes.push(stroke);
        return edits.replace("ink", mark);
    }
    edits.add(vec![ink(page, vec![stroke], reader)]);
    edits.chosen.set(None);
}
