//! Files that are long or large: how soon a page is there, and what it takes to have been on many.

use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use super::files::{Files, MANY};
use super::{AREA, contestant, renew};
use crate::options::Options;
use crate::row::{Bar, Row};
use crate::stage::{Stage, Tab};

/// Pages that are visited.
const VISITED: u32 = 200;
const MIB: f64 = 1_048_576.0;

pub async fn measure(stage: &mut Stage, files: &Files, options: &Options) -> Result<Vec<Row>> {
    let mut rows = jump(stage, options).await?;
    renew(stage, files).await?;
    rows.extend(large(stage, files, options).await?);
    Ok(rows)
}

async fn jump(stage: &mut Stage, options: &Options) -> Result<Vec<Row>> {
    let ask = json!({ "input": "many", "page": MANY - 1 });
    let all = ["near", "pdfium"].map(|who| contestant("jump", who, ask.clone()));
    let times = stage.rounds::<f64>(options.rounds, &all).await?;
    let title = format!("a file of {MANY} pages opened and its last page drawn, ms; beside: PDFium wasm");
    Ok(vec![Row::new(AREA, title, &times["near"], Some(&times["pdfium"]), Bar::Most(400.0))])
}

async fn large(stage: &mut Stage, files: &Files, options: &Options) -> Result<Vec<Row>> {
    let rounds = options.rounds.min(3);
    let title = format!("a file of {} pages and {} MiB", files.pictures, files.pictures / 2);
    let mut times = [Vec::new(), Vec::new()];
    let mut after = [Vec::new(), Vec::new()];
    let mut most = [Vec::new(), Vec::new()];
    for round in 1..=rounds {
        for at in stage.shuffled(2) {
            let who = ["near", "pdfium"][at];
            // Nothing of the turn before is left in the browser.
            renew(stage, files).await?;
            match turn(stage, who).await {
                Ok((time, rest, peak)) => {
                    times[at].push(time);
                    after[at].push(rest);
                    most[at].push(peak);
                }
                Err(error) if who == "pdfium" => println!("documents: PDFium and {title}: {error:#}"),
                Err(error) => return Err(error),
            }
        }
        eprintln!("   large round {round} of {rounds}");
    }
    let beside = |all: &[Vec<f64>; 2]| (all[1].len() == rounds).then(|| all[1].clone());
    let row = |what: &str, all: &[Vec<f64>; 2], bar| {
        let rival = beside(all);
        Row::new(AREA, format!("{title}: {what}; beside: PDFium wasm"), &all[0], rival.as_deref(), bar)
    };
    let heaps = "heaps of all of the browser's processes, beyond what they were, MiB";
    Ok(vec![
        row("opened and first page drawn, ms", &times, Bar::Most(200.0)),
        row(&format!("after {VISITED} pages, {heaps}"), &after, Bar::Most(200.0)),
        row(&format!("most during {VISITED} pages, {heaps}"), &most, Bar::None),
    ])
}

/// Milliseconds to the first page, then how much memory there is more after many pages, and at most meanwhile.
async fn turn(stage: &Stage, who: &'static str) -> Result<(f64, f64, f64)> {
    let ask = contestant("jump", who, json!({ "input": "large", "page": 0 }));
    let before = stage.settled().await?;
    let time: f64 = stage.measure(Tab::Bench, ask.measure, &ask.options).await?;
    let mut peak = stage.memory()?;
    let look = || {
        peak = peak.max(stage.memory().unwrap_or(0));
        Duration::from_millis(50)
    };
    let visit = contestant("visit", who, json!({ "pages": VISITED }));
    stage.watched::<Value>(visit.measure, &visit.options, look).await?;
    let after = stage.settled().await?;
    let more = |bytes: u64| bytes.saturating_sub(before) as f64 / MIB;
    Ok((time, more(after), more(peak.max(after))))
}
