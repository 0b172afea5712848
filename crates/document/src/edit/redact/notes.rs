//! Annotations and fields: those under a box, and those that say one of the words.

use std::collections::HashSet;

use super::super::flatten::appearance;
use super::super::read::{Walk, meet};
use super::Work;
use super::page::strings;
use crate::Result;
use crate::cos::{Dict, Object};
use crate::edit::space::inside;

/// Fields above each other.
const LEVELS: usize = 32;

impl Work<'_> {
    /// Finds the fields that are under a box: their value is theirs wherever it is shown.
    pub(super) fn fields(&mut self) -> Result<()> {
        let document = self.input.document;
        let pages: HashSet<u32> = self.redaction.areas.iter().map(|area| area.page).collect();
        for index in pages {
            let page = document.page(index)?;
            let areas = self.redaction.areas.iter().filter(|area| area.page == index);
            let areas: Vec<[f64; 4]> = areas.map(|area| inside(&page, area.at)).collect();
            for annotation in document.array(page.dict.get("Annots"))?.iter() {
                let dict = document.dict(annotation)?;
                let rect = document.rect(dict.get("Rect"))?.unwrap_or_default();
                if dict.get("Subtype").is_name("Widget") && areas.iter().any(|area| meet(*area, rect)) {
                    self.fields.extend(annotation.as_ref().map(|id| id.number));
                    if dict.get("FT").is_null() {
                        self.fields.extend(dict.get("Parent").as_ref().map(|id| id.number));
                    }
                }
            }
        }
        Ok(())
    }

    /// Takes the annotations of a page away that must go; answers with how many those are.
    pub(super) fn annotations(&mut self, page: &mut Dict, areas: &[[f64; 4]]) -> Result<u64> {
        let document = self.input.document;
        let annotations = self.changes.array(document, page.get("Annots"))?;
        let mut gone = HashSet::new();
        let mut kept = Vec::new();
        for annotation in annotations.iter() {
            let dict = self.changes.dict(document, annotation)?;
            let rect = document.rect(&self.changes.get(document, dict.get("Rect"))?)?.unwrap_or_default();
            let popup = dict.get("Subtype").is_name("Popup")
                && dict.get("Parent").as_ref().is_some_and(|id| gone.contains(&id.number));
            let file = self.redaction.attachments && dict.get("Subtype").is_name("FileAttachment");
            let hit = areas.iter().any(|area| meet(*area, rect));
            if self.redaction.annotations || popup || file || hit || self.speaks(annotation, &dict)? {
                self.certificate.annotations += u64::from(!popup);
                self.certificate.attachments += u64::from(file);
                // Whatever else refers to it finds nothing.
                if let Some(id) = annotation.as_ref() {
                    gone.insert(id.number);
                    self.changes.set(id, Object::Null);
                }
            } else {
                kept.push(annotation.clone());
            }
        }
        let before = annotations.len() - kept.len();
        kept.retain(|annotation| !annotation.as_ref().is_some_and(|id| gone.contains(&id.number)));
        page.set("Annots", if kept.is_empty() { Object::Null } else { Object::array(kept) });
        Ok(before as u64)
    }

    /// Whether an annotation, the field above it, or what it shows has one of the words.
    fn speaks(&mut self, annotation: &Object, dict: &Dict) -> Result<bool> {
        let document = self.input.document;
        if annotation.as_ref().is_some_and(|id| self.fields.contains(&id.number)) {
            return Ok(true);
        }
        let mut texts = Vec::new();
        let mut own = dict.clone();
        for _ in 0..LEVELS {
            for (name, value) in own.iter() {
                if !matches!(name, b"P" | b"Parent" | b"Kids" | b"Popup" | b"AP" | b"IRT") {
                    strings(&self.changes.get(document, value)?, &mut texts);
                }
            }
            let Some(parent) = own.get("Parent").as_ref() else { break };
            if self.fields.contains(&parent.number) {
                return Ok(true);
            }
            own = self.changes.dict(document, &parent.into())?;
        }
        let mut any = false;
        for text in texts {
            any |= self.tally(&text);
        }
        if any || self.needles.is_empty() {
            return Ok(any);
        }
        let Some((form, _)) = appearance(document, &mut self.changes, dict)? else { return Ok(false) };
        let Object::Stream(stream) = self.changes.get(document, &form)? else { return Ok(false) };
        let mut walk = Walk::new(document, &mut self.changes, None);
        walk.form(&stream)?;
        let glyphs = walk.reading.glyphs;
        let (found, counts) = self.needles.glyphs(&glyphs);
        for (found, count) in self.certificate.words.iter_mut().zip(counts) {
            found.removed += count;
        }
        Ok(!found.is_empty())
    }
}
