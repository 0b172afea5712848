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
