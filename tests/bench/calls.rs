//! Calls: how long a small one takes, how many there can be, what large ones cost the page, what becomes of them when workers break.

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::options::Options;
use crate::row::{Bar, Row, p95};
use crate::stage::{Contestant, Stage, Tab, target};

const AREA: &str = "calls";
/// Milliseconds that a good call asks to work among hostile ones.
const WORK: f64 = 10.0;

fn contestant(measure: &'static str, name: &'static str, options: Value) -> Contestant {
    let mut options = options;
    options["who"] = json!(name);
    Contestant { name, measure, options, tab: Tab::Bench }
}

/// All rows of the area.
pub async fn measure(options: &Options) -> Result<Vec<Row>> {
    let mut stage = Stage::open().await?;
    println!("calls: {}, {} rounds", stage.conditions().await?, options.rounds);
    let mut rows = small(&mut stage, options).await?;
    rows.extend(large(&mut stage, options).await?);
    rows.extend(hostile(&mut stage, options).await?);
    rows.extend(recoveries(&mut stage, options).await?);
    println!("calls: done at {}", stage.conditions().await?);
    Ok(rows)
}

async fn small(stage: &mut Stage, options: &Options) -> Result<Vec<Row>> {
    // These are short, and short ones are noisy.
    let rounds = options.rounds * 3;
    let mut rows = Vec::new();
    let all = |measure, calls: u32| {
        ["near", "raw", "comlink", "gloo"].map(|who| contestant(measure, who, json!({ "calls": calls })))
    };
    let times = stage.rounds::<f64>(rounds, &all("sequential", 0)).await?;
    let row = |rival: &str, title: &str, bar| {
        Row::new(
            AREA,
            format!("small typed call, one after the other, p50 in µs; beside: {title}"),
            &times["near"],
            Some(&times[rival]),
            bar,
        )
    };
    rows.push(row("raw", "bare postMessage", Bar::Under(1.5)));
    rows.push(row("comlink", "Comlink", Bar::None));
    rows.push(row("gloo", "gloo-worker", Bar::None));
    for (measure, title) in [
        ("flight", "64 small calls in flight, per second"),
        ("burst", "1000 small calls in a microtask, per second"),
    ] {
        let rates = stage.rounds::<f64>(rounds, &all(measure, 32_000)).await?;
        let row = |rival: &str, name: &str, bar| {
            Row::new(AREA, format!("{title}; beside: {name}"), &rates["near"], Some(&rates[rival]), bar)
        };
        rows.push(row("comlink", "Comlink", Bar::Over(5.0)));
        rows.push(row("gloo", "gloo-worker", Bar::None));
        rows.push(row("raw", "bare postMessage", Bar::None));
    }
    Ok(rows)
}

async fn large(stage: &mut Stage, options: &Options) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let all = ["near", "comlink", "comlinkCopy", "gloo"]
        .map(|who| contestant("echo", who, json!({ "megabytes": 64 })));
    let times = stage.rounds::<f64>(options.rounds, &all).await?;
    let row = |rival: &str, title: &str, bar| {
        Row::new(
            AREA,
            format!("64 MB buffer in and out, ms; beside: {title}"),
            &times["near"],
            Some(&times[rival]),
            bar,
        )
    };
    rows.push(row("comlink", "Comlink with transfer", Bar::Under(1.1)));
    rows.push(row("comlinkCopy", "Comlink by default", Bar::None));
    rows.push(row("gloo", "gloo-worker", Bar::None));
    let (file, sum) = gigabyte()?;
    stage.choose(Tab::Bench, "#gigabyte", &[file]).await?;
    let all = ["near", "comlink", "nobody"].map(|who| contestant("blocked", who, json!({ "sum": sum })));
    let times = stage.rounds::<f64>(options.rounds, &all).await?;
    let title = "1 GB File read in a worker, longest time the page is blocked, ms";
    rows.push(Row::new(
        AREA,
        format!("{title}; beside: Comlink"),
        &times["near"],
        Some(&times["comlink"]),
        Bar::Most(2.0),
    ));
    rows.push(Row::new(
        AREA,
        format!("{title}; beside: no call at all"),
        &times["near"],
        Some(&times["nobody"]),
        Bar::None,
    ));
    Ok(rows)
}

/// A file of a gigabyte with a few bytes that are not 0, and their sum.
fn gigabyte() -> Result<(std::path::PathBuf, f64)> {
    use std::io::{Seek, SeekFrom, Write};
    let path = target().join("bench-photos").join("gigabyte.bin");
    std::fs::create_dir_all(target().join("bench-photos"))?;
    let mut file = std::fs::File::create(&path)?;
    file.set_len(1 << 30)?;
    for part in 0..16_u8 {
        file.seek(SeekFrom::Start(u64::from(part) << 26 | 12_345))?;
        file.write_all(&[part])?;
    }
    Ok((path, 120.0))
}

/// What came of a plan.
#[derive(Deserialize)]
struct Outcome {
    milliseconds: f64,
    right: u32,
    wrong: Vec<String>,
    hung: u32,
}

