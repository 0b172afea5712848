//! What the glyphs of a TrueType font say, by the font's own table: for files that do not say it themselves.

use std::collections::HashMap;

/// The characters of glyphs by their number.
pub(super) fn characters(font: &[u8]) -> HashMap<u32, String> {
    let mut found = HashMap::new();
    read(font, &mut found);
    found
}

fn short(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(short(bytes, at)? << 16 | short(bytes, at + 2)?)
}

fn read(font: &[u8], found: &mut HashMap<u32, String>) -> Option<()> {
    let tables = short(font, 4)? as usize;
    let record = (0..tables).map(|n| 12 + 16 * n).find(|at| font.get(*at..at + 4) == Some(b"cmap"))?;
    let start = long(font, record + 8)? as usize;
    let map = font.get(start..)?;
    for n in 0..short(map, 2)? as usize {
        let at = 4 + 8 * n;
        let unicode = matches!((short(map, at)?, short(map, at + 2)?), (0, _) | (3, 1 | 10));
        let table = map.get(long(map, at + 4)? as usize..)?;
        match short(table, 0)? {
            4 if unicode => segments(table, found)?,
            12 if unicode => groups(table, found)?,
            _ => {}
        }
    }
    Some(())
}

/// Codes that a font may speak of: some speak of the same ones again and again.
const CODES: usize = 1 << 20;

fn add(found: &mut HashMap<u32, String>, glyph: u32, code: u32) {
    if let (true, Some(c)) = (glyph != 0, char::from_u32(code)) {
        found.entry(glyph).or_insert_with(|| c.to_string());
    }
}

fn segments(table: &[u8], found: &mut HashMap<u32, String>) -> Option<()> {
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
            add(found, glyph, code);
        }
    }
    Some(())
}

fn groups(table: &[u8], found: &mut HashMap<u32, String>) -> Option<()> {
    let mut left = CODES;
    for n in 0..long(table, 12)?.min(100_000) as usize {
        let at = 16 + 12 * n;
        let (first, last, glyph) = (long(table, at)?, long(table, at + 4)?, long(table, at + 8)?);
        for code in first..=last.min(first.saturating_add(0xFFFF)) {
            left = left.checked_sub(1)?;
            add(found, glyph.saturating_add(code - first), code);
        }
    }
    Some(())
}
