//! The tabs of one origin that are at work share the memory that jobs declare.
//!
//! Each of them holds one lock in shared mode, and any of them can ask how many hold it. The browser takes a lock back
//! whatever becomes of its tab, so nobody has to be told that a tab has crashed.

use std::cell::Cell;
use std::rc::{Rc, Weak};

use futures_channel::oneshot;
use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::browser::{get, set, sleep};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"])]
    fn request(name: &str, options: &JsValue, held: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"])]
    fn query() -> Result<Promise, JsValue>;
}

const LOCK: &str = "nearside-at-work";
/// How often the other tabs are counted again, in milliseconds.
const LOOK: f64 = 500.0;

/// This tab is at work, until this is dropped.
pub(super) struct AtWork {
    release: Function,
}

impl AtWork {
    /// Calls `hear` with the number of tabs at work, this one among them, as soon as it is known and then again and again.
    pub fn begin(hear: impl Fn(u32) + 'static) -> Rc<Self> {
        let release = Cell::new(None);
        let work = Promise::new(&mut |resolve, _| release.set(Some(resolve)));
        let this = Rc::new(Self { release: release.take().unwrap_or_default() });
        spawn_local(watch(Rc::downgrade(&this), work, hear));
        this
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        // Resolving a promise does not throw.
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}

async fn watch(work: Weak<AtWork>, done: Promise, hear: impl Fn(u32)) {
    let (granted, wait) = oneshot::channel();
    let held = Closure::once_into_js(move || {
        // Nobody listens any more when the work is over already.
        let _ = granted.send(());
        done
    });
    let options = Object::new();
    set(&options, "mode", "shared");
    // A browser without locks, or a page that may not have any: the tab counts itself.
    let Ok(lock) = request(LOCK, &options, &held) else { return hear(1) };
    spawn_local(async move {
        let _ = JsFuture::from(lock).await;
    });
    if wait.await.is_err() {
        return hear(1);
    }
    while work.strong_count() > 0 {
        hear(count().await);
        sleep(LOOK).await;
    }
}

async fn count() -> u32 {
    let Ok(asked) = query() else { return 1 };
    let Ok(locks) = JsFuture::from(asked).await else { return 1 };
    let held = Array::from(&get(&locks, "held"));
    let ours = held.iter().filter(|lock| get(lock, "name").as_string().as_deref() == Some(LOCK));
    (ours.count() as u32).max(1)
}
