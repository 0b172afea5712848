//! What sealing needs of the machine: AES-GCM, HKDF, chance, and bytes that stay where the machine has them.
//!
//! In a browser that is WebCrypto: three times as fast as any AES in wasm and on another thread, with keys that no script
//! can read, and bytes that never enter wasm memory. Natively it is RustCrypto, for tests and tools.

use std::ops::Range;

use nearside::File;

use crate::Result;

pub(super) trait Cipher {
    /// A secret from which keys are derived.
    type Root;
    /// A key of AES-256-GCM.
    type Key;
    /// Bytes as the machine holds them.
    type Bytes;

    fn random(into: &mut [u8]) -> Result<()>;

    async fn root(secret: &[u8; 32]) -> Result<Self::Root>;
    async fn derive(root: &Self::Root, salt: &[u8], info: &[u8]) -> Result<Self::Key>;
    /// Derived bytes that are no key of this machine: for names.
    async fn bits(root: &Self::Root, info: &[u8]) -> Result<[u8; 32]>;

    async fn seal(key: &Self::Key, nonce: &[u8; 12], bound: &[u8], plain: Self::Bytes)
    -> Result<Self::Bytes>;
    /// `None` when it was changed, or sealed with another key.
    async fn open(
        key: &Self::Key,
        nonce: &[u8; 12],
        bound: &[u8],
        sealed: Self::Bytes,
    ) -> Option<Self::Bytes>;

    /// The bytes of a part of a body.
    async fn read(body: &File, range: Range<u64>) -> Result<Self::Bytes>;
    fn len(bytes: &Self::Bytes) -> usize;
    fn part(bytes: &Self::Bytes, range: Range<usize>) -> Self::Bytes;
    fn bytes(bytes: &[u8]) -> Self::Bytes;
    fn to_vec(bytes: &Self::Bytes) -> Vec<u8>;
    fn file(pieces: Vec<Self::Bytes>) -> Result<File>;
}
