//! The sample tables of a track, out of its index.

use super::out::Out;
use crate::index::{Index, Sample};
use crate::mp4::bytes::Name;

/// A chunk ends after so many bytes, so that players read in fair portions.
const CHUNK: u64 = 1 << 20;

/// What the tables of a track are written from.
pub(super) struct Tables<'a> {
    pub index: &'a Index,
    /// For plain sound: how many bytes a frame has. The packets are stretches of frames, the samples of MP4 are frames.
    pub frame: Option<u32>,
    /// Whether places need more than 32 bits.
    pub wide: bool,
    /// How many packets before a place a decoder has to hear, for the sound there to be right.
    pub roll: Option<i16>,
    /// Whether all packets are keys by nature, as in sound.
    pub keys: bool,
}

/// A run of packets that lie one behind the other.
struct Chunk {
    offset: u64,
    samples: u32,
    format: u16,
}

impl Tables<'_> {
    /// How many samples of MP4 a packet is.
    fn samples(&self, sample: &Sample) -> u32 {
        self.frame.map_or(1, |frame| sample.size / frame.max(1))
    }

    /// Writes `stts` and all others but `stsd`.
    pub fn write(&self, out: &mut Out) {
        let (mut late, mut early) = (false, false);
        out.full(b"stts", 0, 0, |out| {
            out.table(|out| match self.frame {
                Some(_) => {
                    out.u32(
                        self.index.iter().map(|sample| self.samples(&sample)).fold(0, u32::saturating_add),
                    );
                    out.u32(1);
                    1
                }
                None => {
                    let seen = times(self.index).inspect(|(_, shift)| {
                        late |= *shift != 0;
                        early |= *shift < 0;
                    });
                    runs(out, seen.map(|(delta, _)| delta))
                }
            });
        });
        if late {
            out.full(b"ctts", early.into(), 0, |out| {
                out.table(|out| runs(out, times(self.index).map(|(_, shift)| shift as u32)))
            });
        }
        if !self.keys && self.index.keys() < self.index.len() {
            out.full(b"stss", 0, 0, |out| {
                out.table(|out| {
                    let mut count = 0;
                    let mut at = self.index.key_after(0);
                    while let Some(key) = at {
                        out.u32(key as u32 + 1);
                        count += 1;
                        at = self.index.key_after(key + 1);
                    }
                    count
                });
            });
        }
        self.sizes(out);
        self.chunks(out);
        self.groups(out);
    }

    fn sizes(&self, out: &mut Out) {
        out.full(b"stsz", 0, 0, |out| {
            if let Some(frame) = self.frame {
                out.u32(frame);
                out.u32(self.index.iter().map(|sample| self.samples(&sample)).fold(0, u32::saturating_add));
                return;
            }
            let first = self.index.get(0).map_or(0, |sample| sample.size);
            let same = first > 0 && self.index.iter().all(|sample| sample.size == first);
            out.u32(if same { first } else { 0 });
            out.u32(self.index.len() as u32);
            if !same {
                self.index.iter().for_each(|sample| out.u32(sample.size));
            }
        });
    }

    fn chunks(&self, out: &mut Out) {
        out.full(b"stsc", 0, 0, |out| {
            out.table(|out| {
                let (mut count, mut before) = (0, None);
                for (chunk, at) in self.list().zip(1..) {
                    if before.replace((chunk.samples, chunk.format)) != Some((chunk.samples, chunk.format)) {
                        out.u32(at);
                        out.u32(chunk.samples);
                        out.u32(u32::from(chunk.format) + 1);
                        count += 1;
                    }
                }
                count
            });
        });
        let name: &Name = if self.wide { b"co64" } else { b"stco" };
        out.full(name, 0, 0, |out| {
            out.table(|out| {
                let (start, mut count) = (out.bytes.len(), 0);
                for chunk in self.list() {
                    out.wide(self.wide.into(), chunk.offset);
                    count += 1;
                }
                out.places.push((start..out.bytes.len(), self.wide));
                count
            });
        });
    }

    /// The chunks, which are found anew each time: a long film has as many of them as packets.
    fn list(&self) -> impl Iterator<Item = Chunk> + '_ {
        let mut samples = self.index.iter().peekable();
        std::iter::from_fn(move || {
            let Sample { offset, format, .. } = samples.peek().copied()?;
            let mut chunk = Chunk { offset, samples: 0, format };
            let mut end = offset;
            while let Some(sample) = samples.next_if(|sample| {
                sample.offset == end && sample.format == format && (end == offset || end - offset < CHUNK)
            }) {
                chunk.samples = chunk.samples.saturating_add(self.samples(&sample));
                end = end.saturating_add(u64::from(sample.size));
            }
            Some(chunk)
        })
    }

    /// `roll`: all packets are alike in what they need before them.
    fn groups(&self, out: &mut Out) {
        let Some(roll) = self.roll else { return };
        out.full(b"sgpd", 1, 0, |out| {
            out.put(b"roll");
            out.u32(2);
            out.u32(1);
            out.u16(roll as u16);
        });
        out.full(b"sbgp", 0, 0, |out| {
            out.put(b"roll");
            out.u32(1);
            out.u32(self.index.len() as u32);
            out.u32(1);
        });
    }
}

/// How long it is from each packet to the next, and how much later than decoded it is shown. Where times do not grow, a packet
/// takes no time, and those after it catch up.
fn times(index: &Index) -> impl Iterator<Item = (u32, i32)> + '_ {
    let mut samples = index.iter().peekable();
    let mut clock = samples.peek().map_or(0, |first| first.dts);
    std::iter::from_fn(move || {
        let sample = samples.next()?;
        let late = sample.pts.saturating_sub(clock).clamp(i32::MIN.into(), i32::MAX.into()) as i32;
        let next = samples.peek().map_or(clock.saturating_add(i64::from(sample.duration)), |next| next.dts);
        let delta = next.saturating_sub(clock).clamp(0, i32::MAX.into()) as u32;
        clock = clock.saturating_add(i64::from(delta));
        Some((delta, late))
    })
}

/// Numbers that repeat, as runs.
fn runs(out: &mut Out, values: impl Iterator<Item = u32>) -> u32 {
    let (mut rows, mut run) = (0, None);
    for value in values {
        match &mut run {
            Some((count, same)) if *same == value => *count += 1,
            _ => {
                if let Some((count, value)) = run.replace((1_u32, value)) {
                    out.u32(count);
                    out.u32(value);
                    rows += 1;
                }
            }
        }
    }
    if let Some((count, value)) = run {
        out.u32(count);
        out.u32(value);
        rows += 1;
    }
    rows
}
