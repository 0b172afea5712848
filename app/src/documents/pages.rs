//! The pages in their scroll: as many in the page as somebody can see, however many the document has.

use js_sys::Array;
use leptos::ev::{TouchEvent, WheelEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{ClipboardEvent, Element, ResizeObserver};

use super::page::page;
use super::reader::Reader;
use super::stage::Stage;
use super::{paint, words};
use crate::text::documents::text;
use crate::ui::live::live;

/// What a notch of a wheel changes at most, as the logarithm of the scale.
const NOTCH: f64 = 0.2;
/// So many pages stay because something on them is selected; without their drawings they cost little.
const PINNED: usize = 100;

/// The scroll.
pub fn pages(reader: Reader) -> AnyView {
    let stage = reader.stage;
    measure(stage);
    paint::watch(reader);
    let list = Memo::new(move |_| {
        let (from, to) = stage.span.get();
        let mut pages: Vec<usize> = (from..to).collect();
        // What is selected stays, or the selection would be gone.
        let pinned = pinned().map_or(0..0, |page| {
            if page < from {
                page.max(from.saturating_sub(PINNED))..from
            } else {
                to..(page + 1).min(to + PINNED)
            }
        });
        pages.extend(pinned.filter(|page| *page < stage.pages()));
        pages.sort_unstable();
        pages
    });
    let wheel = move |event: WheelEvent| {
        // Pinching a touch pad says the same.
        if !event.ctrl_key() && !event.meta_key() {
            return;
        }
        event.prevent_default();
        let lines = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE { 16.0 } else { 1.0 };
        let change = (-event.delta_y() * lines * 0.01).clamp(-NOTCH, NOTCH);
        let at = within(stage, event.client_x().into(), event.client_y().into());
        stage.zoom(stage.scale.get_untracked() * change.exp(), at);
    };
    let pinch = StoredValue::new(None::<(f64, f64)>);
    let touched = move |event: TouchEvent| {
        let fingers = spread(&event).map(|(apart, _)| (apart, stage.scale.get_untracked()));
        pinch.set_value(fingers);
    };
    let pinched = move |event: TouchEvent| {
        let (Some((apart, (x, y))), Some((before, scale))) = (spread(&event), pinch.get_value()) else {
            return;
        };
        event.prevent_default();
        stage.zoom(scale * apart / before, within(stage, x, y));
    };
    let copy = move |event: web_sys::Event| {
        if words::copy(reader, event.unchecked_ref::<ClipboardEvent>()) {
            event.prevent_default();
        }
    };
    view! {
        <div
            class="scroll"
            id="pages"
            node_ref=stage.node
            tabindex="0"
            role="region"
            aria-label=text().pages
            on:pointerdown=move |_| reader.edits.chosen.set(None)
            on:scroll=move |_| stage.scrolled()
            on:wheel=wheel
            on:touchstart=touched
            on:touchmove=pinched
            on:touchend=touched
            on:copy=move |event| copy(event.into())
        >
            <div class="ground" node_ref=stage.ground>
                <For each=move || list.get() key=|page| *page let:at>
                    {page(reader, at)}
                </For>
            </div>
        </div>
        <p class="hidden" role="status" aria-live="polite">
            {live(move || said(stage))}
        </p>
    }
    .into_any()
}

/// The page that is read, for those who hear it.
fn said(stage: Stage) -> String {
    (text().at_page)(stage.page.get() + 1, stage.pages())
}

/// Hears whenever the window has another size, whatever made it so.
fn measure(stage: Stage) {
    let sized = Closure::<dyn Fn(Array)>::new(move |_| {
        // In the next frame, as what follows may change the size once more. The reader may be closed by then.
        request_animation_frame(move || {
            if !stage.page.is_disposed() {
                stage.resized();
            }
        });
    });
    let observer = ResizeObserver::new(sized.as_ref().unchecked_ref()).ok();
    let observer = StoredValue::new_local(observer.map(|observer| (observer, sized)));
    Effect::new(move |_| {
        let Some(node) = stage.node.get() else { return };
        observer.with_value(|observer| observer.iter().for_each(|(observer, _)| observer.observe(&node)));
    });
    on_cleanup(move || {
        observer.try_update_value(|observer| observer.take().inspect(|(observer, _)| observer.disconnect()));
    });
}

/// A point of the screen, from the corner of the window of pages.
fn within(stage: Stage, x: f64, y: f64) -> Option<(f64, f64)> {
    let bounds = stage.node.get_untracked()?.get_bounding_client_rect();
    Some((x - bounds.left(), y - bounds.top()))
}

/// How far two fingers are apart, and what is between them.
fn spread(event: &TouchEvent) -> Option<(f64, (f64, f64))> {
    let touches = event.touches();
    let (one, other) = (touches.get(0)?, touches.get(1)?);
    let (x, y) = (f64::from(other.client_x() - one.client_x()), f64::from(other.client_y() - one.client_y()));
    let middle = (f64::from(one.client_x()) + x / 2.0, f64::from(one.client_y()) + y / 2.0);
    Some((x.hypot(y).max(1.0), middle))
}

/// The page on which a selection begins.
fn pinned() -> Option<usize> {
    let selection = window().get_selection().ok().flatten().filter(|selection| !selection.is_collapsed())?;
    let node = selection.anchor_node()?;
    let element = node.dyn_ref::<Element>().cloned().or_else(|| node.parent_element())?;
    let page: usize = element.closest(".sheet").ok()??.get_attribute("data-page")?.parse().ok()?;
    page.checked_sub(1)
}
