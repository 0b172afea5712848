//! Many calls, some of which break: what becomes of each.

use std::cell::Cell;
use std::time::Duration;

use futures_util::{FutureExt, StreamExt, future};
use nearside::{Job, Kind};
use rivals::gloo::{Ask, Told};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use worker::lab;

use crate::calls::gloo;
use crate::{now, sleep};

/// What an endless loop may take, in milliseconds.
const DEADLINE: u64 = 100;

/// What became of the calls.
#[derive(Default, Serialize)]
struct Outcome {
    milliseconds: f64,
    /// Good ones with the right answer, bad ones with the right kind.
    right: u32,
    /// What came instead.
    wrong: Vec<String>,
    hung: u32,
}

/// Runs a plan through the pool: `work`, or the name of a way to break, for each call.
#[wasm_bindgen(js_name = nearHostile)]
pub async fn near_hostile(
    plan: Vec<String>,
    work: f64,
    answer: u32,
    patience: u32,
) -> Result<String, JsValue> {
    let mut outcome = Outcome::default();
    let start = now();
    let mut replies = Box::pin(nearside::map(&plan, |how| job(how, work)));
    let mut timeout = sleep(patience.into()).boxed_local();
    while let future::Either::Left((Some((index, reply)), _)) =
        future::select(replies.next(), &mut timeout).await
    {
        let how = plan[index].as_str();
        match reply {
            Ok(sum) if how == "work" && sum == answer => outcome.right += 1,
            Err(error) if Some(error.kind()) == expected(how) => outcome.right += 1,
            reply => outcome.wrong.push(format!("{how}: {reply:?}")),
        }
    }
    outcome.milliseconds = now() - start;
    outcome.hung = plan.len() as u32 - outcome.right - outcome.wrong.len() as u32;
    serde_json::to_string(&outcome).map_err(|error| crate::thrown(error.into()))
}

fn job(how: &str, work: f64) -> Job<u32> {
    match how {
        "work" => lab::work(work),
        "panic" => lab::panic("on purpose".into()),
        "stack" => lab::stack(),
        "memory" => lab::memory(),
        "spin" => lab::spin().deadline(Duration::from_millis(DEADLINE)),
        "throw" => lab::throw(),
        "malformed" => Job::new("lab/add", 0, &("one", 2)),
        _ => lab::trap(),
    }
}

fn expected(how: &str) -> Option<Kind> {
    Some(match how {
        "panic" => Kind::Panicked,
        "trap" | "stack" | "throw" => Kind::Trapped,
        "memory" => Kind::OutOfMemory,
        "spin" => Kind::DeadlineExceeded,
        "malformed" => Kind::Malformed,
        _ => return None,
    })
}

/// Gives a plan to gloo-worker at once. Returns how many calls are still pending after `quiet` milliseconds in which none has
/// settled.
#[wasm_bindgen(js_name = glooHostile)]
pub async fn gloo_hostile(plan: Vec<String>, work: f64, quiet: u32) -> u32 {
    thread_local!(static SETTLED: Cell<u32> = const { Cell::new(0) });
    SETTLED.set(0);
    let calls = plan.len() as u32;
    for how in plan {
        let ask = match how.as_str() {
            "work" => Ask::Work(work),
            _ => Ask::Fail(how),
        };
        wasm_bindgen_futures::spawn_local(async move {
            if let Ok(Told::Number(_)) = gloo(ask).await {
                SETTLED.set(SETTLED.get() + 1);
            }
        });
    }
    let mut before = u32::MAX;
    while before != SETTLED.get() {
        before = SETTLED.get();
        sleep(quiet.into()).await;
    }
    calls - SETTLED.get()
}
