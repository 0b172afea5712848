//! Joining what was copied and what was encoded: packets with the times of the new film.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::clock::convert;
use super::key;
use super::{Copy, Encode, Frame, Input, Plan, Step};
use crate::h264::{self, Change, Kept, Renumber, Sets};
use crate::index::Sample;
use crate::{Codec, Data, Edit, Error, Format, Kind, Movie, Packet, Result, Role, Sound, Stream};

/// So many packets behind a key of an open group at most know of pictures before it: those that a decoder can keep, and
/// between them some that it does not.
const OPEN: usize = 64;

/// A film that is ready to be written.
pub struct Cut<'a> {
    inputs: &'a [Input<'a>],
    plan: Plan,
    /// When each packet is decoded, for tracks whose packets are not decoded in the order of showing; empty for others.
    decoded: Vec<Vec<i64>>,
    /// By how many ticks each track is moved, so that no packet comes before time 0.
    moved: Vec<i64>,
    /// Copied packets that are changed, by step and place in it.
    changed: HashMap<(usize, usize), Vec<u8>>,
}

impl Plan {
    /// Joins the parts, when all that had to be encoded was [supplied](Self::supply).
    ///
    /// # Errors
    /// [`Settings`](Kind::Settings) where something was not supplied, [`Unsupported`](Kind::Unsupported) where an encoder
    /// has made what cannot be joined, and those of reading.
    pub fn finish<'a>(mut self, inputs: &'a [Input<'a>]) -> Result<Cut<'a>> {
        if self.encodes() {
            return Err(Error::new(
                Kind::Settings,
                "Some pictures have not been encoded yet. Supply them first.",
            ));
        }
        self.renumber(inputs)?;
        let mut cut = Cut {
            inputs,
            decoded: vec![Vec::new(); self.movie.streams.len()],
            moved: vec![0; self.movie.streams.len()],
            changed: HashMap::new(),
            plan: self,
        };
        cut.begin()?;
        for track in 0..cut.moved.len() {
            cut.settle(track);
        }
        Ok(cut)
    }

    /// Makes what encoders of H.264 have made a part of the stream it is joined to.
    fn renumber(&mut self, inputs: &[Input]) -> Result<()> {
        let mut known: HashMap<(usize, u16), (Sets, bool)> = HashMap::new();
        for step in &mut self.steps {
            let Step::Encode(encode) = step else { continue };
            let Encode { input, stream, track, format, lead, follow, place, .. } = *encode;
            let film = inputs[input];
            let codec = &film.movie.media.tracks[stream].codec;
            let Some(encoded) = &mut encode.encoded else { continue };
            if *codec == Codec::Av1 {
                // What parts pictures in a stream, MP4 and Matroska do without.
                for frame in encoded.frames.iter_mut().filter(|frame| frame.data.starts_with(&[0x12, 0])) {
                    frame.data.drain(..2);
                }
            }
            if *codec != Codec::H264 {
                continue;
            }
            let number = self.formats[track][input][usize::from(format)];
            let (sets, gaps) = match known.entry((track, number)) {
                std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::hash_map::Entry::Vacant(entry) => {
                    let first = film.movie.streams[stream].index.get(encode.decode.start);
                    let key =
                        first.map_or(Ok(Vec::new()), |key| film.packet(&film.movie.streams[stream], &key))?;
                    let config = &self.movie.streams[track].formats[usize::from(number)].config;
                    entry.insert((key::parameters(config, &key), false))
                }
            };
            *gaps |= lead.is_some();
            let theirs = h264::sets(&encoded.config);
            let failed = || {
                Error::new(
                    Kind::Unsupported,
                    "The encoder of this device makes H.264 that cannot be joined to the film. Cut at keys, or convert the film.",
                )
            };
            if let Some(first) = place {
                let source = &film.movie.streams[stream];
                let index = &source.index;
                let original =
                    index.get(first).map_or(Ok(Vec::new()), |sample| film.packet(source, &sample))?;
                let placed = Renumber::place(&theirs, &original, sets);
                encode.placed = Some(Box::new(placed.ok_or_else(failed)?));
                // In the order of those whose places they take.
                let order: Vec<i64> =
                    index.from(first).take(encode.frames.len()).map(|sample| sample.pts).collect();
                let at = |frame: &Frame| order.iter().position(|time| *time == encode.frames[frame.frame]);
                encoded.frames.sort_by_key(at);
                if encoded.frames.len() != order.len() || encoded.frames.iter().any(|frame| !frame.key) {
                    return Err(failed());
                }
                continue;
            }
            let mut renumber = Renumber::new(&theirs, lead, sets).ok_or_else(failed)?;
            let packets = encoded.frames.iter().map(|frame| frame.data.as_slice());
            let kept = renumber.kept(packets).ok_or_else(failed)?;
            // Two pictures of one number would be taken for one. The last but the key need not be kept.
            let spare = (follow == Some(kept.1)).then(|| encoded.frames.len() - 1);
            encode.kept = Some(if spare.is_some() {
                (kept.0.min(kept.2 - 1), kept.1.wrapping_sub(1))
            } else {
                (kept.0, kept.1)
            });
            for (at, frame) in encoded.frames.iter_mut().enumerate() {
                let place = (frame.frame as u32, spare != Some(at));
                frame.data = renumber.packet(&frame.data, place, sets.length).ok_or_else(failed)?;
            }
        }
        for ((track, number), (mut sets, gaps)) in known {
            if gaps {
                h264::allow_gaps(&mut sets);
            }
            self.movie.streams[track].formats[usize::from(number)].set(&sets);
        }
        Ok(())
    }
}

impl Format {
    /// Gives it these parameter sets of H.264.
    fn set(&mut self, sets: &Sets) {
        if let Some(config) = sets.write() {
            self.entry = crate::mp4::with_record(&self.entry, b"avcC", &config);
            self.config = config;
        }
    }
}

impl<'a> Cut<'a> {
    /// What will be written: tracks, formats, edits, tags and chapters, without packets. A [`Mux`](crate::Mux) is begun with it.
    pub fn movie(&self) -> &Movie {
        &self.plan.movie
    }

