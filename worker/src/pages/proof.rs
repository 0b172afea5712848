//! Redaction, read again by another reader: what that one still finds is removed as well, then it reads once more.

use ::document::cos::{Document, Source};
use ::document::edit::{self, Area, Certificate, Redaction};
use nearside::prelude::*;
use std::rc::Rc;

use super::desk::{Desk, step};
use crate::document::error::spoken;
use crate::document::hold::Ranges;

pub(super) async fn redact(
    file: File,
    password: &str,
    mut redaction: Redaction,
    cx: &Context,
) -> Result<(File, Certificate)> {
    let desk = Desk::open(std::slice::from_ref(&file), &[password.to_owned()])?;
    let before = edit::digest(&Ranges(file.clone())).map_err(|error| spoken(&error))?;
    let (mut made, mut certificate) = once(&desk, &file, &redaction, cx)?;
    let mut seen = second(&made, &redaction, cx).await?;
    if !seen.areas.is_empty() {
        redaction.areas.extend(seen.areas.iter().copied());
        (made, certificate) = once(&desk, &file, &redaction, cx)?;
        let more = seen.counts;
        seen = second(&made, &redaction, cx).await?;
        for (found, more) in certificate.words.iter_mut().zip(more) {
            found.removed += more;
        }
    }
    for (found, left) in certificate.words.iter_mut().zip(&seen.counts) {
        found.left += left;
    }
    certificate.notes.extend(seen.notes);
    certificate.before = before;
    certificate.after = edit::digest(&Ranges(made.clone())).map_err(|error| spoken(&error))?;
    Ok((made, certificate))
}

/// Redacts, and lets the engine itself read the result.
fn once(desk: &Desk, file: &File, redaction: &Redaction, cx: &Context) -> Result<(File, Certificate)> {
    let mut certificate = Certificate::default();
    let made = desk.make(file.name(), cx, |inputs, sink, step| {
        certificate = edit::redact(inputs[0], redaction, sink, &mut |done| step(done * 0.6))?;
        Ok(())
    })?;
    let source: Rc<dyn Source> = Rc::new(Ranges(made.clone()));
    let read = Document::open(source, "").and_then(|document| {
        let mut step = step(cx);
        edit::check(&document, redaction, &mut certificate, &mut |done| step(0.6 + done * 0.2))
    });
    read.map_err(|error| spoken(&error))?;
    Ok((made, certificate))
}

/// What the other reader finds.
struct Seen {
    areas: Vec<Area>,
    counts: Vec<u64>,
    notes: Vec<String>,
}

async fn second(made: &File, redaction: &Redaction, cx: &Context) -> Result<Seen> {
    let mut seen = Seen { areas: Vec::new(), counts: vec![0; redaction.words.len()], notes: Vec::new() };
    if redaction.words.is_empty() {
        return Ok(seen);
    }
    let key = crate::document::key(made);
    let count = cx.call(crate::document::open(made.clone(), String::new()).near(&key)).await?.pages;
    for page in 0..count {
        let text = cx.call(crate::document::text(made.clone(), String::new(), page).near(&key)).await;
        let Ok(text) = text else {
            let note = "could not be read a second time: look whether the words are gone.";
            seen.notes.push(format!("Page {} {note}", page + 1));
            continue;
        };
        for (count, hits) in seen.counts.iter_mut().zip(edit::spots(&text, &redaction.words)) {
            *count += hits.len() as u64;
            seen.areas.extend(hits.into_iter().flatten().map(|at| Area { page, at }));
        }
        cx.progress(0.8 + 0.2 * f64::from(page + 1) / f64::from(count));
        cx.tick().await?;
    }
    Ok(seen)
}
