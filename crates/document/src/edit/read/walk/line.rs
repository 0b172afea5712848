//! The line that is being written: what is left out of it leaves a gap of whole ems.

use super::{Glyph, Walk};

/// The line that is being written.
pub(super) struct Line {
    last: Glyph,
    /// Where its last glyph ends.
    end: f64,
    /// How far its glyphs were moved.
    shift: f64,
    /// Where the gap began, and whether it gets a box.
    gap: Option<(f64, bool)>,
    /// Where the gap ends so far.
    gone: f64,
}

impl Walk<'_, '_> {
    /// Goes on in the line with a glyph: answers how far that is moved.
    pub(super) fn write(&mut self, glyph: Glyph, gone: bool, boxed: bool) -> f64 {
        let (from, _) = glyph.place();
        let goes_on = self.line.as_ref().is_some_and(|line| {
            line.last.in_line(&glyph)
                && from > line.end - 0.6 * glyph.size
                && from < line.end + 1.3 * glyph.size
        });
        if !goes_on {
            self.close_gap(None);
            self.line = None;
        }
        let end = from + glyph.advance;
        if gone {
            let line = self.line.get_or_insert_with(|| Line {
                last: glyph.clone(),
                end: from,
                shift: 0.0,
                gap: None,
                gone: from,
            });
            let start = line.end.min(from.max(line.end - 0.1 * glyph.size));
            let (start, was) = line.gap.unwrap_or((start, false));
            line.gap = Some((start, was || boxed));
            line.gone = line.gone.max(end);
            line.end = line.end.max(end);
            line.last = glyph;
            return line.shift;
        }
        self.close_gap(Some(from));
        let shift = self.line.as_ref().map_or(0.0, |line| line.shift);
        self.line = Some(Line { last: glyph, end, shift, gap: None, gone: end });
        shift
    }

    /// Makes the gap some whole ems wide.
    pub(super) fn close_gap(&mut self, next: Option<f64>) {
        let Some(line) = &mut self.line else { return };
        let Some((start, boxed)) = line.gap.take() else { return };
        let size = line.last.size.max(1e-3);
        let wide = next.unwrap_or(line.gone) - start;
        let whole = (wide / size - 1e-6).ceil().max(1.0) * size;
        let glyph = &line.last;
        let (own, _) = glyph.place();
        if boxed {
            let from = start + line.shift - own;
            self.reading.gaps.push(glyph.corners(from, from + whole, glyph.below, glyph.above));
        }
        if next.is_some() {
            line.shift += whole - wide;
        }
    }
}
