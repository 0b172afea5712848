//! Convert: presets for most people, and what they are made of for the others.

use leptos::prelude::*;
use video::Container;
use video::settings::{AudioCodec, Rate, Resize, Video, VideoCodec};

use super::fields::{Choice, choice, group};
use super::ours::{self, applied, remarks, scope};
use super::recipes::recipes;
use crate::browser;
use crate::number;
use crate::studio::names;
use crate::studio::plan::preset::Preset;
use crate::studio::plan::settle::{encoders, has_pictures, settle, sounds};
use crate::studio::plan::{Plan, Way};
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::field;
use crate::ui::live::{either, live, when};

/// Sizes of pictures by their shorter side, and the box that each fits into.
pub const SIZES: [(&str, u32); 7] = [
    ("2160p", 3840),
    ("1440p", 2560),
    ("1080p", 1920),
    ("720p", 1280),
    ("540p", 960),
    ("480p", 854),
    ("360p", 640),
];
/// Pictures per second.
const RATES: [f64; 7] = [10.0, 15.0, 24.0, 25.0, 30.0, 50.0, 60.0];
const SPEEDS: [f64; 7] = [0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 4.0];
/// Bits per second.
const BITS: [u32; 6] = [48_000, 64_000, 96_000, 128_000, 192_000, 256_000];
/// Samples of sound per second.
const SAMPLES: [u32; 8] = [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000];
/// What a target begins with, in megabytes.
const MEGABYTES: f64 = 20.0;

/// Its form and its button.
pub fn parts(studio: Studio) -> (AnyView, AnyView) {
    let t = words();
    let form = view! {
        {scope(studio)}
        {presets(studio)}
        {recipes(studio)}
        {group(t.file, view! {
            {container(studio)}
            {when(move || studio.has_pictures(), move || choice(
                "studio-speed-up",
                t.speed,
                || SPEEDS.map(|speed| Choice::new(speed.to_string(), format!("{} ×", number::plain(speed)))).into(),
                move || studio.plan.with(|plan| plan.speed.to_string()),
                move |word| studio.edit("speed", |plan| plan.speed = browser::number(&word).unwrap_or(1.0)),
            ))}
        })}
        {when(move || studio.has_pictures(), move || group(t.pictures, pictures(studio)))}
        {when(move || studio.has_sound(), move || group(t.sound, sound(studio)))}
    };
    let foot = view! {
        {applied(studio)}
        {remarks(studio)}
        {ours::convert(studio)}
    };
    (form.into_any(), foot.into_any())
}

fn presets(studio: Studio) -> AnyView {
    let t = words();
    let all = move || {
        let pictures = studio.has_pictures();
        Preset::ALL.into_iter().filter(move |preset| pictures || *preset != Preset::Web)
    };
    let button = move |preset: Preset| {
        let (name, hint) = (t.preset)(preset);
        view! {
            <button
                type="button"
                id=format!("preset-{preset:?}").to_ascii_lowercase()
                aria-pressed=live(move || studio.plan.with(|plan| preset.is_set(plan)).to_string())
                on:click=move |_| studio.edit("preset", |plan| preset.set(plan))
            >
                <strong>{name}</strong>
                <small>{hint}</small>
            </button>
        }
    };
    view! {
        <div class="presets" role="group" aria-label=t.presets>
            {all().map(button).collect_view()}
        </div>
    }
    .into_any()
}

fn container(studio: Studio) -> AnyView {
    let t = words();
    let options = move || {
        let (media, abilities) = (studio.media.get(), studio.abilities.get());
        let decodes = studio.decodes.get();
        let plan = studio.plan.get();
        Container::WRITTEN
            .map(|container| {
                let choice = Choice::new(container.extension(), names::container(container));
                let (Some(media), Some(abilities)) = (&media, &abilities) else { return choice };
                let other = Plan { container, video: None, audio: None, ..plan.clone() };
                let refused = settle(&other, media, &decodes, abilities).refusal.is_some();
                choice.unless(refused.then(|| t.not_here.to_owned()))
            })
            .into()
    };
    choice(
        "studio-container",
        t.container,
        options,
        move || studio.plan.with(|plan| plan.container.extension().to_owned()),
        move |word| {
            let Some(container) = Container::WRITTEN.into_iter().find(|one| one.extension() == word) else {
                return;
            };
            studio.edit("container", |plan| {
                plan.container = container;
                // What was chosen for another container is not chosen for this one.
                plan.video = plan.video.filter(|codec| container.takes(&codec.codec()));
                plan.audio = plan.audio.filter(|codec| container.takes(&codec.codec()));
            });
        },
    )
}

