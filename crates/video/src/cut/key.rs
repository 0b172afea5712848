//! Whether a packet really is one that decoding can begin with: containers claim more than streams keep.

use crate::h264::{self, Slice, Sps};
use crate::{Codec, Format};

/// How decoding can begin at a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// Everything begins anew.
    Clean,
    /// What is shown before it may build on what came before it, and is left out. H.264 goes on with its numbers: the slice
    /// and its sequence parameter set say with which.
    Open(Option<Box<(Slice, Sps)>>),
    /// Not at all.
    No,
}

/// Looks at a packet that a container calls a key.
pub(super) fn entry(format: &Format, packet: &[u8]) -> Entry {
    let known = match format.codec {
        Codec::H264 => avc(&format.config, packet),
        Codec::H265 => hevc(&format.config, packet),
        Codec::Vp8 => packet.first().map(|head| head & 1 == 0),
        Codec::Vp9 => vp9(packet),
        Codec::Av1 => av1(packet).map(|found| found.key),
        _ => return Entry::Clean,
    }
    .map(|clean| if clean { Entry::Clean } else { Entry::No });
    match (known, &format.codec) {
        (Some(Entry::No), Codec::H264) => avc_open(&format.config, packet),
        (Some(Entry::No), Codec::H265) => hevc_open(&format.config, packet),
        (known, _) => known.unwrap_or(Entry::No),
    }
}

/// Whether a decoder can begin with this packet and go on. Some refuse pictures of H.264 whose foundations they have not seen, as those
/// are that follow a key within an open group: there only a key will do with which everything begins anew.
pub fn begins(format: &Format, packet: &[u8]) -> bool {
    format.codec != Codec::H264 || avc(&format.config, packet) == Some(true)
}

fn first_slice(config: &[u8], packet: &[u8]) -> Option<Vec<u8>> {
    let length = h264::sets(config).length;
    h264::units(packet, length).find(|unit| matches!(unit[0] & 31, 1..=5)).map(<[u8]>::to_vec)
}

fn avc(config: &[u8], packet: &[u8]) -> Option<bool> {
    first_slice(config, packet).map(|unit| unit[0] & 31 == 5)
}

/// A picture of its own that keeps the numbers of those before it.
fn avc_open(config: &[u8], packet: &[u8]) -> Entry {
    let sets = parameters(config, packet);
    let read = || {
        let unit = first_slice(config, packet)?;
        let (kind, _) = h264::kind(&unit)?;
        if kind != 2 || gradual(config, packet) {
            return None;
        }
        let detail =
            sets.of(&unit).and_then(|(sps, pps)| Some(Box::new((Slice::read(&unit, &sps, &pps)?, sps))));
        Some(Entry::Open(detail))
    };
    read().unwrap_or(Entry::No)
}

/// The head of the first slice of a packet, with the parameter sets that the key before it has.
pub(super) fn slice(config: &[u8], key: &[u8], packet: &[u8]) -> Option<Slice> {
    let sets = parameters(config, key);
    let unit = first_slice(config, packet)?;
    let (sps, pps) = sets.of(&unit)?;
    Slice::read(&unit, &sps, &pps)
}

/// The parameter sets of a record, and those that come in a packet.
pub(super) fn parameters(config: &[u8], packet: &[u8]) -> h264::Sets {
    let mut sets = h264::sets(config);
    for unit in h264::units(packet, sets.length) {
        let list = match unit[0] & 31 {
            7 => &mut sets.sps,
            8 => &mut sets.pps,
            _ => continue,
        };
        if !list.iter().any(|known| known == unit) {
            list.push(unit.to_vec());
        }
    }
    sets
}

/// The parameter sets of a format as units of a packet, for decoders that do not look at sample entries on the way.
pub(super) fn sets(format: &Format) -> Vec<u8> {
    match format.codec {
        Codec::H264 => {
            let sets = h264::sets(&format.config);
            h264::packet(sets.sps.iter().chain(&sets.pps).map(Vec::as_slice), sets.length)
        }
        Codec::H265 => {
            let units = hevc_sets(&format.config).unwrap_or_default();
            h264::packet(units.into_iter(), hevc_length(&format.config))
        }
        _ => Vec::new(),
    }
}

