//! The content: chunks of 64 KiB under ChaCha20-Poly1305, numbered, the last one marked (STREAM).
//!
//! Some chunks are read at once, worked on in wasm, and put down as a piece that the browser holds; what is in wasm memory is
//! one block, whatever the size of the file.

use chacha20poly1305::aead::{AeadInPlace, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce, Tag};
use nearside::File;

use super::{FileKey, derive};
use crate::seal::random;
use crate::{Error, Kind, Result, body};

const CHUNK: usize = 64 << 10;
const TAG: usize = 16;
const NONCE: usize = 16;
/// Chunks that are worked on at a time.
const BLOCK: usize = 32;

pub(super) async fn seal(key: &FileKey, file: &File) -> Result<File> {
    let mut salt = [0; NONCE];
    random(&mut salt)?;
    let cipher = cipher(key, &salt);
    let mut pieces = vec![body::piece(salt.to_vec())?];
    let mut number = 0;
    loop {
        let start = number * CHUNK as u64;
        let plain = body::read(&file.range(start..start + (BLOCK * CHUNK) as u64)).await?;
        let ended = start + plain.len() as u64 >= file.size();
        let mut sealed = Vec::with_capacity(plain.len() + BLOCK * TAG);
        let mut chunks = plain.chunks(CHUNK).peekable();
        // An empty file has one chunk too, so that its end is sealed.
        let mut chunk = chunks.next().or(ended.then_some(&[]));
        while let Some(bytes) = chunk {
            chunk = chunks.next();
            let at = sealed.len();
            sealed.extend_from_slice(bytes);
            let nonce = nonce(number, ended && chunk.is_none());
            let tag = cipher.encrypt_in_place_detached(&nonce, &[], &mut sealed[at..]);
            sealed.extend_from_slice(&tag.unwrap_or_else(|_| unreachable!("64 KiB")));
            number += 1;
        }
        pieces.push(body::piece(sealed)?);
        if ended {
            return body::join("sealed", &pieces).await;
        }
    }
}

/// Opens the content; `name` is for sentences.
pub(super) async fn open(key: &FileKey, payload: &File, name: &str) -> Result<File> {
    let salt = body::read(&payload.range(0..NONCE as u64)).await?;
    let salt: [u8; NONCE] = salt.try_into().map_err(|_| cut(name))?;
    let payload = payload.range(NONCE as u64..payload.size());
    let cipher = cipher(key, &salt);
    let size = payload.size();
    let whole = (CHUNK + TAG) as u64;
    if size < TAG as u64 || (1..TAG as u64).contains(&(size % whole)) {
        return Err(cut(name));
    }
    let mut pieces = Vec::new();
    let mut number = 0;
    while number * whole < size {
        let start = number * whole;
        let mut sealed = body::read(&payload.range(start..start + BLOCK as u64 * whole)).await?;
        let mut opened = Vec::with_capacity(sealed.len());
        for chunk in sealed.chunks_mut(CHUNK + TAG) {
            let last = (number + 1) * whole >= size;
            let (text, tag) = chunk.split_at_mut(chunk.len() - TAG);
            let tag = *Tag::from_slice(tag);
            let before = text.to_vec();
            if cipher.decrypt_in_place_detached(&nonce(number, last), &[], text, &tag).is_err() {
                // Where it opens as one that is not the last, the rest is missing.
                text.copy_from_slice(&before);
                let more =
                    last && cipher.decrypt_in_place_detached(&nonce(number, false), &[], text, &tag).is_ok();
                return Err(if more { cut(name) } else { damaged(name) });
            }
            // Only an empty file ends in an empty chunk: so each content has one form.
            if last && text.is_empty() && number > 0 {
                return Err(damaged(name));
            }
            opened.extend_from_slice(text);
            number += 1;
        }
        pieces.push(body::piece(opened)?);
    }
    body::join(name, &pieces).await
}

fn cipher(key: &FileKey, salt: &[u8; NONCE]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new((&*derive(key.as_ref(), salt, "payload")).into())
}

fn nonce(number: u64, last: bool) -> Nonce {
    let mut nonce = [0; 12];
    nonce[3..11].copy_from_slice(&number.to_be_bytes());
    nonce[11] = u8::from(last);
    nonce.into()
}

fn cut(name: &str) -> Error {
    Error::new(Kind::Corrupt, format!("The end of {name} is missing. Copy or download it again."))
}

fn damaged(name: &str) -> Error {
    Error::new(Kind::Corrupt, format!("{name} is damaged, or somebody changed it. Take it from a backup."))
}