/// Why a codec is not to be had: by its container, or by the browser.
fn reason(taken: bool, encoded: bool, container: Container) -> Option<String> {
    let t = words();
    match (taken, encoded) {
        (false, _) => Some((t.not_in)(names::container(container))),
        (_, false) => Some(t.not_here.to_owned()),
        _ => None,
    }
}

fn pictures(studio: Studio) -> AnyView {
    let t = words();
    let codecs = move || {
        let container = studio.plan.with(|plan| plan.container);
        let abilities = studio.abilities.get();
        let there = abilities.map(|abilities| encoders(&abilities, container));
        let mut options = vec![Choice::new("keep", t.keep_pictures)];
        options.extend(VideoCodec::ALL.map(|codec| {
            let name = names::video(codec);
            let encoded = there.as_ref().is_none_or(|there| there.contains(&codec));
            Choice::new(name, name).unless(reason(container.takes(&codec.codec()), encoded, container))
        }));
        options.push(Choice::new("drop", t.drop_pictures));
        options
    };
    let encodes = Memo::new(move |_| {
        studio.settled().is_some_and(|settled| matches!(settled.convert.video, Video::Encode(_)))
    });
    let sized = move || studio.plan.with(|plan| plan.size.is_some());
    view! {
        {choice(
            "studio-video",
            t.codec,
            codecs,
            move || studio.plan.with(|plan| match (plan.pictures, plan.video) {
                _ if !has_pictures(plan.container) => "drop".to_owned(),
                (Way::Drop, _) => "drop".to_owned(),
                (Way::Encode, Some(codec)) => names::video(codec).to_owned(),
                _ => "keep".to_owned(),
            }),
            move |word| studio.edit("video", |plan| {
                let codec = VideoCodec::ALL.into_iter().find(|codec| names::video(*codec) == word);
                (plan.pictures, plan.video) = match word.as_str() {
                    "drop" => (Way::Drop, None),
                    "keep" => (Way::Keep, None),
                    _ => (Way::Encode, codec),
                };
            }),
        )}
        {size(studio)}
        {when(move || encodes.get(), move || view! {
            {field::segments(
                "studio-bits",
                t.how_good,
                vec![(false, t.by_quality.into_any()), (true, t.by_size.into_any())],
                sized,
                move |sized| studio.edit("sized", |plan| plan.size = sized.then_some((MEGABYTES * 1e6) as u64)),
            )}
            {either(
                sized,
                move || field::number(
                    "studio-megabytes",
                    t.at_most,
                    "MB",
                    (0.1, 100_000.0),
                    move || studio.plan.with(|plan| plan.size.unwrap_or(0) as f64 / 1e6),
                    move |size| studio.edit("size", |plan| plan.size = Some((size * 1e6) as u64)),
                ),
                move || field::slider(
                    "studio-quality",
                    t.quality,
                    (1.0, 100.0),
                    move || studio.plan.with(|plan| match plan.bits {
                        Rate::Quality(quality) => f64::from(quality),
                        Rate::Bits(_) => 60.0,
                    }),
                    move |quality| studio.edit("quality", |plan| plan.bits = Rate::Quality(quality as u8)),
                ),
            )}
            {choice(
                "studio-rate",
                t.rate,
                move || {
                    let mut options = vec![Choice::new("", t.as_is)];
                    options.extend(RATES.map(|rate| Choice::new(rate.to_string(), format!("{} {}", number::plain(rate), t.per_second))));
                    options
                },
                move || studio.plan.with(|plan| plan.rate.map(|rate| rate.to_string()).unwrap_or_default()),
                move |word| studio.edit("rate", |plan| plan.rate = browser::number(&word)),
            )}
        }.into_any())}
    }
    .into_any()
}

