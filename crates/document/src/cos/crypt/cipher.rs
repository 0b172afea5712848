//! The ciphers over whole strings and streams.

use aes::cipher::{
    BlockDecryptMut, BlockEncryptMut, KeyIvInit, block_padding::NoPadding, block_padding::Pkcs7,
};
use aes::{Aes128, Aes256};

/// RC4 is its own inverse. It is only kept because old files have it.
pub(super) fn rc4(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|n| n as u8);
    let mut j = 0u8;
    if !key.is_empty() {
        for i in 0..256 {
            j = j.wrapping_add(state[i]).wrapping_add(key[i % key.len()]);
            state.swap(i, usize::from(j));
        }
    }
    let (mut i, mut j) = (0u8, 0u8);
    bytes
        .iter()
        .map(|byte| {
            i = i.wrapping_add(1);
            j = j.wrapping_add(state[usize::from(i)]);
            state.swap(usize::from(i), usize::from(j));
            byte ^ state[usize::from(state[usize::from(i)].wrapping_add(state[usize::from(j)]))]
        })
        .collect()
}

/// AES in CBC mode; the first block is where it starts. What is cut or padded wrongly is read as far as it goes.
pub(super) fn aes_decrypt(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let Some((start, rest)) = bytes.split_at_checked(16) else { return Vec::new() };
    let mut plain = rest[..rest.len() / 16 * 16].to_vec();
    cbc_decrypt(key, start, &mut plain);
    if let Some(pad @ 1..=16) = plain.last().copied() {
        plain.truncate(plain.len() - usize::from(pad));
    }
    plain
}

/// As [`aes_decrypt`] wants it.
pub(super) fn aes_encrypt(key: &[u8], start: [u8; 16], bytes: &[u8]) -> Vec<u8> {
    let mut out = start.to_vec();
    match key.len() {
        16 => {
            if let Ok(cipher) = cbc::Encryptor::<Aes128>::new_from_slices(key, &start) {
                out.extend(cipher.encrypt_padded_vec_mut::<Pkcs7>(bytes));
            }
        }
        _ => {
            if let Ok(cipher) = cbc::Encryptor::<Aes256>::new_from_slices(key, &start) {
                out.extend(cipher.encrypt_padded_vec_mut::<Pkcs7>(bytes));
            }
        }
    }
    out
}

/// Whole blocks without padding.
pub(super) fn cbc_decrypt(key: &[u8], start: &[u8], bytes: &mut [u8]) {
    // Lengths are right by construction; where a file has a short key, its strings stay as they are.
    if key.len() == 32 {
        if let Ok(cipher) = cbc::Decryptor::<Aes256>::new_from_slices(key, start) {
            let _ = cipher.decrypt_padded_mut::<NoPadding>(bytes);
        }
    } else if let Ok(cipher) = cbc::Decryptor::<Aes128>::new_from_slices(key, start) {
        let _ = cipher.decrypt_padded_mut::<NoPadding>(bytes);
    }
}

/// Whole blocks without padding.
pub(super) fn cbc_encrypt(key: &[u8], start: &[u8], bytes: &mut [u8]) {
    let len = bytes.len();
    if key.len() == 32 {
        if let Ok(cipher) = cbc::Encryptor::<Aes256>::new_from_slices(key, start) {
            let _ = cipher.encrypt_padded_mut::<NoPadding>(bytes, len);
        }
    } else if let Ok(cipher) = cbc::Encryptor::<Aes128>::new_from_slices(key, start) {
        let _ = cipher.encrypt_padded_mut::<NoPadding>(bytes, len);
    }
}
