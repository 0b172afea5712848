//! A job: a call that is running, as a future.
//!
//! Like every future of Rust it starts when it is first polled and is cancelled when it is dropped; the setters
//! come before. Which service runs it is decided at the start: the one of [`on`](Job::on), else the page's pool.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context as Task, Poll};
use std::time::Duration;

use futures_channel::mpsc;
use futures_core::Stream;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::service::Part;
use crate::wire::Parcel;
use crate::{Answer, Call, Pause, Priority, Result, Service};

/// A call and, from its first poll on, its run. Await it for the reply; drop it to cancel.
#[must_use = "a job does nothing until it is awaited"]
pub struct Job<T> {
    state: State,
    service: Option<Rc<dyn Service>>,
    reply: PhantomData<fn() -> T>,
}

enum State {
    Ready(Result<Box<Call>>),
    Running(Answer),
    Over,
}

impl<T: DeserializeOwned> Job<T> {
    /// A job for the function at `path`. The stubs that [`call`](crate::call) writes use it.
    pub fn new<A: Serialize>(
        path: impl Into<std::borrow::Cow<'static, str>>,
        signature: u32,
        args: &A,
    ) -> Self {
        let call = Parcel::pack(args).map(|args| {
            let (options, watch) = Default::default();
            Box::new(Call { path: path.into(), signature, args, options, watch })
        });
        Self { state: State::Ready(call), service: None, reply: PhantomData }
    }

    /// Hears how far the job is, from 0 to 1, at most some twenty times a second.
    pub fn on_progress(self, listener: impl Fn(f64) + 'static) -> Self {
        self.with(|call| call.watch.progress = Some(Rc::new(listener)))
    }

    /// Lets it stand still while the switch is [set](Pause::set), and go on from there.
    ///
    /// ```
    /// # mod far {
    /// # use nearside::prelude::*;
    /// # #[call]
    /// # pub async fn count(to: u32, cx: &Context) -> Result<u32> {
    /// #     for step in 0..to {
    /// #         cx.progress(f64::from(step) / f64::from(to));
    /// #         cx.tick().await?;
    /// #     }
    /// #     Ok(to)
    /// # }
    /// # calls![count];
    /// # }
    /// # futures_executor::block_on(async {
    /// use nearside::Pause;
    ///
    /// let pause = Pause::default();
    /// let mut job = far::count(3).pausable(&pause).on(far::calls());
    /// pause.set(true);
    /// assert!(futures_util::poll!(&mut job).is_pending());
    /// pause.set(false);
    /// assert_eq!(job.await?, 3);
    /// # Ok::<(), nearside::Error>(()) }).unwrap();
    /// ```
    pub fn pausable(self, pause: &Pause) -> Self {
        self.with(|call| call.watch.pause = Some(pause.clone()))
    }

    /// Which queue it waits in; [`Priority::Visible`] if nothing is said.
    pub fn priority(self, priority: Priority) -> Self {
        self.with(|call| call.options.priority = priority)
    }

    /// Gives it up after this time, waiting included.
    pub fn deadline(self, deadline: Duration) -> Self {
        self.with(|call| call.options.deadline = Some(deadline))
    }

    /// Declares the peak of memory that it needs, so that the pool does not start more than fit.
    pub fn memory(self, bytes: u64) -> Self {
        self.with(|call| call.options.memory = bytes)
    }

    /// Prefers the worker that answered the last call with this key, as it may remember something.
    pub fn near(self, key: impl Into<String>) -> Self {
        self.with(|call| call.options.near = Some(key.into()))
    }

    /// Declares that the function never ticks. [`call`](crate::call)`(hard)` does it.
    pub fn hard(self) -> Self {
        self.with(|call| call.options.hard = true)
    }

    /// Lets it reach these origins (separated by spaces) and no others: it runs in a worker behind their gate. Without one it
    /// reaches nothing. The page opens a gate to each first, with `Pool::open_gate`.
    pub fn gate(self, origins: impl Into<String>) -> Self {
        self.with(|call| call.options.gate = Some(origins.into()))
    }

