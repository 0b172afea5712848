//! Files that leave the app, and come back: a library as one zip, single files as `age`.
//!
//! A worker of its own, because few people need it on a day, and what unpacks and what `age` needs would be a good part of the
//! storage worker. It has the library as another tab has it: whoever leads has the files open (see `::store::local`).

use ::store::{Imported, Path};
use nearside::prelude::*;

#[cfg(feature = "engines")]
use crate::store::library;

/// Seals a file with a passphrase, as `name.age`: `age -d` opens it without this app.
#[call]
pub async fn seal(file: File, passphrase: String) -> Result<File, ::store::Error> {
    ::store::age::seal_with_passphrase(&file, &passphrase).await
}

/// Seals a file for whoever has the keys to these `age1…` addresses, as `name.age`.
#[call]
pub async fn seal_for(file: File, recipients: Vec<String>) -> Result<File, ::store::Error> {
    ::store::age::seal_for(&file, &recipients).await
}

/// Opens a file of `age`, binary or as text, with its passphrase or with `AGE-SECRET-KEY-1…`. [`Denied`](::store::Kind::Denied)
/// when that does not open it, [`Corrupt`](::store::Kind::Corrupt) when the file is damaged or not whole,
/// [`Invalid`](::store::Kind::Invalid) when it is none of age.
#[call]
pub async fn open(file: File, secret: String) -> Result<File, ::store::Error> {
    ::store::age::open(&file, &secret).await
}

/// Everything in this browser's library as one zip, on demand with earlier versions and the trash. It is made of the files as they
/// are: save it before they change.
#[call]
pub async fn export(versions: bool, trash: bool, cx: &Context) -> Result<File, ::store::Error> {
    library().await?.export(versions, trash, &|done| cx.progress(done)).await
}

/// Notes that everything in this browser's library went into a zip of this name, whose [`export`] was begun at a moment, in
/// milliseconds since 1970: to be called once it is safe. Files count as backed up by it, unless they were written since.
#[call]
pub async fn exported(zip: String, begun: f64) -> Result<(), ::store::Error> {
    library().await?.copied_all(&zip, begun).await
}

/// Brings the files of a zip, whoever made it, into a folder of this browser's library. What has a name already becomes a version;
/// [`Imported::left`] says what did not come, and why.
#[call]
pub async fn import(zip: File, into: Path, cx: &Context) -> Result<Imported, ::store::Error> {
    library().await?.import(&zip, &into, &|done| cx.progress(done)).await
}

// They wait for the store more than they work.
calls![seal, seal_for, open, export, exported, import];
