//! Pictures that are decoded, changed and encoded.

use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use ::video::index::Index;
use ::video::plan::Pace;
use ::video::settings::{Encode, Rate};
use ::video::{Format, Picture as Facts, Role, Stream, Track, configuration};
use nearside::prelude::*;

use super::{Out, Payload, Segment, Studio};
use crate::video::clock;
use crate::video::codec::{Camera, Coded, Picture, Shape};
use crate::video::hold::Held;
use crate::video::reel::{Reel, facts, shown, span};

/// A picture that is shown for longer than so many seconds changes within them if what is laid over it does. Of shorter ones nobody sees
/// that a word comes with the next.
const LASTS: f64 = 0.1;

/// How pictures come into the new film.
pub(crate) struct Takes {
    /// Which of the track.
    pub segments: Vec<Segment>,
    /// How long the new film is, in seconds.
    pub duration: f64,
    /// How much faster it plays.
    pub speed: f64,
    /// How many bits, where the size of the file decides.
    pub bits: Option<Rate>,
}

/// An encoder of pictures, and where they come from.
pub(crate) struct Pictures {
    held: Rc<Held>,
    at: usize,
    studio: Studio,
    camera: Camera,
    pace: Pace,
    speed: f64,
    duration: f64,
    /// Microseconds between two key frames at most, and when the last was.
    keys: (i64, Option<i64>),
    timescale: u32,
    segments: VecDeque<Segment>,
    reel: Option<(Segment, Reel)>,
    /// The latest picture, which is shown until the next one comes: when, in seconds of the new film.
    latest: Option<(Picture, f64)>,
    /// When packets that are still in the encoder are shown, by their microseconds.
    times: VecDeque<(i64, i64, u32)>,
    ended: bool,
    format: Option<Format>,
    shape: Shape,
}

impl Pictures {
    /// Begins.
    ///
    /// # Errors
    /// The browser cannot encode so, or what is laid over the pictures is none.
    pub async fn open(
        held: &Rc<Held>,
        at: usize,
        encode: &Encode,
        takes: Takes,
        files: &[File],
        cx: &Context,
    ) -> Result<Self> {
        let (_, stream) = held.track(at)?;
        let facts = facts(held, at)?;
        let studio = Studio::open(facts, &encode.look(), files, held, cx).await?;
        let rate = encode.rate.filter(|rate| rate.is_finite() && *rate > 0.0);
        let (width, height) = studio.size();
        let shape = Shape {
            codec: encode.codec,
            width,
            height,
            rate: rate.unwrap_or(facts.rate.unwrap_or(30.0) * takes.speed).clamp(1.0, 240.0),
            bits: takes.bits.unwrap_or(encode.bits),
        };
        let camera = Camera::open(&shape).await?;
        let timescale = match rate {
            Some(rate) => (rate * 1000.0).round() as u32,
            // The clock of the original, where that divides time finely enough.
            None if takes.speed == 1.0 && (1000..=10_000_000).contains(&stream.timescale) => stream.timescale,
            None => 90_000,
        };
        let keys = (encode.keys.unwrap_or(2.0).max(0.0) * 1e6) as i64;
        Ok(Self {
            held: held.clone(),
            at,
            studio,
            camera,
            pace: Pace { rate, speed: 1.0 },
            speed: takes.speed,
            duration: takes.duration,
            keys: (keys, None),
            timescale,
            segments: takes.segments.into(),
            reel: None,
            latest: None,
            times: VecDeque::new(),
            ended: false,
            format: None,
            shape,
        })
    }

    /// What the track is.
    pub fn plan(&self) -> (Track, Stream) {
        let old = &self.held.movie.media.tracks[self.at];
        let format =
            self.format.clone().unwrap_or_else(|| Format::new(self.shape.codec.codec(), "", Vec::new()));
        let color = match &old.role {
            Role::Video(facts) => facts.color,
            _ => None,
        };
        let facts = Facts {
            width: self.shape.width,
            height: self.shape.height,
            rate: Some(self.shape.rate),
            color,
            ..Facts::default()
        };
        let track = Track {
            role: Role::Video(facts),
            codec: format.codec.clone(),
            codec_string: format.name.clone(),
            start: 0.0,
            duration: self.duration,
            ..old.clone()
        };
        let (formats, edits, index) = (vec![format], Vec::new(), Index::default());
        (track, Stream { timescale: self.timescale, formats, edits, index })
    }

    /// The next packet.
    ///
    /// # Errors
    /// Those of the file and the browser, or the job is not wanted any more.
    pub async fn next(&mut self, cx: &Context) -> Result<Option<Out>> {
        loop {
            let coded = if self.ended { self.camera.rest(cx).await? } else { self.camera.take()? };
            match coded {
                Some(coded) => return self.out(coded).map(Some),
                None if self.ended => return Ok(None),
                None => self.step(cx).await?,
            }
        }
    }

