//! The browser's `fetch`: Blobs in, Blobs out.
//!
//! A failed `fetch` is one opaque `TypeError`, whatever the reason. What can be told apart is told by the browser's own word
//! on being offline, by whether this server has ever been readable, and by a request in `no-cors` mode, which fails only if
//! nobody answers. A server that was readable once is not suspected of CORS again: else a reset connection would pass for a
//! wrong setting, and nobody would try again.
//!
//! A browser opens six connections to a host, and the time of what waits in its queue would run already: so it waits here.

mod flow;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use async_trait::async_trait;
use js_sys::{Array, Promise};
use nearside::File;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestCache, RequestCredentials, RequestInit, RequestMode};

use super::{Http, Request, Response, status};
use crate::layers::Gate;
use crate::{Error, Kind, Result};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(url: &str, init: &RequestInit) -> Promise;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(then: &JsValue, wait: f64) -> i32;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: i32);
    /// Pages and workers have it under the same name.
    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    static NAVIGATOR: JsValue;
}

/// Milliseconds that a server may take to begin, and to go on.
const PATIENCE: f64 = 45e3;
/// Requests to a host at a time.
const LANES: usize = 6;
/// Bodies up to so many bytes are asked for whole: the browser is faster by itself.
const SHORT: f64 = (16 << 20) as f64;
/// Bytes per millisecond that even a bad line carries: what is sent, or asked for whole, slower than 16 KiB/s is taken for stalled.
const CRAWL: f64 = 16.0;

/// Carries requests by `fetch`. One per worker, so that it learns which servers are readable.
pub struct Fetch {
    patience: f64,
    hosts: RefCell<Vec<Rc<Host>>>,
}

struct Host {
    name: String,
    /// Whether an answer of it has ever been read.
    readable: Cell<bool>,
    gate: Rc<Gate>,
}

impl Default for Fetch {
    fn default() -> Self {
        Self::patient(PATIENCE)
    }
}

/// Ends its exchange when it is dropped, and when its time is up.
struct Exchange {
    patience: f64,
    abort: AbortController,
    timer: Option<(i32, Closure<dyn FnMut()>)>,
}

impl Exchange {
    fn new(patience: f64) -> Result<Self> {
        let abort = AbortController::new().map_err(|_| {
            Error::new(Kind::Unsupported, "This browser cannot end requests. Use a newer one.".to_owned())
        })?;
        Ok(Self { patience, abort, timer: None })
    }

    /// From now on gives it so long, and the time that so many bytes need.
    fn allow(&mut self, bytes: f64) {
        self.stop();
        let abort = self.abort.clone();
        let ring = Closure::<dyn FnMut()>::new(move || abort.abort());
        let id = set_timeout(ring.as_ref(), (self.patience + bytes / CRAWL).min(f64::from(i32::MAX)));
        self.timer = Some((id, ring));
    }

    fn stop(&mut self) {
        if let Some((id, _)) = self.timer.take() {
            clear_timeout(id);
        }
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        self.stop();
        self.abort.abort(); // which does nothing after the end
    }
}

#[async_trait(?Send)]
impl Http for Fetch {
    async fn send(&self, request: Request) -> Result<Response> {
        let (known, host) = (self.host(&request.url), host(&request.url));
        let _pass = known.gate.clone().enter().await;
        let mut exchange = Exchange::new(self.patience)?;
        exchange.allow(request.body.as_ref().map_or(0.0, |body| body.size() as f64));
        let answer = match JsFuture::from(fetch(&request.url, &init(&request, &exchange)?)).await {
            Ok(answer) => answer,
            Err(_) if exchange.abort.signal().aborted() => return Err(stalled(host)),
            Err(_) => return Err(self.why(&request.url, known.readable.get()).await),
        };
        let answer: web_sys::Response = answer.unchecked_into();
        known.readable.set(true);
        let headers = headers(&answer.headers());
        let mut response = Response { status: answer.status(), headers, body: File::new("", Vec::new()) };
        let promised = response.header("content-length").and_then(|length| length.parse::<u64>().ok());
        // To ask for what is empty is a way to the browser and back all the same.
        if request.method == "HEAD" || promised == Some(0) {
            return Ok(response);
        }
        let promised = promised.map(|promised| promised as f64);
        let lost = |_| status::broken_off(host, "its answer was cut off");
        let body = match promised.filter(|promised| *promised <= SHORT) {
            Some(promised) => {
                exchange.allow(promised);
                let whole = JsFuture::from(answer.blob().map_err(lost)?).await;
                whole.map(JsCast::unchecked_into::<web_sys::Blob>)
            }
            None => flow::drain(&answer, &mut exchange).await,
        };
        let blob = body
            .map_err(|error| if exchange.abort.signal().aborted() { stalled(host) } else { lost(error) })?;
        // Not every browser checks it. A compressed answer is longer than it says, never shorter but for a few bytes.
        if promised.is_some_and(|promised| blob.size() < promised && response.status != 204) {
            return Err(lost(JsValue::NULL));
        }
        response.body = File::from_blob("", blob);
        Ok(response)
    }

