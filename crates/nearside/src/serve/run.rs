//! One job after the other: takes messages, polls the running future, hands replies to JavaScript.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::mem::{replace, take};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context as Task, Poll, Wake, Waker};

use futures_channel::oneshot;
use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::host::Worker;
use super::memory;
use crate::browser::now;
use crate::calls::Run;
use crate::context::kept;
use crate::service::CREDIT;
use crate::wire::{Bundle, Down, Fault, Parcel, Share, Unpacking, Up};
use crate::{Calls, Context, Error, File, Kind, Pause, Result};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = globalThis, js_name = nearUp)]
    fn js_up(messages: &str, texts: &str);
    #[wasm_bindgen(js_namespace = globalThis, js_name = nearFiles)]
    fn js_files(files: &Array, transfer: &Array);
    #[wasm_bindgen(js_namespace = globalThis, js_name = nearBegin)]
    fn js_begin(job: u32);
    #[wasm_bindgen(js_namespace = globalThis, js_name = nearWake)]
    fn js_wake();
    #[wasm_bindgen(js_namespace = globalThis, js_name = nearPost)]
    fn js_post();
    #[wasm_bindgen(js_namespace = globalThis, js_name = nearPanic)]
    fn js_panic(message: &str);
}

/// For how long it works before it lets messages in, in milliseconds.
const SLICE: f64 = 4.0;
/// Replies are posted when they are as many as the calls that wait, but not fewer than this: so the page takes some in and asks
/// for more while others are made, and neither waits for the other.
const GATHER: usize = 16;

struct Waiting {
    id: u32,
    path: Cow<'static, str>,
    signature: u32,
    args: Parcel,
    /// On this worker's clock.
    due: Option<f64>,
    stream: bool,
    pause: Pause,
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
    pause: Pause,
    credit: Rc<Cell<u32>>,
}

/// Who waits for the answer to a call.
type Asker = oneshot::Sender<Result<Parcel>>;

#[derive(Default)]
struct State {
    calls: Calls,
    waiting: VecDeque<Waiting>,
    /// Out of here while it is polled.
    running: Option<Running>,
    reins: Option<Reins>,
    /// By job and number: numbers begin anew in a fresh instance, and an answer may be under way when one breaks.
    asks: Vec<((u32, u32), Asker)>,
    next_ask: u32,
}

/// What is to be posted, gathered here so that JavaScript is called once for many replies.
#[derive(Default)]
struct Outbox {
    /// As JSON, separated by commas.
    messages: Vec<u8>,
    values: Bundle,
    /// How many bytes the page thinks that the instance has and keeps.
    holds: (u64, u64),
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
    static OUTBOX: RefCell<Outbox> = RefCell::default();
}

/// What `main` does: serves these functions.
pub fn begin(calls: Calls) {
    std::panic::set_hook(Box::new(|panic| js_panic(&panic.to_string())));
    STATE.with_borrow_mut(|state| state.calls = calls);
}

/// Takes a message of the page.
pub fn accept(text: String, files: Option<Array>) {
    let files = files.map_or_else(Vec::new, |files| File::from_messages(&files));
    let (messages, mut values) = match Unpacking::open::<Down>(text, files) {
        Ok(message) => message,
        Err(error) => {
            let error =
                Error::new(Kind::Malformed, format!("A message of the page could not be read ({error})."));
            up(&Up::Broke(Fault { id: None, error, revived: true, held: 0 }));
            return js_wake();
        }
    };
    STATE.with_borrow_mut(|state| {
        for message in messages {
            state.take(message, &mut values);
        }
    });
    js_wake();
}

impl State {
    fn take(&mut self, message: Down, values: &mut Unpacking) {
        match message {
            Down::Call { id, path, signature, args, left, stream } => match values.take(args) {
                Ok(args) => {
                    let due = left.map(|left| now() + left);
                    let pause = Pause::default();
                    self.waiting.push_back(Waiting { id, path, signature, args, due, stream, pause });
                }
                Err(error) => fail(id, 0.0, error),
            },
            Down::Cancel(id) => {
                let before = self.waiting.len();
                self.waiting.retain(|waiting| waiting.id != id);
                if self.waiting.len() < before {
                    fail(id, 0.0, Error::new(Kind::Cancelled, "The job was cancelled."));
                } else if let Some(reins) = self.reins.as_ref().filter(|reins| reins.id == id) {
                    reins.stop.set(Some(Kind::Cancelled));
                }
            }
            Down::Pause(id, on) => {
                let runs = self.reins.iter().filter(|reins| reins.id == id).map(|reins| &reins.pause);
                let waits =
                    self.waiting.iter().filter(|waiting| waiting.id == id).map(|waiting| &waiting.pause);
                runs.chain(waits).for_each(|pause| pause.set(on));
            }
            Down::Credit(id) => {
                if let Some(reins) = self.reins.as_ref().filter(|reins| reins.id == id) {
                    reins.credit.set(reins.credit.get() + 1);
                }
            }
            Down::Answer { job, ask, reply } => {
                let reply = reply.and_then(|reply| values.take(reply));
                if let Some(asker) = self.take_ask(job, ask) {
                    // It may have stopped waiting.
                    let _ = asker.send(reply);
                }
            }
        }
    }

    fn take_ask(&mut self, job: u32, ask: u32) -> Option<Asker> {
        let at = self.asks.iter().position(|(known, _)| *known == (job, ask))?;
        Some(self.asks.swap_remove(at).1)
    }

