//! Files where they live: look into a place, read, write, copy.
//!
//! A [`Place`] says where; [`keys`](crate::keys) connects it and seals its credentials, which are opened in here only. Calls on a
//! place behind the network are made through its gate: [`at`] sees to that, `store::at(&place, store::list(…))`.

use ::store::{Aside, Entry, Item, Page, Path, Place, State, Upload, When, Written};
use nearside::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "engines")]
pub(crate) mod connect;
#[cfg(feature = "engines")]
mod json;
#[cfg(feature = "engines")]
pub(crate) mod locksmith;
#[cfg(feature = "engines")]
mod notes;
#[cfg(feature = "engines")]
mod open;
#[cfg(feature = "engines")]
mod parts;
#[cfg(feature = "engines")]
mod room;
#[cfg(feature = "engines")]
mod source;
#[cfg(feature = "engines")]
mod transfer;
#[cfg(feature = "engines")]
mod uploads;
#[cfg(feature = "engines")]
pub(crate) use open::library;
#[cfg(feature = "engines")]
use open::open;

/// A file in a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// The store.
    pub place: Place,
    /// Where in it.
    pub path: Path,
}

/// A copy that is under way, and stays so when the tab is closed, reloaded or killed: it is noted in this browser from
/// [`begin`] on until [`resume`] has finished it or [`abandon`] has given it up.
///
/// A page shows those that [`transfers`] lists at start and resumes them; [`between`] gives the calls their gate:
/// `between(&transfer.from.place, &transfer.to.place, resume(transfer))`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transfer {
    /// Its own mark; a later one sorts after an earlier one.
    pub id: String,
    /// What is copied.
    pub from: Spot,
    /// To where.
    pub to: Spot,
    /// When the file may be written there.
    pub when: When,
    /// Bytes in all.
    pub size: u64,
    /// The mark of the content that is copied.
    pub etag: Option<String>,
    /// When it was begun, in milliseconds since 1970.
    pub begun: f64,
    /// What the target calls it, once it was asked.
    pub upload: Option<Upload>,
}

/// How the files of this browser are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// How safe they are.
    pub state: State,
    /// How many bytes they take, as the storage itself counts.
    pub used: u64,
    /// How many more the browser says it would take. It guesses, and counts other data of this origin too.
    pub room: Option<u64>,
}

/// Lets a call reach the origin of its place, and no other one.
pub fn at<T: serde::de::DeserializeOwned>(place: &Place, job: Job<T>) -> Job<T> {
    match &place.origin {
        Some(origin) => job.gate(origin.as_str()),
        None => job,
    }
}

/// Lets a call reach the origins of two places.
pub fn between<T: serde::de::DeserializeOwned>(from: &Place, to: &Place, job: Job<T>) -> Job<T> {
    let mut origins: Vec<&str> = [from, to].into_iter().filter_map(|place| place.origin.as_deref()).collect();
    origins.dedup();
    if origins.is_empty() { job } else { job.gate(origins.join(" ")) }
}

/// What is directly in a folder.
#[call]
pub async fn list(folder: Spot, after: Option<String>) -> Result<Page, ::store::Error> {
    let store = open(&folder.place).await?;
    store.list(&folder.path, after.as_deref()).await
}

/// What is there.
#[call]
pub async fn stat(spot: Spot) -> Result<Entry, ::store::Error> {
    open(&spot.place).await?.stat(&spot.path).await
}

/// A file, or the bytes from `range[0]` to `range[1]` of it.
#[call]
pub async fn read(spot: Spot, range: Option<[u64; 2]>) -> Result<File, ::store::Error> {
    let range = range.map(|[start, end]| start..end);
    let file = open(&spot.place).await?.read(&spot.path, range).await?;
    Ok(file.renamed(spot.path.name()))
}

/// The same with its bytes in memory, for whoever needs them all at once: from this browser as fast as it reads at all. In
/// `nearside.js` ask for it with `buffers`, else they are put into a `File` again.
#[call]
pub async fn load(spot: Spot, range: Option<[u64; 2]>) -> Result<File, ::store::Error> {
    let range = range.map(|[start, end]| start..end);
    let file = open(&spot.place).await?.load(&spot.path, range).await?;
    Ok(file.renamed(spot.path.name()))
}

/// Writes a file: small ones in one request, large ones in parts.
#[call]
pub async fn write(spot: Spot, file: File, when: When, cx: &Context) -> Result<Written, ::store::Error> {
    let store = open(&spot.place).await?;
    parts::put(&store, &spot, file, when, &|done| cx.progress(done)).await
}

/// Writes many small files into a folder, by their names: at the price of one where the store can, as this browser does. An error is
/// the first one of any file; others may have been written.
#[call]
pub async fn write_all(folder: Spot, files: Vec<File>, when: When) -> Result<Vec<Written>, ::store::Error> {
    let named = |file: File| Ok((folder.path.join(file.name())?, file));
    let files = files.into_iter().map(named).collect::<::store::Result<_>>()?;
    open(&folder.place).await?.write_all(files, when).await
}

/// Copies a file from one place to another.
#[call]
pub async fn copy(from: Spot, to: Spot, when: When, cx: &Context) -> Result<Written, ::store::Error> {
    let (source, target) = (open(&from.place).await?, open(&to.place).await?);
    let file = source.read(&from.path, None).await?;
    cx.progress(0.5);
    parts::put(&target, &to, file, when, &|done| cx.progress(0.5 + done / 2.0)).await
}

