//! Subtitles as they stand on the picture: where they say, or at its foot inside the margin that televisions may cut off.

use leptos::prelude::*;
use video::subtitle::{Cue, Run, Side};

use super::read;
use crate::studio::preview::{self, Preview};
use crate::studio::state::Studio;
use crate::ui::live::live;

/// What is said now, over the picture.
pub fn overlay(studio: Studio, preview: Preview) -> AnyView {
    read(studio);
    let captions = studio.captions;
    // Words that are burnt into the picture on view are not said twice.
    let burnt = move || {
        preview.shown.get()
            && preview.side.get() != preview::Side::Before
            && studio.plan.with(|plan| plan.burn.is_some())
    };
    let now = Memo::new(move |_| {
        let ms = (studio.player.time.get().max(0.0) * 1000.0).round() as u64;
        let hidden = studio.cropping.get() || burnt();
        captions.cues.with(|cues| if hidden { Vec::new() } else { said(cues, ms) })
    });
    let inside = move || {
        let (free, placed): (Vec<Cue>, Vec<Cue>) =
            now.get().into_iter().partition(|cue| cue.place.at.is_none());
        let edge = |key: u32| {
            let here: Vec<_> = free.iter().filter(|cue| cue.place.key() == key).map(written).collect();
            (!here.is_empty()).then(|| view! { <div class="captions-edge" data-place=key>{here}</div> })
        };
        let edges = (1..=9).filter_map(edge).collect_view();
        (edges, placed.iter().map(at_point).collect_view()).into_any()
    };
    view! { <div class="captions">{live(inside)}</div> }.into_any()
}

/// The cues of a moment in milliseconds, in their order.
fn said(cues: &[Cue], ms: u64) -> Vec<Cue> {
    let begun = cues.partition_point(|cue| cue.start <= ms);
    cues[..begun].iter().filter(|cue| cue.end > ms).cloned().collect()
}

/// A cue that has a point of its own at one of its sides.
fn at_point(cue: &Cue) -> AnyView {
    let (x, y) = cue.place.at.unwrap_or_default();
    let percent = |share: f32| format!("{}%", (share.clamp(0.0, 1.0) * 100.0).round());
    let across = match cue.place.across {
        Side::Start => "0",
        Side::Usual => "-50%",
        Side::Other => "-100%",
    };
    let down = match cue.place.down {
        Side::Start => "0",
        Side::Usual => "-100%",
        Side::Other => "-50%",
    };
    view! {
        <div
            class="captions-point"
            data-place=cue.place.key()
            style:left=percent(x)
            style:top=percent(y)
            style:translate=format!("{across} {down}")
        >
            {written(cue)}
        </div>
    }
    .into_any()
}

/// The words of a cue. They are a file's: they become text and nothing else.
fn written(cue: &Cue) -> AnyView {
    let run = |Run { text, style }: Run| {
        let color = style.color.map(|[red, green, blue]| format!("rgb({red} {green} {blue})"));
        view! {
            <span
                class:bold=style.bold
                class:italic=style.italic
                class:underline=style.underline
                style:color=color.unwrap_or_default()
            >
                {text}
            </span>
        }
    };
    let line =
        |line: Vec<Run>| view! { <span class="line">{line.into_iter().map(run).collect_view()}</span> };
    view! { <p dir="auto">{cue.lines().into_iter().map(line).collect_view()}</p> }.into_any()
}
