//! Units, and the record `avcC` in which MP4 keeps the parameter sets (ISO/IEC 14496-15, 5.3.3.1).

/// The parameter sets of a track, each a unit with its head byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sets {
    /// Sequence parameter sets.
    pub sps: Vec<Vec<u8>>,
    /// Picture parameter sets.
    pub pps: Vec<Vec<u8>>,
    /// How many bytes the length before each unit of a packet has.
    pub length: usize,
}

impl Sets {
    /// The parameter sets that a slice refers to.
    pub fn of(&self, slice: &[u8]) -> Option<(super::Sps, super::Pps)> {
        let (_, used) = super::kind(slice)?;
        let pps = self.pps.iter().filter_map(|unit| super::Pps::read(unit)).find(|pps| pps.id == used)?;
        let sps = self.sps.iter().filter_map(|unit| super::Sps::read(unit)).find(|sps| sps.id == pps.sps)?;
        Some((sps, pps))
    }

    /// Writes `avcC`. Profile and level are those of the first sequence parameter set, the level the highest of all.
    pub fn write(&self) -> Option<Vec<u8>> {
        let first = self.sps.first()?;
        let [_, profile, compatible, _, ..] = first[..] else { return None };
        let level = self.sps.iter().filter_map(|sps| sps.get(3)).max()?;
        let mut out = vec![1, profile, compatible, *level, 0xfc | (self.length.clamp(1, 4) as u8 - 1)];
        for (list, mark) in [(&self.sps, 0xe0), (&self.pps, 0)] {
            out.push(u8::try_from(list.len()).ok()? | mark);
            for unit in list {
                out.extend(u16::try_from(unit.len()).ok()?.to_be_bytes());
                out.extend(unit);
            }
        }
        if matches!(profile, 100 | 110 | 122 | 144 | 244) {
            let sps = super::Sps::read(first)?;
            out.extend([0xfc | sps.chroma, 0xf8 | (sps.bits - 8), 0xf8 | (sps.bits - 8), 0]);
        }
        Some(out)
    }
}

/// The units of a packet, each with its head byte, where a length of so many bytes stands before each.
pub fn units(packet: &[u8], length: usize) -> impl Iterator<Item = &[u8]> {
    let mut rest = packet;
    std::iter::from_fn(move || {
        let (head, body) = rest.split_at_checked(length.max(1))?;
        let size = head.iter().fold(0_usize, |size, byte| size << 8 | usize::from(*byte));
        let (unit, after) = body.split_at(size.min(body.len()));
        rest = after;
        Some(unit)
    })
    .filter(|unit| !unit.is_empty())
}

/// The units of a stream with start codes (Annex B).
pub fn annexb(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = after_start(bytes);
    std::iter::from_fn(move || {
        let unit = rest?;
        let end = unit.windows(3).position(|code| code == [0, 0, 1]);
        rest = end.map(|end| &unit[end + 3..]);
        // A start code of four bytes, and zeros at the end, belong to no unit.
        let unit = &unit[..end.unwrap_or(unit.len())];
        Some(&unit[..unit.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1)])
    })
    .filter(|unit| !unit.is_empty())
}

fn after_start(bytes: &[u8]) -> Option<&[u8]> {
    bytes.windows(3).position(|code| code == [0, 0, 1]).map(|at| &bytes[at + 3..])
}

/// A packet of these units, with a length of so many bytes before each.
pub fn packet<'a>(units: impl Iterator<Item = &'a [u8]>, length: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for unit in units {
        let size = (unit.len() as u32).to_be_bytes();
        out.extend_from_slice(&size[4 - length.clamp(1, 4)..]);
        out.extend_from_slice(unit);
    }
    out
}

/// Reads `avcC`. What is damaged is left out.
pub fn sets(config: &[u8]) -> Sets {
    let mut sets =
        Sets { length: config.get(4).map_or(4, |byte| usize::from(byte & 3) + 1), ..Sets::default() };
    let mut rest = config.get(5..).unwrap_or_default();
    for (list, mask) in [(&mut sets.sps, 31), (&mut sets.pps, 255)] {
        let Some((count, after)) = rest.split_first() else { break };
        rest = after;
        for _ in 0..count & mask {
            let Some((length, after)) = rest.split_first_chunk() else { break };
            let Some((unit, after)) = after.split_at_checked(u16::from_be_bytes(*length).into()) else {
                break;
            };
            list.push(unit.to_vec());
            rest = after;
        }
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_the_same_with_start_codes_and_with_lengths() {
        let stream = [0, 0, 0, 1, 0x67, 1, 2, 0, 0, 1, 0x68, 9, 0, 0, 0, 1, 0x65, 0, 0, 3, 1];
        let found: Vec<&[u8]> = annexb(&stream).collect();
        assert_eq!(found, [&[0x67, 1, 2][..], &[0x68, 9], &[0x65, 0, 0, 3, 1]]);
        let packed = packet(found.iter().copied(), 4);
        assert!(units(&packed, 4).eq(found));
        assert_eq!(units(&packed[..6], 4).next(), Some(&[0x67, 1][..]));
    }
}
