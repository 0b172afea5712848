//! A text while it is written.
//!
//! Where a block of the top level begins, the parser has closed everything before, so what follows is read as if it were a
//! document of its own (links and footnotes apart: see [facts](super::facts)). Only a table may begin with what was the last line
//! of a paragraph, so it stays with what stands right above it. A change is therefore parsed from one piece before it on, up to a
//! place where a piece begins that began there before as well. From there on all is as it was.
//!
//! Known: if a list's last item ends with a definition, comrak says by what follows whether the list is loose. Here it is tight.

use super::facts::{Facts, Known};
use super::front;
use super::parse::{Links, block, line, parse};
use super::{Block, Change, Edit, Flavour, Heading, Piece, Tree};
use crate::{Error, Kind, Result};

/// So many pieces behind a change are looked at first; each time that was too few, four times as many.
const AHEAD: usize = 2;

/// A text while it is written.
#[derive(Clone, Debug)]
pub struct Draft {
    text: String,
    flavour: Flavour,
    /// Where the front matter ends, which is the first piece; 0 if there is none.
    front: usize,
    parts: Vec<Part>,
    pub(super) known: Known,
}

/// A piece of the text, up to where the next one begins.
#[derive(Clone, Debug)]
struct Part {
    start: usize,
    lines: u32,
    is_heading: bool,
    facts: Option<Box<Facts>>,
}

