//! Blocks as rows: where they stand, what is around them, and where in the structure they belong.

use std::collections::HashMap;
use std::num::NonZeroU16;

use krilla::tagging::{ListNumbering, Tag};

use super::face::{Face, Faces};
use super::line::{Lines, Paragraph};
use super::make::stopped;
use super::row::{Colour, Look, Mark, Row};
use super::tag::{Part, Tags};
use super::{Paper, table};
use crate::Result;
use crate::markdown::{self, Align, Anchors, Block, Inline, Item, Notes, Tree, Way, is_comment, way, words};

pub const INK: Colour = (28, 31, 38);
pub const MUTED: Colour = (92, 98, 112);
pub const LINE: Colour = (216, 219, 226);
const LINK: Colour = (38, 66, 168);
const PAPER: Colour = (245, 246, 248);

/// Lines of paragraphs stand so far apart, in sizes of their letters.
const LEADING: f32 = 1.48;
/// The room for the mark of a list's item, in sizes of the letters.
const INDENT: f32 = 1.9;
/// Blocks within blocks keep at least so much room, in points.
const NARROWEST: f32 = 140.0;
/// Between two looks at whether to go on, so many blocks are set.
const STRIDE: usize = 64;

/// Where a link leads.
pub enum Link {
    /// Out of the document.
    Out(String),
    /// To one of its [places](Set::places).
    Within(usize),
}

/// A document as rows.
pub struct Set {
    pub faces: Faces,
    pub tags: Tags,
    pub rows: Vec<Row>,
    /// Rows that are said again on the next page, as the heads of tables are.
    pub heads: Vec<Vec<Row>>,
    /// Where links lead, with the place in the structure of each. Those to nowhere are none.
    pub links: Vec<Option<Link>>,
    /// How many places there are that something leads to.
    pub places: usize,
    /// Headings: their levels, what they say and their places.
    pub outline: Vec<(u8, String, usize)>,
}

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
    names: HashMap<String, usize>,
    /// Links within the document: which one, and the name that it leads to.
    within: Vec<(usize, String)>,
    /// The places of footnotes, and of where each was first named.
    notes: Vec<(usize, usize)>,
    named: Vec<bool>,
}

impl Setter {
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

    /// Sets a whole document.
    pub fn tree(&mut self, tree: &Tree, step: &mut dyn FnMut(f32) -> bool) -> Result<()> {
        let notes = Notes::of(tree);
        self.notes = (0..notes.blocks.len()).map(|_| (self.place(), self.place())).collect();
        self.named = vec![false; notes.blocks.len()];
        let mut anchors = Anchors::default();
        let spot = self.spot();
        let all = tree.blocks.len().max(1) as f32;
        for (index, block) in tree.blocks.iter().enumerate() {
            if index % STRIDE == 0 && !step(index as f32 / all * 0.5) {
                return Err(stopped());
            }
            self.block(block, spot, &notes, &mut anchors);
        }
        self.footnotes(spot, &notes, &mut anchors);
        Ok(())
    }

    /// Sets a text as it is.
    pub fn plain(&mut self, text: &str, step: &mut dyn FnMut(f32) -> bool) -> Result<()> {
        let spot = self.spot();
        let part = self.set.tags.part(None, Tag::P);
        let slot = self.set.tags.slot(part);
        let look = Look { face: Face::Mono, size: self.size * 0.857, slot, ..spot.look };
        let all = text.len().max(1) as f32;
        let mut done = 0;
        for (index, line) in text.lines().enumerate() {
            if index % (STRIDE * 16) == 0 && !step(done as f32 / all * 0.5) {
                return Err(stopped());
            }
            done += line.len() + 1;
            let mut paragraph = Paragraph::default();
            paragraph.push(&line.replace('\t', "    "), look);
            let rows = paragraph.rows(&self.set.faces, self.lines(spot.width, look.size, 1.5));
            self.set.rows.extend(rows);
        }
        Ok(())
    }

