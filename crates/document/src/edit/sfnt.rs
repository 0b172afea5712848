//! The tables of a TrueType font, and a font of fewer glyphs.
//!
//! Glyphs keep their numbers, so nothing that refers to them has to change: those that nobody sees are empty. Tables that
//! serve programs which set text, and not those which show it, are left out. Source: the OpenType specification, 1.9.

use std::collections::BTreeSet;

/// What showing needs, in the order of the directory.
const KEPT: [&[u8; 4]; 12] = [
    b"OS/2", b"cmap", b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"post",
    b"prep",
];
/// Parts of a glyph that are glyphs themselves, inside each other.
const DEPTH: usize = 8;

/// Two bytes of a font.
pub(crate) fn short(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at.checked_add(1)?)?])))
}

/// Four bytes of a font.
pub(crate) fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(short(bytes, at)? << 16 | short(bytes, at.checked_add(2)?)?)
}

/// A table by its name.
pub(crate) fn table<'a>(font: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    let count = short(font, 4)? as usize;
    let at = (0..count).map(|n| 12 + 16 * n).find(|at| font.get(*at..at + 4) == Some(&name[..]))?;
    let start = long(font, at + 8)? as usize;
    font.get(start..start.checked_add(long(font, at + 12)? as usize)?)
}

/// The font with these glyphs only, and those that they are made of. `None` if it is none with outlines of this sort, or broken.
pub(crate) fn subset(font: &[u8], glyphs: &BTreeSet<u32>) -> Option<Vec<u8>> {
    if !matches!(long(font, 0)?, 0x0001_0000 | 0x7472_7565) {
        return None;
    }
    let outlines = Outlines::of(font)?;
    let mut kept = BTreeSet::from([0]);
    for glyph in glyphs {
        outlines.gather(*glyph, &mut kept, DEPTH)?;
    }
    let (mut places, mut shapes) = (Vec::new(), Vec::new());
    for glyph in 0..outlines.count {
        places.extend_from_slice(&u32::try_from(shapes.len()).ok()?.to_be_bytes());
        if kept.contains(&glyph) {
            shapes.extend_from_slice(outlines.shape(glyph)?);
            shapes.resize(shapes.len().next_multiple_of(4), 0);
        }
    }
    places.extend_from_slice(&u32::try_from(shapes.len()).ok()?.to_be_bytes());
    let mut head = table(font, b"head")?.to_vec();
    head.get_mut(8..12)?.fill(0);
    // Places of four bytes each.
    head.get_mut(50..52)?.copy_from_slice(&[0, 1]);
    let tables = KEPT.into_iter().filter_map(|name| {
        let bytes = match name {
            b"glyf" => shapes.clone(),
            b"loca" => places.clone(),
            b"head" => head.clone(),
            name => table(font, name)?.to_vec(),
        };
        Some((name, bytes))
    });
    write(&tables.collect::<Vec<_>>())
}

struct Outlines<'a> {
    places: &'a [u8],
    shapes: &'a [u8],
    wide: bool,
    count: u32,
}

impl<'a> Outlines<'a> {
    fn of(font: &'a [u8]) -> Option<Self> {
        let wide = short(table(font, b"head")?, 50)? == 1;
        let count = short(table(font, b"maxp")?, 4)?;
        let outlines = Self { places: table(font, b"loca")?, shapes: table(font, b"glyf")?, wide, count };
        // Readers do different things with a font whose places go back, or beyond the end.
        let places = (0..=count).map(|glyph| outlines.place(glyph)).collect::<Option<Vec<_>>>()?;
        (places.is_sorted() && *places.last()? <= outlines.shapes.len()).then_some(outlines)
    }

    fn place(&self, glyph: u32) -> Option<usize> {
        Some(match self.wide {
            true => long(self.places, 4 * glyph as usize)? as usize,
            false => short(self.places, 2 * glyph as usize)? as usize * 2,
        })
    }

    fn shape(&self, glyph: u32) -> Option<&'a [u8]> {
        let (from, to) = (self.place(glyph)?, self.place(glyph + 1)?);
        self.shapes.get(from..to)
    }

    /// A glyph and those that it is made of.
    fn gather(&self, glyph: u32, kept: &mut BTreeSet<u32>, depth: usize) -> Option<()> {
        if glyph >= self.count || !kept.insert(glyph) && glyph != 0 {
            return Some(());
        }
        let shape = self.shape(glyph)?;
        if shape.is_empty() || short(shape, 0)? < 0x8000 {
            return Some(());
        }
        let depth = depth.checked_sub(1)?;
        let mut at = 10;
        loop {
            let flags = short(shape, at)?;
            self.gather(short(shape, at + 2)?, kept, depth)?;
            let arguments = if flags & 1 == 0 { 2 } else { 4 };
            let scale = if flags & 8 != 0 {
                2
            } else if flags & 0x40 != 0 {
                4
            } else if flags & 0x80 != 0 {
                8
            } else {
                0
            };
            at += 4 + arguments + scale;
            if flags & 0x20 == 0 {
                return Some(());
            }
        }
    }
}

