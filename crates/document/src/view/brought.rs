//! What a large document brings along: how its pages are called, its layers, and the files inside it, all read by ranges.

use super::labels::{self, Stretch};
use super::{attach, strings};
use crate::cos::{Dict, Document, Object, Stream};
use crate::{Attachment, Document as Said, Layer, Result};
use std::rc::Rc;

/// How many layers, attachments and annotations of a page are looked at.
const LISTED: usize = 2000;
/// The bytes of an attachment that is taken out: 512 MB.
const CONTENT: usize = 512 << 20;

/// How the pages are called where that is not 1, 2, 3…
pub(super) fn labels(document: &Document, catalog: &Dict, count: u32) -> Result<Vec<String>> {
    if !catalog.has("PageLabels") {
        return Ok(Vec::new());
    }
    let mut stretches = Vec::new();
    for (from, style) in document.numbers(catalog.get("PageLabels"))? {
        let style = document.dict(&style)?;
        let Ok(from) = u32::try_from(from) else { continue };
        let start = document.get(style.get("St"))?.as_int().and_then(|start| u32::try_from(start).ok());
        stretches.push(Stretch {
            from,
            prefix: document.get(style.get("P"))?.as_string().map(strings::text).unwrap_or_default(),
            style: document.get(style.get("S"))?.as_name().and_then(|name| name.first().copied()),
            start: start.unwrap_or(1),
        });
    }
    Ok(labels::labels(stretches, count))
}

/// The layers, in the order of the document.
pub(super) fn layers(document: &Document, catalog: &Dict) -> Result<Vec<Layer>> {
    let properties = document.dict(catalog.get("OCProperties"))?;
    let config = document.dict(properties.get("D"))?;
    let hidden = document.get(config.get("BaseState"))?.is_name("OFF");
    let (on, off) = (document.array(config.get("ON"))?, document.array(config.get("OFF"))?);
    let mut layers = Vec::new();
    for group in document.array(properties.get("OCGs"))?.iter().take(LISTED) {
        let Some(id) = group.as_ref() else { continue };
        let known = |list: &[Object]| list.iter().any(|object| object.as_ref() == Some(id));
        let name = document.get(document.dict(group)?.get("Name"))?;
        layers.push(Layer {
            id: id.number,
            name: name.as_string().map(strings::text).unwrap_or_default(),
            shown: if hidden { known(&on) } else { !known(&off) },
        });
    }
    Ok(layers)
}

/// The attachments, in an order that is the same each time: their numbers are their places in it.
pub(super) fn attachments(document: &Document) -> Result<Vec<Attachment>> {
    let mut attachments = Vec::new();
    for ((file, page), id) in files(document)?.into_iter().zip(0..) {
        let about = document.get(file.get("Desc"))?.as_string().and_then(strings::some);
        let size = match stream(document, &file)? {
            Some(stream) => {
                let facts = document.dict(stream.dict.get("Params"))?;
                document.get(facts.get("Size"))?.as_int().and_then(|size| u64::try_from(size).ok())
            }
            None => None,
        };
        attachments.push(Attachment { id, name: name(document, &file, id)?, about, size, page });
    }
    Ok(attachments)
}

/// The name and the content of one.
pub(super) fn content(document: &Document, id: u32) -> Result<(String, Vec<u8>)> {
    let (file, _) = files(document)?.into_iter().nth(id as usize).ok_or_else(attach::missing)?;
    let name = name(document, &file, id)?;
    let stream = stream(document, &file)?.ok_or_else(|| attach::outside(&name))?;
    let decoded = document.decode(&stream, CONTENT)?;
    if decoded.rest.is_empty() { Ok((name, decoded.bytes)) } else { Err(attach::broken(&name)) }
}

/// Those of the name tree, and those that are pinned to the first pages: to read all pages would take as long as the file is
/// large.
fn files(document: &Document) -> Result<Vec<(Rc<Dict>, Option<u32>)>> {
    let catalog = document.catalog()?;
    let names = document.dict(catalog.get("Names"))?;
    let mut files = Vec::new();
    for (_, file) in document.names(names.get("EmbeddedFiles"))?.into_iter().take(LISTED) {
        let file = document.dict(&file)?;
        if !file.is_empty() {
            files.push((file, None));
        }
    }
    for number in 0..document.page_count()?.min(Said::SIZES) {
        let page = document.page(number)?;
        for annotation in document.array(page.dict.get("Annots"))?.iter().take(LISTED) {
            let annotation = document.dict(annotation)?;
            let file = document.dict(annotation.get("FS"))?;
            if annotation.get("Subtype").is_name("FileAttachment") && !file.is_empty() {
                files.push((file, Some(number)));
            }
        }
    }
    files.truncate(LISTED);
    Ok(files)
}

fn stream(document: &Document, file: &Dict) -> Result<Option<Rc<Stream>>> {
    let inside = document.dict(file.get("EF"))?;
    for name in ["UF", "F"] {
        if let Object::Stream(stream) = document.get(inside.get(name))? {
            return Ok(Some(stream));
        }
    }
    Ok(None)
}

fn name(document: &Document, file: &Dict, id: u32) -> Result<String> {
    let written = if file.has("UF") { file.get("UF") } else { file.get("F") };
    let full = document.get(written)?.as_string().map(strings::text).unwrap_or_default();
    Ok(attach::called(&full, id))
}
