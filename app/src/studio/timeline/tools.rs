//! The buttons above the timeline: what cuts, and how far it is enlarged.

use leptos::prelude::*;

use crate::number;
use crate::studio::clock;
use crate::studio::deed::{Deed, button};
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::field::written;
use crate::ui::live::live;

/// The buttons.
pub fn tools(studio: Studio) -> AnyView {
    let t = words();
    let (lane, player) = (studio.lane, studio.player);
    let length = move || {
        studio.plan.with(|plan| match plan.kept.is_all() {
            true => String::new(),
            false => (t.kept_of)(&clock::length(plan.kept.length()), &clock::length(player.duration.get())),
        })
    };
    // The slider is as long for a clip as for a film: each step enlarges by the same factor.
    let share = Memo::new(move |_| {
        let scale = lane.scale();
        if scale.most() <= 1.0 { 0.0 } else { scale.zoom.ln() / scale.most().ln() * 100.0 }
    });
    view! {
        <div class="timeline-tools" role="toolbar" aria-label=t.cut_tools>
            {button(studio, Deed::In)} {button(studio, Deed::Out)} {button(studio, Deed::Split)}
            {button(studio, Deed::Take)}
            <span class="rule" aria-hidden="true"></span>
            {button(studio, Deed::Undo)} {button(studio, Deed::Redo)}
            <span class="length numbers muted" id="kept-length">{live(length)}</span>
            <span class="grow"></span>
            {button(studio, Deed::ZoomOut)}
            <input
                type="range"
                class="zoom"
                id="studio-zoom"
                min="0"
                max="100"
                step="1"
                aria-label=t.zoom
                aria-valuetext=live(move || number::percent(lane.zoom.get()))
                prop:value=live(move || share.get())
                on:input=move |event| {
                    if let Some(share) = written(&event) {
                        let most = untrack(|| lane.scale()).most();
                        lane.zoom_to((most.ln() * share / 100.0).exp(), player.time.get_untracked());
                    }
                }
            />
            {button(studio, Deed::ZoomIn)}
            {button(studio, Deed::ZoomFit)}
        </div>
    }
    .into_any()
}
