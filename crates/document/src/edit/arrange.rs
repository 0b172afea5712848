//! New documents of the pages of others.
//!
//! Everything is copied object by object from its file to the sink, so that merging files of gigabytes needs the memory of
//! their names only. What belongs to a page goes with it; what belongs to a document as a whole (tags, attachments, how it
//! is opened) goes with all of its pages.

mod catalog;
mod fields;
mod leaf;
mod origin;
mod outline;
mod tags;
mod tree;

use std::collections::BTreeSet;

use super::compress::{self, Smaller};
use super::fill::dress;
use super::mark::{self, Ink, Number};
use super::stamp::Stamp;
use super::{Plan, sheet};
use crate::cos::{Copy, Crypt, Dict, Document, Id, Object, Page, Sink, Writer};
use crate::{Error, Kind, Result};

pub(crate) use leaf::Place;
pub(crate) use origin::{Censor, Origin};

/// A document to take pages from.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The open document.
    pub document: &'a Document,
    /// The name of its file, for marks and headings.
    pub name: &'a str,
}

/// Writes the document that the plan describes, and answers with its size. `step` hears how far it is, from 0 to 1, and may
/// stop it.
///
/// # Errors
/// [`Kind::Settings`] and [`Kind::Missing`] for plans that cannot be followed, and those of the sources, the sink and `step`.
pub fn arrange(
    inputs: &[Input],
    plan: &Plan,
    sink: &mut dyn Sink,
    step: &mut dyn FnMut(f32) -> Result<()>,
) -> Result<u64> {
    assemble(inputs.iter().map(Origin::new).collect(), plan, sink, step)
}

/// As [`arrange`], with changes to the documents.
pub(crate) fn assemble(
    mut origins: Vec<Origin>,
    plan: &Plan,
    sink: &mut dyn Sink,
    step: &mut dyn FnMut(f32) -> Result<()>,
) -> Result<u64> {
    let finish = &plan.finish;
    let places = leaf::places(&origins, plan)?;
    finish.marks.iter().try_for_each(mark::check)?;
    finish.compress.map_or(Ok(()), compress::check)?;
    let per = finish.sheet.as_ref().map_or(Ok(1), sheet::per)?;
    let mut writer = open(plan, sink)?;
    if let Some(censor) = origins.iter().find_map(|origin| origin.censor.as_ref()) {
        writer.censor(censor.words.clone());
    }
    let tree = tree::Tree::reserve(&mut writer, places.len().div_ceil(per));
    let mut copies: Vec<Copy> = origins.iter().map(|origin| Copy::new(origin.document)).collect();
    leaf::keep(&places, &mut origins, &mut copies, |at| tree.pages[at / per])?;
    let root = writer.reserve();
    if let Some(settings) = finish.compress {
        let twins = compress::share(&origins, &mut copies, &mut || step(0.0))?;
        for origin in &mut origins {
            let (document, pages) = (origin.document, origin.kept.keys().copied().collect::<BTreeSet<_>>());
            let changes = &mut origin.changes;
            let smaller = Smaller::new(settings, document, changes, pages.into_iter(), &mut || step(0.0))?;
            origin.smaller = Some(smaller);
        }
        compress::even(&mut origins, &twins);
        compress::cut(&mut origins, &twins)?;
    }
    let mut tags = tags::Tags::new(&mut origins, &mut copies, &mut writer, per == 1 && !finish.flatten)?;
    let mut fields = fields::Fields::default();
    if !finish.flatten && per == 1 {
        fields.gather(&mut origins)?;
    }
    if finish.flatten || per > 1 {
        // What is drawn as part of the page must have a look.
        for origin in &mut origins {
            dress(origin.document, &mut origin.changes, |_| true)?;
        }
    }
    let count = places.len();
    let mut work = Work { plan, places, tree: &tree, inks: origins.iter().map(|_| Ink::default()).collect() };
    origins.iter_mut().for_each(|origin| origin.changes.forget());
    for at in 0..tree.pages.len() {
        let (file, dict) = work.page(at, per, &mut origins, &mut copies, &mut writer)?;
        let dict = copies[file].dict(&dict, &mut writer).with("Parent", tree.parent(at));
        writer.put(tree.pages[at], &dict.into())?;
        let done = (at * per) as f32 / count as f32 * 0.95;
        for (copy, origin) in copies.iter_mut().zip(&mut origins) {
            copy.flush(&mut writer, origin, &mut || step(done))?;
            origin.changes.forget();
        }
    }
    let pages = tree.write(&mut writer)?;
    let mut catalog = Dict::new().with("Type", Object::name("Catalog")).with("Pages", pages);
    let mut parts = catalog::Parts { origins: &mut origins, copies: &mut copies, writer: &mut writer };
    fields.write(&mut catalog, &mut parts)?;
    tags.write(&mut catalog, &mut parts)?;
    outline::write(&mut catalog, finish.bookmarks, &mut parts, |at| tree.pages[at / per])?;
    if per == 1 {
        catalog::labels(&mut catalog, &work.places, &mut parts)?;
    }
    catalog::layers(&mut catalog, &mut parts)?;
    catalog::names(&mut catalog, &mut parts)?;
    catalog::whole(&mut catalog, finish, &mut parts)?;
    let info = catalog::info(finish, &mut parts)?;
    for (copy, origin) in copies.iter_mut().zip(&mut origins) {
        copy.flush(&mut writer, origin, &mut || step(0.97))?;
    }
    writer.put(root, &catalog.into())?;
    let mut trailer = Dict::new().with("Root", root);
    if !info.is_empty() {
        let info = writer.add(&info.into())?;
        trailer.set("Info", info);
    }
    let size = writer.finish(trailer)?;
    step(1.0)?;
    Ok(size)
}

