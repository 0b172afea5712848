//! The key of this device: made at first use, kept by the browser, readable by nobody.
//!
//! Credentials must survive a reload without a passphrase being typed each time. So they are sealed under a key that WebCrypto
//! made *non-extractable* and IndexedDB keeps as it is: code can use it here and now, but neither a script nor a stolen copy of
//! the profile's files yields its bytes as text. A vault with a passphrase is the stronger lock, for what leaves the device.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use zeroize::Zeroizing;

use super::cipher::Cipher;
use super::{Key, Machine};
use crate::{Error, Kind, Result};

const DATABASE: &str = "nearside-keys";
const BOX: &str = "keys";
const NAME: &str = "device";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = indexedDB, js_name = open, catch)]
    fn open_database(name: &str) -> Result<Request, JsValue>;

    type Request;
    #[wasm_bindgen(method, setter)]
    fn set_onsuccess(this: &Request, listener: &Function);
    #[wasm_bindgen(method, setter)]
    fn set_onerror(this: &Request, listener: &Function);
    #[wasm_bindgen(method, setter)]
    fn set_onupgradeneeded(this: &Request, listener: &Function);
    #[wasm_bindgen(method, getter, catch)]
    fn result(this: &Request) -> Result<JsValue, JsValue>;

    type Database;
    #[wasm_bindgen(method, js_name = createObjectStore, catch)]
    fn create_object_store(this: &Database, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn transaction(this: &Database, name: &str, mode: &str, options: &Object)
    -> Result<Transaction, JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &Database);

    type Transaction;
    #[wasm_bindgen(method, setter)]
    fn set_oncomplete(this: &Transaction, listener: &Function);
    #[wasm_bindgen(method, setter)]
    fn set_onabort(this: &Transaction, listener: &Function);
    #[wasm_bindgen(method, js_name = objectStore, catch)]
    fn object_store(this: &Transaction, name: &str) -> Result<Keys, JsValue>;

    type Keys;
    #[wasm_bindgen(method, catch)]
    fn get(this: &Keys, key: &str) -> Result<Request, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn add(this: &Keys, value: &JsValue, key: &str) -> Result<Request, JsValue>;
}

impl Key {
    /// The key of this device, made if there is none yet.
    ///
    /// # Errors
    /// [`Kind::Unsupported`] where the browser keeps no keys (a private window) or does not encrypt.
    pub async fn of_device() -> Result<Key> {
        let database = database().await.map_err(|_| nowhere())?;
        let root = root(&database).await;
        database.close();
        Key::from_root(root?).await
    }
}

async fn root(database: &Database) -> Result<JsValue> {
    if let Some(root) = look(database).await? {
        return Ok(root);
    }
    let mut secret = Zeroizing::new([0; 32]);
    Machine::random(secret.as_mut())?;
    let root = Machine::root(&secret).await?;
    match add(database, &root).await {
        Ok(()) => Ok(root),
        // Another tab was faster: its key is the key.
        Err(_) => look(database).await?.ok_or_else(nowhere),
    }
}

async fn look(database: &Database) -> Result<Option<JsValue>> {
    let found = async {
        let transaction = database.transaction(BOX, "readonly", &Object::new())?;
        settle(&transaction.object_store(BOX)?.get(NAME)?).await
    };
    let root = found.await.map_err(|_| nowhere())?;
    Ok(root.is_object().then_some(root))
}

/// Done when it survives a power cut: what is sealed under a key that was lost is lost too.
async fn add(database: &Database, root: &JsValue) -> Result<(), JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let transaction = database.transaction(BOX, "readwrite", &options)?;
    transaction.object_store(BOX)?.add(root, NAME)?;
    let done = Promise::new(&mut |done, failed| {
        transaction.set_oncomplete(&done);
        transaction.set_onabort(&failed);
    });
    JsFuture::from(done).await.map(drop)
}

async fn database() -> Result<Database, JsValue> {
    let request = open_database(DATABASE)?;
    let asked: Request = request.clone().unchecked_into();
    let upgrade = Closure::once_into_js(move || {
        if let Ok(database) = asked.result() {
            // It fails only for a box that is there.
            let _ = database.unchecked_into::<Database>().create_object_store(BOX);
        }
    });
    request.set_onupgradeneeded(upgrade.unchecked_ref());
    Ok(settle(&request).await?.unchecked_into())
}

async fn settle(request: &Request) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |done: Function, failed: Function| {
        request.set_onsuccess(&done);
        request.set_onerror(&failed);
    });
    JsFuture::from(promise).await?;
    request.result()
}

fn nowhere() -> Error {
    let text = "This browser keeps no keys here, as in a private window. What you connect lasts until the tab is closed.";
    Error::new(Kind::Unsupported, text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    async fn the_key_of_a_device_is_made_once_and_cannot_be_read() {
        // Two at once, as two tabs would.
        let (one, other) = futures_util::join!(Key::of_device(), Key::of_device());
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!(one.id(), other.id());
        let secret = one.seal_secret("bucket", b"key").await.unwrap();
        let later = Key::of_device().await.unwrap();
        assert_eq!(later.open_secret("bucket", &secret).await.unwrap(), b"key");
        let kept = look(&database().await.unwrap()).await.unwrap().unwrap();
        assert_eq!(Reflect::get(&kept, &"extractable".into()).unwrap(), JsValue::FALSE);
    }
}
