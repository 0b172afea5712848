//! One way into a vault: its key, wrapped under what a person knows or has.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Machine;
use super::cipher::Cipher;
use crate::{Error, Kind, Result, Secret, WayIn, WayKind};

/// What opens a vault.
#[derive(Clone, Copy)]
pub enum Way<'a> {
    /// What a person remembers.
    Passphrase(&'a str),
    /// The 24 words that were written down ([`recovery_words`](super::recovery_words)).
    Words(&'a str),
    /// The 32 bytes that a passkey gave to the page (WebAuthn's PRF extension).
    Passkey(&'a [u8; 32]),
}

/// The key of a vault, wrapped for one [`Way`]. There is nothing secret in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slot {
    /// What a person calls it: "my phone's passkey".
    pub label: String,
    way: Kept,
    nonce: String,
    wrapped: String,
}

/// What has to be kept of a way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "camelCase", try_from = "Flat")]
enum Kept {
    /// Argon2id; memory in KiB.
    Passphrase {
        salt: String,
        memory: u32,
        passes: u32,
        lanes: u32,
    },
    Words {
        salt: String,
    },
    Passkey {
        salt: String,
        /// The id of its credential, by which a page asks for it.
        #[serde(skip_serializing_if = "Option::is_none")]
        credential: Option<String>,
    },
}

/// The same as it is read: for an enum with its tag inside, serde would bring all its types a second time, to read them out of
/// what it had to keep until it met the tag.
#[derive(Deserialize)]
struct Flat {
    way: WayKind,
    salt: String,
    memory: Option<u32>,
    passes: Option<u32>,
    lanes: Option<u32>,
    credential: Option<String>,
}

impl TryFrom<Flat> for Kept {
    type Error = &'static str;

    fn try_from(flat: Flat) -> Result<Self, Self::Error> {
        let Flat { way, salt, memory, passes, lanes, credential } = flat;
        Ok(match (way, memory, passes, lanes) {
            (WayKind::Passphrase, Some(memory), Some(passes), Some(lanes)) => {
                Self::Passphrase { salt, memory, passes, lanes }
            }
            (WayKind::Passphrase, ..) => return Err("a passphrase without its costs"),
            (WayKind::Words, ..) => Self::Words { salt },
            (WayKind::Passkey, ..) => Self::Passkey { salt, credential },
        })
    }
}

/// Argon2id as recommended by RFC 9106 for memory-constrained machines: 64 MiB, three passes, about 0.4 s in wasm. One lane,
/// because wasm has one thread.
const MEMORY: u32 = 64 << 10;
const PASSES: u32 = 3;
/// What a vault's document may ask for at most, so that a forged one cannot freeze whoever opens it.
const MOST: (u32, u32, u32) = (1 << 20, 16, 4);

impl Slot {
    /// Wraps the key of a vault; `credential` is a passkey's.
    pub(super) async fn wrap(
        secret: &[u8; 32],
        way: Way<'_>,
        label: &str,
        credential: Option<String>,
        vault: &str,
    ) -> Result<Self> {
        let (mut salt, mut nonce) = ([0; 16], [0; 12]);
        Machine::random(&mut salt)?;
        Machine::random(&mut nonce)?;
        let salt = BASE64.encode(salt);
        let kept = match way {
            Way::Passphrase(_) => Kept::Passphrase { salt, memory: MEMORY, passes: PASSES, lanes: 1 },
            Way::Words(_) => Kept::Words { salt },
            Way::Passkey(_) => Kept::Passkey { salt, credential },
        };
        let key = kept.key(way).await?;
        let sealed = Machine::seal(&key, &nonce, &kept.bound(vault), Machine::bytes(secret)).await?;
        let wrapped = BASE64.encode(Machine::to_vec(&sealed));
        Ok(Self { label: label.to_owned(), way: kept, nonce: BASE64.encode(nonce), wrapped })
    }

    /// The key of the vault; `None` if this is not the way, or not the right passphrase.
    pub(super) async fn open(&self, way: Way<'_>, vault: &str) -> Result<Option<Zeroizing<[u8; 32]>>> {
        if !self.fits(way) {
            return Ok(None);
        }
        let decoded = (
            BASE64.decode(&self.nonce).ok().and_then(|nonce| nonce.try_into().ok()),
            BASE64.decode(&self.wrapped),
        );
        let (Some(nonce), Ok(wrapped)) = decoded else { return Err(broken()) };
        let key = self.way.key(way).await?;
        let opened = Machine::open(&key, &nonce, &self.way.bound(vault), Machine::bytes(&wrapped)).await;
        let secret = opened.map(|opened| Zeroizing::new(Machine::to_vec(&opened)));
        Ok(secret.and_then(|secret| secret.as_slice().try_into().ok()).map(Zeroizing::new))
    }

    /// Whether it is a slot for this kind of way.
    pub fn fits(&self, way: Way<'_>) -> bool {
        self.kind() == way.kind()
    }

    fn kind(&self) -> WayKind {
        match self.way {
            Kept::Passphrase { .. } => WayKind::Passphrase,
            Kept::Words { .. } => WayKind::Words,
            Kept::Passkey { .. } => WayKind::Passkey,
        }
    }

    /// What a page shows of it.
    pub fn shown(&self) -> WayIn {
        let credential = match &self.way {
            Kept::Passkey { credential, .. } => credential.clone(),
            _ => None,
        };
        WayIn { kind: self.kind(), label: self.label.clone(), credential }
    }
}

impl Way<'_> {
    /// Which kind of thing it is.
    pub fn kind(self) -> WayKind {
        match self {
            Self::Passphrase(_) => WayKind::Passphrase,
            Self::Words(_) => WayKind::Words,
            Self::Passkey(_) => WayKind::Passkey,
        }
    }
}

