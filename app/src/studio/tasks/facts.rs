//! What is known of a file, as names and values: what MediaInfo's main fields tell.

use js_sys::{Array, Function, Intl, Object, Reflect};
use video::settings::Flow;
use video::{Codec, Color, Hdr, Media, Picture, Role, Sound, Track};
use wasm_bindgen::{JsCast, JsValue};

use crate::number;
use crate::open::set;
use crate::studio::clock;
use crate::studio::names;
use crate::text::studio::studio as words;
use crate::text::text;

/// A title and what is known under it.
pub type Section = (String, Vec<(String, String)>);

/// All that is known. `decodes` and `flows` speak of the tracks in their order, once they are known.
pub fn sections(media: &Media, decodes: &[bool], flows: &[Flow]) -> Vec<Section> {
    let t = words();
    let mut all = vec![(t.file.to_owned(), file(media))];
    for (at, track) in media.tracks.iter().enumerate() {
        let role = (t.role)(&track.role);
        let told = of_track(media, track, decodes.get(at).copied(), flows.get(at));
        all.push((format!("{} {}: {role}", t.track, at + 1), told));
    }
    if !media.chapters.is_empty() {
        let chapters = media.chapters.iter().map(|one| (clock::brief(one.start), one.name.clone()));
        all.push((t.chapters.to_owned(), chapters.collect()));
    }
    if !media.tags.is_empty() {
        let name = |key: &str| match (t.tag)(key) {
            "" => key.to_owned(),
            name => name.to_owned(),
        };
        let tags = media.tags.iter().map(|tag| (name(&tag.key), tag.value.clone()));
        all.push((t.tags.to_owned(), tags.collect()));
    }
    all
}

fn bits(rate: f64) -> String {
    match rate >= 1e6 {
        true => format!("{} Mbit/s", number::plain((rate / 1e4).round() / 100.0)),
        false => format!("{} kbit/s", number::plain((rate / 1e3).round())),
    }
}

fn rate(bytes: u64, seconds: f64) -> Option<String> {
    Some(bytes as f64 * 8.0 / seconds).filter(|rate| rate.is_finite()).map(bits)
}

fn yes(is: bool) -> String {
    let t = words();
    if is { t.yes } else { t.no }.to_owned()
}

