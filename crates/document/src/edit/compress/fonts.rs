//! Fonts with the glyphs that are seen, and no others.
//!
//! Only fonts of which everything is known are touched: TrueType outlines, and compact ones of numbered glyphs, whose every use
//! stands in the content of a page.
//! What a form would be filled with, what a note or a pattern is drawn with keeps all of its glyphs.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::super::arrange::Origin;
use super::super::cff;
use super::super::changes::{Changes, packed};
use super::super::font::mac;
use super::super::read::{Face, Of, Shown, maps};
use super::super::sfnt;
use super::twins::Twins;
use crate::Result;
use crate::cos::{Dict, Document, Id, Object};

/// Decoded bytes of a font.
const FONT: usize = 32 << 20;
/// Where the file of a font stands in its description: that of TrueType and that of compact outlines.
const FILES: [&str; 2] = ["FontFile2", "FontFile3"];
/// The compact outlines of a font whose glyphs have numbers.
const COMPACT: &str = "CIDFontType0C";
/// How deep objects are followed.
const DEPTH: usize = 40;

/// Which glyphs of which font files of a document are seen; `None` keeps a file whole.
#[derive(Default)]
pub(crate) struct Fonts(HashMap<u32, Option<BTreeSet<u32>>>);

impl Fonts {
    /// Adds what a page shows.
    pub fn show(&mut self, document: &Document, changes: &Changes, shown: Shown) -> Result<()> {
        for (font, (face, codes)) in shown {
            let dict = changes.dict(document, &Object::Ref(Id { number: font, generation: 0 }))?;
            let Some(file) = file(document, changes, &dict)? else { continue };
            let glyphs = glyphs(document, changes, &dict, file, &face, &codes)?;
            let known = self.0.entry(file).or_insert_with(|| Some(BTreeSet::new()));
            match (known.as_mut(), glyphs) {
                (Some(known), Some(glyphs)) => known.extend(glyphs),
                _ => *known = None,
            }
        }
        Ok(())
    }

    /// Keeps the fonts whole that anything in reach of this object uses.
    pub fn keep(
        &mut self,
        document: &Document,
        changes: &Changes,
        object: &Object,
        seen: &mut HashSet<u32>,
    ) -> Result<()> {
        self.reach(document, changes, object, seen, DEPTH)
    }

    fn reach(
        &mut self,
        document: &Document,
        changes: &Changes,
        object: &Object,
        seen: &mut HashSet<u32>,
        depth: usize,
    ) -> Result<()> {
        if depth == 0 || object.as_ref().is_some_and(|id| !seen.insert(id.number)) {
            return Ok(());
        }
        match changes.get(document, object)? {
            Object::Array(items) => {
                items.iter().try_for_each(|item| self.reach(document, changes, item, seen, depth - 1))
            }
            object => {
                let Some(dict) = object.dict() else { return Ok(()) };
                if dict.is("Page") || dict.is("Pages") {
                    return Ok(());
                }
                for name in FILES {
                    if let Some(file) = dict.get(name).as_ref() {
                        self.0.insert(file.number, None);
                    }
                }
                let inner = dict.iter().filter(|(name, _)| !matches!(*name, b"P" | b"Parent"));
                inner
                    .map(|(_, value)| value)
                    .try_for_each(|value| self.reach(document, changes, value, seen, depth - 1))
            }
        }
    }

    /// Keeps the fonts whole that resources bring otherwise than for text: in patterns, masks and glyphs that are drawn.
    pub fn resources(
        &mut self,
        document: &Document,
        changes: &Changes,
        resources: &Dict,
        seen: &mut HashSet<u32>,
        depth: usize,
    ) -> Result<()> {
        for name in ["Pattern", "ExtGState"] {
            self.keep(document, changes, resources.get(name), seen)?;
        }
        for (_, font) in changes.dict(document, resources.get("Font"))?.iter() {
            let dict = changes.dict(document, font)?;
            // A font without a name of its own cannot be told from others.
            if font.as_ref().is_none() || dict.get("Subtype").is_name("Type3") {
                self.keep(document, changes, font, seen)?;
            }
        }
        for (_, object) in changes.dict(document, resources.get("XObject"))?.iter() {
            if object.as_ref().is_some_and(|id| !seen.insert(id.number)) || depth == 0 {
                continue;
            }
            let form = changes.dict(document, object)?;
            let own = changes.dict(document, form.get("Resources"))?;
            self.resources(document, changes, &own, seen, depth - 1)?;
        }
        Ok(())
    }
}

/// The glyphs of a font file that are seen, unless it is kept whole, and where it is: documents and numbers.
type Use = (Option<BTreeSet<u32>>, Vec<(usize, u32)>);

