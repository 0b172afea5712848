//! A file's key, wrapped for a passphrase or for an address.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Hrp};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use super::header::Stanza;
use super::{FileKey, derive};
use crate::seal::random;
use crate::{Error, Kind, Result};

const SCRYPT: &str = "scrypt";
const X25519: &str = "X25519";
/// Two to the power of this is what a guess of a passphrase costs: 256 MiB and about a second, as age has it.
const WORK: u8 = 18;
/// More is not even tried: a forged file must not freeze whoever opens it.
const MOST: u8 = 20;
const BLOCK: u32 = 8;

pub(super) fn wrap_for_passphrase(key: &FileKey, passphrase: &str) -> Result<Stanza> {
    let mut salt = [0; 16];
    random(&mut salt)?;
    let body = wrap(key, &*stretch(passphrase, &salt, WORK)?);
    Ok(Stanza { words: vec![SCRYPT.into(), BASE64.encode(salt), WORK.to_string()], body })
}

pub(super) fn wrap_for(key: &FileKey, address: &str) -> Result<Stanza> {
    let theirs = decode(address, "age").map(|bytes| PublicKey::from(*bytes)).ok_or_else(|| {
        let text = format!(
            "\u{201c}{address}\u{201d} is not an address of age, which begins with age1. Check its spelling."
        );
        Error::new(Kind::Invalid, text)
    })?;
    let mut secret = Zeroizing::new([0; 32]);
    random(secret.as_mut())?;
    let secret = StaticSecret::from(*secret);
    let share = PublicKey::from(&secret);
    let wrapping = agree(&secret, &theirs, &share, &theirs).ok_or_else(|| {
        Error::new(
            Kind::Invalid,
            format!("\u{201c}{address}\u{201d} is an address that protects nothing. Ask for another."),
        )
    })?;
    Ok(Stanza { words: vec![X25519.into(), BASE64.encode(share)], body: wrap(key, &wrapping) })
}

/// The key of a file, by a passphrase or by keys.
pub(super) fn unwrap(stanzas: &[Stanza], secret: &str) -> Result<FileKey> {
    let is = |stanza: &Stanza, kind: &str| stanza.words.first().is_some_and(|word| word == kind);
    let lines = secret.lines().map(str::trim);
    let keys: Vec<&str> =
        lines.filter(|line| line.to_ascii_uppercase().starts_with("AGE-SECRET-KEY-1")).collect();
    if let Some(stanza) = stanzas.iter().find(|stanza| is(stanza, SCRYPT)) {
        if stanzas.len() > 1 {
            return Err(damaged());
        }
        if !keys.is_empty() {
            return Err(denied(
                "This file was sealed with a passphrase, not for a key. Enter the passphrase.",
            ));
        }
        return by_passphrase(stanza, secret);
    }
    if keys.is_empty() {
        let text = "This file was sealed for a key. Enter the key, which begins with AGE-SECRET-KEY-1.";
        return Err(denied(text));
    }
    for key in keys {
        let secret =
            decode(key, "age-secret-key-").map(|bytes| StaticSecret::from(*bytes)).ok_or_else(|| {
                Error::new(
                    Kind::Invalid,
                    "The key is not whole, or misspelt. Copy it again from where it is kept.",
                )
            })?;
        for stanza in stanzas.iter().filter(|stanza| is(stanza, X25519)) {
            if let Some(key) = by_key(stanza, &secret)? {
                return Ok(key);
            }
        }
    }
    Err(denied("This file was sealed for another key. Ask whoever sent it to seal it for yours."))
}

