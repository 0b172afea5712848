//! Sealing: what leaves this device can be read by its owner only, and changed by nobody unnoticed.
//!
//! A [`Vault`] is a small public document: a random 256-bit key, wrapped once for each [`Way`] that opens it (passphrase,
//! recovery words, passkey). The opened [`Key`] makes any store a [`Sealed`] one.
//!
//! **Files.** Chunks of 64 KiB, each an AES-256-GCM record that stands for itself, so a range is read with one request:
//!
//! ```text
//! record = version 1 · last 1 · key id 6 · file id 16 · sending 8 · ciphertext ≤ 65,536 · tag 16
//! key    = HKDF-SHA256(vault key, salt = file id · sending)       nonce = record number (11 bytes) · last
//! bound  = the first 32 bytes of the record · the file's path     (associated data)
//! ```
//!
//! This is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015): a record moved, left out, doubled or taken from another file,
//! and a file cut short or put in another's place, do not open. Each sending has a key of its own, because a part of an
//! upload may be sent twice with other content, and under one key with counted nonces that would be the one mistake that GCM
//! does not forgive. What is not noticed: an old version of the same file in the place of the new one.
//!
//! **Names.** Each part of a path is encrypted by itself, deterministically (SIV on HMAC-SHA256, bound to its folder). So
//! looking up and listing need no index that two devices would overwrite for each other. The server sees how many files and
//! folders there are, how they nest, sizes and times; it sees no names, and not even that two folders hold the same name.
//!
//! Since a file is bound to its path, a rename is a copy.

mod cipher;
mod key;
#[cfg(target_arch = "wasm32")]
mod keyring;
#[cfg(test)]
mod known;
mod name;
mod record;
mod secret;
mod session;
mod slot;
#[cfg(not(target_arch = "wasm32"))]
mod soft;
mod store;
mod stream;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod vault;
#[cfg(target_arch = "wasm32")]
mod web;

pub use key::Key;
pub use slot::{Slot, Way};
pub use store::Sealed;
pub use vault::{Vault, recovery_words};

/// Fills bytes with chance.
pub(crate) fn random(into: &mut [u8]) -> crate::Result<()> {
    <Machine as cipher::Cipher>::random(into)
}

#[cfg(not(target_arch = "wasm32"))]
use soft::Soft as Machine;
#[cfg(target_arch = "wasm32")]
use web::Web as Machine;
