//! Notes of what is under way, beside the library: one small file for each.

use ::store::{Error, Kind, Path, Result, Store, When};
use nearside::File;

use super::open::{kept, local};
use super::{Transfer, json};

/// The folder of copies that go on after a reload.
pub(super) const TRANSFERS: &str = "transfers";
/// The folder of uploads that do not: who finds one that nobody is at gives it up.
pub(super) const UPLOADS: &str = "uploads";

fn path(folder: &str, transfer: &Transfer) -> Result<Path> {
    Path::new(folder)?.join(&transfer.id)
}

/// Writes a note.
pub(super) async fn note(folder: &str, transfer: &Transfer, when: When) -> Result<()> {
    let text = serde_json::to_vec(transfer).map_err(|error| {
        Error::new(Kind::Failed, format!("The copy of {} cannot be noted ({error}).", transfer.from.path))
    })?;
    let file = File::new("transfer.json", text);
    local().await?.write(&path(folder, transfer)?, file, when).await.map(drop)
}

/// The time as an id that sorts.
pub(super) fn stamp(transfer: &Transfer) -> String {
    format!("{:014}", transfer.begun as u64)
}

/// Writes the first note of a copy, whose name is the time.
pub(super) async fn note_new(transfer: &mut Transfer) -> Result<()> {
    loop {
        transfer.id = stamp(transfer);
        match note(TRANSFERS, transfer, When::New).await {
            // Another one was begun in this millisecond.
            Err(error) if error.kind() == Kind::Exists => transfer.begun += 1.0,
            noted => return noted,
        }
    }
}

pub(super) async fn forget(folder: &str, transfer: &Transfer) -> Result<()> {
    local().await?.delete(&path(folder, transfer)?).await
}

/// The error for a copy that has no note any more.
pub(super) fn over(transfer: &Transfer) -> Error {
    let text =
        format!("The copy of {} is not under way any more: it was finished or given up.", transfer.from.path);
    Error::new(Kind::NotFound, text)
}

/// What is noted of a copy, and the mark of the note.
pub(super) async fn noted(folder: &str, transfer: &Transfer) -> Result<(Transfer, Option<String>)> {
    let (store, path) = (local().await?, path(folder, transfer)?);
    let gone = |error: Error| if error.kind() == Kind::NotFound { over(transfer) } else { error };
    let mark = store.stat(&path).await.map_err(gone)?.etag;
    let bytes = store.read(&path, None).await.map_err(gone)?.bytes().await;
    let known = bytes.ok().and_then(|bytes| json::read(&bytes)).ok_or_else(|| {
        Error::new(
            Kind::Corrupt,
            format!("The note of the copy of {} cannot be read. Begin it again.", transfer.from.path),
        )
    })?;
    Ok((known, mark))
}

/// All notes of a folder, oldest first: their names are times, and this browser lists by name.
pub(super) async fn all(folder: &str) -> Result<Vec<Transfer>> {
    let notes = kept(folder).await?;
    // One that cannot be read is of another version of the app.
    Ok(notes.iter().filter_map(|bytes| json::read(bytes)).collect())
}
