//! Sound that is decoded, changed and encoded.

use std::collections::VecDeque;
use std::rc::Rc;

use ::video::index::Index;
use ::video::settings::{AudioCodec, Sound};
use ::video::sound::{Adjust, Adjuster, FlacEncoder, Meter, pack};
use ::video::{Codec, Edit, Format, Role, Stream, Track};
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
        mut segments: Vec<Segment>,
        duration: f64,
        speed: f64,
        cx: &Context,
    ) -> Result<Self> {
        // What is heard is counted before it is made faster.
        segments.iter_mut().for_each(|segment| segment.start *= speed);
        let mut ear = Ear::new(held, at, segments.clone())?;
        let mut adjust = sound.adjust;
        let first = match ear.next(cx).await? {
            Some(block) => block,
            None => {
                // Nothing has no loudness.
                adjust.level = None;
                Block { samples: Vec::new(), channels: 2, rate: 48_000 }
            }
        };
        let wanted = adjust.channels.unwrap_or(first.channels as u16);
        let (channels, rate) = sound.codec.shape(wanted, adjust.rate.unwrap_or(first.rate));
        (adjust.channels, adjust.rate) = (Some(channels), Some(rate));
        // Faster is the same samples in less time.
        let played = (f64::from(first.rate) * speed).round() as u32;
        let loudness = match adjust.level {
            Some(_) => Some(measured(held, at, segments, Some(channels.into()), cx).await?),
            None => None,
        };
        let adjuster = Adjuster::new(&adjust, (first.channels, played), Some(duration), loudness.as_ref());
        let adjuster = adjuster.map_err(|error| spoken(&error))?;
        let shape = adjuster.shape();
        let bitrate = sound.bitrate.unwrap_or(64_000 * shape.0 as u32).clamp(6_000, 510_000);
        let bits = bits(held.track(at)?.0);
        let codec = sound.codec.codec();
        let (encoder, format) = match sound.codec {
            AudioCodec::Flac => {
                let encoder = FlacEncoder::new(shape.0, rate, bits).map_err(|error| spoken(&error))?;
                (Encoder::Flac(encoder, 0), Format::new(codec, "flac", stream_info(shape, bits)))
            }
            AudioCodec::Pcm => {
                let codec = Codec::Pcm { bits, float: false, signed: true, big: false };
                (Encoder::Plain, Format::new(codec, format!("pcm-s{bits}"), Vec::new()))
            }
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
        let lossless = matches!(self.sound.codec, AudioCodec::Flac | AudioCodec::Pcm);
        let bits = lossless.then(|| bits(old).into());
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

/// How loud a track is in these stretches, once it is mixed to so many channels: mixing changes that.
pub(crate) async fn measured(
    held: &Rc<Held>,
    at: usize,
    segments: Vec<Segment>,
    channels: Option<usize>,
    cx: &Context,
) -> Result<::video::sound::Loudness> {
    let mut ear = Ear::new(held, at, segments)?;
    let mix = Adjust { channels: channels.map(|channels| channels as u16), ..Adjust::default() };
    let mut meter: Option<(Adjuster, Meter)> = None;
    let mut mixed = Vec::new();
    while let Some(block) = ear.next(cx).await? {
        let begun = match meter.take() {
            Some(begun) => Ok(begun),
            None => Adjuster::new(&mix, (block.channels, block.rate), None, None).and_then(|mixer| {
                let (channels, rate) = mixer.shape();
                Ok((mixer, Meter::new(channels, rate)?))
            }),
        };
        let (mixer, listening) = meter.insert(begun.map_err(|error| spoken(&error))?);
        mixed.clear();
        mixer.push(&block.samples, &mut mixed);
        listening.push(&mixed).map_err(|error| spoken(&error))?;
        cx.tick().await?;
    }
    let (_, meter) = meter.ok_or_else(|| {
        Error::new(Kind::Failed, format!("{} has no sound to measure. Choose another track.", held.name(at)))
    })?;
    meter.loudness().map_err(|error| spoken(&error))
}

/// How many bits of a sample what is kept without loss has: 24 where the original may have more than 16.
fn bits(track: &Track) -> u8 {
    let more = match (&track.codec, &track.role) {
        (Codec::Pcm { bits, .. }, _) => *bits > 16,
        (Codec::Flac | Codec::Alac, Role::Audio(sound)) => sound.bits.is_some_and(|bits| bits > 16),
        _ => false,
    };
    if more { 24 } else { 16 }
}

/// STREAMINFO of FLAC before anything is encoded: sizes, length and checksum are not known (0).
fn stream_info((channels, rate): (usize, u32), bits: u8) -> Vec<u8> {
    let mut info = b"fLaC\x80\0\0\x22\x10\0\x10\0".to_vec();
    info.extend([0; 6]);
    // 20 bits of rate, 3 of channels less one, 5 of bits less one, 36 of length.
    let word = u64::from(rate) << 44 | (channels.clamp(1, 8) as u64 - 1) << 41;
    let word = word | (u64::from(bits) - 1) << 36;
    info.extend(word.to_be_bytes());
    info.extend([0; 16]);
    info
}
