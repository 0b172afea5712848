//! The pad that a curve is bent on.
//!
//! A point is a slider that moves both ways: the pointer drags it, arrows step it, Delete takes it away. The line is drawn by the
//! engine's own sum, so that it is the one that pictures are changed by.

use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use video::pixels::Curve;
use web_sys::Element;

use super::points::{Channel, Point, STRAIGHT, drag, focus, insert, remove};
use crate::number;
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::live::live;

/// A pointer that is so near to a point takes it, in pixels.
const REACH: f64 = 16.0;
/// The line is drawn on a square of so many units.
const UNITS: f32 = 255.0;

/// The pad with all four lines, and the points of the one that is bent.
pub fn pad(studio: Studio, channel: RwSignal<Channel>) -> AnyView {
    let node = NodeRef::<html::Div>::new();
    let held = StoredValue::new(None::<usize>);
    let count = Memo::new(move |_| channel.get().points(studio).len());
    // Where a pointer is on the pad, and the point that is near.
    let find = move |x: i32, y: i32| {
        let bounds = node.get_untracked()?.get_bounding_client_rect();
        let (wide, high) = (bounds.width().max(1.0), bounds.height().max(1.0));
        let (x, y) = (f64::from(x) - bounds.left(), bounds.bottom() - f64::from(y));
        let points = untrack(|| channel.get().points(studio));
        let away = |point: &Point| {
            let (across, down) = (f64::from(point.0) * wide - x, f64::from(point.1) * high - y);
            across * across + down * down
        };
        let nearest = (0..points.len()).min_by(|a, b| away(&points[*a]).total_cmp(&away(&points[*b])));
        let near = nearest.filter(|at| away(&points[*at]) < REACH * REACH);
        Some((((x / wide).clamp(0.0, 1.0) as f32, (y / high).clamp(0.0, 1.0) as f32), near))
    };
    let down = move |event: PointerEvent| {
        let Some((place, near)) = find(event.client_x(), event.client_y()).filter(|_| event.button() == 0)
        else {
            return;
        };
        event.prevent_default();
        let at = near.or_else(|| insert(studio, channel.get_untracked(), place));
        held.set_value(at);
        if let (Some(at), Some(pad)) = (at, node.get_untracked()) {
            focus(at);
            // Without capture a drag ends at the edge of the pad.
            let _ = Element::from((*pad).clone()).set_pointer_capture(event.pointer_id());
        }
    };
    let moved = move |event: PointerEvent| {
        if let (Some(at), Some((place, _))) = (held.get_value(), find(event.client_x(), event.client_y())) {
            drag(studio, channel.get_untracked(), at, place);
        }
    };
    let twice = move |event: MouseEvent| {
        if let Some((_, Some(at))) = find(event.client_x(), event.client_y()) {
            remove(studio, channel.get_untracked(), at);
        }
    };
    let path = move |one: Channel| {
        view! {
            <path
                class=format!("curve {}", one.word())
                class:current=live(move || channel.get() == one)
                class:gone=live(move || channel.get() != one && one.points(studio) == STRAIGHT)
                d=live(move || line(&one.points(studio)))
            ></path>
        }
    };
    view! {
        <div
            class="curve-pad"
            node_ref=node
            data-of=live(move || channel.get().word())
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=move |_| held.set_value(None)
            on:pointercancel=move |_| held.set_value(None)
            on:dblclick=twice
        >
            <svg viewBox="0 0 255 255" preserveAspectRatio="none" aria-hidden="true">
                <path class="grid" d="M64 0V255M128 0V255M191 0V255M0 64H255M0 128H255M0 191H255M0 255L255 0"></path>
                {Channel::ALL.map(path).into_iter().collect_view()}
            </svg>
            <For each=move || 0..count.get() key=|at| *at let:at>
                {point(studio, channel, at)}
            </For>
        </div>
    }
    .into_any()
}

fn point(studio: Studio, channel: RwSignal<Channel>, at: usize) -> AnyView {
    let t = words();
    let here = Memo::new(move |_| channel.get().points(studio).get(at).copied().unwrap_or_default());
    let share = |value: f32| number::percent(value.into());
    let pressed = move |event: KeyboardEvent| {
        let step = if event.shift_key() { 0.1 } else { 0.01 };
        let (x, y) = here.get_untracked();
        let one = channel.get_untracked();
        match event.key().as_str() {
            "ArrowLeft" => drag(studio, one, at, (x - step, y)),
            "ArrowRight" => drag(studio, one, at, (x + step, y)),
            "ArrowDown" => drag(studio, one, at, (x, y - step)),
            "ArrowUp" => drag(studio, one, at, (x, y + step)),
            "PageDown" => drag(studio, one, at, (x, y - 0.1)),
            "PageUp" => drag(studio, one, at, (x, y + 0.1)),
            "Home" => drag(studio, one, at, (x, 0.0)),
            "End" => drag(studio, one, at, (x, 1.0)),
            "Delete" | "Backspace" => remove(studio, one, at),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <div
            class="curve-point"
            data-at=at
            role="slider"
            tabindex="0"
            aria-label=live(move || (t.curve_point)(at + 1, channel.get().points(studio).len()))
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=live(move || (here.get().1 * 100.0).round() as u32)
            aria-valuetext=live(move || (t.curve_from)(&share(here.get().0), &share(here.get().1)))
            style:left=live(move || format!("{}%", (here.get().0 * 100.0).round() as u32))
            style:bottom=live(move || format!("{}%", (here.get().1 * 100.0).round() as u32))
            on:keydown=pressed
        ></div>
    }
    .into_any()
}

/// The line through points, as a path on the square.
fn line(points: &[Point]) -> String {
    let Ok(curve) = Curve::new(points) else { return String::new() };
    let mut path = String::new();
    for n in 0..=64_u32 {
        let x = (n * 255 / 64).min(255);
        let y = (UNITS * (1.0 - curve.at(x as f32 / UNITS).clamp(0.0, 1.0))).round() as u32;
        path.push_str(&format!("{}{x} {y}", if n == 0 { 'M' } else { 'L' }));
    }
    path
}
