//! Packets that are copied.
//!
//! Plain sound is cut to the sample. Of coded sound there are whole packets only: MP4 says in an edit list what of them is played;
//! the others can hide what lies before the beginning and behind the end, and in between take what is nearest.

use std::ops::Range;
use std::rc::Rc;

use ::video::cut::unmeasured;
use ::video::index::Index;
use ::video::{Codec, Container, Edit, Packing, Role, Stream, Track};
use nearside::prelude::*;

use super::{Out, Payload, Segment};
use crate::video::hold::{Held, Packets};
use crate::video::reel::form;

/// The packets of a track, or of stretches of it.
pub(crate) struct Copied {
    held: Rc<Held>,
    at: usize,
    source: u16,
    packets: Packets,
    runs: Vec<Run>,
    edits: Vec<Edit>,
    /// Whether they are stretches only, of which the original's description does not tell the length.
    part: bool,
    /// How many bytes a frame of plain sound has, and how many frames a second has.
    frame: Option<(u64, u32)>,
}

/// Packets that follow each other in the original, too.
struct Run {
    packets: Range<usize>,
    /// What is kept of them, if they can be cut.
    shown: Range<i64>,
    /// By how many ticks they move.
    shift: i64,
}

impl Copied {
    /// All packets of a track, but for those at the end that are not played. `source` is the place of its file among those of
    /// the new one.
    ///
    /// # Errors
    /// There is no such track.
    pub fn all(held: &Rc<Held>, at: usize, source: u16) -> Result<Self> {
        let (_, stream) = held.track(at)?;
        let mut this = Self::none(held, at, source)?;
        let mut count = stream.index.len();
        if let Some(end) = stream.until() {
            let hidden = |last: usize| stream.index.get(last).is_some_and(|sample| sample.pts >= end);
            while count > 1 && hidden(count - 1) {
                count -= 1;
            }
        }
        this.runs.push(Run { packets: 0..count, shown: i64::MIN..i64::MAX, shift: 0 });
        this.edits.clone_from(&stream.edits);
        Ok(this)
    }

    /// The packets of these segments, which can be begun with at any packet, as those of sound.
    ///
    /// # Errors
    /// There is no such track.
    pub fn parts(
        held: &Rc<Held>,
        at: usize,
        source: u16,
        segments: &[Segment],
        container: Container,
    ) -> Result<Self> {
        let mut this = Self { part: true, ..Self::none(held, at, source)? };
        match container {
            _ if this.frame.is_some() => this.cut(segments),
            _ if container.is_mp4() => this.listed(segments),
            // It has no word for what is not played.
            Container::Flac => this.nearest(segments, false),
            _ => this.nearest(segments, true),
        }
        Ok(this)
    }

    fn none(held: &Rc<Held>, at: usize, source: u16) -> Result<Self> {
        let (track, _) = held.track(at)?;
        let bytes = match track.codec {
            Codec::Pcm { bits, .. } => u64::from(bits) / 8,
            Codec::Alaw | Codec::Ulaw => 1,
            _ => 0,
        };
        let frame = match &track.role {
            Role::Audio(sound) if bytes > 0 && sound.rate > 0 => {
                Some((bytes * u64::from(sound.channels.max(1)), sound.rate))
            }
            _ => None,
        };
        let (held, packets) = (held.clone(), Packets::of(held));
        Ok(Self { held, at, source, packets, runs: Vec::new(), edits: Vec::new(), part: false, frame })
    }

    fn stream(&self) -> &Stream {
        &self.held.movie.streams[self.at]
    }

    /// Cuts plain sound where it is asked for.
    fn cut(&mut self, segments: &[Segment]) {
        for segment in segments {
            let stream = self.stream();
            let at = (segment.start * f64::from(stream.timescale.max(1))).round() as i64;
            let packets = ending_after(&stream.index, segment.ticks.start)
                ..stream.index.decoded_from(segment.ticks.end);
            let (shown, shift) = (segment.ticks.clone(), at - segment.ticks.start);
            self.runs.push(Run { packets, shown, shift });
        }
    }

    /// How many packets a decoder has to hear before what comes out of it is right.
    fn lead(&self) -> usize {
        match self.held.movie.media.tracks[self.at].codec {
            Codec::Flac | Codec::Alac => 0,
            Codec::Opus => 4,
            Codec::Mp3 => 2,
            _ => 1,
        }
    }

    /// Takes all packets that a segment touches, and lists what of them is played.
    fn listed(&mut self, segments: &[Segment]) {
        let (mut end, mut played) = (0_i64, 0.0);
        for segment in segments {
            let Some((packets, from, until)) = self.around(segment) else { continue };
            let scale = f64::from(self.stream().timescale.max(1));
            let gap = ((segment.start - played) * scale).round() as u64;
            if gap > 0 {
                self.edits.push(Edit { from: None, length: gap });
            }
            let shift = end - from;
            let length = segment.ticks.end.min(until) - segment.ticks.start;
            self.edits.push(Edit { from: Some(segment.ticks.start + shift), length: length.max(0) as u64 });
            played = segment.start + length as f64 / scale;
            self.runs.push(Run { packets, shown: i64::MIN..i64::MAX, shift });
            end = until + shift;
        }
    }

