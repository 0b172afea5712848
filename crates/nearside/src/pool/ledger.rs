//! What the pool has done: for the Jobs panel, for a trace, for a bug report.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;

use serde::Serialize;

use crate::{Error, Kind};

/// The pool right now.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Calls that wait for a worker.
    pub queued: usize,
    /// Calls that a worker has.
    pub running: usize,
    /// Every worker.
    pub workers: Vec<WorkerStatus>,
    /// Every function that was called.
    pub paths: Vec<PathStatus>,
    /// The last failures, the latest last.
    pub failures: Vec<Failure>,
    /// The origins that calls were let out to, through a [gate](crate::Job::gate).
    pub reached: Vec<String>,
}

/// One worker.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkerStatus {
    /// Its number; a replacement has a new one.
    pub id: u32,
    /// The engine that it runs.
    pub engine: String,
    /// `starting`, `idle` or `busy`.
    pub state: &'static str,
    /// Bytes of WebAssembly memory that it holds.
    pub memory: u64,
    /// How many calls it has settled.
    pub jobs: u32,
}

/// What is known of one function.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PathStatus {
    /// `module/function`.
    pub path: String,
    /// How many of its calls have ended, in whatever way.
    pub calls: u32,
    /// How many of them failed.
    pub failed: u32,
    /// Milliseconds from the call to its start, on the average.
    pub wait: f64,
    /// Milliseconds in the worker, on the average.
    pub run: f64,
    /// The longest of these.
    pub longest: f64,
}

/// One failure.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// `module/function`.
    pub path: String,
    /// How it ended.
    pub kind: Kind,
    /// The sentence.
    pub message: String,
    /// The readable stack, where there is one.
    pub stack: Option<String>,
}

/// How many failures and spans are kept.
const FAILURES: usize = 50;
const SPANS: usize = 5_000;

struct Span {
    path: Cow<'static, str>,
    worker: u32,
    submitted: f64,
    posted: f64,
    ended: f64,
    failed: Option<Kind>,
}

/// When things happened to a call, in milliseconds on the page's clock.
pub(crate) struct Times {
    pub worker: u32,
    pub submitted: f64,
    pub posted: f64,
    pub ended: f64,
    /// In the worker.
    pub run: f64,
}

#[derive(Default)]
pub(crate) struct Ledger {
    paths: BTreeMap<Cow<'static, str>, PathStatus>,
    failures: VecDeque<Failure>,
    spans: VecDeque<Span>,
}

impl Ledger {
    /// Writes down how a call ended.
    pub fn note(&mut self, path: Cow<'static, str>, times: &Times, error: Option<&Error>) {
        if !self.paths.contains_key(&path) {
            let status = PathStatus { path: path.to_string(), ..PathStatus::default() };
            self.paths.insert(path.clone(), status);
        }
        let Some(status) = self.paths.get_mut(&path) else { return };
        status.calls += 1;
        let share = 1.0 / f64::from(status.calls);
        status.wait += (times.posted - times.submitted - status.wait) * share;
        status.run += (times.run - status.run) * share;
        status.longest = status.longest.max(times.run);
        if let Some(error) = error {
            status.failed += 1;
            let (kind, message) = (error.kind(), error.message().to_owned());
            let stack = error.stack().map(str::to_owned);
            keep(&mut self.failures, FAILURES, Failure { path: path.to_string(), kind, message, stack });
        }
        let &Times { worker, submitted, posted, ended, .. } = times;
        let failed = error.map(Error::kind);
        keep(&mut self.spans, SPANS, Span { path, worker, submitted, posted, ended, failed });
    }

    pub fn paths(&self) -> Vec<PathStatus> {
        self.paths.values().cloned().collect()
    }

    pub fn failures(&self) -> Vec<Failure> {
        self.failures.iter().cloned().collect()
    }

    /// The last calls as a trace that Chromium's and Firefox's profilers open: a row for each worker, one for the
    /// queue.
    pub fn trace(&self) -> String {
        let mut text = String::from("[");
        for span in &self.spans {
            let path = &span.path;
            let mut row = |name: &str, row: u32, from: f64, to: f64| {
                let comma = if text.len() > 1 { "," } else { "" };
                let (from, long, kind) = (from * 1e3, (to - from).max(0.0) * 1e3, span.failed);
                // Writing to a string does not fail.
                let _ = write!(
                    text,
                    r#"{comma}{{"name":"{path}","cat":"{name}","ph":"X","pid":1,"tid":{row},"ts":{from:.0},"dur":{long:.0},"args":{{"failed":"{kind:?}"}}}}"#
                );
            };
            row("queue", 0, span.submitted, span.posted);
            row("run", span.worker, span.posted, span.ended);
        }
        text + "]"
    }
}

fn keep<T>(list: &mut VecDeque<T>, most: usize, item: T) {
    if list.len() == most {
        list.pop_front();
    }
    list.push_back(item);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trace_is_json_and_failures_are_kept() {
        let mut ledger = Ledger::default();
        let times = Times { worker: 3, submitted: 1.0, posted: 2.0, ended: 5.0, run: 2.5 };
        ledger.note("photo/convert".into(), &times, None);
        ledger.note("photo/convert".into(), &times, Some(&Error::new(Kind::Trapped, "It broke.")));
        let trace: serde_json::Value = serde_json::from_str(&ledger.trace()).unwrap();
        assert_eq!(trace.as_array().unwrap().len(), 4);
        assert_eq!(ledger.paths()[0].failed, 1);
        assert_eq!(ledger.failures()[0].message, "It broke.");
    }
}
