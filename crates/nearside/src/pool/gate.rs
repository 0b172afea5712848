//! Gates: hidden documents whose workers may reach some hosts, while the page and all other workers reach none.
//!
//! A worker has the policy of the document that starts it. So contact with a host that a person has connected happens
//! in workers of a document of its own (`storage.html`, which `nearside-pack` puts beside the app), narrowed to
//! exactly those hosts. The pool talks to such a worker as to any other one.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::{Rc, Weak};

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlIFrameElement, Worker};

use crate::browser::{get, sleep, text_of};
use crate::{Error, Kind, Result};

/// How long the gate's document has to load, in milliseconds.
const PATIENCE: f64 = 20_000.0;

/// An open gate. Its document stays while somebody holds it.
pub(super) struct Gate {
    frame: HtmlIFrameElement,
    start: Function,
}

impl Gate {
    /// Starts a worker of this text behind the gate.
    pub fn worker(&self, text: &str) -> Result<Worker> {
        let worker =
            self.start.call1(&JsValue::UNDEFINED, &text.into()).map_err(|error| closed(&text_of(&error)))?;
        Ok(worker.unchecked_into())
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.frame.remove();
    }
}

/// The gates of a page, by the origins that they lead to, and the origins that they may lead to.
#[derive(Clone, Default)]
pub(super) struct Gates {
    open: Rc<RefCell<HashMap<String, Weak<Gate>>>>,
    allowed: Rc<RefCell<HashSet<String>>>,
    /// Where calls were let out to.
    reached: Rc<RefCell<BTreeSet<String>>>,
}

impl Gates {
    pub fn allow(&self, origin: &str) {
        self.allowed.borrow_mut().insert(origin.to_owned());
    }

    pub fn forbid(&self, origin: &str) {
        self.allowed.borrow_mut().remove(origin);
    }

    /// Whether a person has connected all of these origins.
    pub fn lead_to(&self, origins: &str) -> bool {
        let allowed = self.allowed.borrow();
        !origins.is_empty() && origins.split(' ').all(|origin| allowed.contains(origin))
    }

    /// Where calls were let out to since the page began, in order.
    pub fn reached(&self) -> Vec<String> {
        self.reached.borrow().iter().cloned().collect()
    }

    /// The gate to these origins (separated by spaces), opened if it is not.
    pub async fn get(&self, origins: &str) -> Result<Rc<Gate>> {
        if let Some(gate) = self.open.borrow().get(origins).and_then(Weak::upgrade) {
            return Ok(gate);
        }
        let gate = Rc::new(open(origins).await?);
        self.reached.borrow_mut().extend(origins.split(' ').map(str::to_owned));
        self.open.borrow_mut().insert(origins.to_owned(), Rc::downgrade(&gate));
        Ok(gate)
    }
}

async fn open(origins: &str) -> Result<Gate> {
    let build = super::build::Build::of_page()?;
    let document =
        web_sys::window().and_then(|window| window.document()).ok_or_else(|| closed("no document"))?;
    let frame: HtmlIFrameElement =
        document.create_element("iframe").map_err(|error| closed(&text_of(&error)))?.unchecked_into();
    frame.set_hidden(true);
    frame.set_src(&build.absolute(&format!("storage.html#{}", js_sys::encode_uri_component(origins))));
    let (ready, opened) = oneshot::channel();
    let listener = Closure::once(move || {
        let _ = ready.send(()); // whoever waited may be gone
    });
    frame
        .add_event_listener_with_callback("nearside:gate", listener.as_ref().unchecked_ref())
        .map_err(|error| closed(&text_of(&error)))?;
    let body = document.body().ok_or_else(|| closed("no body"))?;
    let gate = Frame(frame.clone());
    body.append_child(&frame).map_err(|error| closed(&text_of(&error)))?;
    match select(opened, Box::pin(sleep(PATIENCE))).await {
        Either::Left((Ok(()), _)) => {}
        _ => {
            return Err(closed(
                "it did not load: the connection may be down, or the app was not deployed whole",
            ));
        }
    }
    let window = frame.content_window().ok_or_else(|| closed("no window"))?;
    let start = get(&window, "nearsideGate").dyn_into().map_err(|_| closed("it is of another build"))?;
    std::mem::forget(gate);
    Ok(Gate { frame, start })
}

/// Takes the frame away again when opening fails or is given up.
struct Frame(HtmlIFrameElement);

impl Drop for Frame {
    fn drop(&mut self) {
        self.0.remove();
    }
}

fn closed(why: &str) -> Error {
    Error::new(
        Kind::Unsupported,
        format!("The gate to your storage did not open ({why}). Reload the page and try again."),
    )
}