fn open<'s>(plan: &Plan, sink: &'s mut dyn Sink) -> Result<Writer<'s>> {
    let Some(lock) = &plan.finish.lock else { return Writer::new(sink, true) };
    if lock.password.is_empty() && lock.owner.is_empty() {
        return Err(Error::new(Kind::Settings, "A lock needs a password. Enter one, or leave the lock out."));
    }
    let owner = if lock.owner.is_empty() { &lock.password } else { &lock.owner };
    let (crypt, dict) = Crypt::lock(&lock.password, owner, lock.allow, &lock.seed)?;
    Writer::locked(sink, true, crypt, dict, &lock.seed)
}

/// What the pages of the result are made with.
struct Work<'w> {
    plan: &'w Plan,
    places: Vec<Place>,
    tree: &'w tree::Tree,
    inks: Vec<Ink>,
}

impl Work<'_> {
    /// A page of the result, in the names of one of the files.
    fn page(
        &mut self,
        at: usize,
        per: usize,
        origins: &mut [Origin],
        copies: &mut [Copy],
        writer: &mut Writer,
    ) -> Result<(usize, Dict)> {
        let finish = &self.plan.finish;
        let places = &self.places[at * per..((at + 1) * per).min(self.places.len())];
        let mut pages = Vec::new();
        for (offset, place) in places.iter().enumerate() {
            let origin = &mut origins[place.file()];
            pages.push(leaf::page(place, at * per + offset, finish, origin, |fake| {
                copies[place.file()].place(fake, self.tree.pages[at]);
            })?);
        }
        let (file, mut page) = match &finish.sheet {
            None => (places[0].file(), pages.swap_remove(0)),
            Some(sheet) => (0, sheet::page(sheet, places, pages, origins, copies, writer)?),
        };
        let origin = &mut origins[file];
        let mut stamp = Stamp::new(origin.document, &origin.changes, &page.dict)?;
        let name = if places[0].is_blank() { String::new() } else { origins[places[0].file()].name.clone() };
        let origin = &mut origins[file];
        let number = Number { page: at, pages: self.tree.pages.len(), file: &name };
        for one in &finish.marks {
            let space = (origin.document, &mut origin.changes);
            mark::draw(one, &number, &page, space, &mut self.inks[file], &mut stamp)?;
        }
        stamp.finish(origin.document, &mut origin.changes, &mut page.dict)?;
        Ok((file, dict(&page)))
    }
}

/// A page's dictionary with all that it would inherit.
fn dict(page: &Page) -> Dict {
    let mut dict = page.dict.clone();
    dict.set("Type", Object::name("Page"));
    dict.set("MediaBox", Object::numbers(page.media));
    dict.set("CropBox", if page.crop == page.media { Object::Null } else { Object::numbers(page.crop) });
    dict.set("Rotate", if page.turn == 0 { Object::Null } else { Object::Int(i64::from(page.turn) * 90) });
    if !dict.has("Resources") {
        dict.set("Resources", Dict::new());
    }
    dict
}

/// A destination with another page.
fn destination(page: Id, view: &[Object]) -> Object {
    let fit = [Object::name("Fit")];
    let view = if view.is_empty() { &fit[..] } else { view };
    Object::array([page.into()].into_iter().chain(view.iter().cloned()))
}
