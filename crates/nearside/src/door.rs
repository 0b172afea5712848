//! The door for JavaScript: `window.nearside`, on the very pool that the app uses.

use futures_util::FutureExt;
use futures_util::future::{Either, select};
use js_sys::{Function, JSON, Object, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::{AbortSignal, EventTarget};

use crate::browser::{Listener, bell, get, set};
use crate::service::Service;
use crate::{Pause, Pool};
use asked::Asked;
use tell::{cancelled, thrown, to_js, with_buffers};

mod asked;
mod tell;

/// What `main` does in a page: opens the door for JavaScript, sends panics to the crash screen, then mounts the app;
/// not where `nearside.js` loaded this binary only for its pool.
pub fn start(app: impl FnOnce()) {
    std::panic::set_hook(Box::new(|panic| {
        let stack = get(&js_sys::Error::new(""), "stack").as_string().unwrap_or_default();
        web_sys::console::error_2(&panic.to_string().into(), &stack.as_str().into());
        if let Ok(crash) = get(&js_sys::global(), "nearsideCrash").dyn_into::<Function>() {
            // The screen is the last resort: there is nobody left to tell that it failed.
            let _ = crash.call2(&JsValue::NULL, &panic.to_string().into(), &stack.into());
        }
    }));
    crate::pool::open();
    let global = js_sys::global();
    set(&global, "nearside", door());
    if let (Some(window), Ok(event)) = (web_sys::window(), web_sys::Event::new("nearside:ready")) {
        let _ = window.dispatch_event(&event);
    }
    if !get(&global, "nearsideHeadless").is_truthy() {
        app();
    }
}

fn door() -> Object {
    let door = Object::new();
    let call = Closure::<dyn Fn(JsValue, JsValue, JsValue, JsValue) -> Promise>::new(call);
    let status = Closure::<dyn Fn() -> JsValue>::new(|| {
        let text = serde_json::to_string(&Pool::get().status()).unwrap_or_default();
        JSON::parse(&text).unwrap_or_default()
    });
    let trace = Closure::<dyn Fn() -> String>::new(|| Pool::get().trace());
    set(&door, "call", call.into_js_value());
    set(&door, "status", status.into_js_value());
    set(&door, "trace", trace.into_js_value());
    // What is no text is no origin: to take it for one would read beyond the memory of this instance.
    let gate = |turn: fn(&Pool, &str)| {
        Closure::<dyn Fn(JsValue)>::new(move |origin: JsValue| {
            origin.as_string().iter().for_each(|origin| turn(&Pool::get(), origin));
        })
    };
    set(&door, "openGate", gate(Pool::open_gate).into_js_value());
    set(&door, "closeGate", gate(Pool::close_gate).into_js_value());
    door
}

fn call(path: JsValue, args: JsValue, files: JsValue, options: JsValue) -> Promise {
    // Read at once: from now on its values may be used for something else, as after `postMessage`.
    match Asked::read(&path, &args, &files, &options) {
        Ok(asked) => future_to_promise(answer(asked)),
        Err(error) => Promise::reject(&error),
    }
}

async fn answer(asked: Asked) -> Result<JsValue, JsValue> {
    let Asked { mut call, signal, pause, buffers } = asked;
    let switch = pause.and_then(Switch::of);
    call.watch.pause = switch.as_ref().map(|switch| switch.pause.clone());
    let reply = Pool::get().call(call);
    match select(reply, aborted(signal).boxed_local()).await {
        Either::Left((Ok(reply), _)) if buffers => with_buffers(reply).await.map_err(|error| thrown(&error)),
        Either::Left((reply, _)) => reply.map(|reply| to_js(&reply)).map_err(|error| thrown(&error)),
        Either::Right((signal, _)) => Err(cancelled(&signal)),
    }
}

/// What lets a call stand still: an event target with a property `on`, such as a `Pause` of nearside.js.
struct Switch {
    pause: Pause,
    _listener: Listener,
}

impl Switch {
    fn of(target: EventTarget) -> Option<Self> {
        let pause = Pause::default();
        let (source, switch) = (target.clone(), pause.clone());
        let hear = move || switch.set(get(&source, "on").is_truthy());
        hear();
        let listener = Listener::new(target, "change", Closure::new(hear))?;
        Some(Self { pause, _listener: listener })
    }
}

/// Ends when the signal fires, with it; without one never.
async fn aborted(signal: Option<AbortSignal>) -> AbortSignal {
    let Some(signal) = signal else { return std::future::pending().await };
    if !signal.aborted() {
        let (ring, rung) = bell();
        let _listener = Listener::new(signal.clone().into(), "abort", ring);
        // The sender is there until the event has come.
        let _ = rung.await;
    }
    signal
}
