//! Subtitles: of tracks and of files, as files and upon pictures.

pub(super) mod lines;
mod writer;

pub(super) use writer::Writer;

use ::video::settings::Burn;
use ::video::subtitle::{Cue, Form, Packed, Packing, Subtitles, read, unpack, write};
use ::video::{Codec, Role};
use nearside::prelude::*;

use super::clock;
use super::error::spoken;
use super::hold::{Held, Packets, hold};
use super::make::one;

/// The subtitles of a track, or those that the file consists of, in another form.
pub(super) async fn subtitles(file: File, track: Option<u32>, form: Form, cx: &Context) -> Result<File> {
    let ending = match form {
        Form::Srt => "srt",
        Form::Vtt => "vtt",
        Form::Ass => "ass",
    };
    let found = found(&file, track, cx).await?;
    let stem = file.name().rsplit_once('.').map_or(file.name(), |(stem, _)| stem);
    Ok(File::new(format!("{stem}.{ending}"), write(&found, form).into_bytes()))
}

/// What the subtitles of a track say, or those that the file consists of, for a player.
pub(super) async fn cues(file: File, track: Option<u32>, cx: &Context) -> Result<Vec<Cue>> {
    Ok(found(&file, track, cx).await?.cues().to_vec())
}

/// The subtitles of a track, the first where none is named, or those that the file consists of.
async fn found(file: &File, track: Option<u32>, cx: &Context) -> Result<Subtitles> {
    let texts = [".srt", ".vtt", ".ass", ".ssa"];
    if texts.iter().any(|text| file.name().to_ascii_lowercase().ends_with(text)) {
        return of_file(file).await;
    }
    let held = hold(file, cx)?;
    let first = || held.movie.media.tracks.iter().position(|track| track.role == Role::Text);
    let at = track.map(|track| track as usize).or_else(first);
    let none = || Error::new(Kind::Failed, format!("{} has no subtitles. Choose another file.", file.name()));
    of_track(&held, at.ok_or_else(none)?)
}

/// The subtitles that become a part of pictures.
pub(super) async fn burnt(burn: Burn, files: &[File], held: &std::rc::Rc<Held>) -> Result<Subtitles> {
    match burn {
        Burn::Track(at) => of_track(held, at as usize),
        Burn::File(at) => of_file(one(files, at)?).await,
    }
}

/// The subtitles of another file.
pub(super) async fn of_file(file: &File) -> Result<Subtitles> {
    Ok(read(&file.bytes().await?).map_err(|error| spoken(&error))?.1)
}

/// The subtitles of a track.
pub(super) fn of_track(held: &std::rc::Rc<Held>, at: usize) -> Result<Subtitles> {
    let (track, stream) = held.track(at)?;
    let format = super::reel::form(held, at, 0)?;
    let mp4 = !format.entry.is_empty();
    let packing = match (&track.codec, mp4) {
        (Codec::Text, true) => Packing::Tx3g,
        (Codec::Text, false) => Packing::Utf8,
        (Codec::WebVtt, true) => Packing::Wvtt,
        (Codec::WebVtt, false) => Packing::WebVtt,
        (Codec::Ass, _) => Packing::Ass,
        _ => {
            let text = format!("{} has no subtitles of words. Choose another track.", held.name(at));
            return Err(Error::new(Kind::Failed, text));
        }
    };
    let mut packets = Packets::of(held);
    let ms = |tick: i64| (clock::seconds(stream, tick).max(0.0) * 1000.0).round() as u64;
    let mut all = Vec::new();
    for sample in stream.index.iter() {
        let (start, end) = (ms(sample.pts), ms(sample.pts + i64::from(sample.duration)));
        all.push(Packed {
            start,
            end,
            bytes: packets.read(&sample, super::reel::form(held, at, sample.format)?)?,
        });
    }
    Ok(unpack(packing, &format.config, all))
}