impl Draft {
    /// A text as it is. Its lines end with `\n`, as those that were [read](super::read()) do.
    pub fn new(text: String, flavour: Flavour) -> Draft {
        let front = front::end(&text, flavour);
        let (mut parts, _) = parts("", &text[front..], flavour);
        if front > 0 {
            parts.iter_mut().for_each(|part| part.start += front);
            let lines = lines(&text[..front]);
            parts.insert(0, Part { start: 0, lines, is_heading: false, facts: None });
        }
        let mut draft = Draft { text, flavour, front, parts, known: Known::default() };
        for index in draft.body()..draft.parts.len() {
            draft.parts[index].facts = Facts::of(draft.source(index), flavour);
        }
        draft.known = draft.gather();
        draft
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many pieces it has.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// All of its pieces.
    pub fn pieces(&self) -> Vec<Piece> {
        self.pieces_of(0, self.parts.len())
    }

    fn pieces_of(&self, from: usize, to: usize) -> Vec<Piece> {
        let piece = |index: usize| {
            let bytes = (self.end(index) - self.parts[index].start) as u32;
            Piece { lines: self.parts[index].lines, bytes }
        };
        (from..to).map(piece).collect()
    }

    /// The text of a piece.
    fn source(&self, index: usize) -> &str {
        &self.text[self.parts[index].start..self.end(index)]
    }

    fn end(&self, index: usize) -> usize {
        self.parts.get(index + 1).map_or(self.text.len(), |next| next.start)
    }

    /// The first piece that is no front matter.
    fn body(&self) -> usize {
        usize::from(self.front > 0)
    }

    fn gather(&self) -> Known {
        Known::of(self.parts.iter().filter_map(|part| part.facts.as_deref()))
    }

    /// The blocks of a piece: one as a rule, none if there are only empty lines and definitions.
    pub fn blocks(&self, index: usize) -> Vec<Block> {
        let Some(part) = self.parts.get(index) else { return Vec::new() };
        let source = self.source(index);
        if index < self.body() {
            return vec![front::shown(source)];
        }
        let (lead, lines) = self.known.lead(source, part.facts.as_deref(), self.flavour);
        let whole;
        let text = match lines {
            0 => source,
            _ => {
                whole = lead + source;
                &whole
            }
        };
        parse(text, self.flavour, &self.known.links, |nodes| {
            nodes.filter(|node| line(node) > lines).filter_map(|node| block(node, 0)).collect()
        })
    }

    /// The blocks of a piece as somebody sees them who writes it: code has its colours, and footnotes are called by their
    /// numbers instead of their labels.
    pub fn shown(&self, index: usize) -> Vec<Block> {
        let mut blocks = self.blocks(index);
        super::colour(&mut blocks);
        if !self.known.notes.is_empty() {
            self.known.number(&mut blocks);
        }
        blocks
    }

    /// All of its blocks. Of front matter only the title is one, where the document does not begin with it.
    pub fn tree(&self) -> Tree {
        let mut blocks: Vec<Block> =
            (self.body()..self.parts.len()).flat_map(|index| self.blocks(index)).collect();
        if !matches!(blocks.first(), Some(Block::Heading { level: 1, .. })) {
            blocks.splice(0..0, front::title(&self.text[..self.front]));
        }
        Tree { blocks }
    }

    /// Its headings at the top level.
    pub fn outline(&self) -> Vec<Heading> {
        let mut anchors = super::link::Anchors::default();
        let headings = (0..self.parts.len()).filter(|index| self.parts[*index].is_heading);
        let heading = |piece| match self.blocks(piece).into_iter().next() {
            Some(Block::Heading { level, text }) => {
                let text = super::words(&text);
                Some(Heading { piece, level, anchor: anchors.next(&text), text })
            }
            _ => None,
        };
        headings.filter_map(heading).collect()
    }

    /// The piece that a name within the document leads to: the anchor of a heading at the top level, or a footnote's label or
    /// number behind a `^`.
    pub fn find(&self, name: &str) -> Option<usize> {
        let Some(label) = name.strip_prefix('^') else {
            let heading = self.outline().into_iter().find(|heading| heading.anchor == name)?;
            return Some(heading.piece);
        };
        let by_number = |number: u32| self.known.notes.iter().find(|(_, other)| **other == number);
        let key = match label.parse().ok().and_then(by_number) {
            Some((key, _)) => key.clone(),
            None => super::label::key(label),
        };
        let defines = |part: &Part| part.facts.as_ref().is_some_and(|facts| facts.notes.contains(&key));
        self.parts.iter().position(defines)
    }

    /// Changes the text.
    ///
    /// # Errors
    /// [`Kind::Settings`] if the place is not in the text or within a letter; the text stays as it was.
    pub fn edit(&mut self, edit: &Edit) -> Result<Change> {
        let end = edit.at.saturating_add(edit.removed);
        if !self.text.is_char_boundary(edit.at) || !self.text.is_char_boundary(end) {
            let message =
                "The change lies outside of the text or within a letter: count its place in bytes of UTF-8.";
            return Err(Error::new(Kind::Settings, message));
        }
        let whole = self.text.len();
        let at = |place: usize| self.parts.partition_point(|part| part.start <= place).saturating_sub(1);
        // What comes before may go on into what is changed.
        let body = self.body();
        let (mut first, behind) =
            (at(edit.at).saturating_sub(1).max(body), (at(end) + 1).min(self.parts.len()));
        self.text.replace_range(edit.at..end, &edit.inserted);
        let moved = |place: usize| place + edit.inserted.len() - edit.removed;
        let front = front::end(&self.text, self.flavour);
        if front != self.front || edit.at <= front && front > 0 {
            return Ok(self.edited_front(front, end, moved));
        }
        let (base, mut new, last) = loop {
            let base = self.parts.get(first).map_or(0, |part| part.start);
            let (new, last, is_block) = self.reparsed(behind, base, whole, moved);
            if is_block || first == body {
                break (base, new, last);
            }
            // It has become a definition or a table, which belongs to what comes before.
            first -= 1;
        };
        self.parts[last..].iter_mut().for_each(|part| part.start = moved(part.start));
        new.iter_mut().for_each(|part| part.start += base);
        let count = new.len();
        let old: Vec<Part> = self.parts.splice(first..last, new).collect();
        for index in first..first + count {
            self.parts[index].facts = Facts::of(self.source(index), self.flavour);
        }
        let told = |parts: &[Part]| -> Vec<Box<Facts>> {
            parts.iter().filter_map(|part| part.facts.clone()).collect()
        };
        let mut everywhere = false;
        if told(&old) != told(&self.parts[first..first + count]) {
            let known = self.gather();
            everywhere = known != self.known;
            self.known = known;
        }
        let inserted = self.pieces_of(first, first + count);
        Ok(Change { at: first, removed: last - first, inserted, everywhere })
    }

    /// After a change that ended at `end`, what is in front ends at `front`, and what was behind the change has `moved`.
    fn edited_front(&mut self, front: usize, end: usize, moved: impl Fn(usize) -> usize) -> Change {
        // As long as it stays front matter, what is below knows nothing of it.
        if front > 0 && end < self.front && front == moved(self.front) {
            self.front = front;
            self.parts[1..].iter_mut().for_each(|part| part.start = moved(part.start));
            self.parts[0].lines = lines(&self.text[..front]);
            return Change { at: 0, removed: 1, inserted: self.pieces_of(0, 1), everywhere: false };
        }
        let removed = self.parts.len();
        *self = Draft::new(std::mem::take(&mut self.text), self.flavour);
        Change { at: 0, removed, inserted: self.pieces(), everywhere: true }
    }

    /// The new parts from `base` on, from where their places are counted, and the old one from which on all is as it was: at
    /// or behind the one at `behind`; and whether a piece begins at `base`.
    fn reparsed(
        &self,
        behind: usize,
        base: usize,
        whole: usize,
        moved: impl Fn(usize) -> usize,
    ) -> (Vec<Part>, usize, bool) {
        let mut ahead = AHEAD;
        loop {
            let stop = (behind + ahead).min(self.parts.len());
            let end = moved(self.parts.get(stop).map_or(whole, |part| part.start));
            let (mut new, is_block) = parts(&self.text[..base], &self.text[base..end], self.flavour);
            if stop == self.parts.len() {
                return (new, stop, is_block);
            }
            let same = |old: &usize| {
                let start = moved(self.parts[*old].start) - base;
                new.binary_search_by_key(&start, |part| part.start).ok().map(|index| (*old, index))
            };
            if let Some((old, index)) = (behind..stop).find_map(|old| same(&old)) {
                new.truncate(index);
                return (new, old, is_block);
            }
            ahead *= 4;
        }
    }
}

/// Where a block begins.
struct Start {
    /// Its first line, counted from 1.
    line: usize,
    is_heading: bool,
    is_table: bool,
}

/// Where the pieces of a text begin, and whether one begins with it, behind what is `before`. Empty lines and definitions before
/// the first block belong to it.
fn parts(before: &str, text: &str, flavour: Flavour) -> (Vec<Part>, bool) {
    use comrak::nodes::NodeValue;
    if text.is_empty() {
        return (Vec::new(), true);
    }
    let starts: Vec<Start> = parse(text, flavour, &Links::new(), |nodes| {
        let start = |line, value: &NodeValue| Start {
            line,
            is_heading: matches!(value, NodeValue::Heading(_)),
            is_table: matches!(value, NodeValue::Table(_)),
        };
        nodes.map(|node| start(line(node), &node.data().value)).collect()
    });
    let apart = |start: &Start, before: &str| !start.is_table || follows_an_empty_line(before);
    let is_block = starts.first().is_some_and(|start| start.line == 1 && apart(start, before));
    let mut parts = Vec::with_capacity(starts.len().max(1));
    let mut ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
    // The line that `place` begins.
    let (mut number, mut place) = (1, 0);
    for start in &starts {
        let Start { line, is_heading, .. } = *start;
        // No block begins before the one that comes before it.
        if line > number {
            place = ends.nth(line - number - 1).unwrap_or(text.len());
            number = line;
        }
        match parts.last_mut() {
            None => parts.push(Part { start: 0, lines: 0, is_heading, facts: None }),
            Some(part) if part.start == place => {}
            Some(_) if !apart(start, &text[..place]) => {}
            Some(_) => parts.push(Part { start: place, lines: 0, is_heading, facts: None }),
        }
    }
    if parts.is_empty() {
        parts.push(Part { start: 0, lines: 0, is_heading: false, facts: None });
    }
    for index in 0..parts.len() {
        let end = parts.get(index + 1).map_or(text.len(), |next: &Part| next.start);
        parts[index].lines = lines(&text[parts[index].start..end]);
    }
    (parts, is_block)
}

/// How many lines a text has that is not empty.
fn lines(text: &str) -> u32 {
    let ends = text.bytes().filter(|byte| *byte == b'\n').count();
    (ends + usize::from(!text.ends_with('\n'))) as u32
}

fn follows_an_empty_line(before: &str) -> bool {
    let line = before.strip_suffix('\n').unwrap_or(before).rsplit('\n').next();
    line.is_none_or(|line| line.trim().is_empty())
}

impl Change {
    /// This change and one after it as one.
    pub fn then(self, later: Change) -> Change {
        let at = self.at.min(later.at);
        let between = (self.at + self.inserted.len()).max(later.at + later.removed);
        // What neither of them knows lies between them; it is filled in by whoever has the document.
        let removed = between + self.removed - self.inserted.len() - at;
        let count = between + later.inserted.len() - later.removed - at;
        let inserted = vec![Piece { lines: 0, bytes: 0 }; count];
        Change { at, removed, inserted, everywhere: self.everywhere || later.everywhere }
    }
}

impl Draft {
    /// Changes the text several times, and tells all of it as one change.
    ///
    /// # Errors
    /// As [`edit`](Draft::edit); the changes before the one that fails stay made.
    pub fn edit_all(&mut self, edits: &[Edit]) -> Result<Change> {
        let mut all: Option<Change> = None;
        for edit in edits {
            let change = self.edit(edit)?;
            all = Some(match all {
                None => change,
                Some(before) => before.then(change),
            });
        }
        let mut all = all.unwrap_or_default();
        all.inserted = self.pieces_of(all.at, all.at + all.inserted.len());
        Ok(all)
    }
}
