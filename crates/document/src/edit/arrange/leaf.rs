//! The pages of a plan, and each of them as the plan wants it.

use std::collections::HashMap;

use super::Origin;
use crate::cos::{Copy, Dict, Id, Object, Page};
use crate::edit::flatten::flatten;
use crate::edit::space::around;
use crate::edit::{Edges, Finish, Leaf, Plan};
use crate::{Error, Kind, Result};

/// Pages that one document may get.
const PAGES: usize = 1_000_000;
/// What of a page is about its old document.
const DROPPED: [&str; 6] = ["Parent", "B", "PieceInfo", "Thumb", "PresSteps", "DPart"];

/// A page of the plan: all of them are single ones.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    Page { file: usize, page: u32, turn: i32 },
    Blank { width: f32, height: f32 },
}

impl Place {
    /// Whose names it is written in.
    pub fn file(&self) -> usize {
        if let Place::Page { file, .. } = self { *file } else { 0 }
    }

    pub fn is_blank(&self) -> bool {
        matches!(self, Place::Blank { .. })
    }
}

/// Every page of a plan by itself.
pub(crate) fn places(origins: &[Origin], plan: &Plan) -> Result<Vec<Place>> {
    let mut places = Vec::new();
    if origins.is_empty() {
        return Err(Error::new(Kind::Settings, "No file was given to take pages from. Choose one."));
    }
    let count = |file: usize| match origins.get(file) {
        Some(origin) => origin.document.page_count(),
        None => Err(Error::new(
            Kind::Missing,
            format!("The plan takes pages from file {}, but {} were given.", file + 1, origins.len()),
        )),
    };
    for leaf in &plan.pages {
        match *leaf {
            Leaf::Page { file, page, turn } => {
                let count = count(file)?;
                if page >= count {
                    return Err(Error::new(
                        Kind::Missing,
                        format!(
                            "There is no page {} in {}: it has {count}.",
                            u64::from(page) + 1,
                            origins[file].name
                        ),
                    ));
                }
                places.push(Place::Page { file, page, turn });
            }
            Leaf::All { file, turn } => {
                places.extend((0..count(file)?).map(|page| Place::Page { file, page, turn }));
            }
            Leaf::Blank { width, height } => {
                if !(1.0..=14_400.0).contains(&width) || !(1.0..=14_400.0).contains(&height) {
                    return Err(Error::new(
                        Kind::Settings,
                        "An empty page must be between 1 and 14,400 points wide and high. Choose another size.",
                    ));
                }
                places.push(Place::Blank { width, height });
            }
        }
        if places.len() > PAGES {
            return Err(Error::new(
                Kind::BudgetExceeded,
                "The new document would have more than a million pages. Make several.",
            ));
        }
    }
    if places.is_empty() {
        return Err(Error::new(Kind::Settings, "The new document would have no pages. Choose at least one."));
    }
    Ok(places)
}

/// Tells the files which of their pages are kept, and where.
pub(super) fn keep(
    places: &[Place],
    origins: &mut [Origin],
    copies: &mut [Copy],
    new: impl Fn(usize) -> Id,
) -> Result<()> {
    for (at, place) in places.iter().enumerate() {
        let Place::Page { file, page, .. } = *place else { continue };
        if origins[file].kept.contains_key(&page) {
            continue;
        }
        origins[file].kept.insert(page, at);
        if let Some(id) = origins[file].document.page(page)?.id {
            copies[file].place(id, new(at));
        }
    }
    for origin in origins {
        origin.whole = origin.kept.len() == origin.document.page_count()? as usize;
    }
    Ok(())
}

/// A page as it shall be: turned, cut, flattened. `name` is told the name that stands for the page if it is not its own.
pub(super) fn page(
    place: &Place,
    at: usize,
    finish: &Finish,
    origin: &mut Origin,
    name: impl FnOnce(Id),
) -> Result<Page> {
    let mut page = match *place {
        Place::Blank { width, height } => {
            let media = [0.0, 0.0, f64::from(width), f64::from(height)];
            Page { index: 0, id: None, dict: Dict::new(), media, crop: media, turn: 0 }
        }
        Place::Page { page, turn, .. } => {
            let mut page = origin.changes.page(origin.document, page)?;
            page.turn = (page.turn + turn).rem_euclid(4);
            DROPPED.iter().for_each(|name| page.dict.remove(name));
            if origin.kept.get(&page.index) != Some(&at) {
                page.dict.remove("StructParents");
                again(origin, &mut page, name)?;
            }
            origin.unshare(&mut page)?;
            origin.tags(&mut page.dict);
            page
        }
    };
    if let Some(edges) = finish.crop {
        crop(&mut page, edges)?;
    }
    if finish.flatten || finish.sheet.is_some() {
        flatten(origin.document, &mut origin.changes, &mut page.dict, |_| true)?;
    }
    Ok(page)
}

/// A page that is there already: annotations may not be shared, and a field has one value, so it becomes part of the page.
fn again(origin: &mut Origin, page: &mut Page, name: impl FnOnce(Id)) -> Result<()> {
    flatten(origin.document, &mut origin.changes, &mut page.dict, |annotation| {
        annotation.get("Subtype").is_name("Widget")
    })?;
    let annotations = origin.changes.array(origin.document, page.dict.get("Annots"))?;
    if annotations.is_empty() {
        return Ok(());
    }
    let own = origin.changes.reserve();
    name(own);
    let mut names = HashMap::new();
    for annotation in annotations.iter() {
        if let Some(id) = annotation.as_ref() {
            names.insert(id, origin.changes.reserve());
        }
    }
    let mut copies = Vec::new();
    for annotation in annotations.iter() {
        let mut dict = origin.changes.dict(origin.document, annotation)?;
        dict.set("P", own);
        dict.remove("StructParent");
        for tie in ["Popup", "Parent", "IRT"] {
            let new = dict.get(tie).as_ref().and_then(|id| names.get(&id));
            dict.set(tie, new.map_or(Object::Null, |id| Object::Ref(*id)));
        }
        copies.push(match annotation.as_ref().and_then(|id| names.get(&id)) {
            Some(id) => {
                origin.changes.set(*id, dict);
                Object::Ref(*id)
            }
            None => dict.into(),
        });
    }
    page.dict.set("Annots", Object::array(copies));
    Ok(())
}

fn crop(page: &mut Page, edges: Edges) -> Result<()> {
    let [left, top, right, bottom] =
        [edges.left, edges.top, edges.right, edges.bottom].map(|edge| f64::from(edge).max(0.0));
    let (wide, high) = page.size();
    // What is left must still be a page.
    if !(left + right < wide - 1.0 && top + bottom < high - 1.0) {
        return Err(Error::new(
            Kind::Settings,
            format!("Page {} is smaller than what would be cut off. Cut off less.", page.index + 1),
        ));
    }
    page.crop = around(page.matrix(), [left, top, wide - right, high - bottom]);
    for name in ["TrimBox", "BleedBox", "ArtBox"] {
        page.dict.remove(name);
    }
    Ok(())
}
