//! Files where they live: connect a store, look into it, read, write, copy.
//!
//! A [`Place`] says where; its credentials are sealed and opened in here only. Calls on a place behind the network are made
//! through its gate: [`at`] sees to that, `store::at(&place, store::list(…))`.

use ::store::doctor::Diagnosis;
use ::store::{Aside, Entry, Item, Lock, Page, Path, Place, Secret, Settings, State, Upload, When, Written};
use nearside::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "engines")]
mod json;
#[cfg(feature = "engines")]
mod locksmith;
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

/// Connects a store: finds out what it can do and seals the settings, with the vault if there is one, else with the key of this
/// device. The origin is [`Settings::origin`], whose gate has to be open. [`Locked`](::store::Kind::Locked) while the vault is.
#[call]
pub async fn connect(settings: Settings) -> Result<Place, ::store::Error> {
    open::connect(settings, false).await
}

/// Why a store does not answer, the worst first, and what to paste where; nothing for one that works. `page` is the origin
/// that the app is at. As [`connect`], it needs the gate of [`Settings::origin`].
#[call]
pub async fn examine(settings: Settings, page: String) -> Result<Vec<Diagnosis>, ::store::Error> {
    open::examine(&settings, &page).await
}

/// Connects a store as a private place: whoever keeps it can read neither names nor contents of what is written from now on.
/// What lies there already is not shown; a folder of its own is best.
///
/// [`Locked`](::store::Kind::Locked) without an open vault; then [`vault()`] tells what is to be done: make one, or open it. If
/// the place was made private on another device, its vault has just become the one of this browser, and opens as it does there.
#[call]
pub async fn connect_private(settings: Settings) -> Result<Place, ::store::Error> {
    open::connect(settings, true).await
}

/// How the vault of this browser is: whether there is one, whether it is open, and what opens it. Ask at start, and after any
/// error of the kind [`Locked`](::store::Kind::Locked): another tab may have locked it, or opened it.
#[call]
pub async fn vault() -> Result<Lock, ::store::Error> {
    locksmith::state().await
}

/// Makes the vault of this browser, open, with a passphrase of ten characters at least. The credentials of remembered places are
/// sealed with it at once: read [`places`] again, and drop the values that the page had.
#[call]
pub async fn make_vault(passphrase: String) -> Result<Lock, ::store::Error> {
    locksmith::make(&passphrase).await
}

/// Opens the vault in all tabs, until [`lock_vault`] or until the last page of the app is closed or reloaded. What does not open
/// it is [`Denied`](::store::Kind::Denied); misspelt words are [`Invalid`](::store::Kind::Invalid).
#[call]
pub async fn unlock_vault(secret: Secret) -> Result<Lock, ::store::Error> {
    locksmith::unlock(&secret).await
}

/// Locks the vault in all tabs. Calls that are running come to their end.
#[call]
pub async fn lock_vault() -> Result<Lock, ::store::Error> {
    locksmith::lock().await
}

/// Makes 24 recovery words, in the place of earlier ones, and returns them: show them once, to be written down. The vault is
/// opened with what is `known`, whether it is open or not.
#[call]
pub async fn add_words(known: Secret) -> Result<String, ::store::Error> {
    locksmith::add_words(&known).await
}

/// Gives the vault another passphrase, with the old one, the recovery words or a passkey as what is `known`.
#[call]
pub async fn change_passphrase(known: Secret, passphrase: String) -> Result<Lock, ::store::Error> {
    locksmith::change(&known, &passphrase).await
}

/// Adds a passkey: `output` is what it gave for [`PRF_INPUT`](::store::PRF_INPUT), `credential` its id in any spelling by which
/// the page finds it again in [`WayIn`](::store::WayIn), `label` what the person calls it.
#[call]
pub async fn add_passkey(
    known: Secret,
    output: [u8; 32],
    label: String,
    credential: String,
) -> Result<Lock, ::store::Error> {
    locksmith::add_passkey(&known, &output, &label, credential).await
}

/// Takes away what opens the vault, by its number in [`Lock::ways`]; the last one stays. The vault has to be open.
#[call]
pub async fn remove_way(way: usize) -> Result<Lock, ::store::Error> {
    locksmith::remove(way).await
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

/// Remembers a connected place over reloads.
#[call]
pub async fn remember(place: Place) -> Result<(), ::store::Error> {
    open::remember(&place).await
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

/// Files of this browser's library whose names contain all words of `query`; a thousand at most.
#[call]
pub async fn find(query: String) -> Result<Vec<Item>, ::store::Error> {
    library().await?.find(&query, 1000).await
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
    connect,
    list,
    stat,
    read,
    write,
    write_all,
    copy,
    transfers,
    begin,
    resume,
    abandon,
    delete,
    rename,
    places,
    remember,
    forget,
    health,
    items,
    find,
    discard,
    trash,
    restore,
    empty,
    versions,
    revert,
    connect_private,
    vault,
    make_vault,
    unlock_vault,
    lock_vault,
    add_words,
    change_passphrase,
    add_passkey,
    remove_way,
    examine,
];
