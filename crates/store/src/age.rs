//! Single files that open without this app: the `age` format, version 1 (<https://age-encryption.org/v1>).
//!
//! A person can leave at any time, and send a file to somebody who has never heard of us: `age -d` opens what is sealed here,
//! and what `age` made is opened here, with a passphrase (scrypt) or with keys (`age1…`, X25519).
//!
//! It is written here on RustCrypto, because rage's `age` crate reads and writes by `Read` and `Write`, so that a file of the
//! browser would have to be in wasm memory as a whole, and brings the translations of its command line along.

mod armor;
mod header;
mod keys;
mod stream;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

use nearside::File;
use zeroize::Zeroizing;

use crate::{Error, Kind, Result, body, seal::random};
use header::Header;

/// The key of one file.
type FileKey = Zeroizing<[u8; 16]>;

/// Longer headers are refused: twenty recipients take 2 KiB.
const LONGEST: u64 = 64 << 10;

/// Whether a file is one of `age`, by how it begins.
///
/// # Errors
/// [`Kind::Failed`] when it cannot be read.
pub async fn is(file: &File) -> Result<bool> {
    let start = body::read(&file.range(0..64)).await?;
    Ok(start.starts_with(header::VERSION.as_bytes()) || armor::begins(&start))
}

/// Seals a file with a passphrase. Its name becomes `….age`.
///
/// # Errors
/// [`Kind::Quota`] when there is no room, [`Kind::Invalid`] for an empty passphrase.
pub async fn seal_with_passphrase(file: &File, passphrase: &str) -> Result<File> {
    if passphrase.is_empty() {
        return Err(Error::new(Kind::Invalid, "There is no passphrase. Enter one."));
    }
    let key = file_key()?;
    let stanza = keys::wrap_for_passphrase(&key, passphrase)?;
    finish(file, &key, Header { stanzas: vec![stanza] }).await
}

/// Seals a file for those who have the keys to some `age1…` addresses. Its name becomes `….age`.
///
/// # Errors
/// [`Kind::Invalid`] for what is no such address, [`Kind::Quota`] when there is no room.
pub async fn seal_for(file: &File, recipients: &[String]) -> Result<File> {
    if recipients.is_empty() {
        return Err(Error::new(
            Kind::Invalid,
            "Nobody could open the file. Enter an address that begins with age1.",
        ));
    }
    let key = file_key()?;
    let stanzas = recipients.iter().map(|to| keys::wrap_for(&key, to)).collect::<Result<_>>()?;
    finish(file, &key, Header { stanzas }).await
}

/// Opens a file of `age` with its passphrase, or with one or more keys (`AGE-SECRET-KEY-1…`, as in the files that `age-keygen`
/// writes). The ending `.age` is taken off its name.
///
/// # Errors
/// [`Kind::Invalid`] for what is no file of `age`, [`Kind::Denied`] when the secret does not open it, [`Kind::Corrupt`] when it
/// was damaged or cut short.
pub async fn open(file: &File, secret: &str) -> Result<File> {
    let name = file.name().strip_suffix(".age").unwrap_or(file.name()).to_owned();
    let file = match armor::begins(&body::read(&file.range(0..64)).await?) {
        true => &armor::remove(file).await?,
        false => file,
    };
    let start = body::read(&file.range(0..LONGEST)).await?;
    let (header, mac, length) = Header::parse(&start, file.name())?;
    let key = keys::unwrap(&header.stanzas, secret)?;
    header.check(&key, &mac)?;
    Ok(stream::open(&key, &file.range(length as u64..file.size()), &name).await?.renamed(name))
}

async fn finish(file: &File, key: &FileKey, header: Header) -> Result<File> {
    let head = body::piece(header.write(key))?;
    let payload = stream::seal(key, file).await?;
    let name = format!("{}.age", file.name());
    Ok(body::join(&name, &[head, payload]).await?.renamed(name))
}

fn file_key() -> Result<FileKey> {
    let mut key = Zeroizing::new([0; 16]);
    random(key.as_mut())?;
    Ok(key)
}

/// HKDF-SHA256, as all keys of the format are derived.
fn derive(secret: &[u8], salt: &[u8], info: &str) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    hkdf::Hkdf::<sha2::Sha256>::new(Some(salt), secret)
        .expand(info.as_bytes(), key.as_mut())
        .unwrap_or_else(|_| unreachable!("32 bytes"));
    key
}
