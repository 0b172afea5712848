//! The machine without a browser: RustCrypto.

use std::ops::Range;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hkdf::Hkdf;
use nearside::File;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::cipher::Cipher;
use crate::{Error, Kind, Result, body};

pub(super) struct Soft;

fn expand(root: &[u8; 32], salt: &[u8], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(salt), root)
        .expand(info, key.as_mut())
        .unwrap_or_else(|_| unreachable!("32 bytes"));
    key
}

impl Cipher for Soft {
    type Root = Zeroizing<[u8; 32]>;
    type Key = Aes256Gcm;
    type Bytes = Vec<u8>;

    fn random(into: &mut [u8]) -> Result<()> {
        getrandom::fill(into).map_err(|error| {
            Error::new(Kind::Failed, format!("This system gives no random numbers: {error}."))
        })
    }

    async fn root(secret: &[u8; 32]) -> Result<Self::Root> {
        Ok(Zeroizing::new(*secret))
    }

    async fn derive(root: &Self::Root, salt: &[u8], info: &[u8]) -> Result<Aes256Gcm> {
        Ok(Aes256Gcm::new((&*expand(root, salt, info)).into()))
    }

    async fn bits(root: &Self::Root, info: &[u8]) -> Result<[u8; 32]> {
        Ok(*expand(root, &[], info))
    }

    async fn seal(key: &Aes256Gcm, nonce: &[u8; 12], bound: &[u8], plain: Vec<u8>) -> Result<Vec<u8>> {
        key.encrypt(Nonce::from_slice(nonce), Payload { msg: &plain, aad: bound })
            .map_err(|_| Error::new(Kind::Failed, "A piece of more than 64 GiB cannot be sealed."))
    }

    async fn open(key: &Aes256Gcm, nonce: &[u8; 12], bound: &[u8], sealed: Vec<u8>) -> Option<Vec<u8>> {
        key.decrypt(Nonce::from_slice(nonce), Payload { msg: &sealed, aad: bound }).ok()
    }

    async fn read(body: &File, range: Range<u64>) -> Result<Vec<u8>> {
        body::read(&body.range(range)).await
    }

    fn len(bytes: &Vec<u8>) -> usize {
        bytes.len()
    }

    fn part(bytes: &Vec<u8>, range: Range<usize>) -> Vec<u8> {
        bytes[range].to_vec()
    }

    fn bytes(bytes: &[u8]) -> Vec<u8> {
        bytes.to_vec()
    }

    fn to_vec(bytes: &Vec<u8>) -> Vec<u8> {
        bytes.clone()
    }

    fn file(pieces: Vec<Vec<u8>>) -> Result<File> {
        Ok(File::new("", pieces.concat()))
    }
}
