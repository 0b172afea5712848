//! Times along the timeline, and the marks of what was found in the file.

use leptos::prelude::*;
use video::settings::Stretch;

use crate::studio::clock;
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::live::live;

/// Times above the pictures.
pub fn ruler(studio: Studio) -> AnyView {
    let lane = studio.lane;
    let ticks = Memo::new(move |_| {
        let (from, to) = lane.span();
        lane.scale().ticks(from, to)
    });
    // Below a second the times are told exactly.
    let write = |time: f64, step: f64| match step < 1.0 {
        true => clock::exact(time).trim_end_matches('0').trim_end_matches(['.', ',']).to_owned(),
        false => clock::brief(time),
    };
    view! {
        <div class="times" aria-hidden="true">
            <For
                each=move || {
                    let (ticks, step) = ticks.get();
                    ticks.into_iter().map(move |time| (time, step)).collect::<Vec<_>>()
                }
                key=|(time, step)| (time.to_bits(), step.to_bits())
                let:tick
            >
                <span class="numbers" style:left=live(move || format!("{:.1}px", lane.scale().x(tick.0)))>
                    {write(tick.0, tick.1)}
                </span>
            </For>
        </div>
    }
    .into_any()
}

/// Where scenes change, and where nothing is to be seen or heard.
pub fn marks(studio: Studio) -> AnyView {
    let lane = studio.lane;
    let t = words();
    let stretch = move |class: &'static str, title: &'static str, Stretch { from, to }: Stretch| {
        view! {
            <i
                class=class
                title=title
                style:left=live(move || format!("{:.1}px", lane.scale().x(from)))
                style:width=live(move || format!("{:.1}px", lane.scale().x(to - from)))
            ></i>
        }
    };
    live(move || {
        let scenes = studio.forms.scenes.answer.get()?;
        let cuts = scenes.cuts.iter().map(|time| {
            let time = *time;
            view! {
                <i class="scene" title=t.scene style:left=live(move || format!("{:.1}px", lane.scale().x(time)))></i>
            }
        });
        let black = scenes.black.iter().map(|one| stretch("black", t.black, *one));
        let silent = scenes.silent.iter().map(|one| stretch("silent", t.silent, *one));
        Some(view! {
            <div class="found" aria-hidden="true">
                {cuts.collect_view()} {black.collect_view()} {silent.collect_view()}
            </div>
        })
    })
    .into_any()
}
