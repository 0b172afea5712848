//! A carrier of requests that remembers which were answered, and can pretend that it is another day.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use async_trait::async_trait;

use crate::Result;
use crate::http::{Http, Request, Response};

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exchange {
    pub method: &'static str,
    /// The status of the answer, if the page was given one.
    pub status: Option<u16>,
}

/// Carries requests through another carrier, and takes notes.
pub(super) struct Witness {
    http: Rc<dyn Http>,
    seen: RefCell<Vec<Exchange>>,
    /// Milliseconds that are added to the time.
    shift: Cell<f64>,
}

impl Witness {
    pub fn new(http: Rc<dyn Http>) -> Rc<Self> {
        Rc::new(Self { http, seen: RefCell::default(), shift: Cell::new(0.0) })
    }

    /// From now on it is so many milliseconds later.
    pub fn shift(&self, ms: f64) {
        self.shift.set(ms);
    }

    /// The last request, if it was not answered.
    pub fn unanswered(&self) -> Option<&'static str> {
        self.seen.borrow().last().filter(|last| last.status.is_none()).map(|last| last.method)
    }

    /// Whether any request was answered, with a status that the caller accepts.
    pub fn answered(&self, fits: impl Fn(u16) -> bool) -> bool {
        self.seen.borrow().iter().filter_map(|exchange| exchange.status).any(fits)
    }

    /// Forgets what it has seen.
    pub fn forget(&self) {
        self.seen.borrow_mut().clear();
    }
}

#[async_trait(?Send)]
impl Http for Witness {
    async fn send(&self, request: Request) -> Result<Response> {
        let method = request.method;
        let answer = self.http.send(request).await;
        let status = answer.as_ref().ok().map(|answer| answer.status);
        self.seen.borrow_mut().push(Exchange { method, status });
        answer
    }

    async fn reaches(&self, url: &str) -> Option<bool> {
        self.http.reaches(url).await
    }

    fn now(&self) -> f64 {
        self.http.now() + self.shift.get()
    }

    fn nonce(&self) -> String {
        self.http.nonce()
    }
}
