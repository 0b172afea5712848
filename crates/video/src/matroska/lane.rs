//! A track while its packets are gathered.

use super::codec;
use super::entry::Entry;
use crate::headers::{ENOUGH, Pace};
use crate::index::{Builder, Sample};
use crate::{Codec, Packing};

/// How many bytes of the first packet are kept for the headers in it: more where the parameters of H.264 are among them, behind
/// what its encoder tells of itself.
const FIRST: usize = 256;
const PARAMETERS: usize = 16 << 10;

/// A track and its packets so far, in ticks of the file.
pub(super) struct Lane {
    pub entry: Entry,
    pub codec: Codec,
    pub config: Vec<u8>,
    pub pace: Option<Pace>,
    /// Times in ticks of the file; durations in samples where there is a [pace](Self::pace), else in those ticks, 0 if unknown.
    pub raw: Builder,
    /// The beginning of the first packet.
    pub first: Vec<u8>,
    pub bytes: u64,
    pub keys: u64,
    /// Nanoseconds at the end of the last packets that are not played.
    pub discard: i64,
}

/// What a packet is in its block.
pub(super) struct Frame<'a> {
    pub offset: u64,
    pub size: u64,
    /// The beginning of its bytes, as far as they are at hand.
    pub bytes: &'a [u8],
    pub key: bool,
}

impl Lane {
    /// A track without packets.
    pub fn new(mut entry: Entry) -> Self {
        let (codec, config) = codec::of(&mut entry);
        let legible = !entry.encrypted && matches!(entry.packing, Packing::Plain | Packing::Prefix(_));
        let pace = legible.then(|| Pace::of(&codec, &config, entry.rate as u32, entry.channels)).flatten();
        Self {
            entry,
            codec,
            config,
            pace,
            raw: Builder::default(),
            first: Vec::new(),
            bytes: 0,
            keys: 0,
            discard: 0,
        }
    }

    fn kept(&self) -> usize {
        if self.codec == Codec::H264 && self.config.is_empty() { PARAMETERS } else { FIRST }
    }

    /// How many bytes of a packet have to be at hand.
    pub fn wants(&self) -> usize {
        match &self.pace {
            _ if self.raw.is_empty() => self.kept(),
            Some(pace) if pace.looks() => ENOUGH,
            _ => 0,
        }
    }

    /// Adds a packet. `share` is how long it lasts by its block, in ticks of the file. Gives back how long it really lasts.
    pub fn push(&mut self, frame: &Frame, time: i64, share: u32, scale: u64) -> u32 {
        if self.raw.is_empty() {
            let bytes = &frame.bytes[..frame.bytes.len().min(self.kept())];
            self.first = self.entry.packing.unpack(bytes).map_or(Vec::new(), |first| first.into_owned());
        }
        let samples = self.pace.as_mut().map(|pace| {
            let known = match &self.entry.packing {
                Packing::Prefix(prefix) if pace.looks() => pace
                    .samples(&[prefix, &frame.bytes[..frame.bytes.len().min(ENOUGH)]].concat(), frame.size),
                _ => pace.samples(frame.bytes, frame.size),
            };
            known.unwrap_or(0)
        });
        let (duration, ticks) = match (&self.pace, samples) {
            (Some(pace), Some(samples)) => {
                let nanoseconds = u64::from(samples) * 1_000_000_000 / u64::from(pace.rate);
                (samples, (nanoseconds + scale / 2) / scale)
            }
            _ => (share, u64::from(share)),
        };
        let key = frame.key || self.entry.kind != 1;
        self.bytes += frame.size;
        self.keys += u64::from(key);
        let size = frame.size.min(u64::from(u32::MAX)) as u32;
        self.raw.push(Sample { offset: frame.offset, size, dts: time, pts: time, duration, key, format: 0 });
        ticks as u32
    }
}
