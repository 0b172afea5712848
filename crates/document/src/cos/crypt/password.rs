//! From a password to the key, and back when a file is locked.

use md5::{Digest, Md5};
use sha2::{Sha256, Sha384, Sha512};

use super::super::{Dict, Object};
use super::cipher::{cbc_decrypt, cbc_encrypt, rc4};
use crate::edit::Permissions;
use crate::{Error, Kind, Result};

/// What fills up short passwords.
const PAD: [u8; 32] = [
    0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08, 0x2E,
    0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
];

pub(super) fn key(dict: &Dict, id: &[u8], password: &str) -> Result<Vec<u8>> {
    let revision = dict.get("R").as_int().unwrap_or(2);
    let found = if revision >= 5 {
        new_key(dict, revision, cut(password))
    } else {
        let old = Old::of(dict, id, revision);
        // Old files know no Unicode: Latin-1 first, then what programs do that do not know that.
        let latin: Vec<u8> = password.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
        old.key(&latin).or_else(|| old.key(password.as_bytes()))
    };
    found.ok_or_else(|| {
        Error::new(
            Kind::Locked,
            if password.is_empty() {
                "This PDF is locked. Enter its password to open it."
            } else {
                "This password does not open the PDF. Check capitals and the keyboard's language, and try again."
            },
        )
    })
}

/// Revisions 2 to 4.
struct Old<'a> {
    owner: &'a [u8],
    user: &'a [u8],
    permissions: [u8; 4],
    id: &'a [u8],
    revision: i64,
    len: usize,
    metadata: bool,
}

impl<'a> Old<'a> {
    fn of(dict: &'a Dict, id: &'a [u8], revision: i64) -> Self {
        let version = dict.get("V").as_int().unwrap_or(1);
        let mut bits = dict.get("Length").as_int().unwrap_or(40);
        if version == 4 {
            bits = 128;
        }
        // Some say bytes where bits are meant.
        let bits = if bits < 40 { bits * 8 } else { bits };
        let len = if revision == 2 || version == 1 { 5 } else { (bits / 8).clamp(5, 16) as usize };
        Self {
            owner: dict.get("O").as_string().unwrap_or_default(),
            user: dict.get("U").as_string().unwrap_or_default(),
            permissions: (dict.get("P").as_int().unwrap_or(0) as u32).to_le_bytes(),
            id,
            revision,
            len,
            metadata: *dict.get("EncryptMetadata") != Object::Bool(false),
        }
    }

    fn key(&self, password: &[u8]) -> Option<Vec<u8>> {
        self.user_key(password).or_else(|| self.user_key(&self.user_password(password)))
    }

    fn user_key(&self, password: &[u8]) -> Option<Vec<u8>> {
        let mut hash = Md5::new();
        hash.update(padded(password));
        hash.update(&self.owner[..self.owner.len().min(32)]);
        hash.update(self.permissions);
        hash.update(self.id);
        if self.revision >= 4 && !self.metadata {
            hash.update([0xFF; 4]);
        }
        let mut key = hash.finalize()[..].to_vec();
        if self.revision >= 3 {
            for _ in 0..50 {
                key = Md5::digest(&key[..self.len])[..].to_vec();
            }
        }
        key.truncate(self.len);
        let right = if self.revision == 2 {
            rc4(&key, &PAD) == self.user
        } else {
            let mut check = Md5::digest([&PAD[..], self.id].concat())[..].to_vec();
            for step in 0..20 {
                check = rc4(&turned(&key, step), &check);
            }
            self.user.len() >= 16 && check == self.user[..16]
        };
        right.then_some(key)
    }

    /// The user's password, which the owner's one unlocks.
    fn user_password(&self, owner: &[u8]) -> Vec<u8> {
        let mut key = Md5::digest(padded(owner))[..].to_vec();
        if self.revision >= 3 {
            for _ in 0..50 {
                key = Md5::digest(&key[..self.len])[..].to_vec();
            }
        }
        key.truncate(self.len);
        let mut password = self.owner[..self.owner.len().min(32)].to_vec();
        if self.revision == 2 {
            return rc4(&key, &password);
        }
        for step in (0..20).rev() {
            password = rc4(&turned(&key, step), &password);
        }
        password
    }
}

fn padded(password: &[u8]) -> [u8; 32] {
    let mut padded = [0; 32];
    for (byte, from) in padded.iter_mut().zip(password.iter().chain(&PAD)) {
        *byte = *from;
    }
    padded
}

fn turned(key: &[u8], step: u8) -> Vec<u8> {
    key.iter().map(|byte| byte ^ step).collect()
}