    /// All rows; links within the document have found their places.
    pub fn finish(mut self) -> Set {
        for (link, name) in std::mem::take(&mut self.within) {
            let place = self.names.get(&name).or_else(|| self.names.get(&name.to_lowercase()));
            self.set.links[link] = place.map(|place| Link::Within(*place));
        }
        self.set
    }

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

    fn block(&mut self, block: &Block, spot: Spot, notes: &Notes, anchors: &mut Anchors) {
        let gap = if spot.tight { self.size * 0.2 } else { self.size * 0.85 };
        match block {
            Block::Heading { level, text } => self.heading(*level, text, spot, notes, anchors),
            Block::Paragraph(text) => {
                let part = self.set.tags.part(spot.part, Tag::P);
                let paragraph = self.paragraph(text, spot.look, part, notes);
                let mut rows =
                    paragraph.rows(&self.set.faces, self.lines(spot.width, spot.look.size, LEADING));
                together(&mut rows);
                self.push(rows, spot, gap);
            }
            Block::Quote(blocks) => {
                let part = self.set.tags.part(spot.part, Tag::BlockQuote);
                let from = self.set.rows.len();
                let inner = self.within(spot, self.size * 1.4, part, Look { colour: MUTED, ..spot.look });
                blocks.iter().for_each(|block| self.block(block, inner, notes, anchors));
                for (index, row) in self.set.rows[from..].iter_mut().enumerate() {
                    // The bar goes on through the spaces between its rows.
                    let above = if index == 0 { 0.0 } else { row.before };
                    let height = row.height + above;
                    let bar = Mark::Fill { x: spot.left, y: -above, width: 2.0, height, colour: LINE };
                    row.marks.insert(0, bar);
                }
            }
            Block::List { first, tight, items } => {
                self.list(*first, *tight, items, spot, gap, notes, anchors);
            }
            Block::Code { language, text, colours } => self.code(language, text, colours, spot, gap),
            Block::Table { columns, head, rows } => {
                table::set(self, columns, head, rows, spot, gap, notes);
            }
            Block::Rule => {
                let fill = Mark::Fill {
                    x: spot.width * 0.35,
                    y: self.size * 0.5,
                    width: spot.width * 0.3,
                    height: 0.75,
                    colour: LINE,
                };
                let row = Row { height: self.size, marks: vec![fill], ..Row::default() };
                self.push(vec![row], spot, self.size * 1.2);
            }
            Block::Html(html) if is_comment(html) => {}
            Block::Html(html) => {
                let part = self.set.tags.part(spot.part, Tag::P);
                let slot = self.set.tags.slot(part);
                let look = Look { face: Face::Mono, size: self.size * 0.8, colour: MUTED, slot, ..spot.look };
                let mut paragraph = Paragraph::default();
                paragraph.push(html.trim_end(), look);
                let rows = paragraph.rows(&self.set.faces, self.lines(spot.width, look.size, 1.45));
                self.push(rows, spot, gap);
            }
            Block::Note { .. } => {}
        }
    }

    fn within(&self, spot: Spot, by: f32, part: Part, look: Look) -> Spot {
        let by = by.min((spot.width - NARROWEST).max(0.0));
        Spot { left: spot.left + by, width: spot.width - by, part: Some(part), look, ..spot }
    }

