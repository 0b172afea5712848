//! Storage: files kept in this browser, on their way to a bucket, sealed or not, and what the worker that does it weighs.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::builds::identity;
use tests::dist;

use crate::options::Options;
use crate::row::{Bar, Row};
use crate::sink::Sink;
use crate::size::brotli;
use crate::stage::{Contestant, Stage, Tab};

const AREA: &str = "storage";
/// Megabytes of a file that is written or read at once.
const FILE: u64 = 64;
/// So many small records.
const RECORDS: u32 = 10_000;
/// Megabytes of a file that is copied sealed and plain.
const SEALED: u64 = 128;
/// The slots of a fresh profile are young, and the storage worker writes everything twice until they are not. What is measured
/// is a profile as people have it.
const AGED: Duration = Duration::from_secs(215);
/// Opens the bench's vault.
const SECRET: &str = "correct horse battery staple";

fn contestant(measure: &'static str, who: &'static str, options: &Value) -> Contestant {
    let mut options = options.clone();
    options["who"] = json!(who);
    Contestant { name: who, measure, options, tab: Tab::Bench }
}

/// What can be measured by itself.
const GROUPS: [&str; 5] = ["disk", "upload", "ranges", "sealed", "weight"];

/// The rows of the groups that are asked for.
pub async fn measure(options: &Options) -> Result<Vec<Row>> {
    let groups = options.groups(&GROUPS)?;
    let sink = Sink::start()?;
    let mut stage = Stage::open_at("files.html").await?;
    let start = Instant::now();
    println!("storage: {}, {} rounds", stage.conditions().await?, options.rounds);
    run(&stage, "begin", json!({})).await?;
    run(&stage, "keep", json!({ "path": "kept", "megabytes": FILE })).await?;
    run(&stage, "connect", json!({ "name": "plain", "origin": sink.origin() })).await?;
    let mut rows = Vec::new();
    for group in groups {
        rows.extend(match group {
            "disk" => {
                tokio::time::sleep(AGED.saturating_sub(start.elapsed())).await;
                disk(&mut stage, options).await?
            }
            "upload" => upload(&mut stage, &sink, options).await?,
            "ranges" => ranges(&mut stage, &sink, options).await?,
            "sealed" => sealed(&mut stage, &sink, options).await?,
            _ => vec![weight()?],
        });
    }
    println!("storage: done at {}", stage.conditions().await?);
    Ok(rows)
}

async fn run(stage: &Stage, measure: &str, options: Value) -> Result<()> {
    stage.measure::<Value>(Tab::Bench, measure, &options).await.map(drop)
}

fn rates(megabytes: u64, times: &[f64]) -> Vec<f64> {
    times.iter().map(|time| megabytes as f64 / time * 1e3).collect()
}

/// Fails if a body was not what it should have been.
fn right(sink: &Sink) -> Result<()> {
    let wrong = sink.wrong();
    ensure!(wrong.is_empty(), "the bucket got something else: {:?}", &wrong[..wrong.len().min(5)]);
    Ok(())
}

async fn upload(stage: &mut Stage, sink: &Sink, options: &Options) -> Result<Vec<Row>> {
    let megabytes = options.megabytes;
    run(stage, "keep", json!({ "path": "film", "megabytes": megabytes })).await?;
    run(stage, "burn", json!({ "on": true })).await?;
    let ask = |key: &str| json!({ "path": "film", "key": key, "origin": sink.origin(), "checksums": true });
    let bare = Contestant {
        name: "bare",
        options: json!({ "who": "aws", "path": "film", "key": "bare", "origin": sink.origin(), "checksums": false }),
        ..contestant("upload", "aws", &json!({}))
    };
    let all = [
        contestant("upload", "near", &ask("film")),
        contestant("upload", "raw", &ask("raw")),
        contestant("upload", "aws", &ask("aws")),
        bare,
    ];
    let times = stage.rounds::<f64>(options.rounds, &all).await?;
    right(sink)?;
    for key in ["plain/film", "raw", "aws", "bare"] {
        let size = sink.size(key);
        ensure!(size == Some((megabytes << 20) as usize), "{key} arrived with {size:?} bytes");
    }
    let rate = |who: &str| rates(megabytes, &times[who]);
    let title = format!("upload of {megabytes} MiB from this browser while all cores compute, MiB/s");
    let row = |rival: &str, name: &str, bar| {
        Row::new(AREA, format!("{title}; beside: {name}"), &rate("near"), Some(&rate(rival)), bar)
    };
    let mut rows = vec![
        row("raw", "fetch(File.slice()), four at a time", Bar::Over(0.9)),
        row("aws", "@aws-sdk/lib-storage", Bar::Over(4.0)),
        row("bare", "@aws-sdk/lib-storage without checksums", Bar::None),
    ];
    let mut more = Vec::new();
    for _ in 0..options.rounds {
        let before = stage.settled().await?;
        let mut peak = before;
        let look = || {
            peak = peak.max(stage.memory().unwrap_or(0));
            Duration::from_millis(50)
        };
        stage.watched::<f64>("upload", &all[0].options, look).await?;
        more.push((peak - before) as f64 / f64::from(1 << 20));
    }
    let title = "the same: heaps of all of the browser's processes, beyond what they were, MiB";
    rows.push(Row::new(AREA, title, &more, None, Bar::Most(32.0)));
    run(stage, "burn", json!({ "on": false })).await?;
    Ok(rows)
}

