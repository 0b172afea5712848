//! The browser's machine: WebCrypto. Keys cannot be read out, and bytes stay in JavaScript.

use std::ops::Range;

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use nearside::File;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::cipher::Cipher;
use crate::browser::part;
use crate::{Error, Kind, Result};

pub(super) struct Web;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn random_values(into: &mut [u8]) -> Result<(), JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    fn import_key(
        format: &str,
        data: &Uint8Array,
        algorithm: &str,
        extractable: bool,
        uses: &Array,
    ) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = deriveKey, catch)]
    fn derive_key(
        how: &Object,
        root: &JsValue,
        algorithm: &Object,
        extractable: bool,
        uses: &Array,
    ) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = deriveBits, catch)]
    fn derive_bits(how: &Object, root: &JsValue, length: u32) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = encrypt, catch)]
    fn encrypt(how: &Object, key: &JsValue, data: &Uint8Array) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = decrypt, catch)]
    fn decrypt(how: &Object, key: &JsValue, data: &Uint8Array) -> Result<Promise, JsValue>;
}

fn refused(_: JsValue) -> Error {
    let text = "This browser does not encrypt here. Open the app over HTTPS, and not inside another page.";
    Error::new(Kind::Unsupported, text)
}

async fn settle(promise: Result<Promise, JsValue>) -> Result<JsValue> {
    JsFuture::from(promise.map_err(refused)?).await.map_err(refused)
}

fn object(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in entries {
        // It fails only for frozen objects and proxies.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object
}

fn hkdf(salt: &[u8], info: &[u8]) -> Object {
    object(&[
        ("name", "HKDF".into()),
        ("hash", "SHA-256".into()),
        ("salt", Uint8Array::from(salt).into()),
        ("info", Uint8Array::from(info).into()),
    ])
}

fn gcm(nonce: &[u8; 12], bound: &[u8]) -> Object {
    object(&[
        ("name", "AES-GCM".into()),
        ("iv", Uint8Array::from(nonce.as_slice()).into()),
        ("additionalData", Uint8Array::from(bound).into()),
    ])
}

fn buffers() -> js_sys::Function {
    part(&js_sys::global(), "ArrayBuffer").unchecked_into()
}

impl Cipher for Web {
    type Root = JsValue;
    type Key = JsValue;
    type Bytes = Uint8Array;

    fn random(into: &mut [u8]) -> Result<()> {
        random_values(into).map_err(refused)
    }

    async fn root(secret: &[u8; 32]) -> Result<JsValue> {
        let data = Uint8Array::from(secret.as_slice());
        let uses = Array::of2(&"deriveKey".into(), &"deriveBits".into());
        let root = settle(import_key("raw", &data, "HKDF", false, &uses)).await;
        data.fill(0, 0, 32);
        root
    }

    async fn derive(root: &JsValue, salt: &[u8], info: &[u8]) -> Result<JsValue> {
        let aes = object(&[("name", "AES-GCM".into()), ("length", 256.into())]);
        let uses = Array::of2(&"encrypt".into(), &"decrypt".into());
        settle(derive_key(&hkdf(salt, info), root, &aes, false, &uses)).await
    }

    async fn bits(root: &JsValue, info: &[u8]) -> Result<[u8; 32]> {
        let mut bits = [0; 32];
        Uint8Array::new(&settle(derive_bits(&hkdf(&[], info), root, 256)).await?).copy_to(&mut bits);
        Ok(bits)
    }

    async fn seal(key: &JsValue, nonce: &[u8; 12], bound: &[u8], plain: Uint8Array) -> Result<Uint8Array> {
        Ok(Uint8Array::new(&settle(encrypt(&gcm(nonce, bound), key, &plain)).await?))
    }

    async fn open(key: &JsValue, nonce: &[u8; 12], bound: &[u8], sealed: Uint8Array) -> Option<Uint8Array> {
        Some(Uint8Array::new(&settle(decrypt(&gcm(nonce, bound), key, &sealed)).await.ok()?))
    }

    async fn read(body: &File, range: Range<u64>) -> Result<Uint8Array> {
        if let Some(buffer) = body.buffer() {
            return Ok(Uint8Array::new(buffer).subarray(range.start as u32, range.end as u32));
        }
        let unreadable = |_| {
            let text = "A file could not be read. It may have been moved or deleted: open it again.";
            Error::new(Kind::Failed, text)
        };
        let part = body.range(range).blob();
        Ok(Uint8Array::new(&JsFuture::from(part.array_buffer()).await.map_err(unreadable)?))
    }

    fn len(bytes: &Uint8Array) -> usize {
        bytes.length() as usize
    }

    fn part(bytes: &Uint8Array, range: Range<usize>) -> Uint8Array {
        bytes.subarray(range.start as u32, range.end as u32)
    }

    fn bytes(bytes: &[u8]) -> Uint8Array {
        Uint8Array::from(bytes)
    }

    fn to_vec(bytes: &Uint8Array) -> Vec<u8> {
        bytes.to_vec()
    }

    fn file(pieces: Vec<Uint8Array>) -> Result<File> {
        let full = |_| Error::new(Kind::Quota, "There is no room for another piece of a file in this tab.");
        let size = pieces.iter().map(Uint8Array::length).sum::<u32>();
        // The constructor throws where there is no memory.
        let whole = Reflect::construct(&buffers(), &Array::of1(&size.into())).map_err(full)?;
        let bytes = Uint8Array::new(&whole);
        let mut at = 0;
        for piece in pieces {
            bytes.set(&piece, at);
            at += piece.length();
        }
        Ok(File::from_buffer("", whole.unchecked_into()))
    }
}
