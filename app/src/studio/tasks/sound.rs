//! Sound: taken out, made louder or even, faded; measured before it is touched.

use leptos::prelude::*;
use video::sound::{Adjust, Level};

use super::convert::{bitrate, channels, codec, samples};
use super::fields::{Choice, choice, group};
use super::ours::{applied, can_convert, go, scope};
use super::start;
use crate::browser;
use crate::number;
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::field;
use crate::ui::live::{live, when};

/// Loudnesses that are asked for, in LUFS.
const TARGETS: [f32; 5] = [-23.0, -18.0, -16.0, -14.0, -11.0];

/// Its form and its buttons.
pub fn parts(studio: Studio) -> (AnyView, AnyView) {
    let t = words();
    if !untrack(|| studio.has_sound()) {
        return (view! { <p class="hint">{t.no_sound}</p> }.into_any(), ().into_any());
    }
    let entry = move |id, name, unit, least, of: fn(&mut Adjust) -> &mut f32| {
        field::number(
            id,
            name,
            unit,
            (least, 60.0),
            move || f64::from(*of(&mut studio.plan.with(|plan| plan.tone.adjust))),
            move |value| studio.edit(id, |plan| *of(&mut plan.tone.adjust) = value as f32),
        )
    };
    let form = view! {
        {scope(studio)}
        {group(t.loudness, view! { {measured(studio)} {target(studio)} })}
        {group(t.change, view! {
            // A loudness that is reached takes the place of a gain.
            {when(
                move || studio.plan.with(|plan| plan.tone.adjust.level.is_none()),
                move || entry("studio-gain", t.gain, "dB", -60.0, |adjust| &mut adjust.gain),
            )}
            {entry("studio-fade-in", t.fade_in, "s", 0.0, |adjust| &mut adjust.fade_in)}
            {entry("studio-fade-out", t.fade_out, "s", 0.0, |adjust| &mut adjust.fade_out)}
        })}
        {group(t.file, view! { {codec(studio, false)} {bitrate(studio)} {samples(studio)} {channels(studio)} })}
    };
    let pictures = untrack(|| studio.has_pictures());
    let foot = view! {
        {applied(studio)}
        {go(
            "studio-extract",
            move || match start::rows(studio).len() {
                1 => t.extract_now.to_owned(),
                count => (t.extract_all)(count),
            },
            move || studio.media.with(Option::is_some),
            move || start::extract(studio),
        )}
        {pictures.then(|| view! {
            <button
                type="button"
                class="wide"
                id="studio-convert-now"
                disabled=live(move || !can_convert(studio))
                on:click=move |_| start::convert(studio)
            >
                {t.with_pictures}
            </button>
        })}
    };
    (form.into_any(), foot.into_any())
}

/// How loud it is.
fn measured(studio: Studio) -> AnyView {
    let t = words();
    let query = studio.forms.loudness;
    let ask = move || query.ask(studio.ask(worker::video::loudness(studio.file(), None)));
    let tenth = |value: f64| number::plain((value * 10.0).round() / 10.0);
    let unit = move |value: Option<f64>, unit: &str| match value {
        Some(value) => format!("{} {unit}", tenth(value)),
        None => t.silence.to_owned(),
    };
    view! {
        {live(move || match query.answer.get() {
            None => query.button("studio-measure", t.measure, ask),
            Some(loudness) => view! {
                <dl class="facts-list" id="studio-loudness">
                    <div><dt>{t.integrated}</dt><dd class="numbers">{unit(loudness.integrated, "LUFS")}</dd></div>
                    <div><dt>{t.range}</dt><dd class="numbers">{unit(Some(loudness.range), "LU")}</dd></div>
                    <div><dt>{t.peak}</dt><dd class="numbers">{unit(loudness.peak, "dBTP")}</dd></div>
                </dl>
            }
            .into_any(),
        })}
    }
    .into_any()
}

fn target(studio: Studio) -> AnyView {
    let t = words();
    view! {
        {choice(
            "studio-normalise",
            t.normalise,
            move || {
                let mut options = vec![Choice::new("", t.as_is)];
                options.extend(TARGETS.map(|target| {
                    let purpose = (t.target)(target as i32);
                    Choice::new(target.to_string(), format!("{} LUFS{purpose}", number::plain(target.into())))
                }));
                options
            },
            move || studio.plan.with(|plan| plan.tone.adjust.level.map(|to| to.loudness.to_string()).unwrap_or_default()),
            move |word| studio.edit("normalise", |plan| {
                plan.tone.adjust.level = browser::number(&word).map(|loudness| Level { loudness: loudness as f32, ..Level::default() });
            }),
        )}
        {when(
            move || studio.plan.with(|plan| plan.tone.adjust.level.is_some()),
            move || view! { <p class="hint">{t.normalise_hint}</p> }.into_any(),
        )}
    }
    .into_any()
}
