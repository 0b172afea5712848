//! Writing fragments: a head at once, then `moof` and `mdat` for each stretch of packets, for streams that are played before
//! they end.

use super::out::Out;
use super::{check, empty, head};
use crate::index::Sample;
use crate::mp4::scaled;
use crate::{Error, Kind, Movie, Mux, Packet, Pieces, Result};

/// A fragment is not let grow beyond this, whether or not a key comes.
const LARGE: u64 = 1 << 30;

/// Writes a fragmented MP4. A fragment is complete when the next one begins: at the first key of the first track after
/// a second, or when [`flush`](Self::flush) is called.
pub struct Fragments {
    movie: Movie,
    tracks: Vec<Track>,
    number: u32,
    waiting: Pieces,
}

/// What is gathered of a track for the next fragment.
struct Track {
    last: Option<i64>,
    /// Ticks of a second of the packets that come, and of those that are written.
    clocks: (u32, u32),
    samples: Vec<Sample>,
}

impl Fragments {
    /// For the tracks of this film, as [`Writer::new`](super::Writer::new).
    ///
    /// # Errors
    /// The same as there.
    pub fn new(movie: &Movie) -> Result<Self> {
        let movie = empty(movie);
        if movie.streams.iter().any(|stream| super::Cues::of(stream).is_some()) {
            return Err(Error::new(
                Kind::Unsupported,
                "Text from other containers cannot be streamed. Leave it out.",
            ));
        }
        let track = |trak: &super::track::Trak| Track {
            last: None,
            clocks: (trak.stream.timescale, trak.timescale),
            samples: Vec::new(),
        };
        let tracks = head::traks(&movie)?.iter().map(track).collect();
        Ok(Self { movie, tracks, number: 0, waiting: Pieces::default() })
    }

    /// What comes before the first fragment.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn head(&self) -> Result<Vec<u8>> {
        let mut out = Out::default();
        head::brand(&mut out, &self.movie, true);
        head::begun(&mut out, &self.movie, &head::traks(&self.movie)?);
        Ok(out.bytes)
    }

    /// Ends the fragment that has gathered.
    pub fn flush(&mut self, body: &mut Pieces) {
        if self.tracks.iter().all(|track| track.samples.is_empty()) {
            return;
        }
        self.number += 1;
        let mut out = Out::default();
        // The places of packets are counted from `moof`, whose length does not depend on them.
        self.moof(&mut out, 0);
        let start = out.bytes.len() as u64 + 8;
        out.bytes.clear();
        self.moof(&mut out, start);
        out.u32(self.waiting.size() as u32 + 8);
        out.put(b"mdat");
        body.bytes(&out.bytes);
        for piece in std::mem::take(&mut self.waiting).take() {
            match piece {
                crate::Piece::Bytes(bytes) => body.bytes(&bytes),
                crate::Piece::Range { source, range } => body.range(source, range),
            }
        }
        self.tracks.iter_mut().for_each(|track| track.samples.clear());
    }

    fn moof(&self, out: &mut Out, start: u64) {
        out.boxed(b"moof", |out| {
            out.full(b"mfhd", 0, 0, |out| out.u32(self.number));
            for (track, id) in self.tracks.iter().zip(1..) {
                // A `traf` has one description and its packets lie together in each `trun`.
                for samples in track.samples.chunk_by(|a, b| a.format == b.format) {
                    out.boxed(b"traf", |out| track.part(out, id, samples, start));
                }
            }
        });
    }
}

impl Track {
    /// A time of what comes as one of what is written.
    fn ticks(&self, time: i64) -> i64 {
        let (from, to) = self.clocks;
        if from == to { time } else { scaled(time.max(0) as u64, to, from).min(i64::MAX as u64) as i64 }
    }

    fn part(&self, out: &mut Out, id: u32, samples: &[Sample], start: u64) {
        let format = samples.first().map_or(0, |sample| sample.format);
        out.full(b"tfhd", 0, 0x2_0002, |out| {
            out.u32(id);
            out.u32(u32::from(format) + 1);
        });
        out.full(b"tfdt", 1, 0, |out| {
            out.u64(samples.first().map_or(0, |sample| sample.dts.unsigned_abs()));
        });
        for run in samples.chunk_by(|a, b| a.offset + u64::from(a.size) == b.offset) {
            // Offset, then for each packet duration, size, flags and how late it is shown.
            out.full(b"trun", 1, 0xf01, |out| {
                out.u32(run.len() as u32);
                out.u32((start + run.first().map_or(0, |sample| sample.offset)) as u32);
                for sample in run {
                    out.u32(sample.duration);
                    out.u32(sample.size);
                    // Depends on no other packet, or on others and can not be begun with.
                    out.u32(if sample.key { 0x0200_0000 } else { 0x0101_0000 });
                    out.u32(sample.pts.saturating_sub(sample.dts).clamp(i32::MIN.into(), i32::MAX.into())
                        as i32 as u32);
                }
            });
        }
    }
}

impl Mux for Fragments {
    fn packet(&mut self, packet: &Packet, body: &mut Pieces) -> Result<()> {
        let formats = self.movie.streams.get(packet.track).map(|stream| stream.formats.len());
        check(formats, self.tracks.get(packet.track).and_then(|track| track.last), packet)?;
        if packet.dts < 0 {
            return Err(Error::new(
                Kind::Settings,
                "Fragments cannot be decoded before time 0. Move all times of the track.",
            ));
        }
        let first = &self.tracks[0];
        let long = first.samples.first().is_some_and(|sample| {
            first.ticks(packet.dts).saturating_sub(sample.dts) >= i64::from(first.clocks.1)
        });
        if (packet.track == 0 && packet.key && long) || self.waiting.size() > LARGE {
            self.flush(body);
        }
        let track = &mut self.tracks[packet.track];
        let (dts, pts) = (track.ticks(packet.dts), track.ticks(packet.pts));
        let end = track.ticks(packet.dts.saturating_add(i64::from(packet.duration)));
        // Durations are what times are counted from, so the one before lasts until this one.
        if let Some(before) = track.samples.last_mut() {
            before.duration = dts.saturating_sub(before.dts).clamp(0, u32::MAX.into()) as u32;
        }
        track.last = Some(packet.dts);
        track.samples.push(Sample {
            offset: self.waiting.size(),
            size: packet.data.size() as u32,
            dts,
            pts,
            duration: end.saturating_sub(dts).clamp(0, u32::MAX.into()) as u32,
            key: packet.key,
            format: packet.format,
        });
        self.waiting.data(&packet.data);
        Ok(())
    }

    fn finish(&mut self, body: &mut Pieces) -> Result<Vec<u8>> {
        self.flush(body);
        self.head()
    }
}