    /// The packets that a segment touches and those before them that a decoder needs; when they begin and end.
    fn around(&self, segment: &Segment) -> Option<(Range<usize>, i64, i64)> {
        let index = &self.stream().index;
        let first = ending_after(index, segment.ticks.start).saturating_sub(self.lead());
        let last = index.decoded_from(segment.ticks.end);
        let from = index.get(first).filter(|_| first < last)?.dts;
        let until = index.get(last - 1).map_or(0, |sample| sample.dts + i64::from(sample.duration));
        Some((first..last, from, until))
    }

    /// Puts packets one behind the other, each run at most half a packet away from where it belongs. Where the container `hides` what
    /// lies before the beginning and behind the end, those are exact.
    fn nearest(&mut self, segments: &[Segment], hides: bool) {
        let scale = f64::from(self.stream().timescale.max(1));
        let (mut end, mut origin) = (0_i64, 0_i64);
        for (nth, segment) in segments.iter().enumerate() {
            let Some((mut packets, from, until)) = self.around(segment) else { continue };
            let wanted = (segment.start * scale).round() as i64;
            let mut shift = end - from;
            if hides && self.runs.is_empty() {
                origin = segment.ticks.start + shift - wanted;
            } else {
                let index = &self.stream().index;
                let place = origin + wanted - segment.ticks.start;
                let middle = |at: usize| index.get(at).map(|one| one.pts + i64::from(one.duration) / 2);
                while packets.start < packets.end
                    && middle(packets.start)
                        .is_some_and(|middle| middle < segment.ticks.start || middle + place < end)
                {
                    packets.start += 1;
                }
                let last = nth + 1 == segments.len();
                while !(hides && last)
                    && packets.start < packets.end
                    && middle(packets.end - 1).is_some_and(|middle| middle >= segment.ticks.end)
                {
                    packets.end -= 1;
                }
                let Some(first) = index.get(packets.start).filter(|_| !packets.is_empty()) else { continue };
                let near = (first.pts + place).abs_diff(end) <= u64::from(first.duration) / 2 + 1;
                shift = if near { end } else { end.max(first.pts + place) } - first.pts;
            }
            let stop = self.stream().index.get(packets.end.saturating_sub(1));
            let stop = stop.map_or(until, |last| last.dts + i64::from(last.duration));
            end = stop + shift;
            if hides {
                let length = wanted + segment.ticks.end.min(until) - segment.ticks.start;
                self.edits = vec![Edit { from: Some(origin), length: length.max(0) as u64 }];
            }
            self.runs.push(Run { packets, shown: i64::MIN..i64::MAX, shift });
        }
    }

    /// What the track is.
    pub fn plan(&self) -> (Track, Stream) {
        let (track, stream) = (&self.held.movie.media.tracks[self.at], self.stream());
        let mut formats = stream.formats.clone();
        for format in &mut formats {
            if self.part {
                *format = unmeasured(format);
            }
            format.packing = Packing::Plain;
        }
        let (timescale, edits, index) = (stream.timescale, self.edits.clone(), Index::default());
        (track.clone(), Stream { timescale, formats, edits, index })
    }

    /// The next packet.
    ///
    /// # Errors
    /// One that has to be unpacked cannot be read.
    pub fn next(&mut self) -> Result<Option<Out>> {
        let stream = &self.held.movie.streams[self.at];
        while let Some(run) = self.runs.first_mut() {
            let Some(sample) = run.packets.next().and_then(|at| stream.index.get(at)) else {
                self.runs.remove(0);
                continue;
            };
            let (shift, shown) = (run.shift, run.shown.clone());
            let format = form(&self.held, self.at, sample.format)?;
            let mut unpacked = match format.packing {
                Packing::Plain => None,
                _ => Some(self.packets.read(&sample, format)?),
            };
            let size = unpacked.as_ref().map_or(u64::from(sample.size), |bytes| bytes.len() as u64);
            let end = sample.pts + i64::from(sample.duration);
            let (mut pts, mut dts, mut duration, mut bytes) =
                (sample.pts, sample.dts, sample.duration, 0..size);
            if let Some((frame, rate)) = self.frame
                && (pts < shown.start || end > shown.end)
            {
                let left = pts.max(shown.start)..end.min(shown.end);
                let scale = i128::from(stream.timescale.max(1));
                let place = |time: i64| {
                    let frames = (i128::from(time - pts) * i128::from(rate) + scale / 2) / scale;
                    (frames.max(0) as u64 * frame).min(size)
                };
                bytes = place(left.start)..if left.end == end { size } else { place(left.end) };
                if bytes.is_empty() {
                    continue;
                }
                if let Some(whole) = &mut unpacked {
                    *whole = whole[bytes.start as usize..bytes.end as usize].to_vec();
                }
                (pts, dts) = (left.start, left.start);
                duration = u32::try_from(left.end - left.start).unwrap_or(0);
            }
            let data = match unpacked {
                Some(bytes) => Payload::Bytes(bytes),
                None => Payload::Range {
                    source: self.source,
                    range: sample.offset + bytes.start..sample.offset + bytes.end,
                },
            };
            let (pts, dts) = (pts + shift, dts + shift);
            return Ok(Some(Out { pts, dts, duration, key: sample.key, format: sample.format, data }));
        }
        Ok(None)
    }
}

/// The first packet that ends after this time.
pub(crate) fn ending_after(index: &Index, time: i64) -> usize {
    let mut at = index.decoded_from(time);
    while let Some(sample) = at.checked_sub(1).and_then(|before| index.get(before))
        && sample.dts + i64::from(sample.duration) > time
    {
        at -= 1;
    }
    at
}
