//! One worker as the page holds it.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::AbortHandle;
use js_sys::{Array, Object};
use rustc_hash::FxHashMap as HashMap;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, MessageEvent, Url, WorkerOptions, WorkerType};

use super::gate::Gate;
use super::modules::Module;
use super::schedule::JobId;
use crate::browser::{set, text_of};
use crate::wire::{Bundle, Down, Share, Unpacking, Up};
use crate::{Error, File, Kind, Result};

/// What a worker says, or what happened to it.
pub(super) enum Event {
    Said(Vec<Up>, Unpacking),
    Died,
}

/// A running worker. Dropping it ends it, and whatever it had asked for.
pub(super) struct Worker {
    js: web_sys::Worker,
    outbox: Vec<Down>,
    values: Bundle,
    /// How many bytes it has, and how many of them it keeps for calls to come.
    pub holds: (u64, u64),
    /// The calls that its jobs wait for, by job and number.
    pub asks: HashMap<(JobId, u32), AbortHandle>,
    /// Its document, which must outlive it.
    _gate: Option<Rc<Gate>>,
    _listeners: [Closure<dyn FnMut(JsValue)>; 3],
}

impl Worker {
    /// Starts one. It answers with [`Up::Ready`] or [`Up::Unready`].
    pub fn start(
        module: &Module,
        gate: Option<Rc<Gate>>,
        hear: impl Fn(Event) + Clone + 'static,
    ) -> Result<Self> {
        let js = match &gate {
            Some(gate) => gate.worker(SHIM_TEXT)?,
            None => open()?,
        };
        let (said, died) = (hear.clone(), hear.clone());
        let listeners = [
            Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| said(read(event.unchecked_ref()))),
            // Firefox reports an overflown stack only here.
            Closure::new(move |event: JsValue| {
                event.unchecked_ref::<web_sys::Event>().prevent_default();
                died(Event::Died);
            }),
            Closure::new(move |_| hear(Event::Died)),
        ];
        let [message, error, unreadable] = &listeners;
        js.set_onmessage(Some(message.as_ref().unchecked_ref()));
        js.set_onerror(Some(error.as_ref().unchecked_ref()));
        set(&js, "onmessageerror", unreadable.as_ref());
        let first = Object::new();
        set(&first, "module", &module.compiled);
        set(&first, "js", module.engine.js.as_str());
        set(&first, "id", module.engine.id.as_str());
        set(&first, "names", module.engine.names.as_deref());
        js.post_message(&first).map_err(|error| Error::new(Kind::Unsupported, text_of(&error)))?;
        let (outbox, values, holds, asks) = Default::default();
        Ok(Self { js, outbox, values, holds, asks, _gate: gate, _listeners: listeners })
    }

    /// Puts a message into the outbox.
    pub fn tell(&mut self, message: Down) {
        self.outbox.push(message);
    }

    /// Puts a value beside the message that speaks of it.
    pub fn pack(&mut self, text: &str, files: Vec<File>) -> Share {
        self.values.pack(text, files)
    }

    /// A job has ended, and with it whatever it had asked for.
    pub fn forget(&mut self, job: JobId) {
        self.asks.retain(|(asker, _), ask| {
            let goes = *asker == job;
            if goes {
                ask.abort();
            }
            !goes
        });
    }

    /// Posts the outbox.
    pub fn flush(&mut self) -> Result<()> {
        if self.outbox.is_empty() {
            return Ok(());
        }
        let mut text = serde_json::to_string(&std::mem::take(&mut self.outbox))?;
        let Bundle { texts, files } = std::mem::take(&mut self.values);
        text.push_str(&texts);
        let posted = if files.is_empty() {
            self.js.post_message(&text.into())
        } else {
            let transfer = Array::new();
            let files: Array = files.iter().map(|file| file.to_message(&transfer)).collect();
            let message: Message = Object::new().unchecked_into();
            message.set_text(&text);
            message.set_files(&files);
            self.js.post_message_with_transfer(&message, &transfer)
        };
        posted.map_err(|error| {
            let text = format!("The browser could not hand over the files ({}).", text_of(&error));
            Error::new(Kind::Failed, text)
        })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.js.terminate();
        self.asks.values().for_each(AbortHandle::abort);
    }
}

fn read(event: &MessageEvent) -> Event {
    let data = event.data();
    let (text, files) = match data.as_string() {
        Some(text) => (Some(text), Vec::new()),
        None if data.is_object() => {
            let message: Message = data.unchecked_into();
            (message.text(), File::from_messages(&message.files()))
        }
        None => (None, Vec::new()),
    };
    // Only a broken worker says what cannot be read.
    match text.and_then(|text| Unpacking::open(text, files).ok()) {
        Some((messages, values)) => Event::Said(messages, values),
        None => Event::Died,
    }
}

#[wasm_bindgen]
extern "C" {
    /// What is posted where files are. Its properties are named in JavaScript: a name that comes out of wasm is decoded anew each
    /// time.
    type Message;
    #[wasm_bindgen(method, setter)]
    fn set_text(this: &Message, text: &str);
    #[wasm_bindgen(method, setter)]
    fn set_files(this: &Message, files: &Array);
    #[wasm_bindgen(method, getter)]
    fn text(this: &Message) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn files(this: &Message) -> Array;
}

/// The text that every worker starts from.
const SHIM_TEXT: &str = include_str!("../worker.js");

fn open() -> Result<web_sys::Worker> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    web_sys::Worker::new_with_options(&shim()?, &options).map_err(|error| {
        let text = format!("This browser does not let the page start a worker ({}).", text_of(&error));
        Error::new(Kind::Unsupported, text)
    })
}

thread_local! {
    static SHIM: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The address of [`SHIM_TEXT`].
fn shim() -> Result<String> {
    if let Some(url) = SHIM.with_borrow(Clone::clone) {
        return Ok(url);
    }
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let parts = Array::of1(&SHIM_TEXT.into());
    let url = Blob::new_with_str_sequence_and_options(&parts, &kind)
        .and_then(|blob| Url::create_object_url_with_blob(&blob))
        .map_err(|error| Error::new(Kind::Unsupported, text_of(&error)))?;
    SHIM.set(Some(url.clone()));
    Ok(url)
}
