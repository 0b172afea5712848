//! Sound that is decoded, changed and encoded.

use std::collections::VecDeque;
use std::rc::Rc;

use ::video::index::Index;
use ::video::settings::{AudioCodec, Sound};
use ::video::sound::{Adjuster, FlacEncoder, Meter, pack};
use ::video::{Edit, Format, Role, Stream, Track};
use nearside::prelude::*;

use super::lag::lag;
use super::{Out, Payload, Segment};
use crate::video::codec::{Coded, Microphone};
use crate::video::ear::{Block, Ear};
use crate::video::error::spoken;
use crate::video::hold::Held;

/// An encoder of sound, and where it comes from.
pub(crate) struct Tune {
    held: Rc<Held>,
    at: usize,
    ear: Ear,
    sound: Sound,
    duration: f64,
    adjuster: Adjuster,
    shape: (usize, u32),
    encoder: Encoder,
    /// What the first block of the track was, before the adjuster was made.
    first: Option<Block>,
    format: Format,
    /// Samples that an encoder puts before the sound without a word.
    lag: u32,
    /// Samples of each channel that went into the encoder.
    given: u64,
    ready: VecDeque<Out>,
    ended: bool,
}

enum Encoder {
    Browser(Box<Microphone>),
    Flac(FlacEncoder, i64),
    Plain,
}

impl Tune {
    /// Begins.
    ///
    /// # Errors
    /// The browser cannot decode or encode so.
    pub async fn open(
        held: &Rc<Held>,
        at: usize,
        sound: &Sound,
        segments: Vec<Segment>,
        duration: f64,
        speed: f64,
        cx: &Context,
    ) -> Result<Self> {
        let mut ear = Ear::new(held, at, segments.clone())?;
        let first = ear.next(cx).await?.unwrap_or(Block { samples: Vec::new(), channels: 2, rate: 48_000 });
        let mut adjust = sound.adjust;
        let wanted = adjust.channels.unwrap_or(first.channels as u16);
        let (channels, rate) = sound.codec.shape(wanted, adjust.rate.unwrap_or(first.rate));
        (adjust.channels, adjust.rate) = (Some(channels), Some(rate));
        // Faster is the same samples in less time.
        let played = (f64::from(first.rate) * speed).round() as u32;
        let loudness = match adjust.level {
            Some(_) => Some(measured(held, at, segments, cx).await?),
            None => None,
        };
        let adjuster = Adjuster::new(&adjust, (first.channels, played), Some(duration), loudness.as_ref());
        let adjuster = adjuster.map_err(|error| spoken(&error))?;
        let shape = adjuster.shape();
        let bitrate = sound.bitrate.unwrap_or(64_000 * shape.0 as u32).clamp(6_000, 510_000);
        let codec = sound.codec.codec();
        let (encoder, format) = match sound.codec {
            AudioCodec::Flac => {
                let encoder = FlacEncoder::new(shape.0, rate, 16).map_err(|error| spoken(&error))?;
                (Encoder::Flac(encoder, 0), Format::new(codec, "flac", stream_info(shape)))
            }
            AudioCodec::Pcm => (Encoder::Plain, Format::new(codec, "pcm-s16", Vec::new())),
            AudioCodec::Opus | AudioCodec::Aac => {
                let encoder = Microphone::open(sound.codec, rate, shape.0 as u16, bitrate).await?;
                (Encoder::Browser(Box::new(encoder)), Format::new(codec, "", Vec::new()))
            }
        };
        let lag = match sound.codec {
            AudioCodec::Aac => lag(sound.codec, shape, bitrate, cx).await,
            _ => 0,
        };
        let (held, sound, first) = (held.clone(), sound.clone(), Some(first));
        let (given, ready, ended) = (0, VecDeque::new(), false);
        Ok(Self {
            held,
            at,
            ear,
            sound,
            duration,
            adjuster,
            shape,
            encoder,
            first,
            format,
            lag,
            given,
            ready,
            ended,
        })
    }

    /// What the track is.
    pub fn plan(&self) -> (Track, Stream) {
        let old = &self.held.movie.media.tracks[self.at];
        let (channels, rate) = self.shape;
        let bits = matches!(self.sound.codec, AudioCodec::Flac | AudioCodec::Pcm).then_some(16);
        let facts = ::video::Sound { rate, channels: channels as u16, bits };
        let track = Track {
            role: Role::Audio(facts),
            codec: self.format.codec.clone(),
            codec_string: self.format.name.clone(),
            start: 0.0,
            duration: self.duration,
            ..old.clone()
        };
        // What an encoder needs to find its pace is not played.
        let ahead = match (self.sound.codec, self.format.config.get(10..12)) {
            (AudioCodec::Opus, Some(&[low, high])) => i64::from(u16::from_le_bytes([low, high])),
            _ => i64::from(self.lag),
        };
        let length = (self.duration * f64::from(rate)).round() as u64;
        let edits = if ahead > 0 { vec![Edit { from: Some(ahead), length }] } else { Vec::new() };
        let (formats, index) = (vec![self.format.clone()], Index::default());
        (track, Stream { timescale: rate, formats, edits, index })
    }

