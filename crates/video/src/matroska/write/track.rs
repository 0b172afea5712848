//! A track on its way into a file: its clock, and its entry in the head.

use super::super::ids::*;
use super::cluster::Entry;
use super::{codec, ebml};
use crate::headers::{aac, opus};
use crate::{Codec, Error, Format, Kind, Packet, Picture, Result, Role, Sound, Stream, Track};

/// A track.
pub(super) struct Lane {
    number: usize,
    track: Track,
    timescale: u32,
    formats: Vec<Format>,
    /// The tick at time 0 of the file, and behind the last one that is played.
    origin: i64,
    until: Option<i64>,
    /// How long a packet of AAC lasts, in ticks; 0 for other codecs.
    whole: i64,
    pub video: bool,
    pub text: bool,
    /// Nanoseconds that its decoder adds at the beginning; by how many milliseconds all packets are later for it.
    delay: u64,
    shift: i64,
    id: String,
    private: Vec<u8>,
    /// What comes before each packet, and before the first of each format.
    prefix: Vec<u8>,
    format: u16,
    last: Option<(i64, i64)>,
}

/// More sound than this is not what a decoder adds.
const PRIMING: f64 = 1.0;
/// How long an Opus decoder has to run before it is exact, in nanoseconds (RFC 7845).
const PRE_ROLL: u64 = 80_000_000;

impl Lane {
    pub fn new(number: usize, track: &Track, stream: &Stream, webm: bool) -> Result<Self> {
        let format = stream.formats.first().ok_or_else(|| {
            let message = format!(
                "Track {} does not say how its packets are coded, so it cannot be written.",
                track.id
            );
            Error::new(Kind::Settings, message)
        })?;
        let (id, private, prefix) = codec::name(format, &track.role, webm)?;
        let sound = matches!(track.role, Role::Audio(_));
        // Opus says in its own header, too, what its decoder adds.
        let delay = match (&format.codec, opus::Head::read(&format.config)) {
            (Codec::Opus, Some(head)) => u64::from(head.skip) * 1_000_000_000 / u64::from(opus::RATE),
            _ => 0,
        };
        let whole = match aac::Config::read(&format.config).filter(|_| format.codec == Codec::Aac) {
            Some(aac) => i64::from(aac.frame) * i64::from(stream.timescale) / i64::from(aac.core),
            None => 0,
        };
        let until = match &stream.edits[..] {
            [.., last] if sound => last.from.and_then(|from| from.checked_add_unsigned(last.length)),
            _ => None,
        };
        Ok(Self {
            number: number + 1,
            track: track.clone(),
            timescale: stream.timescale.max(1),
            formats: stream.formats.clone(),
            origin: stream.origin(),
            until,
            whole,
            video: matches!(track.role, Role::Video(_)),
            text: matches!(track.role, Role::Text),
            delay,
            shift: 0,
            id,
            private,
            prefix,
            format: 0,
            last: None,
        })
    }

    /// Milliseconds, rounded.
    fn milliseconds(&self, ticks: i64) -> i64 {
        let (ticks, scale) = (i128::from(ticks), i128::from(self.timescale));
        i64::try_from((ticks * 1000 + scale / 2).div_euclid(scale)).unwrap_or(i64::MAX)
    }

    /// Sound that is left out at the beginning, because a decoder needs or adds it, is said to be so: all packets can stay.
    fn begin(&mut self, first: i64) {
        let back = self.origin.saturating_sub(first);
        let seconds = back as f64 / f64::from(self.timescale);
        if back <= 0 || seconds >= PRIMING || !matches!(self.track.role, Role::Audio(_)) {
            return;
        }
        self.origin = first;
        self.delay = (seconds * 1e9).round() as u64;
        self.shift = (seconds * 1e3).round() as i64;
        if self.track.codec == Codec::Opus
            && let Some(skip) = self.private.get_mut(10..12)
        {
            skip.copy_from_slice(&((seconds * f64::from(opus::RATE)).round() as u16).to_le_bytes());
        }
    }

    /// A packet, as it stands in a cluster.
    pub fn entry(&mut self, packet: &Packet) -> Result<Entry> {
        let id = self.track.id;
        let refuse = |why: &str| {
            Err(Error::new(Kind::Settings, format!("A packet of track {id} {why}, so it cannot be written.")))
        };
        if self.last.is_some_and(|(dts, _)| packet.dts < dts) {
            return refuse("comes after one that is decoded later");
        }
        if usize::from(packet.format) >= self.formats.len() {
            return refuse("has a format that its track does not have");
        }
        if self.last.is_none() {
            self.begin(packet.pts);
        }
        // What lies before the beginning of the file is shown at the beginning: there is no time before.
        let time = self.milliseconds(packet.pts.saturating_sub(self.origin)).max(0);
        let since = time - self.last.map_or(time, |(_, time)| time);
        self.last = Some((packet.dts, time));
        let end = packet.pts.saturating_add(i64::from(packet.duration));
        // MP4 shortens a packet to say that its end is not played; here a packet of AAC is always whole.
        let short = (self.whole - i64::from(packet.duration)).max(0);
        let short = if short > self.whole / 16 { short } else { 0 };
        let played = self.until.map_or(end, |until| end.min(until)).max(packet.pts);
        let rest = end.saturating_sub(played).saturating_add(short);
        // Both ends are rounded, not the length: so what lies end to end stays so.
        let stop = self.milliseconds(end.saturating_sub(self.origin)).max(time);
        Ok(Entry {
            track: packet.track,
            time,
            duration: (stop - time).min(i64::from(u32::MAX)) as u32,
            key: packet.key,
            lasting: self.text,
            discard: (i128::from(rest) * 1_000_000_000 / i128::from(self.timescale)) as i64,
            since,
            end: self.milliseconds(played.saturating_sub(self.origin)).saturating_sub(self.shift),
            held: 0..0,
            range: None,
        })
    }

