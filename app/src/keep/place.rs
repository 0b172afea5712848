//! Which kept session this tab has: its own after a reload, else the best that no other tab holds.
//!
//! A lock that the browser frees when the tab goes says who holds what, so two tabs never write into one session, and
//! a crash leaves its session free for the next tab.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::wait;

const KEY: &str = "nearside-session";
/// How often the own session is asked for, ten times a second.
const TRIES: u32 = 20;

/// The session of this tab: the name it remembers, one of `kept` (the best first), or a new one.
pub async fn take(kept: &[String]) -> String {
    let storage = window().session_storage().ok().flatten();
    let own = storage.as_ref().and_then(|storage| storage.get_item(KEY).ok().flatten());
    let mut found = None;
    if let Some(own) = own {
        // After a reload the page that was may not have let go yet. Another tab would hold it for longer.
        for _ in 0..TRIES {
            if hold(&own).await {
                found = Some(own.clone());
                break;
            }
            wait(100).await;
        }
    }
    for name in kept {
        if found.is_none() && hold(name).await {
            found = Some(name.clone());
        }
    }
    let name = match found {
        Some(name) => name,
        None => {
            let name =
                format!("{}", js_sys::Date::now() as u64 * 1000 + (js_sys::Math::random() * 1000.0) as u64);
            hold(&name).await;
            name
        }
    };
    if let Some(storage) = storage {
        // Without it the next reload takes the best free session, which is most likely this one.
        let _ = storage.set_item(KEY, &name);
    }
    name
}

/// Holds the lock of a session for as long as this tab lives. True where there are no locks.
async fn hold(name: &str) -> bool {
    let Ok(locks) = Reflect::get(&window().navigator(), &"locks".into()) else { return true };
    let Ok(request) = Reflect::get(&locks, &"request".into()).and_then(|f| f.dyn_into::<Function>()) else {
        return true;
    };
    let options = js_sys::Object::new();
    crate::open::set(&options, "ifAvailable", JsValue::TRUE);
    let lock_name: JsValue = format!("{KEY}/{name}").into();
    let got = Promise::new(&mut |done: Function, _| {
        let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            // Telling a promise that waits cannot fail.
            let _ = done.call1(&JsValue::NULL, &(!lock.is_null()).into());
            match lock.is_null() {
                true => JsValue::UNDEFINED,
                false => Promise::new(&mut |_, _| {}).into(),
            }
        });
        // A refusal comes through the callback.
        let _ = request.call3(&locks, &lock_name, &options, &granted);
    });
    JsFuture::from(got).await.is_ok_and(|got| got.is_truthy())
}
