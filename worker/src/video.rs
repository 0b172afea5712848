//! Video and sound: look into a file, show it, cut it, convert it.
//!
//! The codecs are the browser's (WebCodecs); the engine knows the files, the pictures and the sound. Every call names its file,
//! so any worker can answer it; the one that did so before has the file's index still in memory: ask it with
//! [`near`](Job::near) and [`key`]. What is made of an original without encoding is made of ranges of it, without reading it.

use ::video::Media;
use ::video::settings::{
    Animation, Convert, Cut, Flow, Join, Loudness, Peaks, Scenes, Sheet, Sound, Still, Stills, Stretch,
    Waveform,
};
use ::video::subtitle::{Cue, Form};
use futures_core::Stream;
use nearside::prelude::*;
use serde::{Deserialize, Serialize};

mod ability;
#[cfg(feature = "engines")]
mod alike;
#[cfg(feature = "engines")]
mod body;
#[cfg(feature = "engines")]
mod clip;
#[cfg(feature = "engines")]
mod clock;
#[cfg(feature = "engines")]
mod codec;
#[cfg(feature = "engines")]
mod cutting;
#[cfg(feature = "engines")]
mod ear;
#[cfg(feature = "engines")]
mod error;
#[cfg(feature = "engines")]
mod heard;
#[cfg(feature = "engines")]
mod hold;
#[cfg(feature = "engines")]
mod make;
#[cfg(feature = "engines")]
mod measure;
#[cfg(feature = "engines")]
mod playing;
#[cfg(feature = "engines")]
mod prints;
#[cfg(feature = "engines")]
mod readers;
#[cfg(feature = "engines")]
mod reel;
#[cfg(feature = "engines")]
mod remake;
#[cfg(feature = "engines")]
mod shoot;
#[cfg(feature = "engines")]
mod suited;
#[cfg(feature = "engines")]
mod words;

#[cfg(feature = "engines")]
use self::hold::hold;

pub use ability::{Abilities, Ability, Need};

/// A picture as pixels for a canvas.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Frame {
    /// When it is shown, in seconds of the file.
    pub time: f64,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// Red, green, blue and 255, rows from the top: what `ImageData` takes.
    pub pixels: File,
}

/// A file that was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Made {
    /// The file, named after the one that it was made of.
    pub file: File,
    /// How long it plays, in seconds.
    pub duration: f64,
    /// Which stretches of the original it holds: where a cut waits for key frames, more than was asked for.
    pub stretches: Vec<Stretch>,
    /// What differs from what was asked for, in sentences.
    pub notes: Vec<String>,
}

/// What is open in this worker: all zero between two calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Open {
    /// Pictures and pieces of sound that were not closed yet.
    pub frames: u32,
    /// Decoders and encoders that were not closed yet.
    pub codecs: u32,
}

/// The name of a file for [`near`](Job::near), so that its calls find the worker that has its index in memory.
pub fn key(file: &File) -> String {
    format!("video {} {} {}", file.name(), file.size(), file.modified().unwrap_or_default())
}

/// What a file holds. Only what describes it is read.
#[call]
pub async fn look(file: File, cx: &Context) -> Result<Media> {
    hold::look(&file, cx)
}

/// What this browser decodes and encodes at such a size: asked before a job starts, so that nothing is offered that fails.
#[call]
pub async fn abilities(need: Need, cx: &Context) -> Result<Abilities> {
    cx.wait(codec::abilities(&need)).await
}

/// Which tracks of a file this browser decodes, in the order of [`Media::tracks`].
#[call]
pub async fn decodes(file: File, cx: &Context) -> Result<Vec<bool>> {
    hold(&file, cx)?.decodes(cx).await
}

/// A file that `<video>` or `<audio>` plays, written by us around the packets of the original, which stay where they are.
#[call]
pub async fn playable(file: File, cx: &Context) -> Result<File> {
    playing::playable(file, cx).await
}

/// When the key frames of the first track with pictures are shown, in seconds: where a cut needs no encoding.
#[call]
pub async fn keys(file: File, cx: &Context) -> Result<Vec<f64>> {
    hold(&file, cx)?.keys()
}

/// Small upright pictures of these moments, in their order; those that cannot be decoded are left out.
#[call]
pub fn stills(file: File, stills: Stills, cx: &Context) -> impl Stream<Item = Result<Frame>> {
    shoot::stills(file, stills, cx)
}