    /// All packets in the order in which they are written: what lies together in the original stays together.
    pub fn packets(&self) -> impl Iterator<Item = Packet<'_>> {
        let mut numbers = vec![0; self.moved.len()];
        let mut group = 0;
        let mut parts: Vec<Cursor> = Vec::new();
        std::iter::from_fn(move || {
            loop {
                // Of copies that go on side by side, that whose next packet lies first in the original.
                let next =
                    parts.iter().enumerate().filter_map(|(at, part)| Some((part.next.as_ref()?.0, at))).min();
                if let Some((_, at)) = next {
                    let (_, packet) = parts[at].step()?;
                    let number = &mut numbers[packet.track];
                    let packet = self.settled(packet, *number);
                    *number += 1;
                    return Some(packet);
                }
                let first = self.plan.steps.get(group)?;
                let side = match first {
                    Step::Encode(_) => 1,
                    Step::Copy(first) => {
                        let beside =
                            |step: &&Step| matches!(step, Step::Copy(copy) if copy.part == first.part);
                        self.plan.steps[group..].iter().take_while(beside).count()
                    }
                };
                parts = (group..group + side).map(|step| Cursor::new(self.step(step))).collect();
                group += side;
            }
        })
    }

    /// The packets of a step with the times of the new film, and where they lie in the original.
    fn step(&self, number: usize) -> Box<dyn Iterator<Item = (u64, Packet<'_>)> + '_> {
        match &self.plan.steps[number] {
            Step::Encode(encode) => Box::new(self.encoded(encode).enumerate().map(move |(at, packet)| {
                match self.changed.get(&(number, at)) {
                    Some(bytes) => (0, Packet { data: Data::Bytes(bytes), key: false, ..packet }),
                    None => (0, packet),
                }
            })),
            Step::Copy(copy) => Box::new(self.copied(copy).enumerate().map(move |(at, (offset, packet))| {
                match self.changed.get(&(number, at)) {
                    Some(bytes) => (offset, Packet { data: Data::Bytes(bytes), ..packet }),
                    None => (offset, packet),
                }
            })),
        }
    }

    fn encoded<'b>(&'b self, encode: &'b Encode) -> impl Iterator<Item = Packet<'b>> {
        let stream = self.source(encode.input, encode.stream);
        let clock = self.plan.movie.streams[encode.track].timescale;
        let first = encode.frames.first().copied().unwrap_or_default();
        let place = move |time: i64| {
            encode.at.saturating_add(convert(time.saturating_sub(first), stream.timescale, clock))
        };
        let format = self.plan.formats[encode.track][encode.input][usize::from(encode.format)];
        let last = self.duration(encode);
        encode.encoded.iter().flat_map(|encoded| &encoded.frames).map(move |frame| {
            let pts = place(encode.frames[frame.frame]);
            let next =
                encode.frames.get(frame.frame + 1).map_or(pts.saturating_add(last), |next| place(*next));
            let duration = u32::try_from(next.saturating_sub(pts)).unwrap_or_default();
            Packet {
                track: encode.track,
                pts,
                dts: pts,
                duration,
                key: frame.key,
                format,
                data: Data::Bytes(&frame.data),
            }
        })
    }

    /// How long the last of the pictures is shown.
    fn duration(&self, encode: &Encode) -> i64 {
        let stream = self.source(encode.input, encode.stream);
        let last = encode.frames.last().copied().unwrap_or_default();
        let packets = stream.index.from(encode.decode.start).take(encode.decode.len());
        let found = packets.filter(|sample| sample.pts == last).map(|sample| sample.duration).next();
        convert(
            i64::from(found.unwrap_or_default()),
            stream.timescale,
            self.plan.movie.streams[encode.track].timescale,
        )
    }

    fn copied<'b>(&'b self, copy: &'b Copy) -> impl Iterator<Item = (u64, Packet<'b>)> {
        let stream = self.source(copy.input, copy.stream);
        let clock = self.plan.movie.streams[copy.track].timescale;
        let track = &self.inputs[copy.input].movie.media.tracks[copy.stream];
        let cutting = Cutting::of(&track.role, &track.codec);
        let formats = &self.plan.formats[copy.track][copy.input];
        let place = move |time: i64| {
            copy.at.saturating_add(convert(time.saturating_sub(copy.shown.start), stream.timescale, clock))
        };
        let samples = stream.index.from(copy.packets.start).take(copy.packets.len());
        samples.filter_map(move |sample| {
            let (time, range) = cutting.cut(&sample, &copy.shown, stream.timescale)?;
            let (pts, end) = (place(time.start), place(time.end));
            let format = formats.get(usize::from(sample.format)).copied().unwrap_or_default();
            let packet = Packet {
                track: copy.track,
                pts,
                dts: pts,
                duration: u32::try_from(end.saturating_sub(pts)).unwrap_or_default(),
                key: sample.key,
                format,
                data: Data::Range { source: copy.input as u16, range },
            };
            Some((sample.offset, packet))
        })
    }

