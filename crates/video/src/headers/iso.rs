//! The configuration records of H.264 and H.265 (ISO/IEC 14496-15): the names of profile and level for WebCodecs.

use crate::Picture;

/// How colour is thinned out, across and down.
pub(crate) fn chroma(across: bool, down: bool) -> &'static str {
    match (across, down) {
        (true, true) => "4:2:0",
        (true, false) => "4:2:2",
        (false, true) => "4:4:0",
        (false, false) => "4:4:4",
    }
}

fn format(number: u8) -> Option<String> {
    ["4:0:0", "4:2:0", "4:2:2", "4:4:4"].get(usize::from(number & 3)).map(|name| (*name).into())
}

/// `avcC`.
pub(super) fn avc(config: &[u8], picture: &mut Picture) -> Option<String> {
    let &[1, profile, limits, level] = config.first_chunk()? else { return None };
    let plain = matches!(profile, 66 | 77 | 88);
    if plain {
        (picture.bits, picture.chroma) = (Some(8), format(1));
    } else if let Some(&[chroma, bits]) = avc_tail(config) {
        (picture.bits, picture.chroma) = (Some(8 + (bits & 7)), format(chroma));
    }
    Some(format!("avc1.{profile:02x}{limits:02x}{level:02x}"))
}

/// What profiles from High on add behind the parameter sets.
fn avc_tail(config: &[u8]) -> Option<&[u8; 2]> {
    let mut rest = config.get(5..)?;
    for mask in [0x1f, 0xff] {
        let (&count, after) = rest.split_first()?;
        rest = after;
        for _ in 0..count & mask {
            let length = usize::from(u16::from_be_bytes(*rest.first_chunk()?));
            rest = rest.get(2 + length..)?;
        }
    }
    rest.first_chunk()
}

/// `hvcC`.
pub(super) fn hevc(config: &[u8], picture: &mut Picture) -> Option<String> {
    let record: &[u8; 23] = config.first_chunk()?;
    (picture.bits, picture.chroma) = (Some(8 + (record[17] & 7)), format(record[16]));
    let space = ["", "A", "B", "C"][usize::from(record[1] >> 6)];
    let profile = record[1] & 31;
    let tier = if record[1] & 0x20 == 0 { 'L' } else { 'H' };
    let compatible = u32::from_be_bytes([record[2], record[3], record[4], record[5]]).reverse_bits();
    let mut name = format!("hvc1.{space}{profile}.{compatible:X}.{tier}{}", record[12]);
    let constraints = &record[6..12];
    let used = 6 - constraints.iter().rev().take_while(|byte| **byte == 0).count();
    constraints[..used].iter().for_each(|byte| name += &format!(".{byte:X}"));
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_give_the_names_of_webcodecs() {
        let mut picture = Picture::default();
        assert_eq!(avc(&[1, 0x64, 0, 0x1f, 0xff, 0xe0, 0], &mut picture).unwrap(), "avc1.64001f");
        let mut record = [0; 23];
        record[..13].copy_from_slice(&[1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 93]);
        assert_eq!(hevc(&record, &mut picture).unwrap(), "hvc1.1.6.L93.90");
    }
}
