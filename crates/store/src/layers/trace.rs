//! A line for each operation: what the network panel, the Jobs panel and the doctor show.

use std::fmt;
use std::future::Future;

use super::around::{Call, Op, around};
use crate::{Kind, Path, Result};

/// What one operation did.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What was asked.
    pub op: Op,
    /// Of which file or folder.
    pub path: Path,
    /// Bytes of the body that went in.
    pub sent: u64,
    /// Bytes of the body that came out.
    pub received: u64,
    /// When it began, in milliseconds of the clock that was handed in.
    pub start: f64,
    /// How long it took, in milliseconds.
    pub millis: f64,
    /// How it failed.
    pub failed: Option<Kind>,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:.1} ms", self.op, self.path, self.millis)?;
        if self.sent + self.received > 0 {
            write!(f, ", {} bytes", self.sent + self.received)?;
        }
        self.failed.map_or(Ok(()), |kind| write!(f, ", {kind:?}"))
    }
}

/// A store that tells what it does.
pub struct Trace<S> {
    inner: S,
    now: Box<dyn Fn() -> f64>,
    tell: Box<dyn Fn(Line)>,
}

impl<S> Trace<S> {
    /// `now` is a clock in milliseconds, `tell` gets a line when an operation has ended. What is dropped half way tells
    /// nothing.
    pub fn new(inner: S, now: impl Fn() -> f64 + 'static, tell: impl Fn(Line) + 'static) -> Self {
        Self { inner, now: Box::new(now), tell: Box::new(tell) }
    }

    async fn around<T, F: Future<Output = Result<T>>>(
        &self,
        call: Call<'_, T>,
        run: impl Fn() -> F,
    ) -> Result<T> {
        let start = (self.now)();
        let answer = run().await;
        (self.tell)(Line {
            op: call.op,
            path: call.path.clone(),
            sent: call.sent,
            received: answer.as_ref().map_or(0, call.received),
            start,
            millis: (self.now)() - start,
            failed: answer.as_ref().err().map(crate::Error::kind),
        });
        answer
    }
}

around!(Trace);