/// The parameter sets of `hvcC` (ISO/IEC 14496-15, 8.3.3.1).
fn hevc_sets(config: &[u8]) -> Option<Vec<&[u8]>> {
    let (mut units, mut rest) = (Vec::new(), config.get(23..)?);
    for _ in 0..*config.get(22)? {
        let (head, after) = rest.split_first_chunk::<3>()?;
        rest = after;
        for _ in 0..u16::from_be_bytes([head[1], head[2]]) {
            let (length, after) = rest.split_first_chunk()?;
            let (unit, after) = after.split_at_checked(u16::from_be_bytes(*length).into())?;
            units.push(unit);
            rest = after;
        }
    }
    Some(units)
}

/// How many bytes the length before each unit of H.265 has.
pub(super) fn hevc_length(config: &[u8]) -> usize {
    config.get(21).map_or(4, |byte| usize::from(byte & 3) + 1)
}

/// Whether a recovery point (D.2.8) says that it takes more pictures until all is right.
fn gradual(config: &[u8], packet: &[u8]) -> bool {
    let length = h264::sets(config).length;
    h264::units(packet, length).filter(|unit| unit[0] & 31 == 6).any(|unit| {
        let mut rest = &unit[1..];
        loop {
            let mut number = || {
                let mut sum = 0_usize;
                loop {
                    let (byte, after) = rest.split_first()?;
                    rest = after;
                    sum += usize::from(*byte);
                    if *byte != 255 {
                        return Some(sum);
                    }
                }
            };
            let Some((kind, size)) = number().zip(number()) else { return false };
            let Some((body, after)) = rest.split_at_checked(size) else { return false };
            rest = after;
            if kind == 6 {
                // The count is 0 where its first bit is set.
                return body.first().is_some_and(|byte| byte & 0x80 == 0);
            }
        }
    })
}

/// The kind of the first unit with a picture in it.
fn hevc_kind(config: &[u8], packet: &[u8]) -> Option<u8> {
    h264::units(packet, hevc_length(config)).map(|unit| unit[0] >> 1 & 63).find(|kind| *kind < 32)
}

fn hevc(config: &[u8], packet: &[u8]) -> Option<bool> {
    hevc_kind(config, packet).map(|kind| (16..=20).contains(&kind))
}

fn hevc_open(config: &[u8], packet: &[u8]) -> Entry {
    if hevc_kind(config, packet) == Some(21) { Entry::Open(None) } else { Entry::No }
}

/// The uncompressed header of VP9: mark, profile, whether an older picture is shown again, whether it is no key.
fn vp9(packet: &[u8]) -> Option<bool> {
    let head = *packet.first()?;
    let profile = head >> 5 & 1 | head >> 3 & 2;
    let at = if profile == 3 { 1 } else { 0 };
    Some(head >> 6 == 2 && head << at & 0x0c == 0)
}

/// What the first units (OBU) of a packet of AV1 say.
pub(super) struct Av1 {
    /// Whether its first picture is a key that is shown.
    pub key: bool,
    /// Whether it brings its sequence header.
    pub sequence: bool,
}

pub(super) fn av1(packet: &[u8]) -> Option<Av1> {
    let (mut rest, mut sequence) = (packet, false);
    loop {
        let (head, mut after) = rest.split_first()?;
        if head & 4 > 0 {
            after = after.get(1..)?;
        }
        let mut size = after.len();
        if head & 2 > 0 {
            size = 0;
            for shift in 0..8 {
                let (byte, following) = after.split_first()?;
                after = following;
                size |= usize::from(byte & 0x7f).checked_shl(shift * 7).unwrap_or(usize::MAX);
                if byte & 0x80 == 0 {
                    break;
                }
            }
        }
        let (body, following) = after.split_at(size.min(after.len()));
        match head >> 3 & 15 {
            1 => sequence = true,
            // show_existing_frame 0, frame_type 0, show_frame 1
            3 | 6 => return Some(Av1 { key: body.first()? & 0xf0 == 0x10, sequence }),
            _ => {}
        }
        rest = following;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_vp9_and_av1_are_told_by_their_first_bits() {
        assert_eq!(vp9(&[0x82, 0x49]), Some(true));
        assert_eq!(vp9(&[0x86]), Some(false));
        assert_eq!(vp9(&[0x88]), Some(false));
        assert_eq!(vp9(&[0xb1]), Some(true));
        let key = [0x12, 0, 0x0a, 2, 1, 2, 0x32, 1, 0x10];
        assert!(av1(&key).is_some_and(|found| found.key && found.sequence));
        assert!(av1(&[0x12, 0, 0x32, 1, 0x30]).is_some_and(|found| !found.key && !found.sequence));
        assert!(av1(&[0x12]).is_none());
    }
}
