//! Footnotes: their numbers in the text, and what they say at its end.

use krilla::tagging::Tag;

use super::{INDENT, LEADING, Setter, Spot};
use crate::markdown::Notes;
use crate::press::colour::{LINE, LINK};
use crate::press::face::Face;
use crate::press::line::Paragraph;
use crate::press::row::{Look, Mark, Row};
use crate::press::set::Link;
use crate::press::tag::Part;

impl Setter {
    /// What all footnotes say.
    pub(super) fn footnotes(&mut self, spot: Spot, notes: &Notes) {
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
            blocks.iter().for_each(|block| self.block(block, inner, notes));
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

    /// Adds the number of a footnote; answers with the slot of what follows it.
    pub(super) fn note(&mut self, number: usize, look: Look, part: Part, out: &mut Paragraph) -> usize {
        let link = self.set.links.len();
        self.set.links.push(Some(Link::Within(self.notes[number - 1].0)));
        let tag = self.set.tags.part(Some(part), Tag::Link);
        let slot = self.set.tags.slot(tag);
        let (size, raised) = (look.size * 0.68, look.size * 0.34);
        out.push(&number.to_string(), Look { size, raised, colour: LINK, link: Some(link), slot, ..look });
        self.set.tags.slot(part)
    }
}
