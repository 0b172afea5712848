//! Curves: from old to new brightness, and red, green and blue by themselves, bent by points.
//!
//! A point is a slider that moves both ways: the pointer drags it, arrows step it, Delete takes it away. The line is drawn by the
//! engine's own sum, so that it is the one that pictures are changed by.

use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use video::pixels::{Curve, Tone};
use web_sys::Element;

use super::fields::{Choice, choice};
use crate::app::focus_on;
use crate::number;
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::field;
use crate::ui::live::{live, when};

/// What a curve is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Channel {
    Light,
    Red,
    Green,
    Blue,
}

use Channel::{Blue, Green, Light, Red};

/// Old and new, 0 to 1.
type Point = (f32, f32);

/// The curve that changes nothing.
const STRAIGHT: [Point; 2] = [(0.0, 0.0), (1.0, 1.0)];
/// How near to each other points may lie, side by side.
const NEAR: f32 = 0.02;
/// A pointer that is so near to a point takes it, in pixels.
const REACH: f64 = 16.0;
/// More points than these nobody can tell apart.
const MOST: usize = 12;
/// The line is drawn on a square of so many units.
const UNITS: f32 = 255.0;

/// Curves of some channels.
type Curves = &'static [(Channel, &'static [Point])];

/// Curves under a name.
const PRESETS: [(&str, Curves); 7] = [
    ("contrast", &[(Light, &[(0.0, 0.0), (0.25, 0.17), (0.75, 0.83), (1.0, 1.0)])]),
    ("faded", &[(Light, &[(0.0, 0.1), (0.25, 0.29), (0.75, 0.72), (1.0, 0.93)])]),
    ("lighter", &[(Light, &[(0.0, 0.0), (0.4, 0.54), (1.0, 1.0)])]),
    ("darker", &[(Light, &[(0.0, 0.0), (0.54, 0.4), (1.0, 1.0)])]),
    (
        "warm",
        &[(Red, &[(0.0, 0.0), (0.5, 0.56), (1.0, 1.0)]), (Blue, &[(0.0, 0.0), (0.5, 0.43), (1.0, 1.0)])],
    ),
    (
        "cool",
        &[(Red, &[(0.0, 0.0), (0.5, 0.44), (1.0, 1.0)]), (Blue, &[(0.0, 0.0), (0.5, 0.57), (1.0, 1.0)])],
    ),
    (
        "negative",
        &[
            (Red, &[(0.0, 1.0), (1.0, 0.0)]),
            (Green, &[(0.0, 1.0), (1.0, 0.0)]),
            (Blue, &[(0.0, 1.0), (1.0, 0.0)]),
        ],
    ),
];

impl Channel {
    const ALL: [Channel; 4] = [Light, Red, Green, Blue];

    fn word(self) -> &'static str {
        match self {
            Light => "light",
            Red => "red",
            Green => "green",
            Blue => "blue",
        }
    }

    fn of(self, tone: &mut Tone) -> &mut Vec<Point> {
        match self {
            Light => &mut tone.curve,
            Red => &mut tone.red,
            Green => &mut tone.green,
            Blue => &mut tone.blue,
        }
    }

    /// Its points, two at least. Tracked.
    fn points(self, studio: Studio) -> Vec<Point> {
        let set = studio.plan.with(|plan| self.of(&mut plan.look.filters.tone.clone()).clone());
        if set.len() < 2 { STRAIGHT.into() } else { set }
    }

    fn set(self, studio: Studio, points: Vec<Point>) {
        let points = if points == STRAIGHT { Vec::new() } else { points };
        studio.edit("curve", |plan| *self.of(&mut plan.look.filters.tone) = points);
    }
}

