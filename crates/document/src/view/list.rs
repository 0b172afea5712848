//! What is drawn on a page, as a list: the seam between the formats and everything that reads pages.
//!
//! A format is a producer of such lists; words, reading order, hits, and later comparing and redacting are made of them.
//! Lengths are points from the upper left corner of the page, see [`Area`].

use crate::{Area, Link, Note, Size};

/// A page as what is drawn on it, in the order of drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// The size of the page.
    pub size: Size,
    /// What is drawn.
    pub items: Vec<Item>,
    /// The fonts that the glyphs are of.
    pub faces: Vec<Face>,
    /// What can be followed.
    pub links: Vec<Link>,
    /// What could not be read as the file means it.
    pub notes: Vec<Note>,
}

/// Something that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// Letters.
    Glyphs(Glyphs),
    /// A picture, by the box around it.
    Picture(Area),
    /// Lines or a filled shape, by the box around them.
    Path(Area),
}

/// A font, as far as reading needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// The name, without what marks a subset.
    pub name: Option<String>,
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it is italic.
    pub italic: bool,
    /// Whether all its letters are equally wide.
    pub mono: bool,
}

/// Glyphs of one font, one size and one direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyphs {
    /// Which of the list's [`faces`](List::faces).
    pub face: u32,
    /// The height of the font in points.
    pub size: f32,
    /// The direction of writing, of length 1: `[1, 0]` runs to the right.
    pub along: [f32; 2],
    /// Whether it is there to be read by machines and not seen.
    pub hidden: bool,
    /// The text of all glyphs.
    pub text: String,
    /// The glyphs.
    pub glyphs: Vec<Glyph>,
}

/// A glyph and where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// Its number in the font.
    pub id: u32,
    /// Where its text ends in the text of the run; it begins where the one before ends. A glyph without text of its own
    /// belongs to the one before.
    pub end: u32,
    /// Its origin, on the baseline.
    pub x: f32,
    /// Its origin, on the baseline.
    pub y: f32,
    /// How far it reaches along the direction of writing.
    pub advance: f32,
}
