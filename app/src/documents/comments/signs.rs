//! Signs over what comments are about. They are buttons in the order of reading, without a component for each: a page may have
//! hundreds, and goes when it is scrolled away.

use std::sync::Arc;

use document::{Comment, CommentKind};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, HtmlElement, MouseEvent};

use super::card::show;
use crate::documents::edit::place::points;
use crate::documents::reader::Reader;
use crate::text::documents::text;

/// Letters of a comment that name it.
const NAME: usize = 80;

/// Lays a sign over each comment of a page, after its words in the order of reading.
pub fn lay(reader: Reader, layer: &HtmlElement, comments: Vec<Comment>) {
    let mut over_words = false;
    for comment in comments {
        // A text that stands on the page needs no card to be read.
        if comment.kind == CommentKind::Text && comment.replies.is_empty() {
            continue;
        }
        let marks =
            matches!(comment.kind, CommentKind::Highlight | CommentKind::Underline | CommentKind::Strike);
        over_words |= marks;
        let class = if marks { "noted over-words" } else { "noted" };
        let Some(node) = sign(&comment, class) else { continue };
        let (comment, anchor) = (Arc::new(comment), node.clone());
        let open = Closure::<dyn Fn()>::new(move || show(reader, &comment, anchor.unchecked_ref()));
        // The element alone holds it: it goes when the page goes.
        let _ = node.add_event_listener_with_callback("click", open.into_js_value().unchecked_ref());
        let _ = layer.append_child(&node);
    }
    if over_words {
        let own = layer.clone();
        let through =
            Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| click_through(&own, &event));
        let _ = layer.add_event_listener_with_callback("click", through.into_js_value().unchecked_ref());
    }
}

fn sign(comment: &Comment, class: &str) -> Option<HtmlElement> {
    let node: HtmlElement = document().create_element("button").ok()?.dyn_into().ok()?;
    let first = if comment.said.text.is_empty() { comment.replies.first()? } else { &comment.said };
    let words: String = first.text.chars().take(NAME).collect();
    let name = format!("{}: {words}", (text().comment_by)(first.author.as_deref()));
    for (name, value) in [
        ("class", class),
        ("type", "button"),
        ("aria-haspopup", "dialog"),
        ("title", &name),
        ("aria-label", &name),
    ] {
        let _ = node.set_attribute(name, value);
    }
    let (style, area) = (node.style(), comment.area);
    for (edge, length) in [("left", area.x), ("top", area.y), ("width", area.width), ("height", area.height)]
    {
        let _ = style.set_property(edge, &points(length));
    }
    Some(node)
}

/// Signs over words let the pointer through, so that the words can be selected; a mere click is meant for the sign.
fn click_through(layer: &HtmlElement, event: &MouseEvent) {
    let on_button = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let on_button = on_button.is_some_and(|it| it.closest("button").is_ok_and(|button| button.is_some()));
    let selecting = window().get_selection().ok().flatten().is_some_and(|it| !it.is_collapsed());
    if on_button || selecting {
        return;
    }
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    let Ok(signs) = layer.query_selector_all(".over-words") else { return };
    for sign in (0..signs.length()).filter_map(|at| signs.item(at)?.dyn_into::<HtmlElement>().ok()) {
        let bounds = sign.get_bounding_client_rect();
        if (bounds.left()..=bounds.right()).contains(&x) && (bounds.top()..=bounds.bottom()).contains(&y) {
            return sign.click();
        }
    }
}
