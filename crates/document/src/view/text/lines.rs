//! Letters to words, words to lines.

use super::bidi;
use super::chars::{Char, Frame};
use crate::{Area, End};

/// A gap of so much of the size parts two words.
const SPACE: f32 = 0.14;
/// A gap of so much of the size parts two columns or cells.
const GUTTER: f32 = 1.0;

/// A word: letters side by side, in the order in which they are read.
#[derive(Clone, Debug)]
pub(in crate::view) struct Word {
    pub chars: Vec<Char>,
    /// Whether a space follows before the next word of the line.
    pub spaced: bool,
}

impl Word {
    pub fn text(&self) -> String {
        self.chars.iter().map(|char| char.c).collect()
    }

    pub fn end(&self) -> End {
        if self.spaced { End::Space } else { End::Word }
    }
}

/// Words on one baseline without a wide gap between them.
#[derive(Clone, Debug)]
pub(in crate::view) struct Line {
    pub along: [f32; 2],
    pub words: Vec<Word>,
    pub from: f32,
    pub to: f32,
    pub base: f32,
    pub size: f32,
    /// When the first of its letters was drawn.
    pub drawn: usize,
}

impl Line {
    pub fn top(&self) -> f32 {
        self.base - 0.8 * self.size
    }

    pub fn bottom(&self) -> f32 {
        self.base + 0.2 * self.size
    }

    /// Degrees clockwise.
    pub fn angle(&self) -> f32 {
        let [cos, sin] = self.along;
        if sin == 0.0 && cos > 0.0 { 0.0 } else { sin.atan2(cos).to_degrees() }
    }

    /// Where a word stands on the page: its box, to be turned around its upper left corner.
    pub fn place(&self, word: &Word) -> Area {
        let from = word.chars.iter().map(|char| char.from).fold(f32::MAX, f32::min);
        let to = word.chars.iter().map(|char| char.to).fold(f32::MIN, f32::max);
        let size = word.chars.iter().map(|char| char.size).fold(0.0, f32::max);
        let base = word.chars.first().map_or(self.base, |char| char.base);
        let (x, y) = self.on_page(from, base - 0.8 * size);
        Area { x, y, width: to - from, height: size }
    }

    /// The upright box around some letters of the line.
    pub fn around(&self, chars: &[Char]) -> Area {
        let from = chars.iter().map(|char| char.from).fold(f32::MAX, f32::min);
        let to = chars.iter().map(|char| char.to).fold(f32::MIN, f32::max);
        let top = chars.iter().map(|char| char.base - 0.8 * char.size).fold(f32::MAX, f32::min);
        let bottom = chars.iter().map(|char| char.base + 0.2 * char.size).fold(f32::MIN, f32::max);
        let corners = [(from, top), (to, top), (from, bottom), (to, bottom)].map(|(x, y)| self.on_page(x, y));
        let least = |pick: fn(&(f32, f32)) -> f32| corners.iter().map(pick).fold(f32::MAX, f32::min);
        let most = |pick: fn(&(f32, f32)) -> f32| corners.iter().map(pick).fold(f32::MIN, f32::max);
        let (x, y) = (least(|corner| corner.0), least(|corner| corner.1));
        Area { x, y, width: most(|corner| corner.0) - x, height: most(|corner| corner.1) - y }
    }

    fn on_page(&self, x: f32, y: f32) -> (f32, f32) {
        let [cos, sin] = self.along;
        (x * cos - y * sin, x * sin + y * cos)
    }
}

/// Letters that were drawn one after the other, side by side.
struct Bit {
    chars: Vec<Char>,
    drawn: usize,
}

impl Bit {
    fn first(&self) -> &Char {
        &self.chars[0]
    }

    fn from(&self) -> f32 {
        self.first().from
    }

    fn to(&self) -> f32 {
        self.chars.last().map_or(0.0, |char| char.to)
    }
}

/// The lines of a frame, in no certain order.
pub(super) fn lines(frame: Frame) -> Vec<Line> {
    let along = frame.along;
    rows(bits(frame.chars)).into_iter().flat_map(|row| split(row, along)).collect()
}

fn bits(chars: Vec<Char>) -> Vec<Bit> {
    let mut bits: Vec<Bit> = Vec::new();
    for (drawn, char) in chars.into_iter().enumerate() {
        let joins = bits.last().and_then(|bit| bit.chars.last()).is_some_and(|last| {
            let gap = char.from - last.to;
            last.is_space() == char.is_space()
                && (char.size - last.size).abs() < 0.1 * last.size
                && (char.base - last.base).abs() < 0.1 * last.size
                && gap < 0.1 * last.size
                && gap > -0.35 * last.size
                && char.from >= last.from
        });
        match bits.last_mut().filter(|_| joins) {
            Some(bit) => bit.chars.push(char),
            None => bits.push(Bit { chars: vec![char], drawn }),
        }
    }
    bits
}

/// Bits on one baseline; small ones that are raised or lowered belong to the line that they stand beside.
struct Row {
    base: f32,
    size: f32,
    from: f32,
    to: f32,
    bits: Vec<Bit>,
}

