//! Paragraphs, and HTML that somebody wrote between them.

use krilla::tagging::Tag;

use super::{LEADING, Setter, Spot};
use crate::markdown::{Inline, Notes};
use crate::press::colour::MUTED;
use crate::press::face::Face;
use crate::press::line::Paragraph;
use crate::press::row::{Look, Row};

impl Setter {
    /// Adds a paragraph.
    pub(super) fn text(&mut self, text: &[Inline], spot: Spot, gap: f32, notes: &Notes) {
        let part = self.set.tags.part(spot.part, Tag::P);
        let paragraph = self.paragraph(text, spot.look, part, notes);
        let mut rows = paragraph.rows(&self.set.faces, self.lines(spot.width, spot.look.size, LEADING));
        together(&mut rows);
        self.push(rows, spot, gap);
    }

    /// Adds HTML as the letters that it is.
    pub(super) fn html(&mut self, html: &str, spot: Spot, gap: f32) {
        let part = self.set.tags.part(spot.part, Tag::P);
        let slot = self.set.tags.slot(part);
        let look = Look { face: Face::Mono, size: self.size * 0.8, colour: MUTED, slot, ..spot.look };
        let mut paragraph = Paragraph::default();
        paragraph.push(html.trim_end(), look);
        let rows = paragraph.rows(&self.set.faces, self.lines(spot.width, look.size, 1.45));
        self.push(rows, spot, gap);
    }
}

/// No page has the first or the last line of these alone.
pub fn together(rows: &mut [Row]) {
    let count = rows.len();
    if let (true, Some(first)) = (count > 1, rows.first_mut()) {
        first.keep = true;
    }
    if count > 2 {
        rows[count - 2].keep = true;
    }
}
