//! Curves: from old to new brightness, and red, green and blue by themselves, bent by points.

use leptos::prelude::*;
use video::pixels::Curve;

use super::fields::choice;
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::field;
use crate::ui::live::when;
use pad::pad;
use points::{Channel, Light, MOST, STRAIGHT, insert};
use presets::{choose, preset, presets};

mod pad;
mod points;
mod presets;

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
