//! What page and worker say to each other. Messages of one microtask go together, as one JSON array.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{Error, Options};

/// From the page to a worker.
#[derive(Serialize, Deserialize)]
pub(crate) enum Down {
    Call {
        id: u32,
        path: String,
        signature: u32,
        args: Box<RawValue>,
        /// How many of the message's files belong to it.
        files: usize,
        /// Milliseconds that are left.
        left: Option<f64>,
        stream: bool,
    },
    Cancel(u32),
    /// One more part of a streamed reply was taken.
    Credit(u32),
    /// The reply to a call that the worker made itself.
    Answer {
        ask: u32,
        reply: Result<Box<RawValue>, Error>,
        files: usize,
    },
}

/// From a worker to the page.
#[derive(Serialize, Deserialize)]
pub(crate) enum Up {
    /// The engine is loaded and passed its self-check.
    Ready,
    Done {
        id: u32,
        run: f64,
        reply: Box<RawValue>,
        files: usize,
    },
    Failed {
        id: u32,
        run: f64,
        error: Error,
    },
    Part {
        id: u32,
        reply: Box<RawValue>,
        files: usize,
    },
    Progress(u32, f64),
    Log(u32, String),
    /// A long job has ticked.
    Alive(u32),
    /// The worker calls: the page answers through its pool.
    Ask {
        ask: u32,
        path: String,
        signature: u32,
        args: Box<RawValue>,
        files: usize,
        options: Options,
    },
    /// The instance broke; JavaScript writes this one (see `serve/worker.js`).
    Broke(Fault),
    /// The engine could not be loaded; JavaScript writes this one too.
    Unready(Error),
}

/// How an instance broke.
#[derive(Serialize, Deserialize)]
pub(crate) struct Fault {
    /// The job that ran, if one did.
    pub id: Option<u32>,
    pub error: Error,
    /// Whether the worker has a fresh instance and goes on. Else the page has to replace it.
    pub revived: bool,
}
