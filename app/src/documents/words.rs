//! The words of a page, invisible over its drawing: to be selected, copied, searched by the browser and read aloud.
//!
//! Each piece of text is an element of its own that is as wide as the drawing has it. Sizes are multiples of `--scale`, so that
//! zooming touches none of them. What separates two pieces stands in the first one, so that copies have the right spaces and
//! line ends. Words are set as text and never as markup.

use std::cell::RefCell;

use document::{End, Link, Run, Target, Text};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::Priority;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement};
use worker::document as call;

use super::reader::Reader;
use crate::text::documents::text;
use crate::wait;

/// Pieces that are set without a pause.
const AT_ONCE: usize = 250;
/// The size at which widths are measured, in pixels.
const MEASURE: f64 = 100.0;
/// What the words are set in: what a browser has without asking.
const FACE: &str = "100px sans-serif";

thread_local! {
    static RULER: RefCell<Option<CanvasRenderingContext2d>> = RefCell::default();
}

/// Asks for the words of a page and lays them over it.
pub fn fill(reader: Reader, page: usize, layer: HtmlElement) {
    let Some((file, password)) = reader.source() else { return };
    spawn_local(async move {
        let near = call::key(&file);
        let job = call::text(file, password, page as u32).near(near).priority(Priority::Visible);
        // A page without words can still be looked at, and search tells what it could not read.
        let Ok(text) = job.await else { return };
        if !layer.is_connected() {
            return;
        }
        reader.note(text.notes.clone());
        set(&layer, &text).await;
        if layer.is_connected() && !reader.state.is_disposed() {
            links(reader, &layer, text.links);
        }
    });
}

async fn set(layer: &HtmlElement, text: &Text) {
    for runs in text.runs.chunks(AT_ONCE) {
        let part = document().create_document_fragment();
        for run in runs {
            if let Some(piece) = piece(run) {
                // It is a new element in a new fragment.
                let _ = part.append_child(&piece);
            }
        }
        let _ = layer.append_child(&part);
        wait(0).await;
        if !layer.is_connected() {
            return;
        }
    }
}

fn piece(run: &Run) -> Option<HtmlElement> {
    let span: HtmlElement = document().create_element("span").ok()?.dyn_into().ok()?;
    span.set_text_content(Some(&written(run)));
    let (width, height) = (f64::from(run.area.width), f64::from(run.area.height).max(0.5));
    let stretch = match measured(&run.text) {
        natural if natural > 0.0 && width > 0.0 => width / (natural / MEASURE * height),
        _ => 1.0,
    };
    let turn = match run.angle {
        angle if angle.abs() < 0.01 => String::new(),
        angle => format!("rotate({angle}deg) "),
    };
    let style = span.style();
    let scaled = |points: f64| format!("calc(var(--scale) * {points:.2}px)");
    for (name, value) in [
        ("left", scaled(run.area.x.into())),
        ("top", scaled(run.area.y.into())),
        ("font-size", scaled(height)),
        ("transform", format!("{turn}scaleX({stretch:.4})")),
    ] {
        // Numbers of ours: none of them can be refused.
        let _ = style.set_property(name, &value);
    }
    Some(span)
}

/// A piece with what comes after it. A word that goes on loses its hyphen.
fn written(run: &Run) -> String {
    let mut text = run.text.clone();
    match run.end {
        End::Word => {}
        End::Space => text.push(' '),
        End::Line => text.push('\n'),
        End::Hyphen => drop(text.pop()),
        End::Block => text.push_str("\n\n"),
    }
    text
}

/// How wide the browser would set a text.
fn measured(text: &str) -> f64 {
    let ruler = RULER.with_borrow_mut(|ruler| {
        if ruler.is_none() {
            *ruler = context();
        }
        ruler.clone()
    });
    ruler.and_then(|ruler| ruler.measure_text(text).ok()).map_or(0.0, |metrics| metrics.width())
}

fn context() -> Option<CanvasRenderingContext2d> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.set_font(FACE);
    Some(context)
}

/// Lays the links over the words, after them in the order of reading.
fn links(reader: Reader, layer: &HtmlElement, links: Vec<Link>) {
    let t = text();
    for link in links {
        let Some(node) =
            document().create_element("button").ok().and_then(|node| node.dyn_into::<HtmlElement>().ok())
        else {
            continue;
        };
        let name = match &link.target {
            Target::Page { page, .. } => (t.link_page)(*page as usize + 1),
            Target::Web(address) => (t.link_web)(address),
            _ => continue,
        };
        let style = node.style();
        for (edge, points) in [
            ("left", link.area.x),
            ("top", link.area.y),
            ("width", link.area.width),
            ("height", link.area.height),
        ] {
            let _ = style.set_property(edge, &format!("calc(var(--scale) * {points:.2}px)"));
        }
        for (name, value) in [
            ("class", "leads"),
            ("type", "button"),
            ("role", "link"),
            ("title", &name),
            ("aria-label", &name),
        ] {
            let _ = node.set_attribute(name, value);
        }
        let follow = Closure::<dyn Fn()>::new(move || {
            if !reader.state.is_disposed() {
                reader.follow(&link.target);
            }
        });
        // The element alone holds it: it goes when the page goes.
        let _ = node.add_event_listener_with_callback("click", follow.into_js_value().unchecked_ref());
        let _ = layer.append_child(&node);
    }
}

/// Copies what is selected as plain text. True if something of the document was.
pub fn copy(event: &web_sys::ClipboardEvent) -> bool {
    let selected: JsValue = match window().get_selection() {
        Ok(Some(selection)) => selection.to_string().into(),
        _ => return false,
    };
    let (Some(text), Some(clipboard)) = (selected.as_string(), event.clipboard_data()) else { return false };
    let text = text.trim_end_matches('\n');
    !text.is_empty() && clipboard.set_data("text/plain", text).is_ok()
}