/// So many ways to break, as shares of a hundred: endless loops are few, because Chromium burns a core for two seconds for each.
const BAD: [(&str, usize); 7] = [
    ("panic", 25),
    ("trap", 19),
    ("stack", 15),
    ("memory", 7),
    ("throw", 15),
    ("malformed", 15),
    ("spin", 4),
];

fn bad(count: usize, spin: bool) -> Value {
    let share = |(way, share): &(&str, usize)| (way.to_string(), json!((share * count + 50) / 100));
    let all = BAD.iter().filter(|(way, _)| spin || *way != "spin");
    Value::Object(all.map(share).collect())
}

async fn hostile(stage: &mut Stage, options: &Options) -> Result<Vec<Row>> {
    let each = options.calls.div_ceil(options.rounds);
    let ways = bad(each.div_ceil(10), true);
    let bad_ones: u64 =
        ways.as_object().into_iter().flat_map(|ways| ways.values()).filter_map(Value::as_u64).sum();
    let good = each - bad_ones as usize;
    let work: f64 = stage.measure(Tab::Bench, "workload", &json!({ "work": WORK })).await?;
    println!("calls: a good call among hostile ones works about {work:.0} ms");
    let plan = |name: &'static str, bad: Value| {
        let options = json!({ "good": good, "bad": bad, "work": WORK, "seed": 1 });
        Contestant { name, measure: "hostile", options, tab: Tab::Bench }
    };
    let outcomes =
        stage.rounds::<Outcome>(options.rounds, &[plan("hostile", ways), plan("clean", json!({}))]).await?;
    let of =
        |name: &str, value: fn(&Outcome) -> f64| -> Vec<f64> { outcomes[name].iter().map(value).collect() };
    let hostile = &outcomes["hostile"];
    let calls = options.rounds * each;
    for wrong in hostile.iter().chain(&outcomes["clean"]).flat_map(|outcome| &outcome.wrong).take(20) {
        println!("calls: not as it should be: {wrong}");
    }
    let right: u32 = hostile.iter().map(|outcome| outcome.right).sum();
    let hung: u32 = hostile.iter().map(|outcome| outcome.hung).sum();
    let good_rate = |name: &str| -> Vec<f64> {
        of(name, |outcome| outcome.milliseconds).iter().map(|time| good as f64 / time * 1e3).collect()
    };
    let title = format!("{calls} calls, 10 % hostile");
    let mut rows = vec![
        Row::new(
            AREA,
            format!("{title}: settled as they should"),
            &[f64::from(right)],
            None,
            Bar::Exactly(calls as f64),
        ),
        Row::new(AREA, format!("{title}: hung"), &[f64::from(hung)], None, Bar::Exactly(0.0)),
        Row::new(
            AREA,
            format!("{title}: good ones per second; beside: a run without the bad"),
            &good_rate("hostile"),
            Some(&good_rate("clean")),
            Bar::Over(0.5),
        ),
    ];
    for (who, library) in [("comlink", "Comlink"), ("gloo", "gloo-worker")] {
        for (spin, loops) in [(false, "without"), (true, "with")] {
            // A worker that was lost stays lost: each begins on a page of its own.
            stage.fresh().await?;
            let options = json!({ "who": who, "good": 900, "bad": bad(100, spin), "work": 2.0, "seed": 1 });
            let pending: f64 = stage.measure(Tab::Bench, "pending", &options).await?;
            let title = format!(
                "still pending of 1000 calls, 10 % hostile, {loops} endless loops; beside: {library}"
            );
            rows.push(Row::new(AREA, title, &[0.0], Some(&[pending]), Bar::None));
        }
    }
    stage.fresh().await?;
    Ok(rows)
}

async fn recoveries(stage: &mut Stage, options: &Options) -> Result<Vec<Row>> {
    let alone = |measure: &'static str, value: Value| {
        [Contestant { name: measure, measure, options: value, tab: Tab::Bench }]
    };
    let mut times = Vec::new();
    for contestants in [
        alone("revivals", json!({ "times": 20 })),
        alone("deadlines", json!({ "times": 3 })),
        alone("cancels", json!({ "hard": false, "times": 10 })),
        alone("cancels", json!({ "hard": true, "times": 6 })),
    ] {
        let all = stage.rounds::<Vec<f64>>(options.rounds, &contestants).await?;
        times.push(all.into_values().flatten().flatten().collect::<Vec<f64>>());
    }
    let row = |title: &str, value: &[f64], most| Row::new(AREA, title, value, None, Bar::Most(most));
    Ok(vec![
        row("recovery: the worker's next answer after a panic, ms", &times[0], 5.0),
        row("recovery: the slot's next answer after the deadline of an endless loop, ms", &times[1], 50.0),
        row("cancel, cooperative: the slot's next answer after the drop, p95 in ms", &[p95(&times[2])], 20.0),
        row("cancel, hard: the slot's next answer after the drop, p95 in ms", &[p95(&times[3])], 50.0),
    ])
}
