//! The shape of the sound under the pictures, and above it a tick for each key frame.
//!
//! Sound is asked for in parts, those in the window first and the others when nobody waits: its shape at the finest scale fits
//! into memory for any file, so enlarging it asks for nothing.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::Priority;
use video::settings::{Peaks, Stretch, Waveform};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};
use worker::video as call;

use super::scale::Scale;
use crate::studio::paint;
use crate::studio::state::Studio;

/// Buckets that a file has at most, all in all.
const MOST: f64 = 360_000.0;
/// Buckets of a second, at most.
const FINEST: f64 = 200.0;
/// Buckets of a part.
const PART: u32 = 4000;
/// Key frames closer than this are a line, in pixels.
const CLOSE: f64 = 3.0;

#[derive(Default)]
struct Known {
    parts: Vec<Option<Peaks>>,
    loudest: f32,
    busy: bool,
}

type Shared = Rc<RefCell<Known>>;

/// The canvas. It is as wide as the window and stays in it.
pub fn wave(studio: Studio) -> AnyView {
    let node = NodeRef::<html::Canvas>::new();
    let lane = studio.lane;
    let news = RwSignal::new(0_u32);
    let known = Shared::default();
    // Colours of a canvas do not follow the theme by themselves.
    let theme = RwSignal::new(0_u32);
    if let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") {
        let target: web_sys::EventTarget = query.into();
        let heard = wasm_bindgen::prelude::Closure::<dyn Fn()>::new(move || {
            theme.try_update(|theme| *theme = theme.wrapping_add(1));
        });
        use wasm_bindgen::JsCast;
        // A query tells its changes to whoever listens.
        let _ = target.add_event_listener_with_callback("change", heard.as_ref().unchecked_ref());
        let heard = StoredValue::new_local((target, heard));
        on_cleanup(move || {
            heard.try_with_value(|(target, heard)| {
                target.remove_event_listener_with_callback("change", heard.as_ref().unchecked_ref())
            });
        });
    }
    let shown = known.clone();
    let shown = StoredValue::new_local(shown);
    Effect::new(move |_| {
        let (scale, left) = (lane.scale(), lane.left.get());
        news.track();
        theme.track();
        studio.session.prefs.with(|prefs| prefs.theme);
        let keys = studio.keys.get();
        let Some(node) = node.get().filter(|_| lane.is_there()) else { return };
        request_animation_frame(move || {
            shown.try_with_value(|known| draw(&node, scale, left, &keys, &known.borrow()));
        });
    });
    let asked = StoredValue::new_local(known);
    Effect::new(move |_| {
        if studio.has_sound() && lane.is_there() {
            asked.with_value(|known| want(studio, news, known.clone()));
        }
    });
    view! { <canvas class="wave" node_ref=node aria-hidden="true"></canvas> }.into_any()
}

fn buckets(duration: f64) -> f64 {
    (MOST / duration.max(1e-3)).min(FINEST)
}

fn want(studio: Studio, news: RwSignal<u32>, known: Shared) {
    let duration = studio.player.duration.get_untracked();
    let seconds = f64::from(PART) / buckets(duration);
    let count = (duration / seconds).ceil().max(1.0) as usize;
    {
        let mut known = known.borrow_mut();
        if std::mem::replace(&mut known.busy, true) {
            return;
        }
        known.parts.resize_with(count, || None);
    }
    spawn_local(async move {
        let mut asked = vec![false; count];
        while let Some(at) = next(studio, &asked, seconds) {
            asked[at] = true;
            let from = at as f64 * seconds;
            let to = (from + seconds).min(duration);
            let buckets = ((to - from) * buckets(duration)).ceil().max(1.0) as u32;
            let waveform = Waveform { track: None, stretch: Some(Stretch { from, to }), buckets };
            let file = studio.file();
            let key = call::key(&file);
            let job = call::waveform(file, waveform).near(key).priority(Priority::Visible);
            // A part that cannot be decoded stays flat.
            if let Ok(peaks) = job.await {
                let mut known = known.borrow_mut();
                let loudest =
                    peaks.high.iter().chain(&peaks.low).fold(0.0_f32, |most, one| most.max(one.abs()));
                known.loudest = known.loudest.max(loudest);
                known.parts[at] = Some(peaks);
            }
            if news.try_update(|news| *news = news.wrapping_add(1)).is_none() {
                return;
            }
        }
    });
}

