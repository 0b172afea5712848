//! Compact outlines (CFF) with fewer glyphs.
//!
//! Glyphs keep their numbers and everything keeps its place, so nothing that refers to them has to change: what nobody sees is
//! empty, and the room that becomes free is zeros, which cost nothing once they are packed. Only fonts whose glyphs have
//! numbers and no names are touched, as those of Chinese, Japanese and Korean texts: others build glyphs of glyphs by name.
//! Source: Adobe Technical Note 5176.

use std::collections::BTreeSet;
use std::ops::Range;

use super::sfnt::short;

/// The outline of nothing: the operator that ends a glyph.
const NOTHING: u8 = 14;
/// The operators of the font's own dictionary that say where things are, what the outlines are written in, and that glyphs have
/// numbers.
const CHARSET: u16 = 15;
const OUTLINES: u16 = 17;
const WRITTEN: u16 = 0x0C06;
const NUMBERED: u16 = 0x0C1E;

/// The font with the glyphs of these numbers (CIDs) only. `None` if it is none of this sort, or broken.
pub(crate) fn subset(font: &[u8], numbers: &BTreeSet<u32>) -> Option<Vec<u8>> {
    if *font.first()? != 1 {
        return None;
    }
    let names = Index::at(font, usize::from(*font.get(2)?))?;
    let dicts = Index::at(font, names.end())?;
    let entries = entries(font.get(dicts.item(font, 0)?)?)?;
    let number = |operator: u16| {
        let found = entries.iter().find(|(known, _)| *known == operator);
        found.and_then(|(_, operands)| operands.last().copied())
    };
    if !entries.iter().any(|(operator, _)| *operator == NUMBERED)
        || number(WRITTEN).is_some_and(|kind| kind != 2)
    {
        return None;
    }
    let outlines = Index::at(font, usize::try_from(number(OUTLINES)?).ok()?)?;
    let charset = usize::try_from(number(CHARSET)?).ok().filter(|at| *at > 2)?;
    let mut kept = vec![false; outlines.count];
    *kept.first_mut()? = true;
    for (glyph, of) in charset_of(font, charset, outlines.count)?.into_iter().enumerate() {
        kept[glyph] |= numbers.contains(&of);
    }
    let mut font = font.to_vec();
    let mut data = Vec::new();
    let mut ends = Vec::new();
    for (glyph, kept) in kept.iter().enumerate() {
        let own = font.get(outlines.item(&font, glyph)?)?;
        if *kept || own.is_empty() {
            data.extend_from_slice(own);
        } else {
            data.push(NOTHING);
        }
        ends.push(data.len() + 1);
    }
    for (at, end) in ends.iter().enumerate() {
        let place = outlines.offsets + (at + 1) * outlines.wide;
        let bytes = (*end as u32).to_be_bytes();
        font.get_mut(place..place + outlines.wide)?.copy_from_slice(&bytes[4 - outlines.wide..]);
    }
    let room = outlines.data + 1..outlines.end();
    if data.len() > room.len() {
        return None;
    }
    data.resize(room.len(), 0);
    font.get_mut(room)?.copy_from_slice(&data);
    Some(font)
}

/// Pieces of data one after the other, and where each ends.
struct Index {
    count: usize,
    /// Bytes of an offset.
    wide: usize,
    /// Where the offsets begin.
    offsets: usize,
    /// What offsets count from: the byte before the data.
    data: usize,
    /// How long the data is, as the last offset says it.
    last: usize,
}

impl Index {
    fn at(font: &[u8], at: usize) -> Option<Self> {
        let count = short(font, at)? as usize;
        if count == 0 {
            return Some(Self { count, wide: 1, offsets: at, data: at + 1, last: 1 });
        }
        let wide = usize::from(*font.get(at + 2)?);
        if !(1..=4).contains(&wide) {
            return None;
        }
        let offsets = at + 3;
        let mut index = Self { count, wide, offsets, data: offsets + (count + 1) * wide - 1, last: 0 };
        index.last = index.offset(font, count)?;
        (index.end() <= font.len() && index.last > 0).then_some(index)
    }

