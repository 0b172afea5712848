//! Making the copy: what is to go is removed first, then fields are filled, then marks are laid on top, each on what the step
//! before has made.

use document::edit::{Certificate, Value};
use futures_util::future::abortable;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{File, Result};
use worker::pages as call;

use super::draft::Draft;
use super::pictures;
use crate::app::go;
use crate::awake;
use crate::documents::reader::Reader;
use crate::route::Route;
use crate::save;
use crate::session::Incoming;
use crate::text::documents::edit::edit as text;
use crate::text::documents::fault;
use crate::ui::toast;

/// What becomes of the copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is saved.
    Save,
    /// It is opened beside the others.
    Open,
}

/// Makes the copy.
pub fn make(reader: Reader, way: Way) {
    let edits = reader.edits;
    let Some((file, password)) = reader.source().filter(|_| edits.making.get_untracked().is_none()) else {
        return;
    };
    let draft = edits.draft.get_untracked();
    if draft.count() == 0 {
        return;
    }
    edits.problem.set(None);
    edits.making.set(Some(0.0));
    let (work, handle) = abortable(made(reader, draft, file, password));
    edits.job.set_value(Some(handle));
    let row = reader.row.id;
    spawn_local(async move {
        let _work = awake::work();
        let Ok(made) = work.await else { return };
        if edits.making.is_disposed() {
            return;
        }
        edits.making.set(None);
        match made {
            Err(error) => edits.problem.set(Some(fault(&error))),
            Ok((file, proof)) => {
                awake::hold(row, false);
                hand_out(reader, file, way, proof.is_none());
                edits.proof.set(proof);
            }
        }
    });
}

fn hand_out(reader: Reader, file: File, way: Way, leave: bool) {
    let session = reader.session;
    match way {
        Way::Save => save::made(session, &file, (text().saved)(file.name())),
        Way::Open => {
            toast::show(session, (text().opened)(file.name()));
            session.open(vec![Incoming { file, folder: String::new(), handle: None }]);
            // A certificate is to be read first.
            if leave {
                go(Route::Files);
            }
        }
    }
}

async fn made(
    reader: Reader,
    draft: Draft,
    file: File,
    password: String,
) -> Result<(File, Option<(Certificate, bool)>)> {
    let edits = reader.edits;
    let (redaction, (additions, used)) = (draft.redaction(), draft.additions());
    let values: Vec<(String, Value)> = draft.values.into_iter().collect();
    let steps = [redaction.is_some(), !values.is_empty(), !additions.is_empty()];
    let all = steps.iter().filter(|step| **step).count().max(1) as f64;
    let told = move |before: usize| {
        move |done: f64| {
            edits.making.try_set(Some((before as f64 + done) / all));
        }
    };
    let further = !values.is_empty() || !additions.is_empty();
    let stem = file.name().rsplit_once('.').map_or(file.name(), |(stem, _)| stem).to_owned();
    let ending = if redaction.is_some() { text().redacted } else { text().edited };
    let name = format!("{stem}-{ending}.pdf");
    let (mut file, mut done) = (file, 0);
    let mut proof = None;
    if let Some(redaction) = redaction {
        let (made, certificate) =
            call::redact(file, password.clone(), redaction).on_progress(told(done)).await?;
        (file, done) = (made, done + 1);
        proof = Some((certificate, further));
    }
    if !values.is_empty() {
        file = call::fill(file, password.clone(), values).on_progress(told(done)).await?;
        done += 1;
    }
    if !additions.is_empty() {
        let pictures = used.into_iter().filter_map(pictures::get).map(|picture| picture.file).collect();
        file = call::annotate(file, password, additions, pictures).on_progress(told(done)).await?;
    }
    Ok((file.renamed(name), proof))
}
