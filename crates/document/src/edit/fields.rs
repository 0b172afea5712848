//! The fields of a form as the file has them, with what they inherit.

use std::collections::{HashMap, HashSet};

use super::changes::Changes;
use super::space::shown;
use super::{Field, FieldKind, Value, Widget};
use crate::Result;
use crate::cos::{Dict, Document, Id, Object, text};

const LEVELS: usize = 32;
/// Fields of one form.
const FIELDS: usize = 100_000;
/// What a field has from those above it.
const INHERITED: [&str; 8] = ["FT", "Ff", "V", "DV", "DA", "Q", "MaxLen", "Opt"];

/// The fields of the form of a document, in its order.
///
/// # Errors
/// When the source cannot be read.
pub fn fields(document: &Document) -> Result<Vec<Field>> {
    let changes = Changes::new(document);
    let nodes = Nodes::read(document, &changes)?;
    nodes.all.iter().map(|node| node.field(document, &changes, &nodes.places)).collect()
}

/// A field with a value.
pub(crate) struct Node {
    pub id: Option<Id>,
    pub name: String,
    /// With what it inherits.
    pub dict: Dict,
    /// Where it is shown; it may be one with the field.
    pub widgets: Vec<(Option<Id>, Dict)>,
}

/// All fields, and where the widgets are.
pub(crate) struct Nodes {
    pub all: Vec<Node>,
    /// The page and the box of each widget.
    pub places: HashMap<Id, (u32, super::Rect)>,
}

impl Nodes {
    pub fn read(document: &Document, changes: &Changes) -> Result<Self> {
        let mut nodes = Self { all: Vec::new(), places: HashMap::new() };
        let form = changes.dict(document, document.catalog()?.get("AcroForm"))?;
        if form.is_empty() {
            return Ok(nodes);
        }
        let mut orphans = Vec::new();
        for index in 0..document.page_count()? {
            let page = changes.page(document, index)?;
            for annotation in changes.array(document, page.dict.get("Annots"))?.iter() {
                let dict = changes.dict(document, annotation)?;
                let (Some(id), true) = (annotation.as_ref(), dict.get("Subtype").is_name("Widget")) else {
                    continue;
                };
                let rect = document.rect(&changes.get(document, dict.get("Rect"))?)?.unwrap_or_default();
                nodes.places.insert(id, (index, shown(&page, rect)));
                orphans.push(id);
            }
        }
        let mut base = Dict::new();
        for name in ["DA", "Q"] {
            base.set(name, form.get(name).clone());
        }
        let mut seen = HashSet::new();
        for root in changes.array(document, form.get("Fields"))?.iter() {
            nodes.walk(document, changes, root, "", &base, &mut seen, 0)?;
        }
        // Some files forget to list their fields.
        for id in orphans {
            let dict = changes.dict(document, &id.into())?;
            if !seen.contains(&id) && dict.has("FT") && dict.has("T") {
                nodes.walk(document, changes, &id.into(), "", &base, &mut seen, 0)?;
            }
        }
        Ok(nodes)
    }

    #[allow(clippy::too_many_arguments, reason = "all of it is handed down")]
    fn walk(
        &mut self,
        document: &Document,
        changes: &Changes,
        object: &Object,
        above: &str,
        inherited: &Dict,
        seen: &mut HashSet<Id>,
        level: usize,
    ) -> Result<()> {
        let id = object.as_ref();
        if level > LEVELS || self.all.len() > FIELDS || id.is_some_and(|id| !seen.insert(id)) {
            return Ok(());
        }
        let own = changes.dict(document, object)?;
        let part = changes.get(document, own.get("T"))?;
        let part = text(part.as_string().unwrap_or_default());
        let name = match (above, &part[..]) {
            ("", part) => part.to_owned(),
            (above, "") => above.to_owned(),
            (above, part) => format!("{above}.{part}"),
        };
        let mut dict = own.clone();
        for name in INHERITED {
            if !dict.has(name) {
                dict.set(name, inherited.get(name).clone());
            }
        }
        let mut widgets = Vec::new();
        let mut below = Vec::new();
        for kid in changes.array(document, own.get("Kids"))?.iter() {
            let kid_dict = changes.dict(document, kid)?;
            if kid_dict.has("T") || kid_dict.has("Kids") {
                below.push(kid.clone());
            } else {
                seen.extend(kid.as_ref());
                widgets.push((kid.as_ref(), kid_dict));
            }
        }
        for kid in below.iter() {
            self.walk(document, changes, kid, &name, &dict, seen, level + 1)?;
        }
        if own.has("Rect") {
            widgets.push((id, own.clone()));
        }
        if below.is_empty() && dict.has("FT") {
            self.all.push(Node { id, name, dict, widgets });
        }
        Ok(())
    }
}

