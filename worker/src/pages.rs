//! Documents made of documents and pictures: merged, split, marked, locked, filled in, redacted.
//!
//! What is made goes into the browser's hands while it is made, so that the sizes of files are bounded by the disk and not by
//! this worker's memory. The engine works without a pause, so these calls are *hard*.

#[cfg(feature = "engines")]
use ::document::edit;
use ::document::edit::{Addition, Album, Certificate, Field, Plan, Redaction, Repair, Split, Value};
use futures_core::Stream;
use nearside::prelude::*;

#[cfg(feature = "engines")]
mod desk;
#[cfg(feature = "engines")]
mod pictures;
#[cfg(feature = "engines")]
mod proof;

#[cfg(feature = "engines")]
use self::desk::Desk;

/// Makes a new document of the pages of these, as the plan says. Files without a password need no entry in `passwords`, or an
/// empty one.
#[call(hard)]
pub async fn arrange(files: Vec<File>, passwords: Vec<String>, plan: Plan, cx: &Context) -> Result<File> {
    Desk::open(&files, &passwords)?.arrange(plan, cx)
}

/// Takes the lock off a document: the new one opens without a password, and everything is allowed.
#[call(hard)]
pub async fn decrypt(file: File, password: String, cx: &Context) -> Result<File> {
    Desk::open(&[file], &[password])?.decrypt(cx)
}

/// Writes a damaged document anew, with all that can still be found of it. A lock is not kept.
#[call(hard)]
pub async fn repair(file: File, password: String, cx: &Context) -> Result<(File, Repair)> {
    Desk::open(&[file], &[password])?.repair(cx)
}

/// Cuts a document into several; a part for each of the new ones.
#[call(hard)]
pub fn split(file: File, password: String, split: Split, cx: &Context) -> impl Stream<Item = Result<File>> {
    desk::split(file, password, split, cx)
}

/// Makes a document of pictures, a page each. JPEG and PNG go in without loss; the photo worker turns others into these.
#[call]
pub async fn album(pictures: Vec<File>, album: Album, cx: &Context) -> Result<File> {
    pictures::album(pictures, album, cx).await
}

/// Removes parts of pages and words for good. The certificate says what was removed and what a new reading of the result, by
/// the document worker too, still finds.
#[call(hard)]
pub async fn redact(
    file: File,
    password: String,
    redaction: Redaction,
    cx: &Context,
) -> Result<(File, Certificate)> {
    proof::redact(file, &password, redaction, cx).await
}

/// The fields of the document's form.
#[call(hard)]
pub async fn fields(file: File, password: String) -> Result<Vec<Field>> {
    Desk::open(&[file], &[password])?.fields()
}

/// Fills fields of the form, by their names. Other fields stay as they are.
#[call(hard)]
pub async fn fill(file: File, password: String, values: Vec<(String, Value)>, cx: &Context) -> Result<File> {
    let name = file.name().to_owned();
    Desk::open(&[file], &[password])?
        .make(&name, cx, |inputs, sink, step| edit::fill(inputs[0], &values, sink, step))
}

/// Adds highlights, notes, drawings, text and pictures. `pictures` are those that the additions speak of.
#[call(hard)]
pub async fn annotate(
    file: File,
    password: String,
    additions: Vec<Addition>,
    pictures: Vec<File>,
    cx: &Context,
) -> Result<File> {
    let name = file.name().to_owned();
    let desk = Desk::open(&[file], &[password])?;
    let pictures = pictures::all(&pictures, cx).await?;
    desk.make(&name, cx, |inputs, sink, step| edit::annotate(inputs[0], &additions, pictures, sink, step))
}

calls![arrange, decrypt, repair, split, album, redact, fields, fill, annotate];

#[cfg(test)]
#[cfg(feature = "engines")]
mod tests;
