//! The door for JavaScript: `window.nearside`, on the very pool that the app uses.

use std::rc::Rc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{Either, select};
use js_sys::{Array, Function, JSON, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::{AbortSignal, EventTarget};

use crate::browser::{Listener, bell, get, set};
use crate::service::{Call, Options, Part, Priority, Service, Watch};
use crate::wire::Parcel;
use crate::{Error, File, Kind, Pause, Pool, Result};

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
    let call = Closure::<dyn Fn(String, JsValue, JsValue, JsValue) -> Promise>::new(call);
    let status = Closure::<dyn Fn() -> JsValue>::new(|| {
        let text = serde_json::to_string(&Pool::get().status()).unwrap_or_default();
        JSON::parse(&text).unwrap_or_default()
    });
    let trace = Closure::<dyn Fn() -> String>::new(|| Pool::get().trace());
    set(&door, "call", call.into_js_value());
    set(&door, "status", status.into_js_value());
    set(&door, "trace", trace.into_js_value());
    let open = Closure::<dyn Fn(String)>::new(|origin: String| Pool::get().open_gate(&origin));
    let close = Closure::<dyn Fn(String)>::new(|origin: String| Pool::get().close_gate(&origin));
    set(&door, "openGate", open.into_js_value());
    set(&door, "closeGate", close.into_js_value());
    door
}

fn call(path: String, args: JsValue, files: JsValue, options: JsValue) -> Promise {
    future_to_promise(async move {
        let signal = get(&options, "signal");
        let switch = Switch::of(get(&options, "pause"));
        let buffers = get(&options, "buffers").is_truthy();
        let reply = prepare(path, &args, &files, &options).map(|mut call| {
            call.watch.pause = switch.as_ref().map(|switch| switch.pause.clone());
            Pool::get().call(call)
        });
        let reply = async move { reply?.await }.boxed_local();
        match select(reply, aborted(signal).boxed_local()).await {
            Either::Left((Ok(reply), _)) if buffers => {
                with_buffers(reply).await.map_err(|error| thrown(&error))
            }
            Either::Left((reply, _)) => reply.map(|reply| to_js(&reply)).map_err(|error| thrown(&error)),
            Either::Right(_) => Err(thrown(&Error::new(Kind::Cancelled, "The call was cancelled."))),
        }
    })
}

fn prepare(path: String, args: &JsValue, files: &JsValue, options: &JsValue) -> Result<Call> {
    let text = match args.is_undefined() || args.is_null() {
        true => "{}".to_owned(),
        false => JSON::stringify(args).ok().and_then(|text| text.as_string()).ok_or_else(|| {
            Error::new(
                Kind::Malformed,
                format!("{path}: the arguments have no JSON; files go into the third argument."),
            )
        })?,
    };
    let list = |value: &JsValue| if value.is_object() { Array::from(value) } else { Array::new() };
    let (files, given) = (list(files), list(&get(options, "transfer")));
    let files = files.iter().enumerate().map(|(at, file)| {
        let text = || format!("{path}: what was given as file {} is no File, Blob or buffer.", at + 1);
        File::from_js(&file, given.includes(&file, 0)).ok_or_else(|| Error::new(Kind::Malformed, text()))
    });
    let args = Parcel { text, files: files.collect::<Result<_>>()? };
    let number = |key: &str| get(options, key).as_f64();
    let listener = |key: &str| get(options, key).dyn_into::<Function>().ok();
    let priority = match get(options, "priority").as_string().as_deref() {
        Some("interactive") => Priority::Interactive,
        Some("batch") => Priority::Batch,
        _ => Priority::Visible,
    };
    let options = Options {
        priority,
        // Whoever writes `Infinity` wants none.
        deadline: number("deadline").and_then(|wait| Duration::try_from_secs_f64(wait.max(0.0) / 1e3).ok()),
        memory: number("memory").unwrap_or_default() as u64,
        near: get(options, "near").as_string(),
        hard: get(options, "hard").is_truthy(),
        gate: get(options, "gate").as_string(),
    };
    let progress = listener("onprogress").map(|listener| {
        Rc::new(move |done: f64| report(listener.call1(&JsValue::NULL, &done.into()))) as Rc<dyn Fn(f64)>
    });
    let parts = listener("onpart").map(|listener| {
        Rc::new(move |part: Part| {
            report(listener.call1(&JsValue::NULL, &to_js(&part.value)));
            (part.taken)();
        }) as Rc<dyn Fn(Part)>
    });
    Ok(Call {
        path: path.into(),
        signature: 0,
        args,
        options,
        watch: Watch { progress, parts, ..Watch::default() },
    })
}