fn by_passphrase(stanza: &Stanza, passphrase: &str) -> Result<FileKey> {
    let [_, salt, work] = stanza.words.as_slice() else { return Err(damaged()) };
    let salt: [u8; 16] =
        BASE64.decode(salt).ok().and_then(|salt| salt.try_into().ok()).ok_or_else(damaged)?;
    let work = work.parse::<u8>().ok().filter(|known| known.to_string() == *work && *known > 0);
    let work = work.ok_or_else(damaged)?;
    if work > MOST {
        let text = "Checking the passphrase of this file would take more memory than a browser has. Open it with age itself.";
        return Err(Error::new(Kind::Unsupported, text));
    }
    unwrap_body(stanza, &*stretch(passphrase, &salt, work)?)?
        .ok_or_else(|| denied("This is not the passphrase of the file. Try again."))
}

fn by_key(stanza: &Stanza, secret: &StaticSecret) -> Result<Option<FileKey>> {
    let [_, share] = stanza.words.as_slice() else { return Err(damaged()) };
    let share: [u8; 32] =
        BASE64.decode(share).ok().and_then(|share| share.try_into().ok()).ok_or_else(damaged)?;
    let (share, ours) = (PublicKey::from(share), PublicKey::from(secret));
    let wrapping = agree(secret, &share, &share, &ours).ok_or_else(damaged)?;
    unwrap_body(stanza, &wrapping)
}

/// The key that two parties agree on; nothing for a share that is a trap.
fn agree(
    secret: &StaticSecret,
    other: &PublicKey,
    share: &PublicKey,
    to: &PublicKey,
) -> Option<Zeroizing<[u8; 32]>> {
    let shared = secret.diffie_hellman(other);
    let salt = [share.as_bytes().as_slice(), to.as_bytes()].concat();
    shared.was_contributory().then(|| derive(shared.as_bytes(), &salt, "age-encryption.org/v1/X25519"))
}

fn stretch(passphrase: &str, salt: &[u8; 16], work: u8) -> Result<Zeroizing<[u8; 32]>> {
    // The library ends the instance where there is no memory; asked before, it is a sentence.
    let needed = (128 * BLOCK as usize) << work;
    Vec::<u8>::new().try_reserve_exact(needed).map_err(|_| {
        let text = "There is not enough memory to work on the passphrase. Close other tabs and try again.";
        Error::new(Kind::Quota, text)
    })?;
    let salt = [b"age-encryption.org/v1/scrypt".as_slice(), salt].concat();
    let mut key = Zeroizing::new([0; 32]);
    let params = scrypt::Params::new(work, BLOCK, 1, 32).map_err(|_| damaged())?;
    scrypt::scrypt(passphrase.as_bytes(), &salt, &params, key.as_mut()).map_err(|_| damaged())?;
    Ok(key)
}

/// Each wrapping key is used once, so the nonce is zero.
fn wrap(key: &FileKey, wrapping: &[u8; 32]) -> Vec<u8> {
    ChaCha20Poly1305::new(wrapping.into())
        .encrypt(&Nonce::default(), key.as_slice())
        .unwrap_or_else(|_| unreachable!("16 bytes"))
}

fn unwrap_body(stanza: &Stanza, wrapping: &[u8; 32]) -> Result<Option<FileKey>> {
    if stanza.body.len() != 32 {
        return Err(damaged());
    }
    let opened = ChaCha20Poly1305::new(wrapping.into()).decrypt(&Nonce::default(), stanza.body.as_slice());
    let opened = opened.ok().map(Zeroizing::new);
    Ok(opened.and_then(|key| key.as_slice().try_into().ok()).map(Zeroizing::new))
}

fn decode(text: &str, kind: &str) -> Option<Zeroizing<[u8; 32]>> {
    let kind = Hrp::parse(kind).ok()?;
    let parsed = CheckedHrpstring::new::<Bech32>(text.trim()).ok().filter(|parsed| parsed.hrp() == kind)?;
    let bytes = Zeroizing::new(parsed.byte_iter().collect::<Vec<u8>>());
    bytes.as_slice().try_into().ok().map(Zeroizing::new)
}

fn denied(text: &str) -> Error {
    Error::new(Kind::Denied, text)
}

fn damaged() -> Error {
    Error::new(Kind::Corrupt, "This file is damaged at its start. Ask for it again.")
}