/// Revisions 5 and 6.
fn new_key(dict: &Dict, revision: i64, password: &[u8]) -> Option<Vec<u8>> {
    let part = |name: &str, len: usize| dict.get(name).as_string()?.get(..len);
    let (user, owner) = (part("U", 48)?, part("O", 48)?);
    let unlock = |salt: &[u8], extra: &[u8], sealed: &[u8]| {
        let mut key = sealed.to_vec();
        cbc_decrypt(&hash(revision, password, salt, extra), &[0; 16], &mut key);
        key
    };
    if hash(revision, password, &user[32..40], &[]) == user[..32] {
        return Some(unlock(&user[40..48], &[], part("UE", 32)?));
    }
    if hash(revision, password, &owner[32..40], user) == owner[..32] {
        return Some(unlock(&owner[40..48], user, part("OE", 32)?));
    }
    None
}

fn hash(revision: i64, password: &[u8], salt: &[u8], extra: &[u8]) -> Vec<u8> {
    let mut key = Sha256::digest([password, salt, extra].concat())[..].to_vec();
    if revision < 6 {
        return key;
    }
    let mut round = 0;
    loop {
        let mut block = [password, &key, extra].concat().repeat(64);
        cbc_encrypt(&key[..16], &key[16..32], &mut block);
        let rest = block[..16].iter().map(|byte| u32::from(*byte)).sum::<u32>() % 3;
        key = match rest {
            0 => Sha256::digest(&block)[..].to_vec(),
            1 => Sha384::digest(&block)[..].to_vec(),
            _ => Sha512::digest(&block)[..].to_vec(),
        };
        round += 1;
        if round >= 64 && block.last().is_none_or(|last| i32::from(*last) <= round - 32) {
            key.truncate(32);
            return key;
        }
    }
}

/// A new lock of revision 6: its key, and the dictionary that describes it.
pub(super) fn lock(user: &str, owner: &str, allow: Permissions, seed: &[u8]) -> Result<(Vec<u8>, Dict)> {
    if seed.len() < 48 {
        return Err(Error::new(Kind::Settings, "A lock needs 48 bytes of randomness, and fewer were given."));
    }
    let (user, owner) = (cut(user), cut(if owner.is_empty() { user } else { owner }));
    let draw = |what: &str| Sha256::digest([seed, what.as_bytes()].concat())[..].to_vec();
    let key = draw("key");
    let salts = draw("salts");
    let seal = |password: &[u8], salts: &[u8], extra: &[u8]| {
        let check = [&hash(6, password, &salts[..8], extra)[..], salts].concat();
        let mut sealed = key.clone();
        cbc_encrypt(&hash(6, password, &salts[8..], extra), &[0; 16], &mut sealed);
        (check, sealed)
    };
    let (u, ue) = seal(user, &salts[..16], &[]);
    let (o, oe) = seal(owner, &salts[16..], &u);
    let bits = permission_bits(allow);
    let mut perms = [0; 16];
    perms[..4].copy_from_slice(&bits.to_le_bytes());
    perms[4..8].copy_from_slice(&[0xFF; 4]);
    perms[8..12].copy_from_slice(b"Tadb");
    perms[12..].copy_from_slice(&draw("perms")[..4]);
    // A single block: ECB is CBC from zero.
    cbc_encrypt(&key, &[0; 16], &mut perms);
    let filter = Dict::new()
        .with("CFM", Object::name("AESV3"))
        .with("AuthEvent", Object::name("DocOpen"))
        .with("Length", 32);
    let dict = Dict::new()
        .with("Filter", Object::name("Standard"))
        .with("V", 5)
        .with("R", 6)
        .with("Length", 256)
        .with("P", i64::from(bits))
        .with("CF", Dict::new().with("StdCF", filter))
        .with("StmF", Object::name("StdCF"))
        .with("StrF", Object::name("StdCF"))
        .with("U", Object::string(u))
        .with("UE", Object::string(ue))
        .with("O", Object::string(o))
        .with("OE", Object::string(oe))
        .with("Perms", Object::string(perms));
    Ok((key, dict))
}

/// As much of a password as counts in revisions 5 and 6.
pub(super) fn cut(password: &str) -> &[u8] {
    &password.as_bytes()[..password.len().min(127)]
}

/// The bits as a signed number; those without meaning are one.
fn permission_bits(allow: Permissions) -> i32 {
    let mut denied = 0;
    let mut deny = |allowed: bool, bits: i32| denied |= if allowed { 0 } else { bits };
    deny(allow.print, 1 << 2 | 1 << 11);
    deny(allow.change, 1 << 3);
    deny(allow.copy, 1 << 4);
    deny(allow.annotate, 1 << 5 | 1 << 8);
    deny(allow.assemble, 1 << 10);
    !(denied | 0b11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_opens_with_either_password_and_no_other() {
        let allow = Permissions { print: false, ..Permissions::default() };
        let (key, dict) = lock("öffne", "owner", allow, &[7; 48]).unwrap();
        assert_eq!(super::key(&dict, b"", "öffne").unwrap(), key);
        assert_eq!(super::key(&dict, b"", "owner").unwrap(), key);
        assert_eq!(super::key(&dict, b"", "offne").unwrap_err().kind, Kind::Locked);
        assert_eq!(dict.get("P").as_int().unwrap() & 0b100, 0);
    }
}