impl<'a> From<&'a Secret> for Way<'a> {
    fn from(secret: &'a Secret) -> Self {
        match secret {
            Secret::Passphrase(text) => Way::Passphrase(text),
            Secret::Words(words) => Way::Words(words),
            Secret::Passkey(bytes) => Way::Passkey(bytes),
        }
    }
}

impl Kept {
    /// The slot's own description is bound to the wrapped key: it cannot be made weaker unnoticed.
    fn bound(&self, vault: &str) -> Vec<u8> {
        let text = serde_json::to_string(self).unwrap_or_default();
        format!("nearside vault 1 {vault} {text}").into_bytes()
    }

    async fn key(&self, way: Way<'_>) -> Result<<Machine as Cipher>::Key> {
        let (Self::Passphrase { salt, .. } | Self::Words { salt } | Self::Passkey { salt, .. }) = self;
        let salt = BASE64.decode(salt).map_err(|_| broken())?;
        let (secret, info): (Zeroizing<[u8; 32]>, &[u8]) = match (self, way) {
            (Self::Passphrase { memory, passes, lanes, .. }, Way::Passphrase(text)) => {
                (stretch(&normal(text), &salt, *memory, *passes, *lanes)?, b"nearside vault 1 passphrase")
            }
            (_, Way::Words(words)) => (super::vault::entropy(words)?, b"nearside vault 1 words"),
            (_, Way::Passkey(bytes)) => (Zeroizing::new(*bytes), b"nearside vault 1 passkey"),
            _ => return Err(broken()),
        };
        Machine::derive(&Machine::root(&secret).await?, &salt, info).await
    }
}

/// The same letters typed on another system may be other code points; a browser knows how to make them one.
#[cfg(target_arch = "wasm32")]
fn normal(text: &str) -> Zeroizing<String> {
    Zeroizing::new(js_sys::JsString::from(text).normalize("NFKC").into())
}

/// Natively a passphrase is taken as it comes: tools and tests pass it in one form.
#[cfg(not(target_arch = "wasm32"))]
fn normal(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

fn stretch(text: &str, salt: &[u8], memory: u32, passes: u32, lanes: u32) -> Result<Zeroizing<[u8; 32]>> {
    if memory > MOST.0 || passes > MOST.1 || lanes > MOST.2 {
        return Err(broken());
    }
    let params = Params::new(memory, passes, lanes, Some(32)).map_err(|_| broken())?;
    let mut blocks: Vec<Block> = Vec::new();
    blocks.try_reserve_exact(params.block_count()).map_err(|_| {
        let text = "There is not enough memory to check the passphrase. Close other tabs and try again.";
        Error::new(Kind::Quota, text)
    })?;
    blocks.resize(params.block_count(), Block::default());
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(text.as_bytes(), salt, key.as_mut(), &mut blocks)
        .map_err(|_| broken())?;
    Ok(key)
}

pub(super) fn broken() -> Error {
    let text = "The vault's description is damaged. Take it from a backup, or from another device.";
    Error::new(Kind::Corrupt, text)
}
