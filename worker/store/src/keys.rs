//! What opens places: connecting them, the doctor who says why one cannot be, and the vault that their keys are sealed with.
//!
//! A worker of its own, because a place is connected once and files go to it every day: what probes servers and makes keys of
//! passphrases is not in the worker that carries files. That one opens what is sealed here (see [`store`](crate::store)).

use ::store::doctor::Diagnosis;
use ::store::{Lock, Place, Secret, Settings, WayIn};
use nearside::prelude::*;

#[cfg(feature = "engines")]
use crate::store::{connect as places, locksmith};

/// Connects a store: finds out what it can do and seals the settings, with the vault if there is one, else with the key of this
/// device. The origin is [`Settings::origin`], whose gate has to be open. [`Locked`](::store::Kind::Locked) while the vault is.
#[call]
pub async fn connect(settings: Settings) -> Result<Place, ::store::Error> {
    places::connect(settings, false).await
}

/// Connects a store as a private place: whoever keeps it can read neither names nor contents of what is written from now on.
/// What lies there already is not shown; a folder of its own is best.
///
/// [`Locked`](::store::Kind::Locked) without an open vault; then [`vault()`] tells what is to be done: make one, or open it. If
/// the place was made private on another device, its vault has just become the one of this browser, and opens as it does there.
#[call]
pub async fn connect_private(settings: Settings) -> Result<Place, ::store::Error> {
    places::connect(settings, true).await
}

/// Why a store does not answer, the worst first, and what to paste where; nothing for one that works. `page` is the origin
/// that the app is at. As [`connect`], it needs the gate of [`Settings::origin`].
#[call]
pub async fn examine(settings: Settings, page: String) -> Result<Vec<Diagnosis>, ::store::Error> {
    places::examine(&settings, &page).await
}

/// Remembers a connected place over reloads.
#[call]
pub async fn remember(place: Place) -> Result<(), ::store::Error> {
    places::remember(&place).await
}

/// How the vault of this browser is: whether there is one, whether it is open, and what opens it. Ask at start, and after any
/// error of the kind [`Locked`](::store::Kind::Locked): another tab may have locked it, or opened it.
#[call]
pub async fn vault() -> Result<Lock, ::store::Error> {
    locksmith::state().await
}

/// Makes the vault of this browser, open, with a passphrase of ten characters at least. The credentials of remembered places are
/// sealed with it at once: read [`places`](crate::store::places) again, and drop the values that the page had.
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
/// the page finds it again in [`WayIn`], `label` what the person calls it.
#[call]
pub async fn add_passkey(
    known: Secret,
    output: [u8; 32],
    label: String,
    credential: String,
) -> Result<Lock, ::store::Error> {
    locksmith::add_passkey(&known, &output, &label, credential).await
}

/// Takes away what opens the vault, as [`Lock::ways`] tells of it; the last one stays. The vault has to be open.
#[call]
pub async fn remove_way(way: WayIn) -> Result<Lock, ::store::Error> {
    locksmith::remove(&way).await
}

// A server answers late or never: serve them as calls that wait.
calls![
    connect,
    connect_private,
    examine,
    remember,
    vault,
    make_vault,
    unlock_vault,
    lock_vault,
    add_words,
    change_passphrase,
    add_passkey,
    remove_way,
];