/// One upright picture as a file. `files` are those that its look speaks of.
#[call]
pub async fn still(file: File, still: Still, files: Vec<File>, cx: &Context) -> Result<File> {
    prints::still(file, still, files, cx).await
}

/// The picture at `time` as a conversion would make it, at most `side` pixels wide and high. `files` are those that the
/// settings speak of.
#[call]
pub async fn preview(
    file: File,
    time: f64,
    side: u32,
    convert: Convert,
    files: Vec<File>,
    cx: &Context,
) -> Result<Frame> {
    prints::preview(file, time, side, convert, files, cx).await
}

/// How the packets of each track lie in time, in the order of [`Media::tracks`]: what takes a look at all of them, and which program
/// has encoded them.
#[call]
pub async fn flow(file: File, cx: &Context) -> Result<Vec<Flow>> {
    measure::flow(&file, cx)
}

/// The picture that stands for a file, if it has one.
#[call]
pub async fn cover(file: File, cx: &Context) -> Result<Option<File>> {
    measure::cover(&file, cx)
}

/// The shape of a sound.
#[call]
pub async fn waveform(file: File, waveform: Waveform, cx: &Context) -> Result<Peaks> {
    measure::waveform(file, waveform, cx).await
}

/// How loud a track is, by its place in [`Media::tracks`]; `None` is the first with sound.
#[call]
pub async fn loudness(file: File, track: Option<u32>, cx: &Context) -> Result<Loudness> {
    measure::loudness(file, track, cx).await
}

/// Where scenes change, and where nothing is to be seen or heard.
#[call]
pub async fn scenes(file: File, cx: &Context) -> Result<Scenes> {
    measure::scenes(file, cx).await
}

/// Cuts without encoding all of it again.
#[call]
pub async fn cut(file: File, cut: Cut, cx: &Context) -> Result<Made> {
    cutting::cut(file, cut, cx).await
}

/// Makes one file of several, one after the other.
#[call]
pub async fn join(files: Vec<File>, join: Join, cx: &Context) -> Result<Made> {
    cutting::join(files, join, cx).await
}

/// Makes another file of it. `files` are those that the settings speak of: overlays, subtitles, tables of colours.
#[call]
pub async fn convert(file: File, convert: Convert, files: Vec<File>, cx: &Context) -> Result<Made> {
    remake::convert(file, convert, files, cx).await
}

/// Pictures that move without sound: GIF or WebP. `files` are those that their look speaks of.
#[call]
pub async fn animate(file: File, animation: Animation, files: Vec<File>, cx: &Context) -> Result<File> {
    prints::animate(file, animation, files, cx).await
}

/// Many pictures of a file on one, with their times. `files` are those that their look speaks of.
#[call]
pub async fn sheet(file: File, sheet: Sheet, files: Vec<File>, cx: &Context) -> Result<File> {
    prints::sheet(file, sheet, files, cx).await
}

/// The sound of a file alone: a track by its place in [`Media::tracks`], or the first; all of it, or these stretches. Without
/// `sound` it is copied, which another speed than 1 does not allow.
#[call]
pub async fn extract(
    file: File,
    track: Option<u32>,
    sound: Option<Sound>,
    stretches: Vec<Stretch>,
    speed: f64,
    cx: &Context,
) -> Result<Made> {
    remake::extract(file, track, sound, stretches, speed, cx).await
}

/// The subtitles of a track, or those that the file consists of, in another format.
#[call]
pub async fn subtitles(file: File, track: Option<u32>, form: Form, cx: &Context) -> Result<File> {
    words::subtitles(file, track, form, cx).await
}

/// What the subtitles of a track say and when, or those that the file consists of (SRT, VTT, ASS), in the order of time: what a player
/// shows over the pictures.
#[call]
pub async fn cues(file: File, track: Option<u32>, cx: &Context) -> Result<Vec<Cue>> {
    words::cues(file, track, cx).await
}

/// What is open in this worker, for tests.
#[call]
pub async fn open() -> Result<Open> {
    Ok(codec::open())
}

calls![
    look, abilities, decodes, playable, keys, stills, still, preview, flow, cover, waveform, loudness,
    scenes, cut, join, convert, animate, sheet, extract, subtitles, cues, open,
];

#[cfg(test)]
#[cfg(feature = "engines")]
mod tests;