    /// Decodes a picture and encodes the one before, whose end is known then.
    async fn step(&mut self, cx: &Context) -> Result<()> {
        let Some((segment, reel)) = &mut self.reel else {
            return self.begin().await;
        };
        let segment = segment.clone();
        let stream = &self.held.movie.streams[self.at];
        let picture = reel.next(cx).await?;
        let end = |ticks: i64| segment.start + stream.seconds(ticks - segment.ticks.start) / self.speed;
        match picture {
            Some(picture) if picture.time() < segment.ticks.end => {
                let time = end(picture.time()).max(segment.start);
                // Of those before the segment the last one is shown at its beginning.
                let before = picture.time() <= segment.ticks.start;
                let last = self.latest.replace((picture, time));
                if !before && let Some((last, from)) = last {
                    self.encode(&last, &segment, from..time, cx).await?;
                }
            }
            // What comes after the segment was decoded only to have the others.
            Some(_) => {}
            None => {
                let end = end(segment.ticks.end);
                self.reel = None;
                if let Some((last, from)) = self.latest.take() {
                    self.encode(&last, &segment, from..end, cx).await?;
                }
            }
        }
        Ok(())
    }

    /// Goes on to the next segment.
    async fn begin(&mut self) -> Result<()> {
        let Some(segment) = self.segments.pop_front() else {
            self.ended = true;
            return Ok(());
        };
        let stream = &self.held.movie.streams[self.at];
        let first = shown(stream, segment.ticks.start);
        // The last picture in the order of decoding may be shown before others of the segment.
        let last = stream.index.decoded_from(segment.ticks.end);
        let Some(first) = first else { return Ok(()) };
        let span = span(stream, first).start..last.max(first + 1);
        let looked = !self.studio.idles();
        self.reel = Some((segment, Reel::open(&self.held, self.at, [span], looked).await?));
        Ok(())
    }

    /// Encodes what is shown for these seconds of the new film: again and again at a rate, else once, and a picture that lasts also
    /// whenever something else is laid over it.
    async fn encode(
        &mut self,
        picture: &Picture,
        segment: &Segment,
        shown: Range<f64>,
        cx: &Context,
    ) -> Result<()> {
        let begin = clock::seconds(&self.held.movie.streams[self.at], segment.ticks.start);
        let speed = self.speed;
        let told = |seconds: f64| begin + (seconds - segment.start) * speed;
        if self.pace.rate.is_some() {
            for n in self.pace.shown(shown.start, shown.end) {
                let (Some(from), Some(to)) = (self.pace.time(n), self.pace.time(n + 1)) else { break };
                self.shoot(picture, from..to, told(from), cx).await?;
            }
            return Ok(());
        }
        let mut from = shown.start;
        while from < shown.end {
            let change = match shown.end - from > LASTS {
                true => self.studio.change(from, told(from), speed).min(shown.end),
                false => shown.end,
            };
            self.shoot(picture, from..change, told(from), cx).await?;
            from = change;
        }
        Ok(())
    }

    /// Encodes a picture once; `told` is the second of the original at which it is shown then.
    async fn shoot(&mut self, picture: &Picture, shown: Range<f64>, told: f64, cx: &Context) -> Result<()> {
        let tick = |seconds: f64| (seconds * f64::from(self.timescale)).round() as i64;
        let (pts, end) = (tick(shown.start), tick(shown.end));
        let micro = |tick: i64| (tick as f64 * 1e6 / f64::from(self.timescale)).round() as i64;
        let (time, duration) = (micro(pts), micro(end) - micro(pts));
        let last = self.times.back().map(|(_, pts, _)| *pts);
        if end <= pts || last.is_some_and(|last| pts <= last) {
            return Ok(());
        }
        self.times.push_back((time, pts, (end - pts).min(i64::from(u32::MAX)) as u32));
        let key = self.keys.1.is_none_or(|last| time - last >= self.keys.0);
        if key {
            self.keys.1 = Some(time);
        }
        let ready = match self.studio.passes(picture) {
            true => picture.at(time, duration)?,
            false => Picture::of(self.studio.develop(picture, shown.start, told).await?, time, duration)?,
        };
        self.camera.encode(cx, &ready, key).await
    }

    fn out(&mut self, coded: Coded) -> Result<Out> {
        if let Some((name, config)) = coded.config
            && self.format.is_none()
        {
            let codec = self.shape.codec.codec();
            // Not every encoder says what it has put into its first packet.
            let config = if config.is_empty() { configuration(&codec, &coded.bytes) } else { config };
            self.format = Some(Format::new(codec, name, config));
        }
        let place = self.times.iter().position(|(time, ..)| *time == coded.time).unwrap_or(0);
        let (_, pts, duration) = self.times.remove(place).unwrap_or_default();
        Ok(Out { pts, dts: pts, duration, key: coded.key, format: 0, data: Payload::Bytes(coded.bytes) })
    }
}