fn rows(mut bits: Vec<Bit>) -> Vec<Row> {
    // The large ones first: they say where the lines are.
    bits.sort_by(|a, b| {
        let (a, b) = (a.first(), b.first());
        b.size.total_cmp(&a.size).then(a.base.total_cmp(&b.base)).then(a.from.total_cmp(&b.from))
    });
    let mut rows: Vec<Row> = Vec::new();
    // Rows by the whole point that their baseline is nearest to, as a page may have thousands.
    let mut shelves: std::collections::HashMap<i32, Vec<usize>> = std::collections::HashMap::new();
    for bit in bits {
        let (base, size) = (bit.first().base, bit.first().size);
        let (from, to) = (bit.from(), bit.to());
        let mut best: Option<(f32, usize)> = None;
        let reach = (0.5 * size * 3.0).min(60.0);
        let cells = (base - reach).floor() as i32..=(base + reach).ceil() as i32;
        for index in cells.filter_map(|cell| shelves.get(&cell)).flatten() {
            let row = &rows[*index];
            let off = (row.base - base).abs();
            let beside = from < row.to + 0.5 * row.size && to > row.from - 0.5 * row.size;
            let close = off < 0.15 * size || (off < 0.55 * row.size && size < 0.9 * row.size && beside);
            if close && best.is_none_or(|(least, _)| off < least) {
                best = Some((off, *index));
            }
        }
        match best {
            Some((_, index)) => {
                let row = &mut rows[index];
                row.from = row.from.min(from);
                row.to = row.to.max(to);
                row.bits.push(bit);
            }
            None => {
                shelves.entry(base.round() as i32).or_default().push(rows.len());
                rows.push(Row { base, size, from, to, bits: vec![bit] });
            }
        }
    }
    rows
}

/// A row as lines: parted where columns are.
fn split(mut row: Row, along: [f32; 2]) -> Vec<Line> {
    row.bits.sort_by(|a, b| a.from().total_cmp(&b.from()).then(a.drawn.cmp(&b.drawn)));
    let mut pieces: Vec<Vec<Bit>> = Vec::new();
    let mut reached = f32::MIN;
    for bit in once(row.bits) {
        let blank = bit.first().is_space();
        let size = bit.first().size;
        if !blank && bit.from() - reached > GUTTER * size || pieces.is_empty() {
            pieces.push(Vec::new());
        }
        // A space does not bridge a gutter, however wide it is made.
        let narrow = |from: f32, to: f32| to - from < GUTTER * size;
        if !blank || narrow(bit.from(), bit.to()) && reached > f32::MIN && narrow(reached, bit.from()) {
            reached = reached.max(bit.to());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(bit);
        }
    }
    pieces.into_iter().filter_map(|piece| line(piece, along)).collect()
}

/// Without the shadows of words: the same letters again, shifted by less than half of the first one. Read as well, each letter
/// would stand there twice.
fn once(bits: Vec<Bit>) -> Vec<Bit> {
    /// A shadow follows closely; a page that piles letters up must not cost more.
    const NEXT: usize = 8;
    let mut kept: Vec<Bit> = Vec::with_capacity(bits.len());
    for bit in bits {
        let casts = |other: &Bit| {
            let first = other.first();
            let letters = |bit: &Bit| bit.chars.iter().map(|char| char.c).collect::<Vec<_>>();
            other.chars.len() == bit.chars.len()
                && bit.from() - first.from < 0.5 * (first.to - first.from)
                && (bit.first().size - first.size).abs() < 0.1 * first.size
                && letters(other) == letters(&bit)
        };
        if bit.first().is_space() || !kept.iter().rev().take(NEXT).any(casts) {
            kept.push(bit);
        }
    }
    kept
}

fn line(bits: Vec<Bit>, along: [f32; 2]) -> Option<Line> {
    let drawn = bits.iter().map(|bit| bit.drawn).min()?;
    let letters = || bits.iter().flat_map(|bit| &bit.chars).filter(|char| !char.is_space());
    let from = letters().map(|char| char.from).fold(f32::MAX, f32::min);
    let to = letters().map(|char| char.to).fold(f32::MIN, f32::max);
    let largest = letters().max_by(|a, b| a.size.total_cmp(&b.size))?;
    let (base, size) = (largest.base, largest.size);
    let mut chars: Vec<Char> = bits.into_iter().flat_map(|bit| bit.chars).collect();
    chars.sort_by(|a, b| a.from.total_cmp(&b.from));
    let words = bidi::read(words(chars));
    Some(Line { along, words, from, to, base, size, drawn })
}

/// Cuts at spaces and at gaps. Where all letters stand apart, as in headings, a gap has to be wider than theirs.
fn words(chars: Vec<Char>) -> Vec<Word> {
    let mut gaps: Vec<f32> = chars
        .windows(2)
        .filter(|pair| !pair[0].is_space() && !pair[1].is_space())
        .map(|pair| (pair[1].from - pair[0].to) / pair[0].size.max(pair[1].size))
        .collect();
    gaps.sort_by(f32::total_cmp);
    let usual = gaps.get(gaps.len() / 2).copied().unwrap_or_default();
    let spaced_out = gaps.len() >= 4 && usual > 0.06;
    let limit = if spaced_out { usual * 1.6 + 0.1 } else { SPACE };
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    let mut reached = f32::MIN;
    for char in chars {
        if char.is_space() {
            if let Some(word) = words.last_mut() {
                word.spaced = true;
            }
            open = false;
            continue;
        }
        let gap = char.from - reached > limit * char.size;
        match words.last_mut() {
            Some(word) if open && !gap => word.chars.push(char),
            last => {
                if let Some(word) = last {
                    word.spaced = true;
                }
                words.push(Word { chars: vec![char], spaced: false });
            }
        }
        open = true;
        reached = if words.last().is_some_and(|word| word.chars.len() > 1) {
            reached.max(char.to)
        } else {
            char.to
        };
    }
    words
}
