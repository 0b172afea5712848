//! Small calls, buffers and cancels.

use std::cell::RefCell;

use futures_util::FutureExt;
use futures_util::future::{join_all, select};
use gloo_worker::Spawnable;
use gloo_worker::oneshot::OneshotBridge;
use js_sys::{ArrayBuffer, Uint8Array};
use nearside::{File, Job, Pool};
use rivals::gloo::{Ask, Lab, Told};
use wasm_bindgen::prelude::*;
use worker::lab;

use crate::{now, one_core, sleep, thrown, wrong};

type Outcome<T = ()> = Result<T, JsValue>;

async fn add(a: u32) -> Outcome {
    match lab::add(a, 7).await {
        Ok(sum) if sum == a + 7 => Ok(()),
        Ok(sum) => Err(wrong(sum)),
        Err(error) => Err(thrown(error)),
    }
}

/// One call after the other.
#[wasm_bindgen(js_name = nearSequential)]
pub async fn near_sequential(calls: u32) -> Outcome {
    for n in 0..calls {
        add(n).await?;
    }
    Ok(())
}

/// `width` loops of calls at the same time.
#[wasm_bindgen(js_name = nearFlight)]
pub async fn near_flight(calls: u32, width: u32) -> Outcome {
    let loops = (0..width).map(|_| near_sequential(calls / width));
    join_all(loops).await.into_iter().collect()
}

/// All calls in one microtask.
#[wasm_bindgen(js_name = nearBurst)]
pub async fn near_burst(calls: u32) -> Outcome {
    join_all((0..calls).map(add)).await.into_iter().collect()
}

thread_local! {
    static BRIDGES: RefCell<Vec<OneshotBridge<Lab>>> = const { RefCell::new(Vec::new()) };
}

/// Starts gloo-worker's worker, with as many bridges as there will be calls at the same time.
#[wasm_bindgen(js_name = glooStart)]
pub fn gloo_start(url: &str, bridges: usize) {
    let first = Lab::spawner().spawn(url);
    let mut all: Vec<_> = (1..bridges).map(|_| first.fork()).collect();
    all.push(first);
    BRIDGES.set(all);
}

fn bridge() -> Outcome<OneshotBridge<Lab>> {
    BRIDGES.with_borrow_mut(Vec::pop).ok_or_else(|| wrong("no bridge is free"))
}

/// Gives a call to gloo-worker. A call that never settles keeps its bridge.
pub async fn gloo(ask: Ask) -> Outcome<Told> {
    let mut bridge = bridge()?;
    let told = bridge.run(ask).await;
    BRIDGES.with_borrow_mut(|bridges| bridges.push(bridge));
    Ok(told)
}

async fn gloo_add(a: u32) -> Outcome {
    match gloo(Ask::Add(a, 7)).await? {
        Told::Number(sum) if sum == a + 7 => Ok(()),
        told => Err(wrong(format!("{told:?}"))),
    }
}

/// See [`near_sequential`].
#[wasm_bindgen(js_name = glooSequential)]
pub async fn gloo_sequential(calls: u32) -> Outcome {
    for n in 0..calls {
        gloo_add(n).await?;
    }
    Ok(())
}

/// See [`near_flight`].
#[wasm_bindgen(js_name = glooFlight)]
pub async fn gloo_flight(calls: u32, width: u32) -> Outcome {
    join_all((0..width).map(|_| gloo_sequential(calls / width))).await.into_iter().collect()
}

/// See [`near_burst`].
#[wasm_bindgen(js_name = glooBurst)]
pub async fn gloo_burst(calls: u32) -> Outcome {
    join_all((0..calls).map(gloo_add)).await.into_iter().collect()
}

