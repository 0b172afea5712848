//! A document that pages are taken from, and how its objects change on their way.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::{Input, destination};
use crate::Result;
use crate::cos::{self, Dict, Document, Editor, Id, Object, Page, Stream};
use crate::edit::changes::Changes;
use crate::edit::compress::Smaller;
use crate::edit::read::unspoken;

/// A document and what becomes of it.
pub(crate) struct Origin<'a> {
    pub document: &'a Document,
    pub name: String,
    pub changes: Changes,
    /// For each page that is kept, where it comes first.
    pub kept: HashMap<u32, usize>,
    /// All of its pages are kept.
    pub whole: bool,
    /// What is added to the numbers by which tags find content; `None` drops tags.
    pub shift: Option<i64>,
    /// The fields and widgets that are kept; `None` before anybody asked.
    pub fields: Option<HashSet<u32>>,
    /// New names of fields.
    pub renamed: HashMap<u32, String>,
    /// New names of the fonts of forms.
    pub fonts: HashMap<Vec<u8>, String>,
    /// How its streams become smaller.
    pub smaller: Option<Smaller>,
    /// What may not pass.
    pub censor: Option<Censor>,
    /// The form, if it is another one than the file says.
    pub form: Option<Dict>,
}

/// What may not pass from a document into another.
pub(crate) struct Censor {
    /// Attached files.
    pub files: bool,
    /// What the document says about itself.
    pub metadata: bool,
    /// Answers with a string without what must not be in it, if that is another one.
    pub words: cos::Censor,
}

impl<'a> Origin<'a> {
    pub fn new(input: &Input<'a>) -> Self {
        Self::changed(input.document, input.name, Changes::new(input.document))
    }

    pub fn changed(document: &'a Document, name: &str, changes: Changes) -> Self {
        Self {
            document,
            name: name.to_owned(),
            changes,
            kept: HashMap::new(),
            whole: false,
            shift: None,
            fields: None,
            renamed: HashMap::new(),
            fonts: HashMap::new(),
            smaller: None,
            censor: None,
            form: None,
        }
    }

    /// The form.
    pub fn form(&self) -> Result<Dict> {
        match &self.form {
            Some(form) => Ok(form.clone()),
            None => self.changes.dict(self.document, self.document.catalog()?.get("AcroForm")),
        }
    }

    /// The annotations that stand in a page itself are changed here, as the copier changes only what has a name.
    pub fn unshare(&mut self, page: &mut Page) -> Result<()> {
        let annotations = self.changes.array(self.document, page.dict.get("Annots"))?;
        let mut own = Vec::new();
        for annotation in annotations.iter() {
            own.push(match annotation {
                Object::Dict(dict) => {
                    let mut dict = (**dict).clone();
                    self.tags(&mut dict);
                    self.annotation(dict)?.into()
                }
                other => other.clone(),
            });
        }
        page.dict.set("Annots", if own.is_empty() { Object::Null } else { Object::array(own) });
        Ok(())
    }

    /// Moves the numbers by which tags find this.
    pub fn tags(&self, dict: &mut Dict) {
        for name in ["StructParents", "StructParent"] {
            if let Some(number) = dict.get(name).as_int() {
                dict.set(name, self.shift.map_or(Object::Null, |shift| Object::Int(number + shift)));
            }
        }
    }

    fn annotation(&self, mut dict: Dict) -> Result<Dict> {
        let action = self.changes.dict(self.document, dict.get("A"))?;
        let inside = action.get("S").is_name("GoTo");
        if !inside && !dict.has("Dest") {
            return Ok(dict);
        }
        let target = if inside { action.get("D") } else { dict.get("Dest") };
        let destination = self.destination(target)?;
        if inside {
            let moved = |to: Object| Dict::new().with("S", Object::name("GoTo")).with("D", to);
            dict.set("A", destination.map_or(Object::Null, |to| moved(to).into()));
        } else {
            dict.set("Dest", destination.unwrap_or_default());
        }
        dict.remove("PA");
        Ok(dict)
    }

    /// A destination by the page itself; `None` if that page is not kept.
    pub fn destination(&self, target: &Object) -> Result<Option<Object>> {
        Ok(match self.document.target(&self.changes.get(self.document, target)?)? {
            Some((page, view)) if self.kept.contains_key(&page) => {
                self.document.page(page)?.id.map(|id| destination(id, &view))
            }
            _ => None,
        })
    }

    fn field(&self, id: Id, mut dict: Dict) -> Result<Dict> {
        if let Some(kept) = &self.fields
            && dict.has("Kids")
        {
            let kids = self.changes.array(self.document, dict.get("Kids"))?;
            let keep = |kid: &&Object| kid.as_ref().is_none_or(|id| kept.contains(&id.number));
            dict.set("Kids", Object::array(kids.iter().filter(keep).cloned()));
        }
        if let Some(name) = self.renamed.get(&id.number) {
            dict.set("T", Object::text(name));
        }
        if let (false, Some(look)) = (self.fonts.is_empty(), dict.get("DA").as_string()) {
            dict.set("DA", Object::string(self.refont(look)));
        }
        // A signature is about bytes that are gone.
        if dict.get("FT").is_name("Sig") {
            dict.remove("V");
            dict.remove("Lock");
        }
        Ok(dict)
    }

    /// A default appearance with the new names of its fonts.
    pub fn refont(&self, look: &[u8]) -> Vec<u8> {
        let words: Vec<Vec<u8>> = look
            .split(|byte| byte.is_ascii_whitespace())
            .map(|word| match word.strip_prefix(b"/").and_then(|name| self.fonts.get(name)) {
                Some(new) => format!("/{new}").into_bytes(),
                None => word.to_vec(),
            })
            .collect();
        words.join(&b' ')
    }
}

impl Editor for Origin<'_> {
    fn edit(&mut self, document: &Document, id: Id, object: Object) -> Result<Object> {
        let mut object = self.changes.edit(document, id, object)?;
        if let (Some(smaller), Object::Stream(stream)) = (&self.smaller, &object)
            && let Some(stream) = smaller.stream(document, id.number, stream)?
        {
            object = stream;
        }
        let Some(old) = object.dict() else { return Ok(object) };
        let mut dict = old.clone();
        self.tags(&mut dict);
        if self.smaller.is_some() {
            ["PieceInfo", "Thumb", "Alternates"].iter().for_each(|name| dict.remove(name));
        }
        if let Some(censor) = &self.censor {
            ["PieceInfo", "Metadata", "Alternates", "OPI"].iter().for_each(|name| dict.remove(name));
            if censor.files {
                dict.remove("AF");
            }
            if dict.has("S") && (dict.has("P") || dict.has("K")) && !dict.has("Subtype") {
                dict = unspoken(dict);
            }
        }
        if dict.has("Subtype") && dict.has("Rect") {
            dict = self.annotation(dict)?;
        }
        if dict.has("FT") || dict.has("DA") || dict.has("T") {
            dict = self.field(id, dict)?;
        }
        if dict == *old {
            return Ok(object);
        }
        Ok(match object {
            Object::Stream(stream) => Object::Stream(Rc::new(Stream { dict, data: stream.data.clone() })),
            _ => dict.into(),
        })
    }
}
