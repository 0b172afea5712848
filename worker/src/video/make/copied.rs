//! Packets that are copied.

use std::rc::Rc;

use ::video::index::Index;
use ::video::{Edit, Packing, Stream, Track};
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
    /// Which packets, and by how many ticks they move.
    runs: Vec<(std::ops::Range<usize>, i64)>,
    edits: Vec<Edit>,
}

impl Copied {
    /// All packets of a track. `source` is the place of its file among those of the new one.
    ///
    /// # Errors
    /// There is no such track.
    pub fn all(held: &Rc<Held>, at: usize, source: u16) -> Result<Self> {
        let (_, stream) = held.track(at)?;
        let runs = vec![(0..stream.index.len(), 0)];
        Ok(Self {
            held: held.clone(),
            at,
            source,
            packets: Packets::of(held),
            runs,
            edits: stream.edits.clone(),
        })
    }

    /// The packets of these segments, which can be begun with at any packet, as those of sound: what the first and the last packet
    /// have too much is left out when they are played.
    ///
    /// # Errors
    /// There is no such track.
    pub fn parts(held: &Rc<Held>, at: usize, source: u16, segments: &[Segment]) -> Result<Self> {
        let (_, stream) = held.track(at)?;
        let index = &stream.index;
        let (mut runs, mut edits, mut end) = (Vec::new(), Vec::new(), 0_i64);
        let (mut played, scale) = (0.0, f64::from(stream.timescale.max(1)));
        for segment in segments {
            let mut first = index.decoded_from(segment.ticks.start.saturating_add(1)).saturating_sub(1);
            // Sound is decoded rightly from the second packet on.
            first = first.saturating_sub(1);
            let last = index.decoded_from(segment.ticks.end);
            let (Some(from), true) = (index.get(first), first < last) else { continue };
            let until = index.get(last - 1).map_or(0, |sample| sample.dts + i64::from(sample.duration));
            let gap = ((segment.start - played) * scale).round() as u64;
            if gap > 0 {
                edits.push(Edit { from: None, length: gap });
            }
            let shift = end - from.dts;
            let length = segment.ticks.end.min(until) - segment.ticks.start;
            edits.push(Edit { from: Some(segment.ticks.start + shift), length: length.max(0) as u64 });
            played = segment.start + length as f64 / scale;
            runs.push((first..last, shift));
            end = until + shift;
        }
        Ok(Self { held: held.clone(), at, source, packets: Packets::of(held), runs, edits })
    }

    /// What the track is.
    pub fn plan(&self) -> (Track, Stream) {
        let (track, stream) = (&self.held.movie.media.tracks[self.at], &self.held.movie.streams[self.at]);
        let mut formats = stream.formats.clone();
        formats.iter_mut().for_each(|format| format.packing = Packing::Plain);
        let (timescale, edits, index) = (stream.timescale, self.edits.clone(), Index::default());
        (track.clone(), Stream { timescale, formats, edits, index })
    }

    /// The next packet.
    ///
    /// # Errors
    /// One that has to be unpacked cannot be read.
    pub fn next(&mut self) -> Result<Option<Out>> {
        let stream = &self.held.movie.streams[self.at];
        let Some((run, shift)) = self.runs.first_mut() else { return Ok(None) };
        let (shift, found) = (*shift, run.next().and_then(|at| stream.index.get(at)));
        if run.is_empty() {
            self.runs.remove(0);
        }
        let Some(sample) = found else { return Ok(None) };
        let format = form(&self.held, self.at, sample.format)?;
        let data = match format.packing {
            Packing::Plain => Payload::Range {
                source: self.source,
                range: sample.offset..sample.offset + u64::from(sample.size),
            },
            _ => Payload::Bytes(self.packets.read(&sample, format)?),
        };
        let (pts, dts) = (sample.pts + shift, sample.dts + shift);
        Ok(Some(Out { pts, dts, duration: sample.duration, key: sample.key, format: sample.format, data }))
    }
}