    fn heading(&mut self, level: u8, text: &[Inline], spot: Spot, notes: &Notes, anchors: &mut Anchors) {
        let level = level.clamp(1, 6);
        let said = words(text);
        let number = NonZeroU16::new(u16::from(level)).unwrap_or(NonZeroU16::MIN);
        let part = self.set.tags.part(spot.part, Tag::Hn(number, Some(said.clone())));
        let scale = [2.1, 1.55, 1.25, 1.08, 1.0, 1.0][usize::from(level) - 1];
        let size = self.size * scale;
        let colour = if level > 4 { MUTED } else { spot.look.colour };
        let look = Look { face: Face::Bold, size, colour, ..spot.look };
        let paragraph = self.paragraph(text, look, part, notes);
        let mut rows = paragraph.rows(&self.set.faces, self.lines(spot.width, size, 1.24));
        rows.iter_mut().for_each(|row| row.keep = true);
        let place = self.place();
        self.names.insert(anchors.next(&said), place);
        if let Some(first) = rows.first_mut() {
            first.places.push(place);
        }
        self.set.outline.push((level, said, place));
        let before = if level == 1 { 2.2 } else { 1.9 };
        self.push(rows, spot, self.size * before);
    }

    #[allow(clippy::too_many_arguments, reason = "a list is what its block is")]
    fn list(
        &mut self,
        first: Option<u32>,
        tight: bool,
        items: &[Item],
        spot: Spot,
        gap: f32,
        notes: &Notes,
        anchors: &mut Anchors,
    ) {
        let numbering = if first.is_some() { ListNumbering::Decimal } else { ListNumbering::Disc };
        let list = self.set.tags.part(spot.part, Tag::L(numbering));
        // Room for the widest number.
        let last = first.map_or(0, |first| first.saturating_add(items.len() as u32));
        let digits = last.checked_ilog10().unwrap_or(0) as f32;
        let indent = self.size * (INDENT + (digits - 1.0).max(0.0) * 0.6);
        for (index, Item { done, blocks }) in items.iter().enumerate() {
            let item = self.set.tags.part(Some(list), Tag::LI);
            let label = self.set.tags.part(Some(item), Tag::Lbl);
            let slot = self.set.tags.slot(label);
            let body = self.set.tags.part(Some(item), Tag::LBody);
            let mut inner = self.within(spot, indent, body, spot.look);
            inner.tight = tight;
            let room = inner.left - spot.left;
            let from = self.set.rows.len();
            blocks.iter().for_each(|block| self.block(block, inner, notes, anchors));
            let lines = self.lines(spot.width, self.size, LEADING);
            if self.set.rows.len() == from {
                self.set.rows.push(Row { height: lines.leading, ..Row::default() });
            }
            let look = Look { slot, colour: MUTED, ..spot.look };
            let mark = match (done, first) {
                (Some(done), _) => {
                    let side = self.size * 0.78;
                    let y = lines.baseline - side * 0.92;
                    Mark::Check { x: inner.left - side - self.size * 0.6, y, side, done: *done, slot }
                }
                (None, first) => {
                    let text = first.map_or("•".to_owned(), |first| format!("{}.", first as usize + index));
                    let word = self.set.faces.word(look.face, &text);
                    let x = inner.left - (word.width + 0.5) * look.size;
                    Mark::Word { x: x.max(inner.left - room), baseline: lines.baseline, word, look }
                }
            };
            let row = &mut self.set.rows[from];
            row.before = match (index, tight) {
                (0, _) => gap,
                (_, true) => self.size * 0.2,
                (_, false) => self.size * 0.7,
            };
            row.marks.insert(0, mark);
        }
    }

