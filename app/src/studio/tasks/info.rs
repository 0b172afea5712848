//! Info: everything that is known of the file, as text that can be copied.

use leptos::prelude::*;
use leptos::task::spawn_local;
use video::{Media, Role, Track};
use wasm_bindgen_futures::JsFuture;

use crate::number;
use crate::studio::clock;
use crate::studio::names;
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;
use crate::ui::toast;

/// A title and what is known under it.
type Section = (String, Vec<(String, String)>);

/// Its form and its button.
pub fn parts(studio: Studio) -> (AnyView, AnyView) {
    let t = words();
    let all = Memo::new(move |_| {
        let decodes = studio.decodes.get();
        studio.media.with(|media| media.as_ref().map(|media| sections(media, &decodes)).unwrap_or_default())
    });
    let section = |(title, lines): Section| {
        let lines =
            lines.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
        view! {
            <section>
                <h3>{title}</h3>
                <dl class="facts-list">{lines.collect_view()}</dl>
            </section>
        }
    };
    let notes = move || {
        let notes =
            studio.media.with(|media| media.as_ref().map(|media| media.notes.clone()).unwrap_or_default());
        (!notes.is_empty()).then(|| {
            view! { <ul class="remarks warn">{notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}</ul> }
        })
    };
    let form = view! {
        <div class="info" id="studio-info">
            {live(notes)}
            {live(move || all.get().into_iter().map(section).collect_view())}
        </div>
    };
    let copy = move |_| {
        let text = all.with_untracked(|all| written(&studio.row.name(), all));
        let promise = window().navigator().clipboard().write_text(&text);
        spawn_local(async move {
            let said = if JsFuture::from(promise).await.is_ok() { t.copied } else { t.not_copied };
            toast::show(studio.session, said);
        });
    };
    let foot = view! {
        <button type="button" class="wide" id="studio-copy-info" on:click=copy>
            {icon(Icon::Copy)}
            <span>{t.copy_info}</span>
        </button>
    };
    (form.into_any(), foot.into_any())
}

fn written(name: &str, all: &[Section]) -> String {
    let mut text = format!("{name}\n");
    for (title, lines) in all {
        text.push_str(&format!("\n{title}\n"));
        for (name, value) in lines {
            text.push_str(&format!("  {name}: {value}\n"));
        }
    }
    text
}

fn sections(media: &Media, decodes: &[bool]) -> Vec<Section> {
    let t = words();
    let mut all = vec![(t.file.to_owned(), file(media))];
    for (at, track) in media.tracks.iter().enumerate() {
        let role = (t.role)(&track.role);
        all.push((format!("{} {}: {role}", t.track, at + 1), of_track(track, decodes.get(at).copied())));
    }
    if !media.chapters.is_empty() {
        let chapters = media.chapters.iter().map(|one| (clock::brief(one.start), one.name.clone()));
        all.push((t.chapters.to_owned(), chapters.collect()));
    }
    if !media.tags.is_empty() {
        let tags = media.tags.iter().map(|tag| (tag.key.clone(), tag.value.clone()));
        all.push((t.tags.to_owned(), tags.collect()));
    }
    all
}

fn rate(bytes: u64, seconds: f64) -> Option<String> {
    let bits = bytes as f64 * 8.0 / seconds;
    bits.is_finite().then(|| match bits >= 1e6 {
        true => format!("{} Mbit/s", number::plain((bits / 1e4).round() / 100.0)),
        false => format!("{} kbit/s", number::plain((bits / 1e3).round())),
    })
}

fn yes(is: bool) -> String {
    let t = words();
    if is { t.yes } else { t.no }.to_owned()
}

fn lines<const N: usize>(lines: [(&str, Option<String>); N]) -> Vec<(String, String)> {
    lines.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn file(media: &Media) -> Vec<(String, String)> {
    let t = words();
    lines([
        (t.container, Some(names::container(media.container).to_owned())),
        (t.duration, Some(clock::exact(media.duration))),
        (
            t.bytes,
            Some(format!("{} ({})", number::bytes(media.size as f64), number::whole(media.size as f64))),
        ),
        (t.bitrate, rate(media.size, media.duration)),
        (t.fast_start, Some(yes(media.fast_start))),
        (t.fragmented, Some(yes(media.fragmented))),
    ])
}

fn of_track(track: &Track, decodes: Option<bool>) -> Vec<(String, String)> {
    let t = words();
    let coded = match track.codec_string.is_empty() {
        true => names::codec(&track.codec),
        false => format!("{} ({})", names::codec(&track.codec), track.codec_string),
    };
    let mut all = lines([(t.codec, Some(coded))]);
    match &track.role {
        Role::Video(picture) => {
            let turned = (picture.turn != 0).then(|| format!("{}°", picture.turn));
            let rate = picture.rate.map(|rate| {
                let rate = format!("{} {}", number::plain((rate * 1000.0).round() / 1000.0), t.per_second);
                if picture.variable { format!("{rate}, {}", t.variable) } else { rate }
            });
            let colour = picture.color.map(|color| {
                let range = if color.full { t.full_range } else { t.tv_range };
                format!("{}/{}/{}, {range}", color.primaries, color.transfer, color.matrix)
            });
            all.extend(lines([
                (t.size, Some(format!("{} × {}", picture.width, picture.height))),
                (t.pixel, picture.pixel.map(|(x, y)| format!("{x}:{y}"))),
                (t.turned, turned),
                (t.rate, rate),
                (t.bits, picture.bits.map(|bits| bits.to_string())),
                (t.chroma, picture.chroma.clone()),
                (t.color, colour),
                (t.alpha, picture.alpha.then(|| yes(true))),
            ]));
        }
        Role::Audio(sound) => all.extend(lines([
            (t.samples, Some(format!("{} Hz", number::whole(sound.rate.into())))),
            (t.channels, Some(sound.channels.to_string())),
            (t.bits, sound.bits.map(|bits| bits.to_string())),
        ])),
        Role::Text | Role::Other => {}
    }
    all.extend(lines([
        (t.language, track.language.clone()),
        (t.name, track.name.clone()),
        (t.duration, Some(clock::exact(track.duration))),
        (
            t.starts,
            (track.start.abs() > 0.0005)
                .then(|| number::plain((track.start * 1000.0).round() / 1000.0) + " s"),
        ),
        (t.packets, Some(number::whole(track.packets as f64))),
        (t.key_frames, matches!(track.role, Role::Video(_)).then(|| number::whole(track.keys as f64))),
        (t.bytes, Some(number::bytes(track.bytes as f64))),
        (t.bitrate, rate(track.bytes, track.duration)),
        (t.is_encrypted, track.encrypted.then(|| yes(true))),
        (t.decodable, decodes.filter(|_| !matches!(track.role, Role::Text | Role::Other)).map(yes)),
    ]));
    all
}
