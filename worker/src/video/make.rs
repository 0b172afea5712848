//! Files that are made of packets: copied ones, and such that were decoded, changed and encoded.
//!
//! Each track of the new file is a lane that gives one packet after the other, and the lane that is behind goes first. So pictures
//! and sound lie side by side in the file, and no lane runs ahead and fills the memory.

mod copied;
mod lag;
mod lane;
mod pictures;
mod said;
mod studio;
mod tune;

pub(super) use copied::{Copied, ending_after};
pub(super) use lane::{Lane, Out, Payload};
pub(super) use pictures::{Pictures, Takes};
pub(super) use said::Said;
pub(super) use studio::{Studio, one};
pub(super) use tune::{Tune, measured};

use std::rc::Rc;

use ::video::settings::Stretch;
use ::video::{Container, Data, Media, Movie, Mux, Packet, Stream};
use nearside::prelude::*;

use super::body::Body;
use super::error::spoken;
use super::hold::Held;

/// What is made.
pub(super) struct Order {
    /// The name of the file.
    pub name: String,
    /// How it is packed.
    pub container: Container,
    /// What is written about it; its tracks are those of the lanes.
    pub media: Media,
    /// How long it plays, about, in seconds.
    pub duration: f64,
    /// How large it may become.
    pub most: Option<u64>,
    /// Whose ranges are copied.
    pub sources: Vec<Rc<Held>>,
}

/// What came of it.
pub(super) enum Came {
    /// The file.
    Whole(File),
    /// It would be larger than it may: about so large.
    Larger(u64),
}

/// Makes the file.
///
/// # Errors
/// Those of the lanes and the container, or there is no room, or the job is not wanted any more.
pub(super) async fn make(order: Order, mut lanes: Vec<Lane>, cx: &Context) -> Result<Came> {
    let mut heads = Vec::new();
    for lane in &mut lanes {
        heads.push(lane.next(cx).await?);
    }
    // A lane knows how it is coded when its first packet is there.
    let mut movie = Movie { media: order.media, streams: Vec::new() };
    movie.media.container = order.container;
    movie.media.tracks.clear();
    for lane in &lanes {
        let (track, stream) = lane.plan();
        movie.media.tracks.push(track);
        movie.streams.push(stream);
    }
    let mux = muxer(&movie)?;
    let mut body = Body::new(order.name, mux, order.sources, cx);
    let clocks: Vec<u32> = movie.streams.iter().map(|stream| stream.timescale.max(1)).collect();
    let time = |lane: usize, out: &Out| out.dts as f64 / f64::from(clocks[lane]);
    loop {
        let due = |(lane, head): (usize, &Option<Out>)| head.as_ref().map(|out| (time(lane, out), lane));
        let next = heads.iter().enumerate().filter_map(due).min_by(|a, b| a.0.total_cmp(&b.0));
        let Some((seconds, lane)) = next else { break };
        if let Some(out) = heads[lane].take() {
            body.packet(&out.packet(lane), cx).await?;
        }
        let done = (seconds / order.duration.max(1e-3)).clamp(0.0, 1.0);
        if order.most.is_some_and(|most| body.size() > most) {
            return Ok(Came::Larger((body.size() as f64 / done.max(0.05)) as u64));
        }
        cx.progress(done * 0.99);
        cx.tick().await?;
        heads[lane] = lanes[lane].next(cx).await?;
    }
    for (track, config) in lanes.iter().enumerate().filter_map(|(at, lane)| Some((at, lane.settled()?))) {
        body.settle(track, config);
    }
    drop(lanes);
    let file = body.finish(cx).await?;
    Ok(match order.most {
        Some(most) if file.size() > most => Came::Larger(file.size()),
        _ => Came::Whole(file),
    })
}

/// Who writes this container.
pub(super) fn muxer(movie: &Movie) -> Result<Box<dyn Mux>> {
    fn boxed<M: Mux + 'static>(made: ::video::Result<M>) -> Result<Box<dyn Mux>> {
        made.map(|writer| Box::new(writer) as Box<dyn Mux>).map_err(|error| spoken(&error))
    }
    match movie.media.container {
        Container::Mp4 | Container::Mov => boxed(::video::mp4::Writer::new(movie)),
        Container::Matroska | Container::WebM => boxed(::video::matroska::Writer::new(movie)),
        Container::Ogg => boxed(::video::ogg::Writer::new(movie)),
        Container::Wav => boxed(::video::wav::Writer::new(movie)),
        Container::Flac => boxed(::video::flac::Writer::new(movie)),
        Container::Mp3 => boxed(::video::mp3::Writer::new(movie)),
        Container::Adts => boxed(::video::adts::Writer::new(movie)),
        other => {
            let text = format!("{} files are not written here. Choose another container.", other.extension());
            Err(Error::new(Kind::Unsupported, text))
        }
    }
}

impl Out {
    /// The same as a packet of this track.
    pub fn packet(&self, track: usize) -> Packet<'_> {
        let data = match &self.data {
            Payload::Bytes(bytes) => Data::Bytes(bytes),
            Payload::Range { source, range } => Data::Range { source: *source, range: range.clone() },
        };
        let Self { pts, dts, duration, key, format, .. } = *self;
        Packet { track, pts, dts, duration, key, format, data }
    }
}

/// A stretch of a track's own clock, and when it is played in the new file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Segment {
    /// The ticks.
    pub ticks: std::ops::Range<i64>,
    /// When it begins in the new file, in seconds.
    pub start: f64,
}

/// Where the stretches of a file lie in a track; gaps are left out. All of it if there are none.
pub(super) fn segments(stream: &Stream, stretches: &[Stretch], duration: f64, speed: f64) -> Vec<Segment> {
    let all = [Stretch { from: 0.0, to: duration }];
    let stretches = if stretches.is_empty() { &all } else { stretches };
    let whole = [::video::Edit { from: Some(0), length: u64::MAX >> 1 }];
    let edits = if stream.edits.is_empty() { &whole[..] } else { &stream.edits };
    let (mut found, mut start) = (Vec::new(), 0.0);
    for stretch in stretches {
        let (from, to) = (stretch.from.max(0.0), stretch.to.min(duration).max(stretch.from.max(0.0)));
        let mut gone = 0.0;
        for edit in edits {
            let length = stream.seconds(i64::try_from(edit.length).unwrap_or(i64::MAX));
            let (first, last) = (from.max(gone), to.min(gone + length));
            if let Some(origin) = edit.from
                && first < last
            {
                let tick =
                    |seconds: f64| origin + ((seconds - gone) * f64::from(stream.timescale)).round() as i64;
                found.push(Segment { ticks: tick(first)..tick(last), start: start + (first - from) / speed });
            }
            gone += length;
        }
        start += (to - from) / speed;
    }
    found
}

/// How long the new file plays.
pub(super) fn length(stretches: &[Stretch], duration: f64, speed: f64) -> f64 {
    if stretches.is_empty() {
        return duration / speed;
    }
    stretches.iter().map(|stretch| (stretch.to.min(duration) - stretch.from.max(0.0)).max(0.0) / speed).sum()
}
