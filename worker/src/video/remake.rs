//! Cuts, joins, conversions: which tracks the new file has, and where each comes from.

use std::rc::Rc;

use ::video::plan::{again, budget};
use ::video::settings::{
    Audio, AudioCodec, Convert, Cut, Encode, Rate, Resize, Sound, Stretch, Subtitles, Video,
};
use ::video::subtitle::Subtitles as Words;
use ::video::{Chapter, Codec, Container, Media, Role};
use nearside::prelude::*;

use super::Made;
use super::error::spoken;
use super::heard::{copies, heard, tunes};
use super::hold::{Held, hold};
use super::make::{Came, Copied, Lane, Order, Pictures, Said, Takes, Tune, length, make, one, segments};
use super::suited::lost;
use super::{clip, cutting, words};

/// How often a file is made again because it came out too large.
const TRIES: usize = 4;

/// Makes another file of it.
pub(super) async fn convert(file: File, how: Convert, files: Vec<File>, cx: &Context) -> Result<Made> {
    let held = hold(&file, cx)?;
    remake(&held, how, files, cx).await
}

/// The same of an opened file.
pub(super) async fn remake(held: &Rc<Held>, how: Convert, files: Vec<File>, cx: &Context) -> Result<Made> {
    let mut how = sound(how)?;
    if !how.stretches.is_empty() && how.video == Video::Copy && held.picture().is_some() {
        return clip::clip(held, how, files, cx).await;
    }
    let mut notes = Vec::new();
    let duration = length(&how.stretches, held.movie.media.duration, how.speed);
    let mut rate = match how.size {
        Some(size) => Some(budget(size, duration, loud(held, &how)).map_err(|error| spoken(&error))?),
        None => None,
    };
    let whole = rate.map_or(0, |rate| rate.video);
    for nth in 0..TRIES {
        let bits = rate.map(|rate| (rate.video, rate.audio));
        let lanes = lanes(held, &how, &files, bits, duration, &mut notes, cx).await?;
        match make(order(held, &how, duration), lanes, cx).await? {
            Came::Whole(file) => {
                let stretches = kept(&how.stretches, held.movie.media.duration);
                notes.extend(lost(held, how.container));
                return Ok(Made { file, duration, stretches, notes });
            }
            Came::Larger(size) => {
                let (Some(most), Some(rate)) = (how.size, &mut rate) else { break };
                // Each time a little less than what should be enough.
                let careful = 1.0 - 0.03 * nth as f64;
                rate.video = (f64::from(again(rate.video, most, size)) * careful) as u32;
                notes.clear();
                // An encoder that was told to take less, and did not, can do no better with so many pixels.
                if let (Video::Encode(encode), true) = (&mut how.video, nth > 0 && size > most + most / 8) {
                    let share = (most as f64 / size.max(1) as f64).sqrt();
                    smaller(held, encode, share.clamp(0.4, 0.9))?;
                    rate.video = whole;
                    let text =
                        "The pictures were made smaller than asked for, so that the film fits into its size.";
                    notes.push(text.to_owned());
                }
            }
        }
    }
    let text = "The film does not fit into this size, however few bits it gets. Choose a larger size, smaller pictures or a shorter part.";
    Err(Error::new(Kind::Failed, text))
}

/// Lets pictures come out with a share of the sides that they would have had.
fn smaller(held: &Held, encode: &mut Encode, share: f64) -> Result<()> {
    let (track, _) = held.track(held.need_picture()?)?;
    let longest = match &track.role {
        Role::Video(picture) => picture.width.max(picture.height),
        _ => return Ok(()),
    };
    let part = |side: u32| ((f64::from(side) * share) as u32).max(16);
    encode.resize = Some(match encode.resize.unwrap_or(Resize::Fit { width: longest, height: longest }) {
        Resize::Fit { width, height } => {
            Resize::Fit { width: part(width.min(longest)), height: part(height.min(longest)) }
        }
        Resize::Fill { width, height } => Resize::Fill { width: part(width), height: part(height) },
        Resize::Exact { width, height } => Resize::Exact { width: part(width), height: part(height) },
    });
    Ok(())
}

/// Settings that do not contradict themselves.
fn sound(how: Convert) -> Result<Convert> {
    let wrong = |text: &str| Err(Error::new(Kind::Failed, text));
    if !(how.speed.is_finite() && (0.05..=20.0).contains(&how.speed)) {
        return wrong("The speed must lie between 0.05 and 20. Choose another one.");
    }
    if !how.stretches.iter().all(|stretch| stretch.from.is_finite() && stretch.from < stretch.to) {
        return wrong("A stretch ends before it begins. Choose its ends again.");
    }
    if how.speed != 1.0 && (how.video == Video::Copy || how.audio == Audio::Copy) {
        return wrong(
            "Another speed needs pictures and sound to be encoded. Choose codecs for both, or leave one out.",
        );
    }
    if how.size.is_some() && how.video == Video::Copy {
        return wrong("Pictures that are copied keep their size. Choose a codec for them.");
    }
    Ok(how)
}