async fn ranges(stage: &mut Stage, sink: &Sink, options: &Options) -> Result<Vec<Row>> {
    const COUNT: u32 = 1000;
    sink.put("plain/map", (FILE << 20) as usize);
    let ask = json!({ "key": "map", "origin": sink.origin(), "megabytes": FILE, "count": COUNT, "seed": 7 });
    sink.count("OPTIONS");
    let one = stage.measure::<f64>(Tab::Bench, "ranges", &contestant("ranges", "near", &ask).options).await?;
    let asked = sink.count("OPTIONS");
    println!("storage: {COUNT} range reads took {one:.0} ms");
    let all = ["near", "raw"].map(|who| contestant("ranges", who, &ask));
    let times = stage.rounds::<f64>(options.rounds, &all).await?;
    let rate = |who: &str| times[who].iter().map(|time| f64::from(COUNT) / time * 1e3).collect::<Vec<f64>>();
    let title = format!("{COUNT} reads of 4 KiB anywhere in an object");
    Ok(vec![
        Row::new(AREA, format!("{title}: OPTIONS"), &[asked as f64], None, Bar::Exactly(0.0)),
        Row::new(
            AREA,
            format!("{title}, per second; beside: fetch of a public object"),
            &rate("near"),
            Some(&rate("raw")),
            Bar::None,
        ),
    ])
}

async fn sealed(stage: &mut Stage, sink: &Sink, options: &Options) -> Result<Vec<Row>> {
    run(stage, "connect", json!({ "name": "private", "origin": sink.origin(), "secret": SECRET })).await?;
    run(stage, "folder", json!({ "name": "open" })).await?;
    run(stage, "folder", json!({ "name": "shut", "secret": SECRET })).await?;
    run(stage, "keep", json!({ "path": "reel", "megabytes": SEALED })).await?;
    let mut rows = Vec::new();
    sink.keep(true);
    for (plain, shut, title, bar) in [
        ("plain", "private", "to a bucket", Bar::Over(0.8)),
        ("open", "shut", "into a folder on this device", Bar::Over(0.25)),
    ] {
        let put = |place: &'static str| {
            let options = json!({ "from": "reel", "place": place });
            Contestant { name: place, measure: "copy", options, tab: Tab::Bench }
        };
        let times = stage.rounds::<f64>(options.rounds, &[put(plain), put(shut)]).await?;
        let title = format!("{SEALED} MiB sealed {title}, MiB/s; beside: not sealed");
        let (ours, rival) = (rates(SEALED, &times[shut]), rates(SEALED, &times[plain]));
        rows.push(Row::new(AREA, title, &ours, Some(&rival), bar));
        sink.forget();
    }
    sink.keep(false);
    Ok(rows)
}

async fn disk(stage: &mut Stage, options: &Options) -> Result<Vec<Row>> {
    let file = json!({ "megabytes": FILE });
    let writes = ["near", "raw", "chunks", "whole"].map(|who| contestant("write", who, &file));
    let times = stage.rounds::<f64>(options.rounds, &writes).await?;
    let rate = |who: &str| rates(FILE, &times[who]);
    let title = format!("{FILE} MiB written so that it survives a power cut, MiB/s");
    let mut rows = Vec::new();
    for (rival, name, bar) in [
        ("raw", "sync access handle and flush", Bar::Over(0.85)),
        ("chunks", "createWritable, a MiB at a time, which does not survive one", Bar::Over(10.0)),
        ("whole", "createWritable, all at once, which does not survive one", Bar::None),
    ] {
        rows.push(Row::new(AREA, format!("{title}; beside: {name}"), &rate("near"), Some(&rate(rival)), bar));
    }
    let reads = ["near", "raw", "wasm"].map(|who| contestant("read", who, &file));
    let times = stage.rounds::<f64>(options.rounds, &reads).await?;
    let rate = |who: &str| rates(FILE, &times[who]);
    let title = format!("{FILE} MiB read into memory, MiB/s");
    for (rival, name, bar) in
        [("raw", "sync access handle", Bar::Over(0.85)), ("wasm", "the same into WebAssembly's", Bar::None)]
    {
        rows.push(Row::new(AREA, format!("{title}; beside: {name}"), &rate("near"), Some(&rate(rival)), bar));
    }
    let records = |who: &'static str, count: u32| {
        let options = json!({ "count": count, "size": 256, "batch": 1000 });
        contestant("records", who, &options)
    };
    // A file for each takes too long for as many.
    let all = [records("near", RECORDS), records("records", RECORDS), records("files", RECORDS / 20)];
    let times = stage.rounds::<f64>(options.rounds, &all).await?;
    let rate = |who: &str, count: u32| -> Vec<f64> {
        times[who].iter().map(|time| f64::from(count) / time * 1e3).collect()
    };
    let title = "10,000 records of 256 bytes, a thousand at a time, that survive a power cut, per second";
    for (rival, name, count, bar) in [
        ("records", "IndexedDB, strict", RECORDS, Bar::Over(1.2)),
        ("files", "createWritable, which does not survive one", RECORDS / 20, Bar::Over(10.0)),
    ] {
        let (ours, rival) = (rate("near", RECORDS), rate(rival, count));
        rows.push(Row::new(AREA, format!("{title}; beside: {name}"), &ours, Some(&rival), bar));
    }
    Ok(rows)
}

fn weight() -> Result<Row> {
    let dist = dist()?;
    let wasm = identity(&dist)?["workers"]["store"]["wasm"].as_str().map(PathBuf::from);
    let kilobytes = brotli(&wasm.map(|wasm| dist.join(wasm)).into_iter().collect::<Vec<_>>())?;
    Ok(Row::new(AREA, "storage worker, wasm, brotli, kB", &[kilobytes], None, Bar::Most(150.0)))
}
