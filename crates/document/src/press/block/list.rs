//! Lists: the mark of each item in the room to its left, as wide as the widest number.

use krilla::tagging::{ListNumbering, Tag};

use super::{INDENT, LEADING, Setter, Spot};
use crate::markdown::{Item, Notes};
use crate::press::colour::MUTED;
use crate::press::row::{Look, Mark, Row};

impl Setter {
    pub(super) fn list(
        &mut self,
        first: Option<u32>,
        tight: bool,
        items: &[Item],
        spot: Spot,
        gap: f32,
        notes: &Notes,
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
            blocks.iter().for_each(|block| self.block(block, inner, notes));
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
}
