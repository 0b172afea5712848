//! Which codes lead to which glyphs of a TrueType font, by the font's own tables.

use std::collections::HashMap;

use crate::edit::sfnt::{long, short, table};

/// What a code of such a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// A character.
    Unicode,
    /// A byte of the old Macintosh.
    Mac,
    /// Whatever the font wants, often 0xF000 and the code that a text has.
    Symbol,
}

/// A table of codes and glyphs.
pub(crate) struct Map {
    /// What its codes are.
    pub of: Of,
    /// The glyph of a code.
    pub glyphs: HashMap<u32, u32>,
}

/// Codes that a font may speak of: some speak of the same ones again and again.
const CODES: usize = 1 << 20;

/// The tables of a font, as far as they can be read.
pub(crate) fn maps(font: &[u8]) -> Vec<Map> {
    let Some(bytes) = table(font, b"cmap") else { return Vec::new() };
    let count = short(bytes, 2).unwrap_or_default() as usize;
    (0..count.min(64)).filter_map(|n| one(bytes, 4 + 8 * n)).collect()
}

/// The characters of glyphs by their number.
pub(super) fn characters(font: &[u8]) -> HashMap<u32, String> {
    let mut found = HashMap::new();
    for map in maps(font).into_iter().filter(|map| map.of == Of::Unicode) {
        let mut codes: Vec<_> = map.glyphs.into_iter().collect();
        codes.sort();
        for (code, glyph) in codes {
            if let (true, Some(c)) = (glyph != 0, char::from_u32(code)) {
                found.entry(glyph).or_insert_with(|| c.to_string());
            }
        }
    }
    found
}

fn one(bytes: &[u8], at: usize) -> Option<Map> {
    let of = match (short(bytes, at)?, short(bytes, at + 2)?) {
        (0, _) | (3, 1 | 10) => Of::Unicode,
        (1, 0) => Of::Mac,
        _ => Of::Symbol,
    };
    let table = bytes.get(long(bytes, at + 4)? as usize..)?;
    let mut glyphs = HashMap::new();
    // What a broken table says before it breaks counts.
    match short(table, 0)? {
        0 => glyphs.extend((0..256).filter_map(|code| Some((code, (*table.get(6 + code as usize)?).into())))),
        4 => drop(segments(table, &mut glyphs)),
        6 => {
            let first = short(table, 6)?;
            glyphs.extend(
                (0..short(table, 8)?).filter_map(|n| Some((first + n, short(table, 10 + 2 * n as usize)?))),
            );
        }
        12 => drop(groups(table, &mut glyphs)),
        _ => {}
    }
    Some(Map { of, glyphs })
}

fn segments(table: &[u8], glyphs: &mut HashMap<u32, u32>) -> Option<()> {
    let count = short(table, 6)? as usize / 2;
    let mut left = CODES;
    for n in 0..count {
        let last = short(table, 14 + 2 * n)?;
        let first = short(table, 16 + 2 * (count + n))?;
        let delta = short(table, 16 + 2 * (2 * count + n))?;
        let place = 16 + 2 * (3 * count + n);
        let offset = short(table, place)? as usize;
        for code in first..=last.min(0xFFFE) {
            left = left.checked_sub(1)?;
            let glyph = if offset == 0 {
                (code + delta) & 0xFFFF
            } else {
                match short(table, place + offset + 2 * (code - first) as usize)? {
                    0 => 0,
                    glyph => (glyph + delta) & 0xFFFF,
                }
            };
            glyphs.insert(code, glyph);
        }
    }
    Some(())
}

fn groups(table: &[u8], glyphs: &mut HashMap<u32, u32>) -> Option<()> {
    let mut left = CODES;
    for n in 0..long(table, 12)?.min(100_000) as usize {
        let at = 16 + 12 * n;
        let (first, last, glyph) = (long(table, at)?, long(table, at + 4)?, long(table, at + 8)?);
        for code in first..=last.min(first.saturating_add(0xFFFF)) {
            left = left.checked_sub(1)?;
            glyphs.insert(code, glyph.saturating_add(code - first));
        }
    }
    Some(())
}
