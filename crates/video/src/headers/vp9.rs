//! VP9: the header of a key frame, and the level that a size and a rate need.

use crate::bits::Bits;
use crate::{Color, Picture};

/// Levels: their number in names, samples per second, samples of a picture.
const LEVELS: [(u8, u64, u64); 14] = [
    (10, 829_440, 36_864),
    (11, 2_764_800, 73_728),
    (20, 4_608_000, 122_880),
    (21, 9_216_000, 245_760),
    (30, 20_736_000, 552_960),
    (31, 36_864_000, 983_040),
    (40, 83_558_400, 2_228_224),
    (41, 160_432_128, 2_228_224),
    (50, 311_951_360, 8_912_896),
    (51, 588_251_136, 8_912_896),
    (52, 1_176_502_272, 8_912_896),
    (60, 1_176_502_272, 35_651_584),
    (61, 2_353_004_544, 35_651_584),
    (62, 4_706_009_088, 35_651_584),
];

pub(super) fn describe(config: &[u8], packet: &[u8], picture: &mut Picture) -> Option<String> {
    let key = Key::read(packet);
    // WebM keeps the same as a list of numbered features: profile, level, bits, chroma.
    let feature = |id: u8| {
        let mut rest = config;
        while let [number, length, after @ ..] = rest {
            let (value, next) = after.split_at_checked(usize::from(*length))?;
            if *number == id {
                return value.first().copied();
            }
            rest = next;
        }
        None
    };
    let profile = key.as_ref().map(|key| key.profile).or(feature(1))?;
    let bits = key.as_ref().map(|key| key.bits).or(feature(3)).unwrap_or(if profile < 2 { 8 } else { 10 });
    picture.bits = Some(bits);
    if let Some(key) = key {
        picture.chroma = Some(key.chroma.into());
        if picture.width == 0 {
            (picture.width, picture.height) = key.size;
        }
        if picture.color.is_none() {
            picture.color = key.color;
        }
    }
    let level = feature(2).unwrap_or_else(|| level(picture));
    Some(format!("vp09.{profile:02}.{level:02}.{bits:02}"))
}

fn level(picture: &Picture) -> u8 {
    let size = u64::from(picture.width) * u64::from(picture.height);
    let rate = (size as f64 * picture.rate.unwrap_or(30.0)) as u64;
    LEVELS.iter().find(|(_, most, largest)| rate <= *most && size <= *largest).map_or(62, |level| level.0)
}

struct Key {
    profile: u8,
    bits: u8,
    chroma: &'static str,
    color: Option<Color>,
    size: (u32, u32),
}

impl Key {
    fn read(packet: &[u8]) -> Option<Self> {
        let mut bits = Bits::new(packet);
        if bits.take(2) != 2 {
            return None;
        }
        let profile = u8::from(bits.flag()) | u8::from(bits.flag()) << 1;
        if profile == 3 {
            bits.skip(1);
        }
        // Neither one that shows an earlier frame again, nor one that is no key frame.
        if bits.flag() || bits.flag() {
            return None;
        }
        bits.skip(2);
        if bits.take(24) != 0x49_8342 {
            return None;
        }
        let depth = if profile >= 2 { 10 + 2 * u8::from(bits.flag()) } else { 8 };
        let space = bits.take(3);
        let (full, chroma) = if space == 7 {
            (true, "4:4:4")
        } else {
            let full = bits.flag();
            let thin = if profile & 1 == 1 { (bits.flag(), bits.flag()) } else { (true, true) };
            (full, super::iso::chroma(thin.0, thin.1))
        };
        if profile & 1 == 1 {
            bits.skip(1);
        }
        let size = (bits.take(16) + 1, bits.take(16) + 1);
        let color = match space {
            1 => Some((5, 6, 5)),
            2 => Some((1, 1, 1)),
            3 => Some((6, 6, 6)),
            4 => Some((7, 7, 7)),
            5 => Some((9, 14, 9)),
            7 => Some((1, 13, 0)),
            _ => None,
        };
        let color = color.map(|(primaries, transfer, matrix)| Color { primaries, transfer, matrix, full });
        (!bits.over()).then_some(Self { profile, bits: depth, chroma, color, size })
    }
}
