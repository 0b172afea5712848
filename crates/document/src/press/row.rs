//! Rows: what no page divides, from the left margin to the right one.

use std::rc::Rc;

use super::face::{Face, Word};
use super::tag::Slot;

/// A colour: red, green, blue.
pub type Colour = (u8, u8, u8);

/// A row of a page.
#[derive(Clone, Default)]
pub struct Row {
    /// The space above it, which is not there at the top of a page; in points, as all that follows.
    pub before: f32,
    /// How tall it is.
    pub height: f32,
    /// Whether it must not be the last one of its page.
    pub keep: bool,
    /// What is on it, the lower things first.
    pub marks: Vec<Mark>,
    /// Headings and footnotes that begin here, by their numbers in [`Set::places`](super::set::Set).
    pub places: Vec<usize>,
    /// The rows that are said again above it when it begins a page, by their number in [`Set::heads`](super::set::Set).
    pub head: Option<usize>,
}

/// What is on a row. Places are counted from its left and upper edge.
#[derive(Clone)]
pub enum Mark {
    /// A word.
    Word { x: f32, baseline: f32, word: Rc<Word>, look: Look },
    /// A coloured box.
    Fill { x: f32, y: f32, width: f32, height: f32, colour: Colour },
    /// The box of a task, with a tick if it is done.
    Check { x: f32, y: f32, side: f32, done: bool, slot: Slot },
}

/// How a word looks and what it belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    pub face: Face,
    pub size: f32,
    pub colour: Colour,
    /// How far above the line it stands.
    pub raised: f32,
    /// Whether it is struck out.
    pub struck: bool,
    /// What is behind it.
    pub behind: Option<Colour>,
    /// The place in the structure that it belongs to.
    pub slot: Slot,
    /// The link that it is part of, by its number in [`Set::links`](super::set::Set).
    pub link: Option<usize>,
}

impl Row {
    /// Moves all that is on it to the right.
    pub fn shift(&mut self, by: f32) {
        for mark in &mut self.marks {
            match mark {
                Mark::Word { x, .. } | Mark::Fill { x, .. } | Mark::Check { x, .. } => *x += by,
            }
        }
    }
}