/// The copies that are under way, oldest first.
#[call]
pub async fn transfers() -> Result<Vec<Transfer>, ::store::Error> {
    transfer::all().await
}

/// Notes a copy that goes on after a reload. Nothing is sent before [`resume`]; what is copied from this browser can be noted
/// without a connection and without a gate.
#[call]
pub async fn begin(from: Spot, to: Spot, when: When) -> Result<Transfer, ::store::Error> {
    transfer::begin(from, to, when).await
}

/// Sends what has not arrived of a copy, with progress over all of its bytes, and finishes it. Dropping the call pauses the
/// copy, calling it again goes on; after an error, too. A copy from this browser is noted there as a backup.
///
/// Errors of its own: [`Temporary`](::store::Kind::Temporary) while another tab does it; [`NotFound`](::store::Kind::NotFound)
/// when it was finished or given up meanwhile, or its source is gone; [`Changed`](::store::Kind::Changed) when the source has
/// another content than when it was begun.
#[call]
pub async fn resume(transfer: Transfer, cx: &Context) -> Result<Written, ::store::Error> {
    transfer::resume(&transfer, &|done| cx.progress(done)).await
}

/// Gives a copy up: it is forgotten here, and its parts are deleted there. An error says that those may have stayed.
#[call]
pub async fn abandon(transfer: Transfer) -> Result<(), ::store::Error> {
    transfer::abandon(&transfer).await
}

/// An address at which whoever has it can read a file, for so many seconds: a week (604,800) at most, as buckets have it. Only
/// where [`Can::presign`](::store::Can::presign) says so, so in no private place; else [`Unsupported`](::store::Kind::Unsupported).
/// It cannot be taken back; it ends earlier with the keys of the place.
#[call]
pub async fn link(spot: Spot, seconds: u32) -> Result<String, ::store::Error> {
    if !(1..=604_800).contains(&seconds) {
        let text = "A link lasts a second at least, and a week at most. Choose a time between them.";
        return Err(::store::Error::new(::store::Kind::Invalid, text));
    }
    let store = open(&spot.place).await?;
    // Nobody is sent a link to nothing.
    store.stat(&spot.path).await?;
    store.presign(&spot.path, std::time::Duration::from_secs(seconds.into())).await
}

/// Deletes a file, or an empty folder.
#[call]
pub async fn delete(spot: Spot) -> Result<(), ::store::Error> {
    open(&spot.place).await?.delete(&spot.path).await
}

/// Gives a file another name.
#[call]
pub async fn rename(spot: Spot, to: Path, when: When) -> Result<(), ::store::Error> {
    open(&spot.place).await?.rename(&spot.path, &to, when).await
}

/// The places that are connected. Call it once at start: what a kill cut short is finished first.
#[call]
pub async fn places() -> Result<Vec<Place>, ::store::Error> {
    // What cannot be cleared away now is at the next start.
    let _ = uploads::sweep(&Place::browser()).await;
    open::places().await
}

/// Forgets a place. The files there stay.
#[call]
pub async fn forget(place: Place) -> Result<(), ::store::Error> {
    open::forget(&place).await
}

/// How safe the files of this browser are, and how much room there is.
#[call]
pub async fn health() -> Result<Health, ::store::Error> {
    room::health().await
}

/// What is in a folder of this browser's library, and whether it is anywhere else.
#[call]
pub async fn items(folder: Path) -> Result<Vec<Item>, ::store::Error> {
    library().await?.items(&folder).await
}

/// So many files are found at most: whoever gets as many has not seen all.
pub const FOUND: usize = 10_000;

/// Files of this browser's library whose names contain all words of `query`; [`FOUND`] at most.
#[call]
pub async fn find(query: String) -> Result<Vec<Item>, ::store::Error> {
    library().await?.find_dated(&query, f64::MIN..f64::MAX, FOUND).await
}

/// The same among the files that were changed from one moment on and before another, in milliseconds since 1970.
#[call]
pub async fn find_dated(query: String, from: f64, to: f64) -> Result<Vec<Item>, ::store::Error> {
    library().await?.find_dated(&query, from..to, FOUND).await
}

/// Moves a file of this browser's library, or a folder with all that it holds, to the trash.
#[call]
pub async fn discard(path: Path) -> Result<(), ::store::Error> {
    library().await?.discard(&path).await
}

/// What lies in the trash of this browser's library, newest first.
#[call]
pub async fn trash() -> Result<Vec<Aside>, ::store::Error> {
    library().await?.trash().await
}

/// Takes a file out of the trash.
#[call]
pub async fn restore(thrown: Aside) -> Result<(), ::store::Error> {
    library().await?.restore(&thrown).await
}

/// Deletes what lies in the trash for good.
#[call]
pub async fn empty() -> Result<(), ::store::Error> {
    library().await?.empty(true).await
}

/// Earlier versions of a file of this browser's library, newest first.
#[call]
pub async fn versions(path: Path) -> Result<Vec<Aside>, ::store::Error> {
    library().await?.versions(&path).await
}

/// Makes a version the current content again.
#[call]
pub async fn revert(version: Aside) -> Result<Written, ::store::Error> {
    library().await?.revert(&version).await
}

// A store answers late or never: serve them as calls that wait.
calls![
    list, stat, read, load, write, write_all, copy, link, transfers, begin, resume, abandon, delete, rename,
    places, forget, health, items, find, find_dated, discard, trash, restore, empty, versions, revert,
];
