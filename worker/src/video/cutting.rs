//! Cuts and joins that copy all they can: the engine plans, the browser encodes the few pictures whose foundation is cut off.

use std::rc::Rc;

use ::video::cut::{Encode, Encoded, Frame, Input, Mode, Settings, Step, plan};
use ::video::settings::{Cut, Join, Rate, Stretch, VideoCodec};
use ::video::{Codec, Container, Data, Packet, Packing, Stream};
use nearside::prelude::*;

use super::body::Body;
use super::codec::{Camera, Coded, Picture, Shape};
use super::error::spoken;
use super::hold::{Held, hold};
use super::make::{Out, Said, Segment, muxer, segments};
use super::readers::Readers;
use super::reel::{Reel, facts};
use super::remake::renamed;
use super::suited::{Suited, lost, said, suited};
use super::{Made, alike, clock};

/// How much of a job that encodes is done when that is.
const ENCODED: f64 = 0.9;
/// After so many packets it is looked at whether the job is still wanted.
const EACH: usize = 32;

/// Cuts a file.
pub(super) async fn cut(file: File, how: Cut, cx: &Context) -> Result<Made> {
    let held = hold(&file, cx)?;
    let whole = [Stretch { from: 0.0, to: held.movie.media.duration + 1.0 }];
    let wanted = if how.stretches.is_empty() { &whole[..] } else { &how.stretches };
    let stretches = wanted.iter().map(|stretch| (0, *stretch)).collect();
    let mode = if how.exact { Mode::Exact } else { Mode::Keys };
    let tracks = how.tracks.unwrap_or_default().into_iter().map(|track| track as usize).collect();
    joined(vec![held], stretches, mode, tracks, how.container, cx).await
}

/// Joins files.
pub(super) async fn join(files: Vec<File>, how: Join, cx: &Context) -> Result<Made> {
    let held = files.iter().map(|file| hold(file, cx)).collect::<Result<Vec<_>>>()?;
    match how.otherwise {
        Some(mut otherwise) if !alike::alike(&held, how.container) => {
            otherwise.container = how.container.unwrap_or(otherwise.container);
            let made = alike::converted(&held, &otherwise, cx).await?;
            let mut whole = whole(made, Some(otherwise.container), cx).await?;
            whole.notes.push("The films were not alike, so all of them were encoded anew.".into());
            Ok(whole)
        }
        _ => whole(held, how.container, cx).await,
    }
}

/// Whole films, one after the other.
async fn whole(held: Vec<Rc<Held>>, container: Option<Container>, cx: &Context) -> Result<Made> {
    let whole =
        |(at, held): (usize, &Rc<Held>)| (at, Stretch { from: 0.0, to: held.movie.media.duration + 1.0 });
    let stretches = held.iter().enumerate().map(whole).collect();
    joined(held, stretches, Mode::Keys, Vec::new(), container, cx).await
}

async fn joined(
    held: Vec<Rc<Held>>,
    stretches: Vec<(usize, Stretch)>,
    mode: Mode,
    mut tracks: Vec<usize>,
    container: Option<Container>,
    cx: &Context,
) -> Result<Made> {
    let Some(first) = held.first().cloned() else {
        return Err(Error::new(Kind::Malformed, "There are no files. Hand over at least one."));
    };
    let wanted = container;
    let Suited { mut container, told, dropped } = suited(&held, wanted, &mut tracks)?;
    // Sound that only later films have goes along.
    let mut heard = held.iter().filter_map(|film| film.sound().map(|at| &film.movie.media.tracks[at].codec));
    if first.sound().is_none() && wanted.is_none() && heard.any(|codec| !container.takes(codec)) {
        container = Container::Matroska;
    }
    let inputs: Vec<Input> =
        held.iter().map(|held| Input { movie: &held.movie, reader: &held.reader }).collect();
    let stretches: Vec<::video::cut::Stretch> =
        stretches.into_iter().flat_map(|(input, stretch)| linear(&held[input], input, stretch)).collect();
    let edits = container.is_mp4();
    let mut settings = Settings { mode, tracks, edits, several: edits, open: true };
    let mut made = ready(&held, &inputs, &stretches, &settings, cx).await;
    let unfit = |error: &Error| {
        error.failed::<::video::Error>().is_some_and(|own| own.kind == ::video::Kind::Unsupported)
    };
    if mode == Mode::Exact && made.as_ref().is_err_and(unfit) {
        // This device's encoder does not fit to pictures of an open group, but to those behind a key that begins anew.
        settings.open = false;
        made = ready(&held, &inputs, &stretches, &settings, cx).await;
    }
    let Ready { cut, kept, duration, mut notes, begun } = made?;
    notes.extend(dropped);
    notes.extend(held.iter().filter_map(|held| lost(held, container)));
    let parts: Vec<(usize, Stretch)> = stretches.iter().map(|part| part.input).zip(kept).collect();
    let parts: Vec<_> = parts.into_iter().map(|(input, kept)| (input, shown(&held[input], kept))).collect();
    let said = told.iter().filter_map(|at| said(&held, &parts, *at, container)).collect();
    let file = written(&held, cut, said, container, begun, cx).await?;
    let stretches = parts.into_iter().map(|(_, kept)| kept).collect();
    Ok(Made { file, duration, stretches, notes })
}