fn kept(stretches: &[Stretch], duration: f64) -> Vec<Stretch> {
    match stretches {
        [] => vec![Stretch { from: 0.0, to: duration }],
        some => some
            .iter()
            .map(|stretch| Stretch { from: stretch.from.max(0.0), to: stretch.to.min(duration) })
            .collect(),
    }
}

/// Bits per second that the sound would like.
fn loud(held: &Held, how: &Convert) -> u32 {
    let tracks = heard(held, how, &mut Vec::new()).into_iter().filter_map(|at| held.track(at).ok());
    let bits = tracks.map(|(track, _)| match &how.audio {
        Audio::None => 0,
        Audio::Copy => (track.bytes as f64 * 8.0 / track.duration.max(0.1)) as u32,
        Audio::Encode(sound) => sound.bitrate.unwrap_or(128_000),
    });
    bits.sum()
}

/// The same name with another ending.
pub(super) fn renamed(file: &File, container: Container) -> String {
    let stem = file.name().rsplit_once('.').map_or(file.name(), |(stem, _)| stem);
    let ending = if container == Container::Mp4 && file.name().ends_with(".m4a") {
        "m4a"
    } else {
        container.extension()
    };
    format!("{stem}.{ending}")
}

fn order(held: &Rc<Held>, how: &Convert, duration: f64) -> Order {
    let mut media = Media { duration, ..held.movie.media.clone() };
    if let Some(tags) = &how.tags {
        media.tags = tags.clone();
    }
    if !how.stretches.is_empty() || how.speed != 1.0 {
        media.chapters = chapters(&held.movie.media, how);
    }
    Order {
        name: renamed(&held.file, how.container),
        container: how.container,
        media,
        duration,
        most: how.size,
        sources: vec![held.clone()],
    }
}

/// The chapters of what is kept, at its speed.
fn chapters(media: &Media, how: &Convert) -> Vec<Chapter> {
    let (mut all, mut gone) = (Vec::new(), 0.0);
    for Stretch { from, to } in kept(&how.stretches, media.duration) {
        ::video::cut::chapters(&media.chapters, &(from..to), gone, &mut all);
        gone += to - from;
    }
    all.iter_mut().for_each(|chapter| chapter.start /= how.speed);
    all
}

async fn lanes(
    held: &Rc<Held>,
    how: &Convert,
    files: &[File],
    bits: Option<(u32, u32)>,
    duration: f64,
    notes: &mut Vec<String>,
    cx: &Context,
) -> Result<Vec<Lane>> {
    let mut lanes = Vec::new();
    let whole = held.movie.media.duration;
    if let (Some(at), false) = (held.picture(), how.video == Video::None) {
        let (_, stream) = held.track(at)?;
        match &how.video {
            Video::Encode(encode) => {
                needs(how.container, &encode.codec.codec())?;
                let segments = segments(stream, &how.stretches, whole, how.speed);
                let bits = bits.map(|(video, _)| Rate::Bits(video));
                let takes = Takes { segments, duration, speed: how.speed, bits };
                lanes.push(Lane::Pictures(Box::new(
                    Pictures::open(held, at, encode, takes, files, cx).await?,
                )));
            }
            _ => {
                keeps(how.container, held, at)?;
                lanes.push(Lane::Copied(Copied::all(held, at, 0)?));
            }
        }
    }
    let heard = heard(held, how, notes);
    match &how.audio {
        Audio::Encode(sound) => {
            let mut sound = sound.clone();
            if let (Some((_, audio)), true) =
                (bits, matches!(sound.codec, AudioCodec::Opus | AudioCodec::Aac))
            {
                let share = audio / heard.len().max(1) as u32;
                sound.bitrate = Some(share.min(sound.bitrate.unwrap_or(share)));
            }
            lanes.extend(tunes(held, &heard, how, &sound, duration, notes, cx).await?);
        }
        _ => lanes.extend(copies(held, &heard, how)?),
    }
    lanes.extend(texts(held, how, files, notes).await?);
    if lanes.is_empty() {
        return Err(Error::new(Kind::Failed, "Nothing would be in the new file. Keep pictures or sound."));
    }
    Ok(lanes)
}

/// The subtitles that can be switched on: packets as they are, where nothing about them changes, else written anew.
pub(super) async fn texts(
    held: &Rc<Held>,
    how: &Convert,
    files: &[File],
    notes: &mut Vec<String>,
) -> Result<Vec<Lane>> {
    let media = &held.movie.media;
    let said = |subtitles: Words, language, name| {
        let stretches: Vec<_> = kept(&how.stretches, media.duration).iter().map(milliseconds).collect();
        let subtitles = if how.stretches.is_empty() { subtitles } else { subtitles.kept(&stretches) };
        let subtitles = if how.speed == 1.0 { subtitles } else { subtitles.moved(1.0 / how.speed, 0) };
        Said::new(&subtitles, how.container, language, name).map(|said| Lane::Said(Box::new(said)))
    };
    let mut lanes = Vec::new();
    match &how.subtitles {
        Subtitles::None => {}
        Subtitles::File { file, language } => {
            let subtitles = words::of_file(one(files, *file)?).await?;
            let text = || {
                let kind = how.container.extension().to_uppercase();
                format!("A file of the kind {kind} holds no subtitles. Choose MP4, WebM or Matroska.")
            };
            let lane = said(subtitles, language.clone(), None);
            lanes.push(lane.ok_or_else(|| Error::new(Kind::Failed, text()))?);
        }
        Subtitles::Copy => {
            for (at, track) in media.tracks.iter().enumerate().filter(|(_, track)| track.role == Role::Text) {
                let same = as_it_is(how.container, &track.codec, media.container)
                    && how.stretches.is_empty()
                    && how.speed == 1.0;
                let lane = match same {
                    true => Some(Lane::Copied(Copied::all(held, at, 0)?)),
                    false => words::of_track(held, at)
                        .ok()
                        .and_then(|found| said(found, track.language.clone(), track.name.clone())),
                };
                match lane {
                    Some(lane) => lanes.push(lane),
                    None => notes.push(format!("The text of track {} is left out.", at + 1)),
                }
            }
        }
    }
    Ok(lanes)
}

