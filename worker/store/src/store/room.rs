//! How the files of this browser are: how safe, how many, and how much room there is.

#[cfg(not(target_arch = "wasm32"))]
use ::store::{Error, Kind};

use super::Health;

/// What the storage itself counts, and the room that the browser speaks of.
#[cfg(target_arch = "wasm32")]
pub(super) async fn health() -> ::store::Result<Health> {
    let (state, used) = super::open::health().await?;
    Ok(Health { state, used, room: room().await })
}

/// Natively there is no browser.
#[cfg(not(target_arch = "wasm32"))]
pub(super) async fn health() -> ::store::Result<Health> {
    Err(Error::new(Kind::Unsupported, "There is no browser here that could keep files."))
}

/// What the browser says that it would still take.
#[cfg(target_arch = "wasm32")]
async fn room() -> Option<u64> {
    use js_sys::{Function, Promise, Reflect};
    use wasm_bindgen::{JsCast, JsValue};

    let get = |object: &JsValue, key: &str| Reflect::get(object, &key.into()).unwrap_or_default();
    let storage = get(&get(&js_sys::global(), "navigator"), "storage");
    if !storage.is_object() {
        return None;
    }
    let estimate = get(&storage, "estimate").dyn_into::<Function>().ok()?;
    let asked = estimate.call0(&storage).ok()?.dyn_into::<Promise>().ok()?;
    let said = wasm_bindgen_futures::JsFuture::from(asked).await.ok()?;
    let (quota, usage) = (get(&said, "quota").as_f64()?, get(&said, "usage").as_f64()?);
    Some((quota - usage).max(0.0) as u64)
}