    fn code(
        &mut self,
        language: &str,
        text: &str,
        colours: &[(u32, markdown::Colour)],
        spot: Spot,
        gap: f32,
    ) {
        let found;
        let colours = match colours {
            [] => {
                found = markdown::colours(language, text);
                &found
            }
            _ => colours,
        };
        let part = self.set.tags.part(spot.part, Tag::Code);
        let slot = self.set.tags.slot(part);
        let (size, pad) = (self.size * 0.83, self.size * 0.8);
        let look = Look { face: Face::Mono, size, colour: INK, slot, ..spot.look };
        let mut paragraph = Paragraph::default();
        let mut at = 0;
        for (count, colour) in colours {
            let part = text.get(at..at + *count as usize).unwrap_or_default();
            paragraph.push(&part.replace('\t', "    "), Look { colour: ink(*colour), ..look });
            at += *count as usize;
        }
        paragraph.push(&text.get(at..).unwrap_or_default().replace('\t', "    "), look);
        let lines = self.lines(spot.width - 2.0 * pad, size, 1.5);
        let mut rows = paragraph.rows(&self.set.faces, lines);
        // The end of the last line is no line.
        if text.ends_with('\n') && rows.last().is_some_and(|row| row.marks.is_empty()) {
            rows.pop();
        }
        let count = rows.len();
        for (index, row) in rows.iter_mut().enumerate() {
            row.shift(pad);
            let above = if index == 0 { pad * 0.8 } else { 0.0 };
            let below = if index + 1 == count { pad * 0.8 } else { 0.0 };
            for mark in &mut row.marks {
                if let Mark::Word { baseline, .. } = mark {
                    *baseline += above;
                }
            }
            row.height += above + below;
            // A little more than the row, so that no light comes through between two of them.
            let height = row.height + if below == 0.0 { 0.3 } else { 0.0 };
            row.marks.insert(0, Mark::Fill { x: 0.0, y: 0.0, width: spot.width, height, colour: PAPER });
        }
        together(&mut rows);
        self.push(rows, spot, gap);
    }

    fn footnotes(&mut self, spot: Spot, notes: &Notes, anchors: &mut Anchors) {
        if notes.blocks.is_empty() {
            return;
        }
        let rule = Mark::Fill { x: 0.0, y: 0.0, width: self.size * 10.0, height: 0.75, colour: LINE };
        let row = Row { height: self.size * 0.6, marks: vec![rule], keep: true, ..Row::default() };
        self.push(vec![row], spot, self.size * 2.4);
        for (index, blocks) in notes.blocks.iter().enumerate() {
            let note = self.set.tags.part(None, Tag::Note);
            let label = self.set.tags.part(Some(note), Tag::Lbl);
            let slot = self.set.tags.slot(label);
            let small = Look { size: self.size * 0.86, ..spot.look };
            let from = self.set.rows.len();
            let inner = Spot { tight: true, ..self.within(spot, self.size * INDENT, note, small) };
            blocks.iter().for_each(|block| self.block(block, inner, notes, anchors));
            let lines = self.lines(spot.width, small.size, LEADING);
            if self.set.rows.len() == from {
                self.set.rows.push(Row { height: lines.leading, ..Row::default() });
            }
            let link = self.set.links.len();
            self.set.links.push(Some(Link::Within(self.notes[index].1)));
            let word = self.set.faces.word(Face::Regular, &format!("{}.", index + 1));
            let look = Look { slot, colour: LINK, link: Some(link), ..small };
            let row = &mut self.set.rows[from];
            row.places.push(self.notes[index].0);
            row.marks.insert(0, Mark::Word { x: spot.left, baseline: lines.baseline, word, look });
        }
    }

    /// A paragraph of these parts, which belong to `part` of the structure.
    pub fn paragraph(&mut self, parts: &[Inline], look: Look, part: Part, notes: &Notes) -> Paragraph {
        let mut paragraph = Paragraph::default();
        let slot = self.set.tags.slot(part);
        self.inlines(parts, Look { slot, ..look }, part, notes, &mut paragraph);
        paragraph
    }

