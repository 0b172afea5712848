//! Before and after, one over the other, with a line to drag between them.
//!
//! Both sides lie on whole layers that are clipped at the line, so the line stays where it is while the picture is
//! moved and enlarged beneath it. The line is a native range input: keys and screen readers get it for nothing.

use crate::ui::field::written;
use crate::ui::live::live;
use leptos::ev::{PointerEvent, WheelEvent};
use leptos::html;
use leptos::prelude::*;

use crate::text::text;

/// Where the picture lies and how large it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lens {
    /// CSS pixels per pixel of the result; 0 fits it into the stage.
    pub zoom: f64,
    /// Shift of its middle from the stage's middle, in CSS pixels.
    pub x: f64,
    /// The same, downwards.
    pub y: f64,
}

/// Fits the stage.
pub const FIT: Lens = Lens { zoom: 0.0, x: 0.0, y: 0.0 };

/// The stage with both sides.
pub fn compare(
    before: Signal<Option<String>>,
    after: Signal<Option<String>>,
    size: Signal<(f64, f64)>,
    lens: RwSignal<Lens>,
    alt: String,
    over: impl IntoView + 'static,
) -> impl IntoView {
    let t = text();
    let split = RwSignal::new(50.0);
    let stage = NodeRef::<html::Div>::new();
    let room = RwSignal::new((1.0, 1.0));
    let measure = move || {
        if let Some(stage) = stage.get_untracked() {
            let next = (f64::from(stage.client_width()).max(1.0), f64::from(stage.client_height()).max(1.0));
            room.maybe_update(|room| std::mem::replace(room, next) != next);
        }
    };
    Effect::new(move |_| {
        if stage.get().is_some() {
            measure();
        }
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());

    let fit = move || {
        let ((w, h), (rw, rh)) = (size.get(), room.get());
        (rw / w.max(1.0)).min(rh / h.max(1.0)).min(1.0 / window().device_pixel_ratio())
    };
    let zoom = move || match lens.get().zoom {
        zoom if zoom > 0.0 => zoom,
        _ => fit(),
    };
    let wheel = move |event: WheelEvent| {
        event.prevent_default();
        let Some(stage) = stage.get_untracked() else { return };
        let (from, bounds) = (untrack(zoom), stage.get_bounding_client_rect());
        let to = (from * (-event.delta_y() * 0.002).exp()).clamp(0.02, 32.0);
        // What is under the pointer stays under it.
        let px = f64::from(event.client_x()) - bounds.left() - bounds.width() / 2.0;
        let py = f64::from(event.client_y()) - bounds.top() - bounds.height() / 2.0;
        lens.update(|lens| {
            let scale = to / from;
            *lens = Lens { zoom: to, x: px - (px - lens.x) * scale, y: py - (py - lens.y) * scale };
        });
    };
    let held = StoredValue::new(None::<(i32, f64, f64)>);
    let down = move |event: PointerEvent| {
        if event.button() == 0 {
            held.set_value(Some((
                event.pointer_id(),
                f64::from(event.client_x()),
                f64::from(event.client_y()),
            )));
            if let Some(stage) = stage.get_untracked() {
                // Without capture a drag ends at the edge of the stage, and that is all.
                let _ = stage.set_pointer_capture(event.pointer_id());
            }
        }
    };
    let moved = move |event: PointerEvent| {
        let Some((id, x, y)) = held.get_value().filter(|held| held.0 == event.pointer_id()) else { return };
        let (nx, ny) = (f64::from(event.client_x()), f64::from(event.client_y()));
        held.set_value(Some((id, nx, ny)));
        let now = untrack(zoom);
        lens.update(|lens| *lens = Lens { zoom: now, x: lens.x + nx - x, y: lens.y + ny - y });
    };
    let twice = move |_| {
        let fits = lens.with_untracked(|lens| lens.zoom == 0.0);
        lens.set(if fits { Lens { zoom: 1.0 / window().device_pixel_ratio(), ..FIT } } else { FIT });
    };
    let px = |value: f64| format!("{value:.1}px");
    let side = move |class: &'static str, source: Signal<Option<String>>, alt: String| {
        view! {
            <div class=class>
                {live(move || {
                    source
                        .get()
                        .map(|source| {
                            view! {
                                <img src=source alt=alt.clone() draggable="false" decoding="async" />
                            }
                        })
                })}
            </div>
        }
    };
    view! {
        <div
            class="stage"
            node_ref=stage
            style:--split=live(move || format!("{}%", split.get()))
            style:--w=live(move || px(size.get().0 * zoom()))
            style:--h=live(move || px(size.get().1 * zoom()))
            style:--x=live(move || px(lens.get().x))
            style:--y=live(move || px(lens.get().y))
            data-large=live(move || (zoom() * window().device_pixel_ratio() > 2.0).to_string())
            on:wheel=wheel
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=move |_| held.set_value(None)
            on:pointercancel=move |_| held.set_value(None)
            on:dblclick=twice
        >
            {side("side after", after, (t.alt_after)(&alt))}
            {side("side before", before, (t.alt_before)(&alt))}
            <div class="split" aria-hidden="true"></div>
            {over}
        </div>
        <label class="split-field">
            <span class="hidden">{t.split}</span>
            <input
                type="range"
                id="split"
                min="0"
                max="100"
                step="0.5"
                prop:value=live(move || split.get())
                on:input=move |event| {
                    if let Some(value) = written(&event) {
                        split.set(value);
                    }
                }
            />
        </label>
    }
}