/// The track that others follow, if its edit list puts more than one of its stretches together.
fn edited(held: &Held) -> Option<&Stream> {
    let stream = held.track(held.picture().or(held.sound())?).ok()?.1;
    stream.is_edited().then_some(stream)
}

/// A stretch of a film as those of its first track, which the engine knows by one clock.
fn linear(held: &Held, input: usize, stretch: Stretch) -> Vec<::video::cut::Stretch> {
    let Some(stream) = edited(held) else {
        return vec![::video::cut::Stretch { input, range: stretch.from..stretch.to }];
    };
    let seconds = |tick: i64| stream.seconds(tick - stream.origin());
    let parts = segments(stream, &[stretch], held.movie.media.duration, 1.0);
    let part = |part: Segment| seconds(part.ticks.start)..seconds(part.ticks.end);
    parts.into_iter().map(|one| ::video::cut::Stretch { input, range: part(one) }).collect()
}

/// A stretch of that clock as one of the film.
fn shown(held: &Held, kept: Stretch) -> Stretch {
    let Some(stream) = edited(held) else { return kept };
    let place = |seconds: f64| {
        let tick = stream.origin() + (seconds * f64::from(stream.timescale)).round() as i64;
        // A key that is not played comes before the stretch that needs it.
        let ahead = stream.edits.iter().filter_map(|edit| edit.from).filter(|from| *from > tick).min();
        let played = |edit: &::video::Edit| {
            edit.from.is_some_and(|from| (0..edit.length.cast_signed()).contains(&(tick - from)))
        };
        match ahead.filter(|_| !stream.edits.iter().any(played)) {
            Some(from) => clock::seconds(stream, from) - stream.seconds(from - tick),
            None => clock::seconds(stream, tick),
        }
    };
    let from = place(kept.from);
    Stretch { from, to: from + kept.to - kept.from }
}

/// A film that only has to be written.
struct Ready<'a> {
    cut: ::video::cut::Cut<'a>,
    kept: Vec<Stretch>,
    duration: f64,
    notes: Vec<String>,
    /// How much of the job is done.
    begun: f64,
}

/// Plans a film, and encodes what has to be encoded for it.
async fn ready<'a>(
    held: &[Rc<Held>],
    inputs: &'a [Input<'a>],
    stretches: &[::video::cut::Stretch],
    settings: &Settings,
    cx: &Context,
) -> Result<Ready<'a>> {
    let mut plan = plan(inputs, stretches, settings).map_err(|error| spoken(&error))?;
    let todo = (0..plan.steps.len()).filter(|at| matches!(plan.steps[*at], Step::Encode(_))).count();
    let mut done = 0;
    for at in 0..plan.steps.len() {
        let Step::Encode(step) = &plan.steps[at] else { continue };
        let encoded = encoded(held, step, cx).await?;
        plan.supply(at, encoded).map_err(|error| spoken(&error))?;
        done += 1;
        cx.progress(ENCODED * f64::from(done) / todo as f64);
    }
    let kept = plan.kept.iter().map(|kept| Stretch { from: kept.range.start, to: kept.range.end }).collect();
    let (duration, notes) = (plan.duration, plan.notes.clone());
    let cut = plan.finish(inputs).map_err(|error| spoken(&error))?;
    Ok(Ready { cut, kept, duration, notes, begun: if todo > 0 { ENCODED } else { 0.0 } })
}