    /// Runs it on this service instead of the page's pool.
    pub fn on(mut self, service: impl Service + 'static) -> Self {
        self.service = Some(Rc::new(service));
        self
    }

    fn with(mut self, change: impl FnOnce(&mut Call)) -> Self {
        if let State::Ready(Ok(call)) = &mut self.state {
            change(call);
        }
        self
    }

    /// Takes the reply in parts. For functions that return a stream.
    pub(crate) fn in_parts(self) -> Parts<T> {
        let (sender, receiver) = mpsc::unbounded();
        let job = self.with(|call| {
            call.watch.parts = Some(Rc::new(move |part| {
                // Nobody listens any more: the job is about to be dropped.
                let _ = sender.unbounded_send(part);
            }));
        });
        Parts {
            job: Job { state: job.state, service: job.service, reply: PhantomData },
            end: None,
            receiver,
            part: PhantomData,
        }
    }
}

impl<T> Job<T> {
    fn poll_parcel(&mut self, task: &mut Task<'_>) -> Poll<Result<Parcel>> {
        loop {
            match std::mem::replace(&mut self.state, State::Over) {
                State::Ready(Ok(call)) => {
                    let answer = match &self.service {
                        Some(service) => service.call(*call),
                        None => crate::pool::default_service().call(*call),
                    };
                    self.state = State::Running(answer);
                }
                State::Ready(Err(error)) => return Poll::Ready(Err(error)),
                State::Running(mut answer) => {
                    let poll = answer.as_mut().poll(task);
                    if poll.is_pending() {
                        self.state = State::Running(answer);
                    }
                    return poll;
                }
                // As with every future, polling it after its end is the caller's mistake; waiting is harmless.
                State::Over => return Poll::Pending,
            }
        }
    }
}

impl<T> Unpin for Job<T> {}

impl<T: DeserializeOwned> Future for Job<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Self::Output> {
        self.poll_parcel(task).map(|reply| reply.and_then(Parcel::unpack))
    }
}

impl<T> fmt::Debug for Job<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            State::Ready(call) => write!(f, "Job({call:?})"),
            State::Running(_) => f.write_str("Job(running)"),
            State::Over => f.write_str("Job(over)"),
        }
    }
}

/// A job whose reply comes in parts. The worker is four parts ahead at most.
#[must_use = "a job does nothing until it is polled"]
pub struct Parts<T> {
    job: Job<()>,
    /// How the job ended, until that is told.
    end: Option<Result<()>>,
    receiver: mpsc::UnboundedReceiver<Part>,
    part: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Parts<T> {
    /// See [`Job::new`].
    pub fn new<A: Serialize>(
        path: impl Into<std::borrow::Cow<'static, str>>,
        signature: u32,
        args: &A,
    ) -> Self {
        Job::<T>::new(path, signature, args).in_parts()
    }

    /// Changes how it is run: `pages.with(|job| job.priority(Priority::Batch))`.
    pub fn with(mut self, change: impl FnOnce(Job<()>) -> Job<()>) -> Self {
        self.job = change(self.job);
        self
    }
}

impl<T> Unpin for Parts<T> {}

impl<T: DeserializeOwned> Stream for Parts<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        if self.end.is_none()
            && let Poll::Ready(reply) = self.job.poll_parcel(task)
        {
            self.end = Some(reply.map(drop));
        }
        // The parts were there before the end.
        if let Poll::Ready(Some(part)) = Pin::new(&mut self.receiver).poll_next(task) {
            (part.taken)();
            return Poll::Ready(Some(part.value.unpack()));
        }
        match &mut self.end {
            None => Poll::Pending,
            Some(end) => Poll::Ready(std::mem::replace(end, Ok(())).err().map(Err)),
        }
    }
}
