//! What can be followed on a page.

use hayro::hayro_interpret::util::{RectExt, TransformExt};
use hayro::hayro_syntax::object::{Array, Dict, Name, Object, Rect};
use hayro::hayro_syntax::page::Page;

use super::names;
use super::session::Session;
use crate::{Area, Link};

/// How many annotations of a page are read.
const ANNOTATIONS: usize = 10_000;

/// The links of a page, in the file's order.
pub(super) fn links<'a>(session: &Session<'a>, page: &Page<'a>) -> Vec<Link> {
    let Some(annotations) = page.raw().get::<Array<'a>>(b"Annots") else { return Vec::new() };
    let to_page = page.initial_transform(true).to_kurbo();
    let link = |annotation: Dict<'a>| {
        let kind = annotation.get::<Name<'_>>(b"Subtype")?;
        if kind.as_ref() != b"Link" {
            return None;
        }
        let place = annotation.get::<Object<'a>>(b"A").or_else(|| annotation.get::<Object<'a>>(b"Dest"))?;
        let target = names::target(session, place)?;
        let rect = to_page.transform_rect_bbox(annotation.get::<Rect>(b"Rect")?.to_kurbo());
        Some(Link { area: area(rect), target })
    };
    annotations.iter::<Dict<'a>>().take(ANNOTATIONS).filter_map(link).collect()
}

/// A rectangle as the answers have it.
pub(super) fn area(rect: hayro::kurbo::Rect) -> Area {
    Area { x: rect.x0 as f32, y: rect.y0 as f32, width: rect.width() as f32, height: rect.height() as f32 }
}
