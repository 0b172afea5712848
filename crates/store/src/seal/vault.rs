//! A vault: one random key, and the ways in.
//!
//! The key is made once and never changes; ways are added and taken away without touching a file. The document holds no
//! secret in clear, so it can lie beside the files it opens and be copied to every device.

use bip39::Mnemonic;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::cipher::Cipher;
use super::slot::broken;
use super::{Key, Machine, Slot, Way};
use crate::{Error, Kind, Result};

/// The public document of a vault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vault {
    version: u8,
    /// The name of its key, as in [`Key::id`].
    id: String,
    /// How often it was changed: of two copies the one with more changes is the newer.
    #[serde(default)]
    revision: u64,
    slots: Vec<Slot>,
}

const VERSION: u8 = 1;

impl Vault {
    /// Makes a vault with a fresh key and one way in.
    ///
    /// # Errors
    /// [`Kind::Unsupported`] where the browser does not encrypt (no secure context); [`Kind::Invalid`] for words that are
    /// none.
    pub async fn new(way: Way<'_>, label: &str) -> Result<(Self, Key)> {
        let mut secret = Zeroizing::new([0; 32]);
        Machine::random(secret.as_mut())?;
        let key = Key::new(&secret).await?;
        let mut vault = Self { version: VERSION, id: key.id(), revision: 0, slots: Vec::new() };
        vault.slots.push(Slot::wrap(&secret, way, label, None, &vault.id).await?);
        Ok((vault, key))
    }

    /// The name of its key, as in [`Key::id`].
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The ways in.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Opens it.
    ///
    /// # Errors
    /// [`Kind::Denied`] when no slot opens this way, [`Kind::Corrupt`] for a damaged document.
    pub async fn unlock(&self, way: Way<'_>) -> Result<Key> {
        Key::new(&*self.secret(way).await?).await
    }

    /// Adds another way in. The vault is opened with one that is known: an opened [`Key`] does not give its secret away.
    ///
    /// # Errors
    /// As [`unlock`](Vault::unlock).
    pub async fn add(&mut self, known: Way<'_>, new: Way<'_>, label: &str) -> Result<()> {
        self.add_slot(known, new, label, None).await
    }

    /// Adds a passkey, with the id of its credential.
    ///
    /// # Errors
    /// As [`unlock`](Vault::unlock).
    pub async fn add_passkey(
        &mut self,
        known: Way<'_>,
        output: &[u8; 32],
        label: &str,
        id: String,
    ) -> Result<()> {
        self.add_slot(known, Way::Passkey(output), label, Some(id)).await
    }

    async fn add_slot(
        &mut self,
        known: Way<'_>,
        new: Way<'_>,
        label: &str,
        id: Option<String>,
    ) -> Result<()> {
        let secret = self.secret(known).await?;
        self.slots.push(Slot::wrap(&secret, new, label, id, &self.id).await?);
        self.revision += 1;
        Ok(())
    }

    /// Adds a way in the place of those of its kind: another passphrase, fresh words. Copies of the old document still
    /// open as before.
    ///
    /// # Errors
    /// As [`unlock`](Vault::unlock).
    pub async fn replace(&mut self, known: Way<'_>, new: Way<'_>, label: &str) -> Result<()> {
        let old = self.slots.len();
        self.add(known, new, label).await?;
        let mut number = 0;
        self.slots.retain(|slot| {
            number += 1;
            number > old || !slot.fits(new)
        });
        Ok(())
    }

    /// Takes a way away; the last one stays. Copies of the old document still open with it: who may have one and the
    /// passphrase can be kept out by a new vault only.
    ///
    /// # Errors
    /// [`Kind::Invalid`] for the last slot, and for one that is not there.
    pub fn remove(&mut self, slot: usize) -> Result<()> {
        if self.slots.len() < 2 || slot >= self.slots.len() {
            let text = "This is the only way into the vault. Add another one before you remove it.";
            return Err(Error::new(Kind::Invalid, text));
        }
        self.slots.remove(slot);
        self.revision += 1;
        Ok(())
    }

    async fn secret(&self, way: Way<'_>) -> Result<Zeroizing<[u8; 32]>> {
        if self.version != VERSION {
            let text = "This vault was made by a newer version of the app. Reload the page to update it.";
            return Err(Error::new(Kind::Unsupported, text));
        }
        if self.slots.is_empty() {
            return Err(broken());
        }
        for slot in self.slots.iter().filter(|slot| slot.fits(way)) {
            if let Some(secret) = slot.open(way, &self.id).await? {
                return Ok(secret);
            }
        }
        let text = match way {
            Way::Passphrase(_) => "This is not the vault's passphrase. Try again, or use the recovery words.",
            Way::Words(_) => "These are not the vault's recovery words. Check that they are of this vault.",
            Way::Passkey(_) => "This passkey does not open the vault. Use another one, or the passphrase.",
        };
        Err(Error::new(Kind::Denied, text))
    }
}

/// Twenty-four fresh words (256 bits and a check sum, as in BIP 39, English) to write down.
///
/// # Errors
/// [`Kind::Unsupported`] where the browser has no random numbers.
pub fn recovery_words() -> Result<String> {
    let mut bytes = Zeroizing::new([0; 32]);
    Machine::random(bytes.as_mut())?;
    let words = Mnemonic::from_entropy(bytes.as_ref()).map_err(|_| broken())?;
    Ok(words.words().collect::<Vec<_>>().join(" "))
}

/// What stands behind words, whatever their case and spacing.
pub(super) fn entropy(words: &str) -> Result<Zeroizing<[u8; 32]>> {
    let normal = words.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let wrong = |error: bip39::Error| {
        let text = match error {
            bip39::Error::UnknownWord(at) => {
                format!("Word {} is not in the list of recovery words. Check its spelling.", at + 1)
            }
            bip39::Error::BadWordCount(count) => {
                format!("There are {count} words; the recovery words are 24.")
            }
            _ => "The words do not belong together: one is wrong, or the order is. Check them.".to_owned(),
        };
        Error::new(Kind::Invalid, text)
    };
    let words = Mnemonic::parse_in_normalized(bip39::Language::English, &normal).map_err(wrong)?;
    let (bytes, length) = words.to_entropy_array();
    let bytes = Zeroizing::new(bytes);
    match length {
        32 => {
            let mut entropy = Zeroizing::new([0; 32]);
            entropy.copy_from_slice(&bytes[..32]);
            Ok(entropy)
        }
        _ => Err(wrong(bip39::Error::BadWordCount(words.word_count()))),
    }
}