    async fn reaches(&self, url: &str) -> Option<bool> {
        let mut exchange = Exchange::new(self.patience).ok()?;
        exchange.allow(0.0);
        let options = RequestInit::new();
        common(&options, &exchange);
        options.set_mode(RequestMode::NoCors);
        Some(JsFuture::from(fetch(url, &options)).await.is_ok())
    }

    fn now(&self) -> f64 {
        js_sys::Date::now()
    }

    fn nonce(&self) -> String {
        let word = || (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
        format!("{:08x}{:08x}{:08x}", word(), word(), word())
    }
}

impl Fetch {
    /// Waits so many milliseconds for a server to begin, and to go on.
    pub fn patient(patience: f64) -> Self {
        Self { patience, hosts: RefCell::default() }
    }

    fn host(&self, url: &str) -> Rc<Host> {
        let (mut hosts, name) = (self.hosts.borrow_mut(), host(url));
        if let Some(known) = hosts.iter().find(|known| known.name == name) {
            return known.clone();
        }
        let (name, readable) = (name.to_owned(), Cell::new(false));
        hosts.push(Rc::new(Host { name, readable, gate: Gate::new(LANES) }));
        hosts[hosts.len() - 1].clone()
    }

    /// Why a request failed, as well as can be told.
    async fn why(&self, url: &str, readable: bool) -> Error {
        let host = host(url);
        let online = NAVIGATOR.with(|navigator| js_sys::Reflect::get(navigator, &"onLine".into()));
        if online.is_ok_and(|online| online == JsValue::FALSE) {
            let text = "There is no connection to the network. Try again when there is one.";
            return Error::new(Kind::Offline, text);
        }
        if readable {
            return status::broken_off(host, "the connection was reset");
        }
        let root = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        match self.reaches(&root).await {
            Some(true) => {
                let text = format!(
                    "{host} answers, but does not let this page read what. Its owner has to allow it (CORS)."
                );
                Error::new(Kind::Cors, text)
            }
            _ => {
                let text = format!("Nothing answers at {host}. Check the address and your connection.");
                Error::new(Kind::Offline, text)
            }
        }
    }
}

fn init(request: &Request, exchange: &Exchange) -> Result<RequestInit> {
    let odd = |_| {
        Error::new(Kind::Invalid, format!("A request to {} holds what no header may.", host(&request.url)))
    };
    let options = RequestInit::new();
    common(&options, exchange);
    options.set_method(request.method);
    let headers = Headers::new().map_err(odd)?;
    for (name, value) in &request.headers {
        headers.set(name, value).map_err(odd)?;
    }
    options.set_headers(&headers);
    if let Some(body) = &request.body {
        match body.buffer() {
            // As a Blob it would go to the browser and come back first.
            Some(buffer) => options.set_body(buffer),
            None => options.set_body(&body.blob()),
        }
    }
    Ok(options)
}

/// Nothing is kept, nothing is told: no cache (files change under their names), no cookies, no word of where it came from.
fn common(options: &RequestInit, exchange: &Exchange) {
    options.set_signal(Some(&exchange.abort.signal()));
    options.set_cache(RequestCache::NoStore);
    options.set_credentials(RequestCredentials::Omit);
    options.set_referrer_policy(web_sys::ReferrerPolicy::NoReferrer);
}

fn headers(headers: &Headers) -> Vec<(String, String)> {
    let pairs = headers.entries().into_iter().filter_map(|pair| pair.ok()?.dyn_into::<Array>().ok());
    pairs.filter_map(|pair| Some((pair.get(0).as_string()?, pair.get(1).as_string()?))).collect()
}

fn stalled(host: &str) -> Error {
    status::broken_off(host, "it was too slow")
}

fn host(url: &str) -> &str {
    url.split('/').nth(2).unwrap_or(url)
}
