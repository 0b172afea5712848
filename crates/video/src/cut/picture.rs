//! Cutting pictures: between which of them a stretch can begin and end, and which must be encoded again.

use std::ops::Range;

use super::key::{self, Entry};
use super::{Input, Mode};
use crate::h264::{self, Lead, Order};
use crate::{Codec, Error, Kind, Result, Stream};

/// The pictures of a stretch, in ticks of their track.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    /// From the first that is shown to the one that is not any more.
    pub shown: Range<i64>,
    /// Encoded again, before what is copied.
    pub head: Option<Again>,
    /// Copied: packets, and when the first of them is shown.
    pub copy: Option<(Range<usize>, i64)>,
    /// Bytes before the first copied packet.
    pub prefix: Vec<u8>,
    /// Encoded again, behind what is copied.
    pub tail: Option<Again>,
    /// Something about it that a person should know.
    pub note: Option<String>,
}

/// Pictures that are encoded again.
#[derive(Debug)]
pub(super) struct Again {
    pub decode: Range<usize>,
    pub frames: Vec<i64>,
    pub lead: Option<Lead>,
}

/// A track of pictures, with their times laid out.
pub(super) struct Reel<'a> {
    input: Input<'a>,
    stream: &'a Stream,
    /// When each packet is shown.
    times: Vec<i64>,
}

impl<'a> Reel<'a> {
    pub fn new(input: Input<'a>, stream: &'a Stream) -> Self {
        Self { input, stream, times: stream.index.iter().map(|sample| sample.pts).collect() }
    }

    /// Cuts out what is shown from `from` to `to`. `first` says whether nothing comes before it in the new film.
    pub fn cut(&self, from: i64, to: i64, mode: Mode, first: bool) -> Result<Pictures> {
        let shown = self.times.iter().copied().filter(|time| (from..to).contains(time));
        let Some((from, last)) = shown.clone().min().zip(shown.max()) else {
            return Err(Error::new(
                Kind::Missing,
                "There is no picture in one of the stretches. Make it longer, or leave it out.",
            ));
        };
        match mode {
            Mode::Keys => self.at_keys(from, last, first),
            Mode::Exact => self.exact(from, last, first),
        }
    }

    fn at_keys(&self, from: i64, last: i64, first: bool) -> Result<Pictures> {
        let mut open = None;
        let mut found = None;
        for key in self.keys_down(from) {
            match self.entry(key)? {
                Entry::Clean => {
                    found = Some(key);
                    break;
                }
                // In H.264, numbers go on behind such a key, so only what comes first can begin with it for sure.
                Entry::Open(_) if first || self.codec(key) != Codec::H264 => {
                    found = Some(key);
                    break;
                }
                Entry::Open(_) => open = open.or(Some(key)),
                Entry::No => {}
            }
        }
        let Some(key) = found.or(open) else {
            return Err(Error::new(
                Kind::Missing,
                "There is no key picture to begin with. Cut exactly instead of at keys.",
            ));
        };
        let mut pictures = Pictures { prefix: self.prefix(key, first), ..Pictures::default() };
        if found.is_none() {
            pictures.note = Some(
                "One stretch begins at a key whose numbers go on from what was cut out: some players may stumble there. An exact cut avoids it.".into(),
            );
        }
        let end = self.clean_ends(key).find(|(_, time, next)| *time >= last && *next > last);
        let (end, _, next) = end.unwrap_or((self.times.len() - 1, last, i64::MAX));
        pictures.shown = self.times[key]..self.until(next);
        pictures.copy = Some((key..end + 1, self.times[key]));
        Ok(pictures)
    }

    fn exact(&self, from: i64, last: i64, first: bool) -> Result<Pictures> {
        let next = self.times.iter().copied().filter(|time| *time > last).min().unwrap_or(i64::MAX);
        let mut pictures = Pictures { shown: from..self.until(next), ..Pictures::default() };
        let Some((key, entry)) = self.key_up(from, last, first)? else {
            pictures.head = Some(self.again(from, last)?);
            return Ok(pictures);
        };
        let begin = self.times[key];
        let end = self.clean_ends(key).take_while(|(_, time, _)| *time <= last).last();
        let Some((end, copied, _)) = end else {
            pictures.head = Some(self.again(from, last)?);
            return Ok(pictures);
        };
        if begin > from {
            let mut head = self.again(from, begin - 1)?;
            if let Entry::Open(Some(detail)) = &entry {
                let (slice, sps) = &**detail;
                head.lead = h264::lead(slice, sps, head.frames.len() as u32);
            }
            pictures.head = Some(head);
        }
        pictures.prefix = self.prefix(key, first && begin == from);
        pictures.copy = Some((key..end + 1, begin));
        if copied < last {
            pictures.tail = Some(self.again(copied + 1, last)?);
        }
        Ok(pictures)
    }

