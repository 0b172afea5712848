//! Engines: fetched and compiled once, when the first call needs them; each worker gets the compiled module.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use js_sys::WebAssembly;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestInit, Response};

use super::build::{Build, Engine};
use crate::browser::{sleep, text_of};
use crate::{Error, Kind, Result};

/// An engine ready to be given to workers.
#[derive(Clone)]
pub(super) struct Module {
    pub engine: Engine,
    pub compiled: WebAssembly::Module,
}

type Loading = Shared<LocalBoxFuture<'static, Result<Rc<Module>>>>;

#[derive(Clone, Default)]
pub(super) struct Modules(Rc<RefCell<HashMap<String, Loading>>>);

/// Pauses before the second and the third attempt, in milliseconds.
const PAUSES: [f64; 2] = [200.0, 1_000.0];

impl Modules {
    /// The engine, loaded by whoever asked first. A failure is not remembered.
    pub async fn get(&self, name: &str) -> Result<Rc<Module>> {
        let load = || {
            let name = name.to_owned();
            async move { load(&name).await.map(Rc::new) }.boxed_local().shared()
        };
        let loading = self.0.borrow_mut().entry(name.to_owned()).or_insert_with(load).clone();
        let module = loading.await;
        if module.is_err() {
            self.0.borrow_mut().remove(name);
        }
        module
    }
}

async fn load(name: &str) -> Result<Module> {
    let engine = Build::of_page()?.engine(name)?;
    let mut pauses = PAUSES.into_iter();
    loop {
        let again = pauses.next();
        match compile(&engine, again.is_none() || pauses.len() == 0).await {
            Ok(compiled) => return Ok(Module { engine, compiled }),
            Err(thrown) => match again {
                Some(pause) => sleep(pause).await,
                None => return Err(diagnose(name, &engine, &thrown).await),
            },
        }
    }
}

/// The browser compares the bytes with the hash that the page was built with before it compiles them.
async fn compile(engine: &Engine, afresh: bool) -> std::result::Result<WebAssembly::Module, JsValue> {
    let init = RequestInit::new();
    init.set_integrity(&engine.integrity);
    if afresh {
        init.set_cache(RequestCache::Reload);
    }
    let response = fetch(&engine.wasm, &init).await?;
    let kind = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    let module = if kind.starts_with("application/wasm") {
        JsFuture::from(WebAssembly::compile_streaming(&js_sys::Promise::resolve(&JsValue::from(response))))
            .await?
    } else {
        // A host that does not know the type of wasm files.
        let bytes = JsFuture::from(response.array_buffer()?).await?;
        JsFuture::from(WebAssembly::compile(&bytes)).await?
    };
    Ok(module.unchecked_into())
}

async fn fetch(url: &str, init: &RequestInit) -> std::result::Result<Response, JsValue> {
    let window = web_sys::window().ok_or_else(|| JsValue::from_str("no window"))?;
    Ok(JsFuture::from(window.fetch_with_str_and_init(url, init)).await?.unchecked_into())
}

/// The browser only says that it failed; a second look tells why.
async fn diagnose(name: &str, engine: &Engine, thrown: &JsValue) -> Error {
    let init = RequestInit::new();
    init.set_cache(RequestCache::NoStore);
    let Ok(response) = fetch(&engine.wasm, &init).await else {
        let text = format!(
            "The {name} engine could not be loaded: no connection. It needs one the first time it is used."
        );
        return Error::new(Kind::Unsupported, text);
    };
    let kind = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    if !response.ok() || kind.starts_with("text/html") {
        let found =
            if response.ok() { "a web page".to_owned() } else { format!("error {}", response.status()) };
        let text = format!(
            "The server has no {name} engine ({found} instead). Reload the page; if that does not help, the app was not deployed whole."
        );
        return Error::new(Kind::Unsupported, text);
    }
    if text_of(thrown).contains("compile") || thrown.is_instance_of::<WebAssembly::CompileError>() {
        let text = format!(
            "This browser cannot compile the {name} engine ({}). Update it or use another one.",
            text_of(thrown)
        );
        return Error::new(Kind::Unsupported, text);
    }
    let text = format!(
        "The server has another version of the {name} engine, or a damaged one. Reload the page to get the current version."
    );
    Error::new(Kind::VersionMismatch, text)
}
