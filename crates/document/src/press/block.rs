//! Blocks as rows: where they stand, what is around them, and where in the structure they belong.
//!
//! Each sort of block has a room of its own, which adds to the rows that are there.

use std::collections::HashMap;

use super::colour::INK;
use super::face::{Face, Faces};
use super::line::Lines;
use super::row::{Look, Row};
use super::set::{Link, Set};
use super::tag::{Part, Tags};
use super::{Paper, table};
use crate::Result;
use crate::markdown::{Align, Anchors, Block, Notes, is_comment};

mod code;
mod heading;
mod inline;
mod list;
mod note;
mod paragraph;
mod quote;
mod whole;

/// Lines of paragraphs stand so far apart, in sizes of their letters.
const LEADING: f32 = 1.48;
/// The room for the mark of a list's item, in sizes of the letters.
const INDENT: f32 = 1.9;
/// Blocks within blocks keep at least so much room, in points.
const NARROWEST: f32 = 140.0;

/// Where a block stands.
#[derive(Clone, Copy)]
pub struct Spot {
    pub left: f32,
    pub width: f32,
    /// The part of the structure that it lies in.
    pub part: Option<Part>,
    pub look: Look,
    /// Whether paragraphs stand close together.
    pub tight: bool,
}

/// Makes rows of blocks.
pub struct Setter {
    pub size: f32,
    width: f32,
    pub set: Set,
    /// What headings are called by links.
    anchors: Anchors,
    names: HashMap<String, usize>,
    /// Links within the document: which one, and the name that it leads to.
    within: Vec<(usize, String)>,
    /// The places of footnotes, and of where each was first named.
    notes: Vec<(usize, usize)>,
    named: Vec<bool>,
}

impl Setter {
    /// Sets onto such paper.
    ///
    /// # Errors
    /// Where no text can stand on it.
    pub fn new(paper: &Paper) -> Result<Setter> {
        let set = Set {
            faces: Faces::new()?,
            tags: Tags::default(),
            rows: Vec::new(),
            heads: Vec::new(),
            links: Vec::new(),
            places: 0,
            outline: Vec::new(),
        };
        paper.check()?;
        Ok(Setter {
            size: paper.size,
            width: paper.frame().width,
            set,
            anchors: Anchors::default(),
            names: HashMap::new(),
            within: Vec::new(),
            notes: Vec::new(),
            named: Vec::new(),
        })
    }

    fn spot(&self) -> Spot {
        let look = Look {
            face: Face::Regular,
            size: self.size,
            colour: INK,
            raised: 0.0,
            struck: false,
            behind: None,
            slot: 0,
            link: None,
        };
        Spot { left: 0.0, width: self.width, part: None, look, tight: false }
    }

    fn place(&mut self) -> usize {
        self.set.places += 1;
        self.set.places - 1
    }

    /// All rows; links within the document have found their places.
    pub fn finish(mut self) -> Set {
        for (link, name) in std::mem::take(&mut self.within) {
            let place = self.names.get(&name).or_else(|| self.names.get(&name.to_lowercase()));
            self.set.links[link] = place.map(|place| Link::Within(*place));
        }
        self.set
    }

    /// Lines of letters of this size, so wide and so far apart.
    pub fn lines(&self, width: f32, size: f32, leading: f32) -> Lines {
        let height = size * leading;
        Lines { width, leading: height, baseline: height / 2.0 + size * 0.34, align: Align::None }
    }

    /// Adds rows below what is there, with a space above.
    pub fn push(&mut self, mut rows: Vec<Row>, spot: Spot, before: f32) {
        if let Some(first) = rows.first_mut() {
            first.before += before;
        }
        for mut row in rows {
            row.shift(spot.left);
            self.set.rows.push(row);
        }
    }

    /// Adds a block.
    fn block(&mut self, block: &Block, spot: Spot, notes: &Notes) {
        let gap = if spot.tight { self.size * 0.2 } else { self.size * 0.85 };
        match block {
            Block::Heading { level, text } => self.heading(*level, text, spot, notes),
            Block::Paragraph(text) => self.text(text, spot, gap, notes),
            Block::Quote(blocks) => self.quote(blocks, spot, notes),
            Block::List { first, tight, items } => self.list(*first, *tight, items, spot, gap, notes),
            Block::Code { language, text, colours } => self.code(language, text, colours, spot, gap),
            Block::Table { columns, head, rows } => table::set(self, columns, head, rows, spot, gap, notes),
            Block::Rule => self.rule(spot),
            Block::Html(html) if is_comment(html) => {}
            Block::Html(html) => self.html(html, spot, gap),
            Block::Note { .. } => {}
        }
    }

    /// A spot further to the right in the same one, for what belongs to `part`.
    fn within(&self, spot: Spot, by: f32, part: Part, look: Look) -> Spot {
        let by = by.min((spot.width - NARROWEST).max(0.0));
        Spot { left: spot.left + by, width: spot.width - by, part: Some(part), look, ..spot }
    }
}
