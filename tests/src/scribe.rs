//! A page that saves documents without a pause, and the account of what is left when something has ended it.
//!
//! Each document says which one it is and is filled accordingly, so that half of one, or a mixture of two, is seen. The server
//! is told of each save that was acknowledged: it is the only witness that outlives the browser.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use crate::Workbench;

/// Saves in several lanes at once, each with names of its own which it uses again and again.
const WRITE: &str = r#"
const { lanes, first, pause } = args;
const place = { id: "browser", name: "This browser", kind: "browser", origin: null, can: {}, sealed: "" };
const near = window.nearside;
window.writing = true;
window.trouble = [];
async function lane(id) {
  for (let n = first; window.writing; n++) {
    const size = [300, 5000, 70_000, 300_000][n % 4] + (n * 7919) % 1000;
    const bytes = new Uint8Array(size).fill((n * 31) & 255);
    bytes.set(new TextEncoder().encode(`${n} ${size}\n`));
    const name = `${id}-${n % 8}`;
    try {
      const spot = { place, path: `documents/${name}` };
      const { value } = await near.call("store/write", [spot, { $file: 0 }, "always"], [new File([bytes], "body")]);
      await fetch(`told/${name}/${n}/${value.durability}`, { cache: "no-store" }).catch(() => {});
    } catch (error) {
      if (window.writing) window.trouble.push(String(error.message ?? error));
      return;
    }
    if (pause) await new Promise(done => setTimeout(done, pause));
  }
}
for (let n = 0; n < lanes; n++) lane(n);
"#;

/// Reads everything back: the number of each document, or -1 if it is not whole.
const LOOK: &str = r#"
const place = { id: "browser", name: "This browser", kind: "browser", origin: null, can: {}, sealed: "" };
const near = window.nearside;
const { value } = await near.call("store/list", [{ place, path: "documents" }, null]);
const found = {};
for (const { path } of value.entries) {
  const [file] = await near.call("store/read", [{ place, path }, null]);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const head = new TextDecoder().decode(bytes.subarray(0, 40)).split("\n")[0];
  const [n, size] = head.split(" ").map(Number);
  const whole = bytes.length === size && bytes.subarray(head.length + 1).every(byte => byte === ((n * 31) & 255));
  found[path.split("/")[1]] = whole ? n : -1;
}
return found;
"#;

/// Gives documents one new name after the other, each in a lane of its own, from where the last page was ended.
const MOVE: &str = r#"
const { lanes, first } = args;
const place = { id: "browser", name: "This browser", kind: "browser", origin: null, can: {}, sealed: "" };
const near = window.nearside;
window.writing = true;
window.trouble = [];
const { value } = await near.call("store/list", [{ place, path: "moves" }, null]).catch(() => ({ value: { entries: [] } }));
async function lane(id) {
  let path = value.entries.map(entry => entry.path).find(path => path.startsWith(`moves/${id}-`));
  if (!path) {
    const size = [300, 5000, 70_000][id % 3];
    const bytes = new Uint8Array(size).fill(id);
    path = `moves/${id}-0`;
    await near.call("store/write", [{ place, path }, { $file: 0 }, "new"], [new File([bytes], "body")]);
  }
  for (let n = first; window.writing; n++) {
    const to = `moves/${id}-${n}`;
    try {
      await near.call("store/rename", [{ place, path }, to, "new"]);
      path = to;
      await fetch(`moved/${id}/${n}`, { cache: "no-store" }).catch(() => {});
    } catch (error) {
      if (window.writing) window.trouble.push(String(error.message ?? error));
      return;
    }
  }
}
for (let n = 0; n < lanes; n++) lane(n);
"#;

/// Under which numbers each of these documents is found, or -1 where it is not whole.
const LOOK_MOVED: &str = r#"
const place = { id: "browser", name: "This browser", kind: "browser", origin: null, can: {}, sealed: "" };
const near = window.nearside;
const { value } = await near.call("store/list", [{ place, path: "moves" }, null]);
const found = {};
for (const { path } of value.entries) {
  const [file] = await near.call("store/read", [{ place, path }, null]);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const [id, n] = path.split("/")[1].split("-").map(Number);
  const whole = bytes.length === [300, 5000, 70_000][id % 3] && bytes.every(byte => byte === id);
  (found[id] ??= []).push(whole ? n : -1);
}
return found;
"#;