/// A listener that throws is the page's mistake, and shows up as one.
fn report(result: std::result::Result<JsValue, JsValue>) {
    if let Err(thrown) = result {
        web_sys::console::error_1(&thrown);
    }
}

/// What lets a call stand still: an event target with a property `on`, such as a `Pause` of nearside.js.
struct Switch {
    pause: Pause,
    _listener: Listener,
}

impl Switch {
    fn of(value: JsValue) -> Option<Self> {
        let target: EventTarget = value.dyn_into().ok()?;
        let pause = Pause::default();
        let (source, switch) = (target.clone(), pause.clone());
        let hear = move || switch.set(get(&source, "on").is_truthy());
        hear();
        let listener = Listener::new(target, "change", Closure::new(hear))?;
        Some(Self { pause, _listener: listener })
    }
}

/// Ends when the signal fires; without one never.
async fn aborted(signal: JsValue) {
    let Ok(signal) = signal.dyn_into::<AbortSignal>() else { return std::future::pending().await };
    if signal.aborted() {
        return;
    }
    let (ring, rung) = bell();
    let _listener = Listener::new(signal.into(), "abort", ring);
    // The sender is there until the event has come.
    let _ = rung.await;
}

/// The files of a reply as an array, with the reply itself as its `value`.
fn to_js(reply: &Parcel) -> JsValue {
    around(reply, reply.files.iter().map(|file| JsValue::from(file.to_js())).collect())
}

/// The same with the bytes of each file: of what the worker had in memory, the very buffer that came.
async fn with_buffers(reply: Parcel) -> Result<JsValue> {
    let Parcel { text, files } = reply;
    let all = Array::new();
    for file in files {
        let file = file.loaded().await?;
        let buffer = match file.buffer() {
            Some(buffer) => buffer.clone(),
            None => Uint8Array::from(file.bytes().await?.as_slice()).buffer(),
        };
        all.push(&buffer);
    }
    Ok(around(&Parcel { text, files: Vec::new() }, all))
}

fn around(reply: &Parcel, files: Array) -> JsValue {
    let value = JSON::parse(&reply.text).unwrap_or_default();
    set(&files, "value", if files.length() == 0 { value } else { place(value, &files) });
    files.into()
}

/// Puts the files where the reply speaks of them.
fn place(value: JsValue, files: &Array) -> JsValue {
    let Some(object) = value.dyn_ref::<Object>() else { return value };
    if let Some(file) = get(object, "$file").as_f64() {
        return files.get(file as u32);
    }
    for key in Object::keys(object).iter() {
        let inner = Reflect::get(object, &key).unwrap_or_default();
        if inner.is_object() {
            let _ = Reflect::set(object, &key, &place(inner, files));
        }
    }
    value
}

fn thrown(error: &Error) -> JsValue {
    let js = js_sys::Error::new(error.message());
    js.set_name("NearsideError");
    set(&js, "kind", format!("{:?}", error.kind()));
    set(&js, "detail", error.detail().and_then(|detail| JSON::parse(detail).ok()).unwrap_or_default());
    set(&js, "stackTrace", error.stack());
    js.into()
}