/// The curves: which one, its pad, what helps.
pub fn curves(studio: Studio) -> AnyView {
    let t = words();
    let channel = RwSignal::new(Light);
    let segments = Channel::ALL.map(|one| (one, (t.curve_of)(one.word()).into_any()));
    let bent =
        move || studio.plan.with(|plan| !channel.get().of(&mut plan.look.filters.tone.clone()).is_empty());
    let add = move |_| {
        let points = untrack(|| channel.get().points(studio));
        let widest = (1..points.len()).max_by(|a, b| {
            let gap = |at: usize| points[at].0 - points[at - 1].0;
            gap(*a).total_cmp(&gap(*b))
        });
        let Some(at) = widest.filter(|_| points.len() < MOST) else { return };
        let x = (points[at - 1].0 + points[at].0) / 2.0;
        let y = Curve::new(&points).map_or(x, |curve| curve.at(x));
        insert(studio, channel.get_untracked(), (x, y));
    };
    view! {
        <div class="curves">
            {choice("studio-curves", t.curves, presets, move || preset(studio), move |word| choose(studio, &word))}
            {field::segments("studio-curve-of", t.curves, segments.into(), move || channel.get(), move |one| channel.set(one))}
            {pad(studio, channel)}
            <div class="row-of-buttons">
                <button type="button" class="quiet strong" id="curve-add" on:click=add>{t.curve_add}</button>
                {when(bent, move || view! {
                    <button
                        type="button"
                        class="quiet strong"
                        id="curve-straight"
                        on:click=move |_| channel.get_untracked().set(studio, STRAIGHT.into())
                    >
                        {t.curve_straight}
                    </button>
                }.into_any())}
            </div>
        </div>
    }
    .into_any()
}

fn presets() -> Vec<Choice> {
    let t = words();
    let names = ["", "own"].into_iter().chain(PRESETS.iter().map(|(word, _)| *word));
    names.map(|word| Choice { can: word != "own", ..Choice::new(word, (t.curve_preset)(word)) }).collect()
}

/// The curves of a preset, in the order of the channels.
fn curves_of(word: &str) -> Option<[Vec<Point>; 4]> {
    let (_, set) = PRESETS.iter().find(|(name, _)| *name == word)?;
    Some(Channel::ALL.map(|channel| {
        set.iter().find(|(one, _)| *one == channel).map(|(_, points)| points.to_vec()).unwrap_or_default()
    }))
}

/// Which one is set, tracked.
fn preset(studio: Studio) -> String {
    let mut tone = studio.plan.with(|plan| plan.look.filters.tone.clone());
    let now = Channel::ALL.map(|channel| channel.of(&mut tone).clone());
    if now.iter().all(Vec::is_empty) {
        return String::new();
    }
    let known = PRESETS.iter().find(|(word, _)| curves_of(word).as_ref() == Some(&now));
    known.map_or("own", |(word, _)| word).to_owned()
}

fn choose(studio: Studio, word: &str) {
    let curves = curves_of(word).unwrap_or_default();
    studio.edit("curves", |plan| {
        for (channel, points) in Channel::ALL.into_iter().zip(curves) {
            *channel.of(&mut plan.look.filters.tone) = points;
        }
    });
}

/// Puts a point in, and the focus on it.
fn insert(studio: Studio, channel: Channel, point: Point) -> Option<usize> {
    let mut points = untrack(|| channel.points(studio));
    let at = points.iter().take_while(|one| one.0 < point.0).count();
    let near = points.iter().any(|one| (one.0 - point.0).abs() < NEAR);
    if near || points.len() >= MOST {
        return None;
    }
    points.insert(at, point);
    channel.set(studio, points);
    focus(at);
    Some(at)
}

fn focus(at: usize) {
    request_animation_frame(move || focus_on(&format!(".curve-point[data-at='{at}']")));
}

/// Moves a point, as far as its neighbours let it.
fn drag(studio: Studio, channel: Channel, at: usize, (x, y): Point) {
    let mut points = untrack(|| channel.points(studio));
    let least = at.checked_sub(1).map_or(0.0, |before| points[before].0 + NEAR);
    let most = points.get(at + 1).map_or(1.0, |after| after.0 - NEAR);
    if let Some(point) = points.get_mut(at) {
        let hundredth = |share: f32| (share.clamp(0.0, 1.0) * 100.0).round() / 100.0;
        *point = (hundredth(x).max(least).min(most.max(least)), hundredth(y));
        channel.set(studio, points);
    }
}

/// Takes a point away that is not one of the two ends.
fn remove(studio: Studio, channel: Channel, at: usize) {
    let mut points = untrack(|| channel.points(studio));
    if at > 0 && at + 1 < points.len() {
        points.remove(at);
        channel.set(studio, points);
        focus(at - 1);
    }
}

fn pad(studio: Studio, channel: RwSignal<Channel>) -> AnyView {
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
