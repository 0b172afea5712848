//! One page as a document of its own: the unit of drawing.
//!
//! A renderer wants a whole file in memory. A slice is a whole file, and has only what one page needs, so that a worker draws
//! page 39,999 of a file of gigabytes with the memory of one page, and another device can draw it as well.

use super::{Copy, Dict, Document, Editor, Id, Object, Writer};
use crate::{Error, Kind, Result, bare};

/// What of a page is about other things than how it looks.
const DROPPED: [&str; 11] = [
    "Parent",
    "AA",
    "B",
    "PieceInfo",
    "Thumb",
    "Metadata",
    "StructParents",
    "PresSteps",
    "Trans",
    "Dur",
    "Tabs",
];

impl Document {
    /// A page as a file of its own, not locked, at most so many bytes long. Links to other pages have their numbers instead
    /// of their objects, as links to other files do.
    ///
    /// # Errors
    /// [`Kind::Missing`] if there is no such page, [`Kind::BudgetExceeded`] beyond the limit, or when the source cannot be
    /// read.
    pub fn slice(&self, page: u32, limit: usize) -> Result<Vec<u8>> {
        self.slice_with(page, limit, &[], &[])
    }

    /// As [`slice`](Self::slice), with some layers hidden or shown whatever the document says: the numbers of their objects.
    ///
    /// # Errors
    /// As there.
    pub fn slice_with(&self, page: u32, limit: usize, hide: &[u32], show: &[u32]) -> Result<Vec<u8>> {
        let page = self.page(page)?;
        let mut out = Vec::new();
        let mut bounded = Bounded { out: &mut out, limit };
        let mut writer = Writer::new(&mut bounded, false)?;
        let (catalog, pages, own) = (writer.reserve(), writer.reserve(), writer.reserve());
        let mut copy = Copy::new(self);
        if let Some(id) = page.id {
            copy.place(id, own);
        }
        let mut dict = page.dict.clone();
        DROPPED.iter().for_each(|name| dict.remove(name));
        dict.set("Type", Object::name("Page"));
        dict.set("MediaBox", Object::numbers(page.media));
        dict.set("CropBox", Object::numbers(page.crop));
        dict.set("Rotate", i64::from(page.turn) * 90);
        if !dict.has("Resources") {
            dict.set("Resources", Dict::new());
        }
        let annotations = self.array(dict.get("Annots"))?;
        dict.remove("Annots");
        let dict = copy.dict(&dict, &mut writer).with("Parent", pages);
        let drawn = annotations.iter().map(|annotation| self.drawn(annotation, &mut copy, &mut writer));
        let dict = dict.with("Annots", Object::array(drawn.collect::<Result<Vec<_>>>()?));
        writer.put(own, &dict.into())?;
        let kids = Object::array([own.into()]);
        let tree = Dict::new().with("Type", Object::name("Pages")).with("Kids", kids).with("Count", 1);
        writer.put(pages, &tree.into())?;
        let root = Dict::new().with("Type", Object::name("Catalog")).with("Pages", pages);
        let root = root.with("OCProperties", copy.object(&self.layers(hide, show)?, &mut writer));
        let root = self.around(root, !annotations.is_empty(), &mut copy, &mut writer)?;
        writer.put(catalog, &root.into())?;
        copy.flush(&mut writer, &mut Alone, &mut || Ok(()))?;
        writer.finish(Dict::new().with("Root", catalog))?;
        Ok(out)
    }

    /// An annotation with a look, whether it brings one or not.
    fn drawn(&self, annotation: &Object, copy: &mut Copy, writer: &mut Writer) -> Result<Object> {
        let dict = self.dict(annotation)?;
        let look = match bare::look(self, &dict)? {
            Some(look) => look,
            None => match self.multiplied(&dict)? {
                Some(look) => copy.object(&look, writer),
                None => return Ok(copy.object(annotation, writer)),
            },
        };
        let look = writer.add(&look)?;
        let own = Alone.edit(self, Id { number: 0, generation: 0 }, self.get(annotation)?)?;
        let own = copy.object(&own, writer);
        Ok(own.dict().cloned().unwrap_or_default().with("AP", Dict::new().with("N", look)).into())
    }

