//! Code: coloured, in a box that goes on over pages.

use krilla::tagging::Tag;

use super::paragraph::together;
use super::{Setter, Spot};
use crate::markdown::{self, Colour};
use crate::press::colour::{self, INK, PAPER};
use crate::press::face::Face;
use crate::press::line::Paragraph;
use crate::press::row::{Look, Mark};

impl Setter {
    pub(super) fn code(
        &mut self,
        language: &str,
        text: &str,
        colours: &[(u32, Colour)],
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
            paragraph.push(&part.replace('\t', "    "), Look { colour: colour::code(*colour), ..look });
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
}
