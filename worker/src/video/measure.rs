//! What is to be heard and seen of a file, measured.

use ::video::pixels::{Frame, Watch};
use ::video::settings::{Flow, Loudness, Peaks, Scenes, Stretch, Waveform};
use ::video::sound::{Quiet, Silence, Wave};
use ::video::{Role, encoder};
use nearside::prelude::*;

use super::clock;
use super::ear::Ear;
use super::error::spoken;
use super::hold::{Held, Packets, hold};
use super::make::{measured, segments};
use super::reel::Reel;

/// Of a first packet so much is looked at.
const HEAD: u64 = 16_384;

/// How the packets of each track lie in time, and which program has encoded them.
pub(super) fn flow(file: &File, cx: &Context) -> Result<Vec<Flow>> {
    let held = hold(file, cx)?;
    let mut packets = Packets::of(&held);
    let mut all = Vec::new();
    for (track, stream) in held.movie.media.tracks.iter().zip(&held.movie.streams) {
        let mut flow = Flow::of(&stream.index, stream.timescale);
        let first = stream.index.get(0).filter(|_| matches!(track.role, Role::Video(_)) && !track.encrypted);
        let config = stream.formats.first().and_then(|format| encoder(&format.config));
        // What cannot be read says nothing of its encoder; whoever plays it will hear why.
        let said = config.or_else(|| {
            let first = first?;
            let head = first.offset..first.offset + u64::from(first.size).min(HEAD);
            encoder(packets.bytes(head).ok()?)
        });
        if let Some((name, settings)) = said {
            (flow.encoder, flow.settings) = (Some(name), settings);
        }
        all.push(flow);
    }
    Ok(all)
}

/// The picture that stands for a file.
pub(super) fn cover(file: &File, cx: &Context) -> Result<Option<File>> {
    let held = hold(file, cx)?;
    let name = |bytes: &[u8]| if bytes.starts_with(b"\x89PNG") { "cover.png" } else { "cover.jpg" };
    Ok(held.movie.media.cover.as_ref().map(|bytes| File::new(name(bytes), bytes.clone())))
}

/// The shape of a sound.
pub(super) async fn waveform(file: File, how: Waveform, cx: &Context) -> Result<Peaks> {
    let held = hold(&file, cx)?;
    let at = held.need_sound(how.track)?;
    let duration = held.movie.media.duration;
    let stretches: Vec<Stretch> = how.stretch.into_iter().collect();
    let mut ear = Ear::new(&held, at, segments(held.track(at)?.1, &stretches, duration, 1.0))?;
    let buckets = (how.buckets.clamp(1, 100_000)) as usize;
    let length = how.stretch.map_or(duration, |stretch| stretch.to.min(duration) - stretch.from).max(0.01);
    let mut wave: Option<Wave> = None;
    while let Some(block) = ear.next(cx).await? {
        wave.get_or_insert_with(|| Wave::new(block.channels, buckets * 4)).push(&block.samples);
        cx.progress(ear.given() as f64 / (length * f64::from(block.rate)));
    }
    let all: Vec<_> = wave.map(|wave| wave.buckets().collect()).unwrap_or_default();
    let mut peaks = Peaks::default();
    let short = |n: f32| (n * 1000.0).round() / 1000.0;
    for nth in 0..buckets.min(all.len()) {
        let part =
            &all[nth * all.len() / buckets.min(all.len())..(nth + 1) * all.len() / buckets.min(all.len())];
        peaks.low.push(short(part.iter().map(|one| one.min).fold(0.0, f32::min)));
        peaks.high.push(short(part.iter().map(|one| one.max).fold(0.0, f32::max)));
        let squares: f32 = part.iter().map(|one| one.rms * one.rms).sum();
        peaks.mean.push(short((squares / part.len().max(1) as f32).sqrt()));
    }
    Ok(peaks)
}

/// How loud a track is.
pub(super) async fn loudness(file: File, track: Option<u32>, cx: &Context) -> Result<Loudness> {
    let held = hold(&file, cx)?;
    let at = held.need_sound(track)?;
    let all = segments(held.track(at)?.1, &[], held.movie.media.duration, 1.0);
    let told = measured(&held, at, all, None, cx).await?;
    let finite = |n: f64| n.is_finite().then_some(n);
    Ok(Loudness { integrated: finite(told.integrated), range: told.range, peak: finite(told.peak) })
}

/// From this score on a picture is the first of another scene.
const CUT: f32 = 0.3;
/// For so long nothing is to be seen before it is told, in seconds.
const BLACK: f64 = 0.5;

/// Where scenes change, and where there is nothing.
pub(super) async fn scenes(file: File, cx: &Context) -> Result<Scenes> {
    let held = hold(&file, cx)?;
    let mut scenes = Scenes::default();
    if held.picture().is_some() {
        watch(&held, &mut scenes, cx).await?;
    }
    if let Some(at) = held.sound() {
        let all = segments(held.track(at)?.1, &[], held.movie.media.duration, 1.0);
        let mut ear = Ear::new(&held, at, all)?;
        let (mut silence, mut found, mut rate) = (None, Vec::new(), 48_000);
        while let Some(block) = ear.next(cx).await? {
            rate = block.rate;
            let quiet = || Silence::new(&Quiet::default(), block.channels, block.rate);
            silence.get_or_insert_with(quiet).push(&block.samples, &mut found);
        }
        if let Some(silence) = &mut silence {
            silence.finish(&mut found);
        }
        let seconds = |at: u64| at as f64 / f64::from(rate);
        scenes.silent =
            found.iter().map(|one| Stretch { from: seconds(one.start), to: seconds(one.end) }).collect();
    }
    Ok(scenes)
}

async fn watch(held: &std::rc::Rc<Held>, scenes: &mut Scenes, cx: &Context) -> Result<()> {
    let at = held.need_picture()?;
    let (track, stream) = held.track(at)?;
    let span = 0..stream.index.len();
    let mut reel = Reel::open(held, at, [span], true).await?;
    let (mut watch, mut frame, mut black) = (Watch::default(), Frame::default(), None);
    let mut end = track.start;
    while let Some(picture) = reel.next(cx).await? {
        let time = clock::seconds(stream, picture.time());
        picture.copy(&mut frame).await?;
        let seen = watch.look(&frame).map_err(|error| spoken(&error))?;
        if seen.score >= CUT {
            scenes.cuts.push(time);
        }
        match (seen.black, black) {
            (true, None) => black = Some(time),
            (false, Some(from)) => {
                dark(from, time, scenes);
                black = None;
            }
            _ => {}
        }
        end = time;
        cx.progress(0.9 * time / held.movie.media.duration.max(0.1));
    }
    if let Some(from) = black {
        dark(from, end.max(track.start + track.duration), scenes);
    }
    Ok(())
}

fn dark(from: f64, to: f64, scenes: &mut Scenes) {
    if to - from >= BLACK {
        scenes.black.push(Stretch { from, to });
    }
}