    fn source(&self, input: usize, stream: usize) -> &'a Stream {
        let movie: &'a Movie = self.inputs[input].movie;
        &movie.streams[stream]
    }

    /// Changes the packets that cannot follow others as they are.
    fn begin(&mut self) -> Result<()> {
        let mut changed = HashMap::new();
        let mut latest = vec![None; self.moved.len()];
        let mut gaps = HashSet::new();
        // What is kept behind a key of an open group, until its copy ends.
        let mut kept: Option<Kept> = None;
        for (number, step) in self.plan.steps.iter().enumerate() {
            let copy = match step {
                Step::Copy(copy) => copy,
                Step::Encode(encode) => {
                    if let Some(kept) = kept.as_mut().filter(|_| encode.place.is_some()) {
                        self.place(number, encode, kept, &mut changed)?;
                    } else {
                        kept = None;
                    }
                    continue;
                }
            };
            let formats = &self.plan.movie.streams[copy.track].formats;
            let read = |format: u16, range: Range<u64>| {
                let bytes = self.inputs[copy.input].reader.read(range)?;
                Ok::<_, Error>(formats[usize::from(format)].packing.unpack(&bytes)?.into_owned())
            };
            let mut packets = self.copied(copy).filter_map(|(_, packet)| match packet.data {
                Data::Range { range, .. } => Some((packet.format, range)),
                Data::Bytes(_) => None,
            });
            let before = number.checked_sub(1).and_then(|before| self.plan.steps.get(before));
            let goes_on = matches!(before, Some(Step::Encode(before)) if before.place.is_some() && before.track == copy.track);
            let mut first = 0;
            if !goes_on {
                let Some((format, range)) = packets.next() else { continue };
                let known = &formats[usize::from(format)];
                let mut prefix = copy.prefix.clone();
                if latest[copy.track].replace(known).is_some_and(|before| before != known) {
                    prefix.extend(key::sets(known));
                }
                if copy.open {
                    let before = match before {
                        Some(Step::Encode(before)) => before.kept,
                        _ => None,
                    };
                    let mut behind = Kept::new(&h264::sets(&known.config));
                    let key = behind.key(&read(format, range)?, before);
                    changed.extend(key.map(|key| ((number, 0), [prefix, key].concat())));
                    kept = Some(behind);
                } else if !prefix.is_empty() {
                    changed.insert((number, 0), [prefix, read(format, range)?].concat());
                }
                first = 1;
            }
            let Some(kept) = kept.as_mut().filter(|_| copy.open || goes_on) else { continue };
            for (at, (format, range)) in packets.enumerate().take(OPEN) {
                match kept.packet(&read(format, range)?) {
                    Change::None => {}
                    Change::To(packet) => {
                        changed.insert((number, at + first), packet);
                    }
                    Change::Last => break,
                }
                if kept.gaps() {
                    gaps.insert((copy.track, usize::from(format)));
                }
            }
        }
        for (track, format) in gaps {
            let format = &mut self.plan.movie.streams[track].formats[format];
            let mut sets = h264::sets(&format.config);
            h264::allow_gaps(&mut sets);
            format.set(&sets);
        }
        self.changed = changed;
        Ok(())
    }

    /// Puts pictures that were encoded into the places of others.
    fn place(
        &self,
        number: usize,
        encode: &Encode,
        kept: &mut Kept,
        changed: &mut HashMap<(usize, usize), Vec<u8>>,
    ) -> Result<()> {
        let index = &self.source(encode.input, encode.stream).index;
        let (Some(first), Some(place), Some(encoded)) = (encode.place, &encode.placed, &encode.encoded)
        else {
            return Ok(());
        };
        for (at, (sample, frame)) in index.from(first).zip(&encoded.frames).enumerate() {
            let original =
                self.inputs[encode.input].packet(self.source(encode.input, encode.stream), &sample)?;
            let placed = kept.place(&original, &frame.data, place).ok_or_else(|| {
                Error::new(
                    Kind::Unsupported,
                    "A picture that was encoded again does not fit into its place. Cut at keys instead.",
                )
            })?;
            changed.insert((number, at), placed);
        }
        Ok(())
    }

    /// Finds out when the packets of a track are decoded, how far all of it is moved, and what of it is shown.
    fn settle(&mut self, track: usize) {
        let steps = (0..self.plan.steps.len()).filter(|step| match &self.plan.steps[*step] {
            Step::Copy(copy) => copy.track == track,
            Step::Encode(encode) => encode.track == track,
        });
        let packets = || steps.clone().flat_map(|step| self.step(step)).map(|(_, packet)| packet);
        let (mut count, mut end, mut latest, mut grow) = (0, None, i64::MIN, true);
        for packet in packets() {
            end = end.max(Some(packet.pts.saturating_add(i64::from(packet.duration))));
            grow &= packet.pts >= latest;
            (count, latest) = (count + 1, packet.pts);
        }
        let end = end.unwrap_or_default();
        // Sound is decoded in the order in which it is heard, and a long film has much of it: nothing is gathered for it.
        let mut sorted = Vec::new();
        if !grow {
            sorted.reserve_exact(count);
            sorted.extend(packets().map(|packet| packet.pts));
            sorted.sort_unstable();
            let shifts =
                sorted.iter().zip(packets()).map(|(sorted, packet)| sorted.saturating_sub(packet.pts));
            let late = shifts.max().unwrap_or_default();
            sorted.iter_mut().for_each(|time| *time = time.saturating_sub(late));
        }
        let first = sorted.first().copied().or_else(|| packets().next().map(|packet| packet.pts));
        let first = first.unwrap_or_default();
        self.decoded[track] = sorted;
        if !self.plan.edits {
            return;
        }
        let length = self.plan.lengths[track];
        self.moved[track] = first.saturating_neg().max(0);
        if first < 0 || end > length {
            let edit = Edit { from: Some(self.moved[track]), length: length.unsigned_abs() };
            self.plan.movie.streams[track].edits = vec![edit];
        }
    }

    fn settled<'b>(&self, packet: Packet<'b>, number: usize) -> Packet<'b> {
        let moved = self.moved[packet.track];
        let dts = self.decoded[packet.track].get(number).copied().unwrap_or(packet.dts);
        Packet { pts: packet.pts.saturating_add(moved), dts: dts.saturating_add(moved), ..packet }
    }
}

