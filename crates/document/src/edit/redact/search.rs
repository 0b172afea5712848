//! Words among glyphs. A page says where glyphs stand and not what is a word, so it is read in two ways: in the order of
//! drawing, and line by line. What is found in either way is found.

use std::collections::{HashMap, HashSet};

use super::super::Word;
use super::super::read::Glyph;
use crate::fold::Folding;

/// The words that are looked for.
pub(crate) struct Needles {
    needles: Vec<Needle>,
}

struct Needle {
    letters: Vec<char>,
    folding: Folding,
    whole: bool,
}

/// Text to be searched: letters, and what each is of.
#[derive(Default)]
pub(super) struct Hay(Vec<(char, usize)>);

/// Letters without what is only there for the look.
fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(|c| {
        let parts: &[char] = match c {
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\0' => &[],
            '\u{2010}' | '\u{2011}' | '\u{2212}' => &['-'],
            c if c.is_whitespace() => &[' '],
            _ => return vec![c],
        };
        parts.to_vec()
    })
}

impl Hay {
    fn push(&mut self, c: char, of: usize) {
        if c == ' ' && self.0.last().is_none_or(|(last, _)| *last == ' ') {
            return;
        }
        self.0.push((c, of));
    }

    /// Adds the letters of a text, all of one thing.
    pub fn add(&mut self, text: &str, of: usize) {
        letters(text).for_each(|c| self.push(c, of));
    }

    fn text(text: &str) -> Self {
        let mut hay = Self::default();
        for (at, c) in text.char_indices() {
            letters(c.encode_utf8(&mut [0; 4])).for_each(|c| hay.push(c, at));
        }
        hay
    }

    /// Ends a line: a hyphen there may only be there for the line.
    pub fn line(&mut self, next: usize) {
        if let [.., ('-', _), (' ', _)] = self.0[..] {
            self.0.pop();
        }
        if !matches!(self.0.last(), Some(('-', _))) {
            self.push(' ', next);
        }
    }

    /// The letters as they are compared, and what each is of.
    fn folded(&self, folding: Folding) -> (Vec<char>, Vec<usize>) {
        let (mut folded, mut of) = (Vec::with_capacity(self.0.len()), Vec::with_capacity(self.0.len()));
        for (c, thing) in &self.0 {
            if c.is_ascii() {
                folded.push(if folding.case { *c } else { c.to_ascii_lowercase() });
            } else {
                folded.extend(folding.of(*c));
            }
            of.resize(folded.len(), *thing);
        }
        (folded, of)
    }

    /// For each needle, what its letters are of, each time that it is found.
    fn find(&self, needles: &[Needle]) -> Vec<Vec<Vec<usize>>> {
        let mut known: HashMap<Folding, (Vec<char>, Vec<usize>)> = HashMap::new();
        let of = |needle: &Needle| {
            let (hay, of) = known.entry(needle.folding).or_insert_with(|| self.folded(needle.folding));
            needle.places(hay).into_iter().map(|(start, end)| of[start..end].to_vec()).collect()
        };
        needles.iter().map(of).collect()
    }
}

impl Needle {
    /// Where it is: first letter and end.
    fn places(&self, hay: &[char]) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let Some(first) = self.letters.first() else { return found };
        for start in 0..hay.len() {
            if hay[start] != *first {
                continue;
            }
            let Some(end) = meets(&hay[start..], &self.letters) else { continue };
            let end = start + end;
            let letter = |at: Option<&char>| at.is_some_and(|c| c.is_alphanumeric());
            let inner = letter(start.checked_sub(1).and_then(|at| hay.get(at))) || letter(hay.get(end));
            if !(self.whole && inner) {
                found.push((start, end));
            }
        }
        found
    }
}