/// Cuts the fonts of all documents. Those that are the same are cut to what any of them shows.
pub(crate) fn cut(origins: &mut [Origin], twins: &Twins) -> Result<()> {
    // Twins are one font.
    let firsts = twins.iter().flat_map(|group| group.iter().map(|own| (*own, group[0])));
    let firsts: HashMap<(usize, u32), (usize, u32)> = firsts.collect();
    let name = |at: usize, file: u32| firsts.get(&(at, file)).copied().unwrap_or((at, file));
    let mut all: BTreeMap<(usize, u32), Use> = BTreeMap::new();
    for (at, origin) in origins.iter_mut().enumerate() {
        let fonts =
            origin.smaller.as_mut().map(|smaller| std::mem::take(&mut smaller.fonts.0)).unwrap_or_default();
        for (file, glyphs) in fonts {
            let (known, files) =
                all.entry(name(at, file)).or_insert_with(|| (Some(BTreeSet::new()), Vec::new()));
            match (known.as_mut(), glyphs) {
                (Some(known), Some(glyphs)) => known.extend(glyphs),
                _ => *known = None,
            }
            files.push((at, file));
        }
    }
    for (glyphs, files) in all.into_values() {
        let (Some(glyphs), Some((at, file))) = (glyphs, files.first().copied()) else { continue };
        let Some(object) = fewer(origins[at].document, file, &glyphs)? else { continue };
        for (at, file) in files {
            origins[at].changes.set(Id { number: file, generation: 0 }, object.clone());
        }
    }
    Ok(())
}

/// The font with fewer glyphs, if it becomes smaller by that.
fn fewer(document: &Document, file: u32, glyphs: &BTreeSet<u32>) -> Result<Option<Object>> {
    let Object::Stream(stream) = document.load(Id { number: file, generation: 0 })? else { return Ok(None) };
    let Ok(decoded) = document.decode(&stream, FONT) else { return Ok(None) };
    let compact = stream.dict.get("Subtype").is_name(COMPACT);
    let cut =
        if compact { cff::subset(&decoded.bytes, glyphs) } else { sfnt::subset(&decoded.bytes, glyphs) };
    let Some(font) = cut else { return Ok(None) };
    let dict = match compact {
        true => Dict::new().with("Subtype", Object::name(COMPACT)),
        false => Dict::new().with("Length1", font.len() as i64),
    };
    let object = packed(dict, &font);
    let size = match &object {
        Object::Stream(stream) => document.raw(stream)?.len(),
        _ => usize::MAX,
    };
    Ok((size < document.raw(&stream)?.len()).then_some(object))
}

/// The file of a font that has outlines of a sort that can be cut.
fn file(document: &Document, changes: &Changes, font: &Dict) -> Result<Option<u32>> {
    let whole = font.get("Subtype").is_name("Type0");
    let font = if whole { descendant(document, changes, font)? } else { font.clone() };
    let described = changes.dict(document, font.get("FontDescriptor"))?;
    let compact = described.get("FontFile3");
    let is_compact = whole && changes.dict(document, compact)?.get("Subtype").is_name(COMPACT);
    let file = if is_compact { compact } else { described.get("FontFile2") };
    Ok(file.as_ref().map(|id| id.number))
}

fn descendant(document: &Document, changes: &Changes, font: &Dict) -> Result<Dict> {
    let inner = changes.array(document, font.get("DescendantFonts"))?;
    changes.dict(document, inner.first().unwrap_or(&Object::Null))
}

/// The glyphs of codes; `None` where somebody else might see others.
fn glyphs(
    document: &Document,
    changes: &Changes,
    font: &Dict,
    file: u32,
    face: &Face,
    codes: &BTreeSet<u32>,
) -> Result<Option<BTreeSet<u32>>> {
    if !font.get("Subtype").is_name("Type0") {
        let Object::Stream(stream) = document.load(Id { number: file, generation: 0 })? else {
            return Ok(None);
        };
        let Ok(decoded) = document.decode(&stream, FONT) else { return Ok(None) };
        return Ok(simple(face, &decoded.bytes, codes));
    }
    let encoding = changes.get(document, font.get("Encoding"))?;
    if !(encoding.is_name("Identity-H") || encoding.is_name("Identity-V")) {
        return Ok(None);
    }
    let inner = descendant(document, changes, font)?;
    Ok(match changes.get(document, inner.get("CIDToGIDMap"))? {
        Object::Stream(map) => {
            let Ok(map) = document.decode(&map, FONT) else { return Ok(None) };
            Some(codes.iter().filter_map(|code| sfnt::short(&map.bytes, 2 * *code as usize)).collect())
        }
        _ => Some(codes.clone()),
    })
}

/// The glyphs of bytes. Readers choose between the tables of a font in ways of their own, so each that any of them might choose
/// is kept.
fn simple(face: &Face, font: &[u8], codes: &BTreeSet<u32>) -> Option<BTreeSet<u32>> {
    if !face.plain {
        return None;
    }
    let maps = maps(font);
    let mut all = BTreeSet::new();
    for code in codes {
        let letter = face.letter(*code);
        let before = all.len();
        for map in &maps {
            let named = match map.of {
                Of::Unicode => letter.map(u32::from),
                Of::Mac => letter.and_then(mac),
                Of::Symbol => None,
            };
            // Fonts of symbols have their own page in one of these places.
            let places = [Some(*code), named, Some(0xF000 | code), Some(0xF100 | code), Some(0xF200 | code)];
            all.extend(
                places
                    .into_iter()
                    .flatten()
                    .filter_map(|code| map.glyphs.get(&code))
                    .filter(|glyph| **glyph != 0),
            );
        }
        let blank = letter.is_none_or(char::is_whitespace);
        if all.len() == before && !blank && maps.iter().all(|map| map.glyphs.is_empty()) {
            return None;
        }
    }
    Some(all)
}
