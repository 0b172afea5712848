//! Handles in IndexedDB, by their keys: the one place where they outlive a page, and where workers find them.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::handle::Directory;
use crate::{Error, Kind, Result};

const DATABASE: &str = "nearside-folders";
const TABLE: &str = "handles";

#[wasm_bindgen]
extern "C" {
    type Factory;
    #[wasm_bindgen(thread_local_v2, js_name = indexedDB)]
    static FACTORY: Option<Factory>;
    #[wasm_bindgen(method, catch)]
    fn open(this: &Factory, name: &str, version: u32) -> Result<Request, JsValue>;

    #[derive(Clone)]
    type Request;
    #[wasm_bindgen(method, getter)]
    fn result(this: &Request) -> JsValue;
    #[wasm_bindgen(method, setter)]
    fn set_onsuccess(this: &Request, then: &Function);
    #[wasm_bindgen(method, setter)]
    fn set_onerror(this: &Request, then: &Function);
    #[wasm_bindgen(method, setter)]
    fn set_onupgradeneeded(this: &Request, then: &JsValue);

    type Database;
    #[wasm_bindgen(method, catch, js_name = createObjectStore)]
    fn create(this: &Database, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn transaction(this: &Database, table: &str, mode: &str) -> Result<Transaction, JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &Database);

    type Transaction;
    #[wasm_bindgen(method, catch, js_name = objectStore)]
    fn table(this: &Transaction, name: &str) -> Result<Table, JsValue>;
    #[wasm_bindgen(method, setter)]
    fn set_oncomplete(this: &Transaction, then: &Function);
    #[wasm_bindgen(method, setter)]
    fn set_onabort(this: &Transaction, then: &Function);

    type Table;
    #[wasm_bindgen(method, catch)]
    fn put(this: &Table, value: &JsValue, key: &str) -> Result<Request, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn delete(this: &Table, key: &str) -> Result<Request, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn get(this: &Table, key: &str) -> Result<Request, JsValue>;
}

/// Keeps the handle of a directory (a `FileSystemDirectoryHandle`), and tells the key under which workers find it.
///
/// # Errors
/// [`Kind::Failed`] where the browser stores nothing, as in some private windows.
pub async fn keep(handle: &JsValue) -> Result<String> {
    let word = || (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    let key = format!("{:08x}{:08x}{:08x}{:08x}", word(), word(), word(), word());
    change(|table| table.put(handle, &key)).await?;
    Ok(key)
}

/// Forgets a handle. The folder stays as it is.
///
/// # Errors
/// As [`keep`].
pub async fn forget(key: &str) -> Result<()> {
    change(|table| table.delete(key)).await
}

/// The handle of a key.
///
/// # Errors
/// [`Kind::NotFound`] for a key that this browser does not have.
pub(super) async fn find(key: &str, name: &str) -> Result<Directory> {
    let database = database().await?;
    let request = database.transaction(TABLE, "readonly").and_then(|change| change.table(TABLE)?.get(key));
    let request = request.map_err(failed)?;
    settled(|yes, no| {
        request.set_onsuccess(yes);
        request.set_onerror(no);
    })
    .await?;
    database.close();
    match request.result() {
        found if found.is_object() => Ok(found.unchecked_into()),
        _ => Err(Error::new(
            Kind::NotFound,
            format!("This browser does not know any more where {name} is. Pick the folder again."),
        )),
    }
}

/// Changes the table, and waits until that is written down.
async fn change(run: impl FnOnce(&Table) -> Result<Request, JsValue>) -> Result<()> {
    let database = database().await?;
    let change = database.transaction(TABLE, "readwrite").map_err(failed)?;
    change.table(TABLE).and_then(|table| run(&table)).map_err(failed)?;
    settled(|yes, no| {
        change.set_oncomplete(yes);
        change.set_onabort(no);
    })
    .await?;
    database.close();
    Ok(())
}

async fn database() -> Result<Database> {
    let request = FACTORY.with(|factory| match factory {
        Some(factory) => factory.open(DATABASE, 1).map_err(failed),
        None => Err(failed(JsValue::UNDEFINED)),
    })?;
    let opened = request.clone();
    let upgrade = Closure::once_into_js(move || {
        // A database that is new has no table of this name yet.
        let _ = opened.result().unchecked_into::<Database>().create(TABLE);
    });
    request.set_onupgradeneeded(&upgrade);
    settled(|yes, no| {
        request.set_onsuccess(yes);
        request.set_onerror(no);
    })
    .await?;
    Ok(request.result().unchecked_into())
}

/// Waits for one of two events.
async fn settled(listen: impl FnOnce(&Function, &Function)) -> Result<()> {
    let mut listen = Some(listen);
    let promise = Promise::new(&mut |yes, no| {
        if let Some(listen) = listen.take() {
            listen(&yes, &no);
        }
    });
    JsFuture::from(promise).await.map(drop).map_err(failed)
}

fn failed(_: JsValue) -> Error {
    Error::new(
        Kind::Failed,
        "This browser did not keep where the folder is. Allow this site to store data, and try again.",
    )
}
