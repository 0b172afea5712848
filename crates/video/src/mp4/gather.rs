//! The packets of a track while they are read, and what is told of them together.

use crate::index::{Builder, Index, Sample};

/// Times beyond this many ticks are a mistake, and sums of those below cannot overflow.
pub(super) const LATEST: u64 = 1 << 60;

/// How many bytes of memory an index may have for each byte of its file, and after how many packets that is looked at. An honest
/// packet has more bytes than its row in the index.
const MEMORY: u64 = 8;
const EACH: usize = 64;

/// An index that grows, and a few sums over it.
#[derive(Debug)]
pub(super) struct Gather {
    builder: Builder,
    /// How many packets there are.
    pub packets: u64,
    /// How many of them are keys.
    pub keys: u64,
    /// How many bytes the packets have.
    pub bytes: u64,
    /// When the first is shown.
    pub first: i64,
    /// When the last has been shown.
    pub last: i64,
    /// When the next is decoded if nothing else is said.
    pub next: i64,
    /// The least and the greatest duration of all but the latest packet.
    pub durations: (u32, u32),
    latest: Option<u32>,
    /// Packets that lie beyond the end of the file.
    pub beyond: u64,
    /// How long the file is.
    pub file: u64,
    /// How many formats there are.
    formats: u16,
    /// How many bytes may still be named. A file of a few bytes can claim any number of packets, but honest ones
    /// hardly ever name a byte twice.
    pub budget: u64,
}

impl Gather {
    /// For a file of this size, and a track with so many formats.
    pub fn new(file: u64, formats: usize) -> Self {
        Self {
            builder: Builder::default(),
            packets: 0,
            keys: 0,
            bytes: 0,
            first: i64::MAX,
            last: i64::MIN,
            next: 0,
            durations: (u32::MAX, 0),
            latest: None,
            beyond: 0,
            file,
            formats: formats.clamp(1, usize::from(u16::MAX)) as u16,
            budget: file.saturating_mul(4),
        }
    }

    /// Appends a packet. One that lies beyond the file is only counted. `None` if there are too many to be true, or too late.
    pub fn push(&mut self, sample: Sample) -> Option<()> {
        let sample = Sample { format: sample.format.min(self.formats - 1), ..sample };
        if sample.dts.unsigned_abs().max(sample.pts.unsigned_abs()) > LATEST {
            return None;
        }
        self.budget = self.budget.checked_sub(u64::from(sample.size.max(1)))?;
        // Packets without bytes, or with times that jump to and fro, take more memory than the tables that name them.
        if self.builder.len().is_multiple_of(EACH)
            && self.builder.memory() as u64 > self.file.saturating_mul(MEMORY)
        {
            return None;
        }
        self.next = sample.dts.saturating_add(i64::from(sample.duration));
        if sample.offset.checked_add(u64::from(sample.size)).is_none_or(|end| end > self.file) {
            self.beyond += 1;
            return Some(());
        }
        if let Some(duration) = self.latest.replace(sample.duration) {
            self.durations = (self.durations.0.min(duration), self.durations.1.max(duration));
        }
        self.packets += 1;
        self.keys += u64::from(sample.key);
        self.bytes += u64::from(sample.size);
        self.first = self.first.min(sample.pts);
        self.last = self.last.max(sample.pts.saturating_add(i64::from(sample.duration)));
        self.builder.push(sample);
        Some(())
    }

    pub fn finish(self) -> Index {
        self.builder.finish()
    }
}
