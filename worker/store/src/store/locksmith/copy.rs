//! A private place holds a copy of the vault's document.
//!
//! It tells nothing, and without it a person who lost this browser would have the recovery words and nothing that they open.

use ::store::seal::{Key, Vault};
use ::store::{Error, Kind, Result, Store, When};

use super::{key_of, load, read, save, there_is, write};

/// Where it is.
pub(super) const THERE: &str = "nearside-vault.json";

/// Before a place becomes a private one: the vault there and the vault here must be the same. One that is known only there is
/// known here from now on.
pub(in super::super) async fn agree(store: &dyn Store) -> Result<Key> {
    let name = store.name();
    match (load().await?, read(store, THERE).await?) {
        (None, None) => {
            let text = format!("{name} becomes private by a vault. Make one, and connect again.");
            Err(Error::new(Kind::Locked, text))
        }
        (None, Some((theirs, _))) => {
            save(&theirs, When::New).await?;
            let text = format!(
                "{name} was made private with a vault, which this browser knows from now on. Open it with its passphrase or its \
                 recovery words, and connect again."
            );
            Err(Error::new(Kind::Locked, text))
        }
        (Some((own, _)), _) => {
            let key = key_of(own.id()).await?;
            publish(store, &own).await.map(|()| key)
        }
    }
}

/// Brings the copy of the document in a private place up to date.
pub(in super::super) async fn refresh(store: &dyn Store) -> Result<()> {
    let (own, _) = there_is().await?;
    match publish(store, &own).await {
        // Whoever may only read there can do so with the copy that is there.
        Err(error) if error.kind() == Kind::Denied => Ok(()),
        other => other,
    }
}

async fn publish(store: &dyn Store, own: &Vault) -> Result<()> {
    let when = match read(store, THERE).await? {
        Some((theirs, _)) if theirs.id() != own.id() => {
            let text = format!(
                "{} was made private with another vault than that of this browser. Take another folder there.",
                store.name()
            );
            return Err(Error::new(Kind::Locked, text));
        }
        Some((theirs, _)) if !theirs.is_older_than(own) => return Ok(()),
        Some(_) => When::Always,
        None if store.can().write_new => When::New,
        None => When::Always,
    };
    write(store, THERE, own, when).await
}
