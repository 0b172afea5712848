//! What plays, stops and steps, and the time of the playhead, which can be written as well.

use leptos::html;
use leptos::prelude::*;

use super::captions;
use super::clock;
use super::deed::{Deed, button};
use super::state::Studio;
use crate::number;
use crate::text::studio::studio as words;
use crate::ui::field::{overwrite, written};
use crate::ui::live::{live, when};

/// The speeds that are offered.
const SPEEDS: [(&str, f64); 7] =
    [("0.25", 0.25), ("0.5", 0.5), ("0.75", 0.75), ("1", 1.0), ("1.25", 1.25), ("1.5", 1.5), ("2", 2.0)];

/// The row of buttons below the picture.
pub fn transport(studio: Studio) -> AnyView {
    let t = words();
    let player = studio.player;
    view! {
        <div class="transport" role="toolbar" aria-label=t.player>
            <div class="transport-side">{time(studio)}</div>
            <div class="transport-middle">
                {button(studio, Deed::FrameBack)}
                {button(studio, Deed::Play)}
                {button(studio, Deed::FrameForth)}
            </div>
            <div class="transport-side end">
                {button(studio, Deed::Skip)}
                <select
                    id="studio-speed"
                    aria-label=t.speed
                    title=t.speed
                    on:change=move |event| {
                        if let Some(speed) = written(&event) {
                            player.set_speed(speed);
                        }
                    }
                >
                    {SPEEDS
                        .map(|(word, speed)| {
                            view! {
                                <option value=word prop:selected=live(move || player.speed.get() == speed)>
                                    {format!("{} ×", number::plain(speed))}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
                {subtitles(studio)}
                {button(studio, Deed::Mute)}
                <input
                    type="range"
                    class="volume"
                    id="studio-volume"
                    min="0"
                    max="1"
                    step="0.05"
                    aria-label=t.volume
                    aria-valuetext=live(move || number::percent(player.volume.get()))
                    prop:value=live(move || if player.muted.get() { 0.0 } else { player.volume.get() })
                    on:input=move |event| {
                        if let Some(volume) = written(&event) {
                            player.set_volume(volume);
                        }
                    }
                />
                {button(studio, Deed::Full)}
            </div>
        </div>
    }
    .into_any()
}

/// Whether subtitles are shown, and whose, where there are some.
fn subtitles(studio: Studio) -> AnyView {
    let t = words();
    let all = Memo::new(move |_| captions::all(studio));
    let shown = Memo::new(move |_| captions::chosen(studio));
    let choose = move |event| {
        let at = written(&event).unwrap_or(0.0) as usize;
        studio.captions.choose(all.with_untracked(|all| all.get(at).map(|one| one.0)));
    };
    let options = move || {
        let option = |(at, (whose, name)): (usize, (captions::Whose, String))| {
            view! { <option value=at prop:selected=live(move || shown.get() == Some(whose))>{name}</option> }
        };
        all.get().into_iter().enumerate().map(option).collect_view()
    };
    view! {
        {when(move || all.with(|all| !all.is_empty()), move || button(studio, Deed::Captions))}
        {when(
            move || all.with(|all| all.len() > 1) && studio.captions.wish.with(|wish| wish.on),
            move || view! {
                <select id="studio-captions-of" aria-label=t.captions_of title=t.captions_of on:change=choose>
                    {live(options)}
                </select>
            }
            .into_any(),
        )}
    }
    .into_any()
}

/// The time of the playhead: who writes another one goes there.
fn time(studio: Studio) -> AnyView {
    let t = words();
    let player = studio.player;
    let node = NodeRef::<html::Input>::new();
    // While somebody writes, the clock does not write over it.
    let writes = StoredValue::new(false);
    Effect::new(move |_| {
        let time = player.time.get();
        if let Some(node) = node.get().filter(|_| !writes.get_value()) {
            node.set_value(&clock::exact(time));
        }
    });
    let go = move || {
        // A field that goes away with the studio is left as well.
        if player.time.is_disposed() {
            return;
        }
        writes.set_value(false);
        if let Some(node) = node.get_untracked() {
            if let Some(time) = clock::read(&node.value()) {
                player.seek(time);
            }
            node.set_value(&clock::exact(player.time.get_untracked()));
        }
    };
    view! {
        <input
            type="text"
            class="timecode"
            id="studio-time"
            node_ref=node
            aria-label=t.position
            autocomplete="off"
            spellcheck="false"
            inputmode="decimal"
            on:focus=move |event| {
                player.stop();
                writes.set_value(true);
                overwrite(&event);
            }
            on:blur=move |_| go()
            on:keydown=move |event| {
                if event.key() == "Enter" {
                    go();
                    writes.set_value(true);
                }
            }
        />
        <span class="muted numbers">{live(move || format!("/ {}", clock::length(player.duration.get())))}</span>
    }
    .into_any()
}
