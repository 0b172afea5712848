//! What page and worker say to each other. Messages of one microtask go together, as one JSON array; the values that they
//! speak of are in a [`Bundle`](super::Bundle) behind it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Share;
use crate::{Error, Options};

/// From the page to a worker.
#[derive(Serialize, Deserialize)]
pub(crate) enum Down {
    Call {
        id: u32,
        path: Cow<'static, str>,
        signature: u32,
        args: Share,
        /// Milliseconds that are left.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        left: Option<f64>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        stream: bool,
    },
    Cancel(u32),
    /// A job stands still, or goes on.
    Pause(u32, bool),
    /// One more part of a streamed reply was taken.
    Credit(u32),
    /// The reply to a call that one of the worker's jobs made itself.
    Answer {
        job: u32,
        ask: u32,
        reply: Result<Share, Error>,
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
        reply: Share,
    },
    Failed {
        id: u32,
        run: f64,
        error: Error,
    },
    Part {
        id: u32,
        reply: Share,
    },
    Progress(u32, f64),
    /// How many bytes the worker has, and how many of them it keeps for calls to come.
    Holds(u64, u64),
    Log(u32, String),
    /// A long job has ticked.
    Alive(u32),
    /// A job of the worker calls: the page answers through its pool.
    Ask {
        job: u32,
        ask: u32,
        path: String,
        signature: u32,
        args: Share,
        options: Options,
    },
    /// The job does not wait for that answer any more.
    Unask {
        job: u32,
        ask: u32,
    },
    /// The instance broke; JavaScript writes this one (see `worker.js`).
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
    /// Bytes that the broken instance held.
    pub held: u64,
}
