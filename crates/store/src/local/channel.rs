//! How the storage workers of one origin find each other: a lock that one of them holds, and a channel that all of them hear.
//!
//! The browser gives the lock of a worker that ends, however it ends, to the next one that waits. When only the WebAssembly
//! instance breaks, its worker lives on and with it all that the instance held: so what must not outlive an instance is
//! written down beside it, in JavaScript, and [`renounce`] is the first thing that the next instance does.

use std::cell::Cell;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::{Function, Object, Promise, Reflect, Set};
use nearside::File;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::browser::failure;
use crate::browser::{self, part};
use crate::{Error, Result};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"])]
    fn request(name: &str, options: &JsValue, held: &JsValue) -> Result<Promise, JsValue>;
}

/// What the instance of this worker holds: things with a `close`, and functions to be called.
fn holdings() -> Set {
    let (global, key) = (js_sys::global(), JsValue::from("nearsideStoreHolds"));
    if let Some(holdings) = Reflect::get(&global, &key).ok().and_then(|set| set.dyn_into().ok()) {
        return holdings;
    }
    let holdings = Set::new(&JsValue::UNDEFINED);
    // The worker's global object takes any property.
    let _ = Reflect::set(&global, &key, &holdings);
    holdings
}

/// Writes down that this instance holds something.
pub(super) fn hold(thing: &JsValue) {
    holdings().add(thing);
}

/// Crosses it out.
pub(super) fn let_go(thing: &JsValue) {
    holdings().delete(thing);
}

/// Gives up what an earlier instance of this worker held.
pub(super) fn renounce() {
    let holdings = holdings();
    holdings.for_each(&mut |thing, _, _| {
        let close = part(&thing, "close");
        let close = close.dyn_ref::<Function>().or(thing.dyn_ref::<Function>());
        // What is closed already is as it should be.
        let _ = close.map(|close| close.call0(&thing));
    });
    holdings.clear();
}

/// The right to do what only one worker of this origin may do at a time, until it is dropped.
pub struct Lead(Function);

impl Drop for Lead {
    fn drop(&mut self) {
        let_go(&self.0);
        // Resolving a promise does not throw.
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

/// Waits until nobody else leads.
///
/// # Errors
/// When this browser has no locks for us.
pub async fn lead(name: &str) -> Result<Lead> {
    take(name, false).await?.ok_or_else(|| refused(&JsValue::UNDEFINED))
}

/// Leads if nobody else does.
///
/// # Errors
/// When this browser has no locks for us.
pub async fn lead_if_free(name: &str) -> Result<Option<Lead>> {
    take(name, true).await
}

fn refused(error: &JsValue) -> Error {
    failure("This browser did not say which tab keeps the files", error)
}

async fn take(name: &str, only_if_free: bool) -> Result<Option<Lead>> {
    let mut end = None;
    let led = Promise::new(&mut |resolve, _| end = Some(resolve));
    let end = end.unwrap_or_default();
    let (answer, answered) = oneshot::channel();
    let answer = Rc::new(Cell::new(Some(answer)));
    let granted = answer.clone();
    let held = Closure::once_into_js(move |lock: JsValue| {
        // Whoever waited may have given up; then it ends at once.
        let _ = granted.take().map(|answer| answer.send(Ok(!lock.is_null())));
        led
    });
    let options = Object::new();
    // A plain object takes any property.
    let _ = Reflect::set(&options, &"ifAvailable".into(), &only_if_free.into());
    hold(&end);
    let lead = Lead(end);
    let lock = request(name, &options, &held).map_err(|error| refused(&error))?;
    spawn_local(async move {
        if let (Err(error), Some(answer)) = (JsFuture::from(lock).await, answer.take()) {
            // Whoever waited may have given up.
            let _ = answer.send(Err(error));
        }
    });
    match answered.await.unwrap_or(Err(JsValue::UNDEFINED)) {
        Ok(granted) => Ok(granted.then_some(lead)),
        Err(error) => Err(refused(&error)),
    }
}

/// What the workers of one store say to each other. All of them hear everything but what they said themselves.
pub(super) struct Channel(browser::Channel);

impl Channel {
    /// Joins; `hear` gets each text, and the file beside it.
    ///
    /// # Errors
    /// When this browser has no such channels for us.
    pub fn join(name: &str, hear: impl Fn(String, Option<File>) + 'static) -> Result<Self> {
        let channel = browser::Channel::join(name, move |data| {
            let file = part(&data, "file").dyn_into::<web_sys::Blob>().ok();
            let named = |blob| File::from_blob(part(&data, "name").as_string().unwrap_or_default(), blob);
            hear(part(&data, "text").as_string().unwrap_or_default(), file.map(named));
        });
        let channel =
            channel.map_err(|error| failure("The tabs of this browser could not find each other", &error))?;
        hold(channel.js());
        Ok(Self(channel))
    }

    /// Says something to all others.
    ///
    /// # Errors
    /// When the file cannot be handed over.
    pub fn say(&self, text: &str, file: Option<&File>) -> Result<()> {
        let message = Object::new();
        let put = |key: &str, value: JsValue| {
            // A plain object takes any property.
            let _ = Reflect::set(&message, &key.into(), &value);
        };
        put("text", text.into());
        if let Some(file) = file {
            put("name", file.name().into());
            put("file", file.blob().into());
        }
        let refused = |error| failure("A file could not be handed to the tab that keeps the files", &error);
        self.0.say(&message).map_err(refused)
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        let_go(self.0.js());
    }
}