/// How many letters a needle takes here. A space of it may be missing, and a hyphen of a line end may be there.
fn meets(hay: &[char], needle: &[char]) -> Option<usize> {
    let mut at = 0;
    for (n, c) in needle.iter().enumerate() {
        if *c == ' ' {
            at += usize::from(hay.get(at) == Some(&' '));
            continue;
        }
        if n > 0 && hay.get(at) == Some(&'-') && *c != '-' && hay.get(at + 1) == Some(c) {
            at += 1;
        }
        if hay.get(at) != Some(c) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

impl Needles {
    pub fn new(words: &[Word]) -> Self {
        let needles = words.iter().map(|word| {
            let folding = Folding { case: word.case, accents: word.accents };
            let mut hay = Hay::default();
            hay.add(word.text.trim_end(), 0);
            Needle { letters: hay.folded(folding).0, folding, whole: word.whole }
        });
        Self { needles: needles.collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.needles.is_empty()
    }

    /// For each word, what each of its letters is of, each time that it is found.
    pub(super) fn hits(&self, hay: &Hay) -> Vec<Vec<Vec<usize>>> {
        hay.find(&self.needles)
    }

    /// How often each word is in a text.
    pub fn count(&self, text: &str) -> Vec<u64> {
        Hay::text(text).find(&self.needles).iter().map(|hits| hits.len() as u64).collect()
    }

    /// A text without the words; `None` if none of them is in it.
    pub fn without(&self, text: &str) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let gone: HashSet<usize> =
            Hay::text(text).find(&self.needles).into_iter().flatten().flatten().collect();
        if gone.is_empty() {
            return None;
        }
        let mut kept = String::new();
        let mut open = false;
        for (at, c) in text.char_indices() {
            let own = gone.contains(&at);
            if own && !open {
                kept.push('█');
            } else if !own {
                kept.push(c);
            }
            open = own;
        }
        Some(kept)
    }

    /// The glyphs of the words, and how often each word is there.
    pub fn glyphs(&self, glyphs: &[Glyph]) -> (HashSet<usize>, Vec<u64>) {
        let mut found = HashSet::new();
        let mut counts = vec![0; self.needles.len()];
        if self.is_empty() {
            return (found, counts);
        }
        let drawn: Vec<usize> = (0..glyphs.len()).collect();
        for order in [drawn, by_lines(glyphs)] {
            for (hits, count) in hay(glyphs, &order).find(&self.needles).into_iter().zip(&mut counts) {
                *count = (*count).max(hits.len() as u64);
                found.extend(hits.into_iter().flatten());
            }
        }
        (found, counts)
    }
}

/// The text of glyphs in an order, with a space where there is room for one.
fn hay(glyphs: &[Glyph], order: &[usize]) -> Hay {
    let mut hay = Hay::default();
    let mut last: Option<&Glyph> = None;
    for index in order {
        let glyph = &glyphs[*index];
        if let Some(last) = last {
            if !last.in_line(glyph) {
                hay.line(*index);
            } else {
                let gap = glyph.place().0 - last.place().0 - last.advance;
                if gap > 0.2 * glyph.size || gap < -glyph.size {
                    hay.push(' ', *index);
                }
            }
        }
        hay.add(&glyph.text, *index);
        last = Some(glyph);
    }
    hay
}

/// Glyphs line by line, whatever the order in which they were drawn.
fn by_lines(glyphs: &[Glyph]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..glyphs.len()).collect();
    let turn = |glyph: &Glyph| (glyph.along.1.atan2(glyph.along.0).to_degrees().round()) as i64;
    let down = |glyph: &Glyph| -glyph.place().1;
    order.sort_by(|a, b| {
        let (a, b) = (&glyphs[*a], &glyphs[*b]);
        turn(a).cmp(&turn(b)).then(down(a).total_cmp(&down(b)))
    });
    let mut lines: Vec<Vec<usize>> = Vec::new();
    for index in order {
        match lines.last_mut() {
            Some(line) if glyphs[line[0]].in_line(&glyphs[index]) => line.push(index),
            _ => lines.push(vec![index]),
        }
    }
    for line in &mut lines {
        line.sort_by(|a, b| glyphs[*a].place().0.total_cmp(&glyphs[*b].place().0));
    }
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needles(text: &str, case: bool, whole: bool) -> Needles {
        Needles::new(&[Word { text: text.into(), case, whole, accents: false }])
    }

    #[test]
    fn words_are_found_as_they_are_asked_for() {
        let count = |needles: Needles, text: &str| needles.count(text)[0];
        assert_eq!(count(needles("rose", false, false), "Rose, primrose"), 2);
        assert_eq!(count(needles("rose", true, true), "Rose, primrose rose"), 1);
        assert_eq!(count(needles("John Smith", false, false), "john  smith JOHNSMITH"), 2);
        assert_eq!(count(needles("office", false, false), "o\u{fb03}ce of-fice"), 2);
        assert_eq!(needles("Ada", false, true).without("Dear Ada, Adam").unwrap(), "Dear █, Adam");
        assert_eq!(needles("Ada", false, true).without("Adam"), None);
    }

    #[test]
    fn what_search_finds_is_removed() {
        let count = |text: &str, within: &str| needles(text, false, false).count(within)[0];
        assert_eq!(count("muller", "Müller, Mu\u{308}ller, MÜLLER, Muller"), 4);
        assert_eq!(count("strasse", "Hauptstraße, HAUPTSTRASSE"), 2);
        assert_eq!(count("1990-1995", "1990–1995 １９９０−１９９５"), 2);
        assert_eq!(count("O'Neill", "O’Neill, O'Neill"), 2);
        let exact = Word { text: "Müller".into(), accents: true, ..Word::default() };
        assert_eq!(Needles::new(&[exact]).count("Müller Muller"), [1]);
    }
}
