//! Lines: a paragraph's words, put into lines so that it is least ragged as a whole.

use std::rc::Rc;

use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::face::{Faces, Word};
use super::row::{Look, Mark, Row};
use crate::markdown::Align;

/// A paragraph before it has lines: text in one look after another.
#[derive(Default)]
pub struct Paragraph {
    text: String,
    /// Up to where each look goes.
    looks: Vec<(usize, Look)>,
}

/// A word in its look, and what follows it.
struct Atom {
    word: Rc<Word>,
    look: Look,
    /// Whether a line may or must end here.
    end: Option<BreakOpportunity>,
}

impl Atom {
    fn width(&self) -> f32 {
        self.word.width * self.look.size
    }

    fn space(&self) -> f32 {
        self.word.space * self.look.size
    }
}

/// What a paragraph's lines are like.
#[derive(Clone, Copy)]
pub struct Lines {
    /// How wide they are at most.
    pub width: f32,
    /// How tall each is.
    pub leading: f32,
    /// How far below its upper edge the letters of a line stand.
    pub baseline: f32,
    /// Where they stand.
    pub align: Align,
}

impl Paragraph {
    /// Adds text.
    pub fn push(&mut self, text: &str, look: Look) {
        self.text.push_str(text);
        match self.looks.last_mut() {
            Some((end, same)) if *same == look => *end = self.text.len(),
            _ => self.looks.push((self.text.len(), look)),
        }
    }

    /// Makes all of its letters larger or smaller.
    pub fn scale(&mut self, by: f32) {
        for (_, look) in &mut self.looks {
            look.size *= by;
            look.raised *= by;
        }
    }

    /// The widest of its words, and the width of all of them in one line.
    pub fn widths(&self, faces: &Faces) -> (f32, f32) {
        let (mut widest, mut all, mut line, mut word) = (0.0f32, 0.0f32, 0.0f32, 0.0f32);
        for atom in self.atoms(faces, f32::INFINITY) {
            word += atom.width();
            line += atom.width();
            widest = widest.max(word);
            all = all.max(line);
            line += atom.space();
            match atom.end {
                Some(BreakOpportunity::Mandatory) => (line, word) = (0.0, 0.0),
                Some(BreakOpportunity::Allowed) => word = 0.0,
                None => word += atom.space(),
            }
        }
        (widest, all)
    }

    /// Its words, none wider than `most`.
    fn atoms(&self, faces: &Faces, most: f32) -> Vec<Atom> {
        let mut atoms = Vec::new();
        let mut breaks = linebreaks(&self.text).peekable();
        let mut start = 0;
        for (end, look) in &self.looks {
            while start < *end {
                while breaks.next_if(|(at, _)| *at <= start).is_some() {}
                let next = breaks.peek().copied();
                let (stop, opportunity) = match next {
                    Some((at, opportunity)) if at <= *end => (at, Some(opportunity)),
                    _ => (*end, None),
                };
                self.split(faces, start..stop, *look, opportunity, most, &mut atoms);
                start = stop;
            }
        }
        atoms
    }

    /// A word as atoms, each of letters that one face has and none wider than `most`.
    fn split(
        &self,
        faces: &Faces,
        range: std::ops::Range<usize>,
        look: Look,
        end: Option<BreakOpportunity>,
        most: f32,
        atoms: &mut Vec<Atom>,
    ) {
        let text = self.text[range].trim_end_matches('\n');
        let mut from = 0;
        let mut face = None;
        let mut add = |text: &str, face, end| {
            let look = Look { face, ..look };
            let word = faces.word(face, text);
            if word.width * look.size <= most {
                return atoms.push(Atom { word, look, end });
            }
            // Wider than any line: it breaks wherever it must.
            let mut piece = String::new();
            for letter in text.chars() {
                let longer = format!("{piece}{letter}");
                if !piece.is_empty() && faces.word(face, &longer).width * look.size > most {
                    let word = faces.word(face, &piece);
                    atoms.push(Atom { word, look, end: Some(BreakOpportunity::Allowed) });
                    piece.clear();
                }
                piece.push(letter);
            }
            atoms.push(Atom { word: faces.word(face, &piece), look, end });
        };
        for (at, letter) in text.char_indices() {
            let needed = faces.with(look.face, letter);
            if face.is_some_and(|face| face != needed) && !letter.is_whitespace() {
                add(&text[from..at], face.unwrap_or(needed), None);
                from = at;
                face = Some(needed);
            }
            face.get_or_insert(needed);
        }
        add(&text[from..], face.unwrap_or(look.face), end);
    }

    /// The rows of its lines.
    pub fn rows(&self, faces: &Faces, lines: Lines) -> Vec<Row> {
        let atoms = self.atoms(faces, lines.width);
        if atoms.is_empty() {
            return vec![Row { height: lines.leading, ..Row::default() }];
        }
        let ends = breaks(&atoms, lines.width);
        let mut from = 0;
        let mut rows = Vec::with_capacity(ends.len());
        for end in ends {
            rows.push(row(&atoms[from..end], lines));
            from = end;
        }
        rows
    }
}

/// After which atoms lines end.
fn breaks(atoms: &[Atom], width: f32) -> Vec<usize> {
    // The least raggedness of all lines up to an atom, and where the last of them begins.
    let mut best = vec![(f32::INFINITY, 0usize); atoms.len() + 1];
    best[0] = (0.0, 0);
    for from in 0..atoms.len() {
        let (so_far, _) = best[from];
        if so_far == f32::INFINITY {
            continue;
        }
        let (mut line, mut space) = (0.0, 0.0);
        for (index, atom) in atoms.iter().enumerate().skip(from) {
            line += space + atom.width();
            space = atom.space();
            let over = line > width + 0.01;
            let last = index + 1 == atoms.len();
            let must = last || atom.end == Some(BreakOpportunity::Mandatory);
            // What cannot be divided stands over, rather than nowhere.
            let alone = atoms[from..index].iter().all(|atom| atom.end.is_none());
            if over && !alone {
                break;
            }
            if atom.end.is_some() || last {
                // The last line may be as short as it likes.
                let slack = if must { 0.0 } else { ((width - line) / width).max(0.0) };
                let cost = so_far + slack * slack + 0.002;
                if cost < best[index + 1].0 {
                    best[index + 1] = (cost, from);
                }
            }
            if must {
                break;
            }
        }
    }
    let mut ends = Vec::new();
    let mut end = atoms.len();
    while end > 0 {
        ends.push(end);
        end = best[end].1;
    }
    ends.reverse();
    ends
}

fn row(atoms: &[Atom], lines: Lines) -> Row {
    let space: f32 = atoms.iter().rev().skip(1).map(Atom::space).sum();
    let width = atoms.iter().map(Atom::width).sum::<f32>() + space;
    let mut x = match lines.align {
        Align::Centre => ((lines.width - width) / 2.0).max(0.0),
        Align::Right => (lines.width - width).max(0.0),
        Align::Left | Align::None => 0.0,
    };
    let mut marks = Vec::with_capacity(atoms.len());
    for atom in atoms {
        marks.push(Mark::Word { x, baseline: lines.baseline, word: atom.word.clone(), look: atom.look });
        x += atom.width() + atom.space();
    }
    Row { height: lines.leading, marks, ..Row::default() }
}
