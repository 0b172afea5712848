//! What a running function knows of its job.
//!
//! A function that works for long awaits [`Context::tick`] every few milliseconds. There, and nowhere else, it
//! notices that nobody wants its reply any more. A tick costs nothing until a slice of time is over; then it lets
//! the worker hear its messages.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;

use futures_util::FutureExt;
use futures_util::future::{Either, select};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::wire::Parcel;
use crate::{Answer, Call, Error, Job, Kind, Output, Pause, Result};

/// For how long a function may work between two looks at the worker's messages, in milliseconds.
const SLICE: f64 = 8.0;
/// Progress is told at most this often, in milliseconds.
const PROGRESS: f64 = 50.0;

/// What a running function knows of its job: progress, cancellation, a memory for later calls, other calls.
pub struct Context {
    host: Rc<dyn Host>,
    /// On the host's clock.
    deadline: Option<f64>,
    stop: Rc<Cell<Option<Kind>>>,
    pause: Pause,
    breath: Cell<f64>,
    told: Cell<f64>,
    /// Which part of the job what is told now is about.
    span: Cell<(f64, f64)>,
}

/// Where the function runs: a worker, or inline.
pub(crate) trait Host {
    /// Milliseconds on a clock that only goes forward.
    fn now(&self) -> f64;
    fn progress(&self, done: f64);
    fn log(&self, text: &str);
    /// Some seconds, where there is a clock to wait for.
    fn rest(&self) -> Pin<Box<dyn Future<Output = ()>>>;
    /// Lets messages in, and tells the page that the job is alive.
    fn breathe(&self) -> Pin<Box<dyn Future<Output = ()>>>;
    fn call(&self, call: Call) -> Answer;
    /// Hands out a part of a streamed reply, once there is credit.
    fn part(&self, value: Parcel) -> Pin<Box<dyn Future<Output = ()>>>;
}

impl Context {
    /// Of a job that begins `now`, with so many milliseconds left.
    pub(crate) fn new(
        host: Rc<dyn Host>,
        now: f64,
        left: Option<f64>,
        stop: Rc<Cell<Option<Kind>>>,
        pause: Pause,
    ) -> Self {
        Self {
            deadline: left.map(|left| now + left),
            host,
            stop,
            pause,
            breath: Cell::new(now),
            told: Cell::new(f64::MIN),
            span: Cell::new((0.0, 1.0)),
        }
    }

    /// Another one of the same job.
    pub(crate) fn twin(&self) -> Self {
        Self {
            host: self.host.clone(),
            deadline: self.deadline,
            stop: self.stop.clone(),
            pause: self.pause.clone(),
            breath: self.breath.clone(),
            told: self.told.clone(),
            span: self.span.clone(),
        }
    }

    /// From now on [`progress`](Self::progress) tells of a part of the job, which is this far before it and that far after it.
    pub fn within(&self, from: f64, to: f64) {
        self.span.set((from.clamp(0.0, 1.0), to.clamp(0.0, 1.0)));
    }

    /// Tells how far the job is, from 0 to 1.
    pub fn progress(&self, done: f64) {
        let (from, to) = self.span.get();
        let done = from + (to - from) * done.clamp(0.0, 1.0);
        let now = self.host.now();
        if now - self.told.get() >= PROGRESS || done >= 1.0 {
            self.told.set(now);
            self.host.progress(done);
        }
    }

    /// The place to stop at, for good or [for a while](Pause). Await it at least every 50 milliseconds of work.
    ///
    /// # Errors
    /// [`Kind::Cancelled`] or [`Kind::DeadlineExceeded`]: nobody waits for the reply, return.
    pub async fn tick(&self) -> Result<()> {
        let now = self.host.now();
        if now - self.breath.get() >= SLICE {
            // Set before as well: other branches of the function need no breath of their own meanwhile.
            self.breath.set(now);
            self.host.breathe().await;
            self.breath.set(self.host.now());
        }
        if self.pause.is_set() {
            return self.wait(self.pause.over()).await;
        }
        self.verdict()
    }

    /// Waits for something that the browser does, such as a request to a server: the watchdog learns that nothing hangs, and
    /// a cancel drops `future` at once.
    ///
    /// # Errors
    /// As [`tick`](Context::tick).
    pub async fn wait<T>(&self, future: impl Future<Output = T>) -> Result<T> {
        let mut future = pin!(future);
        loop {
            let mut either = select(future.as_mut(), self.host.rest());
            // Each message wakes the running job, a cancel too.
            let either = poll_fn(|task| match self.verdict() {
                Err(error) => Poll::Ready(Err(error)),
                Ok(()) => either.poll_unpin(task).map(Ok),
            });
            match either.await? {
                Either::Left((value, _)) => return Ok(value),
                Either::Right(_) => self.host.breathe().await,
            }
        }
    }

