//! Text on its way through a walk: its fonts, its codes, and the numbers that move it.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::content::Content;
use super::written::Written;
use super::{Face, GLYPHS, OPERATORS, Walk};
use crate::Result;
use crate::cos::{Dict, Object};
use crate::edit::content::Operation;
use crate::edit::space::number;

impl Walk<'_, '_> {
    pub(super) fn face(&mut self, resources: &Dict, name: &[u8]) -> Result<Option<Rc<Face>>> {
        let fonts = self.changes.dict(self.document, resources.get("Font"))?;
        self.face_of(fonts.get_bytes(name))
    }

    fn face_of(&mut self, object: &Object) -> Result<Option<Rc<Face>>> {
        if let Some(face) = object.as_ref().and_then(|id| self.faces.get(&id.number)) {
            return Ok(Some(face.clone()));
        }
        let font = self.changes.dict(self.document, object)?;
        let number = object.as_ref().map(|id| id.number);
        let face = Face::read(self.document, self.changes, &font, number)?;
        if let Some(number) = number {
            self.faces.insert(number, face.clone());
        }
        Ok(Some(face))
    }

    /// A graphics state may bring a font.
    pub(super) fn settings(&mut self, name: &[u8], content: &mut Content) -> Result<()> {
        let states = self.changes.dict(self.document, content.resources.get("ExtGState"))?;
        let state = self.changes.dict(self.document, states.get_bytes(name))?;
        if let [font, size] = &self.changes.array(self.document, state.get("Font"))?[..] {
            content.state.face = self.face_of(font)?;
            content.state.size = size.as_number().unwrap_or(0.0);
        }
        Ok(())
    }

    pub(super) fn show(&mut self, operation: &Operation, content: &mut Content) -> Result<()> {
        content.patterns.extend(content.state.patterns(b"B").cloned());
        let mut before = Vec::new();
        if let b"'" | b"\"" = operation.operator {
            if operation.operator == b"\"" {
                (content.state.words, content.state.spacing) = (operation.number(0), operation.number(1));
                let (words, spacing) = (number(content.state.words), number(content.state.spacing));
                before.extend(format!("{words} Tw {spacing} Tc ").into_bytes());
            }
            content.next(0.0, -content.state.leading);
            before.extend(b"T* ");
        }
        let items: Vec<Object> = match operation.operands.last() {
            Some(Object::Array(items)) => items.to_vec(),
            Some(other) => vec![other.clone()],
            None => Vec::new(),
        };
        let Some(face) = content.state.face.clone() else {
            content.copy(operation);
            return Ok(());
        };
        let most = items.iter().map(|item| item.as_string().map_or(0, <[u8]>::len)).sum::<usize>();
        if self.reading.glyphs.len() + most > GLYPHS {
            self.charge(OPERATORS)?;
        }
        let mut written = Written::default();
        let mut touched = content.drift.abs() > 1e-9;
        for item in &items {
            match item {
                Object::String(bytes) => {
                    let codes = face.codes(bytes);
                    if let (Some(shown), Some(number)) = (&mut self.reading.shown, face.number) {
                        let known = shown.entry(number).or_insert_with(|| (face.clone(), BTreeSet::new()));
                        known.1.extend(codes.iter().map(|(code, _)| *code));
                    }
                    for (code, raw) in codes {
                        touched |= self.glyph(&face, code, raw, content, &mut written);
                    }
                }
                other => {
                    let by = other.as_number().unwrap_or(0.0) / 1000.0 * content.state.size;
                    let by = if face.vertical { by } else { -by * content.state.stretch };
                    content.advance(by, face.vertical);
                    content.drift -= by;
                }
            }
        }
        // Numbers at the end move what comes next.
        if touched {
            before.extend(written.finish());
            content.replace(&before);
        } else {
            content.drift = 0.0;
            content.copy(operation);
        }
        Ok(())
    }

    /// One code. Answers whether anything is other than it was.
    fn glyph(
        &mut self,
        face: &Face,
        code: u32,
        raw: &[u8],
        content: &mut Content,
        written: &mut Written,
    ) -> bool {
        let state = &content.state;
        let extra = state.spacing + if face.is_space(raw) { state.words } else { 0.0 };
        let by = if face.vertical {
            state.size - extra
        } else {
            (face.width(code) * state.size + extra) * state.stretch
        };
        let glyph = content.glyph(face, code, by);
        let index = self.at;
        self.at += 1;
        let unit = glyph.advance / by.abs().max(1e-9);
        let mut touched = false;
        if self.verdict.is_none() {
            self.reading.glyphs.push(glyph);
        } else {
            let gone = self.verdict.as_ref().is_some_and(|verdict| verdict.glyphs.contains(&index));
            let boxed = self.verdict.as_ref().is_some_and(|verdict| verdict.boxed.contains(&index));
            let shift = self.write(glyph, gone, boxed) / if by.abs() > 1e-9 { unit } else { 1.0 };
            if gone {
                content.drift -= by;
                touched = true;
            } else {
                let kern = shift - content.drift;
                if kern.abs() > 1e-4 * content.state.size.abs() {
                    let em = content.state.size * if face.vertical { 1.0 } else { -content.state.stretch };
                    if em.abs() > 1e-9 {
                        written.kern(kern * 1000.0 / em);
                        content.drift = shift;
                    }
                }
                touched |= shift.abs() > 1e-9;
                written.text(raw);
            }
        }
        content.advance(by, face.vertical);
        touched
    }
}
