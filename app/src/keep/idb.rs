//! The browser's database, as little of it as the session needs: four verbs on three boxes.

use js_sys::{Array, Function, Promise};
use leptos::prelude::window;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction, IdbTransactionMode,
};

/// One box of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// Which files were open with which settings, as JSON.
    Sessions,
    /// Handles and copies of originals.
    Files,
    /// Results.
    Made,
}

impl Store {
    const ALL: [Store; 3] = [Store::Sessions, Store::Files, Store::Made];

    const fn name(self) -> &'static str {
        match self {
            Store::Sessions => "sessions",
            Store::Files => "files",
            Store::Made => "made",
        }
    }
}

/// The open database.
#[derive(Clone)]
pub struct Database(IdbDatabase);

impl Database {
    /// Opens it, and makes it when it is not there. Fails where the browser forbids storage.
    pub async fn open() -> Result<Database, JsValue> {
        let factory = window().indexed_db()?.ok_or(JsValue::NULL)?;
        let request: IdbOpenDbRequest = factory.open_with_u32("nearside", 1)?;
        let asked = request.clone();
        let upgrade = Closure::once_into_js(move || {
            let Ok(database) = asked.result().map(JsCast::unchecked_into::<IdbDatabase>) else { return };
            for store in Store::ALL {
                // It fails only for a box that is there.
                let _ = database.create_object_store(store.name());
            }
        });
        request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
        answer(&request).await.map(|database| Database(database.unchecked_into()))
    }

    fn store(&self, store: Store, write: bool) -> Result<IdbObjectStore, JsValue> {
        let mode = if write { IdbTransactionMode::Readwrite } else { IdbTransactionMode::Readonly };
        self.0.transaction_with_str_and_mode(store.name(), mode)?.object_store(store.name())
    }

    /// What lies under a key, or undefined.
    pub async fn get(&self, store: Store, key: &str) -> Result<JsValue, JsValue> {
        let request = self.store(store, false)?.get(&key.into())?;
        answer(&request).await.map(unpacked)
    }

    /// Lays something under a key. Handles, Blobs and strings can be laid there.
    pub async fn put(&self, store: Store, key: &str, value: &JsValue) -> Result<(), JsValue> {
        let refused = match self.lay(store, key, value).await {
            Ok(()) => return Ok(()),
            Err(refused) => refused,
        };
        // WebKit keeps no Blobs in a private session, but buffers it does.
        let Some(blob) = value.dyn_ref::<web_sys::Blob>() else { return Err(refused) };
        self.lay(store, key, &packed(blob).await?).await
    }

    async fn lay(&self, store: Store, key: &str, value: &JsValue) -> Result<(), JsValue> {
        let store = self.store(store, true)?;
        store.put_with_key(value, &key.into())?;
        committed(&store.transaction()).await
    }

    /// Removes what lies under a key.
    pub async fn delete(&self, store: Store, key: &str) -> Result<(), JsValue> {
        let store = self.store(store, true)?;
        store.delete(&key.into())?;
        committed(&store.transaction()).await
    }

    /// Every key of a box.
    pub async fn keys(&self, store: Store) -> Result<Vec<String>, JsValue> {
        let request = self.store(store, false)?.get_all_keys()?;
        let keys: Array = answer(&request).await?.unchecked_into();
        Ok(keys.iter().filter_map(|key| key.as_string()).collect())
    }
}

async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |done: Function, failed: Function| {
        request.set_onsuccess(Some(&done));
        request.set_onerror(Some(&failed));
    });
    match JsFuture::from(promise).await {
        Ok(_) => request.result(),
        Err(_) => Err(request.error().ok().flatten().map_or(JsValue::NULL, JsValue::from)),
    }
}

/// Waits until what was written is kept. A request that succeeded is not: a full disk takes it back.
async fn committed(transaction: &IdbTransaction) -> Result<(), JsValue> {
    let promise = Promise::new(&mut |done: Function, failed: Function| {
        transaction.set_oncomplete(Some(&done));
        // An error of a request ends here too.
        transaction.set_onabort(Some(&failed));
    });
    match JsFuture::from(promise).await {
        Ok(_) => Ok(()),
        Err(_) => Err(transaction.error().map_or(JsValue::NULL, JsValue::from)),
    }
}

/// A Blob as an object around its bytes.
async fn packed(blob: &web_sys::Blob) -> Result<JsValue, JsValue> {
    let bytes = JsFuture::from(blob.array_buffer()).await?;
    let file: &web_sys::File = blob.unchecked_ref();
    let plain = !blob.is_instance_of::<web_sys::File>();
    let name = if plain { String::new() } else { file.name() };
    let date = if plain { 0.0 } else { file.last_modified() };
    let object = js_sys::Object::new();
    for (key, value) in
        [("bytes", bytes), ("name", name.into()), ("type", blob.type_().into()), ("date", date.into())]
    {
        js_sys::Reflect::set(&object, &key.into(), &value)?;
    }
    Ok(object.into())
}

/// The Blob again, if it was packed.
fn unpacked(value: JsValue) -> JsValue {
    let get = |key: &str| js_sys::Reflect::get(&value, &key.into()).unwrap_or_default();
    if !value.is_object() || !get("bytes").is_instance_of::<js_sys::ArrayBuffer>() {
        return value;
    }
    let options = web_sys::FilePropertyBag::new();
    options.set_type(&get("type").as_string().unwrap_or_default());
    options.set_last_modified(get("date").as_f64().unwrap_or_default());
    let name = get("name").as_string().unwrap_or_default();
    let parts = Array::of1(&get("bytes"));
    web_sys::File::new_with_buffer_source_sequence_and_options(&parts, &name, &options)
        .map_or(value, JsValue::from)
}
