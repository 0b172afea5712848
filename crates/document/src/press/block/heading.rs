//! Headings: larger than what they head, never the last on a page, and in the outline.

use std::num::NonZeroU16;

use krilla::tagging::Tag;

use super::{Setter, Spot};
use crate::markdown::{Inline, Notes, words};
use crate::press::colour::MUTED;
use crate::press::face::Face;
use crate::press::row::Look;

impl Setter {
    pub(super) fn heading(&mut self, level: u8, text: &[Inline], spot: Spot, notes: &Notes) {
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
        self.names.insert(self.anchors.next(&said), place);
        if let Some(first) = rows.first_mut() {
            first.places.push(place);
        }
        self.set.outline.push((level, said, place));
        let before = if level == 1 { 2.2 } else { 1.9 };
        self.push(rows, spot, self.size * before);
    }
}