fn lines<const N: usize>(lines: [(&str, Option<String>); N]) -> Vec<(String, String)> {
    lines.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// To the thousandth.
fn short(value: f64) -> String {
    number::plain((value * 1000.0).round() / 1000.0)
}

fn file(media: &Media) -> Vec<(String, String)> {
    let t = words();
    let size = media.size as f64;
    lines([
        (t.container, Some(names::container(media.container).to_owned())),
        (t.duration, Some(clock::exact(media.duration))),
        (t.bytes, Some(format!("{} ({})", number::bytes(size), number::whole(size)))),
        (t.bitrate, rate(media.size, media.duration)),
        (t.fast_start, Some(yes(media.fast_start))),
        (t.fragmented, Some(yes(media.fragmented))),
        (t.attached, media.attached.then(|| yes(true))),
    ])
}

fn of_track(
    media: &Media,
    track: &Track,
    decodes: Option<bool>,
    flow: Option<&Flow>,
) -> Vec<(String, String)> {
    let t = words();
    let coded = match track.codec_string.is_empty() {
        true => names::codec(&track.codec),
        false => format!("{} ({})", names::codec(&track.codec), track.codec_string),
    };
    let mut all = lines([(t.codec, Some(coded)), (t.profile, profile(track))]);
    match &track.role {
        Role::Video(picture) => all.extend(pictures(track, picture, flow)),
        Role::Audio(sound) => all.extend(sounds(track, sound)),
        Role::Text | Role::Other => {}
    }
    let lasting = matches!(track.role, Role::Video(_) | Role::Audio(_));
    let steady = flow.filter(|_| lasting).map(|flow| if flow.constant { t.constant } else { t.variable });
    // A first look does not count the packets of every file.
    let counted = track.packets > 0;
    let average = rate(track.bytes, track.duration).filter(|_| counted);
    let share = track.bytes as f64 / media.size.max(1) as f64;
    let late = (track.start.abs() > 0.0005).then(|| format!("{} s", short(track.start)));
    all.extend(lines([
        (t.language, track.language.as_deref().map(language)),
        (t.name, track.name.clone()),
        (t.chosen, matches!(track.role, Role::Text | Role::Audio(_)).then(|| yes(track.chosen))),
        (t.forced, (track.role == Role::Text).then(|| yes(track.forced))),
        (t.duration, Some(clock::exact(track.duration))),
        (t.starts, late),
        (t.packets, counted.then(|| number::whole(track.packets as f64))),
        (
            t.bytes,
            counted.then(|| format!("{} ({})", number::bytes(track.bytes as f64), number::percent(share))),
        ),
        (t.bitrate, average.map(|rate| steady.map_or(rate.clone(), |steady| format!("{rate}, {steady}")))),
        (t.peak_rate, flow.filter(|_| lasting).and_then(|flow| flow.peak).map(bits)),
        (t.encoder, flow.and_then(|flow| flow.encoder.clone())),
        (t.encoded_with, flow.and_then(|flow| flow.settings.clone())),
        (t.is_encrypted, track.encrypted.then(|| yes(true))),
        (t.decodable, decodes.filter(|_| lasting).map(yes)),
    ]));
    all
}

/// Profile, level and tier in one line: `Main 10, level 5.1, tier Main`.
fn profile(track: &Track) -> Option<String> {
    let t = words();
    let video::Profile { name, level, tier } = track.profile();
    let level = level.map(|level| format!("{} {level}", t.level));
    let tier = tier.map(|tier| format!("{} {tier}", t.tier));
    let all: Vec<String> = name.into_iter().chain(level).chain(tier).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

fn pictures(track: &Track, picture: &Picture, flow: Option<&Flow>) -> Vec<(String, String)> {
    let t = words();
    let turned = (picture.turn != 0).then(|| format!("{}°", picture.turn));
    let each = |rate: f64| format!("{} {}", short(rate), t.per_second);
    let speed = picture.rate.map(|rate| {
        let steady = if picture.variable { t.variable } else { t.constant };
        format!("{}, {steady}", each(rate))
    });
    let lasts = flow.filter(|_| picture.variable).and_then(|flow| flow.lasts);
    let range = lasts
        .filter(|(least, _)| *least > 0.0)
        .map(|(least, most)| (t.from_to)(&short(1.0 / most), &each(1.0 / least)));
    let shape =
        names::upright(track).filter(|(_, height)| *height > 0).map(|(width, height)| ratio(width, height));
    let scan = match (picture.interlaced, &track.codec) {
        (Some(true), _) => Some(t.interlaced),
        (Some(false), _) | (None, Codec::Vp8 | Codec::Vp9 | Codec::Av1) => Some(t.progressive),
        _ => None,
    };
    let per_pixel = picture.rate.and_then(|rate| {
        let pixels = f64::from(picture.width) * f64::from(picture.height) * rate * track.duration;
        Some(track.bytes as f64 * 8.0 / pixels).filter(|bits| bits.is_finite() && *bits > 0.0)
    });
    let color = picture.color.as_ref();
    let named = |known: fn(&Color) -> Option<&'static str>, code: fn(&Color) -> u8| {
        // 2 says that nothing is known.
        let color = color.filter(|color| code(color) != 2)?;
        Some(known(color).map_or_else(|| code(color).to_string(), str::to_owned))
    };
    let hdr = color.and_then(Color::hdr).map(|hdr| match hdr {
        Hdr::Pq => "PQ (SMPTE ST 2084)",
        Hdr::Hlg => "HLG (ARIB STD-B67)",
    });
    let groups = flow.and_then(|flow| flow.groups).map(|(least, most)| match least == most {
        true => (t.group)(&number::whole(least.into())),
        false => (t.group)(&(t.from_to)(&number::whole(least.into()), &number::whole(most.into()))),
    });
    lines([
        (t.size, Some(format!("{} × {}", picture.width, picture.height))),
        (t.aspect, shape),
        (t.pixel, picture.pixel.map(|(x, y)| format!("{x}:{y}"))),
        (t.turned, turned),
        (t.rate, speed),
        (t.rate_range, range),
        (t.scan, scan.map(str::to_owned)),
        (t.bits, picture.bits.map(|bits| bits.to_string())),
        (t.chroma, picture.chroma.clone()),
        (t.primaries, named(Color::primaries_name, |color| color.primaries)),
        (t.transfer, named(Color::transfer_name, |color| color.transfer)),
        (t.matrix, named(Color::matrix_name, |color| color.matrix)),
        (t.color_range, color.map(|color| if color.full { t.full_range } else { t.tv_range }.to_owned())),
        (t.hdr, hdr.map(str::to_owned)),
        (t.alpha, picture.alpha.then(|| yes(true))),
        (t.key_frames, (track.packets > 0).then(|| number::whole(track.keys as f64))),
        (t.groups, groups),
        (t.reordered, flow.map(|flow| yes(flow.reordered))),
        (t.per_pixel, per_pixel.map(short)),
    ])
}

fn sounds(track: &Track, sound: &Sound) -> Vec<(String, String)> {
    let t = words();
    let channels = match (t.layout)(sound.channels) {
        "" => sound.channels.to_string(),
        layout => format!("{} ({layout})", sound.channels),
    };
    let whole = matches!(track.codec, Codec::Flac | Codec::Alac | Codec::Pcm { .. });
    lines([
        (t.samples, Some(format!("{} Hz", number::whole(sound.rate.into())))),
        (t.channels, Some(channels)),
        (t.bits, sound.bits.map(|bits| bits.to_string())),
        (t.compression, Some(if whole { t.lossless } else { t.lossy }.to_owned())),
    ])
}

/// Width to height as people say it: `16:9`, `2.39:1`.
fn ratio(width: u32, height: u32) -> String {
    const KNOWN: [(u32, u32); 9] =
        [(16, 9), (4, 3), (1, 1), (3, 2), (21, 9), (9, 16), (3, 4), (2, 3), (5, 4)];
    let shape = f64::from(width) / f64::from(height);
    let known =
        KNOWN.into_iter().find(|(x, y)| (shape / (f64::from(*x) / f64::from(*y)) - 1.0).abs() < 0.006);
    match known {
        Some((x, y)) => format!("{x}:{y}"),
        None => format!("{}:1", number::plain((shape * 100.0).round() / 100.0)),
    }
}

/// A language by its code, in the words of the reader, where the browser knows it: `German (deu)`.
fn language(code: &str) -> String {
    let options = Object::new();
    set(&options, "type", "language".into());
    let names = Intl::DisplayNames::new(&Array::of1(&text().code.into()), &options);
    // What is no code of a language makes the browser throw.
    let of = Reflect::get(&names, &"of".into()).ok().and_then(|of| of.dyn_into::<Function>().ok());
    let name = of.and_then(|of| of.call1(&names, &JsValue::from(code)).ok()?.as_string());
    match name.filter(|name| name != code) {
        Some(name) => format!("{name} ({code})"),
        None => code.to_owned(),
    }
}
