//! Filling forms: the values, and how they look, so that every program shows what was entered.

use super::arrange::{Input, Origin, assemble};
use super::changes::Changes;
use super::fields::{Node, Nodes, on, said};
use super::{FieldKind, Plan, Value};
use super::{font, look};
use crate::cos::{Dict, Document, Id, Object, Sink};
use crate::{Error, Kind, Result};

/// Writes the document with these values in the fields of these names.
///
/// # Errors
/// [`Kind::Missing`] and [`Kind::Settings`] for values that fit no field, and those of the source, the sink and `step`.
pub fn fill(
    input: Input,
    values: &[(String, Value)],
    sink: &mut dyn Sink,
    step: &mut dyn FnMut(f32) -> Result<()>,
) -> Result<()> {
    let document = input.document;
    let mut changes = Changes::new(document);
    let nodes = Nodes::read(document, &changes)?.all;
    for (name, value) in values {
        let node =
            nodes.iter().find(|node| node.name == *name).ok_or_else(|| missing(input.name, name, &nodes))?;
        let mut work = Work { document, changes: &mut changes };
        work.set(node, value)?;
    }
    let form = changes.dict(document, document.catalog()?.get("AcroForm"))?;
    if changes.get(document, form.get("NeedAppearances"))? == Object::Bool(true) {
        // Nobody shall have to make the looks of the others.
        dress(document, &mut changes, |name| !values.iter().any(|(known, _)| known == name))?;
    }
    let mut origin = Origin::changed(document, input.name, changes);
    origin.form = Some({
        let mut form = form;
        form.remove("NeedAppearances");
        if values.iter().any(|(_, value)| !is_drawn(value)) {
            // Programs that have fonts of other scripts draw these values themselves.
            form.set("NeedAppearances", Object::Bool(true));
        }
        form
    });
    assemble(vec![origin], &Plan::merge(1), sink, step).map(drop)
}

/// Whether all letters of a value can be drawn without a font of their own.
fn is_drawn(value: &Value) -> bool {
    let known = |c: char| c.is_control() || font::code(c).is_some() || font::name(c).is_some();
    match value {
        Value::None => true,
        Value::Text(text) => text.chars().all(known),
        Value::Several(all) => all.iter().all(|text| text.chars().all(known)),
    }
}

/// Makes the looks of written fields that have a value and no look.
pub(crate) fn dress(document: &Document, changes: &mut Changes, which: impl Fn(&str) -> bool) -> Result<()> {
    for node in Nodes::read(document, changes)?.all.iter().filter(|node| which(&node.name)) {
        let value = node.value(document, changes)?;
        let bare = node.widgets.iter().any(|(_, widget)| !widget.has("AP"));
        if bare && value != Value::None && node.kind(document, changes)?.is_written() {
            Work { document, changes }.look(node, &value)?;
        }
    }
    Ok(())
}

fn missing(file: &str, name: &str, nodes: &[Node]) -> Error {
    let known: Vec<&str> = nodes.iter().take(8).map(|node| &node.name[..]).collect();
    let message = if known.is_empty() {
        format!("{file} has no form, so there is nothing to fill in.")
    } else {
        format!("{file} has no field “{name}”. It has, among others: {}.", known.join(", "))
    };
    Error::new(Kind::Missing, message)
}

impl FieldKind {
    /// Whether its value is written, not ticked.
    fn is_written(&self) -> bool {
        matches!(self, FieldKind::Text { .. } | FieldKind::Choice { .. })
    }
}

struct Work<'w> {
    document: &'w Document,
    changes: &'w mut Changes,
}