/// Sends a buffer to the worker and back, some times over. Milliseconds for one turn.
#[wasm_bindgen(js_name = nearEcho)]
pub async fn near_echo(buffer: ArrayBuffer, turns: u32) -> Outcome<f64> {
    let size = u64::from(buffer.byte_length());
    let before = Uint8Array::new(&buffer).slice(0, 4096).to_vec();
    let mut file = File::from_buffer("buffer", buffer);
    let start = now();
    for _ in 0..turns {
        file = lab::echo(file).await.map_err(thrown)?;
        if file.size() != size {
            return Err(wrong(file.size()));
        }
    }
    let time = (now() - start) / f64::from(turns);
    let after = file.bytes().await.map_err(thrown)?;
    if after[..4096] == before { Ok(time) } else { Err(wrong("other bytes")) }
}

/// The same through gloo-worker, which copies and encodes.
#[wasm_bindgen(js_name = glooEcho)]
pub async fn gloo_echo(buffer: ArrayBuffer) -> Outcome<f64> {
    let bytes = Uint8Array::new(&buffer).to_vec();
    let size = bytes.len();
    let start = now();
    match gloo(Ask::Echo(bytes)).await? {
        Told::Bytes(bytes) if bytes.len() == size => Ok(now() - start),
        _ => Err(wrong("other bytes")),
    }
}

/// Lets a worker read the whole file.
#[wasm_bindgen(js_name = nearDigest)]
pub async fn near_digest(file: web_sys::File) -> Outcome<f64> {
    rivals::bulk::digest(file.into()).await.map_err(thrown)
}

/// How long after a drop the slot of the job answers the next call, in milliseconds, each time.
#[wasm_bindgen(js_name = nearCancels)]
pub async fn near_cancels(hard: bool, times: u32) -> Outcome<Vec<f64>> {
    let pool = one_core();
    ready(&pool).await?;
    let mut all = Vec::new();
    for _ in 0..times {
        let job: Job<u32> = if hard { lab::spin_hard() } else { lab::work(60_000.0) };
        let work = select(job.on(pool.clone()), sleep(60).boxed_local()).await;
        let start = now();
        drop(work);
        if lab::add(1, 2).on(pool.clone()).await.map_err(thrown)? != 3 {
            return Err(wrong("1 + 2"));
        }
        all.push(now() - start);
        // Chromium lets a terminated worker burn its core for two seconds more.
        sleep(if hard { 2_500 } else { 30 }).await;
    }
    Ok(all)
}

/// How long after a panic was reported the same slot answers the next call, in milliseconds, each time.
#[wasm_bindgen(js_name = nearRevivals)]
pub async fn near_revivals(times: u32) -> Outcome<Vec<f64>> {
    let pool = Pool::new(nearside::pool::Limits { cores: 1, standby: false, ..Default::default() });
    ready(&pool).await?;
    let mut all = Vec::new();
    for _ in 0..times {
        let end = lab::panic("on purpose".into()).on(pool.clone()).await;
        let start = now();
        let sum = lab::add(1, 2).on(pool.clone()).await.map_err(thrown)?;
        all.push(now() - start);
        if sum != 3 || end.map_err(|error| error.kind()) != Err(nearside::Kind::Panicked) {
            return Err(wrong("the panic's end"));
        }
    }
    Ok(all)
}

/// How long after its deadline the slot of an endless loop answers the next call, in milliseconds, each time.
#[wasm_bindgen(js_name = nearDeadlines)]
pub async fn near_deadlines(times: u32) -> Outcome<Vec<f64>> {
    const DEADLINE: u64 = 200;
    let pool = one_core();
    ready(&pool).await?;
    let mut all = Vec::new();
    for _ in 0..times {
        let start = now();
        let end = lab::spin().deadline(std::time::Duration::from_millis(DEADLINE)).on(pool.clone()).await;
        let sum = lab::add(1, 2).on(pool.clone()).await.map_err(thrown)?;
        all.push(now() - start - DEADLINE as f64);
        if sum != 3 || end.map_err(|error| error.kind()) != Err(nearside::Kind::DeadlineExceeded) {
            return Err(wrong("the loop's end"));
        }
        sleep(2_500).await;
    }
    Ok(all)
}

/// A pool whose workers are all there.
async fn ready(pool: &Pool) -> Outcome {
    for _ in 0..3 {
        lab::work(20.0).on(pool.clone()).await.map_err(thrown)?;
    }
    sleep(500).await;
    Ok(())
}
