//! What is drawn whole: pictures and forms. What of it shall go is painted over, left out, or walked over in its turn.

use super::content::Content;
use super::{DEPTH, Walk, meet};
use crate::Result;
use crate::cos::{Object, Stream};
use crate::edit::content::{CONTENT, Operation};
use crate::edit::redact::raster;
use crate::edit::space::{Matrix, around, matrix, then};

/// What becomes of an object that is drawn.
enum New {
    Same,
    Gone,
    Other(Object),
}

impl Walk<'_, '_> {
    pub(super) fn draw(&mut self, operation: &Operation, content: &mut Content, depth: usize) -> Result<()> {
        let name = operation.name().to_vec();
        let objects = self.changes.dict(self.document, content.resources.get("XObject"))?;
        let object = objects.get_bytes(&name).clone();
        let Object::Stream(stream) = self.changes.get(self.document, &object)? else {
            content.copy(operation);
            return Ok(());
        };
        let kind = self.changes.get(self.document, stream.dict.get("Subtype"))?;
        if self.verdict.is_none() && kind.is_name("Image") {
            let [a, b, c, d, ..] = content.state.ctm;
            self.reading.placed.extend(object.as_ref().map(|id| (id.number, a.hypot(b), c.hypot(d))));
        }
        let new = if kind.is_name("Image") {
            self.picture(&stream, content.state.ctm)?
        } else if depth < DEPTH {
            self.form_in(&stream, content, depth)?
        } else {
            New::Gone
        };
        match new {
            New::Same => {
                content.used.insert(name);
                content.copy(operation);
            }
            New::Gone => content.replace(b""),
            New::Other(object) => {
                let mut objects = self.changes.dict(self.document, content.resources.get("XObject"))?;
                let names = (objects.len()..).map(|n| format!("Left{n}"));
                let own = { names }.find(|name| !objects.has(name)).unwrap_or_default();
                objects.set(&own, object);
                content.resources.set("XObject", objects);
                content.used.insert(own.clone().into_bytes());
                content.replace(format!("/{own} Do").as_bytes());
            }
        }
        Ok(())
    }

    fn form_in(&mut self, stream: &Stream, content: &mut Content, depth: usize) -> Result<New> {
        let bytes = self.document.decode(stream, CONTENT)?.bytes;
        let own = self.changes.dict(self.document, stream.dict.get("Resources"))?;
        let inherits = own.is_empty();
        let resources = if inherits { content.resources.clone() } else { own.clone() };
        let mut state = content.state.clone();
        state.ctm = then(matrix(&self.changes.array(self.document, stream.dict.get("Matrix"))?), state.ctm);
        let (bytes_now, resources) = self.inner(&bytes, resources, state, depth + 1)?;
        if self.verdict.is_none() || (bytes_now.is_none() && resources == own) {
            return Ok(New::Same);
        }
        let mut dict = stream.dict.clone();
        for name in ["Filter", "DecodeParms", "F", "DP", "Length", "PieceInfo", "Metadata"] {
            dict.remove(name);
        }
        dict.set("Resources", resources);
        Ok(New::Other(self.changes.stream(dict, &bytes_now.unwrap_or(bytes))))
    }

    fn picture(&mut self, stream: &Stream, ctm: Matrix) -> Result<New> {
        let Some(verdict) = &self.verdict else { return Ok(New::Same) };
        let around = around(ctm, [0.0, 0.0, 1.0, 1.0]);
        let under = |areas: &[[f64; 4]]| -> Vec<[f64; 4]> {
            areas.iter().filter(|area| meet(**area, around)).copied().collect()
        };
        let (mut hit, words) = (under(&verdict.areas), under(&verdict.words));
        let must = !hit.is_empty();
        hit.extend(words);
        if hit.is_empty() {
            return Ok(New::Same);
        }
        let painted = raster::blank(self.document, self.changes, stream, ctm, &hit)?;
        self.reading.pictures += u64::from(must || painted.is_some());
        match painted {
            Some(object) => return Ok(New::Other(object)),
            None => self.note_packed(must),
        }
        Ok(if must { New::Gone } else { New::Same })
    }

    fn note_packed(&mut self, gone: bool) {
        let note = match gone {
            true => "A picture that is packed in a way that cannot be painted over was removed as a whole.",
            false => {
                "A picture lies under words that were removed, and is packed in a way that cannot be painted over. Look whether it shows them, and remove it by a box."
            }
        };
        self.reading.notes.insert(note.into());
    }

    pub(super) fn inline(&mut self, operation: &Operation, content: &mut Content) -> Result<()> {
        let place = around(content.state.ctm, [0.0, 0.0, 1.0, 1.0]);
        let hit =
            self.verdict.as_ref().is_some_and(|verdict| verdict.areas.iter().any(|area| meet(*area, place)));
        if hit {
            self.reading.pictures += 1;
            content.replace(b"");
        } else {
            content.copy(operation);
        }
        Ok(())
    }
}
