//! One job after the other: takes messages, polls the running future, hands replies to JavaScript.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context as Task, Poll, Wake, Waker};

use futures_channel::oneshot;
use js_sys::Array;
use serde_json::value::RawValue;
use wasm_bindgen::prelude::*;

use super::host::Worker;
use crate::browser::now;
use crate::calls::Run;
use crate::wire::{Down, Fault, Parcel, Up};
use crate::{Calls, Context, Error, File, Kind, Result};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = globalThis, js_name = nearUp)]
    fn js_up(message: &str);
    #[wasm_bindgen(js_namespace = globalThis, js_name = nearFiles)]
    fn js_files(files: &Array, transfer: &Array);
    #[wasm_bindgen(js_namespace = globalThis, js_name = nearBegin)]
    fn js_begin(job: u32);
    #[wasm_bindgen(js_namespace = globalThis, js_name = nearWake)]
    fn js_wake();
    #[wasm_bindgen(js_namespace = globalThis, js_name = nearPanic)]
    fn js_panic(message: &str);
}

/// For how long replies are gathered before they are posted, in milliseconds.
const SLICE: f64 = 4.0;

struct Waiting {
    id: u32,
    path: String,
    signature: u32,
    args: Parcel,
    /// On this worker's clock.
    due: Option<f64>,
    stream: bool,
}

struct Running {
    id: u32,
    run: Run,
    since: f64,
    stop: Rc<Cell<Option<Kind>>>,
}

/// What messages change of the running job; within reach while it is polled.
struct Reins {
    id: u32,
    stop: Rc<Cell<Option<Kind>>>,
    credit: Rc<Cell<u32>>,
}

#[derive(Default)]
struct State {
    calls: Calls,
    waiting: VecDeque<Waiting>,
    /// Out of here while it is polled.
    running: Option<Running>,
    reins: Option<Reins>,
    asks: HashMap<u32, oneshot::Sender<Result<Parcel>>>,
    next_ask: u32,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// What `main` does: serves these functions.
pub fn begin(calls: Calls) {
    std::panic::set_hook(Box::new(|panic| js_panic(&panic.to_string())));
    STATE.with_borrow_mut(|state| state.calls = calls);
}

/// Takes a message of the page.
pub fn accept(text: &str, files: &Array) {
    let messages = match serde_json::from_str::<Vec<Down>>(text) {
        Ok(messages) => messages,
        Err(error) => {
            let error =
                Error::new(Kind::Malformed, format!("A message of the page could not be read ({error})."));
            return up(&Up::Broke(Fault { id: None, error, revived: true }));
        }
    };
    let mut files = files.iter().map(|file| File::from_message(&file));
    STATE.with_borrow_mut(|state| {
        for message in messages {
            state.take(message, &mut files);
        }
    });
    js_wake();
}

impl State {
    fn take(&mut self, message: Down, files: &mut impl Iterator<Item = File>) {
        match message {
            Down::Call { id, path, signature, args, files: count, left, stream } => {
                let args = Parcel { text: text(args), files: files.take(count).collect() };
                let due = left.map(|left| now() + left);
                self.waiting.push_back(Waiting { id, path, signature, args, due, stream });
            }
            Down::Cancel(id) => {
                let before = self.waiting.len();
                self.waiting.retain(|waiting| waiting.id != id);
                if self.waiting.len() < before {
                    fail(id, 0.0, Error::new(Kind::Cancelled, "The job was cancelled."));
                } else if let Some(reins) = self.reins.as_ref().filter(|reins| reins.id == id) {
                    reins.stop.set(Some(Kind::Cancelled));
                }
            }
            Down::Credit(id) => {
                if let Some(reins) = self.reins.as_ref().filter(|reins| reins.id == id) {
                    reins.credit.set(reins.credit.get() + 1);
                }
            }
            Down::Answer { ask, reply, files: count } => {
                let files: Vec<File> = files.take(count).collect();
                if let Some(asker) = self.asks.remove(&ask) {
                    // It may have stopped waiting.
                    let _ = asker.send(reply.map(|reply| Parcel { text: text(reply), files }));
                }
            }
        }
    }

