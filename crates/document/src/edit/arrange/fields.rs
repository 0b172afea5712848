//! The forms of all files as one: fields whose page is kept, without two of one name.

use std::collections::{HashMap, HashSet};

use super::Origin;
use super::catalog::Parts;
use crate::Result;
use crate::cos::{Dict, Object, text};

const LEVELS: usize = 64;

/// The topmost fields of each file.
#[derive(Default)]
pub(super) struct Fields {
    roots: Vec<Vec<Object>>,
    used: HashSet<String>,
    /// The fonts of all forms by name.
    fonts: HashMap<Vec<u8>, (usize, Object)>,
}

impl Fields {
    /// Looks which fields are kept and under which names.
    pub fn gather(&mut self, origins: &mut [Origin]) -> Result<()> {
        for (file, origin) in origins.iter_mut().enumerate() {
            let form = origin.form()?;
            let roots = origin.changes.array(origin.document, form.get("Fields"))?;
            let mut kept = HashSet::new();
            if !roots.is_empty() {
                let pages: Vec<u32> = origin.kept.keys().copied().collect();
                for page in pages {
                    let page = origin.changes.page(origin.document, page)?;
                    let annotations = origin.changes.array(origin.document, page.dict.get("Annots"))?;
                    kept.extend(annotations.iter().filter_map(Object::as_ref).map(|id| id.number));
                }
            }
            let mut own = Vec::new();
            let mut seen = HashSet::new();
            for root in roots.iter() {
                if keep(origin, root, &mut kept, &mut seen, 0)? {
                    own.push(root.clone());
                }
            }
            if !roots.is_empty() {
                origin.fields = Some(kept);
            }
            self.rename(origin, &own)?;
            self.fonts(file, origin, &form)?;
            self.roots.push(own);
        }
        Ok(())
    }

    fn rename(&mut self, origin: &mut Origin, roots: &[Object]) -> Result<()> {
        let mut own = Vec::new();
        for root in roots {
            let dict = origin.changes.dict(origin.document, root)?;
            let name =
                text(origin.changes.get(origin.document, dict.get("T"))?.as_string().unwrap_or_default());
            if !self.used.contains(&name) {
                own.push(name);
                continue;
            }
            let taken = |name: &String| self.used.contains(name) || own.contains(name);
            let new = (2..).map(|n| format!("{name} {n}")).find(|name| !taken(name)).unwrap_or_default();
            if let Some(id) = root.as_ref() {
                origin.renamed.insert(id.number, new.clone());
            }
            own.push(new);
        }
        self.used.extend(own);
        Ok(())
    }

    fn fonts(&mut self, file: usize, origin: &mut Origin, form: &Dict) -> Result<()> {
        let document = origin.document;
        let resources = origin.changes.dict(document, form.get("DR"))?;
        for (name, font) in origin.changes.dict(document, resources.get("Font"))?.iter() {
            let Some((other, known)) = self.fonts.get(name) else {
                self.fonts.insert(name.to_vec(), (file, font.clone()));
                continue;
            };
            if *other == file && known == font {
                continue;
            }
            let plain = String::from_utf8_lossy(name).into_owned();
            let new = (2..)
                .map(|n| format!("{plain}_{n}"))
                .find(|name| !self.fonts.contains_key(name.as_bytes()))
                .unwrap_or_default();
            self.fonts.insert(new.clone().into_bytes(), (file, font.clone()));
            origin.fonts.insert(name.to_vec(), new);
        }
        Ok(())
    }

    /// Writes the form.
    pub fn write(self, catalog: &mut Dict, parts: &mut Parts) -> Result<()> {
        if self.roots.iter().all(Vec::is_empty) {
            return Ok(());
        }
        let mut form = Dict::new();
        let mut resources = Dict::new();
        let (mut all, mut order) = (Vec::new(), Vec::new());
        for (file, roots) in self.roots.iter().enumerate() {
            if roots.is_empty() {
                continue;
            }
            let (origin, copy) = (&parts.origins[file], &mut parts.copies[file]);
            let old = origin.form()?;
            for (name, value) in origin.changes.dict(origin.document, old.get("DR"))?.iter() {
                if name != b"Font" && resources.get_bytes(name).is_null() {
                    resources.set_bytes(name, copy.object(value, parts.writer));
                }
            }
            for name in ["DA", "Q", "NeedAppearances"] {
                if !form.has(name) {
                    let value = origin.changes.get(origin.document, old.get(name))?;
                    form.set(name, copy.object(&value, parts.writer));
                }
            }
            all.extend(roots.iter().map(|root| copy.object(root, parts.writer)));
            // Fields are calculated only if the order names them.
            for field in origin.changes.array(origin.document, old.get("CO"))?.iter() {
                let kept = origin.fields.as_ref().zip(field.as_ref());
                if kept.is_some_and(|(kept, id)| kept.contains(&id.number)) {
                    order.push(copy.object(field, parts.writer));
                }
            }
        }
        let mut names: Vec<_> = self.fonts.into_iter().collect();
        names.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut fonts = Dict::new();
        for (name, (file, font)) in names {
            fonts.set_bytes(&name, parts.copies[file].object(&font, parts.writer));
        }
        resources.set("Font", fonts);
        form.set("Fields", Object::array(all));
        form.set("DR", resources);
        if !order.is_empty() {
            form.set("CO", Object::array(order));
        }
        let form = parts.writer.add(&form.into())?;
        catalog.set("AcroForm", form);
        Ok(())
    }
}

/// Whether anything under a field is on a page that is kept.
fn keep(
    origin: &Origin,
    field: &Object,
    kept: &mut HashSet<u32>,
    seen: &mut HashSet<u32>,
    level: usize,
) -> Result<bool> {
    let Some(id) = field.as_ref() else { return Ok(false) };
    if level > LEVELS || !seen.insert(id.number) {
        return Ok(kept.contains(&id.number));
    }
    let dict = origin.changes.dict(origin.document, field)?;
    let mut any = kept.contains(&id.number);
    for kid in origin.changes.array(origin.document, dict.get("Kids"))?.iter() {
        any |= keep(origin, kid, kept, seen, level + 1)?;
    }
    if any {
        kept.insert(id.number);
    }
    Ok(any)
}
