//! AV1: `av1C` and the sequence header.

use crate::bits::Bits;
use crate::{Color, Picture};

pub(super) fn describe(config: &[u8], packet: &[u8], picture: &mut Picture) -> Option<String> {
    // `av1C` is four bytes and the sequence header; live streams have that at each key frame only.
    let sequence = config.get(4..).and_then(sequence).or_else(|| sequence(packet)).map(Sequence::read);
    if let Some(sequence) = &sequence
        && !sequence.over
    {
        if picture.width == 0 {
            (picture.width, picture.height) = sequence.size;
        }
        if picture.color.is_none() {
            picture.color = sequence.color;
        }
        (picture.bits, picture.chroma) = (Some(sequence.bits), Some(sequence.chroma.into()));
        return Some(name(sequence.profile, sequence.level, sequence.tier, sequence.bits));
    }
    let &[0x81, first, second, _] = config.first_chunk()? else { return None };
    let bits = match (second & 0x40 != 0, second & 0x20 != 0) {
        (false, _) => 8,
        (true, false) => 10,
        (true, true) => 12,
    };
    let chroma = super::iso::chroma(second & 8 != 0, second & 4 != 0);
    (picture.bits, picture.chroma) =
        (Some(bits), Some(if second & 0x10 != 0 { "4:0:0" } else { chroma }.into()));
    Some(name(first >> 5, first & 31, second & 0x80 != 0, bits))
}

/// `av1C`, made of the first packet of an encoder (AV1 in ISO BMFF, 2.3.3): what the sequence header says in short, and that
/// itself.
pub(super) fn config(packet: &[u8]) -> Option<Vec<u8>> {
    let unit = sequence(packet)?;
    let sequence = Sequence::read(unit);
    let (deep, deepest) = (sequence.bits > 8, sequence.bits == 12);
    let (gray, across, down) = match sequence.chroma {
        "4:0:0" => (true, true, true),
        "4:2:0" => (false, true, true),
        "4:2:2" => (false, true, false),
        _ => (false, false, false),
    };
    let flags = [sequence.tier, deep, deepest, gray, across, down];
    let flags = flags.iter().fold(0_u8, |all, flag| all << 1 | u8::from(*flag)) << 2;
    // A unit of type 1 that tells its size, seven bits at a time.
    let mut config = vec![0x81, sequence.profile << 5 | sequence.level & 31, flags, 0, 0x0A];
    let mut size = unit.len();
    while size > 0x7F {
        config.push(size as u8 | 0x80);
        size >>= 7;
    }
    config.push(size as u8);
    config.extend_from_slice(unit);
    (!sequence.over).then_some(config)
}

fn name(profile: u8, level: u8, tier: bool, bits: u8) -> String {
    format!("av01.{profile}.{level:02}{}.{bits:02}", if tier { 'H' } else { 'M' })
}

/// Finds the sequence header among the units.
fn sequence(mut units: &[u8]) -> Option<&[u8]> {
    loop {
        let (&head, mut rest) = units.split_first()?;
        if head & 4 != 0 {
            rest = rest.get(1..)?;
        }
        let mut size = rest.len();
        if head & 2 != 0 {
            let length = rest.iter().take(8).position(|byte| byte & 0x80 == 0)? + 1;
            size = rest[..length].iter().rev().fold(0, |size, byte| size << 7 | usize::from(byte & 0x7f));
            rest = &rest[length..];
        }
        let (unit, next) = rest.split_at(size.min(rest.len()));
        if head >> 3 & 15 == 1 {
            return Some(unit);
        }
        units = next;
    }
}

#[derive(Default)]
struct Sequence {
    profile: u8,
    level: u8,
    tier: bool,
    size: (u32, u32),
    bits: u8,
    chroma: &'static str,
    color: Option<Color>,
    over: bool,
}

impl Sequence {
    fn read(unit: &[u8]) -> Self {
        let mut bits = Bits::new(unit);
        let mut this = Self { profile: bits.take(3) as u8, ..Self::default() };
        bits.skip(1);
        let reduced = bits.flag();
        if reduced {
            this.level = bits.take(5) as u8;
        } else {
            this.points(&mut bits);
        }
        let (wide, high) = (bits.take(4) + 1, bits.take(4) + 1);
        this.size = (bits.take(wide) + 1, bits.take(high) + 1);
        this.tools(&mut bits, reduced);
        this.color(&mut bits);
        this.over = bits.over();
        this
    }

    /// Timing, decoder model and operating points; the first of these gives level and tier.
    fn points(&mut self, bits: &mut Bits) {
        let (mut model, mut delay) = (false, 0);
        if bits.flag() {
            bits.skip(64);
            if bits.flag() {
                let zeros = (0..32).take_while(|_| !bits.flag()).count() as u32;
                bits.skip(zeros);
            }
            model = bits.flag();
            if model {
                delay = bits.take(5) + 1;
                bits.skip(32 + 10);
            }
        }
        let display = bits.flag();
        for point in 0..=bits.take(5) {
            bits.skip(12);
            let level = bits.take(5) as u8;
            let tier = level > 7 && bits.flag();
            if model && bits.flag() {
                bits.skip(2 * delay + 1);
            }
            if display && bits.flag() {
                bits.skip(4);
            }
            if point == 0 {
                (self.level, self.tier) = (level, tier);
            }
        }
    }

    fn tools(&mut self, bits: &mut Bits, reduced: bool) {
        if !reduced && bits.flag() {
            bits.skip(7);
        }
        bits.skip(3);
        if !reduced {
            bits.skip(4);
            let order = bits.flag();
            if order {
                bits.skip(2);
            }
            // Screen content tools chosen per frame, or on: then integer vectors are asked for as well.
            if (bits.flag() || bits.flag()) && !bits.flag() {
                bits.skip(1);
            }
            if order {
                bits.skip(3);
            }
        }
        bits.skip(3);
    }

    fn color(&mut self, bits: &mut Bits) {
        let deep = bits.flag();
        self.bits = match (deep, self.profile == 2 && deep && bits.flag()) {
            (false, _) => 8,
            (true, false) => 10,
            (true, true) => 12,
        };
        let gray = self.profile != 1 && bits.flag();
        let known = bits.flag();
        let (primaries, transfer, matrix) =
            if known { (bits.take(8) as u8, bits.take(8) as u8, bits.take(8) as u8) } else { (2, 2, 2) };
        let (full, chroma) = if gray {
            (bits.flag(), "4:0:0")
        } else if (primaries, transfer, matrix) == (1, 13, 0) {
            (true, "4:4:4")
        } else {
            let full = bits.flag();
            let thin = match (self.profile, self.bits) {
                (0, _) => (true, true),
                (1, _) => (false, false),
                (_, 12) => (bits.flag(), false),
                _ => (true, false),
            };
            let down = thin.0 && (thin.1 || self.bits == 12 && self.profile == 2 && bits.flag());
            (full, super::iso::chroma(thin.0, down))
        };
        self.chroma = chroma;
        self.color = known.then_some(Color { primaries, transfer, matrix, full });
    }
}