fn write(tables: &[(&[u8; 4], Vec<u8>)]) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len()).ok()?;
    let power = 15 - count.leading_zeros() as u16;
    let range = 16 << power;
    let mut font = 0x0001_0000_u32.to_be_bytes().to_vec();
    for number in [count, range, power, 16 * count - range] {
        font.extend_from_slice(&number.to_be_bytes());
    }
    let mut start = 12 + 16 * tables.len();
    for (name, bytes) in tables {
        font.extend_from_slice(*name);
        for number in [sum(bytes), u32::try_from(start).ok()?, u32::try_from(bytes.len()).ok()?] {
            font.extend_from_slice(&number.to_be_bytes());
        }
        start += bytes.len().next_multiple_of(4);
    }
    let mut head = 0;
    for (name, bytes) in tables {
        if *name == b"head" {
            head = font.len();
        }
        font.extend_from_slice(bytes);
        font.resize(font.len().next_multiple_of(4), 0);
    }
    let whole = 0xB1B0_AFBA_u32.wrapping_sub(sum(&font));
    font.get_mut(head + 8..head + 12)?.copy_from_slice(&whole.to_be_bytes());
    Some(font)
}

fn sum(bytes: &[u8]) -> u32 {
    let word = |part: &[u8]| {
        let mut four = [0; 4];
        four[..part.len()].copy_from_slice(part);
        u32::from_be_bytes(four)
    };
    bytes.chunks(4).fold(0, |sum, part| sum.wrapping_add(word(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A font of five glyphs: nothing, three shapes, and one that is made of the second shape.
    fn font() -> Vec<u8> {
        let shape = |number: u8| [&[0, 1][..], &[number; 10]].concat();
        let made = [&[0xff, 0xff][..], &[0; 8], &[0, 2, 0, 2, 0, 0]].concat();
        let shapes = [Vec::new(), shape(1), shape(2), shape(3), made];
        let (mut places, mut glyf) = (vec![0, 0], Vec::new());
        for shape in &shapes {
            glyf.extend_from_slice(shape);
            places.extend_from_slice(&(glyf.len() as u16 / 2).to_be_bytes());
        }
        let maxp = [&[0, 1, 0, 0][..], &[0, 5], &[0; 26]].concat();
        write(&[
            (b"GSUB", vec![7; 300]),
            (b"glyf", glyf),
            (b"head", vec![0; 54]),
            (b"hmtx", vec![9; 20]),
            (b"loca", places),
            (b"maxp", maxp),
        ])
        .unwrap()
    }

    #[test]
    fn glyphs_keep_their_numbers_and_those_that_nobody_sees_are_empty() {
        let small = subset(&font(), &BTreeSet::from([4])).unwrap();
        let (old, new) = (font(), Outlines::of(&small).unwrap().count);
        assert_eq!(new, 5);
        let (before, after) = (Outlines::of(&old).unwrap(), Outlines::of(&small).unwrap());
        for glyph in [2, 4] {
            let shape = before.shape(glyph).unwrap();
            assert_eq!(after.shape(glyph).unwrap()[..shape.len()], *shape);
        }
        for glyph in [0, 1, 3] {
            assert_eq!(after.shape(glyph).unwrap(), [0_u8; 0]);
        }
        assert_eq!(table(&small, b"hmtx"), table(&old, b"hmtx"));
        assert_eq!(table(&small, b"GSUB"), None);
    }

    #[test]
    fn the_sums_of_the_new_font_are_right() {
        let small = subset(&font(), &BTreeSet::from([1])).unwrap();
        assert_eq!(sum(&small), 0xB1B0_AFBA);
        for n in 0..short(&small, 4).unwrap() as usize {
            let at = 12 + 16 * n;
            let name: [u8; 4] = small[at..at + 4].try_into().unwrap();
            let mut bytes = table(&small, &name).unwrap().to_vec();
            if &name == b"head" {
                bytes[8..12].fill(0);
            }
            assert_eq!(long(&small, at + 4), Some(sum(&bytes)));
        }
    }

    #[test]
    fn broken_fonts_are_left_alone() {
        let whole = font();
        for end in 0..whole.len() {
            // What is cut off may be a table that is not needed, but nothing panics.
            let _ = subset(&whole[..end], &BTreeSet::from([1, 2, 3, 4, 9]));
        }
        assert_eq!(subset(b"OTTO", &BTreeSet::new()), None);
    }
}
