//! The timeline as a whole, and the playhead on it.

use leptos::ev::{PointerEvent, WheelEvent};
use leptos::prelude::*;

use super::edges::edges;
use super::ruler::{marks, ruler};
use super::strip::strip;
use super::tools::tools;
use super::wave::wave;
use crate::studio::clock;
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::live::{live, when};

/// The timeline.
pub fn timeline(studio: Studio) -> AnyView {
    let t = words();
    let (lane, player) = (studio.lane, studio.player);
    let held = StoredValue::new(None::<i32>);
    let moment = move |event: &PointerEvent| {
        let node = lane.node.get_untracked()?;
        let x = f64::from(event.client_x()) - node.get_bounding_client_rect().left()
            + f64::from(node.scroll_left());
        Some(untrack(|| lane.scale()).time(x))
    };
    let down = move |event: PointerEvent| {
        // A finger on the pictures scrolls them; on the ruler, and with a mouse anywhere, the playhead is dragged.
        let finger = event.pointer_type() == "touch";
        let on_ruler = super::edges::is_on(&event, ".times");
        if event.button() != 0 || (finger && !on_ruler) {
            return;
        }
        held.set_value(Some(event.pointer_id()));
        if let Some(node) = lane.node.get_untracked() {
            // Without capture a drag ends at the edge.
            let _ = node.set_pointer_capture(event.pointer_id());
        }
        if let Some(time) = moment(&event) {
            player.seek(time);
        }
    };
    let moved = move |event: PointerEvent| {
        if held.get_value() == Some(event.pointer_id())
            && let Some(time) = moment(&event)
        {
            player.seek(time);
        }
    };
    let tapped = move |event: leptos::ev::MouseEvent| {
        use wasm_bindgen::JsCast;
        // A finger that did not scroll.
        if let Some(event) =
            event.dyn_ref::<web_sys::PointerEvent>().filter(|event| event.pointer_type() == "touch")
            && let Some(time) = moment(event)
        {
            player.seek(time);
        }
    };
    let wheel = move |event: WheelEvent| {
        if !event.ctrl_key() && !event.meta_key() {
            return;
        }
        event.prevent_default();
        let Some(node) = lane.node.get_untracked() else { return };
        let x = f64::from(event.client_x()) - node.get_bounding_client_rect().left()
            + f64::from(node.scroll_left());
        lane.zoom_by((-event.delta_y() * 0.004).exp(), untrack(|| lane.scale()).time(x));
    };
    let resized = window_event_listener(leptos::ev::resize, move |_| lane.measure());
    on_cleanup(move || resized.remove());
    Effect::new(move |_| {
        if lane.node.get().is_some() {
            request_animation_frame(move || {
                if !lane.zoom.is_disposed() {
                    lane.measure();
                }
            });
        }
    });
    Effect::new(move |_| {
        let time = player.time.get();
        if held.get_value().is_none() {
            lane.follow(time, player.shuttle.get_untracked() != 0.0);
        }
    });
    let px = |value: f64| format!("{value:.2}px");
    view! {
        <section class="timeline" class:deaf=live(move || !studio.has_sound()) class:blind=live(move || !studio.has_pictures()) aria-label=t.timeline>
            {tools(studio)}
            <div
                class="lane"
                node_ref=lane.node
                on:scroll=move |_| lane.measure()
                on:wheel=wheel
                on:pointerdown=down
                on:pointermove=moved
                on:pointerup=move |_| held.set_value(None)
                on:pointercancel=move |_| held.set_value(None)
                on:click=tapped
            >
                <div class="lane-ground" style:width=live(move || px(lane.scale().width()))>
                    {ruler(studio)}
                    {when(move || studio.has_pictures(), move || strip(studio))}
                    {wave(studio)}
                    {marks(studio)}
                    {edges(studio)}
                    {playhead(studio)}
                </div>
            </div>
        </section>
    }
    .into_any()
}

/// The playhead: a slider for those who hear the page, a line for those who see it.
fn playhead(studio: Studio) -> AnyView {
    let (lane, player) = (studio.lane, studio.player);
    let t = words();
    // Told at most ten times a second, as whoever listens cannot follow sixty.
    let told = Memo::new(move |_| (player.time.get() * 10.0).round() / 10.0);
    view! {
        <div
            class="playhead"
            id="playhead"
            role="slider"
            tabindex="0"
            aria-label=t.position
            aria-valuemin="0"
            aria-valuemax=live(move || format!("{:.1}", player.duration.get()))
            aria-valuenow=live(move || format!("{:.1}", told.get()))
            aria-valuetext=live(move || (t.at_of)(&clock::length(told.get()), &clock::length(player.duration.get())))
            style:transform=live(move || format!("translateX({:.2}px)", lane.scale().x(player.time.get())))
        ></div>
    }
    .into_any()
}
