//! What the rest of the app knows of the reader: functions whose code is fetched when the first document is opened.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use nearside::{File, Result};

use crate::row::Row;
use crate::ui::lazy::Build;

/// The reader's functions.
#[derive(Clone, Copy)]
struct Code {
    reader: Build,
    arrange: Build,
    seek: Build,
    look: fn(Row, File) -> LocalBoxFuture<'static, ()>,
}

#[nearside::lazy(documents)]
fn code() -> Code {
    Code {
        reader: super::reader::reader,
        arrange: crate::pages::page,
        seek: crate::seek::page,
        look: |row, file| super::look::look(row, file).boxed_local(),
    }
}

/// The reader of the row that the address names.
pub async fn reader() -> Result<Build> {
    Ok(code().await?.reader)
}

/// The board on which documents are made of the desk's.
pub async fn arrange() -> Result<Build> {
    Ok(code().await?.arrange)
}

/// The search over all of the desk's documents.
pub async fn seek() -> Result<Build> {
    Ok(code().await?.seek)
}

/// Looks into a document for its row in the list. Without its code the row stays as plain as it is.
pub async fn look(row: Row, file: File) {
    if let Ok(code) = code().await {
        (code.look)(row, file).await;
    }
}