    fn next(&mut self, now: f64) -> Option<Running> {
        if let Some(running) = self.running.take() {
            js_begin(running.id);
            return Some(running);
        }
        loop {
            let Waiting { id, path, signature, args, due, stream, pause } = self.waiting.pop_front()?;
            let (stop, credit) = (Rc::new(Cell::new(None)), Rc::new(Cell::new(CREDIT)));
            let host = Worker {
                id,
                path: path.clone(),
                credit: stream.then(|| credit.clone()),
                alive: Cell::new(now),
            };
            let left = due.map(|due| due - now);
            let context = Context::new(Rc::new(host), now, left, stop.clone(), pause.clone());
            // Taking the arguments in is its work already, and may break the instance.
            js_begin(id);
            match self.calls.start(&path, signature, args, context) {
                Ok(run) => {
                    self.reins = Some(Reins { id, stop: stop.clone(), pause, credit });
                    return Some(Running { id, run, since: now, stop });
                }
                Err(error) => fail(id, 0.0, error),
            }
        }
    }
}

struct Alarm;

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        js_wake();
    }
}

/// Works until there is nothing to do (false) or it is time to let messages in (true).
pub fn poll() -> bool {
    let more = work();
    hand_over();
    more
}

fn work() -> bool {
    let waker = Waker::from(Arc::new(Alarm));
    let mut task = Task::from_waker(&waker);
    let begun = now();
    // The clock is read once for each job: for the smallest ones that is a good part of their time.
    let mut clock = begun;
    let mut gathered = 0;
    while let Some(mut running) = STATE.with_borrow_mut(|state| state.next(clock)) {
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
        let (end, id) = (now(), running.id);
        // Whole microseconds: the clock has no more, and a float's other digits are half of a small message.
        let run = ((end - running.since) * 1e3).round() / 1e3;
        clock = end;
        drop(running);
        STATE.with_borrow_mut(|state| state.reins = None);
        match result {
            Ok(reply) => up_with(reply, |reply| Up::Done { id, run, reply }),
            Err(error) => fail(id, run, error),
        }
        gathered += 1;
        if gathered >= STATE.with_borrow(|state| state.waiting.len()).max(GATHER) {
            gathered = 0;
            hand_over();
            js_post();
        }
        if end - begun >= SLICE {
            js_begin(0);
            return true;
        }
    }
    js_begin(0);
    false
}

fn fail(id: u32, run: f64, error: Error) {
    up(&Up::Failed { id, run, error });
}

/// Puts a message into the outbox.
pub(super) fn up(message: &Up) {
    OUTBOX.with_borrow_mut(|outbox| outbox.put(message));
}

/// Puts a message that speaks of a value into the outbox.
pub(super) fn up_with(value: Parcel, message: impl FnOnce(Share) -> Up) {
    let has_files = !value.files.is_empty();
    OUTBOX.with_borrow_mut(|outbox| {
        let share = outbox.values.pack(&value.text, value.files);
        outbox.put(&message(share));
    });
    // Text can be fetched out of an instance that broke, handles cannot.
    if has_files {
        hand_over();
    }
}

impl Outbox {
    fn put(&mut self, message: &Up) {
        if !self.messages.is_empty() {
            self.messages.push(b',');
        }
        // Our own messages always have a JSON, and memory takes all that is written to it.
        let _ = serde_json::to_writer(&mut self.messages, message);
    }

    fn empty(&mut self) -> (Vec<u8>, Bundle) {
        let holds = (memory() as u64, kept());
        if replace(&mut self.holds, holds) != holds {
            self.put(&Up::Holds(holds.0, holds.1));
        }
        (take(&mut self.messages), take(&mut self.values))
    }
}

/// Gives what was gathered to JavaScript, which posts it.
pub fn hand_over() {
    // An instance may have broken while it wrote: then what it had gathered is lost, and its jobs start again.
    let Ok((messages, values)) =
        OUTBOX.with(|outbox| outbox.try_borrow_mut().map(|mut outbox| outbox.empty()))
    else {
        return;
    };
    if !values.files.is_empty() {
        let transfer = Array::new();
        let files: Array = values.files.iter().map(|file| file.to_message(&transfer)).collect();
        js_files(&files, &transfer);
    }
    if let (false, Ok(messages)) = (messages.is_empty(), str::from_utf8(&messages)) {
        js_up(messages, &values.texts);
    }
}

/// A call of a job, and its answer. Whoever drops that does not wait for it any more.
pub(super) async fn ask(job: u32, call: crate::Call) -> Result<Parcel> {
    let (sender, receiver) = oneshot::channel();
    let ask = STATE.with_borrow_mut(|state| {
        state.next_ask += 1;
        state.asks.push(((job, state.next_ask), sender));
        state.next_ask
    });
    let crate::Call { path, signature, options, args, .. } = call;
    up_with(args, |args| Up::Ask { job, ask, path: path.into_owned(), signature, args, options });
    let asked = Asked { job, ask };
    let reply = receiver.await;
    drop(asked);
    reply.unwrap_or_else(|_| Err(Error::new(Kind::WorkerLost, "The page went away.")))
}

/// A call that is under way.
struct Asked {
    job: u32,
    ask: u32,
}

impl Drop for Asked {
    fn drop(&mut self) {
        let Self { job, ask } = *self;
        if STATE.with_borrow_mut(|state| state.take_ask(job, ask)).is_some() {
            up(&Up::Unask { job, ask });
        }
    }
}
