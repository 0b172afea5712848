//! Removing for good: what is under a box or is one of the words is taken out of every object that can hold it.
//!
//! The file is written anew from what can be reached, so that earlier states of it and objects that nobody shows are left
//! behind. Then the result is read again, object by object ([`check`]).

mod check;
mod fax;
mod notes;
mod page;
pub(crate) mod raster;
mod search;
mod second;

use std::collections::{BTreeSet, HashSet};

use sha2::{Digest, Sha256};

use super::arrange::{Input, Origin, assemble};
use super::changes::Changes;
use super::{Certificate, Found, Plan, Redaction};
use crate::cos::{Object, Sink, Source, text};
use crate::{Error, Kind, Result};

pub use check::check;
pub(crate) use search::Needles;
pub use second::spots;

/// Writes the document without what shall be removed. The certificate says what that was; what is left is for [`check`] to
/// say, and the hashes are made by [`digest`].
///
/// # Errors
/// [`Kind::Settings`], [`Kind::Missing`] and [`Kind::BudgetExceeded`], and those of the source, the sink and `step`.
pub fn redact(
    input: Input,
    redaction: &Redaction,
    sink: &mut dyn Sink,
    step: &mut dyn FnMut(f32) -> Result<()>,
) -> Result<Certificate> {
    let document = input.document;
    let count = document.page_count()?;
    look_at(redaction, count)?;
    let mut work = Work {
        input,
        redaction,
        needles: Needles::new(&redaction.words),
        changes: Changes::new(document),
        certificate: Certificate {
            pages: count,
            revisions: document.revisions().saturating_sub(1) as u64,
            words: redaction
                .words
                .iter()
                .map(|word| Found { text: word.text.clone(), ..Found::default() })
                .collect(),
            ..Certificate::default()
        },
        fields: HashSet::new(),
        notes: BTreeSet::new(),
    };
    work.fields()?;
    for page in 0..count {
        step(page as f32 / count as f32 * 0.7)?;
        work.page(page)?;
    }
    work.elsewhere()?;
    let Work { changes, mut certificate, needles, notes, .. } = work;
    certificate.notes.extend(notes);
    let mut origin = Origin::changed(document, input.name, changes);
    origin.censor = Some(super::arrange::Censor {
        files: redaction.attachments,
        metadata: redaction.metadata,
        words: std::rc::Rc::new(move |bytes: &[u8]| censored(&needles, bytes)),
    });
    assemble(vec![origin], &Plan::merge(1), sink, &mut |done| step(0.7 + 0.3 * done))?;
    Ok(certificate)
}

/// The SHA-256 of a file, in hex.
///
/// # Errors
/// Those of the source.
pub fn digest(source: &dyn Source) -> Result<String> {
    let mut hash = Sha256::new();
    let mut at = 0;
    while at < source.size() {
        let end = (at + (4 << 20)).min(source.size());
        hash.update(source.read(at..end)?);
        at = end;
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn look_at(redaction: &Redaction, count: u32) -> Result<()> {
    let settings = |message: String| Err(Error::new(Kind::Settings, message));
    if let Some(area) = redaction.areas.iter().find(|area| area.page >= count) {
        return Err(Error::new(
            Kind::Missing,
            format!(
                "There is no page {} to remove something from: this document has {count}.",
                u64::from(area.page) + 1
            ),
        ));
    }
    let bad = |area: &super::Area| {
        let at = area.at;
        [at.x, at.y, at.width, at.height].iter().any(|n| !n.is_finite())
            || at.width <= 0.0
            || at.height <= 0.0
    };
    if redaction.areas.iter().any(bad) {
        return settings("A box to be removed has no size. Draw it again.".into());
    }
    if redaction.words.iter().any(|word| word.text.trim().is_empty()) {
        return settings("A word to be removed is empty. Enter it, or leave it out.".into());
    }
    Ok(())
}

/// A string without the words; `None` if they are not in it.
fn censored(needles: &Needles, bytes: &[u8]) -> Option<Vec<u8>> {
    let clean = needles.without(&text(bytes))?;
    Object::text(&clean).as_string().map(<[u8]>::to_vec)
}

/// A redaction under way.
struct Work<'w> {
    input: Input<'w>,
    redaction: &'w Redaction,
    needles: Needles,
    changes: Changes,
    certificate: Certificate,
    /// Fields that are removed wherever they are shown.
    fields: HashSet<u32>,
    notes: BTreeSet<String>,
}

impl Work<'_> {
    /// Counts what is in other places than pages, which the writer takes out on the way.
    fn elsewhere(&mut self) -> Result<()> {
        let document = self.input.document;
        let catalog = document.catalog()?;
        let names = document.dict(catalog.get("Names"))?;
        let files = document.names(names.get("EmbeddedFiles"))?.len() as u64;
        if self.redaction.attachments {
            self.certificate.attachments += files;
        } else if files > 0 {
            self.notes.insert("Attached files were kept, and were not looked into.".to_owned());
        }
        let info = document.dict(document.trailer().get("Info"))?;
        for (_, value) in info.iter() {
            let value = document.get(value)?;
            self.tally(&text(value.as_string().unwrap_or_default()));
        }
        let mut waiting = vec![document.dict(catalog.get("Outlines"))?.get("First").clone()];
        let mut seen = HashSet::new();
        while let Some(next) = waiting.pop() {
            let Some(id) = next.as_ref() else { continue };
            if seen.len() > 200_000 || !seen.insert(id.number) {
                continue;
            }
            let heading = document.dict(&next)?;
            let title = document.get(heading.get("Title"))?;
            self.tally(&text(title.as_string().unwrap_or_default()));
            waiting.extend([heading.get("Next").clone(), heading.get("First").clone()]);
        }
        Ok(())
    }

    /// Counts the words of a text as removed.
    fn tally(&mut self, text: &str) -> bool {
        if self.needles.is_empty() {
            return false;
        }
        let counts = self.needles.count(text);
        for (found, count) in self.certificate.words.iter_mut().zip(&counts) {
            found.removed += count;
        }
        counts.iter().any(|count| *count > 0)
    }
}
