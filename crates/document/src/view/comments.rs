//! What people wrote on a page, read of its objects: so it is the same of a file of any size.

use std::collections::HashMap;

use super::strings;
use crate::bare::HIDDEN;
use crate::cos::{Dict, Document, Id, Page};
use crate::edit::space::shown;
use crate::{Area, Comment, CommentKind, Result, Said};

/// Annotations of a page that are looked at.
const MOST: usize = 10_000;
/// How long a chain of answers may be.
const LEVELS: usize = 64;

/// The comments of a page, in the order of the file. What says nothing and was not answered is none.
pub(super) fn comments(document: &Document, page: u32) -> Result<Vec<Comment>> {
    let page = document.page(page)?;
    let (mut comments, mut places) = (Vec::new(), HashMap::new());
    let (mut answers, mut above) = (Vec::new(), HashMap::new());
    for annotation in document.array(page.dict.get("Annots"))?.iter().take(MOST) {
        let dict = document.dict(annotation)?;
        let Some(kind) = kind(&dict) else { continue };
        // That somebody agrees or is done is a state and no answer.
        if dict.has("StateModel") || dict.has("State") {
            continue;
        }
        let (id, parent) = (annotation.as_ref(), dict.get("IRT").as_ref());
        if let (Some(id), Some(parent)) = (id, parent) {
            above.insert(id, parent);
        }
        let said = said(document, &dict)?;
        let comment = Comment { kind, area: area(document, &page, &dict)?, said, replies: Vec::new() };
        if let Some(parent) = parent {
            answers.push((parent, comment));
            continue;
        }
        if document.get(dict.get("F"))?.as_int().unwrap_or(0) & HIDDEN != 0 {
            continue;
        }
        if let Some(id) = id {
            places.insert(id, comments.len());
        }
        comments.push(comment);
    }
    for (parent, answer) in answers.into_iter().filter(|(_, answer)| !answer.said.text.is_empty()) {
        match root(parent, &above).and_then(|root| places.get(&root)) {
            Some(at) => comments[*at].replies.push(answer.said),
            // What it answers is not there: it shall be read all the same.
            None => comments.push(answer),
        }
    }
    comments.retain(|comment| !(comment.said.text.is_empty() && comment.replies.is_empty()));
    Ok(comments)
}

/// What began the talk that an answer belongs to.
fn root(answered: Id, above: &HashMap<Id, Id>) -> Option<Id> {
    let mut id = answered;
    for _ in 0..LEVELS {
        match above.get(&id) {
            Some(parent) => id = *parent,
            None => return Some(id),
        }
    }
    None
}

fn said(document: &Document, dict: &Dict) -> Result<Said> {
    let bytes = |name: &str| document.get(dict.get(name));
    let text = bytes("Contents")?.as_string().map(strings::lines).unwrap_or_default();
    let author = bytes("T")?.as_string().and_then(strings::some);
    let date = match bytes("M")?.as_string().and_then(strings::moment) {
        None => bytes("CreationDate")?.as_string().and_then(strings::moment),
        date => date,
    };
    Ok(Said { text, author, date })
}

fn area(document: &Document, page: &Page, dict: &Dict) -> Result<Area> {
    let at = shown(page, document.rect(dict.get("Rect"))?.unwrap_or_default());
    Ok(Area { x: at.x, y: at.y, width: at.width, height: at.height })
}

/// What it is a comment on; none for links, fields and what only plays or prints.
fn kind(dict: &Dict) -> Option<CommentKind> {
    Some(match dict.get("Subtype").as_name()? {
        b"Text" => CommentKind::Note,
        b"FreeText" => CommentKind::Text,
        b"Highlight" => CommentKind::Highlight,
        b"Underline" | b"Squiggly" => CommentKind::Underline,
        b"StrikeOut" => CommentKind::Strike,
        b"Ink" => CommentKind::Ink,
        b"Line" | b"Square" | b"Circle" | b"Polygon" | b"PolyLine" => CommentKind::Shape,
        b"Stamp" => CommentKind::Stamp,
        b"FileAttachment" => CommentKind::File,
        b"Caret" | b"Redact" | b"Sound" | b"Projection" => CommentKind::Other,
        _ => return None,
    })
}
