//! What is removed from one page: from its content, its pictures, and what boxes are left.

use std::collections::HashSet;

use super::super::content;
use super::super::read::{Glyph, Verdict, Walk};
use super::super::space::{inside, line};
use super::super::stamp::Stamp;
use super::Work;
use crate::Result;
use crate::cos::{Dict, Object};
use crate::edit::read::meet;
use crate::edit::space::SAME;

impl Work<'_> {
    pub(super) fn page(&mut self, index: u32) -> Result<()> {
        let document = self.input.document;
        let page = self.changes.page(document, index)?;
        let bytes = content::bytes(document, &self.changes, &page.dict)?;
        let resources = self.changes.dict(document, page.dict.get("Resources"))?;
        let mut walk = Walk::new(document, &mut self.changes, None);
        walk.content(&bytes, &resources, SAME)?;
        let glyphs = walk.reading.glyphs;
        let areas: Vec<[f64; 4]> = self
            .redaction
            .areas
            .iter()
            .filter(|area| area.page == index)
            .map(|area| inside(&page, area.at))
            .collect();
        let verdict = self.judge(index, &glyphs, &areas);
        let removed = verdict.glyphs.len() as u64;
        let mut walk = Walk::new(document, &mut self.changes, Some(verdict));
        let (new, left) = walk.content(&bytes, &resources, SAME)?;
        let reading = walk.reading;
        self.notes.extend(reading.notes);
        self.certificate.glyphs += removed;
        self.certificate.pictures += reading.pictures;
        self.certificate.paths += reading.paths;
        let mut dict = page.dict.clone();
        if let Some(new) = new {
            let content = self.changes.stream(Dict::new(), &new);
            dict.set("Contents", content);
        }
        dict.set("Resources", left);
        ["Metadata", "PieceInfo", "Thumb", "AA"].iter().for_each(|name| dict.remove(name));
        let notes = self.annotations(&mut dict, &areas)?;
        if removed + reading.pictures + reading.paths + notes > 0 || !areas.is_empty() {
            self.certificate.touched.push(index);
        }
        self.boxes(&mut dict, &areas, &reading.gaps)?;
        self.changes.set_page(index, dict);
        Ok(())
    }

    /// Which glyphs shall go.
    fn judge(&mut self, index: u32, glyphs: &[Glyph], areas: &[[f64; 4]]) -> Verdict {
        let (boxed, counts) = self.needles.glyphs(glyphs);
        for (found, count) in self.certificate.words.iter_mut().zip(counts) {
            found.removed += count;
        }
        let mut gone = boxed.clone();
        for (at, glyph) in glyphs.iter().enumerate() {
            let hidden = self.redaction.hidden && glyph.hidden;
            if hidden || areas.iter().any(|area| covers(*area, glyph)) {
                gone.insert(at);
            }
        }
        let unread: HashSet<bool> = glyphs.iter().map(|glyph| glyph.readable).collect();
        if !self.needles.is_empty() && unread.contains(&false) {
            self.notes.insert(format!(
                "Page {} has letters of which the file does not say what they mean, so words cannot be found in them. Look at the page, and remove them by a box.",
                index + 1
            ));
        }
        if !self.needles.is_empty() && glyphs.is_empty() {
            self.notes.insert(format!(
                "Page {} has no text, only pictures or lines. Words in those are not found: remove them by a box.",
                index + 1
            ));
        }
        // A scan shows what its hidden text says, so the picture of a hidden word goes with it, by whatever it is drawn.
        let (hidden, words): (Vec<_>, Vec<_>) =
            stretches(glyphs, &boxed).into_iter().partition(|(_, hidden)| *hidden);
        let only = |boxes: Vec<([f64; 4], bool)>| boxes.into_iter().map(|(area, _)| area);
        let areas = areas.iter().copied().chain(only(hidden)).collect();
        Verdict { glyphs: gone, boxed, areas, words: only(words).collect() }
    }

    /// Draws the boxes that are left behind.
    fn boxes(&mut self, dict: &mut Dict, areas: &[[f64; 4]], gaps: &[[(f64, f64); 4]]) -> Result<()> {
        let Some(fill) = self.redaction.fill else { return Ok(()) };
        if areas.is_empty() && gaps.is_empty() {
            return Ok(());
        }
        let document = self.input.document;
        let mut stamp = Stamp::new(document, &self.changes, dict)?;
        let colour = [fill.r, fill.g, fill.b].map(|part| f64::from(part) / 255.0);
        stamp.over.push_str("/Artifact BMC\n");
        stamp.over.push_str(&line(&colour, "rg"));
        for [left, bottom, right, top] in areas {
            stamp.over.push_str(&line(&[*left, *bottom, right - left, top - bottom], "re f"));
        }
        for corners in gaps {
            for (at, (x, y)) in corners.iter().enumerate() {
                stamp.over.push_str(&line(&[*x, *y], if at == 0 { "m" } else { "l" }));
            }
            stamp.over.push_str("h f\n");
        }
        stamp.over.push_str("EMC\n");
        stamp.finish(document, &mut self.changes, dict)
    }
}

/// A box for each stretch of glyphs that stand side by side in a line, and whether they are hidden.
fn stretches(glyphs: &[Glyph], of: &HashSet<usize>) -> Vec<([f64; 4], bool)> {
    let mut order: Vec<usize> = of.iter().copied().collect();
    order.sort_unstable();
    let beside = |a: &usize, b: &usize| {
        let (one, other) = (&glyphs[*a], &glyphs[*b]);
        a + 1 == *b && one.hidden == other.hidden && one.in_line(other)
    };
    let stretches = order.chunk_by(beside);
    stretches
        .map(|run| (box_around(run.iter().flat_map(|at| glyphs[*at].whole())), glyphs[run[0]].hidden))
        .collect()
}

/// Whether an area covers ink of a glyph.
pub(super) fn covers(area: [f64; 4], glyph: &Glyph) -> bool {
    meet(area, box_around(glyph.core()))
}

fn box_around(corners: impl IntoIterator<Item = (f64, f64)>) -> [f64; 4] {
    corners.into_iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |[l, b, r, t], (x, y)| {
        [l.min(x), b.min(y), r.max(x), t.max(y)]
    })
}

/// All text that an object holds itself.
pub(super) fn strings(object: &Object, found: &mut Vec<String>) {
    match object {
        Object::String(bytes) => found.push(crate::cos::text(bytes)),
        Object::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Object::Dict(dict) => dict.iter().for_each(|(_, value)| strings(value, found)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, value)| strings(value, found)),
        _ => {}
    }
}