/// The part that is asked for next: one in the window, or the first that is missing. None when the place is gone, too.
fn next(studio: Studio, asked: &[bool], seconds: f64) -> Option<usize> {
    if studio.lane.zoom.is_disposed() {
        return None;
    }
    let (from, to) = untrack(|| studio.lane.span());
    let window = ((from / seconds) as usize)..=((to / seconds) as usize);
    window.filter(|at| *at < asked.len()).chain(0..asked.len()).find(|at| !asked[*at])
}

fn draw(node: &HtmlCanvasElement, scale: Scale, left: f64, keys: &[f64], known: &Known) {
    let ratio = window().device_pixel_ratio().max(1.0);
    let (width, height) = (f64::from(node.client_width()), f64::from(node.client_height()));
    let (wide, high) = ((width * ratio) as u32, (height * ratio) as u32);
    if node.width() != wide || node.height() != high {
        node.set_width(wide);
        node.set_height(high);
    }
    let Some(pen) = paint::pen(node) else { return };
    let Ok(Some(style)) = window().get_computed_style(node) else { return };
    let colour = |name: &str| style.get_property_value(name).unwrap_or_default();
    pen.clear_rect(0.0, 0.0, f64::from(wide), f64::from(high));
    ticks(&pen, scale, left, keys, ratio, f64::from(wide), &colour("outline-color"));
    let (top, room) = (8.0 * ratio, f64::from(high) - 8.0 * ratio);
    if room < 8.0 {
        return;
    }
    let middle = top + room / 2.0;
    // A quiet recording has a shape as well.
    let gain = f64::from(1.0 / known.loudest.clamp(0.1, 1.0)) * (room / 2.0 - 1.0);
    let per_bucket = 1.0 / buckets(scale.duration);
    let column = |from: f64, to: f64, x: f64| {
        let (first, last) = ((from / per_bucket) as usize, ((to / per_bucket) as usize));
        let (mut low, mut peak, mut mean, mut count) = (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
        for bucket in first..=last.max(first) {
            let Some(Some(peaks)) = known.parts.get(bucket / PART as usize) else { continue };
            let at = bucket % PART as usize;
            let (Some(down), Some(up), Some(strength)) =
                (peaks.low.get(at), peaks.high.get(at), peaks.mean.get(at))
            else {
                continue;
            };
            (low, peak, mean, count) = (low.min(*down), peak.max(*up), mean + strength, count + 1.0);
        }
        if count == 0.0 {
            return;
        }
        let mean = f64::from(mean / count);
        pen.set_global_alpha(0.45);
        pen.fill_rect(x, middle - f64::from(peak) * gain, ratio, (f64::from(peak - low) * gain).max(ratio));
        pen.set_global_alpha(1.0);
        pen.fill_rect(x, middle - mean * gain, ratio, (2.0 * mean * gain).max(ratio));
    };
    pen.set_fill_style_str(&colour("color"));
    let per_second = scale.per_second();
    for x in 0..width as u32 {
        let from = (left + f64::from(x)) / per_second;
        if from > scale.duration {
            break;
        }
        column(from, from + 1.0 / per_second, f64::from(x) * ratio);
    }
}

fn ticks(
    pen: &CanvasRenderingContext2d,
    scale: Scale,
    left: f64,
    keys: &[f64],
    ratio: f64,
    wide: f64,
    colour: &str,
) {
    pen.set_fill_style_str(colour);
    let mut drawn = f64::NEG_INFINITY;
    let first = keys.partition_point(|key| scale.x(*key) < left - 1.0);
    for key in &keys[first..] {
        let x = (scale.x(*key) - left) * ratio;
        if x > wide {
            break;
        }
        if x - drawn >= CLOSE * ratio {
            drawn = x;
            pen.fill_rect(x.round(), 0.0, ratio.round(), 5.0 * ratio);
        }
    }
}
