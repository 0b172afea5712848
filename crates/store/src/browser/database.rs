//! IndexedDB, as much of it as is used here: databases of one table, and promises in the place of events.
//!
//! A transaction ends by itself when nothing is asked of it, so nobody may wait for anything else inside of one.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type Factory;
    #[wasm_bindgen(thread_local_v2, js_name = indexedDB)]
    static FACTORY: Option<Factory>;
    #[wasm_bindgen(method, catch)]
    fn open(this: &Factory, name: &str, version: u32) -> Result<Request, JsValue>;

    #[derive(Clone)]
    pub(crate) type Request;
    #[wasm_bindgen(method, getter)]
    fn result(this: &Request) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn error(this: &Request) -> JsValue;
    #[wasm_bindgen(method, setter)]
    fn set_onsuccess(this: &Request, then: &JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_onerror(this: &Request, then: &JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_onupgradeneeded(this: &Request, then: &JsValue);

    #[derive(Clone)]
    pub(crate) type Database;
    #[wasm_bindgen(method, catch, js_name = createObjectStore)]
    fn create(this: &Database, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn transaction(
        this: &Database,
        table: &str,
        mode: &str,
        options: &JsValue,
    ) -> Result<Transaction, JsValue>;
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &Database);

    pub(crate) type Transaction;
    #[wasm_bindgen(method, getter)]
    fn error(this: &Transaction) -> JsValue;
    #[wasm_bindgen(method, catch, js_name = objectStore)]
    pub(crate) fn table(this: &Transaction, name: &str) -> Result<Table, JsValue>;
    #[wasm_bindgen(method, setter)]
    fn set_oncomplete(this: &Transaction, then: &JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_onabort(this: &Transaction, then: &JsValue);

    pub(crate) type Table;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn put(this: &Table, value: &JsValue, key: &str) -> Result<Request, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn delete(this: &Table, key: &str) -> Result<Request, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn get(this: &Table, key: &str) -> Result<Request, JsValue>;
}

/// Whether this browser has databases at all.
#[cfg(feature = "adapters")]
pub(crate) fn has_databases() -> bool {
    FACTORY.with(Option::is_some)
}

/// Opens a database of one table, and makes both if they are not there.
///
/// # Errors
/// What the browser says; nothing where it has no databases.
pub(crate) async fn open_database(name: &str, table: &'static str) -> Result<Database, JsValue> {
    let request = FACTORY.with(|factory| match factory {
        Some(factory) => factory.open(name, 1),
        None => Err(JsValue::UNDEFINED),
    })?;
    let upgraded = request.clone();
    let create = Closure::once_into_js(move || {
        // A failure here aborts the opening, which tells.
        let _ = upgraded.result().unchecked_into::<Database>().create(table);
    });
    request.set_onupgradeneeded(&create);
    answer(&request).await.map(JsCast::unchecked_into)
}

/// What a request answers.
///
/// # Errors
/// What the browser says.
pub(crate) async fn answer(request: &Request) -> Result<JsValue, JsValue> {
    let settled = Promise::new(&mut |yes, no| {
        request.set_onsuccess(&yes);
        request.set_onerror(&no);
    });
    JsFuture::from(settled).await.map_err(|_| request.error())?;
    Ok(request.result())
}

/// Waits until all that was asked in a transaction is written down.
///
/// # Errors
/// What the browser says; then nothing of it is.
pub(crate) async fn done(transaction: &Transaction) -> Result<(), JsValue> {
    let settled = Promise::new(&mut |yes, no| {
        transaction.set_oncomplete(&yes);
        transaction.set_onabort(&no);
    });
    JsFuture::from(settled).await.map(drop).map_err(|_| transaction.error())
}
