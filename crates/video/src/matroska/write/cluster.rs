//! A cluster while its packets gather.

use std::ops::Range;

use super::super::ids::*;
use super::ebml;
use super::track::Lane;
use crate::{Data, Pieces};

/// A packet in its cluster.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub track: usize,
    /// In milliseconds of the file.
    pub time: i64,
    pub duration: u32,
    pub key: bool,
    /// Whether its duration is written.
    pub lasting: bool,
    /// Nanoseconds at its end that are not played.
    pub discard: i64,
    /// How many milliseconds after the packet before it of the same track.
    pub since: i64,
    /// When it has been played, in milliseconds of the film.
    pub end: i64,
    /// Bytes that are held, then a range of a file.
    pub held: Range<usize>,
    pub range: Option<(u16, Range<u64>)>,
}

/// A place to jump to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cue {
    pub track: usize,
    pub time: i64,
    /// Where its cluster begins, from the beginning of the first.
    pub cluster: u64,
    /// Where its block begins in the body of the cluster.
    pub block: u64,
}

/// The packets so far.
#[derive(Debug, Default)]
pub(super) struct Cluster {
    entries: Vec<Entry>,
    held: Vec<u8>,
    size: u64,
    span: Option<(i64, i64)>,
}

impl Cluster {
    /// When the earliest and the latest packet are shown.
    pub fn span(&self) -> Option<(i64, i64)> {
        self.span
    }

    /// How many bytes the packets have.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a packet, with bytes that come before its own.
    pub fn push(&mut self, mut entry: Entry, before: &[u8], data: &Data) {
        let from = self.held.len();
        self.held.extend_from_slice(before);
        match data {
            Data::Bytes(bytes) => self.held.extend_from_slice(bytes),
            Data::Range { source, range } => entry.range = Some((*source, range.clone())),
        }
        entry.held = from..self.held.len();
        self.size += data.size() + before.len() as u64;
        let (first, last) = self.span.unwrap_or((entry.time, entry.time));
        self.span = Some((first.min(entry.time), last.max(entry.time)));
        self.entries.push(entry);
    }

    /// Of the last packet of each track of pictures nothing but its own block can tell how long it is shown.
    pub fn close(&mut self, lanes: &[Lane]) {
        for (nth, _) in lanes.iter().enumerate().filter(|(_, lane)| lane.video) {
            if let Some(last) = self.entries.iter_mut().rfind(|entry| entry.track == nth) {
                last.lasting = last.duration > 0;
            }
        }
    }

    /// Writes the cluster, which begins here. Gives the places to jump to, and where it ends.
    pub fn flush(&mut self, lanes: &[Lane], start: u64, body: &mut Pieces) -> (Vec<Cue>, u64) {
        let Some((base, _)) = self.span.take() else { return (Vec::new(), start) };
        let mut stamp = Vec::new();
        ebml::uint(&mut stamp, TIMESTAMP, base as u64);
        let inner = stamp.len() as u64 + self.entries.iter().map(|entry| entry.size(base)).sum::<u64>();
        let mut head = Vec::with_capacity(64);
        ebml::id(&mut head, CLUSTER);
        ebml::size(&mut head, inner);
        let end = start + head.len() as u64 + inner;
        head.extend_from_slice(&stamp);
        let (mut block, mut cues) = (stamp.len() as u64, Vec::new());
        let pictures = lanes.iter().any(|lane| lane.video);
        for entry in self.entries.drain(..) {
            let lane = &lanes[entry.track];
            // Without pictures the beginning of each cluster is a place to jump to.
            if entry.key && (lane.video || lane.text || !pictures && cues.is_empty()) {
                cues.push(Cue { track: entry.track, time: entry.time, cluster: start, block });
            }
            block += entry.size(base);
            entry.head(base, &mut head);
            head.extend_from_slice(&self.held[entry.held.clone()]);
            if let Some((source, range)) = &entry.range {
                body.bytes(&head);
                head.clear();
                body.range(*source, range.clone());
            }
            entry.tail(&mut head);
        }
        if !head.is_empty() {
            body.bytes(&head);
        }
        self.held.clear();
        self.size = 0;
        (cues, end)
    }
}

impl Entry {
    /// Whether there is something to say that a simple block cannot.
    fn grouped(&self) -> bool {
        self.lasting || self.discard > 0
    }

    fn data(&self) -> u64 {
        self.held.len() as u64 + self.range.as_ref().map_or(0, |(_, range)| range.end - range.start)
    }

    /// The block's header: the number of the track, the time in the cluster, flags.
    fn mark(&self, base: i64, flags: u8) -> Vec<u8> {
        let mut mark = Vec::with_capacity(8);
        ebml::size(&mut mark, self.track as u64 + 1);
        mark.extend_from_slice(&((self.time - base) as i16).to_be_bytes());
        mark.push(flags);
        mark
    }

    /// How many bytes its block or group has.
    fn size(&self, base: i64) -> u64 {
        if !self.grouped() {
            // The most frequent case, without a list of bytes: number, time and flags take this much.
            let inner = ebml::width(self.track as u64 + 1) as u64 + 3 + self.data();
            return 1 + ebml::width(inner) as u64 + inner;
        }
        let (mut head, mut tail) = (Vec::new(), Vec::new());
        self.head(base, &mut head);
        self.tail(&mut tail);
        (head.len() + tail.len()) as u64 + self.data()
    }

    /// What comes before the packet.
    fn head(&self, base: i64, out: &mut Vec<u8>) {
        let mark = self.mark(base, if self.key && !self.grouped() { 0x80 } else { 0 });
        let inner = mark.len() as u64 + self.data();
        if self.grouped() {
            let mut tail = Vec::new();
            self.tail(&mut tail);
            ebml::id(out, BLOCK_GROUP);
            ebml::size(out, 1 + ebml::width(inner) as u64 + inner + tail.len() as u64);
            ebml::id(out, BLOCK);
        } else {
            ebml::id(out, SIMPLE_BLOCK);
        }
        ebml::size(out, inner);
        out.extend_from_slice(&mark);
    }

    /// What comes behind the packet.
    fn tail(&self, out: &mut Vec<u8>) {
        if !self.grouped() {
            return;
        }
        if self.lasting {
            ebml::uint(out, BLOCK_DURATION, u64::from(self.duration));
        }
        if !self.key {
            ebml::int(out, REFERENCE_BLOCK, -self.since);
        }
        if self.discard > 0 {
            ebml::int(out, DISCARD_PADDING, self.discard);
        }
    }
}
