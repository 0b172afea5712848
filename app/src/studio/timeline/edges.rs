//! What stays, drawn over the timeline: what is taken out lies in shadow, and every edge can be pulled.
//!
//! An edge is a slider: it tells its time to those who listen, and arrows move it from picture to picture.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use video::settings::Stretch;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::studio::clock;
use crate::studio::plan::kept::Edge;
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::live::live;

/// Whether an event is about an element that a selector names.
pub fn is_on(event: &PointerEvent, selector: &str) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(selector).is_ok_and(|found| found.is_some()))
}

/// The stretches and their edges.
pub fn edges(studio: Studio) -> AnyView {
    let count = Memo::new(move |_| studio.plan.with(|plan| plan.kept.stretches().len()));
    let gaps = Memo::new(move |_| studio.plan.with(|plan| plan.kept.gaps()));
    let lane = studio.lane;
    let gap = move |Stretch { from, to }: Stretch| {
        view! {
            <i
                class="gap"
                style:left=live(move || format!("{:.2}px", lane.scale().x(from)))
                style:width=live(move || format!("{:.2}px", lane.scale().x(to - from)))
            ></i>
        }
    };
    view! {
        <div class="gaps" aria-hidden="true">
            {live(move || gaps.get().into_iter().map(gap).collect_view())}
        </div>
        <For each=move || 0..count.get() key=|at| *at let:at>
            {stretch(studio, at)}
        </For>
    }
    .into_any()
}

fn stretch(studio: Studio, at: usize) -> AnyView {
    let lane = studio.lane;
    let here = Memo::new(move |_| {
        let stretch = studio.plan.with(|plan| plan.kept.stretches().get(at).copied());
        stretch.unwrap_or(Stretch { from: 0.0, to: 0.0 })
    });
    let current = move || {
        let time = studio.player.time.get();
        studio.plan.with(|plan| plan.kept.stretches().len() > 1 && plan.kept.at(time) == Some(at))
    };
    view! {
        <div
            class="stretch"
            class:current=live(current)
            style:left=live(move || format!("{:.2}px", lane.scale().x(here.get().from)))
            style:width=live(move || format!("{:.2}px", lane.scale().x(here.get().to - here.get().from)))
        >
            {edge(studio, at, Edge::From, here)} {edge(studio, at, Edge::To, here)}
        </div>
    }
    .into_any()
}

fn edge(studio: Studio, at: usize, edge: Edge, here: Memo<Stretch>) -> AnyView {
    let t = words();
    let (lane, player) = (studio.lane, studio.player);
    let time = move || match edge {
        Edge::From => here.get().from,
        Edge::To => here.get().to,
    };
    let held = StoredValue::new(None::<(i32, f64)>);
    let pull = move |time: f64| {
        studio.edit("edge", |plan| plan.kept.pull(at, edge, time));
        player.seek(
            untrack(|| match edge {
                Edge::From => here.get(),
                Edge::To => Stretch { from: here.get().to - 0.5 / player.rate.get(), ..here.get() },
            })
            .from,
        );
    };
    let down = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        event.stop_propagation();
        player.stop();
        let x = untrack(|| lane.scale().x(time()));
        held.set_value(Some((event.pointer_id(), f64::from(event.client_x()) - x)));
        if let Some(target) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
            // Without capture a pull ends where the pointer leaves the edge.
            let _ = target.set_pointer_capture(event.pointer_id());
        }
    };
    let moved = move |event: PointerEvent| {
        let Some((_, offset)) = held.get_value().filter(|held| held.0 == event.pointer_id()) else { return };
        event.stop_propagation();
        let scale = untrack(|| lane.scale());
        let x = f64::from(event.client_x()) - offset;
        let snapped = studio.snapped(scale.time(x), edge == Edge::From, true);
        pull(snapped);
    };
    let released = move |_| held.set_value(None);
    let pressed = move |event: KeyboardEvent| {
        let picture = 1.0 / player.rate.get_untracked();
        let now = untrack(time);
        let by = match (event.key().as_str(), event.shift_key()) {
            ("ArrowLeft" | "ArrowDown", false) => -picture,
            ("ArrowRight" | "ArrowUp", false) => picture,
            ("ArrowLeft" | "ArrowDown", true) => -1.0,
            ("ArrowRight" | "ArrowUp", true) => 1.0,
            ("PageDown", _) => -10.0,
            ("PageUp", _) => 10.0,
            ("Home", _) => -now,
            ("End", _) => player.duration.get_untracked() - now,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        let beginning = edge == Edge::From && !studio.plan.with_untracked(|plan| plan.exact);
        pull(match beginning {
            true => studio.keys.with_untracked(|keys| beside(keys, now, by)),
            false => now + by,
        });
    };
    let (class, name) = match edge {
        Edge::From => ("handle from", (t.edge_from)(at + 1)),
        Edge::To => ("handle to", (t.edge_to)(at + 1)),
    };
    view! {
        <div
            class=class
            role="slider"
            tabindex="0"
            title=name.clone()
            aria-label=name
            aria-valuemin="0"
            aria-valuemax=live(move || format!("{:.2}", player.duration.get()))
            aria-valuenow=live(move || format!("{:.2}", time()))
            aria-valuetext=live(move || clock::exact(time()))
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=released
            on:pointercancel=released
            on:click=move |event| event.stop_propagation()
            on:keydown=pressed
        ></div>
    }
    .into_any()
}

/// The key frame to which a step leads: the next one in its direction, or the first one that is as far away as the step.
fn beside(keys: &[f64], now: f64, by: f64) -> f64 {
    let there = now + by;
    let found = match by < 0.0 {
        true => keys.iter().rev().find(|key| **key < now - 1e-3 && **key <= there).or(keys.first()),
        false => keys.iter().find(|key| **key > now + 1e-3 && **key >= there).or(keys.last()),
    };
    found.copied().unwrap_or(there)
}