    fn next(&mut self, now: f64) -> Option<Running> {
        if let Some(running) = self.running.take() {
            return Some(running);
        }
        loop {
            let Waiting { id, path, signature, args, due, stream } = self.waiting.pop_front()?;
            let (stop, credit) = (Rc::new(Cell::new(None)), Rc::new(Cell::new(AHEAD)));
            let host = Worker {
                id,
                path: path.clone(),
                credit: stream.then(|| credit.clone()),
                alive: Cell::new(now),
            };
            let context = Context::new(Rc::new(host), now, due.map(|due| due - now), stop.clone());
            match self.calls.start(&path, signature, args, context) {
                Ok(run) => {
                    self.reins = Some(Reins { id, stop: stop.clone(), credit });
                    return Some(Running { id, run, since: now, stop });
                }
                Err(error) => fail(id, 0.0, error),
            }
        }
    }
}

/// How many parts of a streamed reply may be under way.
const AHEAD: u32 = 4;

struct Alarm;

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        js_wake();
    }
}

/// Works until there is nothing to do (false) or it is time to post what is done (true).
pub fn poll() -> bool {
    let waker = Waker::from(Arc::new(Alarm));
    let mut task = Task::from_waker(&waker);
    let begun = now();
    // The clock is read once for each job: for the smallest ones that is a good part of their time.
    let mut clock = begun;
    while let Some(mut running) = STATE.with_borrow_mut(|state| state.next(clock)) {
        js_begin(running.id);
        let result = match running.run.as_mut().poll(&mut task) {
            Poll::Ready(result) => result,
            // A body that waits for something else than a tick ends where it waits.
            Poll::Pending if running.stop.get().is_some() => {
                Err(Error::new(Kind::Cancelled, "The job was cancelled."))
            }
            Poll::Pending => {
                STATE.with_borrow_mut(|state| state.running = Some(running));
                return false;
            }
        };
        let (end, id, since) = (now(), running.id, running.since);
        clock = end;
        drop(running);
        STATE.with_borrow_mut(|state| state.reins = None);
        match result {
            Ok(reply) => {
                let (reply, files) = hand_over(reply);
                up(&Up::Done { id, run: end - since, reply, files });
            }
            Err(error) => fail(id, end - since, error),
        }
        js_begin(0);
        if end - begun >= SLICE {
            return true;
        }
    }
    false
}

fn fail(id: u32, run: f64, error: Error) {
    up(&Up::Failed { id, run, error });
}

/// Gives a message to JavaScript, which posts it with others.
pub(super) fn up(message: &Up) {
    // Our own messages always have a JSON.
    if let Ok(text) = serde_json::to_string(message) {
        js_up(&text);
    }
}

/// Gives the files of a message, which belongs to the next [`up`], and returns its text and their number.
pub(super) fn hand_over(parcel: Parcel) -> (Box<RawValue>, usize) {
    if !parcel.files.is_empty() {
        let transfer = Array::new();
        let files: Array = parcel.files.iter().map(|file| file.to_message(&transfer)).collect();
        js_files(&files, &transfer);
    }
    (raw(parcel.text), parcel.files.len())
}

/// A call of the running job, and where its reply will come in.
pub(super) fn ask(call: crate::Call) -> oneshot::Receiver<Result<Parcel>> {
    let (sender, receiver) = oneshot::channel();
    let ask = STATE.with_borrow_mut(|state| {
        state.next_ask += 1;
        state.asks.insert(state.next_ask, sender);
        state.next_ask
    });
    let (args, files) = hand_over(call.args);
    let crate::Call { path, signature, options, .. } = call;
    up(&Up::Ask { ask, path: path.into_owned(), signature, args, files, options });
    receiver
}

fn raw(text: String) -> Box<RawValue> {
    // It came out of serde_json.
    RawValue::from_string(text).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

fn text(raw: Box<RawValue>) -> String {
    Box::<str>::from(raw).into_string()
}
