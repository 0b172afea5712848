//! The sound of a track, decoded: all of it, or stretches one after the other.
//!
//! Where a browser's decoder begins and how it counts time differs; so what comes out is put where its packet's time says, to the
//! sample. Gaps become silence, and what lies outside of a stretch is cut off.

mod own;

pub(super) use own::decodes;

use std::collections::VecDeque;
use std::rc::Rc;

use ::video::index::Sample;
use ::video::{Role, Stream};
use nearside::prelude::*;

use self::own::Own;
use super::codec::{Packet, Pcm, Sounds};
use super::error::spoken;
use super::hold::{Held, Packets};
use super::make::Segment;
use super::reel::form;

/// Some sound: from -1 to 1, channels interleaved.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// The samples.
    pub samples: Vec<f32>,
    /// How many channels.
    pub channels: usize,
    /// Samples per second of each.
    pub rate: u32,
}

/// Listens to a track.
pub(super) struct Ear {
    held: Rc<Held>,
    at: usize,
    packets: Packets,
    segments: VecDeque<Segment>,
    now: Option<Playing>,
    /// Samples that were given so far, and what they were like.
    given: u64,
    shape: Option<(usize, u32)>,
}

/// A stretch that is being decoded.
struct Playing {
    segment: Segment,
    range: std::ops::Range<usize>,
    decoder: Decoder,
    /// The sample of the track's clock that comes next.
    next: Option<i64>,
}

enum Decoder {
    Browser(Box<Sounds>),
    Own(Own),
}

impl Ear {
    /// Of these stretches of a track.
    ///
    /// # Errors
    /// The track has no sound, or it is locked.
    pub fn new(held: &Rc<Held>, at: usize, segments: Vec<Segment>) -> Result<Self> {
        let (track, _) = held.track(at)?;
        if track.encrypted || !matches!(track.role, Role::Audio(_)) {
            return Err(deaf(held, at));
        }
        let (packets, segments) = (Packets::of(held), segments.into());
        Ok(Self { held: held.clone(), at, packets, segments, now: None, given: 0, shape: None })
    }

    /// How many samples of each channel were given so far.
    pub fn given(&self) -> u64 {
        self.given
    }

    /// The next sound.
    ///
    /// # Errors
    /// Those of the file and the browser, or the job is not wanted any more.
    pub async fn next(&mut self, cx: &Context) -> Result<Option<Block>> {
        loop {
            let Some(playing) = &mut self.now else {
                let Some(segment) = self.segments.pop_front() else { return Ok(None) };
                self.now = Some(Playing::begin(&self.held, self.at, segment).await?);
                continue;
            };
            let Some(pcm) = playing.decode(&self.held, self.at, &mut self.packets, cx).await? else {
                self.now = None;
                continue;
            };
            let stream = &self.held.movie.streams[self.at];
            let Some(block) = playing.place(pcm, stream, self.given) else { continue };
            let shape = *self.shape.get_or_insert((block.channels, block.rate));
            if shape != (block.channels, block.rate) {
                let text = format!(
                    "{} changes its channels or its rate on the way. Convert a part of it that does not.",
                    self.held.name(self.at)
                );
                return Err(Error::new(Kind::Failed, text));
            }
            self.given += (block.samples.len() / block.channels.max(1)) as u64;
            return Ok(Some(block));
        }
    }
}

impl Playing {
    async fn begin(held: &Held, at: usize, segment: Segment) -> Result<Self> {
        let (track, stream) = held.track(at)?;
        let index = &stream.index;
        let first = index.decoded_from(segment.ticks.start.saturating_add(1)).saturating_sub(1);
        // A decoder needs some packets to find its pace: 80 ms are enough for all codecs.
        let ahead = segment.ticks.start.saturating_sub(i64::from(stream.timescale) * 8 / 100);
        let first = index.decoded_from(ahead).saturating_sub(1).min(first);
        let range = first..index.decoded_from(segment.ticks.end);
        let format = form(held, at, index.get(first).map_or(0, |sample| sample.format))?;
        let Role::Audio(sound) = &track.role else { return Err(deaf(held, at)) };
        let decoder = match Own::new(&format.codec, &format.config, sound.channels) {
            Some(own) => Decoder::Own(own),
            None => Decoder::Browser(Box::new(
                Sounds::open(&held.name(at), format, sound.rate, sound.channels).await?,
            )),
        };
        Ok(Self { segment, range, decoder, next: None })
    }