    /// The look of a highlight that brings one.
    fn multiplied(&self, annotation: &Dict) -> Result<Option<Object>> {
        let form = self.dict(annotation.get("AP"))?.get("N").clone();
        match self.get(&form)? {
            Object::Stream(look) => bare::multiplied(self, annotation, &form, &look.dict),
            _ => Ok(None),
        }
    }

    /// What says which layers are shown.
    fn layers(&self, hide: &[u32], show: &[u32]) -> Result<Object> {
        let layers = self.get(self.catalog()?.get("OCProperties"))?;
        let Some(known) = layers.dict().filter(|_| !(hide.is_empty() && show.is_empty())) else {
            return Ok(layers);
        };
        let groups = self.array(known.get("OCGs"))?;
        let mut config = (*self.dict(known.get("D"))?).clone();
        for (name, more, less) in [("OFF", hide, show), ("ON", show, hide)] {
            let old = self.array(config.get(name))?;
            let one_of =
                |group: &Object, some: &[u32]| group.as_ref().is_some_and(|id| some.contains(&id.number));
            let old = old.iter().filter(|group| !one_of(group, less));
            let new = groups.iter().filter(|group| one_of(group, more));
            config.set(name, Object::array(old.chain(new).cloned()));
        }
        Ok(known.clone().with("D", config).into())
    }

    /// What else of the catalog says how pages look.
    fn around(&self, mut root: Dict, annotated: bool, copy: &mut Copy, writer: &mut Writer) -> Result<Dict> {
        if annotated {
            let form = self.dict(self.catalog()?.get("AcroForm"))?;
            let mut own = Dict::new();
            for name in ["DR", "DA", "Q", "NeedAppearances"] {
                own.set(name, copy.object(form.get(name), writer));
            }
            if !own.is_empty() {
                root.set("AcroForm", own.with("Fields", Object::array([])));
            }
        }
        Ok(root)
    }
}

/// Cuts the ties of an object with the rest of its document.
struct Alone;

impl Editor for Alone {
    fn edit(&mut self, document: &Document, _: Id, object: Object) -> Result<Object> {
        let Some(dict) = object.dict() else { return Ok(object) };
        // A field of a form lists its widgets on all pages.
        if dict.has("Kids") && (dict.has("FT") || dict.has("T")) {
            let mut dict = dict.clone();
            dict.remove("Kids");
            return Ok(dict.into());
        }
        if dict.get("Subtype").is_name("Link") {
            return link(document, dict);
        }
        if ["Popup", "IRT"].iter().any(|name| dict.has(name)) && dict.has("Rect") {
            let mut dict = dict.clone();
            dict.remove("IRT");
            return Ok(dict.into());
        }
        Ok(object)
    }
}

/// A link that says the number of its page.
fn link(document: &Document, dict: &Dict) -> Result<Object> {
    let mut dict = dict.clone();
    let action = document.dict(dict.get("A"))?;
    let inside = action.get("S").is_name("GoTo");
    let destination = if inside { action.get("D") } else { dict.get("Dest") };
    if let Some((page, view)) = document.target(destination)? {
        let destination = Object::array([Object::Int(page.into())].into_iter().chain(view));
        dict.set("Dest", destination);
        if inside {
            dict.remove("A");
        }
    }
    dict.remove("StructParent");
    dict.remove("PA");
    Ok(dict.into())
}

struct Bounded<'o> {
    out: &'o mut Vec<u8>,
    limit: usize,
}

impl super::Sink for Bounded<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if self.out.len() + bytes.len() > self.limit {
            return Err(Error::new(
                Kind::BudgetExceeded,
                format!("This page needs more than {} MB, so it was not drawn.", self.limit >> 20),
            ));
        }
        self.out.extend_from_slice(bytes);
        Ok(())
    }
}
