//! Filling an index, and asking it.

use super::column::Column;
use super::{Index, Sample};

/// Fills an index, one packet after the other.
#[derive(Debug, Default)]
pub struct Builder {
    index: Index,
}

impl Builder {
    /// Appends the packet that is decoded next.
    pub fn push(&mut self, sample: Sample) {
        let index = &mut self.index;
        if index.formats.last().map_or(0, |(_, format)| *format) != sample.format {
            index.formats.push((index.len(), sample.format));
        }
        index.offsets.push(sample.offset as i64);
        index.sizes.push(i64::from(sample.size));
        index.times.push(sample.dts);
        index.shifts.push(sample.pts.wrapping_sub(sample.dts));
        index.durations.push(i64::from(sample.duration));
        index.keys.push(sample.key);
    }

    /// How many packets there are so far.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// How many bytes of memory they take so far.
    pub fn memory(&self) -> usize {
        self.index.memory()
    }

    /// Whether there is none yet.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// The index, without room for more.
    pub fn finish(self) -> Index {
        let mut index = self.index;
        let Index { offsets, sizes, times, shifts, durations, keys, formats } = &mut index;
        [offsets, sizes, times, shifts, durations].into_iter().for_each(Column::finish);
        keys.finish();
        formats.shrink_to_fit();
        index
    }
}

impl FromIterator<Sample> for Index {
    fn from_iter<T: IntoIterator<Item = Sample>>(samples: T) -> Self {
        let mut builder = Builder::default();
        samples.into_iter().for_each(|sample| builder.push(sample));
        builder.finish()
    }
}

impl Index {
    /// How many packets there are.
    pub fn len(&self) -> usize {
        self.offsets.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A packet.
    pub fn get(&self, at: usize) -> Option<Sample> {
        let dts = self.times.get(at)?;
        let format = self.formats.partition_point(|(from, _)| *from <= at);
        Some(Sample {
            offset: self.offsets.get(at)? as u64,
            size: self.sizes.get(at)? as u32,
            dts,
            pts: dts.wrapping_add(self.shifts.get(at)?),
            duration: self.durations.get(at)? as u32,
            key: self.keys.get(at),
            format: format.checked_sub(1).map_or(0, |run| self.formats[run].1),
        })
    }

    /// All packets from this one on.
    pub fn from(&self, at: usize) -> impl Iterator<Item = Sample> + '_ {
        (at..self.len()).filter_map(|at| self.get(at))
    }

    /// All packets.
    pub fn iter(&self) -> impl Iterator<Item = Sample> + '_ {
        self.from(0)
    }

    /// When each packet is shown, at a place in their order of decoding.
    pub fn shown(&self) -> Vec<i64> {
        let mut all = Vec::with_capacity(self.len());
        all.extend(self.iter().map(|sample| sample.pts));
        all
    }

    /// How many packets decoding can begin with.
    pub fn keys(&self) -> usize {
        self.keys.count()
    }

    /// The last packet at or before this one that decoding can begin with.
    pub fn key_before(&self, at: usize) -> Option<usize> {
        self.keys.before(at.min(self.len().checked_sub(1)?))
    }

    /// The first packet at or after this one that decoding can begin with.
    pub fn key_after(&self, at: usize) -> Option<usize> {
        self.keys.after(at)
    }

    /// The first packet that is decoded at this time or later.
    pub fn decoded_from(&self, dts: i64) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = (low + high) / 2;
            match self.times.get(middle) {
                Some(time) if time < dts => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    /// How many bytes of memory it takes.
    pub fn memory(&self) -> usize {
        [&self.offsets, &self.sizes, &self.times, &self.shifts, &self.durations]
            .iter()
            .map(|column| column.memory())
            .sum::<usize>()
            + self.keys.memory()
            + self.formats.len() * size_of::<(usize, u16)>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A film as it comes: groups of 60 with pictures that are shown later than the next, sizes without order.
    fn film(count: usize) -> Vec<Sample> {
        let size = |n: usize| (n * 2_654_435_761 % 90_000 + 700) as u32;
        let mut offset = 40;
        (0..count)
            .map(|n| {
                let dts = n as i64 * 512;
                let sample = Sample {
                    offset,
                    size: size(n),
                    dts,
                    pts: dts + [1024, 2560, 1024, 0][n % 4],
                    duration: 512,
                    key: n % 60 == 0,
                    format: u16::from(n >= 1000),
                };
                offset += u64::from(sample.size) + 400;
                sample
            })
            .collect()
    }

    #[test]
    fn an_index_gives_back_what_it_was_given() {
        let film = film(5003);
        let index: Index = film.iter().copied().collect();
        assert!(index.iter().eq(film.iter().copied()));
        assert_eq!(index.key_before(119), Some(60));
        assert_eq!(index.key_after(61), Some(120));
        assert_eq!(index.decoded_from(512 * 77 - 1), 77);
    }

    #[test]
    fn a_packet_takes_at_most_sixteen_bytes() {
        let index: Index = film(100_000).into_iter().collect();
        let each = index.memory() as f64 / 100_000.0;
        assert!(each <= 16.0, "{each:.2} bytes");
    }
}
