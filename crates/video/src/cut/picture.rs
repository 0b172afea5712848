//! Cutting pictures: between which of them a stretch can begin and end, and which must be encoded again.

use std::ops::Range;

use super::key::{self, Entry};
use super::{Input, Mode, Settings};
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
    /// Whether the first copied packet is a key of H.264 that goes on with the numbers of what was before it.
    pub open: bool,
    /// Encoded again, in the places behind the first copied packet.
    pub inside: Option<Again>,
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
    /// The number of the key that follows, if it does not begin the numbers anew.
    pub follow: Option<u32>,
    /// Whether the pictures take the places of others, and of which first.
    pub place: Option<usize>,
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
        Self { input, stream, times: stream.index.shown() }
    }

    /// Cuts out what is shown from `from` to `to`. `first` says whether nothing comes before it in the new film.
    pub fn cut(&self, from: i64, to: i64, settings: &Settings, first: bool) -> Result<Pictures> {
        let shown = self.times.iter().copied().filter(|time| (from..to).contains(time));
        let Some((from, last)) = shown.clone().min().zip(shown.max()) else {
            return Err(Error::new(
                Kind::Missing,
                "There is no picture in one of the stretches. Make it longer, or leave it out.",
            ));
        };
        match settings.mode {
            Mode::Keys => self.at_keys(from, last, first),
            Mode::Exact => self.exact(from, last, first, settings.open),
        }
    }

    fn at_keys(&self, from: i64, last: i64, first: bool) -> Result<Pictures> {
        let mut second = None;
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
                Entry::Open(_) => second = second.or(Some(key)),
                Entry::No => {}
            }
        }
        let Some(key) = found.or(second) else {
            return Err(Error::new(
                Kind::Missing,
                "There is no key picture to begin with. Cut exactly instead of at keys.",
            ));
        };
        let open = self.codec(key) == Codec::H264 && matches!(self.entry(key)?, Entry::Open(_));
        let mut pictures = Pictures { prefix: self.prefix(key, first), open, ..Pictures::default() };
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

    fn exact(&self, from: i64, last: i64, first: bool, open: bool) -> Result<Pictures> {
        let next = self.times.iter().copied().filter(|time| *time > last).min().unwrap_or(i64::MAX);
        let mut pictures = Pictures { shown: from..self.until(next), ..Pictures::default() };
        let Some((key, entry)) = self.key_up(from, last, first, open)? else {
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
            // Pictures that are decoded after the key and shown before it stay in their places if others build on them.
            let inside = matches!(entry, Entry::Open(Some(_))) && self.missed(key)?;
            let until = if inside {
                self.leading(key).map(|at| self.times[at]).min().unwrap_or(begin)
            } else {
                begin
            };
            let mut head = self.again(from, until.saturating_sub(1))?;
            if let Entry::Open(Some(detail)) = &entry {
                let (slice, sps) = &**detail;
                head.lead = h264::lead(slice, sps, self.between(from, begin) as u32);
                head.follow = Some(slice.number);
            }
            pictures.head = Some(head);
            if inside {
                pictures.inside =
                    Some(Again { place: Some(key + 1), ..self.again(until, begin.saturating_sub(1))? });
            }
        }
        pictures.open = self.codec(key) == Codec::H264 && matches!(entry, Entry::Open(_));
        pictures.prefix = self.prefix(key, first && begin == from);
        pictures.copy = Some((key..end + 1, begin));
        if copied < last {
            pictures.tail = Some(self.again(copied.saturating_add(1), last)?);
        }
        Ok(pictures)
    }

    /// The first key from here to there that copying can begin with.
    fn key_up(&self, from: i64, last: i64, first: bool, open: bool) -> Result<Option<(usize, Entry)>> {
        let mut at = self.stream.index.key_after(0);
        while let Some(key) = at {
            let time = self.times[key];
            if (from..=last).contains(&time) {
                let alone = first && time == from;
                match self.entry(key)? {
                    Entry::No => {}
                    Entry::Open(_) if self.codec(key) == Codec::H264 && !open && !alone => {}
                    // Without a picture before it whose numbers lead up to it, it would be lost among those of another stretch.
                    Entry::Open(_) if self.codec(key) == Codec::H264 && time == from && !alone => {}
                    Entry::Open(None) if self.codec(key) == Codec::H264 && !alone => {}
                    // What comes first can do without what leads it, where pictures are whole frames.
                    Entry::Open(detail)
                        if self.codec(key) == Codec::H264
                            && self.missed(key)?
                            && !(alone && detail.as_ref().is_some_and(|detail| detail.1.frames))
                            && !self.places(key, from)? => {}
                    // A single picture before it would have its number, and cannot have another.
                    Entry::Open(Some(detail)) if detail.0.number == 0 && self.before(key, from)? == 1 => {}
                    entry => return Ok(Some((key, entry))),
                }
            }
            at = self.stream.index.key_after(key + 1);
        }
        Ok(None)
    }

    /// The packets behind a key that are shown before it.
    fn leading(&self, key: usize) -> impl Iterator<Item = usize> + '_ {
        (key + 1..self.times.len()).take(16).filter(move |at| self.times[*at] < self.times[key])
    }

    /// Whether others build on a picture that is shown before this key and decoded after it: where something comes before the
    /// key, it cannot be left out, because decoders would put another in its place.
    fn missed(&self, key: usize) -> Result<bool> {
        let length = h264::sets(&self.format(key).config).length;
        for at in self.leading(key) {
            if h264::units(&self.bytes(at)?, length)
                .any(|unit| matches!(unit[0] & 31, 1..=5) && unit[0] >> 5 & 3 > 0)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether such pictures can be encoded again in their places: all of them are shown, others before them, and their
    /// numbers tell the order in steps of 2.
    fn places(&self, key: usize, from: i64) -> Result<bool> {
        let config = &self.format(key).config;
        let (Entry::Open(Some(detail)), begin) = (self.entry(key)?, self.times[key]) else {
            return Ok(false);
        };
        let (Order::Bits(bits), Some(order)) = (detail.1.order, detail.0.order) else { return Ok(false) };
        let together = self.leading(key).eq(key + 1..key + 1 + self.leading(key).count());
        if !detail.1.frames || !together || self.ahead(key, from) == 0 {
            return Ok(false);
        }
        for at in self.leading(key) {
            let time = self.times[at];
            let slice = key::slice(config, &self.bytes(key)?, &self.bytes(at)?);
            let steps = (self.between(time, begin) as u32).wrapping_mul(2);
            let wanted = order.wrapping_sub(steps) & ((1 << bits) - 1);
            if time < from || slice.and_then(|slice| slice.order) != Some(wanted) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// How many pictures are shown from here until the first that is decoded from this key on.
    fn ahead(&self, key: usize, from: i64) -> usize {
        self.between(from, self.leading(key).map(|at| self.times[at]).min().unwrap_or(self.times[key]))
    }

    /// How many pictures are encoded from here on until the key.
    fn before(&self, key: usize, from: i64) -> Result<usize> {
        Ok(if self.missed(key)? { self.ahead(key, from) } else { self.between(from, self.times[key]) })
    }

    /// How many pictures are shown from here until there.
    fn between(&self, from: i64, until: i64) -> usize {
        self.times.iter().filter(|time| (from..until).contains(*time)).count()
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
        Ok(Again { decode: start..end + 1, frames, lead: None, follow: None, place: None })
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
        self.input.packet(self.stream, &sample)
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
            Codec::H265 => h264::packet([&[0x48, 1][..]].into_iter(), key::hevc_length(&format.config)),
            Codec::Av1 if key::av1(&bytes).is_some_and(|found| !found.sequence) => {
                format.config.get(4..).unwrap_or_default().to_vec()
            }
            _ => Vec::new(),
        }
    }
}