    async fn decode(
        &mut self,
        held: &Held,
        at: usize,
        packets: &mut Packets,
        cx: &Context,
    ) -> Result<Option<Pcm>> {
        let (track, stream) = held.track(at)?;
        let range = &mut self.range;
        let mut read = || -> Result<Option<(Sample, Vec<u8>)>> {
            let Some(sample) = range.next().and_then(|at| stream.index.get(at)) else { return Ok(None) };
            let bytes = packets.read(&sample, form(held, at, sample.format)?)?;
            Ok(Some((sample, bytes)))
        };
        match &mut self.decoder {
            Decoder::Browser(sounds) => {
                let feed = || {
                    let packet = read()?.map(|(sample, bytes)| {
                        let time = micro(sample.pts, stream);
                        Packet { time, key: true, bytes }
                    });
                    Ok(packet)
                };
                sounds.next(cx, feed).await
            }
            Decoder::Own(own) => {
                cx.tick().await?;
                let Some((sample, bytes)) = read()? else { return Ok(None) };
                let (rate, channels) = match &track.role {
                    Role::Audio(sound) => (sound.rate, usize::from(sound.channels)),
                    _ => (48_000, 1),
                };
                let samples = own.unpack(&bytes).map_err(|error| spoken(&error))?;
                Ok(Some(Pcm { time: micro(sample.pts, stream), rate, channels, samples }))
            }
        }
    }

    /// The part of what was decoded that lies in the stretch, after silence where something is missing.
    fn place(&mut self, pcm: Pcm, stream: &Stream, given: u64) -> Option<Block> {
        let Pcm { time, rate, channels, samples } = pcm;
        let scale = f64::from(rate) / f64::from(stream.timescale.max(1));
        let sample = |ticks: i64| (ticks as f64 * scale).round() as i64;
        let (start, end) = (sample(self.segment.ticks.start), sample(self.segment.ticks.end));
        let said = (time as f64 * f64::from(rate) / 1e6).round() as i64;
        // Times are rounded on their way; what differs by less than 2 ms is no gap.
        let from = match self.next {
            Some(next) if (said - next).unsigned_abs() < u64::from(rate / 500) => next,
            _ => said,
        };
        let frames = (samples.len() / channels.max(1)) as i64;
        let done = self.next.unwrap_or(start).max(start);
        self.next = Some((from + frames).max(self.next.unwrap_or(i64::MIN)));
        let (first, last) = (from.max(done).min(from + frames), (from + frames).min(end));
        // Where the stretch begins in the new file, at least so much must have been given.
        let due = (self.segment.start * f64::from(rate)).round() as i64 + (first - start);
        let gap = (due - given as i64).clamp(0, i64::from(rate) * 3600) as usize;
        if first >= last {
            return None;
        }
        let part = samples.get((first - from) as usize * channels..(last - from) as usize * channels)?;
        let mut all = vec![0.0; if gap > 1 { gap * channels } else { 0 }];
        all.extend_from_slice(part);
        Some(Block { samples: all, channels, rate })
    }
}

fn deaf(held: &Held, at: usize) -> Error {
    let text = format!("{} has no sound that can be decoded. Choose another track.", held.name(at));
    Error::new(Kind::Failed, text)
}

fn micro(ticks: i64, stream: &Stream) -> i64 {
    (ticks as f64 * 1e6 / f64::from(stream.timescale.max(1))).round() as i64
}
