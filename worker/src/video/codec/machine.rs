//! A codec at work: what goes in waits in the browser's queue, what comes out waits here.
//!
//! It is never flushed to make progress, which would force key frames; it is fed while its queue is short, and waited for
//! otherwise. A decoder of hardware gives frames out of a small pool, so it is not fed while some of them wait here.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;

use js_sys::Object;
use nearside::{Context, Error, Kind, Result};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::bell::{heard, ring};
use super::js;
use super::open::Guard;

/// How much may wait in the browser's queue, at most and at least.
const QUEUE: (u32, u32) = (8, 3);
/// How many pixels may wait there: pictures of a film in 4K are not many before they fill the memory of a phone.
const PIXELS: u32 = 8 << 20;

/// What has come out, and why nothing more will.
struct Inbox<T> {
    ready: RefCell<VecDeque<T>>,
    failed: RefCell<Option<String>>,
}

/// One of the four codecs; what comes out is read into `T`.
pub struct Machine<T> {
    codec: Guard<js::Codec>,
    inbox: Rc<Inbox<T>>,
    flush: Option<Pin<Box<JsFuture>>>,
    over: bool,
    /// How much may wait in the browser's queue; half as much may wait here before no more goes in.
    queue: u32,
    /// What it is called in a sentence.
    name: String,
    /// They go after the codec, which may call them until it is closed.
    _output: Closure<dyn FnMut(JsValue, JsValue)>,
    _error: Closure<dyn FnMut(JsValue)>,
    _dequeue: Closure<dyn FnMut()>,
}

impl<T: 'static> Machine<T> {
    /// Begins one of this class, for pictures of this size. `name` is what errors call it, such as `Track 1 (H264)`.
    pub fn begin(
        class: &str,
        name: &str,
        config: &Object,
        (width, height): (u32, u32),
        read: impl Fn(JsValue, JsValue) -> Option<T> + 'static,
    ) -> Result<Self> {
        let inbox = Rc::new(Inbox { ready: RefCell::default(), failed: RefCell::default() });
        let to = inbox.clone();
        let output = Closure::<dyn FnMut(JsValue, JsValue)>::new(move |data, about| {
            let read = read(data, about);
            to.ready.borrow_mut().extend(read);
            ring();
        });
        let to = inbox.clone();
        let error = Closure::<dyn FnMut(JsValue)>::new(move |thrown: JsValue| {
            to.failed.replace(Some(js::words(&thrown)));
            ring();
        });
        let dequeue = Closure::<dyn FnMut()>::new(ring);
        let init = js::object(&[("output", output.as_ref().clone()), ("error", error.as_ref().clone())]);
        let codec: js::Codec = js::construct(class, &init).map_err(|_| missing(name))?;
        let codec = Guard::new(codec);
        codec.set_dequeue(dequeue.as_ref());
        codec.configure(config).map_err(|thrown| broken(name, &thrown))?;
        let (flush, over, name) = (None, false, name.to_owned());
        let queue = (PIXELS / width.saturating_mul(height).max(1)).clamp(QUEUE.1, QUEUE.0);
        Ok(Self { codec, inbox, flush, over, queue, name, _output: output, _error: error, _dequeue: dequeue })
    }

    /// The next thing that a decoder makes of what `feed` gives it, as far as there is something.
    ///
    /// # Errors
    /// What the browser says, those of `feed`, or the job is not wanted any more.
    pub async fn next(
        &mut self,
        cx: &Context,
        mut feed: impl FnMut() -> Result<Option<js::Chunk>>,
    ) -> Result<Option<T>> {
        loop {
            // A codec that has stopped is closed: feeding it would only tell so, not why.
            while self.flush.is_none()
                && self.inbox.failed.borrow().is_none()
                && self.codec.decode_queue() < self.queue
                && self.waiting() < self.queue as usize / 2
            {
                match feed()? {
                    Some(chunk) => self.codec.decode(&chunk).map_err(|thrown| broken(&self.name, &thrown))?,
                    None => self.end()?,
                }
            }
            if let Some(ready) = self.take()? {
                cx.tick().await?;
                return Ok(Some(ready));
            }
            if self.over {
                return Ok(None);
            }
            self.heard(cx).await?;
        }
    }

    /// Gives an encoder something, once it has room.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn encode(&mut self, cx: &Context, data: &JsValue, options: &Object) -> Result<()> {
        while self.codec.encode_queue() >= self.queue && self.inbox.failed.borrow().is_none() {
            heard(cx).await?;
        }
        self.failed()?;
        self.codec.encode(data, options).map_err(|thrown| broken(&self.name, &thrown))
    }

    /// What has come out, if anything.
    ///
    /// # Errors
    /// What the browser says.
    pub fn take(&self) -> Result<Option<T>> {
        let ready = self.inbox.ready.borrow_mut().pop_front();
        if ready.is_none() {
            self.failed()?;
        }
        Ok(ready)
    }

    /// The next thing that comes out after the end of what went in; `None` when all has.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn rest(&mut self, cx: &Context) -> Result<Option<T>> {
        self.end()?;
        loop {
            if let Some(ready) = self.take()? {
                return Ok(Some(ready));
            }
            if self.over {
                return Ok(None);
            }
            self.heard(cx).await?;
        }
    }

    fn waiting(&self) -> usize {
        self.inbox.ready.borrow().len()
    }

    fn failed(&self) -> Result<()> {
        match self.inbox.failed.borrow().as_ref() {
            Some(reason) => Err(sentence(&self.name, reason)),
            None => Ok(()),
        }
    }

    /// Says that nothing more goes in.
    fn end(&mut self) -> Result<()> {
        if self.flush.is_none() && self.inbox.failed.borrow().is_none() {
            let flush = self.codec.flush().map_err(|thrown| broken(&self.name, &thrown))?;
            self.flush = Some(Box::pin(JsFuture::from(flush)));
        }
        Ok(())
    }

    /// Waits until something comes out of any codec, or there is room in one, or all has come out of this one.
    async fn heard(&mut self, cx: &Context) -> Result<()> {
        let Some(flush) = self.flush.as_mut() else { return heard(cx).await };
        let mut bell = pin!(heard(cx));
        let flushed = poll_fn(|task| match flush.as_mut().poll(task) {
            Poll::Ready(end) => Poll::Ready(Ok(Some(end))),
            Poll::Pending => bell.as_mut().poll(task).map(|heard| heard.map(|()| None)),
        });
        if let Some(end) = flushed.await? {
            self.over = true;
            let mut failed = self.inbox.failed.borrow_mut();
            if let (Err(thrown), None) = (end, failed.as_ref()) {
                *failed = Some(js::words(&thrown));
            }
        }
        Ok(())
    }
}

fn broken(name: &str, thrown: &JsValue) -> Error {
    sentence(name, &js::words(thrown))
}

fn sentence(name: &str, reason: &str) -> Error {
    // What a browser throws ends with or without a full stop.
    let reason = reason.trim_end_matches('.');
    let text = format!(
        "{name}: the browser's codec stopped ({reason}). The track may be damaged; it can still be copied."
    );
    Error::new(Kind::Failed, text)
}

/// There are no codecs here.
pub fn missing(name: &str) -> Error {
    let text = format!(
        "{name} needs WebCodecs, which this browser does not have. Copy it as it is, or use another browser."
    );
    Error::new(Kind::Unsupported, text)
}
