//! Photos: a folder of 12 megapixels each, one of 100, and the resampler by itself.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::options::Options;
use crate::row::{Bar, Row, median};
use crate::stage::{Contestant, Stage, Tab, here, target};

const AREA: &str = "photos";
const QUALITY: u8 = 80;

/// All rows of the area that need a browser.
pub async fn measure(options: &Options) -> Result<Vec<Row>> {
    let photos = photos(options.photos)?;
    let mut stage = Stage::open().await?;
    println!("photos: {}, {} rounds of {} photos", stage.conditions().await?, options.rounds, photos.len());
    let folder = target().join("bench-photos");
    stage.invite_vips(&folder).await?;
    for tab in [Tab::Bench, Tab::Vips] {
        stage.choose(tab, "#photos", &photos).await?;
        stage.choose(tab, "#large", &[folder.join("large.jpg")]).await?;
    }
    let mut rows = Vec::new();
    for group in options.groups(&["folders", "resize", "large"])? {
        rows.extend(match group {
            "folders" => folders(&mut stage, options, photos.len()).await?,
            "resize" => resample(&mut stage, options).await?,
            _ => large(&mut stage, options).await?,
        });
    }
    println!("photos: done at {}", stage.conditions().await?);
    Ok(rows)
}

/// Makes the photos that are not there yet.
fn photos(count: usize) -> Result<Vec<PathBuf>> {
    let folder = target().join("bench-photos");
    let corpus = here().join("../../../shared/corpus/photos");
    let mut node = Command::new("node");
    node.arg(here().join("node/photos.mjs")).arg(&folder).arg(count.to_string()).arg(corpus);
    let status = node.status().context("cannot start node: install Node.js")?;
    ensure!(status.success(), "the photos could not be made");
    Ok((0..count).map(|n| folder.join(format!("photo-{n:03}.jpg"))).collect())
}

/// What the app asks for by `effort` and `codecs`.
fn recipe(effort: &str, codecs: &str) -> Value {
    json!({
        "resize": { "longest": { "side": 1600 } }, "format": "jpeg", "quality": { "level": QUALITY },
        "effort": effort, "codecs": codecs,
    })
}

#[derive(Deserialize)]
struct Run {
    milliseconds: f64,
    bytes: f64,
}

async fn folders(stage: &mut Stage, options: &Options, count: usize) -> Result<Vec<Row>> {
    let ours = |name: &'static str, effort, codecs, cores| {
        let options =
            json!({ "who": "near", "recipe": recipe(effort, codecs), "cores": cores, "size": [1600, 1200] });
        Contestant { name, measure: "photos", options, tab: Tab::Bench }
    };
    let rival = |name: &'static str, measure, tab| {
        let options = json!({ "who": name, "count": count, "size": [1600, 1200], "quality": QUALITY });
        Contestant { name, measure, options, tab }
    };
    let all = [
        ours("exact", "fast", "exact", 0),
        ours("exact on one core", "fast", "exact", 1),
        ours("balanced", "balanced", "exact", 0),
        ours("native", "fast", "fast", 0),
        rival("jsquash", "photos", Tab::Bench),
        rival("vips", "photos", Tab::Vips),
        rival("vipsThreads", "photos", Tab::Vips),
        rival("sharp", "sharp", Tab::Vips),
    ];
    let runs = stage.rounds::<Run>(options.rounds, &all).await?;
    for (name, runs) in &runs {
        let bytes: Vec<f64> = runs.iter().map(|run| run.bytes / count as f64 / 1e3).collect();
        println!("photos: {name} makes {:.0} kB of a photo", median(&bytes));
    }
    let speed = |name: &str| -> Vec<f64> {
        runs[name].iter().map(|run| count as f64 / run.milliseconds * 1e3).collect()
    };
    let row = |title: &str, ours: &str, rival: &str, name: &str, bar| {
        let title =
            format!("{count} photos of 12 MP → 1600 px JPEG, {title}, photos per second; beside: {name}");
        Row::new(AREA, title, &speed(ours), Some(&speed(rival)), bar)
    };
    let cores = "all cores";
    Ok(vec![
        row(&format!("exact, {cores}"), "exact", "exact on one core", "one worker", Bar::Over(1.7)),
        row(&format!("exact, {cores}"), "exact", "vips", "wasm-vips", Bar::Over(1.0)),
        row(
            &format!("exact, {cores}"),
            "exact",
            "vipsThreads",
            "wasm-vips (one instance with threads)",
            Bar::None,
        ),
        row(&format!("fast, {cores}"), "native", "vips", "wasm-vips", Bar::Over(1.5)),
        row(&format!("exact, {cores}"), "exact", "jsquash", "jSquash in as many workers", Bar::Over(2.0)),
        row(&format!("fast, {cores}"), "native", "jsquash", "jSquash in as many workers", Bar::None),
        row(
            &format!("exact, smaller files, {cores}"),
            "balanced",
            "jsquash",
            "jSquash in as many workers",
            Bar::None,
        ),
        row(&format!("exact, {cores}"), "exact", "sharp", "sharp in Node (native)", Bar::None),
        row(&format!("fast, {cores}"), "native", "sharp", "sharp in Node (native)", Bar::None),
    ])
}