/// Whether packets of text stay what they are on the way from one container to another: MP4 wraps them, the others do not.
pub(super) fn as_it_is(container: Container, codec: &Codec, from: Container) -> bool {
    container.takes(codec) && container.is_mp4() == from.is_mp4()
}

pub(super) fn milliseconds(stretch: &Stretch) -> std::ops::Range<u64> {
    let ms = |seconds: f64| (seconds.max(0.0) * 1000.0).round() as u64;
    ms(stretch.from)..ms(stretch.to)
}

/// Whether a track can be copied into a container, or a sentence.
pub(super) fn keeps(container: Container, held: &Held, at: usize) -> Result<()> {
    let codec = &held.track(at)?.0.codec;
    match container.keeps(codec, held.movie.media.container) {
        true => Ok(()),
        false => needs(container, codec),
    }
}

/// Whether a container has a place for a codec, or a sentence.
pub(super) fn needs(container: Container, codec: &Codec) -> Result<()> {
    if container.takes(codec) {
        return Ok(());
    }
    let text = format!(
        "{codec} does not go into a file of the kind {}. Choose another container or codec.",
        container.extension().to_uppercase()
    );
    Err(Error::new(Kind::Failed, text))
}

/// The sound of a file alone.
pub(super) async fn extract(
    file: File,
    track: Option<u32>,
    sound: Option<Sound>,
    stretches: Vec<Stretch>,
    speed: f64,
    cx: &Context,
) -> Result<Made> {
    let held = hold(&file, cx)?;
    let at = held.need_sound(track)?;
    let (track, stream) = held.track(at)?;
    let codec = sound.as_ref().map_or(track.codec.clone(), |sound| sound.codec.codec());
    let container = home(&codec, held.movie.media.container);
    let whole = held.movie.media.duration;
    let (video, audio) = (Video::None, sound.map_or(Audio::Copy, Audio::Encode));
    let how = self::sound(Convert { container, video, audio, stretches, speed, ..Convert::default() })?;
    let name = match container {
        Container::Mp4 => renamed(&file, container).replace(".mp4", ".m4a"),
        _ => renamed(&file, container),
    };
    let duration = length(&how.stretches, whole, speed);
    let lane = match &how.audio {
        Audio::Encode(sound) => {
            let parts = segments(stream, &how.stretches, whole, speed);
            Lane::Tune(Box::new(Tune::open(&held, at, sound, parts, duration, speed, cx).await?))
        }
        _ if how.stretches.is_empty() => Lane::Copied(Copied::all(&held, at, 0)?),
        // A cut knows how to begin within a packet, where that can be done without encoding.
        _ => {
            let (container, tracks) = (Some(container), Some(vec![at as u32]));
            let cut = Cut { stretches: how.stretches, exact: false, container, tracks };
            let made = cutting::cut(file, cut, cx).await?;
            return Ok(Made { file: made.file.renamed(name), ..made });
        }
    };
    match make(Order { name, ..order(&held, &how, duration) }, vec![lane], cx).await? {
        Came::Whole(file) => {
            let stretches = kept(&how.stretches, whole);
            Ok(Made { file, duration, stretches, notes: lost(&held, container).into_iter().collect() })
        }
        Came::Larger(_) => Err(Error::new(Kind::Failed, "The sound became too large. Try again.")),
    }
}

/// In which container a sound that comes from one of the kind `from` lives by itself.
fn home(codec: &Codec, from: Container) -> Container {
    match codec {
        Codec::Opus | Codec::Vorbis => Container::Ogg,
        Codec::Flac => Container::Flac,
        Codec::Mp3 => Container::Mp3,
        Codec::Aac | Codec::Alac => Container::Mp4,
        _ if Container::Wav.takes(codec) => Container::Wav,
        // Numbers in another order than that of WAV.
        Codec::Pcm { .. } => Container::Mov,
        _ if from.is_mp4() => from,
        _ => Container::Matroska,
    }
}

/// A picture as the conversion would make it needs these settings only.
pub(super) fn encoding(how: &Convert) -> Encode {
    match &how.video {
        Video::Encode(encode) => (**encode).clone(),
        _ => Encode::default(),
    }
}