impl Work<'_> {
    fn set(&mut self, node: &Node, value: &Value) -> Result<()> {
        let bad = |why: &str| Err(Error::new(Kind::Settings, format!("The field “{}” {why}", node.name)));
        let kind = self.kind(node)?;
        if node.is_locked() {
            return bad("is only to be read. Leave it as it is.");
        }
        match (&kind, value) {
            (FieldKind::Signature, _) => {
                return bad("is for a digital signature, which is not entered as text.");
            }
            (FieldKind::Button, _) => return bad("is a button and holds no value."),
            (FieldKind::Text { max, .. }, Value::Text(text)) => {
                if let Some(max) = max
                    && text.chars().count() > *max as usize
                {
                    return bad(&format!("takes at most {max} characters. Shorten what is entered."));
                }
            }
            (FieldKind::Text { .. }, Value::Several(_)) => return bad("takes one text. Enter only one."),
            (FieldKind::Choice { options, free, several }, value) => {
                let chosen: &[String] = match value {
                    Value::None => &[],
                    Value::Text(one) => std::slice::from_ref(one),
                    Value::Several(many) if *several || many.len() < 2 => many,
                    Value::Several(_) => return bad("takes one of its options. Choose only one."),
                };
                let known = |one: &&String| *free || options.iter().any(|(value, _)| value == *one);
                if let Some(other) = chosen.iter().find(|one| !known(one)) {
                    return bad(&format!("has no option “{other}”. Choose one of its options."));
                }
            }
            (FieldKind::Check | FieldKind::Radio, _) => return self.tick(node, value),
            _ => {}
        }
        let stored = match value {
            Value::None => Object::Null,
            Value::Text(text) => Object::text(text),
            Value::Several(many) => Object::array(many.iter().map(|one| Object::text(one))),
        };
        self.store(node, |dict| {
            dict.set("V", stored.clone());
            dict.remove("RV");
            dict.remove("I");
        })?;
        self.look(node, value)
    }

    fn kind(&self, node: &Node) -> Result<FieldKind> {
        node.kind(self.document, self.changes)
    }

    /// Changes a field's own dictionary.
    fn store(&mut self, node: &Node, change: impl Fn(&mut Dict)) -> Result<()> {
        let Some(id) = node.id else {
            return Err(Error::new(
                Kind::Broken,
                format!(
                    "The field “{}” is damaged and cannot be filled. Take another copy of the form.",
                    node.name
                ),
            ));
        };
        let mut dict = self.changes.dict(self.document, &id.into())?;
        change(&mut dict);
        self.changes.set(id, dict);
        Ok(())
    }

    fn update(&mut self, id: Option<Id>, change: impl FnOnce(&mut Dict)) -> Result<()> {
        if let Some(id) = id {
            let mut dict = self.changes.dict(self.document, &id.into())?;
            change(&mut dict);
            self.changes.set(id, dict);
        }
        Ok(())
    }

    /// Ticks boxes.
    fn tick(&mut self, node: &Node, value: &Value) -> Result<()> {
        let mut states = Vec::new();
        for (id, widget) in &node.widgets {
            states.push((*id, on(self.document, self.changes, widget)?, widget.clone()));
        }
        let wanted = match value {
            Value::Text(text) if text != "Off" => Some(text.clone()),
            Value::Several(many) => many.first().cloned(),
            _ => None,
        };
        let plain = states.iter().all(|(_, on, _)| on.is_none());
        let is_wanted = |on: &Vec<u8>| wanted.as_ref().is_some_and(|wanted| said(on) == *wanted);
        let own = states.iter().filter_map(|(_, on, _)| on.clone()).find(is_wanted);
        if let Some(wanted) = &wanted
            && !plain
            && own.is_none()
        {
            let known: Vec<_> = states.iter().filter_map(|(_, on, _)| on.as_deref().map(said)).collect();
            return Err(Error::new(
                Kind::Settings,
                format!(
                    "The field “{}” can be “{}” or nothing, not “{wanted}”.",
                    node.name,
                    known.join("”, “")
                ),
            ));
        }
        let own = own.or_else(|| wanted.clone().map(String::into_bytes));
        let state = own.map_or_else(|| Object::name("Off"), |own| Object::Name(own.into()));
        self.store(node, |dict| dict.set("V", state.clone()))?;
        for (id, on, widget) in states {
            // Widgets that are the same to people may differ in bytes.
            let state = match &on {
                Some(on) if is_wanted(on) => Object::Name(on.clone().into()),
                None if wanted.is_some() => state.clone(),
                _ => Object::name("Off"),
            };
            let look = match on {
                Some(_) => None,
                None => look::tick(self.document, self.changes, &widget, wanted.as_deref().unwrap_or("Yes"))?,
            };
            self.update(id, |dict| {
                dict.set("AS", state);
                if let Some(look) = look {
                    dict.set("AP", look);
                }
            })?;
        }
        Ok(())
    }

    /// Makes the looks of a written field.
    fn look(&mut self, node: &Node, value: &Value) -> Result<()> {
        for (id, widget) in &node.widgets {
            let look = look::written(self.document, self.changes, node, widget, value)?;
            self.update(*id, |dict| dict.set("AP", Dict::new().with("N", look)))?;
        }
        Ok(())
    }
}
