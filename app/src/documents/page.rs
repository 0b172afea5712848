//! One page: its paper with the drawing, what is found on it, its words, and what it says while it is not drawn.

use std::time::Duration;

use document::Turn;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::paint::{self, Face};
use super::reader::Reader;
use super::{edit, find, words};
use crate::text::documents::text;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;

/// A page that is not drawn by then says so, in milliseconds: long before it is given up.
const LONG: u64 = 4_000;

/// The word of a turn, for styles.
pub const fn turned(turn: Turn) -> &'static str {
    match turn {
        Turn::None => "none",
        Turn::Right => "right",
        Turn::Over => "over",
        Turn::Left => "left",
    }
}

/// A page.
pub fn page(reader: Reader, page: usize) -> AnyView {
    let stage = reader.stage;
    let paper = NodeRef::<html::Div>::new();
    let layer = NodeRef::<html::Div>::new();
    let face = RwSignal::new(Face::Waiting);
    Effect::new(move |_| {
        if let Some(node) = paper.get() {
            paint::enter(reader, page, node.unchecked_into::<HtmlElement>(), face);
        }
    });
    // The words come once the picture is there and the scroll rests: who scrolls by wants the workers for pictures.
    Effect::new(move |asked: Option<bool>| {
        let there = matches!(face.get(), Face::Drawn | Face::Failed(_));
        match layer.get() {
            Some(node) if there && stage.resting.get() && asked != Some(true) => {
                words::fill(reader, page, node.unchecked_into())
            }
            _ => return asked.unwrap_or(false),
        }
        true
    });
    patience(face);
    on_cleanup(move || paint::exit(reader, page));
    let pixels = move |edge: usize| {
        move || {
            stage.moved.track();
            stage.scale.track();
            stage.turn.track();
            let (left, top) = stage.place(page);
            let (width, height) = stage.with(|layout| layout.size(page));
            format!("{}px", [left, top, width, height][edge])
        }
    };
    let points = move |width: bool| {
        move || {
            stage.moved.track();
            let size = stage.with(|layout| layout.points(page));
            (if width { size.width } else { size.height }).to_string()
        }
    };
    view! {
        <div
            class="sheet"
            role="group"
            data-page=page + 1
            data-drawn=live(move || (face.get() == Face::Drawn).then_some("true"))
            aria-label=(text().page)(page + 1)
            style:left=live(pixels(0))
            style:top=live(pixels(1))
            style:width=live(pixels(2))
            style:height=live(pixels(3))
        >
            <div
                class="paper"
                node_ref=paper
                data-turn=live(move || turned(stage.turn.get()))
                style:--w=live(points(true))
                style:--h=live(points(false))
            >
                {live(move || find::marks(reader.find, page))}
                <div class="words" node_ref=layer></div>
                {edit::layer::layer(reader, page)}
            </div>
            {live(move || instead(reader, page, face.get()))}
        </div>
    }
    .into_any()
}

/// After a while a page that is still waited for says so.
fn patience(face: RwSignal<Face>) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        timer.try_update_value(|timer| timer.take().inspect(TimeoutHandle::clear));
    };
    Effect::new(move |_| {
        stop();
        if face.get() == Face::Waiting {
            let late = move || {
                face.try_update(|face| {
                    if *face == Face::Waiting {
                        *face = Face::Slow;
                    }
                });
            };
            timer.set_value(set_timeout_with_handle(late, Duration::from_millis(LONG)).ok());
        }
    });
    on_cleanup(stop);
}

fn instead(reader: Reader, page: usize, face: Face) -> AnyView {
    let t = text();
    let words = match face {
        Face::Drawn => return ().into_any(),
        Face::Waiting => return view! { <div class="shimmer" aria-hidden="true"></div> }.into_any(),
        Face::Slow => t.slow.to_owned(),
        Face::Failed(words) => words,
    };
    view! {
        <div class="sheet-told" role="alert">
            {icon(Icon::Warn).into_any()}
            <p>{words}</p>
            <button type="button" on:click=move |_| paint::again(reader, page)>{t.again}</button>
        </div>
    }
    .into_any()
}
