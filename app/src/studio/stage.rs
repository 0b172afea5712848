//! What is seen of the file: the element that plays, the picture as it would become over it, the frame of a crop.

use leptos::html;
use leptos::prelude::*;
use video::pixels::Area;

use super::captions;
use super::preview::{self, Side};
use super::state::Studio;
use crate::crop::WHOLE;
use crate::text::studio::studio as words;
use crate::ui::field::written;
use crate::ui::frame::frame;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, when};

/// Fills the screen with the place that shows the file, or leaves it again.
pub fn full() {
    if document().fullscreen_element().is_some() {
        return document().exit_fullscreen();
    }
    if let Ok(Some(stage)) = document().query_selector(".studio-main") {
        // A browser that forbids it leaves everything as it is.
        let _ = stage.request_fullscreen();
    }
}

/// The stage.
pub fn stage(studio: Studio) -> AnyView {
    let t = words();
    let player = studio.player;
    let node = NodeRef::<html::Div>::new();
    let room = RwSignal::new((1.0_f64, 1.0_f64));
    let measure = move || {
        if let Some(node) = node.get_untracked() {
            let next = (f64::from(node.client_width()).max(1.0), f64::from(node.client_height()).max(1.0));
            room.maybe_update(|room| std::mem::replace(room, next) != next);
        }
    };
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());
    Effect::new(move |_| {
        // What lies around the stage takes more room or less.
        studio.cropping.track();
        if node.get().is_some() {
            request_animation_frame(move || {
                if !room.is_disposed() {
                    measure();
                }
            });
        }
    });
    // How large the picture lies in the stage: as the browser fits it.
    let fitted = Memo::new(move |_| {
        let (width, height) = studio.size().unwrap_or((16, 9));
        let (width, height) = (f64::from(width.max(1)), f64::from(height.max(1)));
        let (wide, high) = room.get();
        let scale = (wide / width).min(high / height);
        (width * scale, height * scale)
    });
    let preview = preview::start(studio);
    let px = |value: f64| format!("{value:.1}px");
    view! {
        <div
            class="studio-stage"
            node_ref=node
            class:blind=live(move || !studio.has_pictures())
            style:--w=live(move || px(fitted.get().0))
            style:--h=live(move || px(fitted.get().1))
        >
            {when(
                move || !player.ready.get() && studio.row.thumb.with(Option::is_some),
                move || view! { <img class="poster" src=studio.row.thumb.get_untracked() alt="" /> }.into_any(),
            )}
            <video
                node_ref=player.node
                src=live(move || player.source.get())
                playsinline
                preload="auto"
                aria-label=studio.row.name()
                class:waiting=live(move || !player.ready.get())
                on:loadeddata=move |_| player.settled()
                on:seeked=move |_| player.settled()
                on:ended=move |_| player.ended()
                on:error=move |_| player.failed.set(true)
                on:pause=move |_| {
                    // Keys of the keyboard's own, or a call that came in. An element that goes away pauses, too.
                    let went = player.shuttle.try_get_untracked().is_some_and(|speed| speed > 0.0);
                    if went && player.node.get_untracked().is_some_and(|node| node.paused()) {
                        player.shuttle.set(0.0);
                    }
                }
                on:click=move |_| player.toggle()
                on:dblclick=move |_| full()
            ></video>
            {when(move || !studio.has_pictures(), move || view! { <div class="deaf-sign">{icon(Icon::Sound)}</div> }.into_any())}
            {after(studio, preview)}
            {captions::overlay(studio, preview)}
            {when(
                move || studio.cropping.get() && studio.has_pictures(),
                move || frame(
                    move || studio.plan.with(|plan| plan.look.filters.crop).map_or(WHOLE, of_video),
                    move |crop| studio.edit("crop", |plan| plan.look.filters.crop = (crop != WHOLE).then(|| of_image(crop))),
                    Signal::derive(|| None),
                )
                .into_any(),
            )}
            {when(
                move || preview.busy.get() || (player.source.with(Option::is_none) && !player.failed.get()),
                move || view! { <progress class="working" aria-label=t.opening></progress> }.into_any(),
            )}
            {live(move || {
                studio
                    .mute_sentence()
                    .or_else(|| preview.fault.get())
                    .or_else(|| studio.captions.fault.get())
                    .map(|words| view! { <div class="problem calm" role="status">{icon(Icon::Info)} <p>{words}</p></div> })
            })}
        </div>
    }
    .into_any()
}

/// The picture as it would become, over what it is.
fn after(studio: Studio, preview: preview::Preview) -> AnyView {
    let t = words();
    let split = RwSignal::new(50.0);
    let side = move |one: Side, name: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name="studio-side"
                    prop:checked=live(move || preview.side.get() == one)
                    on:change=move |_| preview.side.set(one)
                />
                <span>{name}</span>
            </label>
        }
    };
    let share = move || match preview.side.get() {
        Side::Before => 100.0,
        Side::After => 0.0,
        Side::Both => split.get(),
    };
    view! {
        <canvas
            class="after"
            node_ref=preview.canvas
            aria-label=t.after
            role="img"
            class:gone=live(move || !preview.shown.get() || studio.cropping.get())
            style:--split=live(move || format!("{}%", share()))
        ></canvas>
        {when(
            move || preview.shown.get() && !studio.cropping.get(),
            move || view! {
                {when(
                    move || preview.side.get() == Side::Both,
                    move || view! {
                        <div class="split" aria-hidden="true" style:left=live(move || format!("{}%", split.get()))></div>
                        <label class="split-field">
                            <span class="hidden">{t.compare}</span>
                            <input
                                type="range"
                                id="studio-split"
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
                    }.into_any(),
                )}
                <fieldset class="segments sides">
                    <legend class="hidden">{t.compare}</legend>
                    {side(Side::Before, t.before)} {side(Side::Both, t.compare)} {side(Side::After, t.after)}
                </fieldset>
            }
            .into_any(),
        )}
    }
    .into_any()
}

fn of_video(crop: Area) -> image::Crop {
    let Area { x, y, width, height } = crop;
    image::Crop { x, y, width, height }
}

fn of_image(crop: image::Crop) -> Area {
    let image::Crop { x, y, width, height } = crop;
    Area { x, y, width, height }
}
