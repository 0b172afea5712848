//! While work runs the screen stays awake, and leaving asks first.
//!
//! What the browser keeps over a reload is not worth a question; what would be lost is.

use std::cell::RefCell;
use std::collections::BTreeSet;

use js_sys::{Function, Promise, Reflect};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::session::Session;

thread_local! {
    /// How much work there is beside the rows of the list.
    static WORKS: ArcRwSignal<usize> = ArcRwSignal::new(0);
    /// The rows that hold something which only this page knows.
    static HELD: RefCell<BTreeSet<u32>> = RefCell::default();
}

/// Work that goes on until this is dropped.
pub struct Work(());

/// Says that work goes on which no row of the list shows: something is saved, or on its way to another place.
pub fn work() -> Work {
    WORKS.with(|works| works.update(|count| *count += 1));
    Work(())
}

impl Drop for Work {
    fn drop(&mut self) {
        WORKS.with(|works| works.update(|count| *count -= 1));
    }
}

/// Says whether a row holds something that would be lost with the page, such as changes of which there is no copy yet.
pub fn hold(row: u32, holds: bool) {
    HELD.with_borrow_mut(|held| if holds { held.insert(row) } else { held.remove(&row) });
}

fn holds(session: Session) -> bool {
    let rows = session.rows.get_untracked();
    HELD.with_borrow(|held| rows.iter().any(|row| held.contains(&row.id)))
}

/// Watches the session for the life of the page.
pub fn watch(session: Session) {
    let lock = StoredValue::new_local(None::<JsValue>);
    let works = WORKS.with(Clone::clone);
    let busy = Memo::new(move |_| works.get() > 0 || session.tally.with(|tally| tally.busy()));
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
        if busy.get_untracked() || (unsaved && !kept) || holds(session) {
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