    /// The bytes that come before a packet: where the format changes, the parameters of the new one, because the head of the
    /// file has those of the first only.
    pub fn before(&mut self, format: u16) -> &[u8] {
        if format != self.format {
            self.format = format;
            if let Some(format) = self.formats.get(usize::from(format)) {
                self.prefix = codec::parameters(format);
                return &self.prefix;
            }
        }
        if self.video {
            self.prefix.clear();
        }
        &self.prefix
    }

    /// What its decoder has to know turned out to be this.
    pub fn settle(&mut self, config: &[u8]) {
        if self.private.len() == config.len() {
            self.private = config.to_vec();
        }
    }

    /// Appends the entry of the track.
    pub fn write(&self, out: &mut Vec<u8>) {
        ebml::master(out, TRACK_ENTRY, |out| {
            ebml::uint(out, TRACK_NUMBER, self.number as u64);
            ebml::uint(out, TRACK_UID, self.number as u64);
            let kind = match self.track.role {
                Role::Video(_) => 1,
                Role::Audio(_) => 2,
                Role::Text => 17,
                Role::Other => 33,
            };
            ebml::uint(out, TRACK_TYPE, kind);
            ebml::uint(out, FLAG_LACING, 0);
            // Left out, the first would be 1 and the second 0.
            if !self.track.chosen {
                ebml::uint(out, FLAG_DEFAULT, 0);
            }
            if self.track.forced {
                ebml::uint(out, FLAG_FORCED, 1);
            }
            self.language(out);
            if let Some(name) = &self.track.name {
                ebml::text(out, NAME, name);
            }
            ebml::text(out, CODEC_ID, &self.id);
            if !self.private.is_empty() {
                ebml::element(out, CODEC_PRIVATE, &self.private);
            }
            if self.delay > 0 {
                ebml::uint(out, CODEC_DELAY, self.delay);
            }
            if self.track.codec == Codec::Opus {
                ebml::uint(out, SEEK_PRE_ROLL, PRE_ROLL);
            }
            match &self.track.role {
                Role::Video(picture) => {
                    if let Some(rate) = picture.rate.filter(|rate| *rate > 0.0 && !picture.variable) {
                        ebml::uint(out, DEFAULT_DURATION, (1e9 / rate).round() as u64);
                    }
                    ebml::master(out, VIDEO, |out| video(picture, out));
                }
                Role::Audio(sound) => ebml::master(out, AUDIO, |out| self.audio(sound, out)),
                Role::Text | Role::Other => {}
            }
        });
    }

    /// The older element wants three letters, the newer one takes all tags.
    fn language(&self, out: &mut Vec<u8>) {
        let language = self.track.language.as_deref().unwrap_or("und");
        let short = language.len() == 3 && language.bytes().all(|byte| byte.is_ascii_lowercase());
        ebml::text(out, LANGUAGE, if short { language } else { "und" });
        if !short {
            ebml::text(out, LANGUAGE_BCP47, language);
        }
    }

    fn audio(&self, sound: &Sound, out: &mut Vec<u8>) {
        let core = aac::Config::read(&self.private).filter(|_| self.track.codec == Codec::Aac);
        let core = core.map_or(sound.rate, |config| config.core);
        ebml::float(out, SAMPLING_FREQUENCY, f64::from(core));
        if core != sound.rate {
            ebml::float(out, OUTPUT_FREQUENCY, f64::from(sound.rate));
        }
        ebml::uint(out, CHANNELS, u64::from(sound.channels.max(1)));
        if let Some(bits) = sound.bits {
            ebml::uint(out, BIT_DEPTH, u64::from(bits));
        }
    }
}

fn video(picture: &Picture, out: &mut Vec<u8>) {
    let (width, height) = (u64::from(picture.width), u64::from(picture.height));
    if let Some(interlaced) = picture.interlaced {
        ebml::uint(out, FLAG_INTERLACED, if interlaced { 1 } else { 2 });
    }
    ebml::uint(out, PIXEL_WIDTH, width);
    ebml::uint(out, PIXEL_HEIGHT, height);
    if let Some((across, down)) = picture.pixel.filter(|(across, down)| *across > 0 && *down > 0) {
        let (across, down) = (u64::from(across), u64::from(down));
        // In pixels where that is a whole number, else as a ratio.
        let whole = width * across % down == 0;
        ebml::uint(out, DISPLAY_WIDTH, if whole { width * across / down } else { width * across });
        ebml::uint(out, DISPLAY_HEIGHT, if whole { height } else { height * down });
        if !whole {
            ebml::uint(out, DISPLAY_UNIT, 3);
        }
    }
    if let Some(color) = picture.color {
        ebml::master(out, COLOUR, |out| {
            ebml::uint(out, MATRIX, color.matrix.into());
            ebml::uint(out, RANGE, if color.full { 2 } else { 1 });
            ebml::uint(out, TRANSFER, color.transfer.into());
            ebml::uint(out, PRIMARIES, color.primaries.into());
        });
    }
    if picture.turn != 0 || picture.flip {
        ebml::master(out, PROJECTION, |out| {
            ebml::uint(out, PROJECTION_TYPE, 0);
            ebml::float(out, POSE_YAW, if picture.flip { 180.0 } else { 0.0 });
            ebml::float(out, POSE_PITCH, 0.0);
            // From -180 up to 180, against the clock.
            ebml::float(out, POSE_ROLL, f64::from((540 - i32::from(picture.turn)) % 360 - 180));
        });
    }
}
