//! The frame of a crop, laid over the picture. Those who use keys have the same four numbers in the settings.

use crate::ui::live::live;
use image::Crop;
use leptos::ev::PointerEvent;
use leptos::html;
use leptos::prelude::*;

use crate::crop::{Grip, pull};

const GRIPS: [Grip; 8] = [(-1, -1), (0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0)];

/// The frame of the crop that is there, whose changes are told. `ratio` is width to height, as shares of the picture.
pub fn frame(
    crop: impl Fn() -> Crop + Copy + Send + Sync + 'static,
    change: impl Fn(Crop) + Copy + 'static,
    ratio: Signal<Option<f32>>,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let held = StoredValue::new(None::<(Grip, (f64, f64), Crop)>);
    let down = move |grip: Grip, event: PointerEvent| {
        event.stop_propagation();
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        held.set_value(Some((grip, at, untrack(crop))));
        if let Some(node) = node.get_untracked() {
            // Without capture a pull ends where the pointer leaves the frame.
            let _ = node.set_pointer_capture(event.pointer_id());
        }
    };
    let moved = move |event: PointerEvent| {
        let Some((grip, (x, y), from)) = held.get_value() else { return };
        event.stop_propagation();
        let Some(node) = node.get_untracked() else { return };
        // The frame knows the picture's size from its own and its share of it.
        let (bounds, now) = (node.get_bounding_client_rect(), untrack(crop));
        let (w, h) = (bounds.width() / f64::from(now.width), bounds.height() / f64::from(now.height));
        let dx = (f64::from(event.client_x()) - x) / w.max(1.0);
        let dy = (f64::from(event.client_y()) - y) / h.max(1.0);
        change(pull(from, grip, dx as f32, dy as f32, ratio.get_untracked()));
    };
    let grips: Vec<_> = GRIPS
        .into_iter()
        .map(|grip| {
            let class = format!("grip x{} y{}", grip.0 + 1, grip.1 + 1);
            view! { <i class=class on:pointerdown=move |event| down(grip, event)></i> }
        })
        .collect();
    view! {
        <div
            class="frame"
            class:fixed=live(move || ratio.get().is_some())
            aria-hidden="true"
            node_ref=node
            style:--cx=live(move || crop().x.to_string())
            style:--cy=live(move || crop().y.to_string())
            style:--cw=live(move || crop().width.to_string())
            style:--ch=live(move || crop().height.to_string())
            on:pointerdown=move |event| down((0, 0), event)
            on:pointermove=moved
            on:pointerup=move |_| held.set_value(None)
            on:pointercancel=move |_| held.set_value(None)
            on:dblclick=move |event| event.stop_propagation()
        >
            {grips}
        </div>
    }
}
