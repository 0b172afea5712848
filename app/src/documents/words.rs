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
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, ClipboardEvent, HtmlCanvasElement, HtmlElement, Node};
use worker::document as call;

use super::canvas::PATIENCE;
use super::comments;
use super::reader::Reader;
use crate::text::documents::{fault, text};
use crate::ui::toast;
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
        let Ok(text) = job.deadline(PATIENCE).await else { return };
        if !layer.is_connected() {
            return;
        }
        reader.note(text.notes.clone());
        set(&layer, &text).await;
        if layer.is_connected() && !reader.state.is_disposed() {
            links(reader, &layer, text.links);
            comments::lay(reader, &layer, text.comments);
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

/// Selects the whole document, of which only some pages are in the page.
pub fn select_all(reader: Reader) {
    let (Some(ground), Ok(Some(selection))) = (reader.stage.ground.get_untracked(), window().get_selection())
    else {
        return;
    };
    // An element of ours can be selected.
    let _ = selection.select_all_children(&ground);
}

/// Copies what is selected as plain text. True if something of the document was.
pub fn copy(reader: Reader, event: &ClipboardEvent) -> bool {
    let Ok(Some(selection)) = window().get_selection() else { return false };
    let ground = reader.stage.ground.get_untracked();
    let (from, to) = (selection.anchor_node(), selection.focus_node());
    let ground: Option<&Node> = ground.as_ref().map(AsRef::as_ref);
    if from.is_some() && from == to && from.as_ref() == ground {
        spawn_local(copy_all(reader));
        return true;
    }
    let Some(clipboard) = event.clipboard_data() else { return false };
    let text = String::from(selection.to_string());
    let text = text.trim_end_matches('\n');
    !text.is_empty() && clipboard.set_data("text/plain", text).is_ok()
}

/// Copies the words of all pages, which the worker has to read first.
async fn copy_all(reader: Reader) {
    let Some((file, password)) = reader.source() else { return };
    let (near, pages) = (call::key(&file), reader.stage.pages());
    let read = call::plain(file, password, Vec::new()).near(near).priority(Priority::Interactive).await;
    let read = match read {
        Ok(read) => read.bytes().await,
        Err(error) => Err(error),
    };
    let text = match read {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => return toast::show(reader.session, fault(&error)),
    };
    let written = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
    let words = match written {
        Ok(_) => (self::text().copied_all)(pages),
        Err(_) => self::text().not_copied.to_owned(),
    };
    toast::show(reader.session, words);
}
