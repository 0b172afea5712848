//! Looks for annotations that bring none, and for highlights.
//!
//! The standard wants an appearance with every annotation; programs that write none leave it to the reader to draw what the
//! annotation says about itself. Both who draws pages and who makes annotations a part of them ask here, so that what is
//! seen is what stays.

mod shapes;

use crate::Result;
use crate::cos::{Dict, Document, Object};
use crate::edit::space::{around, line, matrix};

/// What lets the words under it be read, whatever its look says.
pub(crate) const HIGHLIGHT: &str = "Highlight";
/// Flags of an annotation that is hidden, or not shown on screens.
pub(crate) const HIDDEN: i64 = 2 | 32;
/// What can be drawn of what it says about itself.
pub(crate) const SIMPLE: [&str; 13] = [
    HIGHLIGHT,
    "Underline",
    "Squiggly",
    "StrikeOut",
    "Square",
    "Circle",
    "Line",
    "Ink",
    "PolyLine",
    "Polygon",
    "Text",
    "FreeText",
    "Caret",
];

/// Whether an annotation needs a look and can be given one.
pub(crate) fn is_bare(document: &Document, annotation: &Dict) -> Result<bool> {
    let simple = SIMPLE.iter().any(|kind| annotation.get("Subtype").is_name(kind));
    if !simple || !document.dict(annotation.get("AP"))?.is_empty() {
        return Ok(false);
    }
    Ok(document.get(annotation.get("F"))?.as_int().unwrap_or(0) & HIDDEN == 0)
}

/// The look of a bare annotation: a form in the page's own space, as large as the annotation. None if there is nothing to draw.
pub(crate) fn look(document: &Document, annotation: &Dict) -> Result<Option<Object>> {
    if !is_bare(document, annotation)? {
        return Ok(None);
    }
    let Some(rect) = document.rect(annotation.get("Rect"))? else { return Ok(None) };
    let ink = Ink::read(document, annotation, rect)?;
    let Some(content) = shapes::drawn(&ink)?.filter(|content| !content.is_empty()) else { return Ok(None) };
    let opacity = document.get(annotation.get("CA"))?.as_number().unwrap_or(1.0).clamp(0.0, 1.0);
    let mut state = Dict::new().with("ca", Object::Real(opacity)).with("CA", Object::Real(opacity));
    let mut form = Dict::new()
        .with("Type", Object::name("XObject"))
        .with("Subtype", Object::name("Form"))
        .with("BBox", Object::numbers(rect));
    if annotation.get("Subtype").is_name(HIGHLIGHT) {
        state.set("BM", Object::name("Multiply"));
    }
    let font = Dict::new().with("F", crate::edit::font::helvetica());
    let resources = Dict::new().with("ExtGState", Dict::new().with("Look", state)).with("Font", font);
    form.set("Resources", resources);
    Ok(Some(Object::stream(form, format!("/Look gs\n{content}").into_bytes())))
}

/// The look of a highlight that brings one, as all programs show it: multiplied with what is under it, because programs
/// write highlights that would hide their words. None for other annotations.
pub(crate) fn multiplied(
    document: &Document,
    annotation: &Dict,
    form: &Object,
    look: &Dict,
) -> Result<Option<Object>> {
    if !annotation.get("Subtype").is_name(HIGHLIGHT) {
        return Ok(None);
    }
    let Some(area) = document.rect(look.get("BBox"))? else { return Ok(None) };
    let area = around(matrix(&document.array(look.get("Matrix"))?), area);
    let state = Dict::new().with("BM", Object::name("Multiply"));
    let resources = Dict::new()
        .with("ExtGState", Dict::new().with("Look", state))
        .with("XObject", Dict::new().with("Own", form.clone()));
    let dict = Dict::new()
        .with("Type", Object::name("XObject"))
        .with("Subtype", Object::name("Form"))
        .with("BBox", Object::numbers(area))
        .with("Resources", resources);
    Ok(Some(Object::stream(dict, b"/Look gs\n/Own Do".to_vec())))
}

/// What an annotation says about how it is drawn.
struct Ink<'d> {
    document: &'d Document,
    annotation: &'d Dict,
    rect: [f64; 4],
    /// The operators that set the colours of lines and of surfaces; empty where there is none.
    pen: String,
    fill: String,
    /// The colour itself for surfaces of marks, yellow where the annotation does not say.
    marker: String,
    width: f64,
    /// The operator that dashes lines, if they are.
    dash: String,
}

impl<'d> Ink<'d> {
    fn read(document: &'d Document, annotation: &'d Dict, rect: [f64; 4]) -> Result<Self> {
        let numbers = |object: &Object| list(document, object);
        let own = numbers(annotation.get("C"))?;
        // Said to be without colour is something else than nothing said.
        let clear = own.is_empty() && annotation.has("C");
        let style = document.dict(annotation.get("BS"))?;
        let border = numbers(annotation.get("Border"))?;
        let width = document.get(style.get("W"))?.as_number().or(border.get(2).copied()).unwrap_or(1.0);
        let dashed = document.get(style.get("S"))?.is_name("D");
        let mut dashes: Vec<f64> = numbers(style.get("D"))?;
        dashes.retain(|length| (0.1..1000.0).contains(length));
        if dashes.is_empty() {
            dashes.push(3.0);
        }
        let dash = dashes.iter().map(|length| crate::edit::space::number(*length)).collect::<Vec<_>>();
        let said = |colour: &[f64], otherwise: &str, names: [&str; 3]| match colour.len() {
            1 => line(colour, names[0]),
            3 => line(colour, names[1]),
            4 => line(colour, names[2]),
            _ => otherwise.to_owned(),
        };
        Ok(Self {
            document,
            annotation,
            rect,
            pen: said(&own, if clear { "" } else { "0 G\n" }, ["G", "RG", "K"]),
            fill: said(&numbers(annotation.get("IC"))?, "", ["g", "rg", "k"]),
            marker: said(&own, if clear { "" } else { "1 0.9 0.2 rg\n" }, ["g", "rg", "k"]),
            width: if width.is_finite() { width.clamp(0.0, 100.0) } else { 1.0 },
            dash: if dashed { format!("[{}] 0 d\n", dash.join(" ")) } else { String::new() },
        })
    }

    fn is(&self, kind: &str) -> bool {
        self.annotation.get("Subtype").is_name(kind)
    }

    /// Numbers that can be drawn with.
    fn numbers(&self, name: &str) -> Result<Vec<f64>> {
        list(self.document, self.annotation.get(name))
    }
}

/// Finite numbers, of which there are not too many to draw with; none where one is something else.
fn list(document: &Document, object: &Object) -> Result<Vec<f64>> {
    let items = document.array(object)?;
    let number = |item: &Object| Ok(document.get(item)?.as_number().unwrap_or(0.0));
    let numbers: Vec<f64> = items.iter().take(shapes::MOST).map(number).collect::<Result<_>>()?;
    Ok(if numbers.iter().all(|number| number.is_finite()) { numbers } else { Vec::new() })
}