/// Writes the packets of a film, when so much of the job is `begun`.
async fn written(
    held: &[Rc<Held>],
    cut: ::video::cut::Cut<'_>,
    said: Vec<Said>,
    container: Container,
    begun: f64,
    cx: &Context,
) -> Result<File> {
    let mut movie = cut.movie().clone();
    movie.media.container = container;
    let packings: Vec<Vec<Packing>> = movie
        .streams
        .iter()
        .map(|stream| stream.formats.iter().map(|format| format.packing.clone()).collect())
        .collect();
    movie
        .streams
        .iter_mut()
        .flat_map(|stream| &mut stream.formats)
        .for_each(|format| format.packing = Packing::Plain);
    let mut texts: Vec<(usize, Out)> = Vec::new();
    for mut said in said {
        let (track, stream) = said.plan();
        let at = movie.streams.len();
        movie.media.tracks.push(track);
        movie.streams.push(stream);
        texts.extend(std::iter::from_fn(|| said.next()).map(|out| (at, out)));
    }
    texts.sort_by_key(|(_, out)| out.dts);
    let mut texts = texts.into_iter().peekable();
    let mut body = Body::new(renamed(&held[0].file, container), muxer(&movie)?, held.to_vec(), cx);
    let mut readers = Readers::of(held);
    let clocks: Vec<u32> = movie.streams.iter().map(|stream| stream.timescale.max(1)).collect();
    let length = movie.media.duration.max(1e-3);
    body.reach(begun);
    for (nth, packet) in cut.packets().enumerate() {
        let clock = |track: usize| f64::from(clocks.get(track).copied().unwrap_or(1));
        let now = packet.dts as f64 / clock(packet.track);
        while let Some((track, out)) = texts.next_if(|(track, out)| out.dts as f64 / clock(*track) <= now) {
            body.packet(&out.packet(track), cx).await?;
        }
        let packing = packings.get(packet.track).and_then(|all| all.get(usize::from(packet.format)));
        match (&packet.data, packing) {
            (Data::Range { source, range }, Some(packing)) if *packing != Packing::Plain => {
                let Some(reader) = readers.at(usize::from(*source)) else { continue };
                let bytes = packing
                    .unpack(reader.bytes(range.clone())?)
                    .map_err(|error| spoken(&error))?
                    .into_owned();
                body.packet(&Packet { data: Data::Bytes(&bytes), ..packet.clone() }, cx).await?;
            }
            _ => body.packet(&packet, cx).await?,
        }
        if nth % EACH == 0 {
            cx.tick().await?;
            let share = packet.pts as f64 / clock(packet.track) / length;
            body.reach(begun + (1.0 - begun) * share.clamp(0.0, 1.0));
        }
    }
    for (track, out) in texts {
        body.packet(&out.packet(track), cx).await?;
    }
    body.finish(cx).await
}

/// Decodes what a step needs, and encodes what it shows.
async fn encoded(held: &[Rc<Held>], step: &Encode, cx: &Context) -> Result<Encoded> {
    let held = &held[step.input];
    let facts = facts(held, step.stream)?;
    let (track, stream) = held.track(step.stream)?;
    let (bits, chroma) = (facts.bits.unwrap_or(8), facts.chroma.as_deref().unwrap_or("4:2:0"));
    if bits > 8 || chroma != "4:2:0" {
        let text = format!(
            "These pictures have {bits} bits and colour of {chroma}, and browsers encode 8 bits and 4:2:0: one film cannot have both. Cut at key frames instead."
        );
        return Err(Error::new(Kind::Unsupported, text));
    }
    let (width, height) = (facts.width, facts.height);
    let shape = Shape {
        codec: video_codec(&track.codec)?,
        width,
        height,
        rate: facts.rate.unwrap_or(30.0).clamp(1.0, 240.0),
        // Nobody shall see where it was joined: a little more than what the whole needs.
        bits: Rate::Quality(90),
    };
    let name = stream.formats.get(usize::from(step.format)).map_or("", |format| format.name.as_str());
    let mut camera = Camera::like(name, &shape).await?;
    let mut reel = Reel::open(held, step.stream, [step.decode.clone()], false).await?;
    let mut made = Encoded::default();
    let micro = |tick: i64| (clock::seconds(stream, tick) * 1e6).round() as i64;
    // Numbers stand for times, so that each packet is known by its picture.
    let mut count = 0;
    while let Some(picture) = reel.next(cx).await? {
        let Ok(place) = step.frames.binary_search(&picture.time()) else { continue };
        let time = place as i64;
        let next = step.frames.get(place + 1).copied().unwrap_or(picture.time() + 1);
        let duration = (micro(next) - micro(picture.time())).max(1);
        let at = (time as f64 * 1e6 / shape.rate).round() as i64;
        let ready: Picture = picture.at(at, duration)?;
        camera.encode(cx, &ready, count == 0 || step.keys).await?;
        count += 1;
        while let Some(coded) = camera.take()? {
            put(&mut made, coded, shape.rate);
        }
    }
    while let Some(coded) = camera.rest(cx).await? {
        put(&mut made, coded, shape.rate);
    }
    Ok(made)
}

fn put(made: &mut Encoded, coded: Coded, rate: f64) {
    if let Some((_, config)) = coded.config
        && made.config.is_empty()
    {
        made.config = config;
    }
    let frame = (coded.time as f64 * rate / 1e6).round() as usize;
    made.frames.push(Frame { frame, key: coded.key, data: coded.bytes });
}

fn video_codec(codec: &Codec) -> Result<VideoCodec> {
    VideoCodec::ALL.into_iter().find(|known| known.codec() == *codec).ok_or_else(|| {
        Error::new(Kind::Unsupported, format!("{codec} cannot be encoded here. Cut at key frames instead."))
    })
}