impl Node {
    fn flag(&self, bit: u32) -> bool {
        self.dict.get("Ff").as_int().is_some_and(|flags| flags >> (bit - 1) & 1 == 1)
    }

    /// Its default appearance, alignment (0 left, 1 middle, 2 right) and greatest length.
    pub fn number(&self, document: &Document, changes: &Changes, name: &str) -> Result<Option<i64>> {
        Ok(changes.get(document, self.dict.get(name))?.as_int())
    }

    /// Each letter has a cell of its own.
    pub fn is_comb(&self) -> bool {
        self.flag(25) && !self.flag(13) && !self.flag(14)
    }

    pub fn is_locked(&self) -> bool {
        self.flag(1)
    }

    pub fn kind(&self, document: &Document, changes: &Changes) -> Result<FieldKind> {
        let kind = changes.get(document, self.dict.get("FT"))?;
        Ok(match kind.as_name().unwrap_or_default() {
            b"Btn" if self.flag(17) => FieldKind::Button,
            b"Btn" if self.flag(16) => FieldKind::Radio,
            b"Btn" => FieldKind::Check,
            b"Ch" => {
                let mut options = Vec::new();
                for option in changes.array(document, self.dict.get("Opt"))?.iter() {
                    let option = changes.get(document, option)?;
                    let pair = match option.as_array() {
                        Some([value, shown, ..]) => {
                            [changes.get(document, value)?, changes.get(document, shown)?]
                        }
                        _ => [option.clone(), option.clone()],
                    };
                    let [value, shown] = pair.map(|part| text(part.as_string().unwrap_or_default()));
                    options.push((value, shown));
                }
                let combined = self.flag(18);
                FieldKind::Choice { options, free: combined && self.flag(19), several: self.flag(22) }
            }
            b"Sig" => FieldKind::Signature,
            _ => {
                let max = self.number(document, changes, "MaxLen")?;
                let max = max.and_then(|max| u32::try_from(max).ok());
                FieldKind::Text { lines: self.flag(13), max, password: self.flag(14) }
            }
        })
    }

    /// Whether its options are shown as a list.
    pub fn is_list(&self) -> bool {
        !self.flag(18)
    }

    pub fn value(&self, document: &Document, changes: &Changes) -> Result<Value> {
        let value = changes.get(document, self.dict.get("V"))?;
        Ok(match &value {
            Object::Name(name) if **name == *b"Off" => Value::None,
            Object::Name(name) => Value::Text(said(name)),
            Object::String(bytes) if bytes.is_empty() => Value::None,
            Object::String(bytes) => Value::Text(text(bytes)),
            Object::Stream(stream) => Value::Text(text(&document.decode(stream, 1 << 20)?.bytes)),
            Object::Array(items) => {
                let mut several = Vec::new();
                for item in items.iter() {
                    several.push(text(changes.get(document, item)?.as_string().unwrap_or_default()));
                }
                Value::Several(several)
            }
            _ => Value::None,
        })
    }

    fn field(
        &self,
        document: &Document,
        changes: &Changes,
        places: &HashMap<Id, (u32, super::Rect)>,
    ) -> Result<Field> {
        let mut widgets = Vec::new();
        for (id, dict) in &self.widgets {
            let Some((page, at)) = id.and_then(|id| places.get(&id)) else { continue };
            widgets.push(Widget {
                page: *page,
                at: *at,
                on: on(document, changes, dict)?.as_deref().map(said),
            });
        }
        let kind = self.kind(document, changes)?;
        let switch = matches!(kind, FieldKind::Check | FieldKind::Radio);
        widgets.iter_mut().filter(|_| !switch).for_each(|widget| widget.on = None);
        let label = changes.get(document, self.dict.get("TU"))?;
        Ok(Field {
            name: self.name.clone(),
            label: label.as_string().map(text).filter(|label| !label.is_empty()),
            kind,
            value: self.value(document, changes)?,
            locked: self.flag(1),
            required: self.flag(2),
            widgets,
        })
    }
}

/// The name of a state for people: names are bytes, and old programs do not write UTF-8.
pub(crate) fn said(name: &[u8]) -> String {
    str::from_utf8(name).map_or_else(|_| text(name), str::to_owned)
}

/// The name of the state in which a box is ticked.
pub(crate) fn on(document: &Document, changes: &Changes, widget: &Dict) -> Result<Option<Vec<u8>>> {
    let looks = changes.dict(document, widget.get("AP"))?;
    for name in ["N", "D"] {
        let Object::Dict(states) = changes.get(document, looks.get(name))? else { continue };
        let on = states.iter().map(|(name, _)| name).find(|name| *name != b"Off");
        if let Some(on) = on {
            return Ok(Some(on.to_vec()));
        }
    }
    Ok(None)
}
