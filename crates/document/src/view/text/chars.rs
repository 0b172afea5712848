//! Glyphs as letters in the frame of their direction of writing.
//!
//! In a frame text runs along +x and lines follow each other along +y, whichever way it runs on the page; so upright,
//! turned and vertical text are read by the same code.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::view::List;
use crate::view::list::{Glyphs, Item};

/// A letter in its frame.
#[derive(Clone, Copy, Debug)]
pub(in crate::view) struct Char {
    pub c: char,
    /// Where it begins and ends along the line.
    pub from: f32,
    pub to: f32,
    /// The baseline.
    pub base: f32,
    /// The height of its font.
    pub size: f32,
}

impl Char {
    pub fn is_space(&self) -> bool {
        self.c.is_whitespace()
    }
}

/// All letters that run in one direction, in the order of drawing.
pub(super) struct Frame {
    pub along: [f32; 2],
    pub chars: Vec<Char>,
}

/// Directions that differ by less (the cosine of 1°) are one.
const SAME: f32 = 0.99985;

pub(super) fn frames(list: &List) -> Vec<Frame> {
    let mut frames: Vec<Frame> = Vec::new();
    let mut seen = Seen::default();
    for item in &list.items {
        let Item::Glyphs(run) = item else { continue };
        if !(run.size.is_finite() && run.size > 0.01) {
            continue;
        }
        let along = straight(run.along);
        let same = |frame: &Frame| frame.along[0] * along[0] + frame.along[1] * along[1] > SAME;
        let at = frames.iter().position(same).unwrap_or_else(|| {
            frames.push(Frame { along, chars: Vec::new() });
            frames.len() - 1
        });
        add(&mut frames[at], run, list, &mut seen);
    }
    frames.retain(|frame| frame.chars.iter().any(|char| !char.is_space()));
    frames
}

/// Almost upright is upright: rounding must not tear a line in two.
fn straight(along: [f32; 2]) -> [f32; 2] {
    let snap = |n: f32| if n.abs() < 0.005 { 0.0 } else { n };
    match along.map(snap) {
        [x, 0.0] => [x.signum(), 0.0],
        [0.0, y] => [0.0, y.signum()],
        _ => along,
    }
}

fn add(frame: &mut Frame, run: &Glyphs, list: &List, seen: &mut Seen) {
    let [cos, sin] = frame.along;
    let mut start = 0;
    for glyph in &run.glyphs {
        let end = glyph.end as usize;
        let text = run.text.get(start..end).unwrap_or_default();
        start = end;
        let from = glyph.x * cos + glyph.y * sin;
        let base = glyph.y * cos - glyph.x * sin;
        let to = from + glyph.advance.max(0.0);
        if ![from, base, to].iter().all(|n| n.is_finite()) {
            continue;
        }
        let outside = |at: f32, size: f32| at < -run.size || at > size + run.size;
        if outside(glyph.x, list.size.width) || outside(glyph.y, list.size.height) {
            continue;
        }
        if text.is_empty() {
            // A part of what the glyph before stands for.
            if let Some(last) =
                frame.chars.last_mut().filter(|last| (last.base - base).abs() < 0.1 * run.size)
                && from - last.to < 0.3 * run.size
            {
                last.to = last.to.max(to);
            }
            continue;
        }
        let letters: Vec<char> = readable(text).collect();
        let wide = (to - from) / letters.len().max(1) as f32;
        for (n, c) in letters.into_iter().enumerate() {
            let from = from + wide * n as f32;
            let char = Char { c, from, to: from + wide, base, size: run.size };
            if !seen.again(&char) {
                frame.chars.push(char);
            }
        }
    }
}

/// What can be read and searched: ligatures and letters in a certain shape as their letters, no control characters.
fn readable(text: &str) -> impl Iterator<Item = char> {
    let expand = |c: char| match c {
        '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => c.nfkc().collect::<Vec<_>>(),
        '\u{a0}' | '\t' | '\n' | '\r' => vec![' '],
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{fffd}' => {
            Vec::new()
        }
        c if c.is_control() => Vec::new(),
        c => vec![c],
    };
    text.chars().flat_map(expand)
}

/// Where letters stand already: bold is often made by drawing twice.
#[derive(Default)]
struct Seen(HashMap<(char, i32, i32), (f32, f32)>);

impl Seen {
    fn again(&mut self, char: &Char) -> bool {
        if char.is_space() {
            return false;
        }
        let near = 0.12 * char.size;
        let cell = |n: f32| (n / char.size * 4.0).round() as i32;
        let (x, y) = (cell(char.from), cell(char.base));
        for dx in -1..=1 {
            for dy in -1..=1 {
                if let Some((from, base)) = self.0.get(&(char.c, x + dx, y + dy))
                    && (from - char.from).abs() < near
                    && (base - char.base).abs() < near
                {
                    return true;
                }
            }
        }
        self.0.insert((char.c, x, y), (char.from, char.base));
        false
    }
}
