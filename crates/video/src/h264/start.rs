//! Units between start codes (annex B), as AVI and streams have them, where MP4 and Matroska have lengths.

use super::Sps;

/// The units of a packet, without the zeros that may stand behind each.
fn units(packet: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut starts = starts(packet).peekable();
    std::iter::from_fn(move || {
        let from = starts.next()? + 3;
        let until = starts.peek().copied().unwrap_or(packet.len());
        let unit = &packet[from..until];
        let end = unit.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        Some(&unit[..end])
    })
    .filter(|unit| !unit.is_empty())
}

/// Where start codes are.
fn starts(packet: &[u8]) -> impl Iterator<Item = usize> + '_ {
    packet.windows(3).enumerate().filter(|(_, three)| *three == [0, 0, 1]).map(|(at, _)| at)
}

/// The packet with a length of four bytes before each unit.
pub(crate) fn lengths(packet: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(packet.len() + 16);
    for unit in units(packet) {
        out.extend_from_slice(&(unit.len() as u32).to_be_bytes());
        out.extend_from_slice(unit);
    }
    out
}

/// `avcC` of the parameter sets in a packet; `None` if it does not have both kinds.
pub(crate) fn record(packet: &[u8]) -> Option<Vec<u8>> {
    let sets = |kind: u8| units(packet).filter(move |unit| unit[0] & 31 == kind && unit.len() <= 0xffff);
    let first = sets(7).next()?;
    let (sps, _) = (Sps::read(first)?, sets(8).next()?);
    let &[_, profile, limits, level] = first.first_chunk()?;
    // Lengths of four bytes.
    let mut out = vec![1, profile, limits, level, 0xff];
    for (kind, mark) in [(7, 0xe0), (8, 0)] {
        out.push(mark | sets(kind).take(31).count() as u8);
        for unit in sets(kind).take(31) {
            out.extend_from_slice(&(unit.len() as u16).to_be_bytes());
            out.extend_from_slice(unit);
        }
    }
    if !matches!(profile, 66 | 77 | 88) {
        out.extend_from_slice(&[0xfc | sps.chroma, 0xf8 | (sps.bits - 8), 0xf8 | (sps.bits - 8), 0]);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_codes_become_lengths() {
        let packet = [0, 0, 0, 1, 9, 0xf0, 0, 0, 1, 0x65, 1, 2, 3, 0, 0, 0, 1, 0x41];
        assert_eq!(lengths(&packet), [0, 0, 0, 2, 9, 0xf0, 0, 0, 0, 4, 0x65, 1, 2, 3, 0, 0, 0, 1, 0x41]);
        assert_eq!(record(&packet), None);
    }
}
