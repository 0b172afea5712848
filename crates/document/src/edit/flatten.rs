//! Annotations and form fields as part of the page.

use super::changes::Changes;
use super::space::{around, line, matrix};
use super::stamp::Stamp;
use crate::bare::HIDDEN;
use crate::cos::{Dict, Document, Object};
use crate::{Result, bare};

/// Draws the appearances of annotations and takes the annotations away. Links stay; so does what `which` does not want.
pub(crate) fn flatten(
    document: &Document,
    changes: &mut Changes,
    page: &mut Dict,
    which: impl Fn(&Dict) -> bool,
) -> Result<()> {
    let annotations = changes.array(document, page.get("Annots"))?;
    if annotations.is_empty() {
        return Ok(());
    }
    let mut stamp = Stamp::new(document, changes, page)?;
    let mut kept = Vec::new();
    for annotation in annotations.iter() {
        let dict = changes.dict(document, annotation)?;
        if dict.get("Subtype").is_name("Link") || !which(&dict) {
            kept.push(annotation.clone());
            continue;
        }
        let flags = changes.get(document, dict.get("F"))?.as_int().unwrap_or(0);
        if flags & HIDDEN != 0 || dict.get("Subtype").is_name("Popup") {
            continue;
        }
        let mut own = appearance(document, changes, &dict)?;
        let other = match &own {
            None => bare::look(document, &dict)?,
            Some((form, look)) => bare::multiplied(document, &dict, form, look)?,
        };
        if let Some(look) = other {
            let own_dict = look.dict().cloned().unwrap_or_default();
            own = Some((changes.add(look), own_dict));
        }
        if let Some((form, look)) = own
            && let Some(place) = placed(document, changes, &dict, &look)?
        {
            let name = stamp.name(document, changes, "XObject", &form)?;
            stamp.over.push_str(&format!("q\n{place}/{name} Do\nQ\n"));
        }
    }
    page.set("Annots", if kept.is_empty() { Object::Null } else { Object::array(kept) });
    stamp.finish(document, changes, page)
}

/// The form that an annotation shows, and its dictionary.
pub(crate) fn appearance(
    document: &Document,
    changes: &mut Changes,
    annotation: &Dict,
) -> Result<Option<(Object, Dict)>> {
    let looks = changes.dict(document, annotation.get("AP"))?;
    let mut form = looks.get("N").clone();
    if let Object::Dict(states) = changes.get(document, &form)? {
        let state = changes.get(document, annotation.get("AS"))?;
        form = states.get_bytes(state.as_name().unwrap_or(b"Off")).clone();
    }
    let Object::Stream(stream) = changes.get(document, &form)? else { return Ok(None) };
    let dict = stream.dict.clone();
    if !dict.get("Subtype").is_name("Form") {
        let mut stream = (*stream).clone();
        stream.dict.set("Subtype", Object::name("Form"));
        form = changes.add(Object::Stream(stream.into()));
    }
    Ok(Some((form, dict)))
}

/// The operator that puts an appearance into its annotation's box, as the standard's algorithm says.
fn placed(document: &Document, changes: &Changes, annotation: &Dict, look: &Dict) -> Result<Option<String>> {
    let rect = |object: &Object| document.rect(&changes.get(document, object)?);
    let (Some(own), Some(target)) = (rect(look.get("BBox"))?, rect(annotation.get("Rect"))?) else {
        return Ok(None);
    };
    let own = around(matrix(&changes.array(document, look.get("Matrix"))?), own);
    let scale = |own: f64, target: f64| if own > 0.0 { target / own } else { 1.0 };
    let (x, y) =
        (scale(own[2] - own[0], target[2] - target[0]), scale(own[3] - own[1], target[3] - target[1]));
    Ok(Some(line(&[x, 0.0, 0.0, y, target[0] - own[0] * x, target[1] - own[1] * y], "cm")))
}
