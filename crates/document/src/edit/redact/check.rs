//! Looking for what should be gone, in every object of the result, whether or not anything shows it.

use super::super::changes::Changes;
use super::super::content;
use super::super::read::Walk;
use super::super::space::{SAME, inside};
use super::super::{Certificate, Redaction};
use super::Needles;
use super::page::{covers, strings};
use crate::Result;
use crate::cos::{Document, Id, Object, Stream, text};

/// Decoded bytes of a stream that is looked through.
const STREAM: usize = 64 << 20;

/// Counts what is left of the words in a document that was redacted, into the certificate.
///
/// # Errors
/// Those of the source and `step`.
pub fn check(
    document: &Document,
    redaction: &Redaction,
    certificate: &mut Certificate,
    step: &mut dyn FnMut(f32) -> Result<()>,
) -> Result<()> {
    let needles = Needles::new(&redaction.words);
    let mut changes = Changes::new(document);
    let mut left = vec![0; redaction.words.len()];
    let mut add = |counts: Vec<u64>| left.iter_mut().zip(counts).for_each(|(left, count)| *left += count);
    let count = document.page_count()?;
    let mut contents = std::collections::HashSet::new();
    let mut under = std::collections::BTreeSet::new();
    for index in 0..count {
        step(index as f32 / count as f32 * 0.5)?;
        let page = document.page(index)?;
        let bytes = content::bytes(document, &changes, &page.dict)?;
        contents.extend(
            content::streams(document, &changes, &page.dict)?
                .iter()
                .filter_map(Object::as_ref)
                .map(|id| id.number),
        );
        let resources = changes.dict(document, page.dict.get("Resources"))?;
        let mut walk = Walk::new(document, &mut changes, None);
        walk.content(&bytes, &resources, SAME)?;
        let glyphs = walk.reading.glyphs;
        add(needles.glyphs(&glyphs).1);
        let areas = redaction.areas.iter().filter(|area| area.page == index);
        for area in areas.map(|area| inside(&page, area.at)) {
            if glyphs.iter().any(|glyph| covers(area, glyph) && !glyph.text.trim().is_empty()) {
                under.insert(index + 1);
            }
        }
    }
    for page in under {
        certificate.notes.push(format!(
            "On page {page} letters stand under a box: they stood beside it and moved when the gaps were made even."
        ));
    }
    let size = document.size();
    for number in 1..size {
        step(0.5 + number as f32 / size as f32 * 0.5)?;
        let object = document.load(Id { number, generation: 0 })?;
        let mut texts = Vec::new();
        strings(&object, &mut texts);
        texts.iter().for_each(|text| add(needles.count(text)));
        let Object::Stream(stream) = &object else { continue };
        if contents.contains(&number) || is_data(stream) {
            continue;
        }
        let drawn = stream.dict.get("Subtype").is_name("Form") || stream.dict.has("PatternType");
        if drawn {
            let mut walk = Walk::new(document, &mut changes, None);
            walk.form(stream)?;
            let glyphs = std::mem::take(&mut walk.reading.glyphs);
            add(needles.glyphs(&glyphs).1);
        } else if let Ok(decoded) = document.decode(stream, STREAM)
            && decoded.rest.is_empty()
            && !decoded.bytes.windows(9).any(|part| part == b"begincmap")
        {
            add(needles.count(&text(&decoded.bytes)));
            add(needles.count(&String::from_utf8_lossy(&decoded.bytes)));
        }
    }
    for (found, left) in certificate.words.iter_mut().zip(left) {
        found.left += left;
    }
    Ok(())
}

/// Pixels, outlines of letters, colours, objects and places of objects: bytes that are no text.
fn is_data(stream: &Stream) -> bool {
    let dict = &stream.dict;
    let kinds = ["Image", "Type1C", "CIDFontType0C", "OpenType"];
    kinds.iter().any(|kind| dict.get("Subtype").is_name(kind))
        || ["Length1", "N", "ShadingType", "FunctionType"].iter().any(|name| dict.has(name))
        || dict.is("ObjStm")
        || dict.is("XRef")
}
