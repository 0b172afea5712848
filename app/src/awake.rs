//! While work runs the screen stays awake, and leaving asks first.
//!
//! What the browser keeps over a reload is not worth a question; what would be lost is.

use js_sys::{Function, Promise, Reflect};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::session::Session;

/// Watches the session for the life of the page.
pub fn watch(session: Session) {
    let lock = StoredValue::new_local(None::<JsValue>);
    let busy = Memo::new(move |_| session.tally.with(|tally| tally.busy()));
    Effect::new(move |_| match busy.get() {
        true => spawn_local(async move { lock.set_value(request().await) }),
        false => lock.update_value(|lock| release(lock.take())),
    });
    // A hidden page loses its lock; coming back asks for it again.
    let _ = window_event_listener_untyped("visibilitychange", move |_| {
        if busy.get_untracked() && !document().hidden() {
            spawn_local(async move { lock.set_value(request().await) });
        }
    });
    let _ = window_event_listener(ev::beforeunload, move |event| {
        let unsaved = session.tally.with_untracked(|tally| tally.unsaved > 0);
        let kept = session.kept.with_untracked(|kept| kept.works && kept.made_left_out == 0);
        if busy.get_untracked() || (unsaved && !kept) {
            event.prevent_default();
        }
    });
}

/// `navigator.wakeLock.request("screen")`, where there is one and the system grants it.
async fn request() -> Option<JsValue> {
    let locks = Reflect::get(&window().navigator(), &"wakeLock".into()).ok()?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let promise: Promise = request.call1(&locks, &"screen".into()).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}

fn release(lock: Option<JsValue>) {
    let Some(lock) = lock else { return };
    if let Ok(release) = Reflect::get(&lock, &"release".into()).and_then(|f| f.dyn_into::<Function>()) {
        // A lock that is gone already is what we want.
        let _ = release.call0(&lock);
    }
}