    /// The description of FLAC with its length and its checksum, once all has been encoded.
    pub fn settled(&self) -> Option<&[u8]> {
        let known = self.ended && self.sound.codec == AudioCodec::Flac;
        known.then_some(self.format.config.as_slice())
    }

    /// The next packet.
    ///
    /// # Errors
    /// Those of the file and the browser, or the job is not wanted any more.
    pub async fn next(&mut self, cx: &Context) -> Result<Option<Out>> {
        loop {
            if let Some(out) = self.ready.pop_front() {
                return Ok(Some(out));
            }
            let coded = match &mut self.encoder {
                Encoder::Browser(encoder) if self.ended => encoder.rest(cx).await?,
                Encoder::Browser(encoder) => encoder.take()?,
                _ => None,
            };
            match coded {
                Some(coded) => self.coded(coded),
                None if self.ended => return Ok(None),
                None => self.step(cx).await?,
            }
        }
    }

    async fn step(&mut self, cx: &Context) -> Result<()> {
        let block = match self.first.take() {
            Some(block) => Some(block),
            None => self.ear.next(cx).await?,
        };
        let mut changed = Vec::new();
        match &block {
            Some(block) => self.adjuster.push(&block.samples, &mut changed),
            None => {
                self.ended = true;
                self.adjuster.finish(&mut changed);
            }
        }
        self.encode(&changed, cx).await
    }

    async fn encode(&mut self, samples: &[f32], cx: &Context) -> Result<()> {
        let (channels, rate) = self.shape;
        let ready = &mut self.ready;
        let frames = (samples.len() / channels) as u64;
        match &mut self.encoder {
            Encoder::Browser(encoder) if frames > 0 => {
                let time = (self.given as f64 * 1e6 / f64::from(rate)).round() as i64;
                encoder.encode(cx, samples, time).await?;
            }
            Encoder::Browser(_) => {}
            Encoder::Flac(encoder, now) => {
                let mut write = |bytes: &[u8], frames: u32| {
                    ready.push_back(plain(*now, frames, bytes.to_vec()));
                    *now += i64::from(frames);
                };
                encoder.push(samples, &mut write);
                if self.ended {
                    // Now it is known how long the sound is, and its checksum.
                    self.format.config = encoder.finish(&mut write);
                }
            }
            Encoder::Plain if frames > 0 => {
                let mut bytes = Vec::new();
                pack(&self.format.codec, samples, &mut bytes).map_err(|error| spoken(&error))?;
                ready.push_back(plain(self.given as i64, frames as u32, bytes));
            }
            Encoder::Plain => {}
        }
        self.given += frames;
        Ok(())
    }

    fn coded(&mut self, coded: Coded) {
        let rate = f64::from(self.shape.1);
        if let Some((name, config)) = coded.config
            && self.format.name.is_empty()
        {
            self.format = Format::new(self.format.codec.clone(), name, config);
        }
        let tick = |micro: i64| (micro as f64 * rate / 1e6).round() as i64;
        let usual = if self.sound.codec == AudioCodec::Aac { 1024 } else { 960 };
        let duration = if coded.duration > 0 { tick(coded.duration) as u32 } else { usual };
        self.ready.push_back(plain(tick(coded.time), duration, coded.bytes));
    }
}

fn plain(time: i64, duration: u32, bytes: Vec<u8>) -> Out {
    Out { pts: time, dts: time, duration, key: true, format: 0, data: Payload::Bytes(bytes) }
}

/// How loud a track is in these stretches.
pub(crate) async fn measured(
    held: &Rc<Held>,
    at: usize,
    segments: Vec<Segment>,
    cx: &Context,
) -> Result<::video::sound::Loudness> {
    let mut ear = Ear::new(held, at, segments)?;
    let mut meter: Option<Meter> = None;
    while let Some(block) = ear.next(cx).await? {
        if meter.is_none() {
            meter = Some(Meter::new(block.channels, block.rate).map_err(|error| spoken(&error))?);
        }
        if let Some(meter) = &mut meter {
            meter.push(&block.samples).map_err(|error| spoken(&error))?;
        }
        cx.tick().await?;
    }
    let meter = meter.ok_or_else(|| {
        Error::new(Kind::Failed, format!("{} has no sound to measure. Choose another track.", held.name(at)))
    })?;
    meter.loudness().map_err(|error| spoken(&error))
}

/// STREAMINFO of FLAC before anything is encoded: sizes, length and checksum are not known (0).
fn stream_info((channels, rate): (usize, u32)) -> Vec<u8> {
    let mut info = b"fLaC\x80\0\0\x22\x10\0\x10\0".to_vec();
    info.extend([0; 6]);
    // 20 bits of rate, 3 of channels less one, 5 of bits less one, 36 of length.
    let word = u64::from(rate) << 44 | (channels.clamp(1, 8) as u64 - 1) << 41 | 15 << 36;
    info.extend(word.to_be_bytes());
    info.extend([0; 16]);
    info
}
