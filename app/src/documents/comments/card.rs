//! The card that a sign opens: what was written and what was answered.

use std::sync::Arc;

use document::Comment;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::talk;
use crate::app::focus_on;
use crate::documents::reader::Reader;
use crate::text::documents::text;
use crate::ui::live::live;

/// From the card to its sign and to the window's edges, in pixels.
const ROOM: f64 = 8.0;

/// Opens the card of a comment beside its sign.
pub fn show(reader: Reader, comment: &Arc<Comment>, sign: &Element) {
    if reader.state.is_disposed() {
        return;
    }
    reader.talk.card.set(Some(comment.clone()));
    let sign = sign.clone();
    request_animation_frame(move || {
        let card =
            document().get_element_by_id("comment").and_then(|card| card.dyn_into::<HtmlElement>().ok());
        let Some(card) = card.filter(|_| sign.is_connected()) else { return };
        // It fails when the card is open already.
        let _ = card.show_popover();
        let (at, own) = (sign.get_bounding_client_rect(), card.get_bounding_client_rect());
        let size =
            |size: Result<wasm_bindgen::JsValue, _>| size.ok().and_then(|size| size.as_f64()).unwrap_or(0.0);
        let (wide, high) = (size(window().inner_width()), size(window().inner_height()));
        let x = at.left().min(wide - own.width() - ROOM).max(ROOM);
        let below = at.bottom() + ROOM;
        let fits = below + own.height() + ROOM <= high;
        let y = if fits { below } else { (at.top() - own.height() - ROOM).max(ROOM) };
        for (name, at) in [("--x", x), ("--y", y)] {
            // A property of our own takes any value.
            let _ = card.style().set_property(name, &format!("{at:.0}px"));
        }
        focus_on("#comment");
    });
}

/// The card, which the browser opens and closes. Who scrolls on closes it.
pub fn card(reader: Reader) -> AnyView {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if !reader.stage.resting.get()
            && let Some(card) = node.get_untracked()
        {
            // It fails when the card is closed already.
            let _ = card.hide_popover();
        }
    });
    let inside = move || reader.talk.card.get().map(|comment| talk(&comment));
    view! {
        <div
            class="menu comment-card"
            id="comment"
            popover
            role="dialog"
            tabindex="0"
            node_ref=node
            aria-label=(text().comment_by)(None)
        >
            <div class="comment-talk">{live(inside)}</div>
        </div>
    }
    .into_any()
}
