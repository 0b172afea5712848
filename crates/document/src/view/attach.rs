//! The files inside a document: those of its name tree and those pinned to pages.

use hayro::hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};

use super::session::Session;
use super::{names, strings};
use crate::{Attachment, Error, Kind, Result};

/// How many attachments are listed, and on how many pages pinned ones are looked for.
const LISTED: usize = 2000;

/// The attachments, in an order that is the same each time: their numbers are their places in it.
pub(super) fn attachments(session: &Session<'_>) -> Vec<Attachment> {
    let listed = files(session).into_iter().zip(0..);
    let attachment = |((file, page), id): ((Dict<'_>, Option<u32>), u32)| {
        let about = file.get::<PdfString<'_>>(b"Desc").and_then(|about| strings::some(about.as_bytes()));
        let size = stream(&file).and_then(|stream| {
            stream.dict().get::<Dict<'_>>(b"Params")?.get::<Object<'_>>(b"Size")?.into_number()
        });
        let size = size.and_then(|size| u64::try_from(size.as_i64()).ok());
        Attachment { id, name: name(&file, id), about, size, page }
    };
    listed.map(attachment).collect()
}

/// The name and the content of one.
pub(super) fn content(session: &Session<'_>, id: u32) -> Result<(String, Vec<u8>)> {
    let (file, _) = files(session).into_iter().nth(id as usize).ok_or_else(missing)?;
    let name = name(&file, id);
    let stream = stream(&file).ok_or_else(|| outside(&name))?;
    let bytes = stream.decoded().map_err(|_| broken(&name))?;
    Ok((name, bytes.into_owned()))
}

pub(super) fn missing() -> Error {
    Error::new(Kind::Missing, "There is no such attachment in this document.")
}

pub(super) fn outside(name: &str) -> Error {
    Error::new(Kind::Missing, format!("{name} is only named in this document: its content is not inside."))
}

pub(super) fn broken(name: &str) -> Error {
    Error::new(Kind::Broken, format!("The attachment {name} is damaged and cannot be taken out."))
}

fn files<'a>(session: &Session<'a>) -> Vec<(Dict<'a>, Option<u32>)> {
    let tree =
        session.catalog().get::<Dict<'a>>(b"Names").and_then(|names| names.get::<Dict<'a>>(b"EmbeddedFiles"));
    let named = tree.map(|tree| names::pairs(tree, b"Names")).unwrap_or_default();
    let mut files: Vec<_> =
        named.into_iter().filter_map(|(_, file)| Some((file.into_dict()?, None))).take(LISTED).collect();
    for (page, number) in session.pdf.pages().iter().zip(0..).take(LISTED) {
        let Some(annotations) = page.raw().get::<Array<'a>>(b"Annots") else { continue };
        for annotation in annotations.iter::<Dict<'a>>().take(LISTED) {
            let pinned =
                annotation.get::<Name<'_>>(b"Subtype").is_some_and(|kind| kind.as_ref() == b"FileAttachment");
            if let Some(file) = annotation.get::<Dict<'a>>(b"FS").filter(|_| pinned && files.len() < LISTED) {
                files.push((file, Some(number)));
            }
        }
    }
    files
}

fn stream<'a>(file: &Dict<'a>) -> Option<Stream<'a>> {
    let inside = file.get::<Dict<'a>>(b"EF")?;
    inside.get::<Stream<'a>>(b"UF").or_else(|| inside.get::<Stream<'a>>(b"F"))
}

fn name(file: &Dict<'_>, id: u32) -> String {
    let written = file.get::<PdfString<'_>>(b"UF").or_else(|| file.get::<PdfString<'_>>(b"F"));
    called(&written.map(|name| strings::text(name.as_bytes())).unwrap_or_default(), id)
}

/// The last part of a name, or a name where there is none: no document decides on a folder.
pub(super) fn called(full: &str, id: u32) -> String {
    let last = full.rsplit(['/', '\\', ':']).next().unwrap_or_default().trim_matches(['.', ' ']);
    if last.is_empty() { format!("attachment {}", id + 1) } else { last.to_owned() }
}
