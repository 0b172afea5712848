//! A private place holds a copy of the vault's document.
//!
//! It tells nothing, and without it a person who lost this browser would have the recovery words and nothing that they open.

use ::store::seal::Key;
use ::store::{Error, Kind, Path, Result, Store, When};
use nearside::File;
use serde::Deserialize;

use super::super::json;
use super::super::open::local;
use super::{HERE, absent, document, key_of, load, read, save, unreadable};

/// What tells two documents of vaults apart. Of two of the same vault the one with more changes is the newer.
#[derive(Deserialize)]
struct Edition {
    id: String,
    #[serde(default)]
    revision: u64,
}

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
            publish(store).await.map(|()| key)
        }
    }
}

/// Brings the copy of the document in a private place up to date.
pub(in super::super) async fn refresh(store: &dyn Store) -> Result<()> {
    match publish(store).await {
        // Whoever may only read there can do so with the copy that is there.
        Err(error) if error.kind() == Kind::Denied => Ok(()),
        other => other,
    }
}

/// Puts the document of this browser there, unless one as new is there.
async fn publish(store: &dyn Store) -> Result<()> {
    let here = local().await?;
    let (text, _) = document(&here, HERE).await?.ok_or_else(absent)?;
    let own: Edition = json::read(&text).ok_or_else(|| unreadable(&here))?;
    let there = document(store, THERE).await?;
    let when = match &there {
        Some((theirs, _)) => {
            let theirs: Edition = json::read(theirs).ok_or_else(|| unreadable(store))?;
            if theirs.id != own.id {
                let text = format!(
                    "{} was made private with another vault than that of this browser. Take another folder there.",
                    store.name()
                );
                return Err(Error::new(Kind::Locked, text));
            }
            if theirs.revision >= own.revision {
                return Ok(());
            }
            When::Always
        }
        None if store.can().write_new => When::New,
        None => When::Always,
    };
    store.write(&Path::new(THERE)?, File::new("vault.json", text), when).await.map(drop)
}
