//! Small pictures of the pages, as many in the page as somebody can see.

use document::Look;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::Priority;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use worker::document as call;

use super::canvas::{self, PATIENCE};
use super::deed::Deed;
use super::reader::Reader;
use crate::text::documents::text;
use crate::ui::live::live;
use crate::wait;

/// The height of a picture with its number, in pixels: what the style sheet says.
const CELL: f64 = 184.0;
/// The longer side of a picture.
const SIDE: f64 = 148.0;
/// Who scrolls by asks for nothing, in milliseconds.
const REST: u32 = 120;

/// The pictures.
pub fn thumbnails(reader: Reader) -> AnyView {
    let stage = reader.stage;
    let node = NodeRef::<html::Div>::new();
    let pages = stage.pages();
    let span = RwSignal::new((0, 0));
    let measure = move || {
        let Some(node) = node.get_untracked() else { return };
        let (top, height) = (f64::from(node.scroll_top()), f64::from(node.client_height()));
        let from = ((top / CELL) as usize).saturating_sub(1);
        let to = (((top + height) / CELL) as usize + 2).min(pages);
        span.maybe_update(|span| std::mem::replace(span, (from, to)) != (from, to));
    };
    // The page that is read is in view here as well.
    Effect::new(move |_| {
        let (page, list) = (stage.page.get() as f64, node.get());
        request_animation_frame(move || {
            let Some(list) = list.filter(|list| list.is_connected()) else { return };
            let (top, height) = (f64::from(list.scroll_top()), f64::from(list.client_height()));
            if page * CELL < top || (page + 1.0) * CELL > top + height {
                list.set_scroll_top((page * CELL - (height - CELL) / 2.0) as i32);
            }
            measure();
        });
    });
    let cells = move || {
        let (from, to) = span.get();
        (from..to).map(|page| (page, stage.turn.get())).collect::<Vec<_>>()
    };
    view! {
        <div class="thumbs" node_ref=node role="group" aria-label=(text().deed)(Deed::Pages) on:scroll=move |_| measure()>
            <div class="thumbs-ground" style:height=format!("{}px", pages as f64 * CELL)>
                <For each=cells key=|cell| (cell.0, super::page::turned(cell.1)) let:cell>
                    {thumbnail(reader, cell.0)}
                </For>
            </div>
        </div>
    }
    .into_any()
}

fn thumbnail(reader: Reader, page: usize) -> AnyView {
    let stage = reader.stage;
    let (width, height) = stage.with(|layout| layout.lying(page));
    let scale = SIDE / width.max(height);
    let frame = NodeRef::<html::Span>::new();
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            spawn_local(draw(reader, page, scale, frame.unchecked_into()));
        }
    });
    view! {
        <button
            type="button"
            class="quiet thumb-page"
            style:top=format!("{}px", page as f64 * CELL)
            aria-label=(text().page)(page + 1)
            aria-current=live(move || (stage.page.get() == page).then_some("page"))
            on:click=move |_| stage.go(page, None)
        >
            <span
                class="thumb-frame"
                node_ref=frame
                style:width=format!("{:.0}px", width * scale)
                style:height=format!("{:.0}px", height * scale)
            ></span>
            <span class="numbers">{page + 1}</span>
        </button>
    }
    .into_any()
}

/// Draws a picture, if it is still there after a moment.
async fn draw(reader: Reader, page: usize, scale: f64, frame: HtmlElement) {
    wait(REST).await;
    let Some((file, password)) = reader.source().filter(|_| frame.is_connected()) else { return };
    let (turn, layers) = (reader.stage.turn.get_untracked(), reader.layers.get_untracked());
    let look = Look {
        scale: (scale * window().device_pixel_ratio().clamp(1.0, 2.0)) as f32,
        turn,
        hide: layers.hide,
        show: layers.show,
        ..Look::default()
    };
    let near = call::key(&file);
    let job = call::page(file, password, page as u32, look).near(near).priority(Priority::Batch);
    // Without a picture the frame stays blank; the page itself says what is wrong.
    let Ok(sheet) = job.deadline(PATIENCE).await else { return };
    if let Some(canvas) = canvas::canvas(&sheet).await.filter(|_| frame.is_connected()) {
        // A canvas of ours in an element of ours.
        let _ = frame.append_child(&canvas);
    }
}