/// As long as the first save may take: an engine is loaded for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a page saves.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Documents at a time.
    pub lanes: u32,
    /// The number of the first one; later ones have higher numbers.
    pub first: u32,
    /// Milliseconds between two documents of a lane.
    pub pause: u32,
}

/// Lets the page save until it ends; returns when the first document is acknowledged.
pub async fn write(workbench: &Workbench, pace: Pace) -> Result<()> {
    let Pace { lanes, first, pause } = pace;
    workbench.browser.js::<()>(WRITE, json!({ "lanes": lanes, "first": first, "pause": pause })).await?;
    let start = Instant::now();
    while !told(workbench).values().any(|(n, _)| *n >= i64::from(first)) {
        ensure!(start.elapsed() < PATIENCE, "nothing is saved: {}", workbench.browser.describe().await);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

/// What the server was told of: the last acknowledged number of each document, and what it was said to survive.
pub fn told(workbench: &Workbench) -> BTreeMap<String, (i64, String)> {
    let mut told: BTreeMap<String, (i64, String)> = BTreeMap::new();
    for hit in workbench.cdn.log() {
        let Some((_, what)) = hit.path.split_once("told/") else { continue };
        let words: Vec<&str> = what.split('/').collect();
        let [name, n, durability] = words[..] else { continue };
        let n = n.parse().unwrap_or(-1);
        if told.get(name).is_none_or(|(last, _)| *last < n) {
            told.insert(name.to_owned(), (n, durability.to_owned()));
        }
    }
    told
}

/// Fails if anything that was acknowledged is gone, or anything is torn. Says how many documents were looked at.
pub async fn nothing_is_lost(workbench: &Workbench, how: &str) -> Result<usize> {
    let found: BTreeMap<String, i64> = workbench.browser.js(LOOK, ()).await?;
    let told = told(workbench);
    ensure!(!told.is_empty(), "{how}: nothing was saved before it");
    for (name, (n, durability)) in &told {
        let is = found.get(name);
        let is =
            is.with_context(|| format!("{how}: {name} is gone; {n} was acknowledged as {durability}"))?;
        ensure!(is >= n, "{how}: {name} is {is}, and {n} was acknowledged as {durability} (-1: torn)");
    }
    ensure!(found.values().all(|n| *n >= 0), "{how}: something is torn: {found:?}");
    Ok(told.len())
}

/// Lets the page give documents new names until it ends, the first of them with the number `first`; returns when that of one
/// document is acknowledged.
pub async fn rename(workbench: &Workbench, lanes: u32, first: u32) -> Result<()> {
    workbench.browser.js::<()>(MOVE, json!({ "lanes": lanes, "first": first })).await?;
    let start = Instant::now();
    while !moved(workbench).values().any(|n| *n >= i64::from(first)) {
        ensure!(start.elapsed() < PATIENCE, "nothing is renamed: {}", workbench.browser.describe().await);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

/// The last acknowledged number of each document that gets new names.
fn moved(workbench: &Workbench) -> BTreeMap<String, i64> {
    let mut moved: BTreeMap<String, i64> = BTreeMap::new();
    for hit in workbench.cdn.log() {
        let Some((id, n)) = hit.path.split_once("moved/").and_then(|(_, what)| what.split_once('/')) else {
            continue;
        };
        let (last, n) = (moved.entry(id.to_owned()).or_insert(-1), n.parse().unwrap_or(-1));
        *last = n.max(*last);
    }
    moved
}

/// Fails unless each document that gets new names has exactly one, no older one than was acknowledged, and is whole.
pub async fn nothing_is_mislaid(workbench: &Workbench, how: &str) -> Result<()> {
    let found: BTreeMap<String, Vec<i64>> = workbench.browser.js(LOOK_MOVED, ()).await?;
    let moved = moved(workbench);
    ensure!(!moved.is_empty(), "{how}: nothing was renamed before it");
    for (id, n) in &moved {
        let names = found.get(id).map(Vec::as_slice).unwrap_or_default();
        let [is] = names else {
            anyhow::bail!("{how}: document {id} has the names {names:?}; {n} was acknowledged")
        };
        ensure!(is >= n, "{how}: document {id} is called {is}, and {n} was acknowledged (-1: torn)");
    }
    Ok(())
}