/// The next packet of a step, and those after it.
struct Cursor<'a> {
    next: Option<(u64, Packet<'a>)>,
    rest: Box<dyn Iterator<Item = (u64, Packet<'a>)> + 'a>,
}

impl<'a> Cursor<'a> {
    fn new(mut rest: Box<dyn Iterator<Item = (u64, Packet<'a>)> + 'a>) -> Self {
        Self { next: rest.next(), rest }
    }

    fn step(&mut self) -> Option<(u64, Packet<'a>)> {
        std::mem::replace(&mut self.next, self.rest.next())
    }
}

/// How packets are cut at the ends of what is shown.
#[derive(Clone, Copy)]
enum Cutting {
    /// As a whole: those that begin before are left out.
    Whole,
    /// Text: it is shown shorter.
    Time,
    /// Plain sound: so many bytes of a frame, so many frames a second.
    Frames(u64, u32),
}

impl Cutting {
    fn of(role: &Role, codec: &Codec) -> Self {
        let bytes = match codec {
            Codec::Pcm { bits, .. } => u64::from(*bits) / 8,
            Codec::Alaw | Codec::Ulaw => 1,
            _ => 0,
        };
        match role {
            Role::Audio(Sound { channels, rate, .. }) if bytes > 0 && *rate > 0 => {
                Self::Frames(bytes * u64::from(*channels).max(1), *rate)
            }
            Role::Text => Self::Time,
            _ => Self::Whole,
        }
    }

    /// When what is left of a packet is shown, and where it lies.
    fn cut(self, sample: &Sample, shown: &Range<i64>, timescale: u32) -> Option<(Range<i64>, Range<u64>)> {
        let time = sample.pts..sample.pts.saturating_add(i64::from(sample.duration));
        let bytes = sample.offset..sample.offset + u64::from(sample.size);
        let left = time.start.max(shown.start)..time.end.min(shown.end);
        match self {
            Self::Whole => (shown.contains(&time.start)).then_some((time, bytes)),
            _ if left.is_empty() => None,
            Self::Time => Some((left, bytes)),
            Self::Frames(frame, rate) => {
                let frames = |time: i64| convert(time, timescale, rate).unsigned_abs().saturating_mul(frame);
                let place = |time: i64| bytes.start.saturating_add(frames(time)).min(bytes.end);
                let start = place(left.start - time.start);
                let end = if left.end == time.end { bytes.end } else { place(left.end - time.start) };
                (start < end).then_some((left, start..end))
            }
        }
    }
}
