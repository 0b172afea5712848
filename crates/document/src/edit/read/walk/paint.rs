//! What is painted: paths, and the patterns that they are filled with.

use std::rc::Rc;

use super::content::{Content, Part};
use super::{Walk, meet};
use crate::Result;
use crate::cos::Object;
use crate::edit::content::Operation;

impl Walk<'_, '_> {
    /// The tiling pattern that an operator sets.
    pub(super) fn pattern(&self, operation: &Operation, content: &Content) -> Result<Option<Rc<[u8]>>> {
        let Some(name) = operation.operands.last().and_then(Object::as_name) else { return Ok(None) };
        let patterns = self.changes.dict(self.document, content.resources.get("Pattern"))?;
        let pattern = self.changes.get(self.document, patterns.get_bytes(name))?;
        Ok(matches!(pattern, Object::Stream(_)).then(|| name.into()))
    }

    /// Paints the parts of a path that are not in an area. What is painted with a pattern goes where it only touches one.
    pub(super) fn paint(&mut self, operation: &Operation, content: &mut Content) {
        let Some(verdict) = &self.verdict else { return };
        let path = std::mem::take(&mut content.path);
        let clips = std::mem::replace(&mut content.clips, false);
        let invisible = operation.operator == b"n";
        let patterns: Vec<_> = content.state.patterns(operation.operator).cloned().collect();
        let inside = |part: &Part| {
            let touches = |area: &[f64; 4]| {
                mostly(part.area, *area) || (!patterns.is_empty() && meet(part.area, *area))
            };
            verdict.areas.iter().any(touches)
        };
        let gone = if invisible { 0 } else { path.iter().filter(|part| inside(part)).count() };
        // What is painted may also say where the next is: then only patterns are so telling that all of it goes.
        let gone = if clips && patterns.is_empty() { 0 } else { gone };
        if gone == 0 {
            content.patterns.extend(patterns);
            let from = path.first().map_or(operation.range.start, |part| part.from);
            content.emit(from..operation.range.end);
            return;
        }
        self.reading.paths += gone as u64;
        if !patterns.is_empty() {
            let note = "A surface that is painted with a pattern was removed as a whole.";
            self.reading.notes.insert(note.into());
        }
        content.changed = true;
        if clips {
            // The way stays, the paint goes.
            let from = path.first().map_or(operation.range.start, |part| part.from);
            content.emit(from..operation.range.start);
            content.out.extend_from_slice(b"n\n");
            return;
        }
        let stay = path.iter().filter(|part| !inside(part));
        stay.for_each(|part| content.emit(part.from..part.to));
        let rest = if gone == path.len() { b"n" } else { operation.operator };
        if gone < path.len() {
            content.patterns.extend(patterns);
        }
        content.out.extend_from_slice(rest);
        content.out.push(b'\n');
    }
}

/// Whether most of a box is in another one; lines have no room of their own, and so get some.
fn mostly(own: [f64; 4], area: [f64; 4]) -> bool {
    let own = [own[0] - 0.5, own[1] - 0.5, own[2] + 0.5, own[3] + 0.5];
    let (width, height) =
        (own[2].min(area[2]) - own[0].max(area[0]), own[3].min(area[3]) - own[1].max(area[1]));
    let room = (own[2] - own[0]) * (own[3] - own[1]);
    width > 0.0 && height > 0.0 && width * height > 0.4 * room
}
