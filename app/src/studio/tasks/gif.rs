//! Pictures that move: GIF or WebP, of the part under the playhead.

use leptos::prelude::*;
use video::settings::{Animated, Animation, Stretch};

use super::fields::{Choice, choice, group};
use super::ours::{go, scope, seen};
use super::start;
use crate::browser;
use crate::number;
use crate::studio::clock;
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::field;
use crate::ui::live::{live, when};

const RATES: [f64; 6] = [5.0, 8.0, 10.0, 12.5, 20.0, 25.0];
const SPEEDS: [f64; 5] = [0.5, 1.0, 1.5, 2.0, 4.0];
const COLORS: [u32; 5] = [256, 128, 64, 32, 16];
/// More pictures than this make a file that few people want to load.
const MANY: f64 = 400.0;

/// The part that is made: the one under the playhead, or the first; `None` is all of the file. Tracked.
pub fn stretch(studio: Studio) -> Option<Stretch> {
    let time = studio.player.time.get();
    studio.plan.with(|plan| {
        let kept = &plan.kept;
        let one = kept.at(time).or(Some(0)).and_then(|at| kept.stretches().get(at).copied());
        one.filter(|_| !kept.asked().is_empty() || kept.stretches().len() > 1)
    })
}

/// Its form and its button.
pub fn parts(studio: Studio) -> (AnyView, AnyView) {
    let t = words();
    let form = studio.forms.animation;
    let part = Memo::new(move |_| {
        let duration = studio.player.duration.get();
        stretch(studio).unwrap_or(Stretch { from: 0.0, to: duration })
    });
    let pictures = move || {
        let Stretch { from, to } = part.get();
        form.with(|form| (to - from) / form.speed.max(0.1) * form.rate)
    };
    let fields = view! {
        {scope(studio)}
        <p class="hint" id="gif-part">
            {live(move || {
                let Stretch { from, to } = part.get();
                (t.gif_part)(&clock::length(from), &clock::length(to), &clock::length(to - from))
            })}
        </p>
        {when(move || pictures() > MANY, move || view! {
            <p class="remarks warn" role="status">{live(move || (t.gif_many)(pictures().round() as usize))}</p>
        }.into_any())}
        {group(t.file, view! { {how(form)} {small(form)} })}
    };
    let can = move || part.with(|part| part.to > part.from);
    let name = move || match (start::rows(studio).len(), form.with(|form| form.format)) {
        (1, Animated::Gif) => t.gif_now.to_owned(),
        (1, Animated::WebP) => t.webp_now.to_owned(),
        (count, _) => (t.gif_all)(count),
    };
    let foot = view! {
        {seen(studio)}
        {go("studio-gif-now", name, can, move || start::animate(studio))}
    };
    (fields.into_any(), foot.into_any())
}

fn how(form: RwSignal<Animation>) -> AnyView {
    let t = words();
    let whole = move |value: f64| form.update(|form| form.width = value as u32);
    view! {
        {field::segments(
            "gif-format",
            t.format,
            vec![(Animated::Gif, "GIF".into_any()), (Animated::WebP, "WebP".into_any())],
            move || form.with(|form| form.format),
            move |format| form.update(|form| form.format = format),
        )}
        {field::number("gif-width", t.width, "px", (16.0, 1920.0), move || f64::from(form.with(|form| form.width)), whole)}
        {choice(
            "gif-rate",
            t.rate,
            move || RATES.map(|rate| Choice::new(rate.to_string(), format!("{} {}", number::plain(rate), t.per_second))).into(),
            move || form.with(|form| form.rate.to_string()),
            move |word| form.update(|form| form.rate = browser::number(&word).unwrap_or(form.rate)),
        )}
        {choice(
            "gif-speed",
            t.speed,
            move || SPEEDS.map(|speed| Choice::new(speed.to_string(), format!("{} ×", number::plain(speed)))).into(),
            move || form.with(|form| form.speed.to_string()),
            move |word| form.update(|form| form.speed = browser::number(&word).unwrap_or(form.speed)),
        )}
        {choice(
            "gif-times",
            t.times,
            move || vec![Choice::new("0", t.for_ever), Choice::new("1", t.once), Choice::new("3", "3 ×")],
            move || form.with(|form| form.times.to_string()),
            move |word| form.update(|form| form.times = word.parse().unwrap_or(0)),
        )}
    }
    .into_any()
}

/// What makes it small, which is another thing for each format.
fn small(form: RwSignal<Animation>) -> AnyView {
    let t = words();
    crate::ui::live::either(
        move || form.with(|form| form.format == Animated::Gif),
        move || {
            view! {
                {choice(
                    "gif-colors",
                    t.colors,
                    || COLORS.map(|count| Choice::new(count.to_string(), count.to_string())).into(),
                    move || form.with(|form| form.colors.to_string()),
                    move |word| form.update(|form| form.colors = word.parse().unwrap_or(256)),
                )}
                {field::check("gif-dither", t.dither, move || form.with(|form| form.dither), move |on| {
                    form.update(|form| form.dither = on);
                })}
            }
            .into_any()
        },
        move || {
            field::slider(
                "gif-quality",
                t.quality,
                (1.0, 100.0),
                move || f64::from(form.with(|form| form.quality)),
                move |value| {
                    form.update(|form| form.quality = value as u8);
                },
            )
        },
    )
}
