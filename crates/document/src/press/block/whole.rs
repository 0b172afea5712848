//! A whole document: its blocks and footnotes, or a text as it is.

use krilla::tagging::Tag;

use super::Setter;
use crate::Result;
use crate::markdown::{Notes, Tree};
use crate::press::face::Face;
use crate::press::line::Paragraph;
use crate::press::make::stopped;
use crate::press::row::Look;

/// Between two looks at whether to go on, so many blocks are set.
const STRIDE: usize = 64;

impl Setter {
    /// Sets a whole document.
    ///
    /// # Errors
    /// [`Kind::Stopped`](crate::Kind::Stopped) if `step` says so.
    pub fn tree(&mut self, tree: &Tree, step: &mut dyn FnMut(f32) -> bool) -> Result<()> {
        let notes = Notes::of(tree);
        self.notes = (0..notes.blocks.len()).map(|_| (self.place(), self.place())).collect();
        self.named = vec![false; notes.blocks.len()];
        let spot = self.spot();
        let all = tree.blocks.len().max(1) as f32;
        for (index, block) in tree.blocks.iter().enumerate() {
            if index % STRIDE == 0 && !step(index as f32 / all * 0.5) {
                return Err(stopped());
            }
            self.block(block, spot, &notes);
        }
        self.footnotes(spot, &notes);
        Ok(())
    }

    /// Sets a text as it is, with its lines and its spaces.
    ///
    /// # Errors
    /// As [`tree`](Setter::tree).
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
}