    fn offset(&self, font: &[u8], at: usize) -> Option<usize> {
        let place = self.offsets + at * self.wide;
        let bytes = font.get(place..place + self.wide)?;
        Some(bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
    }

    fn item(&self, font: &[u8], at: usize) -> Option<Range<usize>> {
        let (from, to) = (self.offset(font, at)?, self.offset(font, at + 1)?);
        (at < self.count && 0 < from && from <= to && to <= self.last)
            .then(|| self.data + from..self.data + to)
    }

    /// Where what follows begins.
    fn end(&self) -> usize {
        if self.count == 0 { self.offsets + 2 } else { self.data + self.last }
    }
}

/// The operators of a dictionary with their whole operands; those of two bytes begin with 12.
fn entries(dict: &[u8]) -> Option<Vec<(u16, Vec<i64>)>> {
    let (mut entries, mut operands, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(byte) = dict.get(at).copied() {
        let next = |n: usize| dict.get(at + n).copied().map(i64::from);
        let first = i64::from(byte);
        at += match byte {
            12 => {
                entries.push((0x0C00 | u16::from(*dict.get(at + 1)?), std::mem::take(&mut operands)));
                2
            }
            0..=21 => {
                entries.push((u16::from(byte), std::mem::take(&mut operands)));
                1
            }
            28 => {
                operands.push(i64::from((next(1)? << 8 | next(2)?) as i16));
                3
            }
            29 => {
                operands.push(i64::from((next(1)? << 24 | next(2)? << 16 | next(3)? << 8 | next(4)?) as i32));
                5
            }
            // A fraction, of which only the end is looked for.
            30 => {
                let length = dict[at + 1..].iter().position(|byte| byte & 15 == 15 || byte >> 4 == 15)? + 2;
                operands.push(0);
                length
            }
            32..=246 => {
                operands.push(first - 139);
                1
            }
            247..=250 => {
                operands.push((first - 247) * 256 + next(1)? + 108);
                2
            }
            251..=254 => {
                operands.push(-(first - 251) * 256 - next(1)? - 108);
                2
            }
            _ => return None,
        };
    }
    Some(entries)
}

/// The number of each glyph.
fn charset_of(font: &[u8], at: usize, count: usize) -> Option<Vec<u32>> {
    let format = *font.get(at)?;
    let (mut numbers, mut at) = (vec![0], at + 1);
    while numbers.len() < count {
        let first = short(font, at)?;
        let more = match format {
            0 => 0,
            1 => u32::from(*font.get(at + 2)?),
            2 => short(font, at + 2)?,
            _ => return None,
        };
        numbers.extend(first..=first + more);
        at += 2 + usize::from(format.min(2));
    }
    numbers.truncate(count);
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(items: &[&[u8]]) -> Vec<u8> {
        let mut bytes = vec![0, items.len() as u8, 1, 1];
        let mut end = 1;
        for item in items {
            end += item.len() as u8;
            bytes.push(end);
        }
        bytes.extend(items.concat());
        bytes
    }

    /// Four glyphs with the numbers 0, 7, 8 and 20.
    fn font() -> Vec<u8> {
        let dict = |charset: u8, outlines: u8| {
            vec![139, 139, 139, 12, 30, 29, 0, 0, 0, charset, 15, 29, 0, 0, 0, outlines, 17]
        };
        let head = |dict: &[u8]| [&[1, 0, 4, 1], index(&[b"Name"]).as_slice(), &index(&[dict])].concat();
        let charset = head(&dict(0, 0)).len() as u8;
        let set = [1, 0, 7, 1, 0, 20, 0];
        let mut font = head(&dict(charset, charset + set.len() as u8));
        font.extend(set);
        font.extend(index(&[b"\x0e", b"seven\x0e", b"eight\x0e", b"twenty\x0e"]));
        font.extend(b"what follows");
        font
    }

    #[test]
    fn glyphs_that_nobody_sees_are_empty_and_the_rest_keeps_its_place() {
        let whole = font();
        let cut = subset(&whole, &BTreeSet::from([8])).unwrap();
        assert_eq!(cut.len(), whole.len());
        let has = |text: &[u8]| cut.windows(text.len()).any(|part| part == text);
        assert!(has(b"eight\x0e") && has(b"what follows") && !has(b"seven") && !has(b"twenty"));
        let at = whole.len() - 12 - index(&[b"\x0e", b"seven\x0e", b"eight\x0e", b"twenty\x0e"]).len();
        let outlines = Index::at(&cut, at).unwrap();
        let items: Vec<_> = (0..4).map(|at| &cut[outlines.item(&cut, at).unwrap()]).collect();
        assert_eq!(items, [&b"\x0e"[..], b"\x0e", b"eight\x0e", b"\x0e"]);
    }

    #[test]
    fn broken_fonts_are_left_alone() {
        let whole = font();
        for length in 0..whole.len() - 12 {
            assert_eq!(subset(&whole[..length], &BTreeSet::new()), None, "{length}");
        }
        for at in 0..whole.len() {
            for byte in [0, 1, 30, 255] {
                let mut bad = whole.clone();
                bad[at] = byte;
                let _ = subset(&bad, &BTreeSet::from([7]));
            }
        }
    }
}
