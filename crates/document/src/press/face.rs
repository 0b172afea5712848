//! The letters: five faces that come along, and words shaped with them.
//!
//! Literata was drawn for long reading, JetBrains Mono for code; both have Latin, Greek and Cyrillic, and licences that allow
//! everything that is done with them here (`fonts/OFL-*.txt`). What one face lacks is looked for in the other.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{UnicodeBuffer, shape};

use crate::{Error, Kind, Result};

/// A face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Face {
    Regular,
    Italic,
    Bold,
    BoldItalic,
    Mono,
}

const FACES: [(Face, &[u8]); 5] = [
    (Face::Regular, include_bytes!("../../fonts/Literata-Regular.ttf")),
    (Face::Italic, include_bytes!("../../fonts/Literata-Italic.ttf")),
    (Face::Bold, include_bytes!("../../fonts/Literata-Bold.ttf")),
    (Face::BoldItalic, include_bytes!("../../fonts/Literata-BoldItalic.ttf")),
    (Face::Mono, include_bytes!("../../fonts/JetBrainsMono-Regular.ttf")),
];
/// Letters that no face has are told of up to so many.
const TOLD: usize = 40;
/// What stands for a letter that no face has.
const BOX: char = '\u{25a1}';

impl Face {
    /// The face in bold.
    pub fn bold(self) -> Face {
        match self {
            Face::Regular => Face::Bold,
            Face::Italic => Face::BoldItalic,
            other => other,
        }
    }

    /// The face in italics.
    pub fn italic(self) -> Face {
        match self {
            Face::Regular => Face::Italic,
            Face::Bold => Face::BoldItalic,
            other => other,
        }
    }
}

/// Letters in a row, shaped: measured in parts of the size of the letters.
#[derive(Debug)]
pub struct Word {
    /// What it says, with the space that follows it.
    pub text: String,
    /// Its glyphs.
    pub glyphs: Vec<KrillaGlyph>,
    /// How wide it is, without the space that follows it.
    pub width: f32,
    /// How wide that space is.
    pub space: f32,
}

/// All faces, and the words that were shaped with them.
pub struct Faces {
    faces: Vec<(Font, rustybuzz::Face<'static>)>,
    words: RefCell<HashMap<(Face, String), Rc<Word>>>,
    missing: RefCell<BTreeSet<char>>,
}

impl Faces {
    /// Reads the faces.
    pub fn new() -> Result<Faces> {
        let read = |(_, bytes): &(Face, &'static [u8])| {
            let font = Font::new(bytes.to_vec().into(), 0)?;
            Some((font, rustybuzz::Face::from_slice(bytes, 0)?))
        };
        let faces: Option<Vec<_>> = FACES.iter().map(read).collect();
        let broken = "The letters that come with this program are damaged. Load the program again.";
        let faces = faces.ok_or_else(|| Error::new(Kind::Broken, broken))?;
        Ok(Faces { faces, words: RefCell::default(), missing: RefCell::default() })
    }

    /// A face as the document has it.
    pub fn font(&self, face: Face) -> Font {
        self.faces[face as usize].0.clone()
    }

    fn has(&self, face: Face, letter: char) -> bool {
        self.faces[face as usize].1.glyph_index(letter).is_some()
    }

    /// The face that has this letter: the wanted one, else another one.
    pub fn with(&self, wanted: Face, letter: char) -> Face {
        match letter {
            // Joiners and the like belong to what is before them.
            _ if letter.is_whitespace() || letter.is_control() || self.has(wanted, letter) => wanted,
            '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => wanted,
            _ if self.has(Face::Mono, letter) => Face::Mono,
            _ if self.has(Face::Regular, letter) => Face::Regular,
            _ => {
                let mut missing = self.missing.borrow_mut();
                if missing.len() < TOLD {
                    missing.insert(letter);
                }
                Face::Mono
            }
        }
    }

    /// The letters that no face has.
    pub fn missing(&self) -> Vec<char> {
        self.missing.borrow().iter().copied().collect()
    }

    /// Shapes a word with the space that follows it.
    pub fn word(&self, face: Face, text: &str) -> Rc<Word> {
        // Most words come many times.
        if let Some(word) = self.words.borrow().get(&(face, text.to_owned())) {
            return word.clone();
        }
        let word = Rc::new(self.shape(face, text));
        self.words.borrow_mut().insert((face, text.to_owned()), word.clone());
        word
    }

    fn shape(&self, face: Face, text: &str) -> Word {
        let font = &self.faces[face as usize].1;
        let em = font.units_per_em() as f32;
        let shown: String = text.chars().map(|letter| self.shown(face, letter)).collect();
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&shown);
        buffer.guess_segment_properties();
        // Nothing in the faces is written from right to left.
        buffer.set_direction(rustybuzz::Direction::LeftToRight);
        let shaped = shape(font, &[], buffer);
        let body = text.trim_end().len();
        let ranges = clusters(shaped.glyph_infos().iter().map(|glyph| glyph.cluster as usize), &shown, text);
        let (mut width, mut space) = (0.0, 0.0);
        let mut glyphs = Vec::with_capacity(ranges.len());
        let places = shaped.glyph_infos().iter().zip(shaped.glyph_positions()).zip(ranges);
        for ((info, place), range) in places {
            let advance = place.x_advance as f32 / em;
            if range.start < body {
                width += advance
            } else {
                space += advance
            }
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                advance,
                place.x_offset as f32 / em,
                place.y_offset as f32 / em,
                0.0,
                range,
                None,
            ));
        }
        Word { text: text.to_owned(), glyphs, width, space }
    }

    /// What is drawn for a letter.
    fn shown(&self, face: Face, letter: char) -> char {
        match letter {
            _ if self.has(face, letter) => letter,
            _ if letter.is_whitespace() || letter.is_control() => ' ',
            '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => '\u{200b}',
            _ => BOX,
        }
    }
}

/// Which part of the text each glyph stands for, given where in `shown` it begins. Both have as many letters.
fn clusters(starts: impl Iterator<Item = usize>, shown: &str, text: &str) -> Vec<Range<usize>> {
    let starts: Vec<usize> = starts.collect();
    // From places in what is shown to places in the text.
    let mut places: HashMap<usize, usize> =
        shown.char_indices().map(|(at, _)| at).zip(text.char_indices().map(|(at, _)| at)).collect();
    places.insert(shown.len(), text.len());
    let place = |at: usize| places.get(&at).copied().unwrap_or(text.len());
    let next = |index: usize| starts[index..].iter().find(|at| **at > starts[index]).copied();
    (0..starts.len()).map(|index| place(starts[index])..place(next(index).unwrap_or(shown.len()))).collect()
}
