//! Redaction, read again by another reader: words that it still finds are removed as well, then it reads once more. It looks into
//! the boxes too.

use ::document::Inside;
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
    (certificate.boxes, certificate.under) = (seen.boxes, seen.under);
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
#[derive(Default)]
struct Seen {
    areas: Vec<Area>,
    counts: Vec<u64>,
    boxes: u64,
    under: Inside,
    notes: Vec<String>,
}

async fn second(made: &File, redaction: &Redaction, cx: &Context) -> Result<Seen> {
    let mut seen = Seen { counts: vec![0; redaction.words.len()], ..Seen::default() };
    let key = crate::document::key(made);
    let count = cx.call(crate::document::open(made.clone(), String::new()).near(&key)).await?.pages;
    for page in 0..count {
        if !redaction.words.is_empty() {
            let text = cx.call(crate::document::text(made.clone(), String::new(), page).near(&key)).await;
            let Ok(text) = text else {
                seen.unread(page, "look whether the words are gone.");
                continue;
            };
            for (count, hits) in seen.counts.iter_mut().zip(edit::spots(&text, &redaction.words)) {
                *count += hits.len() as u64;
                seen.areas.extend(hits.into_iter().flatten().map(|at| Area { page, at }));
            }
        }
        let boxes: Vec<_> = redaction.areas.iter().filter(|area| area.page == page).map(boxed).collect();
        if !boxes.is_empty() {
            let looked = boxes.len() as u64;
            let job = crate::document::inside(made.clone(), String::new(), page, boxes).near(&key);
            match cx.call(job).await {
                Ok(found) => seen.add(looked, found),
                Err(_) => seen.unread(page, "look whether its boxes are empty."),
            }
        }
        cx.progress(0.8 + 0.2 * f64::from(page + 1) / f64::from(count));
        cx.tick().await?;
    }
    Ok(seen)
}

impl Seen {
    fn add(&mut self, boxes: u64, found: Inside) {
        self.boxes += boxes;
        self.under.glyphs += found.glyphs;
        self.under.pictures += found.pictures;
        self.under.paths += found.paths;
    }

    fn unread(&mut self, page: u32, what: &str) {
        self.notes.push(format!("Page {} could not be read a second time: {what}", page + 1));
    }
}

fn boxed(area: &Area) -> ::document::Area {
    let at = area.at;
    ::document::Area { x: at.x, y: at.y, width: at.width, height: at.height }
}