/// The size of pictures, by names that people know.
fn size(studio: Studio) -> AnyView {
    let t = words();
    let largest = move || studio.size().map_or(0, |(width, height)| width.max(height));
    let known = |resize: Option<Resize>| match resize {
        None => Some(String::new()),
        Some(Resize::Fit { width, height }) if width == height => {
            SIZES.into_iter().find(|(_, side)| *side == width).map(|(name, _)| name.to_owned())
        }
        Some(_) => None,
    };
    choice(
        "studio-size",
        t.size,
        move || {
            let mut options = vec![Choice::new("", t.as_is)];
            let smaller = SIZES.into_iter().filter(|(_, side)| *side < largest());
            options.extend(smaller.map(|(name, _)| Choice::new(name, name)));
            if known(studio.plan.with(|plan| plan.look.resize)).is_none() {
                options.push(Choice::new("other", t.other_size));
            }
            options
        },
        move || known(studio.plan.with(|plan| plan.look.resize)).unwrap_or_else(|| "other".to_owned()),
        move |word| {
            let side = SIZES.into_iter().find(|(name, _)| *name == word).map(|(_, side)| side);
            studio.edit("resize", |plan| {
                plan.look.resize = side.map(|side| Resize::Fit { width: side, height: side })
            });
        },
    )
}

fn sound(studio: Studio) -> AnyView {
    view! {
        {codec(studio, true)}
        {when(move || studio.plan.with(|plan| plan.sound != Way::Drop), move || view! {
            {bitrate(studio)}
            {samples(studio)}
            {channels(studio)}
        }.into_any())}
    }
    .into_any()
}

/// The codec of sound; whether it can be left out as well.
pub fn codec(studio: Studio, drop: bool) -> AnyView {
    let t = words();
    let codecs = move || {
        // Sound alone finds itself a container.
        let container = drop.then(|| studio.plan.with(|plan| plan.container));
        let abilities = studio.abilities.get();
        let mut options = vec![Choice::new("keep", t.keep_sound)];
        options.extend(AudioCodec::ALL.map(|codec| {
            let name = names::audio(codec);
            let own =
                |container| abilities.as_ref().is_none_or(|all| sounds(all, container).contains(&codec));
            let why = match container {
                Some(container) => reason(container.takes(&codec.codec()), own(container), container),
                None => (!own(Container::Matroska)).then(|| t.not_here.to_owned()),
            };
            Choice::new(name, name).unless(why)
        }));
        options.extend(drop.then(|| Choice::new("drop", t.drop_sound)));
        options
    };
    choice(
        "studio-audio",
        t.codec,
        codecs,
        move || {
            studio.plan.with(|plan| match (plan.sound, plan.audio) {
                (Way::Drop, _) if drop => "drop".to_owned(),
                (Way::Encode, Some(codec)) => names::audio(codec).to_owned(),
                _ => "keep".to_owned(),
            })
        },
        move |word| {
            studio.edit("audio", |plan| {
                let codec = AudioCodec::ALL.into_iter().find(|codec| names::audio(*codec) == word);
                (plan.sound, plan.audio) = match word.as_str() {
                    "drop" => (Way::Drop, None),
                    "keep" => (Way::Keep, None),
                    _ => (Way::Encode, codec),
                };
            })
        },
    )
}

/// Bits per second of sound.
pub fn bitrate(studio: Studio) -> AnyView {
    let t = words();
    choice(
        "studio-bitrate",
        t.bitrate,
        move || {
            let mut options = vec![Choice::new("", t.automatic)];
            options.extend(BITS.map(|bits| Choice::new(bits.to_string(), format!("{} kbit/s", bits / 1000))));
            options
        },
        move || studio.plan.with(|plan| plan.tone.bitrate.map(|bits| bits.to_string()).unwrap_or_default()),
        move |word| studio.edit("bitrate", |plan| plan.tone.bitrate = word.parse().ok()),
    )
}

/// Samples per second.
pub fn samples(studio: Studio) -> AnyView {
    let t = words();
    choice(
        "studio-samples",
        t.samples,
        move || {
            let mut options = vec![Choice::new("", t.as_is)];
            options.extend(SAMPLES.map(|rate| {
                Choice::new(rate.to_string(), format!("{} kHz", number::plain(f64::from(rate) / 1000.0)))
            }));
            options
        },
        move || {
            studio.plan.with(|plan| plan.tone.adjust.rate.map(|rate| rate.to_string()).unwrap_or_default())
        },
        move |word| studio.edit("samples", |plan| plan.tone.adjust.rate = word.parse().ok()),
    )
}

/// How many channels.
pub fn channels(studio: Studio) -> AnyView {
    let t = words();
    choice(
        "studio-channels",
        t.channels,
        move || vec![Choice::new("", t.as_is), Choice::new("1", t.mono), Choice::new("2", t.stereo)],
        move || {
            studio
                .plan
                .with(|plan| plan.tone.adjust.channels.map(|count| count.to_string()).unwrap_or_default())
        },
        move |word| studio.edit("channels", |plan| plan.tone.adjust.channels = word.parse().ok()),
    )
}
