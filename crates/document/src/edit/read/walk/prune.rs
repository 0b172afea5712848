//! What lies beside the content of a page and may say what was removed from it.

use super::Walk;
use super::content::Content;
use crate::Result;
use crate::cos::{Dict, Object};

impl Walk<'_, '_> {
    /// Leaves only those objects in reach that are drawn: others may hold what was removed.
    pub(super) fn prune(&mut self, content: &mut Content) -> Result<()> {
        let objects = self.changes.dict(self.document, content.resources.get("XObject"))?;
        let mut kept = Dict::new();
        for (name, object) in objects.iter().filter(|(name, _)| content.used.contains(*name)) {
            kept.set_bytes(name, object.clone());
        }
        content.resources.set("XObject", if kept.is_empty() { Object::Null } else { kept.into() });
        if self.areas() {
            let mut patterns = Dict::new();
            for (name, object) in self.changes.dict(self.document, content.resources.get("Pattern"))?.iter() {
                let tiles = matches!(self.changes.get(self.document, object)?, Object::Stream(_));
                if !tiles || content.patterns.contains(name) {
                    patterns.set_bytes(name, object.clone());
                }
            }
            content
                .resources
                .set("Pattern", if patterns.is_empty() { Object::Null } else { patterns.into() });
        }
        let mut properties = self.changes.dict(self.document, content.resources.get("Properties"))?;
        for (_, value) in properties.iter_mut() {
            let dict = self.changes.dict(self.document, value)?;
            if spoken(&dict) {
                *value = unspoken(dict).into();
            }
        }
        if !properties.is_empty() {
            content.resources.set("Properties", properties);
        }
        Ok(())
    }
}

/// Without any text, for what stands in content itself.
pub(super) fn silent(dict: &Dict) -> Dict {
    let mut silent = Dict::new();
    for (name, value) in dict.iter().filter(|(name, value)| *name == b"Lang" || value.as_string().is_none()) {
        silent.set_bytes(name, value.clone());
    }
    silent
}

const SPOKEN: [&str; 4] = ["ActualText", "Alt", "E", "T"];

fn spoken(dict: &Dict) -> bool {
    SPOKEN.iter().any(|name| dict.has(name))
}

/// Without the text that stands for what is drawn.
pub(crate) fn unspoken(mut dict: Dict) -> Dict {
    SPOKEN.iter().for_each(|name| dict.remove(name));
    dict
}
