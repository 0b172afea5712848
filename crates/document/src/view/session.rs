//! The open file with everything that was decoded of it.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use hayro::RenderCache;
use hayro::hayro_interpret::font::FontQuery;
use hayro::hayro_interpret::{InterpreterCache, InterpreterSettings, InterpreterWarning};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, Name, ObjectIdentifier, Stream};
use hayro::hayro_syntax::page::{Page, Resources};

use super::names::Destinations;
use super::{Limits, List, attach, device, facts};
use crate::{Document, Error, Kind, Note, Result, Size};

/// Annotations of a page that are looked at.
const ANNOTATIONS: usize = 10_000;

pub(super) struct Session<'a> {
    pub pdf: &'a Pdf,
    pub cache: RenderCache<'a>,
    /// What the lists are made with: hayro keeps the cache that it draws with to itself.
    pub fonts: InterpreterCache<'a>,
    pub settings: InterpreterSettings,
    pub encrypted: bool,
    pub limits: Limits,
    pub places: HashMap<ObjectIdentifier, u32>,
    pub destinations: OnceCell<Destinations<'a>>,
    notes: Arc<Mutex<Vec<Note>>>,
}

impl<'a> Session<'a> {
    pub fn new(pdf: &'a Pdf, encrypted: bool, limits: Limits) -> Self {
        let notes = Arc::new(Mutex::new(Vec::new()));
        let numbered = pdf.pages().iter().zip(0..);
        Self {
            pdf,
            cache: RenderCache::new(),
            fonts: InterpreterCache::new(),
            settings: settings(&notes),
            encrypted,
            limits,
            places: numbered.filter_map(|(page, n)| Some((page.raw().obj_id()?, n))).collect(),
            destinations: OnceCell::new(),
            notes,
        }
    }

    pub fn count(&self) -> u32 {
        u32::try_from(self.pdf.pages().len()).unwrap_or(u32::MAX)
    }

    pub fn document(&self) -> Document {
        facts::document(self)
    }

    pub fn attachment(&self, id: u32) -> Result<(String, Vec<u8>)> {
        attach::content(self, id)
    }

    pub fn size(&self, page: u32) -> Size {
        let (width, height) = self.page(page).map_or((595.0, 842.0), Page::render_dimensions);
        Size { width, height }
    }

    /// The root of the document.
    pub fn catalog(&self) -> Dict<'a> {
        let xref = self.pdf.xref();
        xref.get(xref.root_id()).unwrap_or_default()
    }

    pub fn page(&self, page: u32) -> Option<&'a Page<'a>> {
        self.pdf.pages().get(usize::try_from(page).ok()?)
    }

    /// The annotations of a page but links and fields: what sort each is, and whether it lacks a look.
    pub fn annotations(&self, page: u32) -> impl Iterator<Item = (String, bool)> + use<'a> {
        let all = self.page(page).and_then(|page| page.raw().get::<Array<'a>>(b"Annots")).unwrap_or_default();
        all.iter::<Dict<'a>>()
            .take(ANNOTATIONS)
            .filter_map(|annotation| {
                let kind = annotation.get::<Name<'_>>(b"Subtype")?;
                let kind = std::str::from_utf8(kind.as_ref()).ok()?.to_owned();
                let other = !matches!(kind.as_str(), "Link" | "Widget" | "Popup");
                other.then(|| (kind, annotation.get::<Dict<'a>>(b"AP").is_none()))
            })
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// A page that can be paid for.
    pub fn admit(&self, number: u32) -> Result<&'a Page<'a>> {
        let page = self.page(number).ok_or_else(|| {
            let message =
                format!("There is no page {}: the document has {}.", u64::from(number) + 1, self.count());
            Error::new(Kind::Missing, message)
        })?;
        let instructions = page.page_stream().map_or(0, <[u8]>::len) as u64;
        if instructions > self.limits.instructions {
            return Err(too_much(number, "has too many drawing instructions"));
        }
        if let Some((width, height)) = largest(page.resources(), self.limits.picture) {
            let what = format!("holds a picture of {width} × {height} pixels, which is too large");
            return Err(too_much(number, &what));
        }
        Ok(page)
    }

    /// What is drawn on a page.
    pub fn list(&self, number: u32) -> Result<List> {
        let page = self.admit(number)?;
        let list = device::record(self, page);
        match list.items.len() > self.limits.items {
            true => Err(too_much(number, "consists of too many parts")),
            false => Ok(list),
        }
    }

    /// What was noticed since this was last asked.
    pub fn noticed(&self) -> Vec<Note> {
        std::mem::take(&mut *self.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn too_much(page: u32, what: &str) -> Error {
    let message =
        format!("Page {} {what}, so it is not shown. The other pages can be read.", u64::from(page) + 1);
    Error::new(Kind::BudgetExceeded, message)
}

/// hayro's own settings, which also tell what had to be substituted.
fn settings(notes: &Arc<Mutex<Vec<Note>>>) -> InterpreterSettings {
    let plain = InterpreterSettings::default();
    let tell = |notes: &Arc<Mutex<Vec<Note>>>| {
        let notes = notes.clone();
        move |note: Note| {
            let mut notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    };
    let (fonts, warnings) = (tell(notes), tell(notes));
    let resolve = plain.font_resolver.clone();
    InterpreterSettings {
        font_resolver: Arc::new(move |query| {
            if let FontQuery::Fallback(wanted) = query {
                let names = [&wanted.post_script_name, &wanted.font_name, &wanted.font_family];
                let name = names.into_iter().flatten().next().cloned().unwrap_or_default();
                fonts(Note::FontSubstituted(name));
            }
            resolve(query)
        }),
        warning_sink: Arc::new(move |warning| match warning {
            InterpreterWarning::UnsupportedFont => warnings(Note::FontBroken),
            InterpreterWarning::ImageDecodeFailure => warnings(Note::PictureBroken),
            _ => warnings(Note::AnnotationBroken),
        }),
        ..plain
    }
}

/// How many objects are looked at before a page is taken as it is.
const LOOKED_AT: usize = 2000;

/// The measures of a picture that is too large, if there is one.
fn largest(resources: &Resources<'_>, limit: u64) -> Option<(u32, u32)> {
    let mut waiting = vec![(resources.x_objects.clone(), 0)];
    let mut left = LOOKED_AT;
    while let Some((objects, depth)) = waiting.pop() {
        for name in objects.keys() {
            left = left.checked_sub(1)?;
            let Some(stream) = objects.get::<Stream<'_>>(&name) else { continue };
            let dict = stream.dict();
            match (dict.get::<u32>(b"Width"), dict.get::<u32>(b"Height")) {
                (Some(width), Some(height)) if u64::from(width) * u64::from(height) > limit => {
                    return Some((width, height));
                }
                _ if depth < 4 => {
                    if let Some(inner) = dict.get::<Dict<'_>>(b"Resources") {
                        waiting.push((Resources::new(inner).x_objects, depth + 1));
                    }
                }
                _ => {}
            }
        }
    }
    None
}
