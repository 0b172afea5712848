//! The vault of this browser: its document lies beside the places, its key lives as long as the session.

use ::store::seal::{Key, Vault, Way, recovery_words};
use ::store::{Error, Kind, Lock, LockState, Path, Place, Result, Secret, Store, WayIn, When};
use nearside::File;

use super::connect::{self, remember};
use super::json;
use super::open::{self, local};

#[cfg(any(test, target_arch = "wasm32"))]
mod copy;
#[cfg(test)]
mod tests;

#[cfg(target_arch = "wasm32")]
pub(super) use copy::{agree, refresh};

/// Where the document is, in this browser.
const HERE: &str = "vault/vault.json";
/// Characters of a passphrase at least: whoever keeps a private place may try as many as they like.
const SHORTEST: usize = 10;

/// How the vault is.
pub(crate) async fn state() -> Result<Lock> {
    match load().await? {
        Some((vault, _)) => state_of(&vault).await,
        None => Ok(Lock { state: LockState::Absent, ways: Vec::new() }),
    }
}

async fn state_of(vault: &Vault) -> Result<Lock> {
    let open = Key::of_session().await.is_some_and(|key| key.id() == vault.id());
    let ways = vault.slots().iter().map(|slot| slot.shown()).collect();
    Ok(Lock { state: if open { LockState::Open } else { LockState::Locked }, ways })
}

/// Makes the vault, opens it, and seals with it what was sealed with the key of this device.
pub(crate) async fn make(passphrase: &str) -> Result<Lock> {
    if load().await?.is_some() {
        let text = "There is a vault already. Open it with its passphrase or its recovery words.";
        return Err(Error::new(Kind::Exists, text));
    }
    check(passphrase)?;
    let (vault, key) = Vault::new(Way::Passphrase(passphrase), "").await?;
    save(&vault, When::New).await?;
    begin(&vault, &key).await
}

/// Opens the vault for all tabs.
pub(crate) async fn unlock(secret: &Secret) -> Result<Lock> {
    let (vault, _) = there_is().await?;
    let key = vault.unlock(secret.into()).await?;
    begin(&vault, &key).await
}

async fn begin(vault: &Vault, key: &Key) -> Result<Lock> {
    key.begin_session();
    // What was connected before the vault was made, or while a kill cut this short.
    for place in open::places().await? {
        if place.vault.is_none() && place.origin.is_some() {
            remember(&place).await?;
        }
    }
    state_of(vault).await
}

/// Locks the vault in all tabs.
pub(crate) async fn lock() -> Result<Lock> {
    Key::end_session();
    state().await
}

/// Adds fresh recovery words in the place of the old ones.
pub(crate) async fn add_words(known: &Secret) -> Result<String> {
    let (mut vault, when) = there_is().await?;
    let words = recovery_words()?;
    vault.replace(known.into(), Way::Words(&words), "").await?;
    save(&vault, when).await?;
    Ok(words)
}

/// Puts another passphrase in the place of the old one.
pub(crate) async fn change(known: &Secret, passphrase: &str) -> Result<Lock> {
    let (mut vault, when) = there_is().await?;
    check(passphrase)?;
    vault.replace(known.into(), Way::Passphrase(passphrase), "").await?;
    save(&vault, when).await?;
    state_of(&vault).await
}

/// Adds a passkey.
pub(crate) async fn add_passkey(
    known: &Secret,
    output: &[u8; 32],
    label: &str,
    credential: String,
) -> Result<Lock> {
    let (mut vault, when) = there_is().await?;
    vault.add_passkey(known.into(), output, label, credential).await?;
    save(&vault, when).await?;
    state_of(&vault).await
}

/// Takes a way away.
pub(crate) async fn remove(way: &WayIn) -> Result<Lock> {
    let (mut vault, when) = there_is().await?;
    key().await?;
    let known = vault.slots().iter().position(|slot| slot.shown() == *way);
    vault.remove(known.unwrap_or(usize::MAX))?;
    save(&vault, when).await?;
    state_of(&vault).await
}

/// The key that credentials are sealed with from now on: the vault's; nothing without a vault.
///
/// # Errors
/// [`Kind::Locked`] while the vault is.
pub(super) async fn key() -> Result<Option<Key>> {
    match load().await? {
        Some((vault, _)) => key_of(vault.id()).await.map(Some),
        None => Ok(None),
    }
}

/// The key of the vault `id`.
///
/// # Errors
/// [`Kind::Locked`] while it is locked.
pub(super) async fn key_of(id: &str) -> Result<Key> {
    Key::of_session().await.filter(|key| key.id() == id).ok_or_else(|| {
        let text = "The vault is locked. Open it with your passphrase or your recovery words, and try again.";
        Error::new(Kind::Locked, text)
    })
}

fn check(passphrase: &str) -> Result<()> {
    match passphrase.chars().count() < SHORTEST {
        true => {
            let text = format!(
                "A passphrase needs at least {SHORTEST} characters. Four or five words that do not belong together are a good one."
            );
            Err(Error::new(Kind::Invalid, text))
        }
        false => Ok(()),
    }
}

async fn there_is() -> Result<(Vault, When)> {
    load().await?.ok_or_else(absent)
}

fn absent() -> Error {
    Error::new(Kind::NotFound, "There is no vault yet. Make one first.")
}

/// The vault, and when it may be written: two tabs must not undo each other's changes.
async fn load() -> Result<Option<(Vault, When)>> {
    read(&local().await?, HERE).await
}

async fn save(vault: &Vault, when: When) -> Result<()> {
    let text = serde_json::to_vec(vault)
        .map_err(|error| Error::new(Kind::Failed, format!("The vault cannot be kept ({error}).")))?;
    let file = File::new("vault.json", text);
    local().await?.write(&Path::new(HERE)?, file, when).await.map(drop)
}

async fn read(store: &dyn Store, path: &str) -> Result<Option<(Vault, When)>> {
    let Some((bytes, when)) = document(store, path).await? else { return Ok(None) };
    Ok(Some((json::read(&bytes).ok_or_else(|| unreadable(store))?, when)))
}

/// The description of a vault as it is kept, and when it may be written over.
async fn document(store: &dyn Store, path: &str) -> Result<Option<(Vec<u8>, When)>> {
    let path = Path::new(path)?;
    let etag = match store.stat(&path).await {
        Ok(entry) => entry.etag,
        Err(error) if error.kind() == Kind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let bytes = store.read(&path, None).await?.bytes().await.map_err(|_| unreadable(store))?;
    Ok(Some((bytes, etag.map_or(When::Always, When::Unchanged))))
}

fn unreadable(store: &dyn Store) -> Error {
    let text = format!(
        "The description of the vault in {} cannot be read. Take it from a backup, or from another place.",
        store.name()
    );
    Error::new(Kind::Corrupt, text)
}

/// Seals anew, with the key of the vault, what was sealed with the key of this device.
pub(super) async fn reseal(place: &Place) -> Result<Place> {
    match key().await? {
        Some(key) if place.vault.is_none() && place.origin.is_some() => connect::reseal(place, &key).await,
        _ => Ok(place.clone()),
    }
}
