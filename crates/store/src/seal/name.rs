//! Names that only the owner can read: deterministic, so that a file is found without an index.
//!
//! SIV (Rogaway, Shrimpton 2006) on HMAC-SHA256: the mark of a name in its folder is the start of what hides the text, and
//! is checked when it is read. Names are filled up to a multiple of 16 bytes, so their lengths say little. Base64 keeps case
//! apart; a disk that does not would have to meet two marks of 128 bits that differ in case only.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::Key;
use crate::{Error, Kind, Path, Result};

/// Disks take names of at most 255 bytes, which is this many before they are hidden.
const LONGEST: usize = 175;
const MARK: usize = 16;

/// The path under which a store keeps a file.
pub(super) fn hide(key: &Key, path: &Path) -> Result<Path> {
    let mut hidden = Vec::new();
    let mut folder = String::new();
    for name in path.as_str().split('/').filter(|name| !name.is_empty()) {
        if name.len() > LONGEST {
            let text = format!(
                "The name {name} is too long for a sealed place: {LONGEST} bytes fit. Give it a shorter one."
            );
            return Err(Error::new(Kind::Invalid, text));
        }
        hidden.push(hide_one(key, &folder, name));
        folder.push_str(name);
        folder.push('/');
    }
    Path::new(hidden.join("/")).map_err(|_| {
        let text = format!(
            "{path} lies too deep in folders for a sealed place. Move it up, or shorten their names."
        );
        Error::new(Kind::Invalid, text)
    })
}

fn hide_one(key: &Key, folder: &str, name: &str) -> String {
    let mut text = name.as_bytes().to_vec();
    text.resize(text.len().next_multiple_of(16).min(LONGEST), 0);
    let mut out = mark(key, folder, &text).to_vec();
    mask(key, &out, &mut text);
    out.extend(text);
    BASE64.encode(out)
}

/// The name behind a hidden one in `folder`; `None` if it is none of this vault, in this folder.
pub(super) fn show(key: &Key, folder: &Path, hidden: &str) -> Option<String> {
    let mut bytes = BASE64.decode(hidden).ok().filter(|bytes| bytes.len() > MARK)?;
    let mut text = bytes.split_off(MARK);
    mask(key, &bytes, &mut text);
    let folder = if folder.is_root() { String::new() } else { format!("{folder}/") };
    if mark(key, &folder, &text) != *bytes {
        return None;
    }
    let end = text.iter().rposition(|byte| *byte != 0)? + 1;
    text.truncate(end);
    String::from_utf8(text).ok()
}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac =
        <Hmac<Sha256> as Mac>::new_from_slice(key).unwrap_or_else(|_| unreachable!("any length will do"));
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The folder ends in a slash and the text holds none, so no two pairs are hashed alike.
fn mark(key: &Key, folder: &str, text: &[u8]) -> [u8; MARK] {
    let mut mark = [0; MARK];
    mark.copy_from_slice(&hmac(key.names().0, &[folder.as_bytes(), text])[..MARK]);
    mark
}

fn mask(key: &Key, mark: &[u8], text: &mut [u8]) {
    for (number, block) in text.chunks_mut(32).enumerate() {
        for (byte, mask) in block.iter_mut().zip(hmac(key.names().1, &[mark, &[number as u8]])) {
            *byte ^= mask;
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
#[allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]
mod tests {
    use super::*;
    use futures_executor::block_on;
    use proptest::prelude::*;

    fn key() -> Key {
        block_on(Key::new(&[7; 32])).unwrap()
    }

    #[test]
    fn the_longest_name_fits_into_a_disks() {
        assert_eq!(hide_one(&key(), "", &"x".repeat(LONGEST)).len(), 255);
        let long = Path::new("x".repeat(LONGEST + 1)).unwrap();
        assert_eq!(hide(&key(), &long).unwrap_err().kind(), Kind::Invalid);
    }

    #[test]
    fn a_name_is_another_in_another_folder() {
        let (key, a) = (key(), Path::new("a").unwrap());
        assert_ne!(hide_one(&key, "", "x"), hide_one(&key, "a/", "x"));
        assert_eq!(show(&key, &a, &hide_one(&key, "a/", "x")).as_deref(), Some("x"));
        assert_eq!(show(&key, &a, &hide_one(&key, "", "x")), None);
        assert_eq!(show(&key, &a, "holiday.jpg"), None);
    }

    proptest! {
        #[test]
        fn names_are_found_again(name in "[^/\\p{Cc}]{1,40}") {
            let key = key();
            prop_assert_eq!(show(&key, &Path::root(), &hide_one(&key, "", &name)), Some(name));
        }

        #[test]
        fn a_changed_name_is_none(at in 0usize..40, bit in 0u32..8) {
            let key = key();
            let mut bytes = BASE64.decode(hide_one(&key, "", "a name of 17 byte")).unwrap();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            prop_assert_eq!(show(&key, &Path::root(), &BASE64.encode(bytes)), None);
        }
    }
}