    fn verdict(&self) -> Result<()> {
        match self.stopped() {
            None => Ok(()),
            Some(Kind::DeadlineExceeded) => Err(Error::new(Kind::DeadlineExceeded, "The time was up.")),
            Some(kind) => Err(Error::new(kind, "The job was cancelled.")),
        }
    }

    /// Whether the reply is still wanted, as far as is known without a [`tick`](Context::tick).
    pub fn cancelled(&self) -> bool {
        self.stopped().is_some()
    }

    fn stopped(&self) -> Option<Kind> {
        let late = self.deadline.is_some_and(|deadline| self.host.now() >= deadline);
        self.stop.get().or(late.then_some(Kind::DeadlineExceeded))
    }

    /// A line for developers: the browser's console, with the job's path.
    pub fn log(&self, text: impl AsRef<str>) {
        self.host.log(text.as_ref());
    }

    /// Calls another function through the pool. This worker does not count as busy meanwhile.
    ///
    /// # Errors
    /// Those of the job.
    pub async fn call<T: DeserializeOwned>(&self, job: Job<T>) -> Result<T> {
        job.on(Through(self.host.clone())).await
    }

    /// Hands out one part of a streamed reply; waits while the page has not taken the earlier ones.
    ///
    /// # Errors
    /// [`Kind::Malformed`] when the value has no JSON, or the reasons of [`tick`](Context::tick).
    pub async fn part<T: Serialize>(&self, value: T) -> Result<()> {
        let part = Parcel::pack(&value)?;
        // Its buffers go along only if nobody here has them.
        drop(value);
        self.wait(self.host.part(part)).await?;
        self.tick().await
    }

    /// Begins a file for the reply that is too large to be held: what is written leaves the worker's memory at once.
    pub fn output(&self, name: impl Into<String>) -> Output {
        Output::new(name.into())
    }

    /// What an earlier call of this worker [kept](Self::cached) under this key, if it is still there.
    pub fn recall<T: 'static>(&self, key: &str) -> Option<Rc<T>> {
        remembered(key).and_then(|value| value.downcast().ok())
    }

    /// What an earlier call of this worker made under the same key, or what `make` makes now. Only an optimisation:
    /// another worker, or this one tomorrow, starts empty.
    pub fn cached<T: 'static>(&self, key: &str, make: impl FnOnce() -> T) -> Rc<T> {
        self.recall(key).unwrap_or_else(|| self.keep(key, 0, make()))
    }

    /// Keeps a value for later calls of this worker, which [recall](Self::recall) it, as [`cached`](Self::cached) does, but
    /// one that is dear to make and has this many `bytes`: the pool does not replace the worker for holding them, and ends it
    /// only minutes after its last call. Of several the last one used stays, and others as far as there is room.
    pub fn keep<T: 'static>(&self, key: &str, bytes: u64, value: T) -> Rc<T> {
        let value = Rc::new(value);
        MEMORY.with_borrow_mut(|memory| {
            memory.retain(|known| known.key != key);
            memory.push(Memory { key: key.to_owned(), bytes, value: value.clone() });
            while memory.len() > REMEMBERED || (memory.len() > 1 && sum(memory) > KEPT) {
                memory.remove(0);
            }
        });
        value
    }
}

/// How many values a worker remembers; the one that was not used for longest goes first.
const REMEMBERED: usize = 8;
/// How many bytes all of them may have together.
const KEPT: u64 = 768 << 20;

struct Memory {
    key: String,
    bytes: u64,
    value: Rc<dyn Any>,
}

thread_local! {
    static MEMORY: RefCell<Vec<Memory>> = const { RefCell::new(Vec::new()) };
}

fn sum(memory: &[Memory]) -> u64 {
    memory.iter().map(|entry| entry.bytes).sum()
}

/// How many bytes this worker holds on purpose.
#[cfg(target_arch = "wasm32")]
pub(crate) fn kept() -> u64 {
    MEMORY.with_borrow(|memory| sum(memory))
}

fn remembered(key: &str) -> Option<Rc<dyn Any>> {
    MEMORY.with_borrow_mut(|memory| {
        let at = memory.iter().position(|known| known.key == key)?;
        let entry = memory.remove(at);
        let value = entry.value.clone();
        memory.push(entry);
        Some(value)
    })
}

struct Through(Rc<dyn Host>);

impl crate::Service for Through {
    fn call(&self, call: Call) -> Answer {
        self.0.call(call)
    }
}
