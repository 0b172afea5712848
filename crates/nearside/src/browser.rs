//! The few things of the browser that both ends need.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(then: &JsValue, wait: f64) -> i32;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: i32);
    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(then: &JsValue);
}

/// Milliseconds since the page or worker began.
pub(crate) fn now() -> f64 {
    performance_now()
}

/// Runs `then` when the code that runs now is through.
pub(crate) fn soon(then: &Closure<dyn FnMut()>) {
    queue_microtask(then.as_ref());
}

/// Resolves after some milliseconds. Dropped before, it leaves nothing behind: a promise that never settles would stay for ever,
/// with all that waits for it.
pub(crate) async fn sleep(wait: f64) {
    struct Sleep {
        id: i32,
        _ring: Closure<dyn FnMut()>,
    }
    impl Drop for Sleep {
        fn drop(&mut self) {
            clear_timeout(self.id);
        }
    }
    let (ring, rung) = bell();
    let _timer = Sleep { id: set_timeout(ring.as_ref(), wait), _ring: ring };
    // The sender is there until it has rung.
    let _ = rung.await;
}

/// What JavaScript calls once, and what waits for that. Both go when they are dropped.
pub(crate) fn bell() -> (Closure<dyn FnMut()>, oneshot::Receiver<()>) {
    let (sender, rung) = oneshot::channel();
    let ring = Closure::once(move || {
        // Nobody waits any more.
        let _ = sender.send(());
    });
    (ring, rung)
}

/// Hears an event until it is dropped: its target may outlive thousands of calls.
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    heard: Closure<dyn FnMut()>,
}

impl Listener {
    /// Fails only for targets that are none.
    pub fn new(target: EventTarget, event: &'static str, heard: Closure<dyn FnMut()>) -> Option<Self> {
        target.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref()).ok()?;
        Some(Self { target, event, heard })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // It fails only where it could not be added.
        let heard = self.heard.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.event, heard);
    }
}

/// One alarm that can be set again and again.
#[derive(Default)]
pub(crate) struct Alarm(RefCell<Option<Timer>>);

struct Timer {
    id: i32,
    /// Infinite once it has rung.
    at: Rc<Cell<f64>>,
    _ring: Closure<dyn FnMut()>,
}

impl Alarm {
    /// Rings once, `wait` milliseconds from `now` or earlier: a timer that is set already and rings before is left alone,
    /// because setting one costs as much as a tenth of a small call.
    pub fn set(&self, now: f64, wait: f64, mut ring: impl FnMut() + 'static) {
        let at = now + wait.clamp(0.0, 1e9);
        if self.0.borrow().as_ref().is_some_and(|timer| timer.at.get() <= at) {
            return;
        }
        self.clear();
        let rings = Rc::new(Cell::new(at));
        let rung = rings.clone();
        let ring = Closure::<dyn FnMut()>::new(move || {
            rung.set(f64::INFINITY);
            ring();
        });
        let id = set_timeout(ring.as_ref(), at - now);
        self.0.replace(Some(Timer { id, at: rings, _ring: ring }));
    }

    /// Does not ring.
    pub fn clear(&self) {
        if let Some(timer) = self.0.take() {
            clear_timeout(timer.id);
        }
    }
}

/// A property of an object; undefined if it has none, or if it is no object: asking that would throw, which costs more
/// than a whole call.
pub(crate) fn get(object: &JsValue, key: &str) -> JsValue {
    if object.is_object() {
        Reflect::get(object, &key.into()).unwrap_or_default()
    } else {
        JsValue::UNDEFINED
    }
}

/// Sets a property of an object that is ours.
pub(crate) fn set(object: &JsValue, key: &str, value: impl Into<JsValue>) {
    // It fails only for frozen objects and proxies.
    let _ = Reflect::set(object, &key.into(), &value.into());
}

/// The text of whatever JavaScript threw.
pub(crate) fn text_of(thrown: &JsValue) -> String {
    let message = get(thrown, "message").as_string();
    message.or_else(|| thrown.as_string()).unwrap_or_else(|| format!("{thrown:?}"))
}
