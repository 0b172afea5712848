//! A search that one page cannot end: where the worker falls silent or breaks down, the pages around are searched one at a time,
//! the one that did it is told, and the search goes on behind it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use document::{Found, Search};
use futures_util::StreamExt;
use nearside::{Error, File, Kind, Priority, Result};
use worker::document as call;

use crate::text::documents::fault;

/// A page that is searched by itself is given up after this.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many pages are searched one at a time after a silence: the worker may not have told the last ones that it had done.
const CLOSE: u32 = 64;

/// Searches so many pages of a document, from the one on that the search begins at. `hear` is told what is found, of some pages
/// perhaps twice, and says whether more is wanted; `told` hears how much is done.
///
/// # Errors
/// What the document itself has against being searched, and that nobody waits any more.
pub async fn search(
    file: &File,
    password: &str,
    search: &Search,
    pages: u32,
    told: impl Fn(f64) + Clone + 'static,
    mut hear: impl FnMut(Found) -> bool,
) -> Result<()> {
    let (mut done, mut careful) = (0, 0);
    while done < pages {
        let page = (search.from % pages + done) % pages;
        let most = if careful > 0 { 1 } else { pages - done };
        let part = Search { from: page, most: Some(most), ..search.clone() };
        let reached = Rc::new(Cell::new(0.0));
        let (before, told, heard) = (done, told.clone(), reached.clone());
        let mut parts = call::find(file.clone(), password.to_owned(), part).with(|job| {
            let job = job.near(call::key(file)).priority(Priority::Visible).on_progress(move |part| {
                heard.set(part);
                told((f64::from(before) + part * f64::from(most)) / f64::from(pages));
            });
            if most == 1 { job.deadline(PATIENCE) } else { job }
        });
        let mut broken = None;
        while let Some(part) = parts.next().await {
            match part {
                Ok(found) => {
                    if !hear(found) {
                        return Ok(());
                    }
                }
                Err(error) if broke(&error) => broken = Some(error),
                Err(error) => return Err(error),
            }
        }
        match broken {
            None => done += most,
            Some(error) if most == 1 => {
                if !hear(Found { page, hits: Vec::new(), failed: Some(fault(&error)) }) {
                    return Ok(());
                }
                done += 1;
            }
            Some(_) => {
                done += ((reached.get() * f64::from(most)) as u32).min(most - 1);
                careful = CLOSE;
                continue;
            }
        }
        careful = careful.saturating_sub(1);
    }
    Ok(())
}

/// Whether it was the worker that failed, and not the document as a whole or a person who has enough.
fn broke(error: &Error) -> bool {
    matches!(
        error.kind(),
        Kind::DeadlineExceeded | Kind::Panicked | Kind::Trapped | Kind::OutOfMemory | Kind::WorkerLost
    )
}