#[derive(Deserialize)]
struct Resampled {
    milliseconds: f64,
    sample: Vec<f64>,
}

/// The mean difference of samples.
fn difference(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| (one - other).abs()).sum::<f64>() / one.len() as f64
}

async fn resample(stage: &mut Stage, options: &Options) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (opaque, kind) in [(true, "opaque"), (false, "with alpha")] {
        let one = |name: &'static str, who: &str, linear: bool, tab| {
            let options = json!({ "who": who, "from": [4000, 3000], "to": [1000, 750], "opaque": opaque, "linear": linear, "times": 5 });
            Contestant { name, measure: "resample", options, tab }
        };
        let all = [
            one("near", "near", false, Tab::Bench),
            one("jsquash", "jsquash", false, Tab::Bench),
            one("jsquash by default", "jsquash", true, Tab::Bench),
            one("vips", "vips", false, Tab::Vips),
        ];
        let runs = stage.rounds::<Resampled>(options.rounds, &all).await?;
        for rival in ["jsquash", "vips"] {
            let off = difference(&runs["near"][0].sample, &runs[rival][0].sample);
            ensure!(off < 2.0, "{rival}'s pixels ({kind}) differ from ours by {off:.1} levels");
        }
        let speed =
            |name: &str| -> Vec<f64> { runs[name].iter().map(|run| 12.0 / run.milliseconds * 1e3).collect() };
        let row = |rival: &str, name: &str, bar| {
            let title =
                format!("resize Lanczos3 RGBA 4:1, {kind}, one worker, MP/s of source; beside: {name}");
            Row::new(AREA, title, &speed("near"), Some(&speed(rival)), bar)
        };
        rows.push(row("vips", "wasm-vips", Bar::Over(2.0)));
        rows.push(row("jsquash", "jSquash", Bar::Over(4.0)));
        rows.push(row("jsquash by default", "jSquash by default (linear light)", Bar::None));
    }
    Ok(rows)
}

#[derive(Deserialize)]
struct Large {
    milliseconds: f64,
    memory: Option<f64>,
}

async fn large(stage: &mut Stage, options: &Options) -> Result<Vec<Row>> {
    let one =
        |name: &'static str, value: Value, tab| Contestant { name, measure: "large", options: value, tab };
    let size = [1600, 1120];
    let all = [
        one("exact", json!({ "recipe": recipe("fast", "exact"), "size": size }), Tab::Bench),
        one("native", json!({ "recipe": recipe("fast", "fast"), "size": size }), Tab::Bench),
        one("vips", json!({ "size": size, "quality": QUALITY }), Tab::Vips),
    ];
    let runs = stage.rounds::<Large>(options.rounds.min(3), &all).await?;
    let memory =
        |name: &str| -> Vec<f64> { runs[name].iter().filter_map(|run| Some(run.memory? / 1e6)).collect() };
    let time = |name: &str| -> Vec<f64> { runs[name].iter().map(|run| run.milliseconds).collect() };
    let title = "JPEG of 100 MP → 1600 px";
    Ok(vec![
        Row::new(AREA, format!("{title}, exact: wasm memory, MB"), &memory("exact"), None, Bar::Most(450.0)),
        Row::new(AREA, format!("{title}, fast: wasm memory, MB"), &memory("native"), None, Bar::Most(450.0)),
        Row::new(
            AREA,
            format!("{title}, exact, ms; beside: wasm-vips"),
            &time("exact"),
            Some(&time("vips")),
            Bar::None,
        ),
        Row::new(
            AREA,
            format!("{title}, fast, ms; beside: wasm-vips"),
            &time("native"),
            Some(&time("vips")),
            Bar::None,
        ),
    ])
}