    /// The first key from here to there that copying can begin with.
    fn key_up(&self, from: i64, last: i64, first: bool) -> Result<Option<(usize, Entry)>> {
        let mut at = self.stream.index.key_after(0);
        while let Some(key) = at {
            let time = self.times[key];
            if (from..=last).contains(&time) {
                let alone = first && time == from;
                match self.entry(key)? {
                    Entry::No => {}
                    // Without a picture before it whose numbers lead up to it, it would be lost among those of another stretch.
                    Entry::Open(_) if self.codec(key) == Codec::H264 && time == from && !alone => {}
                    Entry::Open(None) if self.codec(key) == Codec::H264 && !alone => {}
                    Entry::Open(Some(detail)) if !alone && self.collides(&detail, from, time) => {}
                    entry => return Ok(Some((key, entry))),
                }
            }
            at = self.stream.index.key_after(key + 1);
        }
        Ok(None)
    }

    /// Whether a key would have the number of the last picture that is encoded before it, where numbers tell the order.
    fn collides(&self, (slice, sps): &(h264::Slice, h264::Sps), from: i64, until: i64) -> bool {
        let before = self.times.iter().filter(|time| (from..until).contains(*time)).count() as u32;
        !matches!(sps.order, Order::Bits(_))
            && slice.number == before.wrapping_sub(1) & ((1 << sps.frame_bits) - 1)
    }

    /// Keys that are shown at this time or before, the latest first.
    fn keys_down(&self, time: i64) -> impl Iterator<Item = usize> + '_ {
        let before = |at: usize| self.stream.index.key_before(at);
        let last = self.times.len().checked_sub(1).and_then(before);
        std::iter::successors(last, move |key| key.checked_sub(1).and_then(before))
            .filter(move |key| self.times[*key] <= time)
    }

    /// What is encoded again to show these pictures.
    fn again(&self, from: i64, last: i64) -> Result<Again> {
        let mut frames: Vec<i64> =
            self.times.iter().copied().filter(|time| (from..=last).contains(time)).collect();
        frames.sort_unstable();
        frames.dedup();
        let mut start = None;
        for key in self.keys_down(from) {
            if self.entry(key)? != Entry::No {
                start = Some(key);
                break;
            }
        }
        let end = self.times.iter().rposition(|time| (from..=last).contains(time));
        let Some((start, end)) = start.zip(end) else {
            return Err(Error::new(
                Kind::Broken,
                "There is no key picture before one of the cuts. Cut later, or convert the film first.",
            ));
        };
        Ok(Again { decode: start..end + 1, frames, lead: None })
    }

    /// Places behind which nothing is shown before what is shown up to there: the packet, the time of the last picture and
    /// that of the next. What is shown before the key is left out.
    fn clean_ends(&self, key: usize) -> impl Iterator<Item = (usize, i64, i64)> + '_ {
        let begin = self.times[key];
        let mut least = vec![i64::MAX; self.times.len() - key + 1];
        for at in (key..self.times.len()).rev() {
            let time = self.times[at];
            least[at - key] = if time < begin { least[at - key + 1] } else { time.min(least[at - key + 1]) };
        }
        let mut most = i64::MIN;
        (key..self.times.len()).filter_map(move |at| {
            most = most.max(self.times[at]);
            let next = least[at - key + 1];
            (next > most).then_some((at, most, next))
        })
    }

    /// When what is shown ends: with the next picture, or with the last.
    fn until(&self, next: i64) -> i64 {
        if next < i64::MAX {
            return next;
        }
        let ends =
            self.stream.index.iter().map(|sample| sample.pts.saturating_add(i64::from(sample.duration)));
        ends.max().unwrap_or_default()
    }

    fn codec(&self, at: usize) -> Codec {
        self.format(at).codec.clone()
    }

    fn format(&self, at: usize) -> &crate::Format {
        let number = self.stream.index.get(at).map_or(0, |sample| usize::from(sample.format));
        self.stream.formats.get(number).unwrap_or(&self.stream.formats[0])
    }

    fn bytes(&self, at: usize) -> Result<Vec<u8>> {
        let Some(sample) = self.stream.index.get(at) else { return Ok(Vec::new()) };
        self.input.reader.read(sample.offset..sample.offset + u64::from(sample.size))
    }

    fn entry(&self, at: usize) -> Result<Entry> {
        Ok(key::entry(self.format(at), &self.bytes(at)?))
    }

    /// What a decoder has to see before a key when it goes on with other pictures: the end of their sequence in H.265, the
    /// sequence header of AV1 where the key does not bring it.
    fn prefix(&self, at: usize, first: bool) -> Vec<u8> {
        let format = self.format(at);
        // A packet that cannot be read is noticed when it is copied.
        let bytes = if first { Vec::new() } else { self.bytes(at).unwrap_or_default() };
        match format.codec {
            _ if first => Vec::new(),
            Codec::H265 => {
                let length = format.config.get(21).map_or(4, |byte| usize::from(byte & 3) + 1);
                h264::packet([&[0x48, 1][..]].into_iter(), length)
            }
            Codec::Av1 if key::av1(&bytes).is_some_and(|found| !found.sequence) => {
                format.config.get(4..).unwrap_or_default().to_vec()
            }
            _ => Vec::new(),
        }
    }
}