    fn inlines(&mut self, parts: &[Inline], look: Look, part: Part, notes: &Notes, out: &mut Paragraph) {
        // What follows a link comes after it in the structure.
        let mut look = look;
        for inline in parts {
            match inline {
                Inline::Text(text) => out.push(text, look),
                Inline::Soft => out.push(" ", look),
                Inline::Break => out.push("\n", look),
                Inline::Code(code) => {
                    let size = look.size * 0.86;
                    out.push(code, Look { face: Face::Mono, size, behind: Some(PAPER), ..look });
                }
                Inline::Emphasis(parts) => {
                    self.inlines(parts, Look { face: look.face.italic(), ..look }, part, notes, out);
                }
                Inline::Strong(parts) => {
                    self.inlines(parts, Look { face: look.face.bold(), ..look }, part, notes, out);
                }
                Inline::Strike(parts) => {
                    self.inlines(parts, Look { struck: true, colour: MUTED, ..look }, part, notes, out);
                }
                Inline::Link { to, text, .. } => {
                    look.slot = self.link(to, text, look, part, notes, out);
                }
                Inline::Picture { from, words, .. } => {
                    let name =
                        if words.trim().is_empty() { from.rsplit('/').next().unwrap_or(from) } else { words };
                    let figure = self.set.tags.part(Some(part), Tag::Figure(Some(name.to_owned())));
                    let slot = self.set.tags.slot(figure);
                    out.push(&format!("[{name}]"), Look { colour: MUTED, slot, ..look });
                    look.slot = self.set.tags.slot(part);
                }
                Inline::Html(html) if is_comment(html) => {}
                Inline::Html(html) => {
                    out.push(html, Look { face: Face::Mono, size: look.size * 0.82, colour: MUTED, ..look });
                }
                Inline::Note(label) => match notes.number(label) {
                    Some(number) => look.slot = self.note(number, look, part, out),
                    None => out.push(&format!("[^{label}]"), look),
                },
            }
        }
    }

    /// Adds a link; answers with the slot of what follows it.
    fn link(
        &mut self,
        to: &str,
        text: &[Inline],
        look: Look,
        part: Part,
        notes: &Notes,
        out: &mut Paragraph,
    ) -> usize {
        let target = match way(to) {
            Way::Out(address) => Some(Link::Out(address.to_owned())),
            Way::Within(name) => {
                self.within.push((self.set.links.len(), name.to_owned()));
                None
            }
            // A page of paper has no files beside it.
            Way::Beside(_) | Way::Nowhere => {
                self.inlines(text, look, part, notes, out);
                return look.slot;
            }
        };
        let link = self.set.links.len();
        self.set.links.push(target);
        let tag = self.set.tags.part(Some(part), Tag::Link);
        let slot = self.set.tags.slot(tag);
        self.inlines(text, Look { colour: LINK, link: Some(link), slot, ..look }, tag, notes, out);
        self.set.tags.slot(part)
    }

    fn note(&mut self, number: usize, look: Look, part: Part, out: &mut Paragraph) -> usize {
        let link = self.set.links.len();
        self.set.links.push(Some(Link::Within(self.notes[number - 1].0)));
        let tag = self.set.tags.part(Some(part), Tag::Link);
        let slot = self.set.tags.slot(tag);
        let (size, raised) = (look.size * 0.68, look.size * 0.34);
        out.push(&number.to_string(), Look { size, raised, colour: LINK, link: Some(link), slot, ..look });
        self.set.tags.slot(part)
    }
}

/// No page has the first or the last line of these alone.
fn together(rows: &mut [Row]) {
    let count = rows.len();
    if let (true, Some(first)) = (count > 1, rows.first_mut()) {
        first.keep = true;
    }
    if count > 2 {
        rows[count - 2].keep = true;
    }
}

/// The colour of a part of code on paper.
fn ink(colour: markdown::Colour) -> Colour {
    match colour {
        markdown::Colour::Plain => INK,
        markdown::Colour::Keyword => (126, 38, 168),
        markdown::Colour::Type => (10, 96, 122),
        markdown::Colour::Function => (32, 74, 178),
        markdown::Colour::Name => (14, 98, 80),
        markdown::Colour::String => (54, 100, 22),
        markdown::Colour::Number => (152, 66, 12),
        markdown::Colour::Comment => (104, 110, 124),
        markdown::Colour::Meta => (116, 84, 0),
        markdown::Colour::Added => (24, 102, 56),
        markdown::Colour::Removed => (170, 34, 28),
    }
}
