//! The key of this device: made at first use, kept by the browser, readable by nobody.
//!
//! Credentials must survive a reload without a passphrase being typed each time. So they are sealed under a key that WebCrypto
//! made *non-extractable* and IndexedDB keeps as it is: code can use it here and now, but neither a script nor a stolen copy of
//! the profile's files yields its bytes as text. A vault with a passphrase is the stronger lock, for what leaves the device.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

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
    fn transaction(this: &Database, name: &str, mode: &str) -> Result<Transaction, JsValue>;

    type Transaction;
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
        if let Some(root) = look(&database).await? {
            return Key::from_root(root).await;
        }
        let mut secret = [0; 32];
        Machine::random(&mut secret)?;
        let root = Machine::root(&secret).await;
        secret.fill(0);
        let root = root?;
        let added = async { settle(&keys(&database, "readwrite")?.add(&root, NAME)?).await };
        match added.await {
            Ok(_) => Key::from_root(root).await,
            // Another tab was faster: its key is the key.
            Err(_) => Key::from_root(look(&database).await?.ok_or_else(nowhere)?).await,
        }
    }
}

async fn look(database: &Database) -> Result<Option<JsValue>> {
    let found = async { settle(&keys(database, "readonly")?.get(NAME)?).await };
    let root = found.await.map_err(|_| nowhere())?;
    Ok(root.is_object().then_some(root))
}

fn keys(database: &Database, mode: &str) -> Result<Keys, JsValue> {
    database.transaction(BOX, mode)?.object_store(BOX)
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
